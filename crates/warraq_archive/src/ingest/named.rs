//! People and terms of a source on their way into rows.

use warraq_import::record::{Person, Place, Taxonomy, Term};

use super::bases::Bases;
use super::items::{Done, Run};
use crate::model::{PersonId, Target, Timestamp};
use crate::store::imports::ItemKind;
use crate::store::{Conn, DbError, NameKind, names, path, writing};

pub(super) fn write_person(
    tx: &mut Conn,
    bases: &Bases,
    id: Option<PersonId>,
    person: &Person,
    now: Timestamp,
) -> Result<PersonId, DbError> {
    let name = warraq_text::bidi::plain(&warraq_import::clean::title(&person.display_name));
    let name = if name.is_empty() {
        person.login.clone()
    } else {
        name
    };
    let path = warraq_text::path::canonical(&format!("{}/{}", bases.author, person.slug));
    if let Some(id) = id
        && names::is_kept(tx, NameKind::Person, id.0, &person.slug)?
    {
        path::redirect(tx, &path, Target::Person(id), now)?;
        return Ok(id);
    }
    let id = writing::person(
        tx,
        id,
        &person.slug,
        &path::encode(&path),
        &name,
        person.guest,
    )?;
    writing::person_private(tx, id, &person.login, &person.email)?;
    path::claim(tx, &path, Target::Person(id), now)?;
    if person.external_id > 0 {
        let old = format!("/?author={}", person.external_id);
        path::redirect(tx, &old, Target::Person(id), now)?;
    }
    Ok(id)
}

pub(super) fn undeclared(taxonomy: Taxonomy, slug: &str, name: &str) -> Term {
    Term {
        external_id: 0,
        taxonomy,
        slug: slug.to_owned(),
        parent: String::new(),
        name: name.to_owned(),
        description: String::new(),
        meta: Vec::new(),
        place: Place::default(),
    }
}

pub(super) fn key_of(taxonomy: &Taxonomy, slug: &str) -> (ItemKind, String) {
    let slug = decoded(slug);
    match taxonomy {
        Taxonomy::Section => (ItemKind::Section, slug),
        Taxonomy::Tag => (ItemKind::Tag, slug),
        Taxonomy::Other(name) => (ItemKind::Term, format!("{name}/{slug}")),
    }
}

pub(super) fn remember_undeclared(
    tx: &mut Conn,
    run: &Run,
    term: &Term,
    id: i64,
) -> Result<(), DbError> {
    let (kind, key) = key_of(&term.taxonomy, &term.slug);
    run.undeclared()
        .remember(tx, kind, &key, Done::undeclared(id))
}

/// Slugs arrive percent-encoded in either case, or raw: one spelling for comparing.
pub(super) fn decoded(slug: &str) -> String {
    warraq_text::path::canonical(slug)
        .trim_start_matches('/')
        .to_owned()
}

pub(super) fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
