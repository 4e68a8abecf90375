//! What readers get: a clean original, a variant for today's pages, or an old size.

use std::fs;
use std::io::Seek;
use std::path::PathBuf;

use bytes::Bytes;

use super::codec;
use super::format::Facts;
use super::kind::{Format, Kind};
use super::originals::{head, hex, label};
use super::render::{broken, sides};
use super::throwaway::{Made, RECIPE, load};
use super::{MediaError, MediaStore};
use crate::model::{Crop, MediaFile};

/// Widths that variants are made in; another width gets the next larger of these.
pub const VARIANT_WIDTHS: [u32; 7] = [320, 480, 640, 800, 1200, 1600, 2000];

/// The longest side of an old size. The largest that old sites made themselves is 2,560.
const MAX_SIDE: u32 = 4096;
/// Old sizes kept for one picture. Themes register about a dozen; more come from
/// someone who tries numbers, and are made and forgotten.
const SIZES_KEPT: usize = 64;

const QUALITY: u8 = 80;
/// Formats that variants are made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariantFormat {
    /// For every browser of the last five years; keeps transparency.
    Webp,
    /// For the others; transparent pictures lie on white.
    Jpeg,
}

/// A file as a reader receives it.
#[derive(Clone, Debug)]
pub struct Served {
    /// The content.
    pub body: Body,
    /// Media type, for `Content-Type`.
    pub mime: &'static str,
    /// Whether it is shown or saved.
    pub disposition: Disposition,
    /// A strong validator, with its quotation marks.
    pub etag: String,
}

/// Content of a file.
#[derive(Clone, Debug)]
pub enum Body {
    /// All of it.
    Bytes(Bytes),
    /// A large file, to be streamed and served in ranges.
    File {
        /// Where it stands.
        path: PathBuf,
        /// Bytes.
        len: u64,
    },
}

/// Whether a file is shown where it is linked or offered for saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Shown or played.
    Inline,
    /// Saved.
    Attachment,
}

/// Which pictures a copy can be made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frames {
    /// Still ones.
    One,
    /// All; of an animation, its first frame.
    First,
}

impl MediaStore {
    /// What stands at the address that the file has always had.
    ///
    /// A picture comes without any metadata but its colour profile, and upright: losslessly,
    /// unless it lay on its side. A film comes without the place and the camera that it names.
    /// SVG, HTML, scripts and unknown files are [`MediaError::NotServed`].
    pub fn original(&self, media: &MediaFile) -> Result<Served, MediaError> {
        match self.kind(media)? {
            Kind::Picture(format) => {
                let body = self.copy(media, "original", || self.clean(media, format))?;
                Ok(served(media, body, "original", format.mime()))
            }
            Kind::Film(mime, disposition) if self.film_is_private(media)? => {
                let body = self.copy(media, "original", || self.clean_film(media))?;
                Ok(Served {
                    disposition,
                    ..served(media, body, "original", mime)
                })
            }
            Kind::File(mime, disposition) | Kind::Film(mime, disposition) => {
                let body = load(&self.inner.originals.path(&media.sha256)).ok_or_else(|| {
                    MediaError::Missing {
                        media: label(media),
                    }
                })?;
                Ok(Served {
                    disposition,
                    ..served(media, body, "original", mime)
                })
            }
            Kind::Withheld(mime) => Err(MediaError::NotServed {
                media: label(media),
                mime,
            }),
        }
    }

    /// The picture for today's pages, in one of [`VARIANT_WIDTHS`] and never enlarged, in sRGB.
    ///
    /// An animation, and a format that this program cannot decode, comes as [`Self::original`].
    pub fn variant(
        &self,
        media: &MediaFile,
        width: u32,
        format: VariantFormat,
    ) -> Result<Served, MediaError> {
        let source = self.picture(media)?;
        if !source.is_decoded() {
            return self.original(media);
        }
        let width = VARIANT_WIDTHS
            .into_iter()
            .find(|&step| step >= width)
            .unwrap_or(2000);
        let (mime, extension) = match format {
            VariantFormat::Webp => ("image/webp", "webp"),
            VariantFormat::Jpeg => ("image/jpeg", "jpg"),
        };
        let name = format!("{width}.{extension}");
        let body = self.scaled_copy(media, source, &name, Frames::One, |facts| {
            let (full_width, full_height) = sides(media, source, facts);
            let width = width.min(full_width);
            let height = proportional(full_height, width, full_width);
            let pixels = self.scaled(media, source, facts, (width, height))?;
            let encoded = match format {
                VariantFormat::Webp => codec::encode_webp(pixels, QUALITY),
                VariantFormat::Jpeg => codec::encode_jpeg(pixels, QUALITY, None),
            };
            encoded.map(Made::Bytes).map_err(broken(media))
        })?;
        match body {
            Some(body) => Ok(served(media, body, &name, mime)),
            None => self.original(media),
        }
    }

