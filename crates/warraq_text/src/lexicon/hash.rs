//! The hash of the compiled table (FNV-1a), the same when it is written and when it is read, and
//! of the maps of words. Words come from published text, in maps that are bounded.

use std::hash::Hasher;

/// Hashes the bytes of a stem.
pub(crate) fn hash(bytes: &[u8]) -> u32 {
    let mixed = bytes.iter().fold(0x811c_9dc5_u32, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    mixed ^ (mixed >> 15)
}

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
