//! Texts of law, each version with the time since when it holds.

use warraq_import::clean::SafeHtml;

use super::db::{Conn, DbError, params};
use crate::model::{Law, LawText, Timestamp};

fn key(law: Law) -> i64 {
    match law {
        Law::Privacy => 0,
        Law::Cookies => 1,
        Law::Terms => 2,
    }
}

/// Adds a version. Of two in one moment the later stays.
pub(crate) fn write(
    tx: &mut Conn,
    law: Law,
    body: &SafeHtml,
    since: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into law_text (law, since, body) values ($1, $2, $3) \
        on conflict (law, since) do update set body = excluded.body";
    tx.execute(SQL, params![key(law), since.millis(), body.as_str()])?;
    Ok(())
}

/// All versions that hold or held at `now`, the newest first.
pub(crate) fn versions(conn: &mut Conn, law: Law, now: Timestamp) -> Result<Vec<LawText>, DbError> {
    const SQL: &str = "select since, body from law_text where law = $1 and since <= $2 \
        order by since desc";
    conn.query(SQL, params![key(law), now.millis()], |row| {
        Ok(LawText {
            since: Timestamp::from_millis(row.int(0)?),
            body: SafeHtml::from_store(row.text(1)?),
        })
    })
}
