//! People and tags by their names, made where nobody has the name yet.

use crate::model::{PersonId, TagId, Target, Timestamp};
use crate::store::path::{self, Claim};
use crate::store::writing::{self, TermRow};
use crate::store::{ChangeKind, Conn, DbError, change, desk};

/// Before the slugs of people and tags, as WordPress has them.
const PEOPLE: &str = "/author";
const TAGS: &str = "/tag";

/// The people of these names, in order.
pub(super) fn people(
    tx: &mut Conn,
    names: &[String],
    now: Timestamp,
) -> Result<Vec<PersonId>, DbError> {
    let mut people = Vec::new();
    for name in names {
        let known = desk::people_called(tx, &warraq_text::fold::fold(name))?;
        let id = match best(known, name) {
            Some(id) => PersonId(id),
            None => new_person(tx, name, now)?,
        };
        if !people.contains(&id) {
            people.push(id);
        }
    }
    Ok(people)
}

/// The tags of these names, in order.
pub(super) fn tags(tx: &mut Conn, names: &[String], now: Timestamp) -> Result<Vec<TagId>, DbError> {
    let mut tags = Vec::new();
    for name in names {
        let known = desk::tags_called(tx, &warraq_text::fold::fold(name))?;
        let id = match best(known, name) {
            Some(id) => TagId(id),
            None => new_tag(tx, name, now)?,
        };
        if !tags.contains(&id) {
            tags.push(id);
        }
    }
    Ok(tags)
}

/// Of those whose names readers take for the same, the one that is spelled so, or else the oldest.
fn best(known: Vec<(i64, String)>, name: &str) -> Option<i64> {
    let exact = known.iter().find(|(_, known)| known == name);
    exact.or(known.first()).map(|(id, _)| *id)
}

fn new_person(tx: &mut Conn, name: &str, now: Timestamp) -> Result<PersonId, DbError> {
    let slug = slug(name);
    let id = writing::person(tx, None, &slug, "", name, false)?;
    let path = claim(tx, PEOPLE, &slug, Target::Person(id), id.0, now)?;
    writing::person(tx, Some(id), &slug, &path, name, false)?;
    change::record(tx, ChangeKind::Person(id), now)?;
    Ok(id)
}

fn new_tag(tx: &mut Conn, name: &str, now: Timestamp) -> Result<TagId, DbError> {
    let slug = slug(name);
    let row = |path| TermRow {
        slug: &slug,
        path,
        name,
        description: "",
    };
    let id = writing::tag(tx, None, &row(""))?;
    let path = claim(tx, TAGS, &slug, Target::Tag(id), id.0, now)?;
    writing::tag(tx, Some(id), &row(&path))?;
    change::record(tx, ChangeKind::Tag(id), now)?;
    Ok(id)
}

fn slug(name: &str) -> String {
    match warraq_text::slug::readable(name) {
        slug if slug.is_empty() => "x".to_owned(),
        slug => slug,
    }
}

/// Gives an address to something new. Returns it as links spell it.
fn claim(
    tx: &mut Conn,
    base: &str,
    slug: &str,
    target: Target,
    number: i64,
    now: Timestamp,
) -> Result<String, DbError> {
    let wanted = warraq_text::path::canonical(&format!("{base}/{slug}"));
    let path = match path::claim(tx, &wanted, target, now)? {
        Claim::Ours => wanted,
        Claim::TakenBy(_) => {
            let path = format!("{wanted}-{number}");
            path::claim(tx, &path, target, now)?;
            path
        }
    };
    Ok(path::encode(&path))
}
