//! One deed done to many articles at once, and undone as long as nobody has gone on from there.

use super::publish::{put_out, republish, take_in};
use super::write::{add, check_section, held, list};
use super::{DeskError, DeskStanding, Editing, Manuscript, Publishing, Stage};
use crate::accounts::{AccountStanding, Deed, Right};
use crate::archive::Archive;
use crate::model::{AccountId, ArticleId, BatchId, SectionId, Settings, Timestamp};
use crate::store::desk::{self, Kept, Place};
use crate::store::desk_batch::{self, BatchLine};
use crate::store::desk_review::{self, Held};
use crate::store::revision::{self, KeptRevision};
use crate::store::{Conn, account};

/// What is done to each of many articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkDeed {
    /// Makes this their main section.
    Move(SectionId),
    /// Adds a tag behind those that they have.
    Tag(String),
    /// Puts drafts before readers.
    Publish,
    /// Withdraws what readers see, for a reason; it may be empty.
    Withdraw(String),
    /// Asks somebody to look at them.
    HandOver(AccountId),
}

impl BulkDeed {
    /// How the store and the words of the newsroom call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Move(_) => "move",
            Self::Tag(_) => "tag",
            Self::Publish => "publish",
            Self::Withdraw(_) => "withdraw",
            Self::HandOver(_) => "hand-over",
        }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// By which it can be undone.
    pub id: BatchId,
    /// To how many articles.
    pub done: usize,
    /// How many it could not be done to: those of others, or that it would not change.
    pub left: usize,
}

impl Archive {
    /// Does one thing to many articles: to those that somebody may do it to and that it changes. What
    /// readers see of an article changes with it unless it was ahead of them, and only for whoever may
    /// publish.
    pub fn bulk(
        &self,
        by: Editing<'_>,
        press: Option<Publishing<'_>>,
        ids: &[ArticleId],
        deed: &BulkDeed,
    ) -> Result<Bulk, DeskError> {
        let settings = self.settings();
        self.act_all(by.by(), |tx, now| {
            if let BulkDeed::Move(section) = deed {
                check_section(tx, Some(*section))?;
            }
            if let BulkDeed::HandOver(reviewer) = deed {
                let known = account::kept(tx, *reviewer)?.map(|known| known.account);
                known
                    .filter(|one| one.standing == AccountStanding::Active)
                    .filter(|one| one.role.may(Right::EditOthers))
                    .ok_or(DeskError::NoColleague)?;
            }
            let batch = desk_batch::begin(tx, by.by().account, deed.name(), now)?;
            let mut work = Work {
                by,
                press,
                settings: &settings,
                now,
            };
            let (mut deeds, mut left) = (Vec::new(), 0);
            for id in ids {
                match work.one(tx, *id, deed) {
                    Ok((line, done)) => {
                        desk_batch::add(tx, batch, &line)?;
                        deeds.push(done.with(format!("#{batch}")));
                    }
                    Err(DeskError::Store(cause)) => return Err(cause.into()),
                    // Nothing is written before all is checked.
                    Err(_) => left += 1,
                }
            }
            let bulk = Bulk {
                id: batch,
                done: deeds.len(),
                left,
            };
            Ok((bulk, deeds))
        })
    }

    /// Undoes what somebody did to many articles, where nobody has gone on from there.
    ///
    /// # Errors
    /// [`DeskError::NoBatch`] when it is somebody else's deed, or undone already.
    pub fn undo_bulk(
        &self,
        by: Editing<'_>,
        press: Option<Publishing<'_>>,
        batch: BatchId,
    ) -> Result<Bulk, DeskError> {
        let settings = self.settings();
        self.act_all(by.by(), |tx, now| {
            let known = desk_batch::find(tx, batch)?.ok_or(DeskError::NoBatch)?;
            let is_own = known.account == by.by().account;
            if !is_own || known.is_undone || !desk_batch::undo(tx, batch, now)? {
                return Err(DeskError::NoBatch);
            }
            let mut work = Work {
                by,
                press,
                settings: &settings,
                now,
            };
            let (mut deeds, mut left) = (Vec::new(), 0);
            for line in desk_batch::lines(tx, batch)? {
                match work.back(tx, &line, &known.deed) {
                    Ok(headline) => {
                        let deed = Deed::new("article-undone", headline);
                        deeds.push(deed.with(format!("#{batch}")));
                    }
                    Err(DeskError::Store(cause)) => return Err(cause.into()),
                    Err(_) => left += 1,
                }
            }
            let bulk = Bulk {
                id: batch,
                done: deeds.len(),
                left,
            };
            Ok((bulk, deeds))
        })
    }
}

struct Work<'a> {
    by: Editing<'a>,
    press: Option<Publishing<'a>>,
    settings: &'a Settings,
    now: Timestamp,
}

