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
use crate::letters::{Kind, kind};
pub use crate::lexicon::Kinship;
use crate::lexicon::{self, Fast, Reading};
use crate::tokens::tokens;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A word of a text as the index sees it.
#[derive(Clone, Debug)]
pub struct Word<'a> {
    /// Byte offset of the word in the text.
    pub start: usize,
    /// Byte offset after the word.
    pub end: usize,
    /// The folded word.
    pub surface: &'a str,
    /// What it may be a form of; never empty.
    pub lemmas: Lemmas<'a>,
    /// Whether it is a particle or a pronoun and nothing else: too common to tell articles apart.
    pub is_stop: bool,
    /// Whether the surface is more than one word.
    is_several: bool,
}

/// The dictionary words that a form may belong to, the likeliest first.
#[derive(Clone, Debug)]
pub struct Lemmas<'a> {
    /// Of a form that the dictionary knows: where its words stand in the dictionary.
    places: std::slice::Iter<'a, u32>,
    /// Of another: guesses, with spaces between them.
    guesses: std::str::SplitAsciiWhitespace<'a>,
}

impl<'a> Iterator for Lemmas<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        match self.places.next() {
            Some(&place) => Some(lexicon::lemma(place)),
            None => self.guesses.next(),
        }
    }
}

impl Lemmas<'_> {
    /// Whether the form is one of a word of the dictionary, and not guessed.
    pub fn is_known(&self) -> bool {
        !self.places.as_slice().is_empty()
    }

    /// The words of the dictionary that share a root with these, the nearest first. Nobody means them by
    /// the form; but whoever asks about an attack has use for an article that says «attacked».
    pub fn kin(&self) -> Vec<(&'static str, Kinship)> {
        let mut kin = Vec::new();
        for &place in self.places.as_slice() {
            lexicon::kin(place, |lemma, kinship| kin.push((lemma, kinship)));
        }
        kin.retain(|(word, _)| self.clone().all(|lemma| lemma != *word));
        kin.sort_by_key(|&(word, kinship)| (word, kinship));
        kin.dedup_by_key(|(word, _)| *word);
        kin.sort_by_key(|&(_, kinship)| kinship);
        kin
    }
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
///     let lemmas = |word: &str| -> Vec<String> {
///         Analyzer::new().lemmas(word).map(str::to_owned).collect()
///     };
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

/// Words that were met, packed: most of the time of an analysis is spent waiting for memory.
#[derive(Debug, Default)]
struct Memory {
    /// Where the record of a word begins, by the hash of its plain letters.
    records: HashMap<u64, usize, BuildHasherDefault<Fast>>,
    /// Records: place in the texts, the lengths of the three texts, what kind of word it is, the
    /// number of lemmas, their places in the dictionary.
    numbers: Vec<u32>,
    /// For each word its plain letters, its surface and the guesses.
    texts: String,
}

/// Numbers of a record before its lemmas.
const HEAD: usize = 6;

/// Kinds of words.
const STOP: u32 = 1;
const SEVERAL: u32 = 2;

/// Words of each half of the memory. A newspaper of a million articles has some hundred thousand
/// forms, of which these are nearly all that is written; they take about 10 MB.
const REMEMBERED: usize = 100_000;

impl Analyzer {
    /// Makes an analyser that has met no word yet.
    pub fn new() -> Analyzer {
        Analyzer::default()
    }

    /// Calls `each` with every word of a text, from first to last.
    pub fn words(&mut self, text: &str, mut each: impl FnMut(Word<'_>)) {
        for token in tokens(text) {
            let word = self.word(token.text);
            if word.is_several {
                // One character that holds several words, «ﷺ»: each stands at its place.
                let several = word.surface.to_owned();
                for part in tokens(&several) {
                    each(Word {
                        start: token.start,
                        end: token.end,
                        ..self.word(part.text)
                    });
                }
            } else if !word.surface.is_empty() {
                each(Word {
                    start: token.start,
                    end: token.end,
                    ..word
                });
            }
        }
    }

    /// The dictionary words that a single written word may be a form of, the likeliest first.
    pub fn lemmas(&mut self, written: &str) -> Lemmas<'_> {
        self.word(written).lemmas
    }

    fn word(&mut self, written: &str) -> Word<'_> {
        let Analyzer { new, old, plain } = self;
        plain.clear();
        plain_into(written, plain);
        let at = new.find(plain).unwrap_or_else(|| {
            if new.records.len() >= REMEMBERED {
                *old = std::mem::take(new);
            }
            match old.find(plain) {
                Some(at) => new.copy(old, at),
                None => new.analyze(plain),
            }
        });
        new.word(at)
    }
}

impl Memory {
    /// The record of a word, if it was met.
    fn find(&self, plain: &str) -> Option<usize> {
        let &at = self.records.get(&hash(plain))?;
        (self.text(at, 0) == plain).then_some(at)
    }

    fn copy(&mut self, from: &Memory, at: usize) -> usize {
        let texts = [0, 1, 2].map(|n| from.text(at, n));
        self.keep(texts, from.numbers[at + 4], from.lemmas(at))
    }

