//! Look-ups in the compiled table. Its layout is described in `build/table.rs`, which writes it.

use super::class::Class;
use super::hash::hash;
use super::seats::{Last, Seats};

static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

const HEADER: usize = 16;

/// A stem of the table.
#[derive(Clone, Copy)]
pub(super) struct Stem {
    /// Where the dictionary form stands.
    pub(super) lemma: u32,
    pub(super) class: Class,
    pub(super) seats: Seats,
}

/// Bytes of a reading in the table.
const READING: usize = 6;

/// The dictionary words that have this folded stem, with what it may be joined to.
pub(super) fn find(stem: &str) -> Option<impl Iterator<Item = Stem>> {
    Some(record(stem)?.chunks_exact(READING).filter_map(|reading| {
        let &[a, b, c, class, low, high] = reading else {
            return None;
        };
        let class = *Class::ALL.get(usize::from(class))?;
        let seats = seats(u16::from_le_bytes([low, high]));
        Some(Stem {
            lemma: u32::from_le_bytes([a, b, c, 0]),
            class,
            seats,
        })
    }))
}

fn seats(code: u16) -> Seats {
    let last = match code >> 14 {
        1 => Last::AlefMaqsura,
        2 => Last::Ya,
        3 => Last::TaMarbuta,
        _ => Last::Other,
    };
    Seats {
        alefs: code & 0x3fff,
        last,
    }
}

/// The readings of a stem as bytes.
fn record(stem: &str) -> Option<&'static [u8]> {
    let buckets = number(0)?;
    let mut bucket = hash(stem.as_bytes()) as usize & (buckets - 1);
    loop {
        let place = number(HEADER + bucket * 4)?.checked_sub(1)?;
        let record = TABLE.get(number(4)? + place..)?;
        let (&length, record) = record.split_first()?;
        let (text, record) = record.split_at_checked(usize::from(length))?;
        if text == stem.as_bytes() {
            let (&readings, record) = record.split_first()?;
            return record.get(..usize::from(readings) * READING);
        }
        bucket = (bucket + 1) & (buckets - 1);
    }
}

/// The dictionary form at a place.
pub(super) fn lemma(place: u32) -> Option<&'static str> {
    let (text, _) = entry(place)?;
    str::from_utf8(text).ok()
}

/// Calls `group` with the places of the words of each group of the families of the word at a place,
/// and whether the group is one form of the verb.
pub(super) fn families(place: u32, mut group: impl FnMut(&mut dyn Iterator<Item = u32>, bool)) {
    let mut walk = || {
        let (_, behind) = entry(place)?;
        let (families, _) = list(behind)?;
        for family in families {
            let family = TABLE.get(number(12)? + family as usize..)?;
            let (&groups, mut rest) = family.split_first()?;
            for nth in 1..=groups {
                let (mut places, behind) = list(rest)?;
                group(&mut places, nth < groups);
                rest = behind;
            }
        }
        Some(())
    };
    walk();
}

/// The text of the dictionary form at a place, and what stands behind it.
fn entry(place: u32) -> Option<(&'static [u8], &'static [u8])> {
    let lemma = TABLE.get(number(8)? + place as usize..)?;
    let (&length, lemma) = lemma.split_first()?;
    lemma.split_at_checked(usize::from(length))
}

/// A counted list of places, and what stands behind it.
fn list(bytes: &'static [u8]) -> Option<(impl Iterator<Item = u32>, &'static [u8])> {
    let (&count, rest) = bytes.split_first()?;
    let (places, behind) = rest.split_at_checked(usize::from(count) * 3)?;
    let place = |place: &[u8]| u32::from_le_bytes([place[0], place[1], place[2], 0]);
    Some((places.chunks_exact(3).map(place), behind))
}

fn number(at: usize) -> Option<usize> {
    let bytes = TABLE.get(at..at + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
}
