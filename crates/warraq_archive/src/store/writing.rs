//! Rows of people, sections, tags, articles and what belongs to them, comments excepted. Each function writes one thing;
//! deciding what to write is the caller's ([`crate::ingest`], and the newsroom).

use super::db::{Conn, DbError, Value, params};
use super::{NameKind, library, media, name_word};
use crate::desk::LeadPicture;
use crate::model::{
    ArticleId, ArticleKind, MediaId, MediaKind, PersonId, RevisionId, SectionId, TagId, Timestamp,
};

/// Where an item stands in the newsroom. Readers see [`Standing::Published`] alone, and that through
/// its publication row, never through this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Draft = 0,
    Pending = 1,
    Published = 2,
    Private = 3,
    Password = 4,
    Trashed = 5,
}

/// An article's own columns.
#[derive(Debug)]
pub(crate) struct ArticleRow<'a> {
    pub(crate) kind: ArticleKind,
    pub(crate) standing: Standing,
    pub(crate) section: Option<SectionId>,
    pub(crate) lead: Option<MediaId>,
    pub(crate) slug: &'a str,
    pub(crate) path: &'a str,
    pub(crate) guid: &'a str,
    pub(crate) language: &'a str,
    pub(crate) sticky: bool,
    pub(crate) comments_open: bool,
    pub(crate) menu_order: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
}

/// Writes an article's row: a new one, or over the one that is there.
pub(crate) fn article(
    tx: &mut Conn,
    id: Option<ArticleId>,
    row: &ArticleRow<'_>,
) -> Result<ArticleId, DbError> {
    const INSERT: &str = "insert into article (kind, standing, section_id, lead_media_id, slug, \
        path, guid, language, sticky, comments_open, menu_order, created_at, modified_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    // What answered once keeps its path: its address is told of as gone.
    const UPDATE: &str = "update article set kind = $1, standing = $2, section_id = $3, \
        lead_media_id = $4, slug = $5, path = case when $6 = '' then path else $6 end, guid = $7, language = $8, sticky = $9, \
        comments_open = $10, menu_order = $11, created_at = $12, modified_at = $13 \
        where id = $14";
    let values = params![
        row.kind.key(),
        row.standing as i64,
        row.section.map(|id| id.0),
        row.lead.map(|id| id.0),
        row.slug,
        row.path,
        row.guid,
        row.language,
        row.sticky,
        row.comments_open,
        row.menu_order,
        row.created_at.millis(),
        row.modified_at.millis(),
        id.map_or(0, |id| id.0),
    ];
    let known = id.map(|id| id.0);
    write(tx, known, INSERT, UPDATE, values).map(ArticleId)
}

/// The name that an article has in feeds for ever, if it has one.
pub(crate) fn guid(tx: &mut Conn, id: ArticleId) -> Result<Option<String>, DbError> {
    const SQL: &str = "select guid from article where id = $1 and guid <> ''";
    tx.first(SQL, params![id.0], |row| row.text(0))
}

/// Names an article.
pub(crate) fn name(tx: &mut Conn, id: ArticleId, guid: &str) -> Result<(), DbError> {
    const SQL: &str = "update article set guid = $2 where id = $1";
    tx.execute(SQL, params![id.0, guid])?;
    Ok(())
}

/// Whether an article has this name.
pub(crate) fn is_named(tx: &mut Conn, guid: &str) -> Result<bool, DbError> {
    const SQL: &str = "select id from article where guid = $1 limit 1";
    Ok(tx.first(SQL, params![guid], |row| row.int(0))?.is_some())
}

