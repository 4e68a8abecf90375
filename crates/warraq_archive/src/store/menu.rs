//! Menus: fixed addresses, or whatever an article, section or tag is called and where it is now.

use std::collections::HashMap;

use super::StoreError;
use super::db::{Conn, DbError, params};
use crate::model::{Menu, MenuEntry, Target, Timestamp};

/// Where a line of a menu leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// A path or address, as written.
    Href(String),
    /// Something of the archive; follows it when it moves, and hides while it is not published.
    Target(Target),
}

/// A line of a menu as it is written.
#[derive(Debug)]
pub(crate) struct NewLine {
    /// Slug of the menu.
    pub(crate) menu: String,
    pub(crate) position: i64,
    /// Empty for whatever the destination is called.
    pub(crate) label: String,
    pub(crate) destination: Destination,
}

/// Adds a line, or writes over a `known` one; returns its number.
pub(crate) fn write(tx: &mut Conn, known: Option<i64>, line: &NewLine) -> Result<i64, DbError> {
    const INSERT: &str = "insert into menu_item \
        (menu, parent_id, position, label, kind, target, href) \
        values ($1, null, $2, $3, $4, $5, $6)";
    const UPDATE: &str = "update menu_item set menu = $1, position = $2, label = $3, kind = $4, \
        target = $5, href = $6 where id = $7";
    let (kind, target, href) = match &line.destination {
        Destination::Href(href) => (0, 0, href.as_str()),
        Destination::Target(target) => {
            let (kind, id) = target.key();
            (kind, id, "")
        }
    };
    let (menu, position, label) = (&line.menu, line.position, &line.label);
    if let Some(id) = known {
        let set = params![menu, position, label, kind, target, href, id];
        if tx.execute(UPDATE, set)? > 0 {
            return Ok(id);
        }
    }
    tx.insert(INSERT, params![menu, position, label, kind, target, href])
}

/// Puts a line below another, or at the top.
pub(crate) fn nest(tx: &mut Conn, id: i64, parent: Option<i64>) -> Result<(), DbError> {
    const SQL: &str = "update menu_item set parent_id = $2 where id = $1";
    tx.execute(SQL, params![id, parent])?;
    Ok(())
}

/// Takes a line away; lines below it rise to the top.
pub(crate) fn delete(tx: &mut Conn, id: i64) -> Result<(), DbError> {
    tx.execute(
        "update menu_item set parent_id = null where parent_id = $1",
        params![id],
    )?;
    tx.execute("delete from menu_item where id = $1", params![id])?;
    Ok(())
}

/// Slugs of all menus with their sizes, the largest first.
pub(crate) fn names(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    const SQL: &str = "select menu from menu_item group by menu order by count(*) desc, menu";
    conn.query(SQL, params![], |row| row.text(0))
}

/// Reads the menu at a place of the page (`main`, `footer`); the setting `menu.PLACE` says which.
pub(super) fn read(conn: &mut Conn, place: &str, now: Timestamp) -> Result<Menu, StoreError> {
    const NAME: &str = "select value from setting where key = $1";
    const LINES: &str = "select i.id, i.parent_id, i.label, i.kind, i.href, \
        a.headline, a.path, s.name, s.path, t.name, t.path \
        from menu_item i \
        left join public_article a on i.kind = 1 and a.article_id = i.target and a.visible_from <= $2 \
        left join section s on i.kind = 2 and s.id = i.target \
        left join tag t on i.kind = 3 and t.id = i.target \
        where i.menu = $1 order by i.position, i.id";
    let key = format!("menu.{place}");
    let Some(name) = conn.first(NAME, params![&key], |row| row.text(0))? else {
        return Ok(Menu::default());
    };
    let lines = conn.query(LINES, params![&name, now.millis()], |row| {
        let label = row.text(2)?;
        let (own_label, href) = match row.int(3)? {
            0 => (None, Some(row.text(4)?)),
            1 => (row.optional_text(5)?, row.optional_text(6)?),
            2 => (row.optional_text(7)?, row.optional_text(8)?),
            _ => (row.optional_text(9)?, row.optional_text(10)?),
        };
        let label = if label.is_empty() {
            own_label.unwrap_or_default()
        } else {
            label
        };
        Ok((row.int(0)?, row.optional_int(1)?, label, href))
    })?;
    Ok(Menu {
        entries: nest_lines(lines),
    })
}

type Line = (i64, Option<i64>, String, Option<String>);

fn nest_lines(lines: Vec<Line>) -> Vec<MenuEntry> {
    let mut below: HashMap<Option<i64>, Vec<Line>> = HashMap::new();
    for line in lines {
        below.entry(line.1).or_default().push(line);
    }
    take_below(None, &mut below)
}

/// Removes lines as it goes, so that a circle of parents in a damaged source comes to an end.
fn take_below(parent: Option<i64>, below: &mut HashMap<Option<i64>, Vec<Line>>) -> Vec<MenuEntry> {
    let lines = below.remove(&parent).unwrap_or_default();
    let mut entries = Vec::with_capacity(lines.len());
    for (id, _, label, href) in lines {
        let children = take_below(Some(id), below);
        match href {
            Some(href) if !label.is_empty() => entries.push(MenuEntry {
                label,
                href,
                children,
            }),
            _ => entries.extend(children),
        }
    }
    entries
}
