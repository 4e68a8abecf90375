//! Texts of articles as they stood.

use super::db::{Conn, DbError, Row, params};
use super::desk;
use crate::desk::{LeadPicture, Manuscript, Revision, RevisionLine};
use crate::model::{ArticleId, MediaId, RevisionId, SectionId, Timestamp};

/// A revision with what only its next one has to know.
#[derive(Debug)]
pub(crate) struct KeptRevision {
    pub(crate) revision: Revision,
    pub(crate) format: String,
    pub(crate) excerpt: String,
    /// The address that the old site named to search engines.
    pub(crate) canonical: String,
}

/// The origin of what a source says of an article whose text is ours: a text to look at, never the
/// newest one.
pub(crate) const OF_SOURCE: &str = "source";

/// Whether the newsroom has edited or withdrawn an article, so that no source has a word on it.
pub(crate) fn is_ours(conn: &mut Conn, article: ArticleId) -> Result<bool, DbError> {
    const EDITED: &str = "select id from revision where article_id = $1 and origin = 'newsroom' \
        limit 1";
    const WITHDRAWN: &str = "select article_id from withdrawal where article_id = $1 and ours = 1";
    for sql in [EDITED, WITHDRAWN] {
        if conn
            .first(sql, params![article.0], |row| row.int(0))?
            .is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The newest revision of an article.
pub(crate) fn newest(conn: &mut Conn, article: ArticleId) -> Result<Option<KeptRevision>, DbError> {
    const SQL: &str = "select max(id) from revision where article_id = $1 and origin <> 'source'";
    let newest = conn.first(SQL, params![article.0], |row| row.optional_int(0))?;
    match newest.flatten() {
        Some(id) => one(conn, article, RevisionId(id)),
        None => Ok(None),
    }
}

/// A revision of an article.
pub(crate) fn one(
    conn: &mut Conn,
    article: ArticleId,
    id: RevisionId,
) -> Result<Option<KeptRevision>, DbError> {
    const SQL: &str = "select r.id, r.at, r.who, r.headline, r.kicker, r.standfirst, r.body_source, \
        r.slug, r.section_id, r.byline, r.tags, r.body_format, r.excerpt, r.seo_title, \
        r.seo_description, r.seo_canonical, r.lead_media_id, r.lead_alt, r.lead_caption, \
        r.lead_credit from revision r \
        where r.article_id = $1 and r.id = $2";
    let found = conn.first(SQL, params![article.0, id.0], |row| {
        let is_ours = row.optional_text(9)?.is_some();
        Ok((read(row)?, is_ours))
    })?;
    let Some((mut kept, is_ours)) = found else {
        return Ok(None);
    };
    if !is_ours {
        surround(conn, article, &mut kept.revision.text)?;
    }
    Ok(Some(kept))
}

fn read(row: &Row<'_>) -> Result<KeptRevision, DbError> {
    let names = |column| -> Result<Vec<String>, DbError> {
        let text = row.optional_text(column)?.unwrap_or_default();
        Ok(text.lines().map(str::to_owned).collect())
    };
    Ok(KeptRevision {
        revision: Revision {
            id: RevisionId(row.int(0)?),
            at: Timestamp::from_millis(row.int(1)?),
            who: row.optional_text(2)?,
            text: Manuscript {
                headline: row.text(3)?,
                kicker: row.text(4)?,
                standfirst: row.text(5)?,
                body: row.text(6)?,
                slug: row.optional_text(7)?.unwrap_or_default(),
                section: row.optional_int(8)?.map(SectionId),
                byline: names(9)?,
                tags: names(10)?,
                seo_title: row.text(13)?,
                seo_description: row.text(14)?,
                lead: match row.optional_int(16)? {
                    Some(id) => Some(LeadPicture {
                        id: MediaId(id),
                        alt: row.text(17)?,
                        caption: row.text(18)?,
                        credit: row.text(19)?,
                    }),
                    None => None,
                },
            },
        },
        format: row.text(11)?,
        excerpt: row.text(12)?,
        canonical: row.text(15)?,
    })
}

/// What surrounds an imported text stands in rows of its article.
fn surround(conn: &mut Conn, article: ArticleId, text: &mut Manuscript) -> Result<(), DbError> {
    const PEOPLE: &str = "select p.name from byline b join person p on p.id = b.person_id \
        where b.article_id = $1 order by b.position";
    const TAGS: &str = "select t.name from article_tag x join tag t on t.id = x.tag_id \
        where x.article_id = $1 order by x.position";
    if let Some(kept) = desk::kept(conn, article)? {
        let slug = warraq_text::path::canonical(&kept.slug);
        slug.trim_matches('/').clone_into(&mut text.slug);
        text.section = kept.section;
        text.lead = kept.lead.map(LeadPicture::of);
    }
    text.byline = conn.query(PEOPLE, params![article.0], |row| row.text(0))?;
    text.tags = conn.query(TAGS, params![article.0], |row| row.text(0))?;
    Ok(())
}

/// Revisions of an article before `before`, newest first, without their texts.
pub(crate) fn lines(
    conn: &mut Conn,
    article: ArticleId,
    before: RevisionId,
    limit: usize,
) -> Result<Vec<RevisionLine>, DbError> {
    const SQL: &str = "select r.id, r.at, r.who, r.headline, p.article_id is not null \
        from revision r left join publication p on p.revision_id = r.id \
        where r.article_id = $1 and r.id < $2 order by r.id desc limit $3";
    conn.query(SQL, params![article.0, before.0, limit as i64], |row| {
        Ok(RevisionLine {
            id: RevisionId(row.int(0)?),
            at: Timestamp::from_millis(row.int(1)?),
            who: row.optional_text(2)?,
            headline: row.text(3)?,
            is_public: row.truth(4)?,
        })
    })
}

/// The revision that readers see or will see.
pub(crate) fn public(conn: &mut Conn, article: ArticleId) -> Result<Option<RevisionId>, DbError> {
    const SQL: &str = "select revision_id from publication where article_id = $1";
    let found = conn.first(SQL, params![article.0], |row| row.optional_int(0))?;
    Ok(found.flatten().map(RevisionId))
}

/// Says which revision readers see.
pub(crate) fn set_public(tx: &mut Conn, article: ArticleId, id: RevisionId) -> Result<(), DbError> {
    const SQL: &str = "update publication set revision_id = $2 where article_id = $1";
    tx.execute(SQL, params![article.0, id.0])?;
    Ok(())
}
