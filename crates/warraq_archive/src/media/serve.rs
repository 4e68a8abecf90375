//! What readers get: a clean original, a variant for today's pages, or an old size.

use std::fs;
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use image::metadata::Orientation;

use super::codec;
use super::colour::to_srgb;
use super::format::{Facts, Malformed, boxes, swaps_sides};
use super::kind::{Format, Kind};
use super::originals::{head, hex, label, rewrite};
use super::pixels::{Channels, Pixels};
use super::throwaway::{IN_MEMORY, Made, RECIPE, load};
use super::{MediaError, MediaStore};
use crate::model::MediaFile;

/// Widths that variants are made in; another width gets the next larger of these.
pub const VARIANT_WIDTHS: [u32; 7] = [320, 480, 640, 800, 1200, 1600, 2000];

/// Pictures decoded at the same time, so that memory has a bound.
pub(super) const DECODING_AT_ONCE: usize = 2;

/// A 50-megapixel camera is the largest that a newsroom has; beyond are scans and bombs.
const MAX_PIXELS: u64 = 50_000_000;
/// All frames of an animation together: a minute and a half of 640 × 360 at 25 a second is 520.
const MAX_FRAME_PIXELS: u64 = 1_000_000_000;
const MAX_DECODE_BYTES: u64 = 256 << 20;
/// Turning holds a picture twice, four bytes a pixel; a larger one comes out a little smaller.
const MAX_TURNED_PIXELS: f64 = 32e6;

/// The longest side of an old size. The largest that old sites made themselves is 2,560.
const MAX_SIDE: u32 = 4096;
/// Old sizes kept for one picture. Themes register about a dozen; more come from
/// someone who tries numbers, and are made and forgotten.
const SIZES_KEPT: usize = 64;

