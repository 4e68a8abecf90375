//! Questions about pictures and documents that are not a reader's.

use warraq_import::clean::Attachment;

use super::db::{Conn, DbError, params};
use super::imports::ItemKind;
use crate::model::{ArticleId, MediaId};

/// A picture as the cleaners need it.
pub(crate) fn attachment(conn: &mut Conn, id: i64) -> Result<Option<Attachment>, DbError> {
    const SQL: &str = "select m.source_url, m.alt, m.caption, m.mime, m.width, m.height, p.path \
        from media m left join path p on p.kind = 5 and p.target = m.id and p.moved_to is null \
        where m.id = $1";
    conn.first(SQL, params![id], |row| {
        let side =
            |column| Ok::<_, DbError>(row.optional_int(column)?.and_then(|n| n.try_into().ok()));
        let dimensions: (Option<u32>, Option<u32>) = (side(4)?, side(5)?);
        Ok(Attachment {
            url: row.text(0)?,
            alt: row.text(1)?,
            caption: row.text(2)?,
            mime: row.text(3)?,
            dimensions: dimensions.0.zip(dimensions.1),
            link: row.optional_text(6)?.unwrap_or_default(),
        })
    })
}

/// Remembers for which item of the source a picture was uploaded.
pub(crate) fn remember_upload(
    tx: &mut Conn,
    source: &str,
    parent: i64,
    external_id: i64,
    media: MediaId,
) -> Result<(), DbError> {
    const SQL: &str = "insert into import_upload (source, parent, external_id, media_id) \
        values ($1, $2, $3, $4) on conflict (source, parent, external_id) \
        do update set media_id = excluded.media_id";
    tx.execute(SQL, params![source, parent, external_id, media.0])?;
    Ok(())
}

/// Numbers in the source of pictures that were uploaded for an item.
pub(crate) fn uploaded_for(
    conn: &mut Conn,
    source: &str,
    parent: i64,
) -> Result<Vec<i64>, DbError> {
    const SQL: &str = "select external_id from import_upload \
        where source = $1 and parent = $2 order by external_id limit 500";
    conn.query(SQL, params![source, parent], |row| row.int(0))
}

/// Ties the pictures that were uploaded for items of the source to the articles that those became.
pub(crate) fn adopt_uploads(tx: &mut Conn, source: &str) -> Result<(), DbError> {
    const SQL: &str = "update media set article_id = found.target from (\
        select u.media_id as media_id, i.target as target from import_upload u \
        join import_item i on i.source = u.source and i.kind = $2 \
        and i.external_key = cast(u.parent as text) where u.source = $1) as found \
        where media.id = found.media_id \
        and (media.article_id is null or media.article_id <> found.target)";
    tx.execute(SQL, params![source, ItemKind::Article as i64])?;
    Ok(())
}

/// The picture whose file answers at a canonical path.
pub(crate) fn at_path(conn: &mut Conn, path: &str) -> Result<Option<MediaId>, DbError> {
    const SQL: &str = "select target from path where path = $1 and kind = 6";
    conn.first(SQL, params![path], |row| Ok(MediaId(row.int(0)?)))
}

/// Notes a picture that a body names and nobody has.
pub(crate) fn missing(
    tx: &mut Conn,
    source: &str,
    path: &str,
    article: ArticleId,
) -> Result<(), DbError> {
    const SQL: &str = "insert into import_missing (source, path, article_id) \
        values ($1, $2, $3) on conflict (source, path) do nothing";
    tx.execute(SQL, params![source, path, article.0])?;
    Ok(())
}
