//! The typeface: slices of Markazi Text, unpacked once.

use std::error::Error;
use std::sync::LazyLock;

use harfrust::{Font, ShaperFont};

use crate::assets::Assets;

/// Sizes of letters are counted in these.
pub(super) const UNITS_PER_EM: f32 = 2048.0;

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    /// On the font's `wght` axis.
    fn on_axis(self) -> f32 {
        match self {
            Self::Regular => 500.0,
            Self::Bold => 700.0,
        }
    }
}

/// A slice of the typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// Arabic letters, digits and signs.
    Arabic,
    /// Latin letters, Western digits and the punctuation of both scripts.
    Latin,
}

/// The slices in one weight.
pub(super) struct Faces {
    arabic: Font,
    latin: Font,
}

static REGULAR: LazyLock<Option<Faces>> = LazyLock::new(|| Faces::unpack(Weight::Regular));
static BOLD: LazyLock<Option<Faces>> = LazyLock::new(|| Faces::unpack(Weight::Bold));

impl Faces {
    /// The faces of a weight. They are part of the program, and a test reads them: `None` is never.
    pub(super) fn of(weight: Weight) -> Option<&'static Self> {
        match weight {
            Weight::Regular => REGULAR.as_ref(),
            Weight::Bold => BOLD.as_ref(),
        }
    }

    fn unpack(weight: Weight) -> Option<Self> {
        let face = |name: &str| {
            let heavy = open(name)?
                .instance_builder()
                .variations([("wght", weight.on_axis())]);
            Some(heavy.build())
        };
        Some(Self {
            arabic: face("markazi-ar.woff2")?,
            latin: face("markazi-card.woff2")?,
        })
    }

    /// The slice itself.
    pub(super) fn font(&self, face: Face) -> &Font {
        match face {
            Face::Arabic => &self.arabic,
            Face::Latin => &self.latin,
        }
    }

    /// The slice made ready for joining letters.
    pub(super) fn shaper(&self, face: Face) -> ShaperFont<'_, '_> {
        ShaperFont::new(self.font(face))
    }

    /// The slice that has a letter.
    pub(super) fn with(&self, letter: char) -> Option<Face> {
        [Face::Arabic, Face::Latin]
            .into_iter()
            .find(|face| self.font(*face).charmap().map_unicode(letter).is_some())
    }
}

/// A font of the paper, unpacked.
pub(super) fn open(name: &str) -> Option<Font> {
    let packed = Assets::font(name);
    let unpacked = wuff::decompress_woff2_with_custom_brotli(&packed, &mut unbrotli).ok()?;
    Font::new(unpacked, 0)
}

/// The part of a packed font that is compressed, in `size` bytes.
fn unbrotli(mut packed: &[u8], size: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut unpacked = Vec::with_capacity(size);
    brotli::BrotliDecompress(&mut packed, &mut unpacked)?;
    Ok(unpacked)
}
