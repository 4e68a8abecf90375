//! The words of a text on their way into the index.
//!
//! Tantivy asks every field for the terms of its text by itself. Surfaces and lemmas come out of one
//! analysis, and the lead is the beginning of the body: the analysis made last is kept, and the fields
//! of an article, which are asked one after the other, share it.

use std::cell::RefCell;

use tantivy::tokenizer::{BoxTokenStream, TextAnalyzer, Token, TokenStream, Tokenizer};
use warraq_text::analyze::Analyzer;

/// Names of the two analyzers. The number changes with what they make of a text: an index that was
/// made before is then rebuilt.
pub(super) const SURFACES: &str = "arabic-surfaces-1";
pub(super) const LEMMAS: &str = "arabic-lemmas-1";

pub(super) fn register_analyzers(index: &tantivy::Index) {
    let analyzers = index.tokenizers();
    analyzers.register(SURFACES, TextAnalyzer::from(Words::new(|of| &of.surfaces)));
    analyzers.register(LEMMAS, TextAnalyzer::from(Words::new(|of| &of.lemmas)));
}

/// Runs `work` with the analyzer of this thread, which remembers the words that it has met.
pub(crate) fn with_analyzer<T>(work: impl FnOnce(&mut Analyzer) -> T) -> T {
    LAST.with_borrow_mut(|last| work(&mut last.analyzer))
}

thread_local! {
    static LAST: RefCell<Analysis> = RefCell::default();
}

/// What was made of a text.
#[derive(Default)]
struct Analysis {
    analyzer: Analyzer,
    text: String,
    surfaces: Terms,
    lemmas: Terms,
}

impl Analysis {
    /// Makes this the analysis of `text`, or of a text that begins with it.
    fn cover(&mut self, text: &str) {
        let behind = self.text.strip_prefix(text);
        if behind.is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace)) {
            return;
        }
        self.text.clear();
        self.text.push_str(text);
        self.surfaces.clear();
        self.lemmas.clear();
        let mut position = 0;
        self.analyzer.words(text, |word| {
            let place = Place {
                start: word.start,
                end: word.end,
                position,
            };
            self.surfaces.push(place, word.surface);
            // Particles tell articles apart by nothing and are left out.
            if !word.is_stop {
                for lemma in word.lemmas {
                    self.lemmas.push(place, lemma);
                }
            }
            position += 1;
        });
    }
}

/// Terms of a text, packed.
#[derive(Clone, Default)]
struct Terms {
    letters: String,
    /// The place of each term, and where its letters end.
    places: Vec<(Place, usize)>,
}

/// Where a word stands in its text, in bytes, and the how manieth it is.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    position: usize,
}

impl Terms {
    fn clear(&mut self) {
        self.letters.clear();
        self.places.clear();
    }

    fn push(&mut self, place: Place, term: &str) {
        self.letters.push_str(term);
        self.places.push((place, self.letters.len()));
    }

    /// Takes the terms of `other` that stand before the byte `end` of its text.
    fn clone_until(&mut self, other: &Self, end: usize) {
        self.clear();
        let count = other.places.partition_point(|(place, _)| place.end <= end);
        self.places.extend_from_slice(&other.places[..count]);
        let letters = self.places.last().map_or(0, |&(_, until)| until);
        self.letters.push_str(&other.letters[..letters]);
    }

    fn get(&self, nth: usize) -> Option<(Place, &str)> {
        let &(place, until) = self.places.get(nth)?;
        let from = nth.checked_sub(1).map_or(0, |before| self.places[before].1);
        Some((place, &self.letters[from..until]))
    }
}

/// Splits text into terms of one form.
#[derive(Clone)]
struct Words {
    form: fn(&Analysis) -> &Terms,
    terms: Terms,
}

impl Words {
    fn new(form: fn(&Analysis) -> &Terms) -> Self {
        let terms = Terms::default();
        Self { form, terms }
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = BoxTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BoxTokenStream<'a> {
        LAST.with_borrow_mut(|last| {
            last.cover(text);
            self.terms.clone_until((self.form)(last), text.len());
        });
        BoxTokenStream::new(WordStream {
            terms: &self.terms,
            next: 0,
            token: Token::default(),
        })
    }
}

struct WordStream<'a> {
    terms: &'a Terms,
    next: usize,
    token: Token,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((place, term)) = self.terms.get(self.next) else {
            return false;
        };
        self.token.position = place.position;
        self.token.offset_from = place.start;
        self.token.offset_to = place.end;
        self.token.text.clear();
        self.token.text.push_str(term);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    use super::Words;

    fn surfaces(text: &str) -> Vec<(usize, usize, String)> {
        let mut words = Words::new(|of| &of.surfaces);
        let mut stream = words.token_stream(text);
        let mut terms = Vec::new();
        while let Some(token) = stream.next() {
            terms.push((token.position, token.offset_from, token.text.clone()));
        }
        terms
    }

    #[test]
    fn a_beginning_has_the_terms_that_it_has_alone() {
        let body = "قال الوزير إن الوزارة أعلنت النتائج";
        for (end, _) in body.match_indices(' ').chain([(body.len(), "")]) {
            let alone = surfaces(&body[..end]);
            surfaces(body);
            assert_eq!(surfaces(&body[..end]), alone);
        }
    }

    #[test]
    fn half_a_word_is_not_a_beginning() {
        surfaces("الوزيران");
        assert_eq!(surfaces("الوزير"), [(0, 0, "الوزير".to_owned())]);
        assert_eq!(surfaces(""), []);
    }
}
