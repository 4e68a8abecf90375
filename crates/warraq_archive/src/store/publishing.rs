//! What readers see: written in the transaction of the change that causes it.

use jiff::tz::TimeZone;
use warraq_import::clean::SafeHtml;

use super::db::{Conn, DbError, params};
use super::{correction, listing, media, writing};
use crate::model::{
    ArticleId, ArticleKind, Listing, MediaId, PersonId, SectionId, TagId, Timestamp, invented_guid,
};

/// An article as readers will see it from `visible_from` on.
#[derive(Debug)]
pub(crate) struct PublicArticle<'a> {
    pub(crate) id: ArticleId,
    pub(crate) visible_from: Timestamp,
    pub(crate) kind: ArticleKind,
    pub(crate) path: &'a str,
    /// Decoded, for guessing cut addresses.
    pub(crate) slug: &'a str,
    pub(crate) headline: &'a str,
    pub(crate) kicker: &'a str,
    pub(crate) standfirst: &'a str,
    pub(crate) excerpt: &'a str,
    pub(crate) body: &'a SafeHtml,
    pub(crate) language: &'a str,
    pub(crate) section: Option<SectionId>,
    pub(crate) lead: Option<MediaId>,
    /// What the article says of its lead picture; empty where the library says it.
    pub(crate) lead_alt: &'a str,
    pub(crate) lead_caption: &'a SafeHtml,
    pub(crate) lead_credit: &'a str,
    /// When its editors last marked a change as one to be told, beside corrections.
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) modified_at: Timestamp,
    pub(crate) words: usize,
    pub(crate) comments_open: bool,
    pub(crate) comments: usize,
    pub(crate) has_video: bool,
    pub(crate) sticky: bool,
    pub(crate) seo_title: &'a str,
    pub(crate) seo_description: &'a str,
}

/// Puts an article before readers as its newest revision has it, with the corrections that were made to
/// it, and into `lists`.
pub(crate) fn publish(
    tx: &mut Conn,
    article: &PublicArticle<'_>,
    lists: &[Listing],
    zone: &TimeZone,
) -> Result<(), DbError> {
    const PUBLICATION: &str = "insert into publication (article_id, at, first_at, updated_at, \
        revision_id) values ($1, $2, $2, $3, \
        (select max(id) from revision where article_id = $1 and origin <> 'source')) on conflict (article_id) do update \
        set at = excluded.at, revision_id = excluded.revision_id, \
        updated_at = coalesce(excluded.updated_at, publication.updated_at)";
    const PUBLIC: &str = "insert into public_article (article_id, visible_from, kind, path, slug, \
        headline, kicker, standfirst, excerpt, body, language, section_id, lead_media_id, \
        updated_at, modified_at, words, comments_open, comments, has_video, sticky, seo_title, \
        seo_description, guid, lead_alt, lead_caption, lead_credit) values ($1, $2, $3, $4, $5, $6, \
        $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, \
        $26)";
    let id = article.id.0;
    let at = article.visible_from.millis();
    let guid = guid(tx, article)?;
    tx.execute("delete from withdrawal where article_id = $1", params![id])?;
    let marked_at = article.updated_at.map(Timestamp::millis);
    tx.execute(PUBLICATION, params![id, at, marked_at])?;
    let updated_at = correction::last_told(tx, article.id)?;
    let modified_at = updated_at.max(Some(article.modified_at));
    tx.execute(
        "delete from public_article where article_id = $1",
        params![id],
    )?;
    tx.execute(
        PUBLIC,
        params![
            id,
            at,
            article.kind.key(),
            article.path,
            article.slug,
            article.headline,
            article.kicker,
            article.standfirst,
            article.excerpt,
            article.body.as_str(),
            article.language,
            article.section.map(|id| id.0),
            article.lead.map(|id| id.0),
            updated_at.map(Timestamp::millis),
            modified_at.map(Timestamp::millis),
            article.words as i64,
            article.comments_open,
            article.comments as i64,
            article.has_video,
            article.sticky,
            article.seo_title,
            article.seo_description,
            &guid,
            article.lead_alt,
            article.lead_caption.as_str(),
            article.lead_credit,
        ],
    )?;
    if updated_at.is_some() {
        correction::copy(tx, article.id)?;
    }
    for list in lists {
        listing::add(tx, *list, article.visible_from, article.id, zone)?;
    }
    Ok(())
}

/// The name that the article has for ever. One that has none yet is named now.
fn guid(tx: &mut Conn, article: &PublicArticle<'_>) -> Result<String, DbError> {
    if let Some(guid) = writing::guid(tx, article.id)? {
        return Ok(guid);
    }
    let (id, at) = (article.id.0.to_string(), article.visible_from.millis());
    let guid = invented_guid(&[&id, &at.to_string(), article.slug, article.headline]);
    writing::name(tx, article.id, &guid)?;
    Ok(guid)
}

/// Takes an article away from readers and out of every list. What was published at an address is
/// remembered as withdrawn, so that the address answers 410.
pub(crate) fn withdraw(
    tx: &mut Conn,
    id: ArticleId,
    reason: &str,
    lists: &[Listing],
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(), DbError> {
    const SQL: &str = "insert into withdrawal (article_id, at, reason) values ($1, $2, $3) \
        on conflict (article_id) do nothing";
    unlist(tx, id, lists, zone)?;
    correction::hide(tx, id)?;
    media::hide(tx, id, now)?;
    tx.execute(
        "delete from public_article where article_id = $1",
        params![id.0],
    )?;
    tx.execute(SQL, params![id.0, now.millis(), reason])?;
    Ok(())
}

/// Takes an article out of `lists` at the time under which it stands in them.
pub(crate) fn unlist(
    tx: &mut Conn,
    id: ArticleId,
    lists: &[Listing],
    zone: &TimeZone,
) -> Result<(), DbError> {
    if let Some(at) = visible_from(tx, id)? {
        for list in lists {
            listing::remove(tx, *list, at, id, zone)?;
        }
    }
    Ok(())
}

/// When an article appears to readers, if it was put before them.
pub(crate) fn visible_from(tx: &mut Conn, id: ArticleId) -> Result<Option<Timestamp>, DbError> {
    const SQL: &str = "select visible_from from public_article where article_id = $1";
    tx.first(SQL, params![id.0], |row| {
        Ok(Timestamp::from_millis(row.int(0)?))
    })
}

/// The lists that an article belongs to by its rows, ancestors of its sections excepted.
pub(crate) fn own_lists(tx: &mut Conn, id: ArticleId) -> Result<Vec<Listing>, DbError> {
    const KIND: &str = "select kind, has_video from public_article where article_id = $1";
    let Some((kind, has_video)) =
        tx.first(KIND, params![id.0], |row| Ok((row.int(0)?, row.flag(1)?)))?
    else {
        return Ok(Vec::new());
    };
    if kind == ArticleKind::Page.key() {
        return Ok(Vec::new());
    }
    let mut lists = vec![Listing::All];
    if has_video {
        lists.push(Listing::Video);
    }
    let mut take = |sql, listing: fn(i64) -> Listing| -> Result<(), DbError> {
        lists.extend(tx.query(sql, params![id.0], |row| Ok(listing(row.int(0)?)))?);
        Ok(())
    };
    take(
        "select section_id from article_section where article_id = $1",
        |id| Listing::Section(SectionId(id)),
    )?;
    take(
        "select tag_id from article_tag where article_id = $1",
        |id| Listing::Tag(TagId(id)),
    )?;
    take("select person_id from byline where article_id = $1", |id| {
        Listing::Person(PersonId(id))
    })?;
    Ok(lists)
}
