//! Deciding on what readers wrote under articles, and undoing what was decided.

use crate::Archive;
use crate::accounts::{Allowed, By, Deed, right};
use crate::comments;
use crate::model::{
    CommentId, CommentPlace, CommentSettings, CommentStanding, Decision, DeskComment, Objection,
    Timestamp, WrittenComment,
};
use crate::spam::{Sample, Verdict, clues, judge};
use crate::store::change::{ChangeKind, record};
use crate::store::conversation::{self, Judged};
use crate::store::decision::{self, Before};
use crate::store::{Conn, DbError, StoreError, queue, spam};

/// Comments on a page of the desk.
const PAGE: usize = 40;
/// Comments by the same reader that are shown beside one.
const HISTORY: usize = 50;

/// Why a decision was not taken, or not undone.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such comment.
    #[error("there is no comment {0}")]
    NoComment(CommentId),
    /// It came without a mail address to know its writer by.
    #[error("comment {0} came without a mail address")]
    NoAddress(CommentId),
    /// Whoever asks has decided nothing that could be undone.
    #[error("there is no decision that could be undone")]
    NothingToUndo,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why the desk answered nothing.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// There is no such comment.
    #[error("there is no comment {0}")]
    NoComment(CommentId),
    /// Readers do not see what would be answered.
    #[error("readers do not see comment {0}: approve it before you answer it")]
    NotShown(CommentId),
    /// The answer says nothing, or too much.
    #[error("the answer cannot be used: {0:?}")]
    Objections(Vec<Objection>),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for AnswerError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl From<DbError> for DecideError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

/// Comments of the desk, newest first.
#[derive(Clone, Debug)]
pub struct CommentQueue {
    /// The comments.
    pub comments: Vec<DeskComment>,
    /// What to ask for to see older ones, if there are any.
    pub older: Option<CommentPlace>,
}

/// A comment with what helps to decide on it.
#[derive(Clone, Debug)]
pub struct CommentCase {
    /// The comment.
    pub comment: DeskComment,
    /// What the classifier would say of it now.
    pub opinion: Verdict,
    /// What else was written under its name or its address, newest first.
    pub history: Vec<DeskComment>,
}

impl Archive {
    /// Decides on comments of any standing, all in one deed that can be undone. Readers' pages follow,
    /// and the classifier learns, or forgets what an earlier decision had taught it. Deciding the same
    /// again shows readers nothing new. Returns on how many was decided; numbers that nothing has are
    /// left out.
    ///
    /// # Errors
    /// [`DecideError::NoComment`] when there is none of them.
    pub fn decide_comments(
        &self,
        by: &Allowed<right::Moderate>,
        ids: &[CommentId],
        decision: Decision,
    ) -> Result<usize, DecideError> {
        let mut ids = ids.to_vec();
        // In one order, so that two who decide at once do not wait for each other.
        ids.sort_unstable();
        ids.dedup();
        self.act(by.by(), |tx, now| decide(tx, by.by(), &ids, decision, now))
    }

    /// Undoes the newest decision of whoever asks. Comments on which somebody has decided otherwise
    /// since are left as they are. Returns how many stand again as they stood.
    pub fn undo_decision(&self, by: &Allowed<right::Moderate>) -> Result<usize, DecideError> {
        self.act(by.by(), |tx, now| undo(tx, by.by(), now))
    }

    /// Answers a comment under the name of whoever asks, before readers at once.
    pub fn answer_comment(
        &self,
        by: &Allowed<right::Moderate>,
        id: CommentId,
        text: &str,
    ) -> Result<CommentId, AnswerError> {
        self.act(by.by(), |tx, now| answer(tx, by.by(), id, text, now))
    }

    /// Comments of one standing that come after a place, newest first.
    pub fn comment_queue(
        &self,
        _by: &Allowed<right::Moderate>,
        standing: CommentStanding,
        after: Option<CommentPlace>,
    ) -> Result<CommentQueue, StoreError> {
        self.look(move |conn| {
            let mut comments = queue::of_standing(conn, standing, after, PAGE + 1)?;
            let has_older = comments.len() > PAGE;
            comments.truncate(PAGE);
            let last = comments.last().filter(|_| has_older);
            Ok(CommentQueue {
                older: last.map(DeskComment::place),
                comments,
            })
        })
    }

    /// A comment with what helps to decide on it; `None` when there is none of this number.
    pub fn comment_case(
        &self,
        _by: &Allowed<right::Moderate>,
        id: CommentId,
    ) -> Result<Option<CommentCase>, StoreError> {
        self.look(move |conn| case(conn, id))
    }

    /// How many comments wait for the desk, counted no further than `most`.
    pub fn comments_waiting(
        &self,
        _by: &Allowed<right::Moderate>,
        most: usize,
    ) -> Result<usize, StoreError> {
        self.look(move |conn| queue::count(conn, CommentStanding::Held, most))
    }

    /// Comments of one standing, newest first, at most `limit`.
    pub fn comments_of(
        &self,
        standing: CommentStanding,
        limit: usize,
    ) -> Result<Vec<DeskComment>, StoreError> {
        let mut conn = self.connection()?;
        Ok(queue::of_standing(&mut conn, standing, None, limit)?)
    }
}

