//! Receiving what readers write under articles, and deciding on it.

use crate::Archive;
use crate::model::{
    CommentId, CommentSettings, CommentStanding, Decision, DeskComment, NewComment, Received,
    Timestamp,
};
use crate::spam::{Sample, Verdict, clues, judge, words};
use crate::store::change::{ChangeKind, record};
use crate::store::comment::CommentRow;
use crate::store::conversation::{self, Receipt};
use crate::store::{Conn, DbError, StoreError, spam};

/// How long the same words under the same article are the same sending: somebody pressed twice, or
/// went back and sent again.
const AGAIN: i64 = 10 * 60_000;
/// Words below which a text is anybody's: «شكرًا جزيلًا لكم».
const OWN_WORDS: usize = 4;

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such comment.
    #[error("there is no comment {0}")]
    NoComment(CommentId),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for DecideError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl Archive {
    /// Stores a comment that a reader wrote, held unless the paper says otherwise. When this returns,
    /// it is on the disk. The same comment a second time is not stored again.
    pub fn receive_comment(&self, comment: &NewComment) -> Result<Received, StoreError> {
        let settings = self.settings();
        let now = self.clock().now();
        self.write(|tx| Ok(receive(tx, comment, &settings.comments, now)?))
    }

    /// Decides on a comment of any standing. Readers' pages follow, and the classifier learns, or
    /// forgets what an earlier decision had taught it. Deciding the same again changes nothing.
    pub fn decide_comment(&self, id: CommentId, decision: Decision) -> Result<(), DecideError> {
        let now = self.clock().now();
        self.write(|tx| decide(tx, id, decision, now))
    }

    /// Comments of one standing for the desk, newest first, at most `limit`.
    pub fn comments_of(
        &self,
        standing: CommentStanding,
        limit: usize,
    ) -> Result<Vec<DeskComment>, StoreError> {
        let mut conn = self.connection()?;
        Ok(conversation::of_standing(&mut conn, standing, limit)?)
    }
}

fn receive(
    tx: &mut Conn,
    comment: &NewComment,
    settings: &CommentSettings,
    now: Timestamp,
) -> Result<Received, DbError> {
    let article = comment.article();
    let Some((open, published)) = conversation::openness(tx, article, now)? else {
        return Ok(Received::NoArticle);
    };
    let receipt = receipt(comment);
    let since = Timestamp::from_millis(now.millis().saturating_sub(AGAIN));
    if let Some(id) = conversation::sent_before(tx, &receipt, since)? {
        return Ok(Received::Already(id));
    }
    if let Some(closed) = settings.closed(open, published, now) {
        return Ok(Received::Closed(closed));
    }
    let answers = match comment.answers() {
        Some(anchor) => conversation::anchored(tx, article, anchor)?,
        None => None,
    };
    let standing = standing(tx, comment, &receipt, settings)?;
    let written = comment.written();
    let body = warraq_import::clean::typed_comment(&written.text);
    let row = CommentRow {
        external_id: 0,
        kind: 0,
        standing: standing.key(),
        name: &written.name,
        url: "",
        body: body.as_str(),
        body_source: &written.text,
        at: Some(now),
        email: &written.email,
        ip: "",
        kept: "",
    };
    let id = conversation::add(tx, article, &row, answers, &receipt, now)?;
    if standing == CommentStanding::Approved {
        conversation::recount(tx, article)?;
        record(tx, ChangeKind::Comments(article), now)?;
    }
    Ok(Received::Stored(id, standing))
}

fn standing(
    tx: &mut Conn,
    comment: &NewComment,
    receipt: &Receipt,
    settings: &CommentSettings,
) -> Result<CommentStanding, DbError> {
    let written = comment.written();
    let clues = clues(&Sample {
        name: &written.name,
        text: &written.text,
        seen_before: conversation::same_words(tx, receipt)?,
    });
    let (experience, known) = spam::known(tx, &clues)?;
    let is_spam = comment.is_trapped() || judge(&experience, &known) == Verdict::Spam;
    Ok(match (is_spam, settings.hold) {
        (true, _) => CommentStanding::Spam,
        (false, true) => CommentStanding::Held,
        (false, false) => CommentStanding::Approved,
    })
}

fn receipt(comment: &NewComment) -> Receipt {
    let written = comment.written();
    let mut sending = blake3::Hasher::new();
    sending.update(&comment.article().0.to_le_bytes());
    // No name has a line break.
    for part in [&written.name, "\n", &written.text] {
        sending.update(part.as_bytes());
    }
    let words = words(&written.text);
    let hash = |words: &[String]| *blake3::hash(words.join(" ").as_bytes()).as_bytes();
    Receipt {
        sending: *sending.finalize().as_bytes(),
        words: (words.len() >= OWN_WORDS).then(|| hash(&words)),
    }
}

fn decide(
    tx: &mut Conn,
    id: CommentId,
    decision: Decision,
    now: Timestamp,
) -> Result<(), DecideError> {
    conversation::hold_still(tx, id)?;
    let Some(comment) = conversation::judged(tx, id)? else {
        return Err(DecideError::NoComment(id));
    };
    let standing = decision.standing();
    conversation::stand(tx, id, standing, now)?;
    spam::forget(tx, id.0)?;
    if matches!(decision, Decision::Approve | Decision::Spam) {
        let clues = clues(&Sample {
            name: &comment.name,
            text: &comment.text,
            seen_before: comment.same_words,
        });
        spam::learn(tx, id.0, decision == Decision::Spam, &clues)?;
    }
    let shown = CommentStanding::Approved.key();
    if (comment.standing == shown) != (standing.key() == shown) {
        conversation::recount(tx, comment.article)?;
        record(tx, ChangeKind::Comments(comment.article), now)?;
    }
    Ok(())
}