/// Writes over the row with a known number, which is the last of `values`, or adds a row of the
/// values before it.
fn write(
    tx: &mut Conn,
    known: Option<i64>,
    insert: &'static str,
    update: &'static str,
    values: &[Value<'_>],
) -> Result<i64, DbError> {
    match (known, values) {
        (Some(id), _) => {
            tx.execute(update, values)?;
            Ok(id)
        }
        (None, [values @ .., _] | values) => tx.insert(insert, values),
    }
}

/// What somebody wrote, as it stood at one moment.
#[derive(Debug)]
pub(crate) struct RevisionRow<'a> {
    pub(crate) at: Timestamp,
    pub(crate) origin: &'a str,
    pub(crate) headline: &'a str,
    pub(crate) kicker: &'a str,
    pub(crate) standfirst: &'a str,
    pub(crate) excerpt: &'a str,
    pub(crate) body_source: &'a str,
    pub(crate) body_format: &'a str,
    pub(crate) seo_title: &'a str,
    pub(crate) seo_description: &'a str,
    pub(crate) seo_canonical: &'a str,
    /// What was written here says what surrounds the text as well.
    pub(crate) around: Option<Around<'a>>,
}

/// What surrounds the text of an article, as somebody here wrote it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    /// What whoever saved it is called.
    pub(crate) who: &'a str,
    pub(crate) slug: &'a str,
    pub(crate) section: Option<SectionId>,
    /// Names, one a line.
    pub(crate) byline: &'a str,
    /// Names, one a line.
    pub(crate) tags: &'a str,
    /// The picture at its head.
    pub(crate) lead: Option<&'a LeadPicture>,
}

/// Keeps a revision. Revisions are never changed.
pub(crate) fn revision(
    tx: &mut Conn,
    article: ArticleId,
    row: &RevisionRow<'_>,
) -> Result<RevisionId, DbError> {
    const SQL: &str = "insert into revision (article_id, at, origin, headline, kicker, standfirst, \
        excerpt, body_source, body_format, body_hash, seo_title, seo_description, seo_canonical, \
        who, slug, section_id, byline, tags, lead_media_id, lead_alt, lead_caption, lead_credit) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
        $19, $20, $21, $22)";
    let hash = blake3::hash(row.body_source.as_bytes());
    let lead = row.around.and_then(|around| around.lead);
    let id = tx.insert(
        SQL,
        params![
            article.0,
            row.at.millis(),
            row.origin,
            row.headline,
            row.kicker,
            row.standfirst,
            row.excerpt,
            row.body_source,
            row.body_format,
            hash.as_bytes().as_slice(),
            row.seo_title,
            row.seo_description,
            row.seo_canonical,
            row.around.map(|around| around.who),
            row.around.map(|around| around.slug),
            row.around.and_then(|around| around.section).map(|id| id.0),
            row.around.map(|around| around.byline),
            row.around.map(|around| around.tags),
            lead.map(|lead| lead.id.0),
            lead.map(|lead| &lead.alt),
            lead.map(|lead| &lead.caption),
            lead.map(|lead| &lead.credit),
        ],
    )?;
    Ok(RevisionId(id))
}

/// What people are called, in order.
pub(crate) fn names(tx: &mut Conn, people: &[PersonId]) -> Result<Vec<String>, DbError> {
    const SQL: &str = "select name from person where id = $1";
    let mut names = Vec::with_capacity(people.len());
    for person in people {
        names.extend(tx.first(SQL, params![person.0], |row| row.text(0))?);
    }
    Ok(names)
}

/// Sets who wrote an article, in order.
pub(crate) fn byline(tx: &mut Conn, id: ArticleId, people: &[PersonId]) -> Result<(), DbError> {
    const DELETE: &str = "delete from byline where article_id = $1";
    const INSERT: &str = "insert into byline (article_id, position, person_id) values ($1, $2, $3)";
    replace_in_order(tx, id, DELETE, INSERT, people.iter().map(|person| person.0))
}

/// Sets an article's tags, in order.
pub(crate) fn tags(tx: &mut Conn, id: ArticleId, list: &[TagId]) -> Result<(), DbError> {
    const DELETE: &str = "delete from article_tag where article_id = $1";
    const INSERT: &str = "insert into article_tag (article_id, position, tag_id) \
        values ($1, $2, $3)";
    replace_in_order(tx, id, DELETE, INSERT, list.iter().map(|tag| tag.0))
}