fn case(conn: &mut Conn, id: CommentId) -> Result<Option<CommentCase>, DbError> {
    let Some(comment) = queue::one(conn, id)? else {
        return Ok(None);
    };
    let Some(judged) = conversation::judged(conn, id)? else {
        return Ok(None);
    };
    let (experience, known) = spam::known(conn, &clues(&sample(&judged)))?;
    let mut history = Vec::new();
    for other in queue::by_the_same(conn, id, HISTORY)? {
        if other != id {
            history.extend(queue::one(conn, other)?);
        }
    }
    Ok(Some(CommentCase {
        comment,
        opinion: judge(&experience, &known),
        history,
    }))
}

fn decide(
    tx: &mut Conn,
    by: &By,
    ids: &[CommentId],
    decision: Decision,
    now: Timestamp,
) -> Result<(usize, Deed), DecideError> {
    let kept = decision::add(tx, by.account, now)?;
    let teaches = match decision {
        Decision::Approve => Some(false),
        Decision::Spam => Some(true),
        Decision::Trash | Decision::Hold => None,
    };
    let mut names = Vec::new();
    for id in ids {
        conversation::hold_still(tx, *id)?;
        let Some(judged) = conversation::judged(tx, *id)? else {
            continue;
        };
        let before = Before {
            comment: *id,
            was: judged.standing,
            became: decision.standing(),
            decided_at: judged.decided_at,
            taught: spam::taught(tx, id.0)?,
        };
        decision::keep(tx, kept, &before)?;
        stand(tx, *id, &judged, (before.became, Some(now)), teaches, now)?;
        names.push(judged.name);
    }
    let none = ids.first().copied().unwrap_or(CommentId(0));
    let first = names.first().ok_or(DecideError::NoComment(none))?;
    let deed = Deed::new(deed_of(decision), first.clone());
    let deed = match names.len() {
        1 => deed,
        more => deed.with(format!("× {more}")),
    };
    Ok((names.len(), deed))
}

fn deed_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "comment-approved",
        Decision::Spam => "comment-spam",
        Decision::Trash => "comment-trashed",
        Decision::Hold => "comment-held",
    }
}

fn undo(tx: &mut Conn, by: &By, now: Timestamp) -> Result<(usize, Deed), DecideError> {
    let newest = decision::newest(tx, by.account)?;
    let newest = newest.ok_or(DecideError::NothingToUndo)?;
    // Somebody who presses twice undoes one decision.
    if !decision::undo(tx, newest, now)? {
        return Err(DecideError::NothingToUndo);
    }
    let mut names = Vec::new();
    for before in decision::kept(tx, newest)? {
        let id = before.comment;
        conversation::hold_still(tx, id)?;
        let Some(judged) = conversation::judged(tx, id)? else {
            continue;
        };
        if judged.standing == before.became {
            let place = (before.was, before.decided_at);
            stand(tx, id, &judged, place, before.taught, now)?;
            names.push(judged.name);
        }
    }
    let deed = Deed::new("comment-undone", names.first().cloned().unwrap_or_default());
    let deed = match names.len() {
        0 | 1 => deed,
        more => deed.with(format!("× {more}")),
    };
    Ok((names.len(), deed))
}

fn answer(
    tx: &mut Conn,
    by: &By,
    id: CommentId,
    text: &str,
    now: Timestamp,
) -> Result<(CommentId, Deed), AnswerError> {
    conversation::hold_still(tx, id)?;
    let judged = conversation::judged(tx, id)?.ok_or(AnswerError::NoComment(id))?;
    let is_out = conversation::openness(tx, judged.article, now)?.is_some();
    if judged.standing != CommentStanding::Approved || !is_out {
        return Err(AnswerError::NotShown(id));
    }
    let written = WrittenComment {
        name: by.name.clone(),
        email: String::new(),
        text: text.to_owned(),
    };
    // What readers must fill in, and when they may write, does not bind the desk.
    let comment = written
        .under(judged.article, None, &CommentSettings::default())
        .map_err(AnswerError::Objections)?;
    let shown = CommentStanding::Approved;
    let answer = comments::store(tx, &comment, Some(id.0), shown, now)?;
    Ok((answer, Deed::new("comment-answered", judged.name)))
}

/// Lets a comment stand somewhere, by a decision of some moment or by none, and teaches whether it is
/// spam, if that says anything.
fn stand(
    tx: &mut Conn,
    id: CommentId,
    judged: &Judged,
    (standing, decided_at): (CommentStanding, Option<Timestamp>),
    teaches: Option<bool>,
    now: Timestamp,
) -> Result<(), DbError> {
    conversation::stand(tx, id, standing, decided_at)?;
    spam::forget(tx, id.0)?;
    if let Some(is_spam) = teaches {
        spam::learn(tx, id.0, is_spam, &clues(&sample(judged)))?;
    }
    let is_shown = |standing| standing == CommentStanding::Approved;
    if is_shown(judged.standing) != is_shown(standing) {
        conversation::recount(tx, judged.article)?;
        record(tx, ChangeKind::Comments(judged.article), now)?;
    }
    Ok(())
}

fn sample(judged: &Judged) -> Sample<'_> {
    Sample {
        name: &judged.name,
        text: &judged.text,
        seen_before: judged.same_words,
    }
}
