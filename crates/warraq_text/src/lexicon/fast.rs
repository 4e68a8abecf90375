//! A quick hasher for maps of words. Words come from published text and the maps are bounded, so
//! nobody gains by making them collide.

use std::hash::Hasher;

/// A hasher of short words for the standard maps: eight bytes at a time, multiplied.
#[derive(Clone, Copy, Default)]
pub(crate) struct Fast(u64);

/// 2^64 divided by the golden ratio, odd.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for Fast {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(GOLDEN);
        }
    }

    fn finish(&self) -> u64 {
        // The standard maps use the high bits and the low ones.
        self.0 ^ (self.0 >> 32)
    }
}
