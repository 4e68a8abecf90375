//! Where the next version of an article is in its making. What readers see is another matter: a
//! published article stays up while its next version is looked at.

use super::write::held;
use super::{DeskError, DeskLine, Editing};
use crate::accounts::{AccountStanding, Deed, Right};
use crate::archive::Archive;
use crate::model::{AccountId, ArticleId, Timestamp};
use crate::store::desk_review::{self, Held};
use crate::store::{DbError, StoreError, account, desk_line};

/// Lines of a stage that are shown, and notes of an article.
const SHOWN: usize = 200;

/// A step in the making of a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Somebody writes it.
    #[default]
    Writing = 0,
    /// Somebody else looks at it.
    Review = 1,
    /// It goes back to whoever wrote it.
    Corrections = 2,
    /// It can be published.
    Ready = 3,
}

impl Stage {
    /// All of them, in the order in which a version goes through them.
    pub const ALL: [Self; 4] = [Self::Writing, Self::Review, Self::Corrections, Self::Ready];

    /// How addresses and words of the newsroom call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Writing => "writing",
            Self::Review => "review",
            Self::Corrections => "corrections",
            Self::Ready => "ready",
        }
    }

    /// The stage of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    pub(crate) fn numbered(number: i64) -> Self {
        let known = Self::ALL.into_iter().find(|known| *known as i64 == number);
        known.unwrap_or_default()
    }
}

/// Where the next version of an article is.
#[derive(Clone, Debug)]
pub struct Review {
    /// In which stage.
    pub stage: Stage,
    /// Whose turn it is.
    pub assignee: Option<AccountId>,
    /// Readers must not see it before.
    pub not_before: Option<Timestamp>,
    /// What was said with each step, the newest first.
    pub notes: Vec<Note>,
}

/// What was said with a step.
#[derive(Clone, Debug)]
pub struct Note {
    /// When.
    pub at: Timestamp,
    /// What whoever said it is called.
    pub who: String,
    /// Into which stage the step led.
    pub stage: Stage,
    /// The words; may be empty.
    pub note: String,
}

/// A step from one stage to another.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Into which stage.
    pub stage: Stage,
    /// Whose turn it is then.
    pub assignee: Option<AccountId>,
    /// Readers must not see it before.
    pub not_before: Option<Timestamp>,
    /// What is said with it; may be empty.
    pub note: String,
}

/// An article that waits in a stage.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The article.
    pub line: DeskLine,
    /// Whose turn it is.
    pub assignee: Option<AccountId>,
}

impl Archive {
    /// Where the next version of an article is.
    pub fn review(&self, by: Editing<'_>, id: ArticleId) -> Result<Review, DeskError> {
        self.desk_article(by, id)?;
        Ok(self.look(move |conn| {
            let held = desk_review::held(conn, id)?;
            Ok(Review {
                stage: held.stage,
                assignee: held.account,
                not_before: held.not_before,
                notes: desk_review::notes(conn, id, SHOWN)?,
            })
        })?)
    }

    /// Takes the next version of an article from one stage to another.
    pub fn step(&self, by: Editing<'_>, id: ArticleId, step: &Step) -> Result<(), DeskError> {
        self.act(by.by(), |tx, now| {
            let (kept, newest) = held(tx, id)?;
            by.check(kept.owner, kept.on_desk)?;
            if let Some(assignee) = step.assignee {
                let known = account::kept(tx, assignee)?;
                let works = known.is_some_and(|known| {
                    known.account.standing == AccountStanding::Active
                        && (known.account.role.may(Right::EditOthers)
                            || (kept.owner == Some(assignee)
                                && known.account.role.may(Right::Write)))
                });
                if !works {
                    return Err(DeskError::NoColleague);
                }
            }
            let next = Held {
                stage: step.stage,
                account: step.assignee,
                not_before: step.not_before,
            };
            desk_review::hold(tx, id, next, now)?;
            desk_review::add_note(tx, id, &by.by().name, (step.stage, &step.note), now)?;
            let deed = Deed::new("article-stepped", newest.revision.text.headline);
            Ok(((), deed.with(step.stage.name())))
        })
    }

    /// Articles in a stage, those that wait longest first: all, or one's own.
    pub fn waiting(&self, by: Editing<'_>, stage: Stage) -> Result<Vec<Waiting>, StoreError> {
        let (only, reach) = (by.only(), by.by().clone());
        self.look(move |conn| {
            let mut waiting = Vec::new();
            for (id, assignee) in desk_review::waiting(conn, stage, SHOWN)? {
                let Some((owner, section, line)) = desk_line::owned(conn, id)? else {
                    continue;
                };
                if only.is_none_or(|only| owner == Some(only)) && reach.reaches(owner, section) {
                    waiting.push(Waiting { line, assignee });
                }
            }
            Ok(waiting)
        })
    }

    /// Those who can be handed an article that is not theirs, by name.
    pub fn reviewers(&self, by: Editing<'_>) -> Result<Vec<(AccountId, String)>, StoreError> {
        self.those_who_may(by, Right::EditOthers)
    }

    /// Those who write here, by name.
    pub fn colleagues(&self, by: Editing<'_>) -> Result<Vec<(AccountId, String)>, StoreError> {
        self.those_who_may(by, Right::Write)
    }

    fn those_who_may(
        &self,
        _by: Editing<'_>,
        right: Right,
    ) -> Result<Vec<(AccountId, String)>, StoreError> {
        self.look(move |conn| {
            let mut all = account::all(conn)?;
            all.retain(|one| one.standing == AccountStanding::Active && one.role.may(right));
            all.sort_by_cached_key(|one| warraq_text::sort_key::arabic(&one.name));
            Ok::<_, DbError>(all.into_iter().map(|one| (one.id, one.name)).collect())
        })
    }
}
