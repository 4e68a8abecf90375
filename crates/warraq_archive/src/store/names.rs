//! Tags and people as the newsroom keeps them: what they are called, what else they were called, and
//! one made of two.

use jiff::tz::TimeZone;

use super::db::{Conn, DbError, Row, params};
use super::imports::ItemKind;
use super::{NameKind, listing, name_word};
use crate::model::{ArticleId, Listing, PersonId, TagId, Target, Timestamp};
use crate::taxonomy::NameLine;

/// Names that are looked at for one beginning.
const LOOKED_AT: i64 = 500;

/// The statements of a kind of names.
struct Sql {
    find: &'static str,
    newest: &'static str,
    beginning: &'static str,
    called: &'static str,
    rename: &'static str,
    is_kept: &'static str,
    holders: &'static str,
    retie: &'static str,
    untie: &'static str,
    delete: &'static str,
    keep: &'static str,
    item: ItemKind,
}

const TAGS: Sql = Sql {
    find: "select id, name, path, slug, description, cast(0 as bigint), folded from tag where id = $1",
    newest: "select id, name, path, slug, description, cast(0 as bigint), folded from tag \
        where id < $1 order by id desc limit $2",
    beginning: "select id, name, path, slug, description, cast(0 as bigint), folded from tag where id in \
        (select target from name_word where kind = 1 and word >= $1 and word < $2) \
        order by articles desc, id limit $3",
    called: "select id from tag where folded = $1 union select target from name_alias \
        where kind = 1 and folded = $1 order by 1 limit 1",
    rename: "update tag set name = $2, folded = $3, sort_key = $4, slug = $5, path = $6, \
        description = $7, edited = 1 where id = $1",
    is_kept: "select edited, slug from tag where id = $1",
    holders: "select article_id from article_tag where tag_id = $1",
    retie: "update article_tag set tag_id = $2 where tag_id = $1 and not exists (select 1 \
        from article_tag y where y.article_id = article_tag.article_id and y.tag_id = $2)",
    untie: "delete from article_tag where tag_id = $1",
    delete: "delete from tag where id = $1",
    keep: "update tag set edited = 1 where id = $1",
    item: ItemKind::Tag,
};

const PEOPLE: Sql = Sql {
    find: "select id, name, path, slug, biography, guest, folded from person where id = $1",
    newest: "select id, name, path, slug, biography, guest, folded from person \
        where id < $1 order by id desc limit $2",
    beginning: "select id, name, path, slug, biography, guest, folded from person where id in \
        (select target from name_word where kind = 2 and word >= $1 and word < $2) \
        order by sort_key, id limit $3",
    called: "select id from person where folded = $1 union select target from name_alias \
        where kind = 2 and folded = $1 order by 1 limit 1",
    rename: "update person set name = $2, folded = $3, sort_key = $4, slug = $5, path = $6, \
        biography = $7, edited = 1 where id = $1",
    is_kept: "select edited, slug from person where id = $1",
    holders: "select article_id from byline where person_id = $1",
    retie: "update byline set person_id = $2 where person_id = $1 and not exists (select 1 \
        from byline y where y.article_id = byline.article_id and y.person_id = $2)",
    untie: "delete from byline where person_id = $1",
    delete: "delete from person where id = $1",
    keep: "update person set edited = 1 where id = $1",
    item: ItemKind::Person,
};

fn sql(kind: NameKind) -> &'static Sql {
    match kind {
        NameKind::Person => &PEOPLE,
        // Sections have parents and are written by themselves.
        NameKind::Tag | NameKind::Section => &TAGS,
    }
}

/// The list of what has a name.
pub(crate) fn list_of(kind: NameKind, id: i64) -> Listing {
    match kind {
        NameKind::Person => Listing::Person(PersonId(id)),
        NameKind::Tag | NameKind::Section => Listing::Tag(TagId(id)),
    }
}

/// Where what has a name is found.
pub(crate) fn target_of(kind: NameKind, id: i64) -> Target {
    match kind {
        NameKind::Person => Target::Person(PersonId(id)),
        NameKind::Tag | NameKind::Section => Target::Tag(TagId(id)),
    }
}

