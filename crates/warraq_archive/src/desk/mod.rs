//! Writing, and putting what was written before readers.
//!
//! Whoever saves adds a revision and nothing else: readers go on seeing the revision that was
//! published, until somebody publishes the newer one. A save names the revision that it was made from;
//! when somebody else has saved in between, nothing is written and both texts come back.

mod autosave;
mod bulk;
mod clean;
mod compare;
mod hold;
mod lists;
mod look;
mod manuscript;
mod markers;
mod names;
mod pictures;
mod proof;
mod publish;
mod review;
mod share;
mod words;
mod write;

pub use autosave::{Autosave, Autosaved, Sheet};
pub use bulk::{Bulk, BulkDeed};
pub use compare::{Comparison, Difference};
pub use hold::Holder;
pub use lists::{DeskPage, DeskQuery};
pub use look::Preview;
pub use manuscript::{
    DeskArticle, DeskLine, DeskStanding, LeadPicture, Manuscript, Revision, RevisionLine,
    RevisionPage,
};
pub use proof::{Editing, Proof, Publishing};
pub use publish::{Publication, When};
pub use review::{Note, Review, Stage, Step, Waiting};
pub use share::Share;

pub(crate) use words::words_of;

use crate::model::{RevisionId, Timestamp};
use crate::store::{DbError, StoreError};

/// Why nothing was written or published.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// There is no such article, or no such revision of it.
    #[error("there is no such article")]
    NoArticle,
    /// Somebody else began it.
    #[error("this article is somebody else's")]
    NotYours,
    /// Somebody saved in between.
    #[error("somebody saved revision {} in between", .0.theirs.id)]
    Conflict(Box<Conflict>),
    /// What was saved last is not what was to be published.
    #[error("revision {0} was saved since")]
    Newer(RevisionId),
    /// Readers would see an article without a headline.
    #[error("an article without a headline cannot be published")]
    NoHeadline,
    /// The section does not exist.
    #[error("there is no such section")]
    NoSection,
    /// The picture at its head does not exist, or is none.
    #[error("there is no such picture")]
    NoPicture,
    /// The time has passed.
    #[error("this time has passed")]
    Past,
    /// Readers see it already: it cannot be made to appear later.
    #[error("readers see this article already")]
    AlreadyOut,
    /// Readers must not see it yet.
    #[error("readers must not see this article yet")]
    Embargo(Timestamp),
    /// Nobody is there who could be handed an article.
    #[error("nobody is there who could be handed this article")]
    NoColleague,
    /// It would not change the article.
    #[error("this changes nothing")]
    Same,
    /// It was somebody else's deed, or is undone already.
    #[error("there is no such deed to undo")]
    NoBatch,
    /// It is not before readers.
    #[error("this article is not before readers")]
    NotOut,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for DeskError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

/// Two texts that were made from one.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// What was to be saved.
    pub yours: Manuscript,
    /// What somebody else has saved since.
    pub theirs: Revision,
}
