//! What the newsroom has put on the front page.

use super::db::{Conn, DbError, params};
use crate::front::Pick;
use crate::model::{ArticleId, Timestamp};

/// What stands there, in order; what has run out is left out.
pub(crate) fn picks(conn: &mut Conn, now: Timestamp) -> Result<Vec<Pick>, DbError> {
    const SQL: &str = "select p.article_id, p.until, a.headline, a.visible_from \
        from front_pick p join public_article a on a.article_id = p.article_id \
        where p.until is null or p.until > $1 order by p.position, p.article_id";
    conn.query(SQL, params![now.millis()], |row| {
        Ok(Pick {
            id: ArticleId(row.int(0)?),
            until: row.optional_int(1)?.map(Timestamp::from_millis),
            headline: row.text(2)?,
            at: Timestamp::from_millis(row.int(3)?),
        })
    })
}

/// Writes all that stands there, in order.
pub(crate) fn set(tx: &mut Conn, picks: &[Pick]) -> Result<(), DbError> {
    const SQL: &str = "insert into front_pick (article_id, position, until) values ($1, $2, $3)";
    tx.execute("delete from front_pick", params![])?;
    for (position, pick) in (0_i64..).zip(picks) {
        let until = pick.until.map(Timestamp::millis);
        tx.execute(SQL, params![pick.id.0, position, until])?;
    }
    Ok(())
}

/// Takes an article away from there.
pub(crate) fn remove(tx: &mut Conn, id: ArticleId) -> Result<(), DbError> {
    tx.execute(
        "delete from front_pick where article_id = $1",
        params![id.0],
    )?;
    Ok(())
}

/// When the next of them runs out.
pub(crate) fn next_end(conn: &mut Conn, now: Timestamp) -> Result<Option<Timestamp>, DbError> {
    const SQL: &str = "select min(until) from front_pick where until > $1";
    let found = conn.first(SQL, params![now.millis()], |row| row.optional_int(0))?;
    Ok(found.flatten().map(Timestamp::from_millis))
}

/// An article that is or will be before readers, as a pick without an end.
pub(crate) fn candidate(conn: &mut Conn, id: ArticleId) -> Result<Option<Pick>, DbError> {
    const SQL: &str = "select headline, visible_from from public_article \
        where article_id = $1 and kind = 0";
    conn.first(SQL, params![id.0], |row| {
        Ok(Pick {
            id,
            until: None,
            headline: row.text(0)?,
            at: Timestamp::from_millis(row.int(1)?),
        })
    })
}
