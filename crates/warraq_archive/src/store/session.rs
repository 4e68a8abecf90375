//! Browsers in which somebody is signed in, and those that are known.

use super::db::{Conn, DbError, params};
use crate::accounts::{OpenSession, Stage};
use crate::model::{AccountId, SessionId, Timestamp, Token};

/// A session as it is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionRow {
    pub(crate) id: SessionId,
    pub(crate) account: AccountId,
    pub(crate) proved_at: Timestamp,
    pub(crate) seen_at: Timestamp,
    pub(crate) tries: i64,
}

/// Opens a session.
pub(crate) fn open(
    tx: &mut Conn,
    token: &Token,
    account: AccountId,
    stage: Stage,
    agent: &str,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<SessionId, DbError> {
    const SQL: &str = "insert into account_session (hash, account_id, stage, created_at, proved_at, \
        seen_at, expires_at, tries, agent) values ($1, $2, $3, $4, $4, $4, $5, 0, $6)";
    let hash = token.hash();
    let values = params![
        hash.as_slice(),
        account.0,
        stage.number(),
        now.millis(),
        expires_at.millis(),
        agent,
    ];
    Ok(SessionId(tx.insert(SQL, values)?))
}

/// The session of a token that has come as far as `stage`, was seen after `since`, and is not over.
pub(crate) fn by_token(
    conn: &mut Conn,
    token: &Token,
    stage: Stage,
    since: Timestamp,
    now: Timestamp,
) -> Result<Option<SessionRow>, DbError> {
    const SQL: &str = "select id, account_id, proved_at, seen_at, tries from account_session \
        where hash = $1 and stage = $2 and seen_at > $3 and expires_at > $4";
    let hash = token.hash();
    let values = params![
        hash.as_slice(),
        stage.number(),
        since.millis(),
        now.millis()
    ];
    conn.first(SQL, values, |row| {
        Ok(SessionRow {
            id: SessionId(row.int(0)?),
            account: AccountId(row.int(1)?),
            proved_at: Timestamp::from_millis(row.int(2)?),
            seen_at: Timestamp::from_millis(row.int(3)?),
            tries: row.int(4)?,
        })
    })
}

/// Notes that a browser was seen.
pub(crate) fn seen(tx: &mut Conn, id: SessionId, now: Timestamp) -> Result<(), DbError> {
    const SQL: &str = "update account_session set seen_at = $2 where id = $1";
    tx.execute(SQL, params![id.0, now.millis()])?;
    Ok(())
}

/// Counts a wrong code.
pub(crate) fn tried(tx: &mut Conn, id: SessionId) -> Result<(), DbError> {
    const SQL: &str = "update account_session set tries = tries + 1 where id = $1";
    tx.execute(SQL, params![id.0])?;
    Ok(())
}

/// Notes that the password was given again, under a new token.
pub(crate) fn prove(
    tx: &mut Conn,
    id: SessionId,
    token: &Token,
    now: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "update account_session set hash = $2, proved_at = $3, seen_at = $3 \
        where id = $1";
    let hash = token.hash();
    tx.execute(SQL, params![id.0, hash.as_slice(), now.millis()])?;
    Ok(())
}

/// Ends a session of somebody; whether it was there.
pub(crate) fn end(tx: &mut Conn, account: AccountId, id: SessionId) -> Result<bool, DbError> {
    const SQL: &str = "delete from account_session where account_id = $1 and id = $2";
    Ok(tx.execute(SQL, params![account.0, id.0])? > 0)
}

/// Ends all sessions of somebody but one.
pub(crate) fn end_others(
    tx: &mut Conn,
    account: AccountId,
    but: Option<SessionId>,
) -> Result<(), DbError> {
    const SQL: &str = "delete from account_session where account_id = $1 and id <> $2";
    // No session has the number 0.
    let but = but.map_or(0, |id| id.0);
    tx.execute(SQL, params![account.0, but])?;
    Ok(())
}

/// Forgets sessions and browsers whose time is over.
pub(crate) fn forget_expired(
    tx: &mut Conn,
    idle: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    const SESSIONS: &str = "delete from account_session where expires_at <= $1 or seen_at <= $2";
    tx.execute(SESSIONS, params![now.millis(), idle.millis()])?;
    tx.execute(
        "delete from account_device where expires_at <= $1",
        params![now.millis()],
    )?;
    tx.execute(
        "delete from account_link where expires_at <= $1",
        params![now.millis()],
    )?;
    Ok(())
}

/// Where somebody is signed in, newest first.
pub(crate) fn of_account(
    conn: &mut Conn,
    account: AccountId,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<OpenSession>, DbError> {
    const SQL: &str = "select id, agent, created_at, seen_at from account_session \
        where account_id = $1 and stage = 1 and seen_at > $2 and expires_at > $3 order by id desc";
    let values = params![account.0, since.millis(), now.millis()];
    conn.query(SQL, values, |row| {
        Ok(OpenSession {
            id: SessionId(row.int(0)?),
            agent: row.text(1)?,
            created_at: Timestamp::from_millis(row.int(2)?),
            seen_at: Timestamp::from_millis(row.int(3)?),
        })
    })
}

/// Makes a browser known.
pub(crate) fn know_device(
    tx: &mut Conn,
    device: &Token,
    account: AccountId,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into account_device (hash, account_id, expires_at) \
        values ($1, $2, $3)";
    let hash = device.hash();
    tx.execute(
        SQL,
        params![hash.as_slice(), account.0, expires_at.millis()],
    )?;
    Ok(())
}

/// Forgets a browser.
pub(crate) fn forget_device(tx: &mut Conn, device: &Token) -> Result<(), DbError> {
    let hash = device.hash();
    tx.execute(
        "delete from account_device where hash = $1",
        params![hash.as_slice()],
    )?;
    Ok(())
}

/// Forgets all browsers of somebody.
pub(crate) fn forget_devices(tx: &mut Conn, account: AccountId) -> Result<(), DbError> {
    tx.execute(
        "delete from account_device where account_id = $1",
        params![account.0],
    )?;
    Ok(())
}

/// Whether somebody with this address has signed in with this browser before.
pub(crate) fn is_known(
    conn: &mut Conn,
    device: &Token,
    folded: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    const SQL: &str = "select d.account_id from account_device d \
        join account a on a.id = d.account_id \
        where d.hash = $1 and a.folded = $2 and d.expires_at > $3";
    let hash = device.hash();
    let values = params![hash.as_slice(), folded, now.millis()];
    Ok(conn.first(SQL, values, |row| row.int(0))?.is_some())
}
