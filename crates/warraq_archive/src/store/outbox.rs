//! Letters that wait to be sent.

use super::db::{Conn, DbError, Row, params};
use crate::model::{
    EmailAddress, Letter, LetterStanding, MailingList, OutboxLine, Timestamp, WaitingLetter,
};

const WAITING: i64 = 0;
const REFUSED: i64 = 1;

/// Adds a letter, to be sent at once.
pub(crate) fn add(tx: &mut Conn, letter: &Letter, now: Timestamp) -> Result<i64, DbError> {
    const SQL: &str = "insert into outbox (recipient, reply_to, subject, plain, html, list_id, \
        unsubscribe, written_at, due_at, attempts, standing, trouble) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8, 0, 0, '')";
    let list = letter.list.as_ref();
    tx.insert(
        SQL,
        params![
            letter.to.as_str(),
            letter.reply_to.as_ref().map(EmailAddress::as_str),
            &letter.subject,
            &letter.plain,
            &letter.html,
            list.map(|list| &list.id),
            list.map(|list| &list.unsubscribe),
            now.millis(),
        ],
    )
}

/// Letters whose time has come, those that wait longest first.
pub(crate) fn due(
    conn: &mut Conn,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<WaitingLetter>, DbError> {
    const SQL: &str = "select id, recipient, reply_to, subject, plain, html, list_id, unsubscribe, \
        written_at, attempts from outbox where standing = 0 and due_at <= $1 \
        order by due_at, id limit $2";
    conn.query(SQL, params![now.millis(), limit as i64], read_waiting)
}

fn read_waiting(row: &Row<'_>) -> Result<WaitingLetter, DbError> {
    let list = match (row.optional_text(6)?, row.optional_text(7)?) {
        (Some(id), Some(unsubscribe)) => Some(MailingList { id, unsubscribe }),
        _ => None,
    };
    Ok(WaitingLetter {
        id: row.int(0)?,
        letter: Letter {
            to: address(1, &row.text(1)?)?,
            reply_to: row
                .optional_text(2)?
                .map(|text| address(2, &text))
                .transpose()?,
            subject: row.text(3)?,
            plain: row.text(4)?,
            html: row.text(5)?,
            list,
        },
        written_at: Timestamp::from_millis(row.int(8)?),
        attempts: attempts(row.int(9)?),
    })
}

/// An address that the store holds.
pub(super) fn address(column: usize, text: &str) -> Result<EmailAddress, DbError> {
    EmailAddress::parse(text).ok_or_else(|| DbError::Column {
        column,
        wanted: "an e-mail address",
        found: "something else".to_owned(),
    })
}

fn attempts(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(u32::MAX)
}

/// When the next letter is due, if any waits.
pub(crate) fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>, DbError> {
    const SQL: &str = "select min(due_at) from outbox where standing = 0";
    let next = conn.first(SQL, params![], |row| row.optional_int(0))?;
    Ok(next.flatten().map(Timestamp::from_millis))
}

/// Takes out a letter that the server has taken.
pub(crate) fn sent(tx: &mut Conn, id: i64) -> Result<(), DbError> {
    tx.execute("delete from outbox where id = $1", params![id])?;
    Ok(())
}

/// Takes out what a list still had to send to somebody who has left it.
pub(crate) fn withdraw(tx: &mut Conn, to: &EmailAddress) -> Result<(), DbError> {
    const SQL: &str = "delete from outbox where recipient = $1 and list_id is not null";
    tx.execute(SQL, params![to.as_str()])?;
    Ok(())
}

/// Puts a letter off.
pub(crate) fn postpone(
    tx: &mut Conn,
    id: i64,
    until: Timestamp,
    trouble: &str,
) -> Result<(), DbError> {
    const SQL: &str = "update outbox set attempts = attempts + 1, due_at = $2, trouble = $3 \
        where id = $1 and standing = 0";
    tx.execute(SQL, params![id, until.millis(), trouble])?;
    Ok(())
}

/// Marks a letter that nobody will take.
pub(crate) fn refuse(tx: &mut Conn, id: i64, now: Timestamp, trouble: &str) -> Result<(), DbError> {
    const SQL: &str = "update outbox set attempts = attempts + 1, due_at = $2, standing = 1, \
        trouble = $3 where id = $1";
    tx.execute(SQL, params![id, now.millis(), trouble])?;
    Ok(())
}

/// Forgets letters that were refused before `before`.
pub(crate) fn forget_refused(tx: &mut Conn, before: Timestamp) -> Result<u64, DbError> {
    const SQL: &str = "delete from outbox where standing = 1 and due_at < $1";
    tx.execute(SQL, params![before.millis()])
}

/// The outbox as an administrator sees it: what waits, then what was refused.
pub(crate) fn lines(conn: &mut Conn, limit: usize) -> Result<Vec<OutboxLine>, DbError> {
    const SQL: &str = "select id, recipient, subject, standing, written_at, due_at, attempts, \
        trouble from outbox order by standing, due_at, id limit $1";
    conn.query(SQL, params![limit as i64], |row| {
        Ok(OutboxLine {
            id: row.int(0)?,
            to: row.text(1)?,
            subject: row.text(2)?,
            standing: match row.int(3)? {
                REFUSED => LetterStanding::Refused,
                _ => LetterStanding::Waiting,
            },
            written_at: Timestamp::from_millis(row.int(4)?),
            due_at: Timestamp::from_millis(row.int(5)?),
            attempts: attempts(row.int(6)?),
            trouble: row.text(7)?,
        })
    })
}

/// How many letters wait, and how many were refused.
pub(crate) fn counts(conn: &mut Conn) -> Result<(usize, usize), DbError> {
    const SQL: &str = "select count(*) from outbox where standing = $1";
    let mut count = |standing: i64| {
        let row = conn.first(SQL, params![standing], |row| row.count(0))?;
        Ok::<_, DbError>(row.unwrap_or(0))
    };
    Ok((count(WAITING)?, count(REFUSED)?))
}
