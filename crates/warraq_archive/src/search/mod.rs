//! All of Tantivy: the index of published articles, and questions to it.
//!
//! The index is a follower of the change sequence: each commit carries the number of the last change
//! that it has seen. It holds no bodies, and nothing before its time; what it finds passes the gate of
//! [`Reading`] again.

mod answer;
mod correct;
mod facets;
mod fields;
mod follow;
mod query;
mod suggest;
mod words;

pub use correct::Correction;
pub use facets::Facets;
pub use follow::{Goes, Progress};
pub use suggest::Suggestions;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tantivy::{IndexReader, ReloadPolicy, Searcher};

use crate::model::{ArticleId, Card, PersonId, Published, SectionId, TagId};
use crate::store::{DbError, Reading, StoreError};
use fields::Fields;

/// Why the index cannot answer or be written.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Tantivy refused.
    #[error("search index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The folder cannot be made or emptied.
    #[error("search index in {}: {cause}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for SearchError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

/// What a reader wants to find.
#[derive(Clone, Debug, Default)]
pub struct SearchRequest {
    /// As typed.
    pub text: String,
    /// Page, from 1.
    pub page: usize,
    /// Order of the answer.
    pub sort: Sort,
    /// Only this section.
    pub section: Option<SectionId>,
    /// Only this tag.
    pub tag: Option<TagId>,
    /// Only this author.
    pub person: Option<PersonId>,
    /// Only this year, on the paper's wall clocks.
    pub year: Option<i16>,
}

/// Order of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
}

/// A page of what was found.
#[derive(Clone, Debug)]
pub struct SearchPage {
    /// At most [`PAGE_SIZE`](crate::model::PAGE_SIZE) articles.
    pub hits: Vec<SearchHit>,
    /// Articles found in all.
    pub total: usize,
    /// This page, from 1.
    pub page: usize,
    /// Pages in all, at least 1. Pages beyond the first thousand articles are not offered.
    pub pages: usize,
    /// All that was found, counted.
    pub facets: Facets,
    /// Words that were understood as others as well.
    pub corrections: Vec<Correction>,
}

impl SearchPage {
    /// Nothing was asked, so nothing was found.
    fn empty(page: usize) -> Self {
        Self {
            hits: Vec::new(),
            total: 0,
            page,
            pages: 1,
            facets: Facets::default(),
            corrections: Vec::new(),
        }
    }
}

/// An article that was found.
#[derive(Clone, Debug)]
pub struct SearchHit {
    /// The article.
    pub card: Published<Card>,
    /// Words around the best match, on the original text.
    pub snippet: Vec<warraq_text::highlight::Fragment>,
    /// The headline, with what matched.
    pub headline: Vec<warraq_text::highlight::Fragment>,
}

/// The index of published articles.
pub struct Index {
    folder: PathBuf,
    fields: Fields,
    state: Mutex<State>,
}

struct State {
    index: tantivy::Index,
    reader: IndexReader,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index({})", self.folder.display())
    }
}

impl Index {
    /// Opens the index in `folder`; one that is missing, damaged or of an older form is made anew,
    /// empty, and fills itself from the change sequence.
    pub(crate) fn open(folder: &Path) -> Result<Self, SearchError> {
        let (schema, fields) = fields::schema();
        let index = match open_sound(folder, &schema) {
            Some(index) => index,
            None => create(folder, schema)?,
        };
        fields::register_analyzers(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let state = Mutex::new(State { index, reader });
        Ok(Self {
            folder: folder.to_owned(),
            fields,
            state,
        })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Throws the index away and begins an empty one; [`Index::follow`] fills it.
    pub fn clear(&self) -> Result<(), SearchError> {
        let (schema, _) = fields::schema();
        let mut state = self.state();
        let index = create(&self.folder, schema)?;
        fields::register_analyzers(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        *state = State { index, reader };
        Ok(())
    }

    /// Answers a question, over what `reading` may see.
    pub(crate) fn search(
        &self,
        reading: &mut Reading<'_>,
        request: &SearchRequest,
    ) -> Result<SearchPage, SearchError> {
        answer::answer(&self.searcher()?, &self.fields, reading, request)
    }

    /// Where the beginning of a question may lead, over what `reading` may see.
    pub(crate) fn suggest(
        &self,
        reading: &mut Reading<'_>,
        text: &str,
    ) -> Result<Suggestions, SearchError> {
        suggest::suggest(&self.searcher()?, &self.fields, reading, text)
    }

    /// The best articles for a text, with their scores, the best first.
    pub(crate) fn rank(
        &self,
        reading: &mut Reading<'_>,
        text: &str,
        limit: usize,
    ) -> Result<Vec<(ArticleId, f32)>, SearchError> {
        answer::rank(&self.searcher()?, &self.fields, reading, text, limit)
    }

    /// The index as it is now: another process may have written since the last look.
    fn searcher(&self) -> Result<Searcher, SearchError> {
        let state = self.state();
        state.reader.reload()?;
        Ok(state.reader.searcher())
    }

    /// Number of articles in the index.
    pub fn len(&self) -> Result<u64, SearchError> {
        Ok(self.searcher()?.num_docs())
    }

    /// Whether the index holds nothing.
    pub fn is_empty(&self) -> Result<bool, SearchError> {
        Ok(self.len()? == 0)
    }
}

fn open_sound(folder: &Path, schema: &tantivy::schema::Schema) -> Option<tantivy::Index> {
    let index = tantivy::Index::open_in_dir(folder).ok()?;
    if index.schema() != *schema {
        tracing::warn!("Search index has an older form and will be rebuilt");
        return None;
    }
    match index.validate_checksum() {
        Ok(damaged) if damaged.is_empty() => Some(index),
        found => {
            tracing::warn!(?found, "Search index is damaged and will be rebuilt");
            None
        }
    }
}

fn create(folder: &Path, schema: tantivy::schema::Schema) -> Result<tantivy::Index, SearchError> {
    let refused = |cause| SearchError::Folder {
        folder: folder.to_owned(),
        cause,
    };
    match std::fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(refused(cause)),
        _ => {}
    }
    std::fs::create_dir_all(folder).map_err(refused)?;
    Ok(tantivy::Index::create_in_dir(folder, schema)?)
}
