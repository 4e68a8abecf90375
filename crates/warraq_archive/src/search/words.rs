//! A typed word as the index knows it, and which words of a text are it.

use warraq_text::analyze::Kinship;
use warraq_text::query::{Query as Typed, Term};

use super::analysis::with_analyzer;

/// A word that is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sought {
    /// As written, folded.
    pub(crate) surface: String,
    /// What it may be a form of; empty for a particle.
    pub(crate) lemmas: Vec<String>,
    /// Whether it is a particle and nothing else.
    pub(crate) is_stop: bool,
}

impl Sought {
    /// Analyses one word, as typed: careful spelling says more than folded letters.
    pub(super) fn of(typed: &str) -> Self {
        let mut sought = Self::default();
        with_analyzer(|analyzer| {
            analyzer.words(typed, |word| {
                if sought.surface.is_empty() {
                    word.surface.clone_into(&mut sought.surface);
                    sought.is_stop = word.is_stop;
                    if !word.is_stop {
                        sought.lemmas = word.lemmas.map(str::to_owned).collect();
                    }
                }
            });
        });
        sought
    }
}

/// Words of the root of a typed word, which say something like it, the nearest first.
pub(super) fn kin(typed: &str) -> Vec<(&'static str, Kinship)> {
    let mut kin = None;
    with_analyzer(|analyzer| {
        analyzer.words(typed, |word| {
            kin.get_or_insert_with(|| {
                if word.is_stop {
                    Vec::new()
                } else {
                    word.lemmas.kin()
                }
            });
        });
    });
    kin.unwrap_or_default()
}

/// The words of a question, for marking them in what was found.
#[derive(Debug, Default)]
pub(super) struct Marker {
    surfaces: Vec<String>,
    lemmas: Vec<String>,
    beginnings: Vec<String>,
}

impl Marker {
    pub(super) fn of(typed: &Typed) -> Self {
        let mut marker = Self::default();
        for term in typed.clauses.iter().flat_map(|clause| &clause.any) {
            match term {
                Term::Word { text, folded, open } => {
                    let word = Sought::of(text);
                    marker.lemmas.extend(word.lemmas);
                    if !word.is_stop {
                        marker.surfaces.push(word.surface);
                    }
                    if *open && folded.chars().count() >= 2 {
                        marker.beginnings.push(folded.clone());
                    }
                }
                Term::Phrase { words, .. } => marker.surfaces.extend(words.iter().cloned()),
            }
        }
        marker
    }

    /// Whether a folded word of a text is one of those looked for, in any of its forms.
    pub(super) fn marks(&self, folded: &str) -> bool {
        let is = |word: &String| word == folded;
        let begins = |beginning: &String| folded.starts_with(beginning.as_str());
        self.surfaces.iter().any(is)
            || self.beginnings.iter().any(begins)
            || (!self.lemmas.is_empty()
                && with_analyzer(|analyzer| {
                    let mut lemmas = analyzer.lemmas(folded);
                    lemmas.any(|lemma| self.lemmas.iter().any(|sought| sought == lemma))
                }))
    }
}