/// Sets an article's sections.
pub(crate) fn sections(tx: &mut Conn, id: ArticleId, list: &[SectionId]) -> Result<(), DbError> {
    const DELETE: &str = "delete from article_section where article_id = $1";
    const INSERT: &str = "insert into article_section (article_id, section_id) values ($1, $2) \
        on conflict (article_id, section_id) do nothing";
    replace(tx, id, DELETE, INSERT, list.iter().map(|section| section.0))
}

/// Sets an article's terms of other taxonomies.
pub(crate) fn terms(tx: &mut Conn, id: ArticleId, list: &[i64]) -> Result<(), DbError> {
    const DELETE: &str = "delete from article_term where article_id = $1";
    const INSERT: &str = "insert into article_term (article_id, term_id) values ($1, $2) \
        on conflict (article_id, term_id) do nothing";
    replace(tx, id, DELETE, INSERT, list.iter().copied())
}

/// Sets the pictures that stand in an article.
pub(crate) fn pictures(tx: &mut Conn, id: ArticleId, list: &[MediaId]) -> Result<(), DbError> {
    const DELETE: &str = "delete from article_media where article_id = $1";
    const INSERT: &str = "insert into article_media (article_id, media_id) values ($1, $2) \
        on conflict (article_id, media_id) do nothing";
    let before = media::used_by(tx, id)?;
    let is_same = |media: &i64| list.iter().any(|listed| listed.0 == *media);
    if before.len() == list.len() && before.iter().all(is_same) {
        return Ok(());
    }
    replace(tx, id, DELETE, INSERT, list.iter().map(|media| media.0))?;
    let left = before.iter().filter(|media| !is_same(media)).copied();
    let new = list.iter().map(|media| media.0);
    for media in left.chain(new.filter(|media| !before.contains(media))) {
        media::count_uses(tx, media)?;
    }
    Ok(())
}

/// Replaces what an article is tied to: `insert` takes the article and the other end.
fn replace(
    tx: &mut Conn,
    id: ArticleId,
    delete: &'static str,
    insert: &'static str,
    others: impl Iterator<Item = i64>,
) -> Result<(), DbError> {
    tx.execute(delete, params![id.0])?;
    for other in others {
        tx.execute(insert, params![id.0, other])?;
    }
    Ok(())
}

/// The same where the order counts: `insert` takes the article, the position and the other end.
fn replace_in_order(
    tx: &mut Conn,
    id: ArticleId,
    delete: &'static str,
    insert: &'static str,
    others: impl Iterator<Item = i64>,
) -> Result<(), DbError> {
    tx.execute(delete, params![id.0])?;
    for (position, other) in (0..).zip(others) {
        tx.execute(insert, params![id.0, position, other])?;
    }
    Ok(())
}

/// Sets the links that an article's body makes to this site: canonical path, and whether the link
/// stands in a "read also" list.
pub(crate) fn links(tx: &mut Conn, id: ArticleId, list: &[(String, bool)]) -> Result<(), DbError> {
    const DELETE: &str = "delete from article_link where article_id = $1";
    const INSERT: &str = "insert into article_link (article_id, position, path, read_also) \
        values ($1, $2, $3, $4)";
    tx.execute(DELETE, params![id.0])?;
    for (position, (path, read_also)) in (0..).zip(list) {
        tx.execute(INSERT, params![id.0, position, path, *read_also])?;
    }
    Ok(())
}

/// Puts a page below another.
pub(crate) fn parent(tx: &mut Conn, id: ArticleId, parent: ArticleId) -> Result<(), DbError> {
    const SQL: &str = "update article set parent_id = $2 where id = $1";
    tx.execute(SQL, params![id.0, parent.0])?;
    Ok(())
}

