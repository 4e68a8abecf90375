//! What the paper is ordered by: sections, tags, people, and the addresses that are its own.
//!
//! Whatever is decided here stays: an import does not undo it, and an address that led somewhere goes
//! on leading there.

mod names;
mod redirects;
mod sections;

pub use names::{NameLine, NamePage, Named};
pub use redirects::{Redirect, RedirectLine, RedirectPage};
pub use sections::{SectionEdit, SectionLine};

use crate::store::{DbError, StoreError};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TaxonomyError {
    /// There is no such section, tag or person.
    #[error("there is nothing of this number")]
    Nothing,
    /// The name is empty.
    #[error("a name has at least one letter")]
    NoName,
    /// Another one is called so: the two can be made one.
    #[error("number {by} is called so")]
    Taken {
        /// Its number.
        by: i64,
    },
    /// The address leads to something else.
    #[error("this address leads to something else")]
    PathTaken,
    /// A section would stand below itself, an address lead to itself.
    #[error("this would go round in a circle")]
    Circle,
    /// Something still stands in it.
    #[error("something still stands in it")]
    NotEmpty,
    /// What was typed is no address of this paper.
    #[error("this is no address of this paper")]
    NoAddress,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for TaxonomyError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}
