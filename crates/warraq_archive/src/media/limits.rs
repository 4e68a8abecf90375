//! How much of a picture is bearable.

use super::MediaError;
use super::format::Facts;

/// Pictures decoded at the same time, so that memory has a bound.
pub(super) const DECODING_AT_ONCE: usize = 2;
/// Pictures drawn from words at the same time: nobody waits for them but machines.
pub(super) const DRAWING_AT_ONCE: usize = 1;

/// A 50-megapixel camera is the largest that a newsroom has; beyond are scans and bombs.
const MAX_PIXELS: u64 = 50_000_000;
/// All frames of an animation together: a minute and a half of 640 × 360 at 25 a second is 520
/// million.
const MAX_FRAME_PIXELS: u64 = 1_000_000_000;
const MAX_DECODE_BYTES: u64 = 256 << 20;

/// Refuses pictures that neither we nor a reader's browser should unfold.
pub(super) fn check_size(facts: &Facts, media: &str) -> Result<(), MediaError> {
    check(facts.largest, MAX_PIXELS, "pixels", media)?;
    check(
        facts.all_frames,
        MAX_FRAME_PIXELS,
        "pixels in all frames",
        media,
    )
}

/// Refuses to decode what takes too much memory.
pub(super) fn check_decoding(bytes: u64, media: &str) -> Result<(), MediaError> {
    check(bytes, MAX_DECODE_BYTES, "bytes to decode it", media)
}

fn check(asked: u64, limit: u64, unit: &'static str, media: &str) -> Result<(), MediaError> {
    if asked <= limit {
        return Ok(());
    }
    Err(MediaError::TooLarge {
        media: media.to_owned(),
        asked,
        limit,
        unit,
    })
}
