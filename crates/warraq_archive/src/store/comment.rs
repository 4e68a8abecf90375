//! Rows of comments.

use super::db::{Conn, DbError, params};
use crate::model::{ArticleId, Timestamp};

/// A comment's columns.
#[derive(Debug)]
pub(crate) struct CommentRow<'a> {
    pub(crate) external_id: i64,
    pub(crate) kind: i64,
    pub(crate) standing: i64,
    pub(crate) name: &'a str,
    pub(crate) url: &'a str,
    pub(crate) body: &'a str,
    pub(crate) body_source: &'a str,
    pub(crate) at: Option<Timestamp>,
    pub(crate) email: &'a str,
    pub(crate) ip: &'a str,
    pub(crate) kept: &'a str,
}

/// Adds a comment to an article.
pub(crate) fn add(tx: &mut Conn, article: ArticleId, row: &CommentRow<'_>) -> Result<i64, DbError> {
    const SQL: &str = "insert into comment (article_id, parent_id, external_id, kind, standing, \
        name, url, body, body_source, at, listed_at) \
        values ($1, null, $2, $3, $4, $5, $6, $7, $8, $9, coalesce(cast($9 as bigint), 0))";
    const PRIVATE: &str =
        "insert into comment_private (comment_id, email, ip, kept) values ($1, $2, $3, $4)";
    let id = tx.insert(
        SQL,
        params![
            article.0,
            row.external_id,
            row.kind,
            row.standing,
            row.name,
            row.url,
            row.body,
            row.body_source,
            row.at.map(Timestamp::millis),
        ],
    )?;
    tx.execute(PRIVATE, params![id, row.email, row.ip, row.kept])?;
    Ok(id)
}

/// Writes over a comment that an import brought, whose thread is set anew afterwards. What the desk
/// has decided stays decided.
pub(crate) fn replace(tx: &mut Conn, id: i64, row: &CommentRow<'_>) -> Result<(), DbError> {
    const SQL: &str = "update comment set parent_id = null, kind = $2, standing = case \
        when decided_at is null then $3 else standing end, name = $4, url = $5, body = $6, \
        body_source = $7, at = $8, listed_at = coalesce(cast($8 as bigint), 0) where id = $1";
    const PRIVATE: &str =
        "update comment_private set email = $2, ip = $3, kept = $4 where comment_id = $1";
    tx.execute(
        SQL,
        params![
            id,
            row.kind,
            row.standing,
            row.name,
            row.url,
            row.body,
            row.body_source,
            row.at.map(Timestamp::millis),
        ],
    )?;
    tx.execute(PRIVATE, params![id, row.email, row.ip, row.kept])?;
    Ok(())
}

/// Makes one comment answer another.
pub(crate) fn answers(tx: &mut Conn, id: i64, parent: i64) -> Result<(), DbError> {
    tx.execute(
        "update comment set parent_id = $2 where id = $1",
        params![id, parent],
    )?;
    Ok(())
}

/// Comments that an import brought to an article, as `(number in the source, number here)`.
pub(crate) fn imported(tx: &mut Conn, article: ArticleId) -> Result<Vec<(i64, i64)>, DbError> {
    const SQL: &str = "select external_id, id from comment \
        where article_id = $1 and external_id > 0 order by id";
    tx.query(SQL, params![article.0], |row| {
        Ok((row.int(0)?, row.int(1)?))
    })
}

/// How many comments of an article readers see.
pub(crate) fn shown(tx: &mut Conn, article: ArticleId) -> Result<usize, DbError> {
    const SQL: &str = "select count(*) from comment \
        where article_id = $1 and standing = 1 and kind < 2";
    let count = tx.first(SQL, params![article.0], |row| row.count(0))?;
    Ok(count.unwrap_or(0))
}

/// Takes away a comment for good.
pub(crate) fn delete(tx: &mut Conn, id: i64) -> Result<(), DbError> {
    const STATEMENTS: [&str; 6] = [
        "update comment set parent_id = null where parent_id = $1",
        "delete from comment_private where comment_id = $1",
        "delete from comment_receipt where comment_id = $1",
        "delete from spam_lesson where comment_id = $1",
        "delete from comment_decided where comment_id = $1",
        "delete from comment where id = $1",
    ];
    for sql in STATEMENTS {
        tx.execute(sql, params![id])?;
    }
    Ok(())
}
