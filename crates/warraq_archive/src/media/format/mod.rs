//! Picture formats: one walk over the bytes that copies the picture and nothing else.
//!
//! Each format has a `rewrite`, which reads a file once, in constant memory, writes what a reader
//! may have, and tells what it saw. Written to a sink it is the inspection of a new file.
//! No pixel is decoded here, so a bomb costs no more than its own bytes.

pub(super) mod bmp;
pub(super) mod boxes;
pub(super) mod gif;
pub(super) mod jpeg;
pub(super) mod png;
pub(super) mod webp;

use std::io::{self, BufRead, Read, Write};

use image::metadata::Orientation;

/// A larger colour profile is dropped: the largest that press photographs carry is about 2 MB.
pub(super) const MAX_PROFILE_BYTES: usize = 4 << 20;

/// All that is known of a picture without decoding it.
#[derive(Debug)]
pub(super) struct Facts {
    /// Pixels as stored, before the orientation is applied.
    pub(super) stored: (u32, u32),
    pub(super) orientation: Orientation,
    /// How many frames play; 1 for a still picture.
    pub(super) frames: u32,
    /// Pixels of the largest frame, or of the canvas.
    pub(super) largest: u64,
    /// Pixels of all frames together.
    pub(super) all_frames: u64,
    /// Bytes that decoding the first frame takes at its peak, estimated from above.
    pub(super) decode_bytes: u64,
    /// The colour profile, checked for size and signature.
    pub(super) profile: Option<Vec<u8>>,
    /// What is wrong with a file that can still be shown, such as a missing end.
    pub(super) flaw: Option<&'static str>,
}

impl Facts {
    /// A sound still picture that stands upright.
    fn still(width: u32, height: u32) -> Self {
        Self {
            stored: (width, height),
            orientation: Orientation::NoTransforms,
            frames: 1,
            largest: pixels(width, height),
            all_frames: pixels(width, height),
            decode_bytes: 0,
            profile: None,
            flaw: None,
        }
    }

    /// Takes the frames of a picture that may be an animation.
    fn count(&mut self, frames: Frames) {
        self.frames = frames.count;
        self.largest = self.largest.max(frames.largest);
        self.all_frames = frames.all;
    }

    /// Pixels as a reader sees them.
    pub(super) fn upright(&self) -> (u32, u32) {
        let (width, height) = self.stored;
        if swaps_sides(self.orientation) {
            (height, width)
        } else {
            (width, height)
        }
    }
}

/// Frames of a picture, as they come along.
#[derive(Default)]
struct Frames {
    count: u32,
    largest: u64,
    all: u64,
}

impl Frames {
    fn add(&mut self, width: u32, height: u32) {
        let area = pixels(width, height);
        self.count = self.count.saturating_add(1);
        self.largest = self.largest.max(area);
        self.all = self.all.saturating_add(area);
    }
}

/// Whether an orientation turns a wide picture into a tall one.
pub(super) fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// Why a walk over a picture's bytes came to nothing.
#[derive(Debug)]
pub(super) enum Malformed {
    Io(io::Error),
    /// The bytes are not what the format asks for.
    Broken(&'static str),
    /// The bytes are what no honest encoder writes.
    Hostile(&'static str),
}

impl From<io::Error> for Malformed {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Self::Broken("the file ends too early")
        } else {
            Self::Io(error)
        }
    }
}

fn pixels(width: u32, height: u32) -> u64 {
    u64::from(width) * u64::from(height)
}

/// Reads exactly `N` bytes.
fn take<const N: usize>(input: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads exactly `len` bytes, growing with what is there and not with what is promised.
fn take_vec(input: &mut impl Read, len: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(len).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == len {
        Ok(bytes)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Copies exactly `len` bytes, showing each run to `see` on the way.
fn copy(
    input: &mut impl BufRead,
    out: &mut impl Write,
    mut len: u64,
    mut see: impl FnMut(&[u8]),
) -> io::Result<()> {
    while len > 0 {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let run = buffer.len().min(usize::try_from(len).unwrap_or(usize::MAX));
        see(&buffer[..run]);
        out.write_all(&buffer[..run])?;
        input.consume(run);
        len -= run as u64;
    }
    Ok(())
}

/// Reads over exactly `len` bytes.
fn skip(input: &mut impl BufRead, len: u64) -> io::Result<()> {
    copy(input, &mut io::sink(), len, |_| ())
}

/// A colour profile, if it may be kept: of bearable size and with the signature of the format.
fn checked_profile(bytes: Vec<u8>) -> Option<Vec<u8>> {
    let signed = bytes.get(36..40) == Some(b"acsp");
    (signed && bytes.len() <= MAX_PROFILE_BYTES).then_some(bytes)
}

/// The orientation in an EXIF block, with or without the `Exif` header before it.
fn exif_orientation(exif: &[u8]) -> Option<Orientation> {
    Orientation::from_exif_chunk(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif))
}
