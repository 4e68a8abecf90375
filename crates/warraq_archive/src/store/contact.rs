//! What readers wrote to the paper.

use super::db::{Conn, DbError, params};
use super::outbox::address;
use crate::model::{ContactMessage, ContactSubject, KeptMessage, Timestamp};

/// Keeps a message.
pub(crate) fn add(tx: &mut Conn, message: &ContactMessage, now: Timestamp) -> Result<i64, DbError> {
    const SQL: &str = "insert into contact_message (at, subject, name, email, body) \
        values ($1, $2, $3, $4, $5)";
    tx.insert(
        SQL,
        params![
            now.millis(),
            message.subject.name(),
            &message.name,
            message.email.as_str(),
            &message.body,
        ],
    )
}

/// Messages, newest first.
pub(crate) fn newest(conn: &mut Conn, limit: usize) -> Result<Vec<KeptMessage>, DbError> {
    const SQL: &str = "select id, at, subject, name, email, body from contact_message \
        order by id desc limit $1";
    conn.query(SQL, params![limit as i64], |row| {
        Ok(KeptMessage {
            id: row.int(0)?,
            at: Timestamp::from_millis(row.int(1)?),
            message: ContactMessage {
                // A subject of a newer program is still a message.
                subject: ContactSubject::named(&row.text(2)?).unwrap_or(ContactSubject::Other),
                name: row.text(3)?,
                email: address(4, &row.text(4)?)?,
                body: row.text(5)?,
            },
        })
    })
}

/// Takes away a message for good; whether it was there.
pub(crate) fn delete(tx: &mut Conn, id: i64) -> Result<bool, DbError> {
    let gone = tx.execute("delete from contact_message where id = $1", params![id])?;
    Ok(gone > 0)
}