/// Writes a person: a new one, or over the one that is there.
pub(crate) fn person(
    tx: &mut Conn,
    id: Option<PersonId>,
    slug: &str,
    path: &str,
    name: &str,
    guest: bool,
) -> Result<PersonId, DbError> {
    const INSERT: &str = "insert into person (slug, path, name, guest, biography, sort_key, folded) \
        values ($1, $2, $3, $4, '', $5, $6)";
    const UPDATE: &str = "update person set slug = $1, path = $2, name = $3, guest = $4, \
        sort_key = $5, folded = $6 where id = $7";
    let sort_key = warraq_text::sort_key::arabic(name);
    let folded = warraq_text::fold::fold(name);
    let key = id.map_or(0, |id| id.0);
    let values = params![slug, path, name, guest, sort_key.as_slice(), &folded, key];
    let known = id.map(|id| id.0);
    let id = write(tx, known, INSERT, UPDATE, values)?;
    name_word::keep(tx, NameKind::Person, id, &folded)?;
    Ok(PersonId(id))
}

/// Keeps what readers never see of a person.
pub(crate) fn person_private(
    tx: &mut Conn,
    id: PersonId,
    login: &str,
    email: &str,
) -> Result<(), DbError> {
    const SQL: &str = "insert into person_private (person_id, login, email) values ($1, $2, $3) \
        on conflict (person_id) do update set login = excluded.login, email = excluded.email";
    tx.execute(SQL, params![id.0, login, email])?;
    Ok(())
}

/// A section's or tag's columns.
#[derive(Debug)]
pub(crate) struct TermRow<'a> {
    pub(crate) slug: &'a str,
    pub(crate) path: &'a str,
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
}

/// Writes a section: a new one, or over the one that is there.
pub(crate) fn section(
    tx: &mut Conn,
    id: Option<SectionId>,
    parent: Option<SectionId>,
    row: &TermRow<'_>,
) -> Result<SectionId, DbError> {
    const INSERT: &str = "insert into section (parent_id, slug, path, name, description, \
        sort_key, folded) values ($1, $2, $3, $4, $5, $6, $7)";
    const UPDATE: &str = "update section set parent_id = $1, slug = $2, path = $3, name = $4, \
        description = $5, sort_key = $6, folded = $7 where id = $8";
    let sort_key = warraq_text::sort_key::arabic(row.name);
    let folded = warraq_text::fold::fold(row.name);
    let values = params![
        parent.map(|id| id.0),
        row.slug,
        row.path,
        row.name,
        row.description,
        sort_key.as_slice(),
        &folded,
        id.map_or(0, |id| id.0),
    ];
    let known = id.map(|id| id.0);
    let id = write(tx, known, INSERT, UPDATE, values)?;
    name_word::keep(tx, NameKind::Section, id, &folded)?;
    Ok(SectionId(id))
}

/// Writes a tag: a new one, or over the one that is there.
pub(crate) fn tag(tx: &mut Conn, id: Option<TagId>, row: &TermRow<'_>) -> Result<TagId, DbError> {
    const INSERT: &str = "insert into tag (slug, path, name, description, sort_key, folded) \
        values ($1, $2, $3, $4, $5, $6)";
    const UPDATE: &str = "update tag set slug = $1, path = $2, name = $3, description = $4, \
        sort_key = $5, folded = $6 where id = $7";
    let sort_key = warraq_text::sort_key::arabic(row.name);
    let folded = warraq_text::fold::fold(row.name);
    let key = id.map_or(0, |id| id.0);
    let values = params![
        row.slug,
        row.path,
        row.name,
        row.description,
        sort_key.as_slice(),
        &folded,
        key
    ];
    let id = write(tx, id.map(|id| id.0), INSERT, UPDATE, values)?;
    name_word::keep(tx, NameKind::Tag, id, &folded)?;
    Ok(TagId(id))
}

