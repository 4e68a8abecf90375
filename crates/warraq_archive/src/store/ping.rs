//! What hubs and search engines have yet to be told.

use super::db::{Conn, DbError, params};
use crate::model::{DuePings, Ping, PingLine, Timestamp};

/// Notes something to be told; noting it again does not make it two.
pub(crate) fn note(tx: &mut Conn, ping: &Ping, now: Timestamp) -> Result<(), DbError> {
    const SQL: &str = "insert into ping (recipient, path, noted_at, times) values ($1, $2, $3, 1) \
        on conflict (recipient, path) do update set times = ping.times + 1";
    tx.execute(SQL, params![&ping.recipient, &ping.path, now.millis()])?;
    Ok(())
}

/// Forgets all but the `most` newest notes for a recipient.
pub(crate) fn forget_beyond(tx: &mut Conn, recipient: &str, most: usize) -> Result<(), DbError> {
    const COUNT: &str = "select count(*) from ping where recipient = $1";
    const SQL: &str = "delete from ping where recipient = $1 and path in (select path from ping \
        where recipient = $1 order by noted_at, path limit $2)";
    let held = tx.first(COUNT, params![recipient], |row| row.count(0))?;
    let beyond = held.unwrap_or(0).saturating_sub(most);
    if beyond > 0 {
        tx.execute(SQL, params![recipient, beyond as i64])?;
    }
    Ok(())
}

/// Recipients that may be told something now, and what, at most `limit` for each.
pub(crate) fn due(conn: &mut Conn, now: Timestamp, limit: usize) -> Result<Vec<DuePings>, DbError> {
    const RECIPIENTS: &str = "select p.recipient, coalesce(max(r.attempts), 0) from ping p \
        left join ping_recipient r on r.recipient = p.recipient \
        where r.due_at is null or r.due_at <= $1 group by p.recipient order by p.recipient";
    const PATHS: &str = "select path, times from ping where recipient = $1 \
        order by noted_at, path limit $2";
    let recipients = conn.query(RECIPIENTS, params![now.millis()], |row| {
        Ok((row.text(0)?, attempts(row.int(1)?)))
    })?;
    let mut due = Vec::with_capacity(recipients.len());
    for (recipient, attempts) in recipients {
        let paths = conn.query(PATHS, params![&recipient, limit as i64], |row| {
            Ok((row.text(0)?, row.int(1)?))
        })?;
        due.push(DuePings {
            recipient,
            paths,
            attempts,
        });
    }
    Ok(due)
}

fn attempts(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Takes away what was told or is given up, unless it was news again meanwhile.
pub(crate) fn done(tx: &mut Conn, pings: &DuePings) -> Result<(), DbError> {
    const SQL: &str = "delete from ping where recipient = $1 and path = $2 and times = $3";
    for (path, times) in &pings.paths {
        tx.execute(SQL, params![&pings.recipient, path, *times])?;
    }
    Ok(())
}

/// Forgets everything that a recipient was to be told.
pub(crate) fn forget(tx: &mut Conn, recipient: &str) -> Result<(), DbError> {
    tx.execute("delete from ping where recipient = $1", params![recipient])?;
    tx.execute(
        "delete from ping_recipient where recipient = $1",
        params![recipient],
    )?;
    Ok(())
}

/// Lets a recipient rest until `due_at`, after `attempts` failures in a row.
pub(crate) fn rest(
    tx: &mut Conn,
    recipient: &str,
    due_at: Timestamp,
    attempts: u32,
    trouble: &str,
) -> Result<(), DbError> {
    const SQL: &str = "insert into ping_recipient (recipient, due_at, attempts, trouble) \
        values ($1, $2, $3, $4) on conflict (recipient) do update set due_at = excluded.due_at, \
        attempts = excluded.attempts, trouble = excluded.trouble";
    let attempts = i64::from(attempts);
    tx.execute(SQL, params![recipient, due_at.millis(), attempts, trouble])?;
    Ok(())
}

/// How it stands with every recipient for whom something waits, or that had something to say.
pub(crate) fn lines(conn: &mut Conn) -> Result<Vec<PingLine>, DbError> {
    const SQL: &str = "select r.recipient, (select count(*) from ping p \
        where p.recipient = r.recipient), r.due_at, r.attempts, r.trouble from ping_recipient r \
        union all select p.recipient, count(*), null, 0, '' from ping p where not exists \
        (select 1 from ping_recipient r where r.recipient = p.recipient) group by p.recipient \
        order by 1";
    conn.query(SQL, params![], |row| {
        Ok(PingLine {
            recipient: row.text(0)?,
            waiting: row.count(1)?,
            due_at: row.optional_int(2)?.map(Timestamp::from_millis),
            attempts: attempts(row.int(3)?),
            trouble: row.text(4)?,
        })
    })
}