    fn analyze(&mut self, plain: &str) -> usize {
        let mut surface = String::with_capacity(plain.len());
        fold_into(plain, &mut surface);
        let surface = surface.trim();
        let mut readings: Vec<Reading> = Vec::new();
        lexicon::readings(surface, plain, &mut readings);
        let mut guesses = String::new();
        if readings.is_empty() {
            lexicon::guesses(surface, |guess| {
                if !guesses.split(' ').any(|earlier| earlier == guess) {
                    guesses.push_str(guess);
                    guesses.push(' ');
                }
            });
        }
        let lemmas: Vec<u32> = readings.iter().map(|reading| reading.lemma).collect();
        let mut flags = 0;
        if lexicon::is_stop(&readings) {
            flags |= STOP;
        }
        if surface.chars().any(|c| kind(c) != Kind::Word) {
            flags |= SEVERAL;
        }
        self.keep([plain, surface, &guesses], flags, &lemmas)
    }

    fn keep(&mut self, texts: [&str; 3], flags: u32, lemmas: &[u32]) -> usize {
        let at = self.numbers.len();
        // Texts are bounded by REMEMBERED and by the lengths of words.
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.records.insert(hash(texts[0]), at);
        self.numbers.push(number(self.texts.len()));
        self.numbers.extend(texts.map(|text| number(text.len())));
        self.numbers.extend([flags, number(lemmas.len())]);
        self.numbers.extend(lemmas);
        self.texts.extend(texts);
        at
    }

    /// The plain letters (0), the surface (1) or the guesses (2) of a record.
    fn text(&self, at: usize, nth: usize) -> &str {
        let lengths = &self.numbers[at..at + 4];
        let start: u32 = lengths[..=nth].iter().sum();
        let end = start + lengths[nth + 1];
        self.texts
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    fn lemmas(&self, at: usize) -> &[u32] {
        let count = self.numbers[at + HEAD - 1] as usize;
        &self.numbers[at + HEAD..at + HEAD + count]
    }

    fn word(&self, at: usize) -> Word<'_> {
        Word {
            start: 0,
            end: 0,
            surface: self.text(at, 1),
            lemmas: Lemmas {
                places: self.lemmas(at).iter(),
                guesses: self.text(at, 2).split_ascii_whitespace(),
            },
            is_stop: self.numbers[at + HEAD - 2] & STOP != 0,
            is_several: self.numbers[at + HEAD - 2] & SEVERAL != 0,
        }
    }
}

fn hash(plain: &str) -> u64 {
    let mut hasher = Fast::default();
    hasher.write(plain.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{Analyzer, Kinship};
    use crate::tokens::folded_tokens;
    use proptest::prelude::*;

    #[track_caller]
    fn share(a: &str, b: &str, expected: bool) {
        let lemmas = |word: &str| -> Vec<String> {
            Analyzer::new().lemmas(word).map(str::to_owned).collect()
        };
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
    fn words_of_a_root_are_kin() {
        let kin = |word: &str| Analyzer::new().lemmas(word).kin();
        assert!(kin("أعلنت").contains(&("إعلان", Kinship::Form)));
        assert!(kin("الإعلان").contains(&("أعلن", Kinship::Form)));
        assert!(kin("وزير").contains(&("وزارة", Kinship::Root)));
        assert!(kin("وزير").iter().all(|(word, _)| *word != "وزير"));
        assert_eq!(kin("بلوتوث"), []);
        assert_eq!(kin("xyz"), []);
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

    #[test]
    fn a_word_gives_the_same_lemmas_however_much_was_forgotten() {
        let mut analyzer = Analyzer::new();
        let lemmas = |analyzer: &mut Analyzer| -> Vec<String> {
            analyzer.lemmas("وبالمدارس").map(str::to_owned).collect()
        };
        let before = lemmas(&mut analyzer);
        for n in 0..super::REMEMBERED {
            analyzer.lemmas(&n.to_string());
        }
        assert_eq!(lemmas(&mut analyzer), before);
        for n in 0..3 * super::REMEMBERED {
            analyzer.lemmas(&format!("x{n}"));
        }
        assert_eq!(lemmas(&mut analyzer), before);
    }

    proptest! {
        #[test]
        fn surfaces_are_the_folded_words(text in "([\u{600}-\u{6ff}]|[\u{fb50}-\u{fdff}]|[ a-zé0-9]|.)*") {
            let (mut surfaces, mut folded) = (Vec::new(), Vec::new());
            Analyzer::new().words(&text, |word| {
                surfaces.push((word.start, word.end, word.surface.to_owned()));
            });
            folded_tokens(&text, |start, end, word| folded.push((start, end, word.to_owned())));
            assert_eq!(surfaces, folded);
        }

        #[test]
        fn every_word_has_a_lemma(text in "([\u{600}-\u{6ff}]|[\u{fb50}-\u{fdff}]|[ a-zé0-9]|.)*") {
            Analyzer::new().words(&text, |word| {
                assert!(text.is_char_boundary(word.start) && text.is_char_boundary(word.end));
                assert!(word.lemmas.clone().next().is_some() && !word.surface.is_empty());
            });
        }
    }
}
