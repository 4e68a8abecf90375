use warraq_import::clean::SafeHtml;

use super::{ArticleId, MediaId, SectionLabel};

/// A picture that stands in a page.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Number in the archive. Variants are at `/media/ID/WIDTH.webp` and `/media/ID/WIDTH.jpg`.
    pub id: MediaId,
    /// The address that the picture has always had (`/wp-content/uploads/…`), percent-encoded.
    pub path: String,
    /// Pixels, after applying the orientation; `None` while unknown.
    pub dimensions: Option<(u32, u32)>,
    /// Alternative text; may be empty.
    pub alt: String,
    /// Caption with inline mark-up; may be empty.
    pub caption: SafeHtml,
    /// Plain text; may be empty.
    pub credit: String,
    /// Whether the archive holds the file.
    pub present: bool,
}

/// What the old site called an attachment page.
#[derive(Clone, Debug)]
pub struct MediaPage {
    /// The picture, or whatever the file is.
    pub picture: Picture,
    /// Plain text.
    pub title: String,
    /// Longer description; may be empty.
    pub description: SafeHtml,
    /// Media type, such as `image/jpeg`.
    pub mime: String,
    /// The published article that it belongs to.
    pub article: Option<(ArticleId, String, String)>,
    /// That article's section.
    pub section: Option<SectionLabel>,
}

/// Where a media file's bytes are.
#[derive(Clone, Debug)]
pub struct MediaFile {
    /// Number in the archive.
    pub id: MediaId,
    /// SHA-256 of the original.
    pub sha256: [u8; 32],
    /// Media type found in the bytes, not in the name.
    pub mime: String,
    /// Pixels, for pictures.
    pub dimensions: Option<(u32, u32)>,
    /// Bytes of the original.
    pub bytes: u64,
}
