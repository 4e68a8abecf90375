//! Receiving what readers write under articles.

use crate::Archive;
use crate::model::{CommentId, CommentSettings, CommentStanding, NewComment, Received, Timestamp};
use crate::spam::{Sample, Verdict, clues, judge, words};
use crate::store::change::{ChangeKind, record};
use crate::store::comment::CommentRow;
use crate::store::conversation::{self, Receipt};
use crate::store::{Conn, DbError, StoreError, ban, spam};

/// How long the same words under the same article are the same sending: somebody pressed twice, or
/// went back and sent again.
const AGAIN: i64 = 10 * 60_000;
/// Words below which a text is anybody's: «شكرًا جزيلًا لكم».
const OWN_WORDS: usize = 4;

impl Archive {
    /// Stores a comment that a reader wrote, held unless the paper says otherwise. When this returns,
    /// it is on the disk. The same comment a second time is not stored again.
    pub fn receive_comment(&self, comment: &NewComment) -> Result<Received, StoreError> {
        let settings = self.settings();
        let now = self.clock().now();
        self.write(|tx| Ok(receive(tx, comment, &settings.comments, now)?))
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
    let standing = standing(tx, comment, &receipt, settings, now)?;
    let id = store(tx, comment, answers, standing, now)?;
    Ok(Received::Stored(id, standing))
}

/// Stores a comment that was written here, as the answer to another or to none.
pub(crate) fn store(
    tx: &mut Conn,
    comment: &NewComment,
    answers: Option<i64>,
    standing: CommentStanding,
    now: Timestamp,
) -> Result<CommentId, DbError> {
    let article = comment.article();
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
    let id = conversation::add(tx, article, &row, answers, &receipt(comment), now)?;
    if standing == CommentStanding::Approved {
        conversation::recount(tx, article)?;
        record(tx, ChangeKind::Comments(article), now)?;
    }
    Ok(id)
}

fn standing(
    tx: &mut Conn,
    comment: &NewComment,
    receipt: &Receipt,
    settings: &CommentSettings,
    now: Timestamp,
) -> Result<CommentStanding, DbError> {
    let written = comment.written();
    let clues = clues(&Sample {
        name: &written.name,
        text: &written.text,
        seen_before: conversation::same_words(tx, receipt)?,
    });
    let (experience, known) = spam::known(tx, &clues)?;
    let is_spam = comment.is_trapped()
        || judge(&experience, &known) == Verdict::Spam
        || ban::holds(tx, &written.email, now)?;
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
