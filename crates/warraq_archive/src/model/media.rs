use warraq_import::clean::SafeHtml;

use super::{ArticleId, MediaId, SectionLabel};

/// A picture that stands in a page.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Number in the archive. Variants are at `/media/ID/WIDTH.webp` and `/media/ID/WIDTH.jpg`.
    pub id: MediaId,
    /// The address that the picture has always had (`/wp-content/uploads/…`), percent-encoded.
    pub path: String,
    /// Pixels of what is shown of it, upright; `None` while unknown.
    pub dimensions: Option<(u32, u32)>,
    /// What matters in it, where somebody has said it.
    pub focus: Option<Focus>,
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
    /// Pixels of the original, upright, for pictures.
    pub dimensions: Option<(u32, u32)>,
    /// Bytes of the original.
    pub bytes: u64,
    /// What is shown of it; `None` for all.
    pub crop: Option<Crop>,
}

/// A part of a picture, in pixels of the upright original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Crop {
    /// From the left edge.
    pub left: u32,
    /// From the upper edge.
    pub top: u32,
    /// Not 0.
    pub width: u32,
    /// Not 0.
    pub height: u32,
}

impl Crop {
    /// The part that lies inside a picture of this size; `None` when that is nothing or all of it.
    pub fn within(self, (width, height): (u32, u32)) -> Option<Self> {
        let left = self.left.min(width);
        let top = self.top.min(height);
        let inside = Self {
            left,
            top,
            width: self.width.min(width - left),
            height: self.height.min(height - top),
        };
        let is_all = (inside.width, inside.height) == (width, height);
        (inside.width > 0 && inside.height > 0 && !is_all).then_some(inside)
    }
}

/// What matters in a picture, in thousandths of its sides from the left and from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Focus {
    /// From the left edge, at most 1,000.
    pub x: u16,
    /// From the upper edge, at most 1,000.
    pub y: u16,
}

impl Focus {
    /// A place in a picture; `None` for one beside it.
    pub fn at(x: i64, y: i64) -> Option<Self> {
        let inside = |side: i64| u16::try_from(side).ok().filter(|side| *side <= 1000);
        Some(Self {
            x: inside(x)?,
            y: inside(y)?,
        })
    }
}

/// What kind of thing a file is, as the newsroom tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// A picture.
    Picture,
    /// A film or a sound.
    Film,
    /// Anything else: documents, and files that are missing.
    Document,
}

impl MediaKind {
    /// The kind of a media type.
    pub fn of(mime: &str) -> Self {
        match mime.split('/').next() {
            Some("image") => Self::Picture,
            Some("video" | "audio") => Self::Film,
            _ => Self::Document,
        }
    }

    /// How addresses and words of the newsroom call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Film => "film",
            Self::Document => "document",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crop_stays_inside_its_picture() {
        let crop = |left, top, width, height| Crop {
            left,
            top,
            width,
            height,
        };
        let check = |asked: Crop, expected| assert_eq!(asked.within((100, 50)), expected);
        check(crop(10, 10, 20, 20), Some(crop(10, 10, 20, 20)));
        check(crop(90, 40, 20, 20), Some(crop(90, 40, 10, 10)));
        check(crop(0, 0, 100, 50), None);
        check(crop(100, 0, 5, 5), None);
        check(crop(u32::MAX, 0, u32::MAX, u32::MAX), None);
        check(crop(0, 0, 0, 10), None);
    }

    #[test]
    fn a_focus_lies_in_its_picture() {
        assert_eq!(Focus::at(0, 1000), Some(Focus { x: 0, y: 1000 }));
        assert_eq!(Focus::at(-1, 5), None);
        assert_eq!(Focus::at(5, 1001), None);
    }
}
