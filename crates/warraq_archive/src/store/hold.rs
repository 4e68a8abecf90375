//! Who writes in an article just now.

use super::db::{Conn, DbError, params};
use crate::model::{AccountId, ArticleId, Timestamp};

/// Whoever holds an article.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) account: AccountId,
    pub(crate) pen: String,
    pub(crate) who: String,
}

/// Lets a window hold an article: if nobody was heard of since `since`, if it holds it already, or if
/// it takes it.
pub(crate) fn hold(
    tx: &mut Conn,
    article: ArticleId,
    (account, pen): (AccountId, &str),
    (now, since): (Timestamp, Timestamp),
    takes: bool,
) -> Result<(), DbError> {
    const SQL: &str = "insert into desk_hold (article_id, account_id, pen, at) \
        values ($1, $2, $3, $4) on conflict (article_id) do update set \
        account_id = excluded.account_id, pen = excluded.pen, at = excluded.at \
        where desk_hold.pen = excluded.pen or desk_hold.at <= $5";
    // Whoever takes it does not ask when the other was heard of.
    let since = if takes { i64::MAX } else { since.millis() };
    let values = params![article.0, account.0, pen, now.millis(), since,];
    tx.execute(SQL, values)?;
    Ok(())
}

/// Whoever holds an article and was heard of after `since`.
pub(crate) fn holder(
    conn: &mut Conn,
    article: ArticleId,
    since: Timestamp,
) -> Result<Option<Held>, DbError> {
    const SQL: &str = "select h.account_id, h.pen, coalesce(a.name, '') from desk_hold h \
        left join account a on a.id = h.account_id where h.article_id = $1 and h.at > $2";
    conn.first(SQL, params![article.0, since.millis()], |row| {
        Ok(Held {
            account: AccountId(row.int(0)?),
            pen: row.text(1)?,
            who: row.text(2)?,
        })
    })
}

/// A window leaves an article.
pub(crate) fn release(tx: &mut Conn, article: ArticleId, pen: &str) -> Result<(), DbError> {
    const SQL: &str = "delete from desk_hold where article_id = $1 and pen = $2";
    tx.execute(SQL, params![article.0, pen])?;
    Ok(())
}
