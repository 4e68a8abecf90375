//! What the search index asks of the store: published articles as they are to be found.

use super::db::{Conn, DbError, params};
use crate::model::{ArticleId, Timestamp};
use crate::store::StoreError;

/// An article as the index takes it.
#[derive(Debug)]
pub(crate) struct IndexedArticle {
    pub(crate) visible_from: Timestamp,
    pub(crate) headline: String,
    /// The body and what stands around it, without mark-up.
    pub(crate) text: String,
    pub(crate) sections: Vec<i64>,
    pub(crate) tags: Vec<i64>,
    pub(crate) people: Vec<i64>,
}

/// An article that readers may see at `now`; `None` when it is not for readers, or not yet.
pub(crate) fn article(
    conn: &mut Conn,
    id: ArticleId,
    now: Timestamp,
) -> Result<Option<IndexedArticle>, StoreError> {
    const SQL: &str = "select visible_from, headline, kicker, standfirst, body \
        from public_article where article_id = $1 and visible_from <= $2";
    const SECTIONS: &str = "with recursive above (id) as ( \
        select section_id from article_section where article_id = $1 \
        union select s.parent_id from section s join above on s.id = above.id \
        where s.parent_id is not null) select id from above";
    const TAGS: &str = "select tag_id from article_tag where article_id = $1";
    const PEOPLE: &str = "select person_id from byline where article_id = $1";
    let row = conn.first(SQL, params![id.0, now.millis()], |row| {
        let around = [row.text(2)?, row.text(3)?];
        Ok((row.int(0)?, row.text(1)?, around, row.text(4)?))
    })?;
    let Some((visible_from, headline, around, body)) = row else {
        return Ok(None);
    };
    let mut text = String::with_capacity(body.len());
    for part in around.iter().filter(|part| !part.is_empty()) {
        text.push_str(part);
        text.push('\n');
    }
    text.push_str(&warraq_import::clean::text(&body));
    let mut numbers =
        |sql| -> Result<Vec<i64>, DbError> { conn.query(sql, params![id.0], |row| row.int(0)) };
    Ok(Some(IndexedArticle {
        visible_from: Timestamp::from_millis(visible_from),
        headline,
        text,
        sections: numbers(SECTIONS)?,
        tags: numbers(TAGS)?,
        people: numbers(PEOPLE)?,
    }))
}

/// Articles whose time came after one moment and not after another.
pub(crate) fn due(
    conn: &mut Conn,
    after: Timestamp,
    until: Timestamp,
) -> Result<Vec<ArticleId>, StoreError> {
    // Both kinds by name: the index by time begins with the kind.
    const SQL: &str = "select article_id from public_article \
        where kind in (0, 1) and visible_from > $1 and visible_from <= $2";
    let bounds = params![after.millis(), until.millis()];
    Ok(conn.query(SQL, bounds, |row| Ok(ArticleId(row.int(0)?)))?)
}

/// Numbers of all articles that the index should hold when it was last written at `now`.
pub(crate) fn all_articles(conn: &mut Conn, now: Timestamp) -> Result<Vec<ArticleId>, StoreError> {
    const SQL: &str =
        "select article_id from public_article where visible_from <= $1 order by article_id";
    Ok(conn.query(SQL, params![now.millis()], |row| Ok(ArticleId(row.int(0)?)))?)
}

/// Plain text of a published article, for snippets.
pub(crate) fn text(conn: &mut Conn, id: ArticleId) -> Result<Option<String>, StoreError> {
    const SQL: &str = "select body from public_article where article_id = $1";
    let body = conn.first(SQL, params![id.0], |row| row.text(0))?;
    Ok(body.map(|body| warraq_import::clean::text(&body)))
}
