//! Comments that readers write here, and what the desk decides on them.

use super::comment::{self, CommentRow};
use super::db::{Conn, DbError, params};
use crate::model::{ArticleId, CommentId, CommentStanding, Timestamp};

impl CommentStanding {
    /// How the store spells this standing.
    pub(crate) fn key(self) -> i64 {
        match self {
            Self::Held => 0,
            Self::Approved => 1,
            Self::Spam => 2,
            Self::Trashed => 3,
        }
    }

    /// The standing that the store spells so. What a newer program may have written waits.
    pub(super) fn of_key(key: i64) -> Self {
        let found = Self::ALL.into_iter().find(|known| known.key() == key);
        found.unwrap_or(Self::Held)
    }
}

/// What tells a second sending of a comment from a new one.
#[derive(Debug)]
pub(crate) struct Receipt {
    /// Of article, name and text.
    pub(crate) sending: [u8; 32],
    /// Of the words alone; absent where they are too few to be anybody's.
    pub(crate) words: Option<[u8; 32]>,
}

/// Whether an article takes comments by its own word, and since when readers see it; `None` when
/// they do not.
pub(crate) fn openness(
    conn: &mut Conn,
    article: ArticleId,
    now: Timestamp,
) -> Result<Option<(bool, Timestamp)>, DbError> {
    const SQL: &str = "select comments_open, visible_from from public_article \
        where article_id = $1 and visible_from <= $2 and kind = 0";
    conn.first(SQL, params![article.0, now.millis()], |row| {
        Ok((row.flag(0)?, Timestamp::from_millis(row.int(1)?)))
    })
}

/// The shown comment of an article that has this anchor.
pub(crate) fn anchored(
    conn: &mut Conn,
    article: ArticleId,
    anchor: i64,
) -> Result<Option<i64>, DbError> {
    const SQL: &str = "select id from comment where article_id = $1 and standing = 1 \
        and kind = 0 and (external_id = $2 or external_id = 0 and id = $2) \
        order by external_id desc limit 1";
    conn.first(SQL, params![article.0, anchor], |row| row.int(0))
}

/// The comment that came in the same words to the same article after `since`.
pub(crate) fn sent_before(
    conn: &mut Conn,
    receipt: &Receipt,
    since: Timestamp,
) -> Result<Option<CommentId>, DbError> {
    const SQL: &str = "select comment_id from comment_receipt \
        where sending = $1 and at > $2 order by at limit 1";
    let values = params![receipt.sending.as_slice(), since.millis()];
    conn.first(SQL, values, |row| Ok(CommentId(row.int(0)?)))
}

/// How many comments were written here in the words of this one.
pub(crate) fn same_words(conn: &mut Conn, receipt: &Receipt) -> Result<usize, DbError> {
    const SQL: &str = "select count(*) from comment_receipt where words = $1";
    let Some(words) = &receipt.words else {
        return Ok(0);
    };
    let count = conn.first(SQL, params![words.as_slice()], |row| row.count(0))?;
    Ok(count.unwrap_or(0))
}

/// Adds a comment that a reader wrote here. Its number is that of its anchor, and so none that a
/// comment of the old site has under the same article.
pub(crate) fn add(
    tx: &mut Conn,
    article: ArticleId,
    row: &CommentRow<'_>,
    answers: Option<i64>,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<CommentId, DbError> {
    const TAKEN: &str = "select id from comment where article_id = $1 and external_id = $2";
    const SQL: &str =
        "insert into comment_receipt (comment_id, at, sending, words) values ($1, $2, $3, $4)";
    let id = loop {
        let id = comment::add(tx, article, row)?;
        if tx
            .first(TAKEN, params![article.0, id], |row| row.int(0))?
            .is_none()
        {
            break id;
        }
        comment::delete(tx, id)?;
    };
    if let Some(parent) = answers {
        comment::answers(tx, id, parent)?;
    }
    let words = receipt.words.as_ref().map(<[u8; 32]>::as_slice);
    tx.execute(
        SQL,
        params![id, now.millis(), receipt.sending.as_slice(), words],
    )?;
    Ok(CommentId(id))
}

/// What a decision on a comment has to know of it.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) article: ArticleId,
    pub(crate) standing: CommentStanding,
    /// When somebody decided that; `None` when nobody has.
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) name: String,
    pub(crate) text: String,
    /// Other comments that were written here in its words.
    pub(crate) same_words: usize,
}

/// A comment of any standing.
pub(crate) fn judged(tx: &mut Conn, id: CommentId) -> Result<Option<Judged>, DbError> {
    const SQL: &str = "select c.article_id, c.standing, c.name, c.body_source, c.decided_at, \
        (select count(*) from comment_receipt o join comment_receipt r on r.words = o.words \
         where r.comment_id = c.id and o.comment_id <> c.id) from comment c where c.id = $1";
    tx.first(SQL, params![id.0], |row| {
        Ok(Judged {
            article: ArticleId(row.int(0)?),
            standing: CommentStanding::of_key(row.int(1)?),
            name: row.text(2)?,
            text: row.text(3)?,
            decided_at: row.optional_int(4)?.map(Timestamp::from_millis),
            same_words: row.count(5)?,
        })
    })
}

/// Name and mail address of whoever wrote a comment.
pub(crate) fn writer(conn: &mut Conn, id: CommentId) -> Result<Option<(String, String)>, DbError> {
    const SQL: &str = "select c.name, p.email from comment c \
        join comment_private p on p.comment_id = c.id where c.id = $1";
    conn.first(SQL, params![id.0], |row| Ok((row.text(0)?, row.text(1)?)))
}

/// Sets where a comment stands, as the desk decided at a moment; without one, nobody has decided.
pub(crate) fn stand(
    tx: &mut Conn,
    id: CommentId,
    standing: CommentStanding,
    decided_at: Option<Timestamp>,
) -> Result<(), DbError> {
    const SQL: &str = "update comment set standing = $2, decided_at = $3 where id = $1";
    let at = decided_at.map(Timestamp::millis);
    tx.execute(SQL, params![id.0, standing.key(), at])?;
    Ok(())
}

/// Locks a comment's row until the end of the transaction, so that two decisions at the same moment
/// come one after the other.
pub(crate) fn hold_still(tx: &mut Conn, id: CommentId) -> Result<(), DbError> {
    tx.execute(
        "update comment set standing = standing where id = $1",
        params![id.0],
    )?;
    Ok(())
}

/// Tells readers how many comments an article has.
pub(crate) fn recount(tx: &mut Conn, article: ArticleId) -> Result<(), DbError> {
    let shown = comment::shown(tx, article)?;
    tx.execute(
        "update public_article set comments = $2 where article_id = $1",
        params![article.0, shown as i64],
    )?;
    Ok(())
}
