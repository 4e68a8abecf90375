//! The originals, and what readers get of them.
//!
//! An original is kept byte for byte under the hash of its content, and no reader ever receives
//! it as a picture: what is served is a copy without metadata (position, camera, names,
//! thumbnails), standing upright, or a smaller variant. Those copies are throwaway and made when
//! first asked for.
//!
//! Every function here waits for the disk or the processor: call them where waiting is allowed.

mod codec;
mod colour;
mod drawn;
mod error;
mod format;
mod kind;
mod limits;
mod notes;
mod originals;
mod pixels;
mod receive;
mod render;
mod serve;
mod throwaway;
pub mod uploads;

use std::path::Path;
use std::sync::Arc;

pub use error::MediaError;
pub use notes::Note;
pub use originals::{Adopted, Batch, Orphan};
pub(crate) use receive::Judged;
pub use receive::{Arrived, Arriving, LARGEST, Objection};
pub use serve::{Body, Disposition, Served, VARIANT_WIDTHS, VariantFormat};

/// The media of one archive. Cheap to clone.
#[derive(Clone, Debug)]
pub struct MediaStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    originals: originals::Originals,
    throwaway: throwaway::Throwaway,
    decoding: throwaway::Permits,
    drawing: throwaway::Permits,
}

impl MediaStore {
    /// Opens the media of the archive in a folder: originals in `media/`, throwaway copies in
    /// `cache/variants/`.
    pub fn open(archive_dir: &Path) -> Result<Self, MediaError> {
        Ok(Self {
            inner: Arc::new(Inner {
                originals: originals::Originals::open(archive_dir.join("media"))?,
                throwaway: throwaway::Throwaway::new(archive_dir.join("cache").join("variants")),
                decoding: throwaway::Permits::new(limits::DECODING_AT_ONCE),
                drawing: throwaway::Permits::new(limits::DRAWING_AT_ONCE),
            }),
        })
    }
}
