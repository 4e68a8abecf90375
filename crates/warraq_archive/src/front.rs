//! The front page as the newsroom arranges it: what leads, what follows, until when. What it has not
//! arranged, the newest articles fill. No import touches it; what is withdrawn leaves.

use crate::accounts::{Allowed, Deed, right};
use crate::archive::Archive;
use crate::model::{ArticleId, Listing, Timestamp};
use crate::store::{ChangeKind, DbError, Reading, StoreError, change, front};

/// The most that can be arranged: the lead, what stands beside it, and the list.
pub const MOST_PICKS: usize = 13;

/// An article on the front page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The article.
    pub id: ArticleId,
    /// When it leaves; `None` for when somebody takes it away.
    pub until: Option<Timestamp>,
    /// As readers see it, or will.
    pub headline: String,
    /// When it appears or has appeared.
    pub at: Timestamp,
}

/// What is done to an article on the front page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Puts it there, behind the others, until a moment or until it is taken away.
    Add(ArticleId, Option<Timestamp>),
    /// Makes it the lead.
    Lead(ArticleId),
    /// Moves it one place forward.
    Up(ArticleId),
    /// Moves it one place back.
    Down(ArticleId),
    /// Takes it away.
    Remove(ArticleId),
    /// Puts all into this order; what is not named keeps its place behind.
    Order(Vec<ArticleId>),
}

/// Why the front page stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum FrontError {
    /// It is not before readers and will not be.
    #[error("this article is not published")]
    NotOut,
    /// As many stand there as there is room for.
    #[error("there is no room for more")]
    Full,
    /// The time has passed.
    #[error("this time has passed")]
    Past,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for FrontError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl Archive {
    /// What the newsroom has put on the front page, in order; what is to appear included.
    pub fn front_picks(&self, _by: &Allowed<right::CurateFront>) -> Result<Vec<Pick>, StoreError> {
        let now = self.clock().now();
        self.look(move |conn| front::picks(conn, now))
    }

    /// Changes what stands on the front page.
    pub fn arrange_front(
        &self,
        by: &Allowed<right::CurateFront>,
        arrange: &Arrange,
    ) -> Result<(), FrontError> {
        self.act(by.by(), |tx, now| {
            let mut picks = front::picks(tx, now)?;
            let place = |picks: &[Pick], id: ArticleId| picks.iter().position(|pick| pick.id == id);
            let about = match arrange {
                Arrange::Add(id, until) => {
                    let candidate = front::candidate(tx, *id)?.ok_or(FrontError::NotOut)?;
                    if until.is_some_and(|until| until <= now.max(candidate.at)) {
                        return Err(FrontError::Past);
                    }
                    match place(&picks, *id) {
                        Some(at) => picks[at].until = *until,
                        None if picks.len() >= MOST_PICKS => return Err(FrontError::Full),
                        None => picks.push(Pick {
                            until: *until,
                            ..candidate.clone()
                        }),
                    }
                    candidate.headline
                }
                Arrange::Lead(id) => {
                    let at = place(&picks, *id).ok_or(FrontError::NotOut)?;
                    picks[..=at].rotate_right(1);
                    picks[0].headline.clone()
                }
                Arrange::Up(id) | Arrange::Down(id) => {
                    let at = place(&picks, *id).ok_or(FrontError::NotOut)?;
                    let headline = picks[at].headline.clone();
                    let to = if matches!(arrange, Arrange::Up(_)) {
                        at.saturating_sub(1)
                    } else {
                        (at + 1).min(picks.len() - 1)
                    };
                    picks.swap(at, to);
                    headline
                }
                Arrange::Remove(id) => {
                    let at = place(&picks, *id).ok_or(FrontError::NotOut)?;
                    picks.remove(at).headline
                }
                Arrange::Order(ids) => {
                    let rank = |pick: &Pick| ids.iter().position(|id| *id == pick.id);
                    picks.sort_by_key(|pick| rank(pick).unwrap_or(usize::MAX));
                    picks
                        .first()
                        .map_or_else(String::new, |lead| lead.headline.clone())
                }
            };
            front::set(tx, &picks)?;
            change::record(tx, ChangeKind::Listing(Listing::All), now)?;
            let deed = match arrange {
                Arrange::Add(..) => "front-added",
                Arrange::Remove(_) => "front-removed",
                _ => "front-ordered",
            };
            Ok(((), Deed::new(deed, about)))
        })
    }

    /// The archive as readers will see it at a later moment, if nobody changes anything.
    pub fn foresee<T>(
        &self,
        _by: &Allowed<right::CurateFront>,
        at: Timestamp,
        work: impl FnOnce(&mut Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.read_at(at, work)
    }
}
