//! What editors tell readers of mistakes: the truth, and the copy of it that readers may see.

use super::db::{Conn, DbError, params};
use crate::model::{
    ArticleId, Correction, CorrectionId, CorrectionKind, DeskCorrection, Timestamp,
};

impl CorrectionKind {
    /// How the store spells this kind.
    fn key(self) -> i64 {
        match self {
            Self::Correction => 0,
            Self::Clarification => 1,
            Self::Update => 2,
        }
    }

    pub(super) fn from_key(kind: i64) -> Self {
        match kind {
            1 => Self::Clarification,
            2 => Self::Update,
            _ => Self::Correction,
        }
    }
}

/// The note that says the same of an article, unless it was taken back.
pub(crate) fn same(
    conn: &mut Conn,
    article: ArticleId,
    kind: CorrectionKind,
    text: &str,
) -> Result<Option<CorrectionId>, DbError> {
    const SQL: &str = "select id from correction where article_id = $1 and kind = $2 \
        and text = $3 and taken_back_at is null order by id limit 1";
    conn.first(SQL, params![article.0, kind.key(), text], |row| {
        Ok(CorrectionId(row.int(0)?))
    })
}

/// Adds a note. Readers see it after [`show`].
pub(crate) fn add(
    tx: &mut Conn,
    article: ArticleId,
    kind: CorrectionKind,
    text: &str,
    now: Timestamp,
) -> Result<CorrectionId, DbError> {
    const SQL: &str = "insert into correction (article_id, at, kind, text, taken_back_at) \
        values ($1, $2, $3, $4, null)";
    let id = tx.insert(SQL, params![article.0, now.millis(), kind.key(), text])?;
    Ok(CorrectionId(id))
}

/// The article that a note is on, and whether the note stands.
pub(crate) fn article_of(
    conn: &mut Conn,
    id: CorrectionId,
) -> Result<Option<(ArticleId, bool)>, DbError> {
    const SQL: &str = "select article_id, taken_back_at from correction where id = $1";
    conn.first(SQL, params![id.0], |row| {
        Ok((ArticleId(row.int(0)?), row.optional_int(1)?.is_none()))
    })
}

/// Takes a note back. Readers see it no more after [`show`].
pub(crate) fn take_back(tx: &mut Conn, id: CorrectionId, now: Timestamp) -> Result<(), DbError> {
    const SQL: &str = "update correction set taken_back_at = $2 \
        where id = $1 and taken_back_at is null";
    tx.execute(SQL, params![id.0, now.millis()])?;
    Ok(())
}

/// When readers were last told of a change: by a note that stands, or by an editor who marked what was
/// published as changed.
pub(crate) fn last_told(conn: &mut Conn, article: ArticleId) -> Result<Option<Timestamp>, DbError> {
    const SQL: &str = "select max(told.at) from (\
        select at from correction where article_id = $1 and taken_back_at is null \
        union all select updated_at from publication where article_id = $1) told";
    let last = conn.first(SQL, params![article.0], |row| row.optional_int(0))?;
    Ok(last.flatten().map(Timestamp::from_millis))
}

/// Copies the notes that stand to where readers may see them, for an article that they see.
pub(crate) fn copy(tx: &mut Conn, article: ArticleId) -> Result<(), DbError> {
    const SQL: &str = "insert into public_correction (article_id, at, correction_id, kind, text) \
        select c.article_id, c.at, c.id, c.kind, c.text from correction c \
        where c.article_id = $1 and c.taken_back_at is null";
    hide(tx, article)?;
    tx.execute(SQL, params![article.0])?;
    Ok(())
}

/// Takes the notes on an article away from readers.
pub(crate) fn hide(tx: &mut Conn, article: ArticleId) -> Result<(), DbError> {
    const SQL: &str = "delete from public_correction where article_id = $1";
    tx.execute(SQL, params![article.0])?;
    Ok(())
}

/// Shows readers the notes that stand, and dates an article that they see by what they were last told.
pub(crate) fn show(tx: &mut Conn, article: ArticleId, now: Timestamp) -> Result<(), DbError> {
    const SQL: &str = "update public_article set updated_at = $2, modified_at = $3 \
        where article_id = $1";
    copy(tx, article)?;
    let told_at = last_told(tx, article)?.map(Timestamp::millis);
    tx.execute(SQL, params![article.0, told_at, now.millis()])?;
    Ok(())
}

/// Every note on an article, also those that were taken back, oldest first.
pub(crate) fn of_article(
    conn: &mut Conn,
    article: ArticleId,
) -> Result<Vec<DeskCorrection>, DbError> {
    const SQL: &str = "select id, at, kind, text, taken_back_at from correction \
        where article_id = $1 order by id";
    conn.query(SQL, params![article.0], |row| {
        Ok(DeskCorrection {
            correction: Correction {
                id: CorrectionId(row.int(0)?),
                at: Timestamp::from_millis(row.int(1)?),
                kind: CorrectionKind::from_key(row.int(2)?),
                text: row.text(3)?,
            },
            taken_back_at: row.optional_int(4)?.map(Timestamp::from_millis),
        })
    })
}
