//! Rows of readers whose comments are taken for spam, known by the mail address that they give.

use super::db::{Conn, DbError, params};
use crate::model::Timestamp;

/// Bans an address until a moment or for ever, from now on.
pub(crate) fn set(
    tx: &mut Conn,
    email: &str,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into comment_ban (email, at, until) values ($1, $2, $3) \
        on conflict (email) do update set at = excluded.at, until = excluded.until";
    let until = until.map(Timestamp::millis);
    tx.execute(SQL, params![folded(email).as_str(), now.millis(), until])?;
    Ok(())
}

/// Takes a ban back.
pub(crate) fn lift(tx: &mut Conn, email: &str) -> Result<(), DbError> {
    let email = folded(email);
    tx.execute(
        "delete from comment_ban where email = $1",
        params![email.as_str()],
    )?;
    Ok(())
}

/// Whether an address is banned.
pub(crate) fn holds(conn: &mut Conn, email: &str, now: Timestamp) -> Result<bool, DbError> {
    const SQL: &str = "select at from comment_ban \
        where email = $1 and (until is null or until > $2)";
    let email = folded(email);
    let values = params![email.as_str(), now.millis()];
    Ok(conn.first(SQL, values, |row| row.int(0))?.is_some())
}

/// Nobody is another person for writing their address in capitals.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}
