//! Endings: what may follow a stem, and which classes of stems it may follow.

use super::class::Class;
use super::class::Class::{
    Broken, BrokenFeminine, Elative, Feminine, Gendered, Imperfect, ImperfectCut, ImperfectJoined,
    ImperfectLong, ImperfectShort, Joined, Masculine, Name, Noun, Particle, Perfect, PerfectBare,
    PerfectCut, PerfectJoined, PerfectLong, PerfectShort, Shortened, Weak,
};
use super::fast::Fast;
use super::prefixes::Case;
use super::seats::Last;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// A run of endings after some classes of stems.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    /// The classes of stems that it may follow.
    pub(super) classes: u32,
    kind: Kind,
    pub(super) cost: u16,
    /// How the last letter is written, if that tells anything: ة, or ه and ي of a pronoun.
    pub(super) last: Last,
}

/// What an ending agrees with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Any noun.
    Plain,
    /// With a pronoun or in the construct state: not after the article.
    Bound,
    /// Nominative, and after the article as well.
    Nominative,
    /// Nominative, bound.
    NominativeBound,
    /// Any verb.
    Verb,
    /// A verb of the third person or of «you».
    Plural,
    /// A verb of «you».
    You,
}

impl Ending {
    /// Whether it may follow what these proclitics began.
    pub(super) fn agrees(self, case: Case) -> bool {
        match case {
            Case::Free => true,
            Case::Definite => matches!(self.kind, Kind::Plain | Kind::Nominative),
            Case::Genitive => matches!(self.kind, Kind::Plain | Kind::Bound),
            Case::DefiniteGenitive => self.kind == Kind::Plain,
            Case::Third => matches!(self.kind, Kind::Verb | Kind::Plural),
            Case::First => self.kind == Kind::Verb,
        }
    }
}

/// Pronouns on nouns, and on verbs.
const POSSESSIVE: [&str; 11] = [
    "ه", "ها", "هم", "هما", "هن", "ك", "كم", "كما", "كن", "نا", "ي",
];
const OBJECT: [&str; 11] = [
    "ه", "ها", "هم", "هما", "هن", "ك", "كم", "كما", "كن", "ني", "نا",
];

const PRONOUN: u16 = 10;

/// Longest ending in letters: «اتهما».
const LONGEST: usize = 6;

static ENDINGS: LazyLock<HashMap<String, Vec<Ending>, BuildHasherDefault<Fast>>> =
    LazyLock::new(|| {
        let mut all = Endings::default();
        nouns(&mut all);
        perfects(&mut all);
        imperfects(&mut all);
        all.0
    });

/// A place where a word may be cut into stem and ending.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    /// Byte offset of the ending.
    pub(super) at: usize,
    pub(super) endings: &'static [Ending],
}

/// All places where a word may be cut, the end of the word first.
pub(super) fn cuts(word: &str) -> [Option<Cut>; LONGEST + 1] {
    let mut cuts = [None; LONGEST + 1];
    let borders = std::iter::once(word.len()).chain(word.char_indices().rev().map(|(i, _)| i));
    for (cut, at) in cuts.iter_mut().zip(borders) {
        *cut = ENDINGS.get(&word[at..]).map(|endings| Cut { at, endings });
    }
    cuts
}

#[derive(Default)]
struct Endings(HashMap<String, Vec<Ending>, BuildHasherDefault<Fast>>);

impl Endings {
    fn add(&mut self, ending: &str, kind: Kind, classes: &[Class], cost: u16) {
        let last = match ending.chars().next_back() {
            Some('ي') => Last::Ya,
            _ => Last::Other,
        };
        let classes = classes.iter().fold(0, |all, class| all | class.mask());
        self.0.entry(ending.to_owned()).or_default().push(Ending {
            classes,
            kind,
            cost,
            last,
        });
    }

    /// Adds an ending before every pronoun.
    fn joined(&mut self, before: &str, kind: Kind, classes: &[Class], cost: u16) {
        let pronouns = if kind == Kind::Bound || kind == Kind::NominativeBound {
            POSSESSIVE
        } else {
            OBJECT
        };
        for pronoun in pronouns {
            self.add(&format!("{before}{pronoun}"), kind, classes, cost + PRONOUN);
        }
    }

    /// Adds the ة of a feminine, folded.
    fn ta_marbuta(&mut self, classes: &[Class], cost: u16) {
        self.add("ه", Kind::Plain, classes, cost);
        if let Some(ending) = self.0.get_mut("ه").and_then(|endings| endings.last_mut()) {
            ending.last = Last::TaMarbuta;
        }
    }
}