    /// A size of the old site, as in `photo-300x200.jpg`: exactly that, cut evenly if the ratio is
    /// another; at most the size of the picture and 4,096 a side. An animation stands still.
    pub fn sized(&self, media: &MediaFile, width: u32, height: u32) -> Result<Served, MediaError> {
        let source = self.picture(media)?;
        if !source.is_decoded() {
            return self.original(media);
        }
        let full = match media.dimensions.filter(|_| media.crop.is_none()) {
            Some(dimensions) => dimensions,
            None => sides(media, source, &self.inspect(media, source)?),
        };
        let (width, height) = bounded((width, height), full);
        let (mime, extension) = match source {
            Format::Jpeg => ("image/jpeg", "jpg"),
            Format::Webp => ("image/webp", "webp"),
            _ => ("image/png", "png"),
        };
        let name = format!("{width}x{height}.{extension}");
        let body = self.scaled_copy(media, source, &name, Frames::First, |facts| {
            let pixels = self.scaled(media, source, facts, (width, height))?;
            let encoded = match source {
                Format::Jpeg => codec::encode_jpeg(pixels, QUALITY, None),
                Format::Webp => codec::encode_webp(pixels, QUALITY),
                _ => codec::encode_png(&pixels, None),
            };
            let bytes = encoded.map_err(broken(media))?;
            let room = fs::read_dir(self.copies(media))
                .map_or(true, |entries| entries.count() < SIZES_KEPT);
            Ok(if room {
                Made::Bytes(bytes)
            } else {
                Made::Unkept(bytes)
            })
        })?;
        match body {
            Some(body) => Ok(served(media, body, &name, mime)),
            None => self.original(media),
        }
    }

    /// A copy that needs the picture decoded. `None` if the picture moves and should go on moving,
    /// or if it breaks off where the decoder gives up and a browser does not.
    fn scaled_copy(
        &self,
        media: &MediaFile,
        source: Format,
        name: &str,
        frames: Frames,
        make: impl FnOnce(&Facts) -> Result<Made, MediaError>,
    ) -> Result<Option<Body>, MediaError> {
        // Asked before the picture is walked over: a copy that is there was found good.
        if let Some(body) = load(&self.copy_path(media, name)) {
            return Ok(Some(body));
        }
        let facts = self.inspect(media, source)?;
        if frames == Frames::One && facts.frames > 1 {
            return Ok(None);
        }
        match self.copy(media, name, || make(&facts)) {
            Err(MediaError::Broken { .. }) if facts.flaw.is_some() => Ok(None),
            answer => answer.map(Some),
        }
    }

    fn kind(&self, media: &MediaFile) -> Result<Kind, MediaError> {
        let mut file = self.inner.originals.file(media)?;
        let head = head(&mut file).and_then(|head| file.rewind().map(|()| head));
        let path = self.inner.originals.path(&media.sha256);
        Ok(Kind::of(
            &head.map_err(|error| MediaError::io(&path, error))?,
        ))
    }

    pub(super) fn picture(&self, media: &MediaFile) -> Result<Format, MediaError> {
        match self.kind(media)? {
            Kind::Picture(format) => Ok(format),
            kind => Err(MediaError::NotServed {
                media: label(media),
                mime: kind.mime(),
            }),
        }
    }

    fn copy(
        &self,
        media: &MediaFile,
        name: &str,
        make: impl FnOnce() -> Result<Made, MediaError>,
    ) -> Result<Body, MediaError> {
        self.inner
            .throwaway
            .get_or_make(&self.copy_path(media, name), make)
    }

    pub(super) fn copy_path(&self, media: &MediaFile, name: &str) -> PathBuf {
        self.copies(media).join(named(media, name))
    }

    fn copies(&self, media: &MediaFile) -> PathBuf {
        self.inner.throwaway.folder(&hex(&media.sha256))
    }
}

/// The name of a copy, which differs with what is shown of the picture.
fn named(media: &MediaFile, name: &str) -> String {
    match media.crop {
        Some(Crop {
            left,
            top,
            width,
            height,
        }) => format!("{left}.{top}.{width}.{height}-{name}"),
        None => name.to_owned(),
    }
}

fn served(media: &MediaFile, body: Body, name: &str, mime: &'static str) -> Served {
    let hash = &hex(&media.sha256)[..32];
    let name = named(media, name);
    let etag = format!("\"{hash}-{name}-{RECIPE}\"");
    Served {
        body,
        mime,
        disposition: Disposition::Inline,
        etag,
    }
}

/// The size asked for, made smaller with its ratio until it fits into the picture and the limit.
fn bounded(asked: (u32, u32), full: (u32, u32)) -> (u32, u32) {
    let fit = |asked: u32, full: u32| f64::from(full.min(MAX_SIDE)) / f64::from(asked.max(1));
    let factor = fit(asked.0, full.0).min(fit(asked.1, full.1)).min(1.0);
    (scale(asked.0, factor), scale(asked.1, factor))
}

/// A side times a factor of at most 1, at least one pixel.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and no larger than the side was"
)]
fn scale(side: u32, factor: f64) -> u32 {
    ((f64::from(side) * factor).round() as u32).max(1)
}

/// `side` × `numerator` / `denominator`, at least one pixel.
fn proportional(side: u32, numerator: u32, denominator: u32) -> u32 {
    scale(side, f64::from(numerator) / f64::from(denominator.max(1)))
}