/// Writes a term of another taxonomy.
pub(crate) fn term(
    tx: &mut Conn,
    taxonomy: &str,
    parent: &str,
    row: &TermRow<'_>,
) -> Result<i64, DbError> {
    const SQL: &str = "insert into term (taxonomy, slug, name, description, parent) \
        values ($1, $2, $3, $4, $5) on conflict (taxonomy, slug) do update \
        set name = excluded.name, description = excluded.description, parent = excluded.parent \
        returning id";
    let id = tx.first(
        SQL,
        params![taxonomy, row.slug, row.name, row.description, parent],
        |row| row.int(0),
    )?;
    Ok(id.unwrap_or_default())
}

/// A picture's or document's columns.
#[derive(Debug)]
pub(crate) struct MediaRow<'a> {
    pub(crate) sha256: Option<[u8; 32]>,
    pub(crate) mime: &'a str,
    pub(crate) dimensions: Option<(u32, u32)>,
    pub(crate) bytes: u64,
    pub(crate) title: &'a str,
    pub(crate) alt: &'a str,
    pub(crate) caption: &'a str,
    pub(crate) description: &'a str,
    pub(crate) source_url: &'a str,
    pub(crate) path: &'a str,
    pub(crate) created_at: Timestamp,
    pub(crate) problem: &'a str,
}

/// Writes a media row: a new one, or over the one that is there.
pub(crate) fn media(
    tx: &mut Conn,
    id: Option<MediaId>,
    row: &MediaRow<'_>,
) -> Result<MediaId, DbError> {
    const INSERT: &str = "insert into media (sha256, mime, width, height, bytes, title, alt, \
        caption, description, credit, source_url, path, created_at, problem, kind, folded) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12, $13, $14, $15)";
    const UPDATE: &str = "update media set sha256 = $1, mime = $2, width = $3, height = $4, \
        bytes = $5, title = $6, alt = $7, caption = $8, description = $9, source_url = $10, \
        path = $11, created_at = $12, problem = $13, kind = $14, folded = $15 where id = $16";
    let folded = library::folded([row.title, row.caption, row.alt]);
    let values = params![
        row.sha256.as_ref().map(<[u8; 32]>::as_slice),
        row.mime,
        row.dimensions.map(|(width, _)| i64::from(width)),
        row.dimensions.map(|(_, height)| i64::from(height)),
        i64::try_from(row.bytes).unwrap_or(i64::MAX),
        row.title,
        row.alt,
        row.caption,
        row.description,
        row.source_url,
        row.path,
        row.created_at.millis(),
        row.problem,
        MediaKind::of(row.mime) as i64,
        &folded,
        id.map_or(0, |id| id.0),
    ];
    let known = id.map(|id| id.0);
    write(tx, known, INSERT, UPDATE, values).map(MediaId)
}

/// Writes a setting.
pub(crate) fn setting(tx: &mut Conn, key: &str, value: &str) -> Result<(), DbError> {
    const SQL: &str = "insert into setting (key, value) values ($1, $2) \
        on conflict (key) do update set value = excluded.value";
    tx.execute(SQL, params![key, value])?;
    Ok(())
}

/// Every setting.
pub(crate) fn settings(conn: &mut Conn) -> Result<Vec<(String, String)>, DbError> {
    conn.query(
        "select key, value from setting order by key",
        params![],
        |row| Ok((row.text(0)?, row.text(1)?)),
    )
}

/// A section's path and parent.
pub(crate) fn section_place(
    tx: &mut Conn,
    id: SectionId,
) -> Result<(String, Option<SectionId>), DbError> {
    const SQL: &str = "select path, parent_id from section where id = $1";
    let row = tx.first(SQL, params![id.0], |row| {
        Ok((row.text(0)?, row.optional_int(1)?.map(SectionId)))
    })?;
    Ok(row.unwrap_or_default())
}
