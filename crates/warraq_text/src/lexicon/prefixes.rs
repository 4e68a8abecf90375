//! Proclitics: what may stand before a stem, and what may then follow.

use super::class::Class;
use std::sync::LazyLock;

/// A run of proclitics.
pub(super) struct Prefix {
    text: String,
    /// The classes of stems that may follow.
    pub(super) classes: u32,
    /// What the endings have to agree with.
    pub(super) case: Case,
    pub(super) cost: u16,
    /// How many alefs it has, and whether its last is the أ of «I».
    pub(super) alefs: u32,
    pub(super) first_person: bool,
}

/// What a run of proclitics demands of the ending.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// Anything goes.
    Free,
    /// After the article: no pronoun, no tanwin.
    Definite,
    /// After a preposition: no nominative, no tanwin in ا.
    Genitive,
    /// After the article and a preposition.
    DefiniteGenitive,
    /// «He» and «they» of the imperfect.
    Third,
    /// «I» and «we» of the imperfect: no ending but a pronoun.
    First,
}

const NOUNS: u32 = Class::Masculine.mask()
    | Class::Noun.mask()
    | Class::Gendered.mask()
    | Class::Feminine.mask()
    | Class::Elative.mask()
    | Class::Shortened.mask()
    | Class::Broken.mask()
    | Class::BrokenFeminine.mask()
    | Class::Weak.mask()
    | Class::Joined.mask();

const WHOLE: u32 = Class::Name.mask() | Class::Particle.mask();

const PERFECTS: u32 = Class::Perfect.mask()
    | Class::PerfectLong.mask()
    | Class::PerfectShort.mask()
    | Class::PerfectBare.mask()
    | Class::PerfectJoined.mask()
    | Class::PerfectCut.mask();

const IMPERFECTS: u32 = Class::Imperfect.mask()
    | Class::ImperfectLong.mask()
    | Class::ImperfectShort.mask()
    | Class::ImperfectCut.mask()
    | Class::ImperfectJoined.mask();

const CONJUNCTIONS: [(&str, u16); 3] = [("", 0), ("و", 10), ("ف", 14)];

/// What follows a conjunction.
const CORES: [(&str, u32, Case, u16); 22] = [
    ("", NOUNS | WHOLE | PERFECTS, Case::Free, 0),
    ("ب", NOUNS | WHOLE, Case::Genitive, 10),
    ("ل", NOUNS | WHOLE, Case::Genitive, 10),
    ("ل", PERFECTS, Case::Free, 14),
    ("ك", NOUNS | WHOLE, Case::Genitive, 16),
    ("ال", NOUNS, Case::Definite, 0),
    ("بال", NOUNS, Case::DefiniteGenitive, 6),
    ("كال", NOUNS, Case::DefiniteGenitive, 8),
    ("لل", NOUNS, Case::DefiniteGenitive, 4),
    ("ي", IMPERFECTS, Case::Third, 3),
    ("ت", IMPERFECTS, Case::Free, 5),
    ("ن", IMPERFECTS, Case::First, 10),
    ("ا", IMPERFECTS, Case::First, 12),
    ("سي", IMPERFECTS, Case::Third, 4),
    ("ست", IMPERFECTS, Case::Free, 6),
    ("سن", IMPERFECTS, Case::First, 10),
    ("سا", IMPERFECTS, Case::First, 12),
    ("لي", IMPERFECTS, Case::Third, 8),
    ("لت", IMPERFECTS, Case::Free, 10),
    ("لن", IMPERFECTS, Case::First, 14),
    ("لا", IMPERFECTS, Case::First, 18),
    ("فال", NOUNS, Case::Definite, 8),
];

/// All runs of proclitics by their first letter; the empty one comes first.
static PREFIXES: LazyLock<Vec<Prefix>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (conjunction, first) in CONJUNCTIONS {
        for (core, classes, case, second) in CORES {
            let text = format!("{conjunction}{core}");
            let alefs = u32::from(text.contains('ا'));
            let first_person = case == Case::First && text.ends_with('ا');
            all.push(Prefix {
                text,
                classes,
                case,
                cost: first + second,
                alefs,
                first_person,
            });
        }
    }
    all.sort_by(|a, b| a.text.cmp(&b.text));
    all
});

impl Prefix {
    /// Its length in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }
}

/// Calls `then` with every run of proclitics that a form begins with.
pub(super) fn each(form: &str, mut then: impl FnMut(&Prefix)) {
    let (none, some) = PREFIXES.split_at(PREFIXES.partition_point(|prefix| prefix.text.is_empty()));
    none.iter().for_each(&mut then);
    let first = form.get(..2).unwrap_or(form);
    let from = some.partition_point(|prefix| prefix.text.as_str() < first);
    some[from..]
        .iter()
        .take_while(|prefix| prefix.text.starts_with(first))
        .filter(|prefix| form.starts_with(prefix.text.as_str()))
        .for_each(then);
}
