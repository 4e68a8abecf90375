//! People, sections, tags and other terms of a source: found by the names that items use.

use std::collections::HashMap;

use warraq_import::record::{Person, Place, Taxonomy, Term, TermRef};

use super::bases::Bases;
use super::items::{Done, Run, Verdict, content_hash};
use super::named::{decoded, key_of, push_new, remember_undeclared, undeclared, write_person};
use super::report::Tally;
use crate::model::{Listing, PersonId, SectionId, TagId, Target, Timestamp};
use crate::store::imports::{ItemKind, Outcome};
use crate::store::writing::{self, TermRow};
use crate::store::{ChangeKind, Conn, DbError, NameKind, change, names, path, section};

/// What items refer to, in memory for the time of an import.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    people: HashMap<String, PersonId>,
    sections: HashMap<String, SectionRow>,
    section_slugs: HashMap<i64, String>,
    tag_slugs: HashMap<i64, String>,
    parents: HashMap<SectionId, SectionId>,
    tags: HashMap<String, TagId>,
    terms: HashMap<(String, String), i64>,
}

#[derive(Clone, Debug)]
struct SectionRow {
    id: SectionId,
    path: String,
}

impl Catalogue {
    /// Takes a declared person.
    pub(super) fn declare_person(
        &mut self,
        tx: &mut Conn,
        run: &Run,
        bases: &Bases,
        mut person: Person,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<(), DbError> {
        tally.found += 1;
        person.place = Place::default();
        let hash = content_hash(&person);
        let key = person.login.clone();
        let (id, outcome) = match run.judge_named(tx, ItemKind::Person, &key, &hash)? {
            Verdict::Repeated => {
                // Guest authors are told twice, as a term and as an item; one tells the name.
                if let Some(id) = self.people.get(&person.login).copied()
                    && !person.display_name.is_empty()
                    && person.display_name != person.login
                {
                    write_person(tx, bases, Some(id), &person, now)?;
                }
                tally.skip("declared more than once");
                return Ok(());
            }
            Verdict::Same { key, known } => {
                self.people.insert(person.login, PersonId(known.target));
                let outcome = run.see_again(tx, ItemKind::Person, &key, known)?;
                tally.count(outcome);
                return Ok(());
            }
            Verdict::New { .. } => (None, Outcome::Stored),
            Verdict::Changed { target, .. } => (Some(PersonId(target)), Outcome::Updated),
        };
        // An article of an earlier part may have used the name before its declaration.
        let id = id.or_else(|| self.people.get(&person.login).copied());
        let id = write_person(tx, bases, id, &person, now)?;
        run.remember(
            tx,
            ItemKind::Person,
            &key,
            Done {
                hash,
                target: id.0,
                outcome,
                identity: String::new(),
            },
        )?;
        change::record(tx, ChangeKind::Person(id), now)?;
        self.people.insert(person.login, id);
        tally.count(outcome);
        Ok(())
    }

    /// Finds the person that articles call `login`, declared or not.
    pub(super) fn person(
        &mut self,
        tx: &mut Conn,
        run: &Run,
        bases: &Bases,
        login: &str,
        now: Timestamp,
    ) -> Result<PersonId, DbError> {
        if let Some(id) = self.people.get(login) {
            return Ok(*id);
        }
        let known = crate::store::imports::target(tx, &run.source, ItemKind::Person, login)?;
        let id = if let Some(id) = known {
            PersonId(id)
        } else {
            let person = Person {
                login: login.to_owned(),
                slug: warraq_text::slug::wordpress(login),
                display_name: login.to_owned(),
                ..Person::default()
            };
            let id = write_person(tx, bases, None, &person, now)?;
            run.undeclared()
                .remember(tx, ItemKind::Person, login, Done::undeclared(id.0))?;
            id
        };
        self.people.insert(login.to_owned(), id);
        Ok(id)
    }

    /// Takes a declared term.
    pub(super) fn declare_term(
        &mut self,
        tx: &mut Conn,
        run: &Run,
        bases: &Bases,
        mut term: Term,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<(), DbError> {
        tally.found += 1;
        term.place = Place::default();
        match term.taxonomy {
            Taxonomy::Section => {
                self.section_slugs
                    .insert(term.external_id, decoded(&term.slug));
            }
            Taxonomy::Tag => {
                self.tag_slugs.insert(term.external_id, decoded(&term.slug));
            }
            Taxonomy::Other(_) => {}
        }
        let hash = content_hash(&term);
        let (kind, key) = key_of(&term.taxonomy, &term.slug);
        let (known, outcome) = match run.judge_named(tx, kind, &key, &hash)? {
            Verdict::Repeated => {
                tally.skip("declared more than once");
                return Ok(());
            }
            Verdict::Same { key, known } => {
                match term.taxonomy {
                    Taxonomy::Section => {
                        self.section_by_slug(tx, run, bases, &decoded(&term.slug), "", now)?;
                    }
                    Taxonomy::Tag => {
                        self.tags.insert(decoded(&term.slug), TagId(known.target));
                    }
                    Taxonomy::Other(_) => {}
                }
                let outcome = run.see_again(tx, kind, &key, known)?;
                tally.count(outcome);
                return Ok(());
            }
            Verdict::New { .. } => (None, Outcome::Stored),
            Verdict::Changed { target, .. } => (Some(target), Outcome::Updated),
        };
        let id = self.write_term(tx, run, bases, known, &term, now)?;
        run.remember(
            tx,
            kind,
            &key,
            Done {
                hash,
                target: id,
                outcome,
                identity: String::new(),
            },
        )?;
        if !term.meta.is_empty() {
            let kept = serde_json::to_string(&term.meta).unwrap_or_default();
            crate::store::imports::keep(tx, &run.source, kind, &key, &kept)?;
        }
        tally.count(outcome);
        Ok(())
    }

    fn write_term(
        &mut self,
        tx: &mut Conn,
        run: &Run,
        bases: &Bases,
        known: Option<i64>,
        term: &Term,
        now: Timestamp,
    ) -> Result<i64, DbError> {
        let slug = decoded(&term.slug);
        let name = warraq_import::clean::title(&term.name);
        let name = if name.is_empty() { slug.clone() } else { name };
        let description = warraq_import::clean::text(&term.description);
        let row = |path| TermRow {
            slug: &term.slug,
            path,
            name: &name,
            description: &description,
        };
        match &term.taxonomy {
            Taxonomy::Section => {
                let parent = match decoded(&term.parent) {
                    parent if parent.is_empty() || parent == slug => None,
                    parent => Some(self.section_by_slug(tx, run, bases, &parent, "", now)?),
                };
                let below = |base: &str| {
                    let path = format!("{}/{slug}", base.trim_end_matches('/'));
                    warraq_text::path::canonical(&path)
                };
                let top = below(&bases.section);
                let path = parent.as_ref().map_or(top.clone(), |up| below(&up.path));
                let parent = parent.map(|parent| parent.id);
                let known = known
                    .map(SectionId)
                    .or_else(|| self.sections.get(&slug).map(|section| section.id));
                if let Some(id) = known
                    && section::is_kept(tx, id)?
                {
                    // The newsroom has its own word on it.
                    path::redirect(tx, &path, Target::Section(id), now)?;
                    return self.keep_section(tx, slug, id);
                }
                let id = writing::section(tx, known, parent, &row(&path::encode(&path)))?;
                path::claim(tx, &path, Target::Section(id), now)?;
                // WordPress finds a section by its own slug, whatever stands above it.
                path::redirect(tx, &top, Target::Section(id), now)?;
                if term.external_id > 0 {
                    let old = format!("/?cat={}", term.external_id);
                    path::redirect(tx, &old, Target::Section(id), now)?;
                }
                change::record(tx, ChangeKind::Section(id), now)?;
                match parent {
                    Some(parent) => self.parents.insert(id, parent),
                    None => self.parents.remove(&id),
                };
                self.sections.insert(slug, SectionRow { id, path });
                Ok(id.0)
            }
            Taxonomy::Tag => {
                let path = warraq_text::path::canonical(&format!("{}/{slug}", bases.tag));
                let known = known.map(TagId).or_else(|| self.tags.get(&slug).copied());
                let known = match known {
                    Some(id) => Some(id),
                    // Spellings of one name are one tag.
                    None => {
                        let folded = warraq_text::fold::fold(&name);
                        names::called(tx, NameKind::Tag, &folded)?.map(TagId)
                    }
                };
                if let Some(id) = known
                    && names::is_kept(tx, NameKind::Tag, id.0, &slug)?
                {
                    path::redirect(tx, &path, Target::Tag(id), now)?;
                    self.tags.insert(slug, id);
                    return Ok(id.0);
                }
                let id = writing::tag(tx, known, &row(&path::encode(&path)))?;
                path::claim(tx, &path, Target::Tag(id), now)?;
                change::record(tx, ChangeKind::Tag(id), now)?;
                self.tags.insert(slug, id);
                Ok(id.0)
            }
            Taxonomy::Other(taxonomy) => {
                let id = writing::term(tx, taxonomy, &term.parent, &row(""))?;
                self.terms.insert((taxonomy.clone(), slug), id);
                Ok(id)
            }
        }
    }

    /// Takes a section as the newsroom has it.
    fn keep_section(&mut self, tx: &mut Conn, slug: String, id: SectionId) -> Result<i64, DbError> {
        let (path, parent) = writing::section_place(tx, id)?;
        if let Some(parent) = parent {
            self.load_parents(tx, id, parent)?;
        }
        let path = warraq_text::path::canonical(&path);
        self.sections.insert(slug, SectionRow { id, path });
        Ok(id.0)
    }

    fn section_by_slug(
        &mut self,
        tx: &mut Conn,
        run: &Run,
        bases: &Bases,
        slug: &str,
        name: &str,
        now: Timestamp,
    ) -> Result<SectionRow, DbError> {
        if let Some(section) = self.sections.get(slug) {
            return Ok(section.clone());
        }
        let known = crate::store::imports::target(tx, &run.source, ItemKind::Section, slug)?;
        let id = if let Some(known) = known {
            self.keep_section(tx, slug.to_owned(), SectionId(known))?
        } else {
            let term = undeclared(Taxonomy::Section, slug, name);
            let id = self.write_term(tx, run, bases, None, &term, now)?;
            remember_undeclared(tx, run, &term, id)?;
            id
        };
        Ok(self.sections.get(slug).cloned().unwrap_or(SectionRow {
            id: SectionId(id),
            path: bases.section.clone(),
        }))
    }

    fn load_parents(
        &mut self,
        tx: &mut Conn,
        mut child: SectionId,
        mut parent: SectionId,
    ) -> Result<(), DbError> {
        while self.parents.insert(child, parent).is_none() {
            let (_, above) = writing::section_place(tx, parent)?;
            let Some(above) = above else { break };
            (child, parent) = (parent, above);
        }
        Ok(())
    }

    /// Finds or makes the terms that an item uses.
    pub(super) fn terms(
        &mut self,
        tx: &mut Conn,
        run: &Run,
        bases: &Bases,
        refs: &[TermRef],
        now: Timestamp,
    ) -> Result<ItemTerms, DbError> {
        let mut found = ItemTerms::default();
        for used in refs {
            let slug = decoded(&used.slug);
            if slug.is_empty() {
                continue;
            }
            match &used.taxonomy {
                Taxonomy::Section => {
                    let row = self.section_by_slug(tx, run, bases, &slug, &used.name, now)?;
                    push_new(&mut found.sections, row.id);
                }
                Taxonomy::Tag => {
                    let id = match self.tags.get(&slug) {
                        Some(id) => *id,
                        None => self.tag_by_slug(tx, run, bases, &slug, &used.name, now)?,
                    };
                    push_new(&mut found.tags, id);
                }
                Taxonomy::Other(taxonomy) => {
                    let known = self.terms.get(&(taxonomy.clone(), slug.clone())).copied();
                    let id = if let Some(id) = known {
                        id
                    } else {
                        let term = undeclared(used.taxonomy.clone(), &slug, &used.name);
                        let id = self.write_term(tx, run, bases, None, &term, now)?;
                        remember_undeclared(tx, run, &term, id)?;
                        id
                    };
                    push_new(&mut found.terms, id);
                }
            }
        }
        Ok(found)
    }

    fn tag_by_slug(
        &mut self,
        tx: &mut Conn,
        run: &Run,
        bases: &Bases,
        slug: &str,
        name: &str,
        now: Timestamp,
    ) -> Result<TagId, DbError> {
        let known = crate::store::imports::target(tx, &run.source, ItemKind::Tag, slug)?;
        if let Some(id) = known.map(TagId) {
            self.tags.insert(slug.to_owned(), id);
            return Ok(id);
        }
        let term = undeclared(Taxonomy::Tag, slug, name);
        let id = self.write_term(tx, run, bases, None, &term, now)?;
        remember_undeclared(tx, run, &term, id)?;
        Ok(TagId(id))
    }

    /// The section with this number in the source.
    pub(super) fn section_numbered(&self, external_id: i64) -> Option<SectionId> {
        let slug = self.section_slugs.get(&external_id)?;
        self.sections.get(slug).map(|section| section.id)
    }

    /// The tag with this number in the source.
    pub(super) fn tag_numbered(&self, external_id: i64) -> Option<TagId> {
        self.tags.get(self.tag_slugs.get(&external_id)?).copied()
    }

    /// The lists of an article in these sections, with these tags, by these people.
    pub(super) fn lists(
        &self,
        terms: &ItemTerms,
        people: &[PersonId],
        has_video: bool,
    ) -> Vec<Listing> {
        let mut lists = vec![Listing::All];
        if has_video {
            lists.push(Listing::Video);
        }
        for section in &terms.sections {
            let mut at = Some(*section);
            while let Some(section) = at {
                let list = Listing::Section(section);
                if lists.contains(&list) {
                    break;
                }
                lists.push(list);
                at = self.parents.get(&section).copied();
            }
        }
        lists.extend(terms.tags.iter().copied().map(Listing::Tag));
        for person in people {
            push_new(&mut lists, Listing::Person(*person));
        }
        lists
    }

    /// Adds the ancestors of the sections among `lists`.
    pub(super) fn with_ancestors(&self, mut lists: Vec<Listing>) -> Vec<Listing> {
        let mut next = 0;
        while let Some(list) = lists.get(next).copied() {
            if let Listing::Section(section) = list
                && let Some(parent) = self.parents.get(&section)
            {
                push_new(&mut lists, Listing::Section(*parent));
            }
            next += 1;
        }
        lists
    }
}

/// The terms of an item, each once, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct ItemTerms {
    pub(super) sections: Vec<SectionId>,
    pub(super) tags: Vec<TagId>,
    pub(super) terms: Vec<i64>,
}