const QUALITY: u8 = 80;
/// An original that must be encoded again, because it lay on its side, should not show it.
const ORIGINAL_QUALITY: u8 = 92;

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
            let (full_width, full_height) = facts.upright();
            let width = width.min(full_width);
            let height = proportional(full_height, width, full_width);
            let pixels = self.decoded(media, source, facts, (width, height))?;
            let encoded = match format {
                VariantFormat::Webp => codec::encode_webp(pixels, f32::from(QUALITY)),
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
        let full = match media.dimensions {
            Some(dimensions) => dimensions,
            None => self.inspect(media, source)?.upright(),
        };
        let (width, height) = bounded((width, height), full);
        let (mime, extension) = match source {
            Format::Jpeg => ("image/jpeg", "jpg"),
            Format::Webp => ("image/webp", "webp"),
            _ => ("image/png", "png"),
        };
        let name = format!("{width}x{height}.{extension}");
        let body = self.scaled_copy(media, source, &name, Frames::First, |facts| {
            let pixels = self.decoded(media, source, facts, (width, height))?;
            let encoded = match source {
                Format::Jpeg => codec::encode_jpeg(pixels, QUALITY, None),
                Format::Webp => codec::encode_webp(pixels, f32::from(QUALITY)),
                _ => codec::encode_png(&pixels, None),
            };
            let bytes = encoded.map_err(broken(media))?;
            let room = fs::read_dir(self.copy_path(media, ""))
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

    /// The original without its metadata, upright.
    fn clean(&self, media: &MediaFile, format: Format) -> Result<Made, MediaError> {
        let facts = self.inspect(media, format)?;
        let turned = facts.orientation != Orientation::NoTransforms;
        if turned && facts.frames == 1 && format.is_decoded() {
            return self.turned(media, format, facts);
        }
        let mut file = BufReader::new(self.inner.originals.file(media)?);
        if media.bytes <= IN_MEMORY {
            let mut bytes = Vec::new();
            rewrite(format, &mut file, &mut bytes).map_err(malformed(self, media))?;
            return Ok(Made::Bytes(bytes));
        }
        self.streamed(media, |out| rewrite(format, &mut file, out).map(drop))
    }

    fn film_is_private(&self, media: &MediaFile) -> Result<bool, MediaError> {
        let mut file = BufReader::new(self.inner.originals.file(media)?);
        boxes::film_is_private(&mut file).map_err(malformed(self, media))
    }

    fn clean_film(&self, media: &MediaFile) -> Result<Made, MediaError> {
        let mut file = BufReader::new(self.inner.originals.file(media)?);
        self.streamed(media, |out| boxes::rewrite_film(&mut file, out))
    }

    /// A copy written to disk as it is made, because it may be large.
    fn streamed(
        &self,
        media: &MediaFile,
        write: impl FnOnce(&mut BufWriter<fs::File>) -> Result<(), Malformed>,
    ) -> Result<Made, MediaError> {
        let at_cache = |error| MediaError::io(&self.copy_path(media, "original"), error);
        let (scratch, path) = self.inner.throwaway.scratch().map_err(at_cache)?;
        let mut scratch = BufWriter::new(scratch);
        let written = write(&mut scratch)
            .map_err(malformed(self, media))
            .and_then(|()| scratch.flush().map_err(at_cache));
        if written.is_err() {
            let _ = fs::remove_file(&path);
        }
        written.map(|()| Made::File(path))
    }

    /// The original turned upright, which only encoding it again can do.
    fn turned(&self, media: &MediaFile, format: Format, facts: Facts) -> Result<Made, MediaError> {
        let (width, height) = facts.upright();
        let factor = (MAX_TURNED_PIXELS / (f64::from(width) * f64::from(height)))
            .sqrt()
            .min(1.0);
        let size = (scale(width, factor), scale(height, factor));
        let _turn = self.inner.decoding.take();
        let pixels = self.turned_pixels(media, format, &facts, size)?;
        let inks = pixels.channels == Channels::Cmyk;
        let encoded = match format {
            Format::Jpeg if inks => {
                let pixels = to_srgb(pixels, facts.profile.as_deref());
                codec::encode_jpeg(pixels, ORIGINAL_QUALITY, None)
            }
            Format::Jpeg => codec::encode_jpeg(pixels, ORIGINAL_QUALITY, facts.profile),
            Format::Webp => {
                let pixels = to_srgb(pixels, facts.profile.as_deref());
                codec::encode_webp(pixels, f32::from(ORIGINAL_QUALITY))
            }
            _ => codec::encode_png(&pixels, facts.profile),
        };
        encoded.map(Made::Bytes).map_err(broken(media))
    }

    /// The picture in sRGB, upright, in the size asked for.
    fn decoded(
        &self,
        media: &MediaFile,
        format: Format,
        facts: &Facts,
        (width, height): (u32, u32),
    ) -> Result<Pixels, MediaError> {
        let _turn = self.inner.decoding.take();
        let pixels = self.turned_pixels(media, format, facts, (width, height))?;
        codec::guarded(|| Ok(to_srgb(pixels, facts.profile.as_deref()))).map_err(broken(media))
    }

    /// The picture in its own colours, upright, in the size asked for.
    fn turned_pixels(
        &self,
        media: &MediaFile,
        format: Format,
        facts: &Facts,
        (width, height): (u32, u32),
    ) -> Result<Pixels, MediaError> {
        // The decoder is given the clean copy only, which is no longer than the original.
        let asked = facts.decode_bytes.saturating_add(media.bytes);
        if asked > MAX_DECODE_BYTES {
            return Err(MediaError::TooLarge {
                media: label(media),
                asked,
                limit: MAX_DECODE_BYTES,
                unit: "bytes to decode it",
            });
        }
        let mut file = BufReader::new(self.inner.originals.file(media)?);
        let mut clean = Vec::new();
        rewrite(format, &mut file, &mut clean).map_err(malformed(self, media))?;
        let pixels = codec::decode(&clean, format).map_err(broken(media))?;
        drop(clean);
        codec::guarded(|| {
            // Scaled first, turned afterwards: the smaller picture is the cheaper to turn.
            let scaled = if swaps_sides(facts.orientation) {
                pixels.scaled(height, width)?
            } else {
                pixels.scaled(width, height)?
            };
            Ok(scaled.upright(facts.orientation))
        })
        .map_err(broken(media))
    }

    /// Walks over an original, and refuses it if it is broken or too large.
    fn inspect(&self, media: &MediaFile, format: Format) -> Result<Facts, MediaError> {
        let mut file = BufReader::new(self.inner.originals.file(media)?);
        let facts = rewrite(format, &mut file, &mut io::sink()).map_err(malformed(self, media))?;
        check_size(&facts, &label(media))?;
        Ok(facts)
    }

    fn kind(&self, media: &MediaFile) -> Result<Kind, MediaError> {
        let mut file = self.inner.originals.file(media)?;
        let head = head(&mut file).and_then(|head| file.rewind().map(|()| head));
        let path = self.inner.originals.path(&media.sha256);
        Ok(Kind::of(
            &head.map_err(|error| MediaError::io(&path, error))?,
        ))
    }

    fn picture(&self, media: &MediaFile) -> Result<Format, MediaError> {
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

    fn copy_path(&self, media: &MediaFile, name: &str) -> PathBuf {
        self.inner.throwaway.folder(&hex(&media.sha256)).join(name)
    }
}

/// Refuses pictures that neither we nor a reader's browser should unfold.
pub(super) fn check_size(facts: &Facts, media: &str) -> Result<(), MediaError> {
    for (asked, limit, unit) in [
        (facts.largest, MAX_PIXELS, "pixels"),
        (facts.all_frames, MAX_FRAME_PIXELS, "pixels in all frames"),
    ] {
        if asked > limit {
            return Err(MediaError::TooLarge {
                media: media.to_owned(),
                asked,
                limit,
                unit,
            });
        }
    }
    Ok(())
}

fn served(media: &MediaFile, body: Body, name: &str, mime: &'static str) -> Served {
    let hash = &hex(&media.sha256)[..32];
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

fn broken(media: &MediaFile) -> impl Fn(String) -> MediaError {
    let media = label(media);
    move |reason| MediaError::Broken {
        media: media.clone(),
        reason,
    }
}

fn malformed(store: &MediaStore, media: &MediaFile) -> impl Fn(Malformed) -> MediaError {
    let path = store.inner.originals.path(&media.sha256);
    let broken = broken(media);
    move |error| match error {
        Malformed::Io(error) => MediaError::io(Path::new(&path), error),
        Malformed::Broken(reason) | Malformed::Hostile(reason) => broken(reason.to_owned()),
    }
}
