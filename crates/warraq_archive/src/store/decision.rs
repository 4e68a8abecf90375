//! What the desk decided on comments, so that it can be undone.

use super::db::{Conn, DbError, params};
use crate::model::{AccountId, CommentId, CommentStanding, Timestamp};

/// How a comment stood before a decision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before {
    pub(crate) comment: CommentId,
    pub(crate) was: CommentStanding,
    pub(crate) became: CommentStanding,
    /// When somebody had decided how it stood; `None` when nobody had.
    pub(crate) decided_at: Option<Timestamp>,
    /// What that had taught: whether it is spam.
    pub(crate) taught: Option<bool>,
}

fn key(by: Option<AccountId>) -> i64 {
    by.map_or(0, |id| id.0)
}

/// Begins to keep a decision.
pub(crate) fn add(tx: &mut Conn, by: Option<AccountId>, now: Timestamp) -> Result<i64, DbError> {
    const SQL: &str =
        "insert into comment_decision (account_id, at, undone_at) values ($1, $2, null)";
    tx.insert(SQL, params![key(by), now.millis()])
}

/// Keeps how a comment stood before a decision.
pub(crate) fn keep(tx: &mut Conn, decision: i64, before: &Before) -> Result<(), DbError> {
    const SQL: &str = "insert into comment_decided \
        (comment_id, decision_id, was, became, decided_at, taught) values ($1, $2, $3, $4, $5, $6)";
    let values = params![
        before.comment.0,
        decision,
        before.was.key(),
        before.became.key(),
        before.decided_at.map(Timestamp::millis),
        before.taught.map(i64::from),
    ];
    tx.execute(SQL, values)?;
    Ok(())
}

/// The newest decision of somebody that was not undone.
pub(crate) fn newest(conn: &mut Conn, by: Option<AccountId>) -> Result<Option<i64>, DbError> {
    const SQL: &str = "select id from comment_decision where account_id = $1 \
        and undone_at is null order by id desc limit 1";
    conn.first(SQL, params![key(by)], |row| row.int(0))
}

/// What a decision did.
pub(crate) fn kept(conn: &mut Conn, decision: i64) -> Result<Vec<Before>, DbError> {
    const SQL: &str = "select comment_id, was, became, decided_at, taught from comment_decided \
        where decision_id = $1 order by comment_id";
    conn.query(SQL, params![decision], |row| {
        Ok(Before {
            comment: CommentId(row.int(0)?),
            was: CommentStanding::of_key(row.int(1)?),
            became: CommentStanding::of_key(row.int(2)?),
            decided_at: row.optional_int(3)?.map(Timestamp::from_millis),
            taught: row.optional_int(4)?.map(|taught| taught == 1),
        })
    })
}

/// Notes that a decision was undone; whether it had not been before.
pub(crate) fn undo(tx: &mut Conn, decision: i64, now: Timestamp) -> Result<bool, DbError> {
    const SQL: &str =
        "update comment_decision set undone_at = $2 where id = $1 and undone_at is null";
    let undone = tx.execute(SQL, params![decision, now.millis()])?;
    Ok(undone > 0)
}
