//! Where next versions of articles are in their making.

use super::db::{Conn, DbError, Row, params};
use crate::desk::{Note, Stage};
use crate::model::{AccountId, ArticleId, Timestamp};

/// Where the next version of an article is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) stage: Stage,
    /// Whose turn it is.
    pub(crate) account: Option<AccountId>,
    /// Readers must not see it before.
    pub(crate) not_before: Option<Timestamp>,
}

/// Where the next version of an article is.
pub(crate) fn held(conn: &mut Conn, id: ArticleId) -> Result<Held, DbError> {
    const SQL: &str = "select stage, account_id, not_before from desk_review where article_id = $1";
    let found = conn.first(SQL, params![id.0], |row| {
        let account = row.int(1)?;
        Ok(Held {
            stage: Stage::numbered(row.int(0)?),
            account: (account != 0).then_some(AccountId(account)),
            not_before: row.optional_int(2)?.map(Timestamp::from_millis),
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// Says where the next version of an article is.
pub(crate) fn hold(
    tx: &mut Conn,
    id: ArticleId,
    held: Held,
    now: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into desk_review (article_id, stage, account_id, at, not_before) \
        values ($1, $2, $3, $4, $5) on conflict (article_id) do update set stage = excluded.stage, \
        account_id = excluded.account_id, at = excluded.at, not_before = excluded.not_before";
    if held == Held::default() {
        return forget(tx, id);
    }
    let values = params![
        id.0,
        held.stage as i64,
        held.account.map_or(0, |id| id.0),
        now.millis(),
        held.not_before.map(Timestamp::millis),
    ];
    tx.execute(SQL, values)?;
    Ok(())
}

/// The next version is before readers: the one after it is not begun.
pub(crate) fn forget(tx: &mut Conn, id: ArticleId) -> Result<(), DbError> {
    tx.execute(
        "delete from desk_review where article_id = $1",
        params![id.0],
    )?;
    Ok(())
}

/// Articles in a stage, those that wait longest first.
pub(crate) fn waiting(
    conn: &mut Conn,
    stage: Stage,
    limit: usize,
) -> Result<Vec<(ArticleId, Option<AccountId>)>, DbError> {
    const SQL: &str = "select article_id, account_id from desk_review \
        where stage = $1 order by at, article_id limit $2";
    conn.query(SQL, params![stage as i64, limit as i64], |row| {
        let account = row.int(1)?;
        let account = (account != 0).then_some(AccountId(account));
        Ok((ArticleId(row.int(0)?), account))
    })
}

/// Keeps what was said with a step.
pub(crate) fn add_note(
    tx: &mut Conn,
    id: ArticleId,
    who: &str,
    (stage, note): (Stage, &str),
    now: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into desk_note (article_id, at, who, stage, note) \
        values ($1, $2, $3, $4, $5)";
    let values = params![id.0, now.millis(), who, stage as i64, note];
    tx.execute(SQL, values)?;
    Ok(())
}

/// What was said with each step, the newest first.
pub(crate) fn notes(conn: &mut Conn, id: ArticleId, limit: usize) -> Result<Vec<Note>, DbError> {
    const SQL: &str = "select at, who, stage, note from desk_note where article_id = $1 \
        order by id desc limit $2";
    conn.query(SQL, params![id.0, limit as i64], read_note)
}

fn read_note(row: &Row<'_>) -> Result<Note, DbError> {
    Ok(Note {
        at: Timestamp::from_millis(row.int(0)?),
        who: row.text(1)?,
        stage: Stage::numbered(row.int(2)?),
        note: row.text(3)?,
    })
}
