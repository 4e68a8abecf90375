//! The library of pictures, films, sounds and documents.
//!
//! Whoever works here brings files in; readers get such a file only where an article that they may see
//! shows it, and nowhere before. What the old site showed stays where it always was. One content is
//! kept once: who brings it in again is led to what is there.

mod change;
mod look;
mod take;

pub use change::Description;
pub use look::{LibraryItem, LibraryPage, LibraryQuery, Shelf, Use};
pub use take::{NewMedia, Taken};

use crate::accounts::right;
use crate::desk::Proof;
use crate::media::{MediaError, Objection};
use crate::store::{DbError, StoreError};

/// Before the addresses of all files that were brought in here.
pub const ROOM: &str = "/uploads/";
/// Where the newsroom finds them: it may see them before readers do.
pub const NEWSROOM: &str = "/admin/uploads/";

/// The proof that somebody may change what the library says of a file: of those that they brought in,
/// or of any.
pub type Curating<'a> = Proof<'a, right::AddMedia, right::EditMedia>;

/// Why the library was not changed.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// There is no such file.
    #[error("there is no such file")]
    NoMedia,
    /// Somebody else brought it in.
    #[error("somebody else brought this file in")]
    NotYours,
    /// The file cannot be taken.
    #[error("the file is not taken: {0:?}")]
    Objection(Objection),
    /// Articles show it.
    #[error("articles show this file")]
    InUse,
    /// It answers at an address of the old site.
    #[error("this file came with the old site, whose addresses go on answering")]
    OfOldSite,
    /// The media store refused.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for LibraryError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}
