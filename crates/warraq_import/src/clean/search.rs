//! Searching with the widest registers of the processor: a body is gone through many times.

use memchr::memmem;

/// Where `needle` begins first.
pub(super) fn find(text: &str, needle: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), needle.as_bytes())
}

/// Whether `needle` occurs.
pub(super) fn has(text: &str, needle: &str) -> bool {
    find(text, needle).is_some()
}

/// Where an ASCII character stands first.
pub(super) fn find_byte(text: &str, byte: u8) -> Option<usize> {
    memchr::memchr(byte, text.as_bytes())
}
