//! What the newsroom sees of the library.

use warraq_import::clean::SafeHtml;

use super::{Curating, LibraryError};
use crate::accounts::{Allowed, right};
use crate::archive::Archive;
use crate::model::{AccountId, ArticleId, Focus, MediaFile, MediaId, MediaKind, Timestamp};
use crate::store::{StoreError, library};

/// Items on a page: whole rows in grids of two, three, four, five and six.
const PAGE: usize = 60;
/// Articles that are named as showing an item.
const MOST_USES: usize = 50;

/// A part of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// Everything.
    All,
    /// Pictures.
    Pictures,
    /// Films and sounds.
    Films,
    /// Everything else.
    Documents,
    /// Pictures that nobody has put in words.
    WithoutAlt,
    /// What no article shows.
    Unused,
}

impl Shelf {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Pictures,
        Self::Films,
        Self::Documents,
        Self::WithoutAlt,
        Self::Unused,
    ];

    /// How addresses and words of the newsroom call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Pictures => "pictures",
            Self::Films => "films",
            Self::Documents => "documents",
            Self::WithoutAlt => "without-alt",
            Self::Unused => "unused",
        }
    }

    /// The shelf of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct LibraryQuery {
    /// Where.
    pub shelf: Shelf,
    /// Part of a name, a caption, a credit or an alternative text, in any spelling; may be empty.
    pub words: String,
    /// Only what comes after this item.
    pub before: Option<(Timestamp, MediaId)>,
}

/// Items, newest first.
#[derive(Clone, Debug)]
pub struct LibraryPage {
    /// The items.
    pub items: Vec<LibraryItem>,
    /// What to ask for to see older ones, if there are any.
    pub older: Option<(Timestamp, MediaId)>,
}

/// A file as the newsroom sees it.
#[derive(Clone, Debug)]
pub struct LibraryItem {
    /// Number in the archive.
    pub id: MediaId,
    /// Where its bytes are; `None` when the archive does not hold them.
    pub file: Option<MediaFile>,
    /// What it is called; plain text, may be empty.
    pub name: String,
    /// What it shows, in words; may be empty.
    pub alt: String,
    /// Caption with inline mark-up; may be empty.
    pub caption: SafeHtml,
    /// Plain text; may be empty.
    pub credit: String,
    /// Where readers find it when an article shows it, percent-encoded.
    pub address: String,
    /// When it came.
    pub at: Timestamp,
    /// What it is.
    pub kind: MediaKind,
    /// Who brought it in here; `None` for what came with the old site.
    pub owner: Option<AccountId>,
    /// What they are called.
    pub owner_name: Option<String>,
    /// Articles that show it.
    pub uses: usize,
    /// What matters in it.
    pub focus: Option<Focus>,
}

impl LibraryItem {
    /// Pixels of what is shown of it, upright.
    pub fn sides(&self) -> Option<(u32, u32)> {
        let file = self.file.as_ref()?;
        match file.crop {
            Some(crop) => Some((crop.width, crop.height)),
            None => file.dimensions,
        }
    }
}

/// An article that shows an item, or whose newest text does.
#[derive(Clone, Debug)]
pub struct Use {
    /// The article.
    pub article: ArticleId,
    /// What its newest text is called.
    pub headline: String,
    /// Whether it was put before readers: it is scheduled or published.
    pub is_out: bool,
    /// When it appears or has appeared; of others, when it was saved or withdrawn.
    pub at: Timestamp,
}

impl Archive {
    /// Items of a shelf.
    pub fn library(
        &self,
        _by: &Allowed<right::AddMedia>,
        query: &LibraryQuery,
    ) -> Result<LibraryPage, StoreError> {
        let query = query.clone();
        self.look(move |conn| {
            let end = (Timestamp::from_millis(i64::MAX), MediaId(i64::MAX));
            let before = query.before.unwrap_or(end);
            let mut items = library::items(conn, query.shelf, &query.words, before, PAGE + 1)?;
            let has_older = items.len() > PAGE;
            items.truncate(PAGE);
            let last = items.last().filter(|_| has_older);
            Ok(LibraryPage {
                older: last.map(|item| (item.at, item.id)),
                items,
            })
        })
    }

    /// An item, for whoever works here.
    pub fn library_item(
        &self,
        _by: &Allowed<right::AddMedia>,
        id: MediaId,
    ) -> Result<Option<LibraryItem>, StoreError> {
        self.look(move |conn| library::item(conn, id))
    }

    /// Articles that show an item, the newest first; the first fifty of many.
    pub fn uses_of_media(
        &self,
        _by: &Allowed<right::AddMedia>,
        id: MediaId,
    ) -> Result<Vec<Use>, StoreError> {
        self.look(move |conn| library::uses(conn, id, MOST_USES))
    }

    /// The file at an address of the library, for whoever works here. `path` is canonical.
    pub fn library_file(
        &self,
        _by: &Allowed<right::AddMedia>,
        path: &str,
    ) -> Result<Option<MediaFile>, StoreError> {
        let path = path.to_owned();
        self.look(move |conn| library::file_at(conn, &path))
    }

    /// Whether somebody may change an item.
    pub fn may_change_media(&self, by: Curating<'_>, item: &LibraryItem) -> bool {
        may_change(by, item).is_ok()
    }
}

/// Checks that somebody may change an item.
pub(super) fn may_change(by: Curating<'_>, item: &LibraryItem) -> Result<(), LibraryError> {
    // Pictures belong to no section: a section's editor changes those that they added.
    by.check(item.owner, None)
        .map_err(|_| LibraryError::NotYours)
}
