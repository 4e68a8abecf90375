//! What is typed, kept every few seconds until somebody saves it.
//!
//! It is nobody else's to see, changes no revision and stands in no audit. A window writes under a pen
//! of its own and counts what it sends: what comes late never takes the place of what is newer, and
//! two windows never meet.

use super::{DeskError, Editing, Manuscript};
use crate::archive::Archive;
use crate::model::{AccountId, ArticleId, AutosaveId, RevisionId, Timestamp};
use crate::store::{Conn, autosave, desk, revision};

/// Numbers of articles that nobody has saved yet.
const NEW: ArticleId = ArticleId(0);

/// A text as a window sends it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What the window calls itself; nobody else knows it.
    pub pen: String,
    /// Counts what the window sends.
    pub seq: i64,
    /// The revision that the text was made from; 0 for none.
    pub base: RevisionId,
    /// The text.
    pub text: Manuscript,
}

/// What became of a text that a window sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Autosaved {
    /// It is on the disk, or a later one of the same window is.
    Kept,
    /// A revision has it, or it was thrown away: there is nothing to keep.
    Settled,
    /// Another text has its number under this pen: the window takes another pen.
    PenTaken,
}

/// A text that was typed and not saved.
#[derive(Clone, Debug)]
pub struct Autosave {
    /// Number in the archive.
    pub id: AutosaveId,
    /// The pen of the window.
    pub pen: String,
    /// The number that the window gave it.
    pub seq: i64,
    /// When it arrived.
    pub at: Timestamp,
    /// The revision that it was made from; 0 for none.
    pub base: RevisionId,
    /// The text.
    pub text: Manuscript,
}

impl Archive {
    /// Keeps what somebody types. Whoever gets the answer may rely on it: the text is on the disk.
    /// `id` is `None` for an article that nobody has saved yet.
    pub fn autosave(
        &self,
        by: Editing<'_>,
        id: Option<ArticleId>,
        sheet: &Sheet,
    ) -> Result<Autosaved, DeskError> {
        let (now, account, article) = (self.clock().now(), account(by), id.unwrap_or(NEW));
        self.write(|tx| {
            let newest = newest(tx, by, id)?;
            if let Some(found) = autosave::under(tx, account, article, &sheet.pen)? {
                if found.seq == sheet.seq && !found.is_settled && found.text != sheet.text {
                    return Ok(Autosaved::PenTaken);
                }
                if found.seq >= sheet.seq {
                    let is_settled = found.is_settled;
                    return Ok([Autosaved::Kept, Autosaved::Settled][usize::from(is_settled)]);
                }
            }
            if newest.as_ref() == Some(&sheet.text) {
                autosave::settle(tx, account, article, (&sheet.pen, sheet.seq), now)?;
                return Ok(Autosaved::Settled);
            }
            autosave::put(tx, account, article, sheet, now)?;
            Ok(Autosaved::Kept)
        })
    }

    /// What somebody has typed themselves and not saved, newest first. What is the newest revision
    /// word for word is not among it.
    pub fn autosaves(
        &self,
        by: Editing<'_>,
        id: Option<ArticleId>,
    ) -> Result<Vec<Autosave>, DeskError> {
        let (account, article) = (account(by), id.unwrap_or(NEW));
        let newest = match id {
            Some(id) => Some(self.desk_article(by, id)?.newest.text),
            None => None,
        };
        let mut found = self.look(move |conn| autosave::waiting(conn, account, article))?;
        found.retain(|kept| Some(&kept.text) != newest.as_ref());
        Ok(found)
    }

    /// A text of one's own that was not saved.
    pub fn autosave_of(
        &self,
        by: Editing<'_>,
        id: Option<ArticleId>,
        wanted: AutosaveId,
    ) -> Result<Autosave, DeskError> {
        let found = self.autosaves(by, id)?;
        let mut found = found.into_iter().filter(|kept| kept.id == wanted);
        found.next().ok_or(DeskError::NoArticle)
    }

    /// Forgets what a window has sent up to a number, because it was saved or thrown away.
    pub fn settle_autosave(
        &self,
        by: Editing<'_>,
        id: Option<ArticleId>,
        pen: (&str, i64),
    ) -> Result<(), DeskError> {
        let (now, account, article) = (self.clock().now(), account(by), id.unwrap_or(NEW));
        self.write(|tx| Ok(autosave::settle(tx, account, article, pen, now)?))
    }
}

/// Whose text it is; 0 for whoever works at the machine.
fn account(by: Editing<'_>) -> AccountId {
    by.by().account.unwrap_or(AccountId(0))
}

/// The newest text of an article that somebody may write in.
fn newest(
    tx: &mut Conn,
    by: Editing<'_>,
    id: Option<ArticleId>,
) -> Result<Option<Manuscript>, DeskError> {
    let Some(id) = id else { return Ok(None) };
    let kept = desk::kept(tx, id)?.ok_or(DeskError::NoArticle)?;
    by.check(kept.owner, kept.on_desk)?;
    let newest = revision::newest(tx, id)?.ok_or(DeskError::NoArticle)?;
    Ok(Some(newest.revision.text))
}
