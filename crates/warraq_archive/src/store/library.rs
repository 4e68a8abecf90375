//! The library: files as the newsroom sees them, on shelves, newest first.

use warraq_import::clean::SafeHtml;

use super::db::{Conn, DbError, Row, params};
use super::media::read_file;
use crate::library::{LibraryItem, Shelf, Use};
use crate::model::{AccountId, ArticleId, Crop, Focus, MediaFile, MediaId, MediaKind, Timestamp};
use crate::store::desk::Place;

/// The columns of an item, in the order in which [`read_item`] reads them.
macro_rules! items_that {
    ($rest:literal) => {
        concat!(
            "select m.id, m.sha256, m.mime, m.width, m.height, m.bytes, m.crop_left, m.crop_top, \
            m.crop_width, m.crop_height, m.title, m.alt, m.caption, m.credit, m.path, m.created_at, \
            m.kind, m.owner_id, o.name, m.uses, m.focus_x, m.focus_y \
            from media m left join account o on o.id = m.owner_id where ",
            $rest
        )
    };
}

/// The statement of a shelf: each has an index of its own.
fn on(shelf: Shelf) -> &'static str {
    macro_rules! on_shelf {
        ($which:literal) => {
            concat!(
                items_that!("(m.created_at, m.id) < ($1, $2) and m.folded like $3 escape '!'"),
                $which,
                " order by m.created_at desc, m.id desc limit $4"
            )
        };
    }
    match shelf {
        Shelf::All => on_shelf!(""),
        Shelf::Pictures => on_shelf!(" and m.kind = 0"),
        Shelf::Films => on_shelf!(" and m.kind = 1"),
        Shelf::Documents => on_shelf!(" and m.kind = 2"),
        Shelf::WithoutAlt => on_shelf!(" and m.kind = 0 and m.alt = ''"),
        Shelf::Unused => on_shelf!(" and m.uses = 0"),
    }
}

/// Items of a shelf, newest first: those before a place whose words hold `words`.
pub(crate) fn items(
    conn: &mut Conn,
    shelf: Shelf,
    words: &str,
    (at, id): (Timestamp, MediaId),
    limit: usize,
) -> Result<Vec<LibraryItem>, DbError> {
    let pattern = containing(words);
    let values = params![at.millis(), id.0, &pattern, limit as i64];
    conn.query(on(shelf), values, read_item)
}

/// One item.
pub(crate) fn item(conn: &mut Conn, id: MediaId) -> Result<Option<LibraryItem>, DbError> {
    const SQL: &str = items_that!("m.id = $1");
    conn.first(SQL, params![id.0], read_item)
}

fn read_item(row: &Row<'_>) -> Result<LibraryItem, DbError> {
    let focus = row.optional_int(20)?.zip(row.optional_int(21)?);
    let mime = row.text(2)?;
    Ok(LibraryItem {
        id: MediaId(row.int(0)?),
        file: read_file(row)?,
        name: row.text(10)?,
        alt: row.text(11)?,
        caption: SafeHtml::from_store(row.text(12)?),
        credit: row.text(13)?,
        address: row.text(14)?,
        at: Timestamp::from_millis(row.int(15)?),
        kind: MediaKind::of(&mime),
        owner: row.optional_int(17)?.map(AccountId),
        owner_name: row.optional_text(18)?,
        uses: row.count(19)?,
        focus: focus.and_then(|(x, y)| Focus::at(x, y)),
    })
}

/// The item that holds this content, the oldest of several.
pub(crate) fn of_content(conn: &mut Conn, sha256: &[u8]) -> Result<Option<MediaId>, DbError> {
    const SQL: &str = "select id from media where sha256 = $1 order by id limit 1";
    conn.first(SQL, params![sha256], |row| Ok(MediaId(row.int(0)?)))
}

/// Articles that show an item, the newest first.
pub(crate) fn uses(conn: &mut Conn, id: MediaId, limit: usize) -> Result<Vec<Use>, DbError> {
    const SQL: &str = "select d.article_id, d.headline, d.standing, d.at from article_media x \
        join desk_line d on d.article_id = x.article_id where x.media_id = $1 \
        order by x.article_id desc limit $2";
    conn.query(SQL, params![id.0, limit as i64], |row| {
        Ok(Use {
            article: ArticleId(row.int(0)?),
            headline: row.text(1)?,
            is_out: row.int(2)? == Place::Out as i64,
            at: Timestamp::from_millis(row.int(3)?),
        })
    })
}

/// Says that somebody brought an item in here, and that readers get it where an article shows it.
pub(crate) fn set_gate(
    tx: &mut Conn,
    id: MediaId,
    owner: Option<AccountId>,
) -> Result<(), DbError> {
    const SQL: &str = "update media set gated = 1, owner_id = $2 where id = $1";
    tx.execute(SQL, params![id.0, owner.map(|owner| owner.0)])?;
    Ok(())
}

