//! What came from elsewhere, so that bringing it again changes nothing.

use super::db::{Conn, DbError, params};
use crate::model::{ArticleId, Timestamp};

/// Which table an imported item went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ItemKind {
    Article = 1,
    Media = 2,
    MenuItem = 3,
    Other = 4,
    Person = 5,
    Section = 6,
    Tag = 7,
    Term = 8,
}

/// What an import did with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    Stored = 1,
    Updated = 2,
    Unchanged = 3,
}

impl Outcome {
    /// What writing an item is, when it had gone to `known` before.
    pub(crate) fn of_writing<T>(known: Option<T>) -> Self {
        match known {
            Some(_) => Self::Updated,
            None => Self::Stored,
        }
    }
}

/// What is remembered of an imported item.
#[derive(Clone, Debug)]
pub(crate) struct ItemRow {
    pub(crate) content_hash: [u8; 32],
    pub(crate) target: i64,
    pub(crate) run: i64,
    pub(crate) outcome: Outcome,
    /// What the item is called in its source, to tell damaged numbering from a repeated item.
    pub(crate) identity: String,
}

/// Recalls an item.
pub(crate) fn find(
    conn: &mut Conn,
    source: &str,
    kind: ItemKind,
    key: &str,
) -> Result<Option<ItemRow>, DbError> {
    const SQL: &str = "select content_hash, target, run_id, outcome, note from import_item \
        where source = $1 and kind = $2 and external_key = $3";
    conn.first(SQL, params![source, kind as i64, key], |row| {
        let hash = row.optional_blob(0)?.unwrap_or_default();
        Ok(ItemRow {
            content_hash: hash.try_into().unwrap_or_default(),
            target: row.int(1)?,
            run: row.int(2)?,
            outcome: match row.int(3)? {
                1 => Outcome::Stored,
                2 => Outcome::Updated,
                _ => Outcome::Unchanged,
            },
            identity: row.text(4)?,
        })
    })
}

/// Where an item went.
pub(crate) fn target(
    conn: &mut Conn,
    source: &str,
    kind: ItemKind,
    key: &str,
) -> Result<Option<i64>, DbError> {
    const SQL: &str = "select target from import_item \
        where source = $1 and kind = $2 and external_key = $3";
    conn.first(SQL, params![source, kind as i64, key], |row| row.int(0))
}

/// From which source an article came, and what it was called there.
pub(crate) fn origin_of_article(
    conn: &mut Conn,
    id: ArticleId,
) -> Result<Option<(String, String)>, DbError> {
    const SQL: &str = "select source, external_key from import_item \
        where kind = $1 and target = $2 order by run_id desc limit 1";
    let values = params![ItemKind::Article as i64, id.0];
    conn.first(SQL, values, |row| Ok((row.text(0)?, row.text(1)?)))
}

/// Remembers an item.
pub(crate) fn remember(
    tx: &mut Conn,
    source: &str,
    kind: ItemKind,
    key: &str,
    row: &ItemRow,
) -> Result<(), DbError> {
    const SQL: &str = "insert into import_item \
        (source, kind, external_key, content_hash, target, run_id, outcome, note) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (source, kind, external_key) \
        do update set content_hash = excluded.content_hash, target = excluded.target, \
        run_id = excluded.run_id, outcome = excluded.outcome, note = excluded.note";
    tx.execute(
        SQL,
        params![
            source,
            kind as i64,
            key,
            row.content_hash.as_slice(),
            row.target,
            row.run,
            row.outcome as i64,
            &row.identity,
        ],
    )?;
    Ok(())
}

/// Keeps what an item carried beyond its columns, as JSON.
pub(crate) fn keep(
    tx: &mut Conn,
    source: &str,
    kind: ItemKind,
    key: &str,
    record: &str,
) -> Result<(), DbError> {
    const SQL: &str = "insert into import_kept (source, kind, external_key, record) \
        values ($1, $2, $3, $4) on conflict (source, kind, external_key) \
        do update set record = excluded.record";
    tx.execute(SQL, params![source, kind as i64, key, record])?;
    Ok(())
}

/// What was kept of an item.
pub(crate) fn kept(
    conn: &mut Conn,
    source: &str,
    kind: ItemKind,
    key: &str,
) -> Result<Option<String>, DbError> {
    const SQL: &str = "select record from import_kept \
        where source = $1 and kind = $2 and external_key = $3";
    conn.first(SQL, params![source, kind as i64, key], |row| row.text(0))
}

/// Writes which constructs of an article's body could not be shown.
pub(crate) fn unknown(
    tx: &mut Conn,
    source: &str,
    article: i64,
    constructs: &[(String, usize, String)],
) -> Result<(), DbError> {
    const DELETE: &str = "delete from import_unknown where source = $1 and article_id = $2";
    const INSERT: &str = "insert into import_unknown \
        (source, article_id, construct, uses, example) values ($1, $2, $3, $4, $5)";
    tx.execute(DELETE, params![source, article])?;
    for (construct, uses, example) in constructs {
        tx.execute(
            INSERT,
            params![source, article, construct, *uses as i64, example],
        )?;
    }
    Ok(())
}

/// A construct that pages do not show, over a whole source.
#[derive(Clone, Debug)]
pub(crate) struct UnknownRow {
    pub(crate) construct: String,
    pub(crate) articles: usize,
    pub(crate) uses: usize,
    pub(crate) article: i64,
    pub(crate) example: String,
}

/// Constructs that could not be shown, the commonest first, with one example each.
pub(crate) fn unknown_constructs(
    conn: &mut Conn,
    source: &str,
) -> Result<Vec<UnknownRow>, DbError> {
    const SQL: &str = "select construct, count(*), cast(sum(uses) as bigint), min(article_id) \
        from import_unknown where source = $1 group by construct order by count(*) desc, construct";
    const EXAMPLE: &str = "select example from import_unknown \
        where source = $1 and article_id = $2 and construct = $3";
    let mut rows = conn.query(SQL, params![source], |row| {
        Ok(UnknownRow {
            construct: row.text(0)?,
            articles: row.count(1)?,
            uses: row.count(2)?,
            article: row.int(3)?,
            example: String::new(),
        })
    })?;
    for row in &mut rows {
        let example = conn.first(
            EXAMPLE,
            params![source, row.article, &row.construct],
            |row| row.text(0),
        )?;
        row.example = example.unwrap_or_default();
    }
    Ok(rows)
}

/// A run that did not come to its end: its number.
pub(crate) fn unfinished(conn: &mut Conn, source: &str) -> Result<Option<i64>, DbError> {
    const SQL: &str = "select max(id) from import_run where source = $1 \
        and finished_at is null";
    Ok(conn
        .first(SQL, params![source], |row| row.optional_int(0))?
        .flatten())
}

/// Begins a run.
pub(crate) fn begin(
    tx: &mut Conn,
    source: &str,
    files: &str,
    now: Timestamp,
) -> Result<i64, DbError> {
    const SQL: &str = "insert into import_run (source, started_at, finished_at, files, report) \
        values ($1, $2, null, $3, '')";
    tx.insert(SQL, params![source, now.millis(), files])
}

/// Ends a run, and with it every earlier one of the source that was interrupted.
pub(crate) fn finish(
    tx: &mut Conn,
    source: &str,
    run: i64,
    report: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "update import_run set finished_at = $2, report = $3 where id = $1";
    const EARLIER: &str = "update import_run set finished_at = $3 \
        where source = $1 and id < $2 and finished_at is null";
    tx.execute(EARLIER, params![source, run, now.millis()])?;
    tx.execute(SQL, params![run, now.millis(), report])?;
    Ok(())
}