fn nouns(all: &mut Endings) {
    let whole = [Masculine, Noun, Gendered, Broken];
    all.add("", Kind::Plain, &whole, 0);
    all.add("", Kind::Plain, &[Name, Particle], 0);
    all.add("ا", Kind::NominativeBound, &whole, 5);
    all.joined(
        "",
        Kind::Bound,
        &[Masculine, Noun, Gendered, Broken, Joined],
        0,
    );
    all.add("", Kind::Plain, &[Elative, Shortened], 6);
    all.joined("", Kind::Bound, &[Elative], 3);
    let declined = [Masculine, Noun, Gendered, Shortened, Weak];
    all.add("ان", Kind::Nominative, &declined, 6);
    all.add("ا", Kind::NominativeBound, &declined, 9);
    all.joined("ا", Kind::NominativeBound, &declined, 9);
    all.add("ون", Kind::Nominative, &declined, 4);
    all.add("و", Kind::NominativeBound, &declined, 9);
    all.joined("و", Kind::NominativeBound, &declined, 5);
    all.add("ين", Kind::Plain, &declined, 4);
    all.add("ي", Kind::Bound, &declined, 9);
    all.joined("ي", Kind::Bound, &declined, 5);
    let plural = [Noun, Gendered, Feminine, Weak];
    all.add("ات", Kind::Plain, &plural, 4);
    all.joined("ات", Kind::Bound, &plural, 4);
    all.ta_marbuta(&[Gendered, Feminine, BrokenFeminine], 3);
    all.joined("ت", Kind::Bound, &[Gendered, Feminine, BrokenFeminine], 3);
    all.ta_marbuta(&[Noun], 9);
    all.joined("ت", Kind::Bound, &[Noun], 9);
    let feminine = [Gendered, Feminine];
    all.add("تان", Kind::Nominative, &feminine, 6);
    all.add("تا", Kind::NominativeBound, &feminine, 9);
    all.joined("تا", Kind::NominativeBound, &feminine, 8);
    all.add("تين", Kind::Plain, &feminine, 6);
    all.add("تي", Kind::Bound, &feminine, 8);
    all.joined("تي", Kind::Bound, &feminine, 6);
}

fn perfects(all: &mut Endings) {
    let vowels = [Perfect, PerfectLong];
    let consonants = [Perfect, PerfectShort];
    let third = [Perfect, PerfectLong, PerfectCut];
    all.add("", Kind::Verb, &[Perfect, PerfectLong, PerfectBare], 0);
    all.joined("", Kind::Verb, &[Perfect, PerfectLong, PerfectJoined], 0);
    all.add("ت", Kind::Verb, &third, 3);
    all.joined(
        "ت",
        Kind::Verb,
        &[Perfect, PerfectLong, PerfectShort, PerfectCut],
        3,
    );
    all.add("تا", Kind::Verb, &third, 9);
    all.add("ا", Kind::Verb, &vowels, 8);
    all.joined("ا", Kind::Verb, &vowels, 10);
    all.add("وا", Kind::Verb, &third, 3);
    all.joined("و", Kind::Verb, &third, 3);
    for (ending, cost) in [
        ("ت", 4),
        ("نا", 8),
        ("تم", 10),
        ("تما", 14),
        ("تن", 14),
        ("ن", 12),
    ] {
        all.add(ending, Kind::Verb, &consonants, cost);
    }
    all.joined("نا", Kind::Verb, &consonants, 8);
    all.joined("تمو", Kind::Verb, &consonants, 10);
    all.joined("ن", Kind::Verb, &consonants, 14);
}

fn imperfects(all: &mut Endings) {
    let long = [Imperfect, ImperfectLong];
    let cut = [Imperfect, ImperfectLong, ImperfectCut];
    all.add("", Kind::Verb, &[Imperfect, ImperfectLong], 0);
    all.add("", Kind::Verb, &[ImperfectShort, ImperfectCut], 6);
    all.joined(
        "",
        Kind::Verb,
        &[Imperfect, ImperfectLong, ImperfectJoined],
        0,
    );
    all.joined("", Kind::Verb, &[ImperfectShort, ImperfectCut], 6);
    all.add("ان", Kind::Plural, &long, 6);
    all.add("ا", Kind::Plural, &long, 8);
    all.joined("ا", Kind::Plural, &long, 10);
    all.joined("ان", Kind::Plural, &long, 10);
    all.add("ون", Kind::Plural, &cut, 2);
    all.add("وا", Kind::Plural, &cut, 2);
    all.joined("ون", Kind::Plural, &cut, 2);
    all.joined("و", Kind::Plural, &cut, 2);
    all.add("ين", Kind::You, &cut, 10);
    all.add("ي", Kind::You, &cut, 10);
    all.add(
        "ن",
        Kind::Plural,
        &[Imperfect, ImperfectLong, ImperfectShort],
        10,
    );
}
