//! The part of a text that the parser looks at.

use std::io::Read;

use memchr::memmem::Finder;

use crate::source::text::{Repair, Text};

/// A piece of the text, growing at its end and forgotten from its start.
pub(super) struct Window<R> {
    text: Text<R>,
    buffer: String,
    /// Where the unconsumed part of the buffer begins.
    start: usize,
    /// Offset in the text of the buffer's beginning.
    base: u64,
    ended: bool,
}

/// What a search in the window comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// Found, so many bytes after the start.
    At(usize),
    /// Not in the rest of the text.
    Absent,
    /// Not within the limit.
    TooFar,
}

impl<R: Read> Window<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            text: Text::new(input),
            buffer: String::new(),
            start: 0,
            base: 0,
            ended: false,
        }
    }

    /// What has been read and not consumed.
    pub(super) fn rest(&self) -> &str {
        &self.buffer[self.start..]
    }

    /// Offset in the text of what has not been consumed.
    pub(super) fn offset(&self) -> u64 {
        self.base + self.start as u64
    }

    /// Where a place of the text stands in the source.
    pub(super) fn origin(&self, offset: u64) -> u64 {
        self.text.origin(offset)
    }

    /// What was repaired in the text so far consumed, since the last call.
    pub(super) fn repairs(&mut self) -> Vec<Repair> {
        self.text.repairs_before(self.offset())
    }

    /// What was repaired anywhere, consumed or not: for the end of the text.
    pub(super) fn last_repairs(&mut self) -> Vec<Repair> {
        self.text.repairs_before(u64::MAX)
    }

    /// Forgets the next `length` bytes.
    pub(super) fn consume(&mut self, length: usize) {
        self.start += length;
    }

    /// Reads more; `false` at the end of the text.
    pub(super) fn more(&mut self) -> bool {
        const KEEP: usize = 1 << 20;
        if self.start * 2 >= self.buffer.len() {
            self.buffer.drain(..self.start);
            self.base += self.start as u64;
            self.start = 0;
            // After one huge body the memory goes back.
            if self.buffer.capacity() > 4 * KEEP && self.buffer.len() < KEEP {
                self.buffer.shrink_to(2 * KEEP);
            }
        }
        if self.buffer.len() > 8 * KEEP && self.buffer.capacity() - self.buffer.len() < KEEP {
            // Growing by a quarter instead of doubling bounds what a huge body takes.
            self.buffer.reserve_exact(self.buffer.len() / 4);
        }
        if !self.ended {
            self.ended = !self.text.read_into(&mut self.buffer);
        }
        !self.ended
    }

    /// Reads until `length` bytes wait to be consumed; `false` where the text ends before.
    pub(super) fn need(&mut self, length: usize) -> bool {
        while self.rest().len() < length {
            if !self.more() {
                return false;
            }
        }
        true
    }

    /// Looks for bytes, reading on as far as `limit`.
    pub(super) fn find(&mut self, wanted: &Finder<'_>, from: usize, limit: usize) -> Search {
        let length = wanted.needle().len();
        self.search(from, length, limit, |rest| wanted.find(rest))
    }

    /// Looks for one byte, reading on as far as `limit`.
    pub(super) fn find_byte(&mut self, wanted: u8, from: usize, limit: usize) -> Search {
        self.search(from, 1, limit, |rest| memchr::memchr(wanted, rest))
    }

    fn search(
        &mut self,
        mut from: usize,
        length: usize,
        limit: usize,
        find: impl Fn(&[u8]) -> Option<usize>,
    ) -> Search {
        loop {
            let rest = self.rest().as_bytes();
            if let Some(at) = rest.get(from..).and_then(&find) {
                return Search::At(from + at);
            }
            from = from.max((rest.len() + 1).saturating_sub(length));
            if rest.len() > limit {
                return Search::TooFar;
            }
            if !self.more() {
                return Search::Absent;
            }
        }
    }
}
