//! Items of the library as pages and scripts show them.

use serde::Serialize;
use warraq_archive::accounts::{Allowed, right};
use warraq_archive::library::{LibraryItem, LibraryQuery, NEWSROOM, ROOM, Shelf};
use warraq_archive::model::{MediaId, MediaKind};

use super::address_of;
use crate::admin::visit::Visit;
use crate::error::Error;

/// Pictures that are offered beside an article: two rows of the grid.
const RECENT: usize = 8;

/// An item in a grid.
#[derive(Serialize)]
pub(in crate::admin) struct Thumb {
    pub(in crate::admin) id: MediaId,
    href: String,
    /// A small picture of it; empty when there is none.
    src: String,
    pub(in crate::admin) name: String,
    alt: String,
    kind: String,
    /// What stands for it in a text.
    marker: String,
    lacks_alt: bool,
    is_missing: bool,
    is_unused: bool,
}

impl Thumb {
    pub(in crate::admin) fn of(visit: &Visit<'_>, item: &LibraryItem) -> Self {
        let (id, is_picture) = (item.id, item.kind == MediaKind::Picture);
        let has_file = item.file.is_some();
        Self {
            id,
            href: address_of(id),
            src: if is_picture && has_file {
                format!("{}/320", address_of(id))
            } else {
                String::new()
            },
            name: item.name.clone(),
            alt: item.alt.clone(),
            kind: visit
                .words
                .say(&format!("admin.media_kinds.{}", item.kind.name()))
                .to_owned(),
            marker: marker(visit, item),
            lacks_alt: is_picture && item.alt.trim().is_empty(),
            is_missing: !has_file,
            is_unused: item.uses == 0,
        }
    }
}

/// What stands for an item in a text that is typed.
pub(super) fn marker(visit: &Visit<'_>, item: &LibraryItem) -> String {
    let word = match item.kind {
        MediaKind::Picture => "admin.media.marker",
        MediaKind::Film | MediaKind::Document => "admin.media.file_marker",
    };
    visit.words.say_with(word, "n", &item.id.to_string())
}

/// The newest pictures, to choose from.
pub(in crate::admin) fn recent(
    visit: &Visit<'_>,
    allowed: &Allowed<right::AddMedia>,
) -> Result<Vec<Thumb>, Error> {
    let query = LibraryQuery {
        shelf: Shelf::Pictures,
        words: String::new(),
        before: None,
    };
    let found = visit.archive.library(allowed, &query)?;
    let items = found.items.iter().filter(|item| item.file.is_some());
    Ok(items
        .take(RECENT)
        .map(|item| Thumb::of(visit, item))
        .collect())
}

/// An item as scripts of the newsroom get it.
#[derive(Serialize)]
pub(in crate::admin) struct Picked {
    id: MediaId,
    /// Where readers find it when a published article shows it: what a text says.
    address: String,
    /// Where the newsroom finds it at any time: what an editor shows in the place of `address`.
    shown: String,
    /// A small picture of it; empty when there is none.
    thumb: String,
    /// Pixels; `null` for what is no picture.
    width: Option<u32>,
    height: Option<u32>,
    kind: &'static str,
    name: String,
    alt: String,
    /// Inline mark-up.
    caption: String,
    credit: String,
    /// Whether the library held it before it was sent.
    known: bool,
}

impl Picked {
    pub(super) fn of(item: LibraryItem, known: bool) -> Self {
        let (width, height) = item.sides().unzip();
        let is_picture = item.kind == MediaKind::Picture && item.file.is_some();
        Self {
            id: item.id,
            shown: match item.address.strip_prefix(ROOM) {
                Some(rest) => format!("{NEWSROOM}{rest}"),
                None => item.address.clone(),
            },
            thumb: if is_picture {
                format!("{}/320", address_of(item.id))
            } else {
                String::new()
            },
            address: item.address,
            width,
            height,
            kind: item.kind.name(),
            name: item.name,
            alt: item.alt,
            caption: item.caption.as_str().to_owned(),
            credit: item.credit,
            known,
        }
    }
}