/// A name by its number.
pub(crate) fn find(conn: &mut Conn, kind: NameKind, id: i64) -> Result<Option<NameLine>, DbError> {
    let found = conn.first(sql(kind).find, params![id], read_line)?;
    found.map(|line| filled(conn, kind, line)).transpose()
}

/// Names that were added before `before`, the newest first.
pub(crate) fn newest(
    conn: &mut Conn,
    kind: NameKind,
    before: i64,
    limit: usize,
) -> Result<Vec<NameLine>, DbError> {
    let lines = conn.query(sql(kind).newest, params![before, limit as i64], read_line)?;
    let filled = lines.into_iter().map(|line| filled(conn, kind, line));
    filled.collect()
}

/// Names of which a word begins with each of those that were typed; spellings that they had count.
pub(crate) fn beginning(
    conn: &mut Conn,
    kind: NameKind,
    typed: &str,
    limit: usize,
) -> Result<Vec<NameLine>, DbError> {
    let folded = warraq_text::fold::fold(typed);
    let longest = name_word::words(&folded).max_by_key(|word| word.chars().count());
    let Some(longest) = longest else {
        return Ok(Vec::new());
    };
    let first = name_word::without_article(longest).unwrap_or(longest);
    let end = format!("{first}\u{10FFFF}");
    let values = params![first, &end, LOOKED_AT];
    let lines = conn.query(sql(kind).beginning, values, read_line)?;
    let mut fitting = Vec::new();
    for line in lines {
        let line = filled(conn, kind, line)?;
        let names = std::iter::once(&line.name).chain(&line.aliases);
        let all = names.map(|name| warraq_text::fold::fold(name));
        let all = all.collect::<Vec<_>>().join(" ");
        if name_word::words(&folded).all(|word| name_word::has_word(&all, word)) {
            fitting.push(line);
        }
        if fitting.len() == limit {
            break;
        }
    }
    Ok(fitting)
}

/// Whose a folded name is or was.
pub(crate) fn called(
    conn: &mut Conn,
    kind: NameKind,
    folded: &str,
) -> Result<Option<i64>, DbError> {
    conn.first(sql(kind).called, params![folded], |row| row.int(0))
}

/// Whether the newsroom has its own word on a name, so that a source has none; nor has one that calls a
/// tag otherwise than the tag is addressed.
pub(crate) fn is_kept(
    conn: &mut Conn,
    kind: NameKind,
    id: i64,
    slug: &str,
) -> Result<bool, DbError> {
    let found = conn.first(sql(kind).is_kept, params![id], |row| {
        Ok((row.flag(0)?, row.text(1)?))
    })?;
    let canonical = warraq_text::path::canonical;
    Ok(found.is_some_and(|(edited, known)| {
        edited || (kind == NameKind::Tag && canonical(&known) != canonical(slug))
    }))
}

/// Writes what the newsroom says of a name. What it was called before goes on leading to it.
pub(crate) fn rename(
    tx: &mut Conn,
    kind: NameKind,
    before: &NameLine,
    line: &NameLine,
) -> Result<(), DbError> {
    const GUEST: &str = "update person set guest = $2 where id = $1";
    let folded = warraq_text::fold::fold(&line.name);
    let sort_key = warraq_text::sort_key::arabic(&line.name);
    let values = params![
        line.id,
        &line.name,
        &folded,
        sort_key.as_slice(),
        &line.slug,
        &line.path,
        &line.about
    ];
    tx.execute(sql(kind).rename, values)?;
    if kind == NameKind::Person {
        tx.execute(GUEST, params![line.id, line.is_guest])?;
    }
    add_alias(tx, kind, &before.name, line.id)?;
    remember_words(tx, kind, line.id)
}

/// A name that leads to `id` from now on.
fn add_alias(tx: &mut Conn, kind: NameKind, name: &str, id: i64) -> Result<(), DbError> {
    const SQL: &str = "insert into name_alias (kind, folded, target, name) values ($1, $2, $3, $4) \
        on conflict (kind, folded) do update set target = excluded.target, name = excluded.name";
    const OWN: &str = "delete from name_alias where kind = $1 and target = $2 and folded = $3";
    let folded = warraq_text::fold::fold(name);
    tx.execute(SQL, params![kind as i64, &folded, id, name])?;
    // A name is no alias of itself.
    if let Some(line) = tx.first(sql(kind).find, params![id], read_line)? {
        let own = warraq_text::fold::fold(&line.name);
        tx.execute(OWN, params![kind as i64, id, &own])?;
    }
    Ok(())
}

