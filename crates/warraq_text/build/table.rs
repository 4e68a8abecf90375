//! The table as bytes: an open hash of stems, their records, and the lemmas that these name.
//!
//! ```text
//! u32 number of buckets (a power of two) · u32 place of the records · u32 place of the lemmas ·
//! u32 place of the families
//! buckets: u32 place of a record, counted from the records, plus one; 0 is empty
//! record:  u8 length, stem, u8 number of readings, readings
//! reading: u24 place of a lemma, counted from the lemmas; u8 class; u16 seats: the two high bits
//!          say how the last letter is written, the others hold two bits for each alef
//! lemma:   u8 length, text, u8 number of families, for each u24 its place, counted from the families
//! family:  u8 number of groups, groups
//! group:   u8 number of lemmas, for each u24 its place
//! ```
//! Numbers are little-endian.

use crate::hash::hash;
use crate::seats::Seats;
use crate::spelling::fold;
use crate::{Family, Stem};
use std::collections::{BTreeMap, BTreeSet};

const HEADER: usize = 16;

/// Encodes the stems, and the words that each root has.
pub(crate) fn encode(stems: &BTreeSet<Stem>, families: &[Family]) -> Vec<u8> {
    let mut readings: BTreeMap<String, Vec<&Stem>> = BTreeMap::new();
    for stem in stems {
        readings.entry(fold(&stem.text)).or_default().push(stem);
    }
    let (lemmas, places) = encode_lemmas(stems, families);
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
            push_place(places[stem.lemma.as_str()], &mut records);
            records.push(stem.class as u8);
            records.extend_from_slice(&seats(&stem.text).to_le_bytes());
        }
    }
    let records_at = HEADER + buckets * 4;
    let lemmas_at = records_at + records.len();
    let mut bytes = Vec::new();
    for number in [buckets, records_at, lemmas_at, lemmas_at + lemmas.len()] {
        bytes.extend_from_slice(&small(number).to_le_bytes());
    }
    for place in table {
        bytes.extend_from_slice(&place.to_le_bytes());
    }
    bytes.extend_from_slice(&records);
    bytes.extend_from_slice(&lemmas);
    for family in families {
        push_list(family, &mut bytes, |group, bytes| {
            push_list(group, bytes, |lemma, bytes| {
                push_place(places[lemma.as_str()], bytes);
            });
        });
    }
    bytes
}

/// The lemmas as bytes, and where each stands in them.
fn encode_lemmas<'a>(
    stems: &'a BTreeSet<Stem>,
    families: &[Family],
) -> (Vec<u8>, BTreeMap<&'a str, u32>) {
    let mut families_of: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    let mut at = 0;
    for family in families {
        for lemma in family.iter().flatten() {
            families_of.entry(lemma).or_default().insert(small(at));
        }
        at += 1 + family
            .iter()
            .map(|group| 1 + group.len() * 3)
            .sum::<usize>();
    }
    let mut lemmas = Vec::new();
    let mut places = BTreeMap::new();
    for stem in stems {
        places.entry(stem.lemma.as_str()).or_insert_with(|| {
            let place = small(lemmas.len());
            push_text(&stem.lemma, &mut lemmas);
            let none = BTreeSet::new();
            let families = families_of.get(stem.lemma.as_str()).unwrap_or(&none);
            let families: Vec<u32> = families.iter().copied().collect();
            push_list(&families, &mut lemmas, |&place, lemmas| {
                push_place(place, lemmas);
            });
            place
        });
    }
    (lemmas, places)
}

fn push_list<T>(list: &[T], bytes: &mut Vec<u8>, mut push: impl FnMut(&T, &mut Vec<u8>)) {
    bytes.push(u8::try_from(list.len()).expect("a list is short"));
    for one in list {
        push(one, bytes);
    }
}

fn push_place(place: u32, bytes: &mut Vec<u8>) {
    assert!(place < 1 << 24, "the table is small");
    bytes.extend_from_slice(&place.to_le_bytes()[..3]);
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
