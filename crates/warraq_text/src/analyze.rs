//! What the index stores of a text: for every word its surface and the words of the dictionary
//! that it may be a form of.
//!
//! The *surface* is the folded word: what a phrase or an exact search compares. The *lemmas* are
//! the dictionary words that the form may belong to: كتب is a form of the verb كتب and of the noun
//! كتاب, and is found under both. Lemmas are spelled as the dictionary spells them or, for a word
//! that is not in it, folded; they are keys, not text for readers.
//!
//! Careful spelling is used where the text has it (عملة is not عمل with ه), and careless spelling
//! is understood where it has not. Query and text are analysed alike; they match if they have a
//! lemma in common.

use crate::fold::{fold_into, plain_into};
use crate::lexicon::{self, Fast, Reading};
use crate::tokens::tokens;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// A word of a text as the index sees it.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// Byte offset of the word in the text.
    pub start: usize,
    /// Byte offset after the word.
    pub end: usize,
    /// The folded word.
    pub surface: &'a str,
    /// What it may be a form of, the likeliest first; never empty.
    pub lemmas: &'a [Cow<'static, str>],
    /// Whether it is a particle or a pronoun and nothing else: too common to tell articles apart.
    pub is_stop: bool,
}

/// Analyses texts, remembering the words that it has met.
///
/// One analyser serves one thread.
///
/// ```
/// use warraq_text::analyze::Analyzer;
///
/// let mut analyzer = Analyzer::new();
/// let shared = |a: &str, b: &str| {
///     let lemmas = |word: &str| Analyzer::new().lemmas(word).to_vec();
///     lemmas(a).iter().any(|lemma| lemmas(b).contains(lemma))
/// };
/// assert!(shared("وبالمدارس", "مدرسة"));
/// assert!(shared("سيقولون", "قلت"));
/// assert!(shared("ايران", "إيران"));
/// assert!(!shared("عملة", "عمل"));
///
/// let mut surfaces = Vec::new();
/// analyzer.words("قال الوزيرُ", |word| surfaces.push(word.surface.to_owned()));
/// assert_eq!(surfaces, ["قال", "الوزير"]);
/// ```
#[derive(Debug, Default)]
pub struct Analyzer {
    /// What was met lately, and before that: the older half is forgotten as a whole.
    new: Memory,
    old: Memory,
    plain: String,
}

/// Words that were met, by their plain letters.
#[derive(Debug, Default)]
struct Memory {
    places: HashMap<Box<str>, usize, BuildHasherDefault<Fast>>,
    analyses: Vec<Analysis>,
}

#[derive(Clone, Debug)]
struct Analysis {
    /// The folded word, where it is not the word itself.
    surface: Option<Box<str>>,
    lemmas: Box<[Cow<'static, str>]>,
    is_stop: bool,
}

/// Words of each half of the memory. A newspaper of a million articles has some hundred thousand
/// forms, of which these are nearly all that is written; they take about 15 MB.
const REMEMBERED: usize = 60_000;

impl Analyzer {
    /// Makes an analyser that has met no word yet.
    pub fn new() -> Analyzer {
        Analyzer::default()
    }

