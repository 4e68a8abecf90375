//! Pictures and documents: where they stand in articles, and whether readers may have them.

use warraq_import::clean::Attachment;

use super::db::{Conn, DbError, Row, params};
use super::imports::ItemKind;
use crate::model::{ArticleId, Crop, MediaFile, MediaId, Timestamp};

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

/// Whether readers may have a file: the old site's always, ours where they see an article that shows it.
pub(super) fn is_shown(conn: &mut Conn, id: MediaId, now: Timestamp) -> Result<bool, DbError> {
    const SQL: &str = "select m.id from media m where m.id = $1 and (m.gated = 0 or exists \
        (select 1 from public_media p join public_article a on a.article_id = p.article_id \
        where p.media_id = m.id and a.visible_from <= $2))";
    let found = conn.first(SQL, params![id.0, now.millis()], |row| row.int(0))?;
    Ok(found.is_some())
}

/// Whether readers could have a file once.
pub(super) fn was_shown(conn: &mut Conn, id: MediaId, now: Timestamp) -> Result<bool, DbError> {
    const SQL: &str = "select id from media where id = $1 and shown_from <= $2";
    let found = conn.first(SQL, params![id.0, now.millis()], |row| row.int(0))?;
    Ok(found.is_some())
}

/// Where a file's bytes are, whoever asks; `None` when the archive does not hold them.
pub(crate) fn file(conn: &mut Conn, id: MediaId) -> Result<Option<MediaFile>, DbError> {
    const SQL: &str = "select id, sha256, mime, width, height, bytes, crop_left, crop_top, crop_width, \
        crop_height from media where id = $1";
    Ok(conn.first(SQL, params![id.0], read_file)?.flatten())
}

/// Reads a file: its number, hash, type, sides, bytes and what is shown of it, in this order.
pub(super) fn read_file(row: &Row<'_>) -> Result<Option<MediaFile>, DbError> {
    let Some(sha256) = row.optional_blob(1)?.and_then(|hash| hash.try_into().ok()) else {
        return Ok(None);
    };
    let side = |column| Ok::<_, DbError>(row.optional_int(column)?.and_then(|n| n.try_into().ok()));
    let dimensions: (Option<u32>, Option<u32>) = (side(3)?, side(4)?);
    let crop = match (side(6)?, side(7)?, side(8)?, side(9)?) {
        (Some(left), Some(top), Some(width), Some(height)) => Some(Crop {
            left,
            top,
            width,
            height,
        }),
        _ => None,
    };
    let dimensions = dimensions.0.zip(dimensions.1);
    Ok(Some(MediaFile {
        id: MediaId(row.int(0)?),
        sha256,
        mime: row.text(2)?,
        dimensions,
        bytes: row.int(5)?.unsigned_abs(),
        crop: crop.and_then(|crop| crop.within(dimensions?)),
    }))
}

/// The files that an article shows to its readers and that are gated.
pub(crate) fn shown_by(conn: &mut Conn, article: ArticleId) -> Result<Vec<MediaId>, DbError> {
    const SQL: &str = "select media_id from public_media where article_id = $1 order by media_id";
    conn.query(SQL, params![article.0], |row| Ok(MediaId(row.int(0)?)))
}

/// Shows to readers of an article, which appears at `at`, those of `list` that are gated, and no others.
pub(crate) fn show(
    tx: &mut Conn,
    article: ArticleId,
    list: &[MediaId],
    at: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    const INSERT: &str = "insert into public_media (media_id, article_id) \
        select id, $2 from media where id = $1 and gated = 1 \
        on conflict (media_id, article_id) do nothing";
    const SINCE: &str = "update media set shown_from = $2 where id = $1 and gated = 1 \
        and (shown_from is null or shown_from > $3)";
    hide(tx, article, now)?;
    for id in list {
        tx.execute(INSERT, params![id.0, article.0])?;
        tx.execute(SINCE, params![id.0, at.millis(), now.millis()])?;
    }
    Ok(())
}

/// Shows nothing for an article any more. What nobody has seen yet was never there.
pub(crate) fn hide(tx: &mut Conn, article: ArticleId, now: Timestamp) -> Result<(), DbError> {
    const UNSEEN: &str = "update media set shown_from = null where shown_from > $2 and id in \
        (select media_id from public_media where article_id = $1)";
    const DELETE: &str = "delete from public_media where article_id = $1";
    tx.execute(UNSEEN, params![article.0, now.millis()])?;
    tx.execute(DELETE, params![article.0])?;
    Ok(())
}

/// Files that an article shows, or that its newest text shows.
pub(super) fn used_by(conn: &mut Conn, article: ArticleId) -> Result<Vec<i64>, DbError> {
    const SQL: &str = "select media_id from article_media where article_id = $1";
    conn.query(SQL, params![article.0], |row| row.int(0))
}

/// Counts the articles that show a file.
pub(super) fn count_uses(tx: &mut Conn, id: i64) -> Result<(), DbError> {
    const SQL: &str = "update media set uses = \
        (select count(*) from article_media where media_id = $1) where id = $1";
    tx.execute(SQL, params![id])?;
    Ok(())
}
