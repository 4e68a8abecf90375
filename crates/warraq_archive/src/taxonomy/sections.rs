//! Sections: new ones, what they are called, where they stand.

use super::TaxonomyError;
use super::names::moved;
use crate::accounts::{Allowed, Deed, right};
use crate::archive::Archive;
use crate::ingest;
use crate::model::{SectionId, Target};
use crate::store::path::{self, Claim};
use crate::store::{ChangeKind, Conn, StoreError, change, section};

/// A section among the others.
#[derive(Clone, Debug, Default)]
pub struct SectionLine {
    /// Number in the archive.
    pub id: i64,
    /// The section above it.
    pub parent: Option<SectionId>,
    /// How many stand above it.
    pub depth: usize,
    /// As readers see it.
    pub name: String,
    /// Where readers find it, percent-encoded.
    pub path: String,
    /// The last part of it.
    pub slug: String,
    /// Plain text; may be empty.
    pub description: String,
    /// Articles, those below it and those that are to appear included.
    pub articles: usize,
}

/// What is said of a section.
#[derive(Clone, Debug, Default)]
pub struct SectionEdit {
    /// As readers are to see it.
    pub name: String,
    /// The last part of its address; empty for the one that it has, or that its name makes.
    pub slug: String,
    /// Plain text; may be empty.
    pub description: String,
}

impl Archive {
    /// All sections, each above those that stand below it, in their order.
    pub fn section_tree(
        &self,
        _by: &Allowed<right::ManageTaxonomy>,
    ) -> Result<Vec<SectionLine>, StoreError> {
        let all = self.look(section::all)?;
        let mut tree = Vec::with_capacity(all.len());
        below(None, 0, &all, &mut tree);
        // A damaged source may hold a circle of parents: nobody stands above it.
        let lost = all
            .iter()
            .filter(|line| !tree.iter().any(|known| known.id == line.id));
        let lost: Vec<SectionLine> = lost.cloned().collect();
        tree.extend(lost);
        Ok(tree)
    }

    /// Adds a section at the end of those below `parent`, or of all.
    pub fn add_section(
        &self,
        by: &Allowed<right::ManageTaxonomy>,
        parent: Option<SectionId>,
        edit: &SectionEdit,
    ) -> Result<SectionId, TaxonomyError> {
        let base = ingest::Bases::default().section;
        self.act(by.by(), |tx, now| {
            let name = name(edit)?;
            let above = match parent {
                Some(parent) => {
                    section::find(tx, parent)?
                        .ok_or(TaxonomyError::Nothing)?
                        .path
                }
                None => base,
            };
            let words = if edit.slug.trim().is_empty() {
                &name
            } else {
                &edit.slug
            };
            let slug = warraq_text::slug::readable(words);
            if slug.is_empty() {
                return Err(TaxonomyError::NoAddress);
            }
            let path = format!("{}/{slug}", above.trim_end_matches('/'));
            let path = warraq_text::path::canonical(&path);
            let line = SectionLine {
                parent,
                name: name.clone(),
                path: path::encode(&path),
                slug,
                description: warraq_text::bidi::plain(edit.description.trim()),
                ..SectionLine::default()
            };
            let id = section::add(tx, &line)?;
            if let Claim::TakenBy(_) = path::claim(tx, &path, Target::Section(id), now)? {
                return Err(TaxonomyError::PathTaken);
            }
            change::record(tx, ChangeKind::Section(id), now)?;
            Ok((id, Deed::new("section-added", name)))
        })
    }

    /// Changes what a section is called, where it is found and what is said of it. The address before
    /// goes on leading there; sections below it stay where they are.
    pub fn change_section(
        &self,
        by: &Allowed<right::ManageTaxonomy>,
        id: SectionId,
        edit: &SectionEdit,
    ) -> Result<(), TaxonomyError> {
        self.act(by.by(), |tx, now| {
            let before = section::find(tx, id)?.ok_or(TaxonomyError::Nothing)?;
            let mut line = SectionLine {
                name: name(edit)?,
                description: warraq_text::bidi::plain(edit.description.trim()),
                ..before.clone()
            };
            let canonical = |text: &str| warraq_text::path::canonical(text.trim());
            if !edit.slug.trim().is_empty() && canonical(&edit.slug) != canonical(&before.slug) {
                let slug = warraq_text::slug::readable(&edit.slug);
                if slug.is_empty() {
                    return Err(TaxonomyError::NoAddress);
                }
                line.path = moved(tx, &before.path, &slug, Target::Section(id), now)?;
                line.slug = slug;
            }
            section::change(tx, &line)?;
            change::record(tx, ChangeKind::Section(id), now)?;
            change::record(tx, ChangeKind::Menus, now)?;
            Ok((
                (),
                Deed::new("section-changed", line.name).with(before.name),
            ))
        })
    }

    /// Moves a section one place up or down among those beside it.
    pub fn shift_section(
        &self,
        by: &Allowed<right::ManageTaxonomy>,
        id: SectionId,
        up: bool,
    ) -> Result<(), TaxonomyError> {
        self.act(by.by(), |tx, now| {
            let line = section::find(tx, id)?.ok_or(TaxonomyError::Nothing)?;
            shift(tx, &line, up)?;
            change::record(tx, ChangeKind::Section(id), now)?;
            change::record(tx, ChangeKind::Everything, now)?;
            Ok(((), Deed::new("section-shifted", line.name)))
        })
    }
}

fn name(edit: &SectionEdit) -> Result<String, TaxonomyError> {
    let name = warraq_text::bidi::plain(edit.name.trim());
    if name.is_empty() {
        return Err(TaxonomyError::NoName);
    }
    Ok(name)
}

/// Writes the order of all beside a section anew, with it one place further.
fn shift(tx: &mut Conn, line: &SectionLine, up: bool) -> Result<(), TaxonomyError> {
    let mut beside = section::all(tx)?;
    beside.retain(|other| other.parent == line.parent);
    let Some(at) = beside.iter().position(|other| other.id == line.id) else {
        return Ok(());
    };
    let to = if up { at.checked_sub(1) } else { Some(at + 1) };
    if let Some(to) = to.filter(|to| *to < beside.len()) {
        beside.swap(at, to);
    }
    for (position, other) in (1..).zip(&beside) {
        section::place(tx, SectionId(other.id), position)?;
    }
    Ok(())
}

fn below(
    parent: Option<SectionId>,
    depth: usize,
    all: &[SectionLine],
    tree: &mut Vec<SectionLine>,
) {
    for line in all.iter().filter(|line| line.parent == parent) {
        if tree.iter().any(|known| known.id == line.id) {
            continue;
        }
        tree.push(SectionLine {
            depth,
            ..line.clone()
        });
        below(Some(SectionId(line.id)), depth + 1, all, tree);
    }
}
