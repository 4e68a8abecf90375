//! Sections as the newsroom keeps them.

use super::db::{Conn, DbError, Row, params};
use super::{NameKind, listing, name_word};
use crate::model::{Listing, SectionId, Timestamp};
use crate::taxonomy::SectionLine;

/// Every section, in the order in which those of one parent stand.
pub(crate) fn all(conn: &mut Conn) -> Result<Vec<SectionLine>, DbError> {
    const SQL: &str = "select id, parent_id, name, path, slug, description from section \
        order by case when position = 0 then 1 else 0 end, position, sort_key, id";
    let mut lines = conn.query(SQL, params![], read_line)?;
    let forever = Timestamp::from_millis(i64::MAX);
    for line in &mut lines {
        let list = Listing::Section(SectionId(line.id));
        line.articles = listing::total(conn, list, forever)?;
    }
    Ok(lines)
}

/// One of them.
pub(crate) fn find(conn: &mut Conn, id: SectionId) -> Result<Option<SectionLine>, DbError> {
    const SQL: &str = "select id, parent_id, name, path, slug, description from section \
        where id = $1";
    conn.first(SQL, params![id.0], read_line)
}

/// Adds one, behind those that have a place.
pub(crate) fn add(tx: &mut Conn, line: &SectionLine) -> Result<SectionId, DbError> {
    const SQL: &str = "insert into section (parent_id, slug, path, name, description, sort_key, \
        folded, position, edited) values ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
    const LAST: &str = "select max(position) from section";
    let folded = warraq_text::fold::fold(&line.name);
    let sort_key = warraq_text::sort_key::arabic(&line.name);
    let last = tx.first(LAST, params![], |row| row.optional_int(0))?;
    let last = last.flatten().unwrap_or(0);
    let values = params![
        line.parent.map(|id| id.0),
        &line.slug,
        &line.path,
        &line.name,
        &line.description,
        sort_key.as_slice(),
        &folded,
        // Where none has a place, neither has this.
        if last == 0 { 0 } else { last + 1 },
    ];
    let id = tx.insert(SQL, values)?;
    name_word::keep(tx, NameKind::Section, id, &folded)?;
    Ok(SectionId(id))
}

/// Writes what the newsroom says of one.
pub(crate) fn change(tx: &mut Conn, line: &SectionLine) -> Result<(), DbError> {
    const SQL: &str = "update section set slug = $2, path = $3, name = $4, description = $5, \
        sort_key = $6, folded = $7, edited = 1 where id = $1";
    let folded = warraq_text::fold::fold(&line.name);
    let sort_key = warraq_text::sort_key::arabic(&line.name);
    let values = params![
        line.id,
        &line.slug,
        &line.path,
        &line.name,
        &line.description,
        sort_key.as_slice(),
        &folded,
    ];
    tx.execute(SQL, values)?;
    name_word::keep(tx, NameKind::Section, line.id, &folded)
}

/// Gives one its place among those beside it.
pub(crate) fn place(tx: &mut Conn, id: SectionId, position: i64) -> Result<(), DbError> {
    const SQL: &str = "update section set position = $2 where id = $1";
    tx.execute(SQL, params![id.0, position])?;
    Ok(())
}

/// Whether the newsroom has its own word on a section, so that a source has none.
pub(crate) fn is_kept(conn: &mut Conn, id: SectionId) -> Result<bool, DbError> {
    const SQL: &str = "select edited from section where id = $1";
    Ok(conn
        .first(SQL, params![id.0], |row| row.flag(0))?
        .unwrap_or(false))
}

fn read_line(row: &Row<'_>) -> Result<SectionLine, DbError> {
    Ok(SectionLine {
        id: row.int(0)?,
        parent: row.optional_int(1)?.map(SectionId),
        depth: 0,
        name: row.text(2)?,
        path: row.text(3)?,
        slug: row.text(4)?,
        description: row.text(5)?,
        articles: 0,
    })
}
