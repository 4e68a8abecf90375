//! Links that show one version of an article to somebody outside.

use super::db::{Conn, DbError, params};
use crate::desk::Share;
use crate::model::{ArticleId, Key, RevisionId, ShareId, Timestamp};

/// Adds a link.
pub(crate) fn add(
    tx: &mut Conn,
    (article, revision): (ArticleId, RevisionId),
    key: &Key,
    who: &str,
    until: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into desk_share (hash, article_id, revision_id, who, expires_at) \
        values ($1, $2, $3, $4, $5)";
    let hash = key.hash();
    let values = params![hash.as_slice(), article.0, revision.0, who, until.millis()];
    tx.insert(SQL, values)?;
    Ok(())
}

/// Takes a link away.
pub(crate) fn remove(tx: &mut Conn, article: ArticleId, id: ShareId) -> Result<(), DbError> {
    const SQL: &str = "delete from desk_share where article_id = $1 and id = $2";
    tx.execute(SQL, params![article.0, id.0])?;
    Ok(())
}

/// Takes away what opens nothing any more.
pub(crate) fn forget_old(tx: &mut Conn, now: Timestamp) -> Result<(), DbError> {
    const SQL: &str = "delete from desk_share where expires_at <= $1";
    tx.execute(SQL, params![now.millis()])?;
    Ok(())
}

/// The links of an article that open something.
pub(crate) fn of(
    conn: &mut Conn,
    article: ArticleId,
    now: Timestamp,
) -> Result<Vec<Share>, DbError> {
    const SQL: &str = "select id, who, expires_at from desk_share \
        where article_id = $1 and expires_at > $2 order by id desc";
    conn.query(SQL, params![article.0, now.millis()], |row| {
        Ok(Share {
            id: ShareId(row.int(0)?),
            who: row.text(1)?,
            until: Timestamp::from_millis(row.int(2)?),
        })
    })
}

/// The version that a key shows.
pub(crate) fn by_key(
    conn: &mut Conn,
    key: &Key,
    now: Timestamp,
) -> Result<Option<(ArticleId, RevisionId)>, DbError> {
    const SQL: &str = "select article_id, revision_id from desk_share \
        where hash = $1 and expires_at > $2";
    let hash = key.hash();
    conn.first(SQL, params![hash.as_slice(), now.millis()], |row| {
        Ok((ArticleId(row.int(0)?), RevisionId(row.int(1)?)))
    })
}
