//! The dictionary: which words a form can be a form of.
//!
//! A form is cut into proclitics, stem and ending in every way that the compiled table of stems
//! (`build/`, from the word lists in `data/`) allows. Each way is a reading with a cost: the more
//! has to be cut off, and the less the spelling agrees, the less likely it is. The cheap readings
//! are kept.

mod class;
mod endings;
mod fast;
mod guess;
mod hash;
mod prefixes;
mod seats;
mod table;

use class::Class;
use endings::Ending;
pub(crate) use fast::Fast;
use prefixes::Prefix;
use seats::{Last, Seats};
use table::Stem;

/// The list of names, as it is compiled.
pub(crate) const NAMES: &str = include_str!("../data/names.tsv");

/// How words of one root belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinship {
    /// A verb, its participles and its verbal noun: أعلن, معلن, إعلان.
    Form,
    /// Other words of the root: وزير, وزارة.
    Root,
}

/// Calls `each` with the words of the dictionary that share a root with the one at a place; some come
/// twice.
pub(crate) fn kin(place: u32, mut each: impl FnMut(&'static str, Kinship)) {
    table::families(place, |group, is_form| {
        let group: Vec<u32> = group.collect();
        let kinship = if is_form && group.contains(&place) {
            Kinship::Form
        } else {
            Kinship::Root
        };
        for other in group.into_iter().filter(|&other| other != place) {
            each(lemma(other), kinship);
        }
    });
}

/// One way to read a form: the word of the dictionary, and how far-fetched the reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Where the dictionary form stands in the dictionary; [`lemma`] reads it.
    pub(crate) lemma: u32,
    pub(crate) cost: u16,
    pub(crate) kind: Kind,
}

/// What sort of word a reading takes the form for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Name,
    Particle,
    Other,
}

/// Whether readings make a form a particle or pronoun, too common to tell texts apart. «علي» is a
/// name as well, and is not.
pub(crate) fn is_stop(readings: &[Reading]) -> bool {
    let cheapest = readings.first().map_or(0, |reading| reading.cost);
    readings
        .iter()
        .any(|r| r.kind == Kind::Particle && r.cost <= cheapest + PARTICLE_MARGIN)
        && readings.iter().all(|reading| reading.kind != Kind::Name)
}

/// A particle may be so much dearer than another reading and still be what is meant.
const PARTICLE_MARGIN: u16 = 4;

/// How much dearer than the cheapest a reading may be.
const SPREAD: u16 = 12;

/// A name is hardly ever something else with affixes: لبنان is not لبن in the dual.
const NAME_SPREAD: u16 = 5;

/// A stem of two letters is found in too many forms.
const SHORT_STEM: u16 = 3;

/// Finds the readings of a word, the cheapest first, each lemma once.
///
/// `folded` is the folded form, `written` has the same letters with their hamzas and without marks.
pub(crate) fn readings(folded: &str, written: &str, found: &mut Vec<Reading>) {
    found.clear();
    let seats = Seats::of(written);
    let cuts = endings::cuts(folded);
    prefixes::each(folded, |prefix| {
        for cut in cuts.iter().flatten().filter(|cut| cut.at > prefix.len()) {
            let text = &folded[prefix.len()..cut.at];
            let Some(stems) = table::find(text) else {
                continue;
            };
            for stem in stems {
                for ending in cut.endings {
                    let class = stem.class.mask();
                    if prefix.classes & ending.classes & class == 0 || !ending.agrees(prefix.case) {
                        continue;
                    }
                    let whole_stem = cut.at == folded.len();
                    found.push(reading(&stem, prefix, *ending, text, seats, whole_stem));
                }
            }
        }
    });
    found.sort_by_key(|reading| (reading.cost, reading.lemma));
    let cheapest = found.first().map_or(0, |reading| reading.cost);
    let is_name = found
        .iter()
        .any(|r| r.kind == Kind::Name && r.cost <= cheapest);
    let spread = if is_name { NAME_SPREAD } else { SPREAD };
    found.retain(|reading| reading.cost <= cheapest + spread);
    let mut kept = 0;
    for i in 0..found.len() {
        if found[..kept]
            .iter()
            .all(|earlier| earlier.lemma != found[i].lemma)
        {
            found[kept] = found[i];
            kept += 1;
        }
    }
    found.truncate(kept);
}

fn reading(
    stem: &Stem,
    prefix: &Prefix,
    ending: Ending,
    text: &str,
    seats: Seats,
    whole_stem: bool,
) -> Reading {
    let short = if text.len() <= 4 && !is_whole(stem.class) {
        SHORT_STEM
    } else {
        0
    };
    let cost = prefix.cost
        + ending.cost
        + short
        + disagreement(seats, prefix, text, stem, ending, whole_stem);
    let (kind, cost) = match stem.class {
        Class::Name => (Kind::Name, cost),
        // Particles are so common that «وفي» is more likely «و» and «في» than a verb.
        Class::Particle => (Kind::Particle, cost / 4),
        _ => (Kind::Other, cost),
    };
    Reading {
        lemma: stem.lemma,
        cost,
        kind,
    }
}

/// The dictionary form at a place of the dictionary, as it is spelled.
pub(crate) fn lemma(place: u32) -> &'static str {
    table::lemma(place).unwrap_or_default()
}

/// Calls `guess` with what a folded word without readings may be a form of; the word itself first.
pub(crate) fn guesses(folded: &str, guess: impl FnMut(&str)) {
    guess::each(folded, guess);
}

fn is_whole(class: Class) -> bool {
    matches!(class, Class::Name | Class::Particle)
}

/// What it costs that a word is not written as the reading would write it.
fn disagreement(
    written: Seats,
    prefix: &Prefix,
    text: &str,
    stem: &Stem,
    ending: Ending,
    whole_stem: bool,
) -> u16 {
    let mut cost = 0;
    if prefix.first_person {
        cost += seat_cost(written.alef(prefix.alefs - 1), 1);
    } else if prefix.alefs > 0 {
        cost += seat_cost(written.alef(prefix.alefs - 1), 0);
    }
    let alefs = u32::try_from(text.matches('ا').count()).unwrap_or(0);
    for i in 0..alefs {
        cost += seat_cost(written.alef(prefix.alefs + i), stem.seats.alef(i));
    }
    let last = if whole_stem {
        stem.seats.last
    } else {
        ending.last
    };
    cost + match (written.last, last) {
        (Last::TaMarbuta, Last::TaMarbuta) => 0,
        // A ة is a ة, but readers leave its dots out.
        (Last::TaMarbuta, _) => 30,
        (_, Last::TaMarbuta) => 2,
        (Last::AlefMaqsura, Last::Ya) | (Last::Ya, Last::AlefMaqsura) => 4,
        _ => 0,
    }
}

/// What it costs that an alef is written with one seat where another is right.
fn seat_cost(written: u16, right: u16) -> u16 {
    match (written, right) {
        (a, b) if a == b => 0,
        // Readers leave hamza out.
        (0, _) => 4,
        // Many write a hamza on the alef of اجتماع.
        (_, 0) => 8,
        _ => 14,
    }
}
