//! Making what is served: clean copies, upright ones, smaller ones.

use std::fs;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use image::metadata::Orientation;

use super::codec;
use super::colour::to_srgb;
use super::format::{Facts, Malformed, boxes, swaps_sides};
use super::kind::Format;
use super::limits::{check_decoding, check_size};
use super::originals::{label, rewrite};
use super::pixels::{Channels, Pixels};
use super::throwaway::{IN_MEMORY, Made};
use super::{MediaError, MediaStore};
use crate::model::{Crop, MediaFile};

/// An original that must be encoded again, because it lay on its side, should not show it.
const QUALITY: u8 = 92;

impl MediaStore {
    /// The original without its metadata, upright.
    pub(super) fn clean(&self, media: &MediaFile, format: Format) -> Result<Made, MediaError> {
        let facts = self.inspect(media, format)?;
        if crop_of(media, format, &facts).is_some() {
            return self.cut(media, format, &facts);
        }
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

    pub(super) fn film_is_private(&self, media: &MediaFile) -> Result<bool, MediaError> {
        let mut file = BufReader::new(self.inner.originals.file(media)?);
        boxes::film_is_private(&mut file).map_err(malformed(self, media))
    }

    pub(super) fn clean_film(&self, media: &MediaFile) -> Result<Made, MediaError> {
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
        let _turn = self.inner.decoding.take();
        let pixels = self.decoded(media, format, &facts)?;
        let in_ink = pixels.channels == Channels::Cmyk;
        if format == Format::Jpeg && !in_ink {
            let turned =
                codec::encode_jpeg_turned(&pixels, facts.orientation, QUALITY, facts.profile);
            return turned.map(Made::Bytes).map_err(broken(media));
        }
        // These hold the picture twice.
        check_decoding(facts.decode_bytes.saturating_mul(2), &label(media))?;
        let pixels = pixels.upright(facts.orientation);
        let encoded = if in_ink {
            codec::encode_jpeg(to_srgb(pixels, facts.profile.as_deref()), QUALITY, None)
        } else if format == Format::Webp {
            codec::encode_webp(to_srgb(pixels, facts.profile.as_deref()), QUALITY)
        } else {
            codec::encode_png(&pixels, facts.profile)
        };
        encoded.map(Made::Bytes).map_err(broken(media))
    }

    /// What the newsroom shows of the original: the rest of it is nobody's.
    fn cut(&self, media: &MediaFile, format: Format, facts: &Facts) -> Result<Made, MediaError> {
        let _turn = self.inner.decoding.take();
        let (pixels, _) = self.shown(media, format, facts)?;
        let encoded = match format {
            Format::Jpeg if pixels.channels != Channels::Cmyk => {
                codec::encode_jpeg(pixels, QUALITY, facts.profile.clone())
            }
            Format::Jpeg => {
                let pixels = to_srgb(pixels, facts.profile.as_deref());
                codec::encode_jpeg(pixels, QUALITY, None)
            }
            Format::Webp => codec::encode_webp(to_srgb(pixels, facts.profile.as_deref()), QUALITY),
            _ => codec::encode_png(&pixels, facts.profile.clone()),
        };
        encoded.map(Made::Bytes).map_err(broken(media))
    }

    /// The picture in sRGB, upright, in the size asked for.
    pub(super) fn scaled(
        &self,
        media: &MediaFile,
        format: Format,
        facts: &Facts,
        (width, height): (u32, u32),
    ) -> Result<Pixels, MediaError> {
        let _turn = self.inner.decoding.take();
        let (pixels, orientation) = self.shown(media, format, facts)?;
        // Scaled first, turned afterwards: the smaller picture is the cheaper to turn.
        let scaled = codec::guarded(|| {
            if swaps_sides(orientation) {
                pixels.scaled(height, width)
            } else {
                pixels.scaled(width, height)
            }
        });
        let upright = scaled.map_err(broken(media))?.upright(orientation);
        Ok(to_srgb(upright, facts.profile.as_deref()))
    }

    /// What is shown of the picture, and how it is to be turned.
    fn shown(
        &self,
        media: &MediaFile,
        format: Format,
        facts: &Facts,
    ) -> Result<(Pixels, Orientation), MediaError> {
        let Some(crop) = crop_of(media, format, facts) else {
            return Ok((self.decoded(media, format, facts)?, facts.orientation));
        };
        // The picture is held twice while it is turned and cut.
        check_decoding(facts.decode_bytes.saturating_mul(2), &label(media))?;
        let pixels = self.decoded(media, format, facts)?;
        let cut = codec::guarded(|| Ok(pixels.upright(facts.orientation).cut(crop)));
        Ok((cut.map_err(broken(media))?, Orientation::NoTransforms))
    }

    /// Whether the newsroom may show a part of a picture: of a still one that can be written again.
    pub fn can_be_cut(&self, media: &MediaFile) -> Result<bool, MediaError> {
        match self.picture(media) {
            Ok(format) if is_cut(format) => Ok(self.inspect(media, format)?.frames == 1),
            Ok(_) | Err(MediaError::NotServed { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The picture as it is stored.
    fn decoded(
        &self,
        media: &MediaFile,
        format: Format,
        facts: &Facts,
    ) -> Result<Pixels, MediaError> {
        // The decoder is given the clean copy only, which is no longer than the original.
        check_decoding(
            facts.decode_bytes.saturating_add(media.bytes),
            &label(media),
        )?;
        let mut file = BufReader::new(self.inner.originals.file(media)?);
        let mut clean = Vec::new();
        rewrite(format, &mut file, &mut clean).map_err(malformed(self, media))?;
        codec::decode(&clean, format).map_err(broken(media))
    }

    /// Walks over an original, and refuses it if it is broken or too large.
    pub(super) fn inspect(&self, media: &MediaFile, format: Format) -> Result<Facts, MediaError> {
        let mut file = BufReader::new(self.inner.originals.file(media)?);
        let facts = rewrite(format, &mut file, &mut io::sink()).map_err(malformed(self, media))?;
        check_size(&facts, &label(media))?;
        Ok(facts)
    }
}

/// What is shown of a picture, unless that is all.
pub(super) fn crop_of(media: &MediaFile, format: Format, facts: &Facts) -> Option<Crop> {
    let crop = media.crop.filter(|_| is_cut(format) && facts.frames == 1);
    crop?.within(facts.upright())
}

/// Whether a part of a picture can be written in the format of the whole.
fn is_cut(format: Format) -> bool {
    matches!(format, Format::Jpeg | Format::Png | Format::Webp)
}

/// Sides of what is shown of a picture.
pub(super) fn sides(media: &MediaFile, format: Format, facts: &Facts) -> (u32, u32) {
    let crop = crop_of(media, format, facts);
    crop.map_or(facts.upright(), |crop| (crop.width, crop.height))
}

pub(super) fn broken(media: &MediaFile) -> impl Fn(String) -> MediaError {
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
