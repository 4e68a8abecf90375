use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

/// Why a media file was not taken in or not given out.
///
/// Cloned to all who waited for the same work.
#[derive(Clone, Debug, Error)]
pub enum MediaError {
    /// The disk refused.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: Arc<io::Error>,
    },
    /// The archive has a row for the file, but not the file.
    #[error("{media}: the original is missing")]
    Missing {
        /// Number and hash of the file.
        media: String,
    },
    /// The bytes are not those that were taken in.
    #[error("{media}: the original has been altered")]
    Altered {
        /// Number and hash of the file.
        media: String,
    },
    /// A type that readers are never given, such as SVG or HTML.
    #[error("{media}: {mime} is not served")]
    NotServed {
        /// Number and hash of the file.
        media: String,
        /// The type found in its bytes.
        mime: &'static str,
    },
    /// The file says that it is a picture, and is not a whole one.
    #[error("{media}: broken picture: {reason}")]
    Broken {
        /// Number and hash of the file.
        media: String,
        /// What is wrong with it.
        reason: String,
    },
    /// More than this program ever decodes or hands to a reader's browser.
    #[error("{media}: {asked} {unit} where at most {limit} are allowed")]
    TooLarge {
        /// Number and hash of the file.
        media: String,
        /// What the picture asks for.
        asked: u64,
        /// What is allowed.
        limit: u64,
        /// `pixels`, `pixels in all frames` or `bytes to decode it`.
        unit: &'static str,
    },
}

impl MediaError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            error: Arc::new(error),
        }
    }
}
