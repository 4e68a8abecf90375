//! Why a page could not be made. The reader gets a sentence, the log gets the cause.

use warraq_archive::accounts::DoorError;
use warraq_archive::library::LibraryError;
use warraq_archive::search::SearchError;
use warraq_archive::store::StoreError;

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Search(#[from] SearchError),
    #[error(transparent)]
    Door(#[from] DoorError),
    #[error(transparent)]
    Library(#[from] LibraryError),
    #[error("it took too long")]
    Late,
    #[error("template: {0:#}")]
    Template(#[from] minijinja::Error),
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("feed or sitemap: {0}")]
    Xml(#[from] std::io::Error),
    #[error("the system gives no chance: {0}")]
    Chance(std::io::Error),
    #[error("a thread that was asked is gone: {0}")]
    Lost(#[from] tokio::task::JoinError),
}

impl From<tokio::time::error::Elapsed> for Error {
    fn from(_: tokio::time::error::Elapsed) -> Self {
        Self::Late
    }
}