    /// Calls `each` with every word of a text, from first to last.
    pub fn words(&mut self, text: &str, mut each: impl FnMut(Word<'_>)) {
        for token in tokens(text) {
            let (plain, analysis) = self.analysis(token.text);
            let surface = analysis.surface.as_deref().unwrap_or(plain);
            if surface.contains(' ') {
                // A ligature of several words, «ﷺ»: each stands at its place.
                for part in surface.to_owned().split_whitespace() {
                    let (plain, analysis) = self.analysis(part);
                    each(analysis.word(plain, token.start, token.end));
                }
            } else if !surface.is_empty() {
                each(analysis.word(plain, token.start, token.end));
            }
        }
    }

    /// The dictionary words that a single written word may be a form of, the likeliest first.
    pub fn lemmas(&mut self, written: &str) -> &[Cow<'static, str>] {
        &self.analysis(written).1.lemmas
    }

    /// The plain letters of a word and what is known of it.
    fn analysis(&mut self, written: &str) -> (&str, &Analysis) {
        let Analyzer { new, old, plain } = self;
        plain.clear();
        plain_into(written, plain);
        let place = match new.places.get(plain.as_str()) {
            Some(&place) => place,
            None => {
                if new.analyses.len() >= REMEMBERED {
                    *old = std::mem::take(new);
                }
                let known = old
                    .places
                    .get(plain.as_str())
                    .map(|&place| &old.analyses[place]);
                new.analyses
                    .push(known.cloned().unwrap_or_else(|| analyze(plain)));
                new.places
                    .insert(plain.as_str().into(), new.analyses.len() - 1);
                new.analyses.len() - 1
            }
        };
        (plain, &new.analyses[place])
    }
}

impl Analysis {
    fn word<'a>(&'a self, plain: &'a str, start: usize, end: usize) -> Word<'a> {
        Word {
            start,
            end,
            surface: self.surface.as_deref().unwrap_or(plain),
            lemmas: &self.lemmas,
            is_stop: self.is_stop,
        }
    }
}

fn analyze(plain: &str) -> Analysis {
    let mut surface = String::with_capacity(plain.len());
    fold_into(plain, &mut surface);
    let surface = surface.trim();
    let mut readings: Vec<Reading> = Vec::new();
    lexicon::readings(surface, plain, &mut readings);
    let is_stop = lexicon::is_stop(&readings);
    let mut lemmas: Vec<Cow<'static, str>> = readings
        .iter()
        .map(|reading| Cow::Borrowed(reading.lemma))
        .collect();
    if lemmas.is_empty() {
        lexicon::guesses(surface, |guess| {
            if !lemmas.iter().any(|lemma| lemma == guess) {
                lemmas.push(Cow::Owned(guess.to_owned()));
            }
        });
    }
    Analysis {
        surface: (surface != plain).then(|| surface.into()),
        lemmas: lemmas.into(),
        is_stop,
    }
}

#[cfg(test)]
mod tests {
    use super::Analyzer;
    use proptest::prelude::*;

    #[track_caller]
    fn share(a: &str, b: &str, expected: bool) {
        let lemmas = |word: &str| Analyzer::new().lemmas(word).to_vec();
        let (of_a, of_b) = (lemmas(a), lemmas(b));
        let shared = of_a.iter().any(|lemma| of_b.contains(lemma));
        assert_eq!(shared, expected, "{a} {of_a:?}, {b} {of_b:?}");
    }

    #[test]
    fn the_table_of_words_holds() {
        for line in include_str!("../../../fixtures/text/words.tsv").lines() {
            let mut columns = line.split('\t');
            if let (Some(sign), Some(a), Some(b)) = (columns.next(), columns.next(), columns.next())
                && !line.starts_with('#')
            {
                share(a, b, sign == "+");
            }
        }
    }

    #[test]
    fn particles_are_stop_words() {
        let mut stops = Vec::new();
        Analyzer::new().words(
            "ذهب إلى المدرسة وفي يده كتاب",
            |word| {
                if word.is_stop {
                    stops.push(word.surface.to_owned());
                }
            },
        );
        assert_eq!(stops, ["الي", "وفي"]);
    }

    #[test]
    fn a_ligature_of_several_words_is_analysed_word_by_word() {
        let mut words = Vec::new();
        Analyzer::new().words("محمد ﷺ", |word| {
            words.push((word.start, word.surface.to_owned()));
        });
        assert_eq!(words.len(), 5);
        assert_eq!(words[4], (9, "وسلم".to_owned()));
    }

    proptest! {
        #[test]
        fn every_word_has_a_lemma(text in "([\u{600}-\u{6ff}]|[\u{fb50}-\u{fdff}]|[ a-zé0-9]|.)*") {
            Analyzer::new().words(&text, |word| {
                assert!(text.is_char_boundary(word.start) && text.is_char_boundary(word.end));
                assert!(!word.lemmas.is_empty() && !word.surface.is_empty());
            });
        }
    }
}