impl Work<'_> {
    fn one(
        &mut self,
        tx: &mut Conn,
        id: ArticleId,
        deed: &BulkDeed,
    ) -> Result<(BatchLine, Deed), DeskError> {
        let (kept, newest) = held(tx, id)?;
        self.by.check(kept.owner, kept.on_desk)?;
        let mut line = BatchLine {
            id,
            before: newest.revision.id,
            after: newest.revision.id,
            at: kept.at,
            held: desk_review::held(tx, id)?,
            put_out: false,
        };
        let mut text = newest.revision.text.clone();
        let headline = text.headline.clone();
        let what = match deed {
            BulkDeed::Move(section) => {
                if text.section.replace(*section) == Some(*section) {
                    return Err(DeskError::Same);
                }
                self.by.check(kept.owner, Some(*section))?;
                self.change(tx, &kept, &newest, &text, &mut line)?;
                "article-moved"
            }
            BulkDeed::Tag(tag) => {
                let folded = |name: &String| warraq_text::fold::fold(name);
                if tag.is_empty() || text.tags.iter().any(|known| folded(known) == folded(tag)) {
                    return Err(DeskError::Same);
                }
                text.tags.push(tag.clone());
                self.change(tx, &kept, &newest, &text, &mut line)?;
                "article-tagged"
            }
            BulkDeed::Publish => {
                self.may_publish(&kept)?;
                if kept.place != Place::Draft {
                    return Err(DeskError::AlreadyOut);
                }
                if headline.trim().is_empty() {
                    return Err(DeskError::NoHeadline);
                }
                if let Some(at) = line.held.not_before.filter(|at| *at > self.now) {
                    return Err(DeskError::Embargo(at));
                }
                check_section(tx, text.section)?;
                let when = (self.now, None);
                put_out(tx, id, &kept, &newest, when, self.settings, self.now)?;
                line.put_out = true;
                "article-published"
            }
            BulkDeed::Withdraw(reason) => {
                self.may_publish(&kept)?;
                if kept.standing(self.now) != DeskStanding::Published {
                    return Err(DeskError::NotOut);
                }
                line.before = revision::public(tx, id)?.unwrap_or(line.before);
                take_in(tx, id, &kept, reason, self.settings, self.now)?;
                desk::set_in(tx, id, self.now)?;
                list(tx, id, Place::Withdrawn, self.now, &text, self.now)?;
                line.put_out = true;
                "article-withdrawn"
            }
            BulkDeed::HandOver(reviewer) => {
                let next = Held {
                    stage: Stage::Review,
                    account: Some(*reviewer),
                    ..line.held
                };
                if next == line.held {
                    return Err(DeskError::Same);
                }
                desk_review::hold(tx, id, next, self.now)?;
                let who = &self.by.by().name;
                desk_review::add_note(tx, id, who, (Stage::Review, ""), self.now)?;
                "article-stepped"
            }
        };
        Ok((line, Deed::new(what, headline)))
    }

    fn may_publish(&self, kept: &Kept) -> Result<(), DeskError> {
        self.press
            .ok_or(DeskError::NotYours)?
            .check(kept.owner, kept.on_desk)
    }

    /// Saves a text, and shows it to readers who saw the one before it.
    fn change(
        &self,
        tx: &mut Conn,
        kept: &Kept,
        newest: &KeptRevision,
        text: &Manuscript,
        line: &mut BatchLine,
    ) -> Result<(), DeskError> {
        let id = line.id;
        let was_public = revision::public(tx, id)? == Some(newest.revision.id);
        line.after = add(tx, id, self.by.by(), text, Some(newest), self.now)?;
        list(tx, id, kept.place, kept.at, text, self.now)?;
        let shows = kept.place == Place::Out && was_public && self.may_publish(kept).is_ok();
        if shows {
            republish(tx, id, kept, self.settings, self.now)?;
            line.put_out = true;
        }
        Ok(())
    }

    fn back(&mut self, tx: &mut Conn, line: &BatchLine, deed: &str) -> Result<String, DeskError> {
        let id = line.id;
        let (kept, newest) = held(tx, id)?;
        self.by.check(kept.owner, kept.on_desk)?;
        if newest.revision.id != line.after {
            return Err(DeskError::Newer(newest.revision.id));
        }
        let text = &newest.revision.text;
        let headline = text.headline.clone();
        match deed {
            "move" | "tag" => {
                let before = revision::one(tx, id, line.before)?.ok_or(DeskError::NoArticle)?;
                let mut undo = *line;
                self.change(tx, &kept, &newest, &before.revision.text, &mut undo)?;
            }
            "publish" => {
                self.may_publish(&kept)?;
                if kept.place != Place::Out {
                    return Err(DeskError::NotOut);
                }
                take_in(tx, id, &kept, "", self.settings, self.now)?;
                desk::set_in(tx, id, self.now)?;
                list(tx, id, Place::Draft, line.at, text, self.now)?;
                desk_review::hold(tx, id, line.held, self.now)?;
            }
            "withdraw" => {
                self.may_publish(&kept)?;
                if kept.place != Place::Withdrawn {
                    return Err(DeskError::AlreadyOut);
                }
                let seen = revision::one(tx, id, line.before)?.ok_or(DeskError::NoArticle)?;
                let when = (line.at, kept.updated_at);
                let held = desk_review::held(tx, id)?;
                put_out(tx, id, &kept, &seen, when, self.settings, self.now)?;
                revision::set_public(tx, id, line.before)?;
                desk_review::hold(tx, id, held, self.now)?;
                list(tx, id, Place::Out, line.at, text, self.now)?;
            }
            _ => {
                let now_held = desk_review::held(tx, id)?;
                let before = Held {
                    not_before: now_held.not_before,
                    ..line.held
                };
                desk_review::hold(tx, id, before, self.now)?;
                let who = &self.by.by().name;
                desk_review::add_note(tx, id, who, (before.stage, ""), self.now)?;
            }
        }
        Ok(headline)
    }
}
