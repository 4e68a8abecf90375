//! What the index holds of an article.
//!
//! Text stands in two forms beside each other: as *surfaces*, the folded words with their places,
//! for phrases and for whoever means the very word; and as *lemmas*, the dictionary words that each
//! word may be a form of, for everybody else. The beginning of a body stands once more by itself:
//! a newspaper says first what its story is about.

use std::cell::RefCell;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{BoxTokenStream, TextAnalyzer, Token, TokenStream, Tokenizer};
use warraq_text::analyze::Analyzer;

/// Names of the two analyzers. The number changes with what they make of a text: an index that was
/// made before is then rebuilt.
const SURFACES: &str = "arabic-surfaces-1";
const LEMMAS: &str = "arabic-lemmas-1";

/// Fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) id: Field,
    pub(super) at: Field,
    pub(super) section: Field,
    pub(super) tag: Field,
    pub(super) person: Field,
    pub(super) headline: Text,
    pub(super) body: Text,
    pub(super) lead: Text,
}

/// The two forms of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    pub(super) surfaces: Field,
    pub(super) lemmas: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let options = |analyzer, record| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(analyzer)
                .set_index_option(record),
        )
    };
    let mut text = |surfaces: &str, lemmas: &str| Text {
        surfaces: schema.add_text_field(
            surfaces,
            options(SURFACES, IndexRecordOption::WithFreqsAndPositions),
        ),
        lemmas: schema.add_text_field(lemmas, options(LEMMAS, IndexRecordOption::WithFreqs)),
    };
    let headline = text("headline", "headline_lemmas");
    let body = text("body", "body_lemmas");
    let lead = text("lead", "lead_lemmas");
    let fields = Fields {
        id: schema.add_i64_field("id", INDEXED | FAST),
        at: schema.add_i64_field("at", INDEXED | FAST),
        section: schema.add_i64_field("section", INDEXED | FAST),
        tag: schema.add_i64_field("tag", INDEXED | FAST),
        person: schema.add_i64_field("person", INDEXED | FAST),
        headline,
        body,
        lead,
    };
    (schema.build(), fields)
}

pub(super) fn register_analyzers(index: &tantivy::Index) {
    let analyzers = index.tokenizers();
    analyzers.register(SURFACES, TextAnalyzer::from(Words::new(surfaces)));
    analyzers.register(LEMMAS, TextAnalyzer::from(Words::new(lemmas)));
}

thread_local! {
    // It remembers the words that it has met; all texts of a thread share them.
    static ANALYZER: RefCell<Analyzer> = RefCell::new(Analyzer::new());
}

/// Runs `work` with the analyzer of this thread.
pub(super) fn with_analyzer<T>(work: impl FnOnce(&mut Analyzer) -> T) -> T {
    ANALYZER.with_borrow_mut(work)
}

/// Calls the second argument with each term of a text: start, end, position, term.
type Split = fn(&str, &mut dyn FnMut(usize, usize, usize, &str));

fn surfaces(text: &str, term: &mut dyn FnMut(usize, usize, usize, &str)) {
    let mut position = 0;
    warraq_text::tokens::folded_tokens(text, |start, end, word| {
        term(start, end, position, word);
        position += 1;
    });
}

/// Particles tell articles apart by nothing and are left out.
fn lemmas(text: &str, term: &mut dyn FnMut(usize, usize, usize, &str)) {
    with_analyzer(|analyzer| {
        let mut position = 0;
        analyzer.words(text, |word| {
            if !word.is_stop {
                for lemma in word.lemmas {
                    term(word.start, word.end, position, lemma);
                }
            }
            position += 1;
        });
    });
}

/// Splits text into terms.
#[derive(Clone)]
struct Words {
    split: Split,
    text: String,
    terms: Vec<Word>,
}

/// A term, by its place in the original and among the terms.
#[derive(Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    from: usize,
    until: usize,
    position: usize,
}

impl Words {
    fn new(split: Split) -> Self {
        Self {
            split,
            text: String::new(),
            terms: Vec::new(),
        }
    }
}

struct WordStream<'a> {
    words: &'a Words,
    next: usize,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = BoxTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BoxTokenStream<'a> {
        let Self {
            split,
            text: letters,
            terms,
        } = self;
        letters.clear();
        terms.clear();
        split(text, &mut |start, end, position, term| {
            let from = letters.len();
            letters.push_str(term);
            terms.push(Word {
                start,
                end,
                from,
                until: letters.len(),
                position,
            });
        });
        BoxTokenStream::new(WordStream {
            words: self,
            next: 0,
            token: Token::default(),
        })
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.terms.get(self.next) else {
            return false;
        };
        self.token.position = word.position;
        self.token.offset_from = word.start;
        self.token.offset_to = word.end;
        self.token.text.clear();
        self.token
            .text
            .push_str(&self.words.text[word.from..word.until]);
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
