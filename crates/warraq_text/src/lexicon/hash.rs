//! The hash of the compiled table (FNV-1a), the same when it is written and when it is read.

/// Hashes the bytes of a stem.
pub(crate) fn hash(bytes: &[u8]) -> u32 {
    let mixed = bytes.iter().fold(0x811c_9dc5_u32, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    mixed ^ (mixed >> 15)
}
