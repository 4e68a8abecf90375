//! All of Tantivy: the index of published articles, and questions to it.
//!
//! The index is a follower of the change sequence: each commit carries the number of the last change
//! that it has seen. It holds no bodies, and nothing before its time; what it finds passes the gate of
//! [`Reading`] again.

mod analysis;
mod answer;
mod correct;
mod document;
mod facets;
mod fields;
mod folder;
mod follow;
mod headlines;
mod merges;
mod nuances;
mod query;
mod recency;
mod suggest;
mod words;

pub use correct::Correction;
pub use facets::Facets;
pub use follow::{Goes, Progress};
pub use suggest::Suggestions;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tantivy::{IndexReader, ReloadPolicy, Searcher};

use crate::archive::Archive;
use crate::model::{ArticleId, Card, PersonId, Published, SectionId, TagId};
use crate::store::{DbError, Reading, StoreError};
pub(crate) use analysis::with_analyzer;
pub(crate) use headlines::Headlines;
pub(crate) use words::Sought;

use fields::Fields;
use folder::Opened;

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
    /// It is damaged, and must not be made anew while somebody writes it.
    #[error(
        "the search index is damaged, and another process is writing it; stop that and try again"
    )]
    Busy,
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
    /// How many of them have all the words, when others were added because these are few.
    pub with_all_words: Option<usize>,
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
            with_all_words: None,
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
    opened: Opened,
    reader: IndexReader,
}

impl State {
    fn of(opened: Opened) -> Result<Self, SearchError> {
        let reader = opened
            .index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self { opened, reader })
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index({})", self.folder.display())
    }
}

impl Index {
    /// Opens the index in `folder`; one that is missing, damaged or of an older form is made anew,
    /// empty, and fills itself from the change sequence.
    ///
    /// # Errors
    /// [`SearchError::Busy`] when it is damaged and another process is writing it.
    pub(crate) fn open(folder: &Path) -> Result<Self, SearchError> {
        Ok(Self {
            folder: folder.to_owned(),
            fields: fields::schema().1,
            state: Mutex::new(State::of(folder::open(folder)?)?),
        })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Makes the index anew from the change sequence, beside the one that answers meanwhile; both are
    /// exchanged when the new one is whole. Waits for whoever is writing the old one. Returns how many
    /// articles were indexed. Killed at any moment, it leaves the old index or the new one.
    pub fn rebuild(
        &self,
        archive: &Archive,
        progress: impl FnMut(Progress) -> Goes,
    ) -> Result<usize, SearchError> {
        let fresh = Self::open(&folder::empty(&self.folder, "new")?)?;
        let indexed = fresh.follow_with(archive, progress)?.unwrap_or_default();
        let _writing = folder::wait_for_writers(&self.folder)?;
        // What was published since.
        let late = fresh.follow(archive)?.unwrap_or_default();
        folder::replace(&fresh.folder, &self.folder)?;
        self.look_again()?;
        Ok(indexed + late)
    }

    /// Answers a question, over what `reading` may see.
    pub(crate) fn search(
        &self,
        reading: &mut Reading<'_>,
        request: &SearchRequest,
    ) -> Result<SearchPage, SearchError> {
        answer::answer(&self.searcher(), &self.fields, reading, request)
    }

    /// Where the beginning of a question may lead, over what `reading` may see.
    pub(crate) fn suggest(
        &self,
        reading: &mut Reading<'_>,
        text: &str,
    ) -> Result<Suggestions, SearchError> {
        suggest::suggest(&self.searcher(), &self.fields, reading, text)
    }

    /// The best articles for a text, with their scores, the best first.
    pub(crate) fn rank(
        &self,
        reading: &mut Reading<'_>,
        text: &str,
        limit: usize,
    ) -> Result<Vec<(ArticleId, f32)>, SearchError> {
        answer::rank(&self.searcher(), &self.fields, reading, text, limit)
    }

    /// The newest articles whose headline has words.
    pub(crate) fn headlines(&self, wanted: &Headlines<'_>) -> Result<Vec<ArticleId>, SearchError> {
        headlines::newest(&self.searcher(), self.fields, wanted)
    }

    /// The index as it is now: another process may have written since the last look, or put another
    /// index here. While there is none that can be read, the last one goes on answering.
    fn searcher(&self) -> Searcher {
        let mut state = self.state();
        let looked = if state.opened.is_at(&self.folder) {
            state.reader.reload().map_err(SearchError::from)
        } else {
            Opened::as_it_is(&self.folder)
                .and_then(State::of)
                .map(|found| *state = found)
        };
        if let Err(error) = looked {
            tracing::warn!(%error, "Search index cannot be read; the last one that could answers");
        }
        state.reader.searcher()
    }

    /// Opens the index again, judges it, and makes it anew if it must be.
    fn look_again(&self) -> Result<(), SearchError> {
        let found = State::of(folder::open(&self.folder)?)?;
        *self.state() = found;
        Ok(())
    }

    /// Number of articles in the index.
    pub fn len(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// Whether the index holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
