//! Readers that notice when what they read is not what it claims to be.

use std::io::{self, Read};

use flate2::Crc;

/// So much may come out of anything.
const FREE: u64 = 256 << 20;

/// Beyond that, no text is compressed better than this. Exports shrink to a fifth; deflate at its
/// best reaches 1,032.
const BEST_RATIO: u64 = 200;

/// Refuses what expands beyond reason.
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(inner: R, compressed: u64) -> Self {
        Self {
            inner,
            left: FREE.max(compressed.saturating_mul(BEST_RATIO)),
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(io::ErrorKind::FileTooLarge.into()),
        }
        Ok(read)
    }
}

/// Compares what was read with its checksum.
pub(super) struct Checked<R> {
    inner: R,
    expected: u32,
    crc: Crc,
}

impl<R: Read> Checked<R> {
    pub(super) fn new(inner: R, expected: u32) -> Self {
        Self {
            inner,
            expected,
            crc: Crc::new(),
        }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.crc.update(&out[..read]);
        if read == 0 && !out.is_empty() && self.crc.sum() != self.expected {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_expands_beyond_reason_is_refused() {
        let mut bomb = Bounded::new(io::repeat(0), 1024);
        let error = io::copy(&mut bomb, &mut io::sink()).expect_err("it has no end");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_wrong_checksum_is_noticed_at_the_end() {
        let mut right = Checked::new(&b"abc"[..], 0x3524_41C2);
        assert_eq!(io::copy(&mut right, &mut io::sink()).ok(), Some(3));
        let mut wrong = Checked::new(&b"abd"[..], 0x3524_41C2);
        let error = io::copy(&mut wrong, &mut io::sink()).expect_err("a letter differs");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
