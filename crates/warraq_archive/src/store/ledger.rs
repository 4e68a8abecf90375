//! The long lists of a reconciliation: every address, every file.

use super::StoreError;
use super::db::{Conn, params};

/// Rows read at a time.
const BATCH: i64 = 5_000;

/// An address and where it leads.
#[derive(Clone, Debug)]
pub struct AddressRow {
    /// Canonical path, or an old query address (`/?p=12`).
    pub path: String,
    /// What is there: `article`, `section`, `tag`, `author`, `media page`, `file`, `nothing`.
    pub what: &'static str,
    /// Where it leads; empty when readers may not see it.
    pub leads_to: String,
    /// Whether it answers itself or leads there.
    pub moved: bool,
}

/// A picture or document and its file.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// Its address.
    pub path: String,
    /// SHA-256 of the file in hex; empty when it is missing.
    pub sha256: String,
    /// Media type found in the file.
    pub mime: String,
    /// Bytes.
    pub bytes: i64,
    /// What is wrong with it; empty when nothing is.
    pub problem: String,
}

/// Tells `each` every address, in order of the paths.
pub(crate) fn addresses(
    conn: &mut Conn,
    mut each: impl FnMut(AddressRow),
) -> Result<(), StoreError> {
    const SQL: &str = "select p.path, p.kind, p.moved_to, \
        coalesce(a.path, s.path, t.path, w.path, f.path, p.moved_to, '') from path p \
        left join public_article a on p.kind = 1 and a.article_id = p.target \
        left join section s on p.kind = 2 and s.id = p.target \
        left join tag t on p.kind = 3 and t.id = p.target \
        left join person w on p.kind = 4 and w.id = p.target \
        left join media f on p.kind in (5, 6) and f.id = p.target \
        where p.path > $1 order by p.path limit $2";
    let mut last = String::new();
    loop {
        let rows = conn.query(SQL, params![&last, BATCH], |row| {
            Ok(AddressRow {
                path: row.text(0)?,
                what: match row.int(1)? {
                    1 => "article",
                    2 => "section",
                    3 => "tag",
                    4 => "author",
                    5 => "media page",
                    6 => "file",
                    _ => "nothing",
                },
                moved: row.optional_text(2)?.is_some(),
                leads_to: row.text(3)?,
            })
        })?;
        let Some(newest) = rows.last() else {
            return Ok(());
        };
        last.clone_from(&newest.path);
        rows.into_iter().for_each(&mut each);
    }
}

/// Tells `each` every picture and document, in the order in which they came.
pub(crate) fn files(conn: &mut Conn, mut each: impl FnMut(FileRow)) -> Result<(), StoreError> {
    const SQL: &str = "select id, path, sha256, mime, bytes, problem from media \
        where id > $1 order by id limit $2";
    let mut last = 0;
    loop {
        let rows = conn.query(SQL, params![last, BATCH], |row| {
            let sha256 = row.optional_blob(2)?.unwrap_or_default();
            let file = FileRow {
                path: row.text(1)?,
                sha256: hex(&sha256),
                mime: row.text(3)?,
                bytes: row.int(4)?,
                problem: row.text(5)?,
            };
            Ok((row.int(0)?, file))
        })?;
        let Some((newest, _)) = rows.last() else {
            return Ok(());
        };
        last = *newest;
        for (_, file) in rows {
            each(file);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
