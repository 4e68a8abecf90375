//! The table as bytes: an open hash of stems, their records, and the lemmas that these name.
//!
//! ```text
//! u32 number of buckets (a power of two) · u32 place of the records · u32 place of the lemmas
//! buckets: u32 place of a record, counted from the records, plus one; 0 is empty
//! record:  u8 length, stem, u8 number of readings, readings
//! reading: u24 place of a lemma, counted from the lemmas; u8 class; u16 seats: the two high bits
//!          say how the last letter is written, the others hold two bits for each alef
//! lemma:   u8 length, text
//! ```
//! Numbers are little-endian.

use crate::Stem;
use crate::hash::hash;
use crate::seats::Seats;
use crate::spelling::fold;
use std::collections::{BTreeMap, BTreeSet};

const HEADER: usize = 12;

pub(crate) fn encode(stems: &BTreeSet<Stem>) -> Vec<u8> {
    let mut lemmas = Vec::new();
    let mut places: BTreeMap<&str, u32> = BTreeMap::new();
    let mut readings: BTreeMap<String, Vec<&Stem>> = BTreeMap::new();
    for stem in stems {
        readings.entry(fold(&stem.text)).or_default().push(stem);
        places.entry(&stem.lemma).or_insert_with(|| {
            let place = small(lemmas.len());
            push_text(&stem.lemma, &mut lemmas);
            place
        });
    }
    let mut records = Vec::new();
    let buckets = (readings.len() * 2).next_power_of_two();
    let mut table = vec![0u32; buckets];
    for (text, stems) in readings {
        let mut bucket = hash(text.as_bytes()) as usize & (buckets - 1);
        while table[bucket] != 0 {
            bucket = (bucket + 1) & (buckets - 1);
        }
        table[bucket] = small(records.len()) + 1;
        push_text(&text, &mut records);
        records.push(u8::try_from(stems.len()).expect("a stem has few readings"));
        for stem in stems {
            records.extend_from_slice(&places[stem.lemma.as_str()].to_le_bytes()[..3]);
            records.push(stem.class as u8);
            records.extend_from_slice(&seats(&stem.text).to_le_bytes());
        }
    }
    let records_at = HEADER + buckets * 4;
    let mut bytes = Vec::new();
    for number in [buckets, records_at, records_at + records.len()] {
        bytes.extend_from_slice(&small(number).to_le_bytes());
    }
    for place in table {
        bytes.extend_from_slice(&place.to_le_bytes());
    }
    bytes.extend_from_slice(&records);
    bytes.extend_from_slice(&lemmas);
    bytes
}

fn seats(text: &str) -> u16 {
    let seats = Seats::of(text);
    seats.alefs | (seats.last as u16) << 14
}

fn push_text(text: &str, bytes: &mut Vec<u8>) {
    bytes.push(u8::try_from(text.len()).expect("a word is short"));
    bytes.extend_from_slice(text.as_bytes());
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("the table is small")
}
