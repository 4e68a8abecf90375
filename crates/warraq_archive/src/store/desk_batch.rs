//! What was done to many articles at once.

use super::db::{Conn, DbError, params};
use super::desk_review::Held;
use crate::desk::Stage;
use crate::model::{AccountId, ArticleId, BatchId, RevisionId, Timestamp};

/// What was done by whom.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) account: Option<AccountId>,
    pub(crate) deed: String,
    pub(crate) is_undone: bool,
}

/// One article of it, as it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchLine {
    pub(crate) id: ArticleId,
    /// What was saved last, and what readers saw last where it was withdrawn.
    pub(crate) before: RevisionId,
    /// What was saved last when it was done.
    pub(crate) after: RevisionId,
    /// When it appeared.
    pub(crate) at: Timestamp,
    pub(crate) held: Held,
    /// Whether readers saw the deed.
    pub(crate) put_out: bool,
}

/// Notes that something is done to many articles.
pub(crate) fn begin(
    tx: &mut Conn,
    account: Option<AccountId>,
    deed: &str,
    now: Timestamp,
) -> Result<BatchId, DbError> {
    const SQL: &str = "insert into desk_batch (at, account_id, deed, undone_at) \
        values ($1, $2, $3, null)";
    let account = account.map_or(0, |id| id.0);
    let id = tx.insert(SQL, params![now.millis(), account, deed])?;
    Ok(BatchId(id))
}

/// Notes how an article was before it.
pub(crate) fn add(tx: &mut Conn, batch: BatchId, line: &BatchLine) -> Result<(), DbError> {
    const SQL: &str = "insert into desk_batch_line (batch_id, article_id, before_revision, \
        after_revision, before_at, before_stage, before_account, put_out) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (batch_id, article_id) do nothing";
    let values = params![
        batch.0,
        line.id.0,
        line.before.0,
        line.after.0,
        line.at.millis(),
        line.held.stage as i64,
        line.held.account.map_or(0, |id| id.0),
        line.put_out,
    ];
    tx.execute(SQL, values)?;
    Ok(())
}

/// What was done by whom.
pub(crate) fn find(conn: &mut Conn, id: BatchId) -> Result<Option<Batch>, DbError> {
    const SQL: &str =
        "select account_id, deed, undone_at is not null from desk_batch where id = $1";
    conn.first(SQL, params![id.0], |row| {
        let account = row.int(0)?;
        Ok(Batch {
            account: (account != 0).then_some(AccountId(account)),
            deed: row.text(1)?,
            is_undone: row.truth(2)?,
        })
    })
}

/// The articles of it, as they were.
pub(crate) fn lines(conn: &mut Conn, id: BatchId) -> Result<Vec<BatchLine>, DbError> {
    const SQL: &str = "select article_id, before_revision, after_revision, before_at, \
        before_stage, before_account, put_out from desk_batch_line where batch_id = $1 \
        order by article_id";
    conn.query(SQL, params![id.0], |row| {
        let account = row.int(5)?;
        Ok(BatchLine {
            id: ArticleId(row.int(0)?),
            before: RevisionId(row.int(1)?),
            after: RevisionId(row.int(2)?),
            at: Timestamp::from_millis(row.int(3)?),
            held: Held {
                stage: Stage::numbered(row.int(4)?),
                account: (account != 0).then_some(AccountId(account)),
                not_before: None,
            },
            put_out: row.flag(6)?,
        })
    })
}

/// Notes that it was undone. Answers whether it had not been.
pub(crate) fn undo(tx: &mut Conn, id: BatchId, now: Timestamp) -> Result<bool, DbError> {
    const SQL: &str = "update desk_batch set undone_at = $2 where id = $1 and undone_at is null";
    Ok(tx.execute(SQL, params![id.0, now.millis()])? > 0)
}