/// Keeps the words of a name and of all that it was called.
fn remember_words(tx: &mut Conn, kind: NameKind, id: i64) -> Result<(), DbError> {
    let Some(line) = find(tx, kind, id)? else {
        return Ok(());
    };
    let names = std::iter::once(&line.name).chain(&line.aliases);
    let all: Vec<String> = names.map(|name| warraq_text::fold::fold(name)).collect();
    name_word::keep(tx, kind, id, &all.join(" "))
}

/// Makes one name of two: articles, lists with their counts, addresses, menus, followers and what
/// sources call it go from one to the other. Answers which articles it was.
pub(crate) fn merge(
    tx: &mut Conn,
    kind: NameKind,
    from: &NameLine,
    into: i64,
    zone: &TimeZone,
) -> Result<Vec<ArticleId>, DbError> {
    const MENUS: &str = "update menu_item set target = $3 where kind = $1 and target = $2";
    const FOLLOW: &str = "insert into subscriber_list (subscriber_id, kind, target) \
        select subscriber_id, kind, $3 from subscriber_list where kind = $1 and target = $2 \
        on conflict (subscriber_id, kind, target) do nothing";
    const UNFOLLOW: &str = "delete from subscriber_list where kind = $1 and target = $2";
    const PATHS: &str =
        "update path set target = $3, moved_to = '' where kind = $1 and target = $2";
    const ITEMS: &str = "update import_item set target = $3 where kind = $1 and target = $2";
    const ALIASES: &str = "update name_alias set target = $3 where kind = $1 and target = $2";
    const WORDS: &str = "delete from name_word where kind = $1 and target = $2";
    let of = sql(kind);
    let mut told = tx.query(of.holders, params![from.id], |row| {
        Ok(ArticleId(row.int(0)?))
    })?;
    tx.execute(of.retie, params![from.id, into])?;
    tx.execute(of.untie, params![from.id])?;
    listing::merge(tx, list_of(kind, from.id), list_of(kind, into), zone)?;
    let (address, _) = target_of(kind, from.id).key();
    let (list, _) = list_of(kind, from.id).key();
    tx.execute(PATHS, params![address, from.id, into])?;
    tx.execute(MENUS, params![address, from.id, into])?;
    tx.execute(FOLLOW, params![list, from.id, into])?;
    tx.execute(UNFOLLOW, params![list, from.id])?;
    tx.execute(ITEMS, params![of.item as i64, from.id, into])?;
    tx.execute(ALIASES, params![kind as i64, from.id, into])?;
    tx.execute(WORDS, params![kind as i64, from.id])?;
    tx.execute(of.delete, params![from.id])?;
    tx.execute(of.keep, params![into])?;
    if kind == NameKind::Person {
        const PRIVATE: &str = "delete from person_private where person_id = $1";
        tx.execute(PRIVATE, params![from.id])?;
    }
    add_alias(tx, kind, &from.name, into)?;
    remember_words(tx, kind, into)?;
    told.sort_unstable();
    told.dedup();
    Ok(told)
}

fn filled(conn: &mut Conn, kind: NameKind, line: NameLine) -> Result<NameLine, DbError> {
    const ALIASES: &str = "select name from name_alias where kind = $1 and target = $2 \
        order by folded";
    let aliases = conn.query(ALIASES, params![kind as i64, line.id], |row| row.text(0))?;
    let forever = Timestamp::from_millis(i64::MAX);
    let articles = listing::total(conn, list_of(kind, line.id), forever)?;
    Ok(NameLine {
        aliases,
        articles,
        ..line
    })
}

fn read_line(row: &Row<'_>) -> Result<NameLine, DbError> {
    Ok(NameLine {
        id: row.int(0)?,
        name: row.text(1)?,
        path: row.text(2)?,
        slug: row.text(3)?,
        about: row.text(4)?,
        is_guest: row.flag(5)?,
        aliases: Vec::new(),
        articles: 0,
    })
}