/// Writes what is said of an item.
pub(crate) fn describe(tx: &mut Conn, id: MediaId, said: Said<'_>) -> Result<(), DbError> {
    const SQL: &str = "update media set title = $2, alt = $3, caption = $4, credit = $5, folded = $6 \
        where id = $1";
    let caption = said.caption.as_str();
    let plain = warraq_import::clean::text(caption);
    let folded = folded([said.name, &plain, said.alt, said.credit]);
    let values = params![id.0, said.name, said.alt, caption, said.credit, &folded];
    tx.execute(SQL, values)?;
    Ok(())
}

/// What is said of an item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said<'a> {
    pub(crate) name: &'a str,
    pub(crate) alt: &'a str,
    pub(crate) caption: &'a SafeHtml,
    pub(crate) credit: &'a str,
}

/// Writes what is shown of a picture, and what matters in it.
pub(crate) fn frame(
    tx: &mut Conn,
    id: MediaId,
    crop: Option<Crop>,
    focus: Option<Focus>,
) -> Result<(), DbError> {
    const SQL: &str = "update media set crop_left = $2, crop_top = $3, crop_width = $4, \
        crop_height = $5, focus_x = $6, focus_y = $7 where id = $1";
    let values = params![
        id.0,
        crop.map(|crop| i64::from(crop.left)),
        crop.map(|crop| i64::from(crop.top)),
        crop.map(|crop| i64::from(crop.width)),
        crop.map(|crop| i64::from(crop.height)),
        focus.map(|focus| i64::from(focus.x)),
        focus.map(|focus| i64::from(focus.y)),
    ];
    tx.execute(SQL, values)?;
    Ok(())
}

/// Forgets an item that nothing shows. Where readers could find it, they are told that it is gone. Says
/// whether there was such a one; if not, the transaction is to be given up.
pub(crate) fn delete(tx: &mut Conn, id: MediaId) -> Result<bool, DbError> {
    const MEDIA: &str = "delete from media where id = $1 and uses = 0 and gated = 1";
    // Nobody's, which is told of as gone.
    const GONE: &str = "update path set kind = 0 where kind = 6 and target = $1 and exists \
        (select 1 from media where id = $1 and gated = 1 and shown_from is not null)";
    const NEVER: &str = "delete from path where kind = 6 and target = $1";
    tx.execute(GONE, params![id.0])?;
    if tx.execute(MEDIA, params![id.0])? == 0 {
        return Ok(false);
    }
    tx.execute(NEVER, params![id.0])?;
    Ok(true)
}

/// Keeps anybody else from changing an item until this transaction ends.
pub(crate) fn hold_still(tx: &mut Conn, id: MediaId) -> Result<(), DbError> {
    const SQL: &str = "update media set uses = uses where id = $1";
    tx.execute(SQL, params![id.0])?;
    Ok(())
}

/// The item whose file answers at a canonical path.
pub(crate) fn file_at(conn: &mut Conn, path: &str) -> Result<Option<MediaFile>, DbError> {
    match super::media::at_path(conn, path)? {
        Some(id) => super::media::file(conn, id),
        None => Ok(None),
    }
}

/// Words by which an item is found.
pub(super) fn folded<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut folded = String::new();
    for words in words {
        warraq_text::fold::fold_into(words, &mut folded);
        folded.push('\n');
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Location, Pool};

    #[test]
    fn a_page_of_a_shelf_costs_the_same_wherever_it_begins() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("archive.db"));
        let pool = Pool::open(location, 1).unwrap();
        let mut conn = pool.writer();
        for (shelf, index) in [
            (Shelf::All, "media_by_time"),
            (Shelf::Pictures, "media_by_kind"),
            (Shelf::Films, "media_by_kind"),
            (Shelf::Documents, "media_by_kind"),
            (Shelf::WithoutAlt, "media_without_alt"),
            (Shelf::Unused, "media_unused"),
        ] {
            let sql: &'static str = format!("explain query plan {}", on(shelf)).leak();
            let plan = conn
                .query(sql, params![0, 0, "%", 61], |row| row.text(3))
                .unwrap();
            assert!(plan[0].starts_with("SEARCH m USING INDEX"), "{plan:?}");
            assert!(plan[0].contains(index), "{shelf:?}: {plan:?}");
            assert!(!plan.concat().contains("TEMP B-TREE"), "{plan:?}");
        }
    }
}

/// The pattern of texts that hold `words`, which mean themselves.
fn containing(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in warraq_text::fold::fold(words).chars() {
        if matches!(c, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
