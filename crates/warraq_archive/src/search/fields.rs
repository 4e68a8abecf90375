//! What the index holds of an article.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{BoxTokenStream, TextAnalyzer, Token, TokenStream, Tokenizer};

/// Name of the analyzer.
const ANALYZER: &str = "arabic";

/// Stands before a stem in the index. No word begins with it.
pub(super) const STEM: char = '~';

/// Fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) id: Field,
    pub(super) at: Field,
    pub(super) section: Field,
    pub(super) tag: Field,
    pub(super) person: Field,
    pub(super) headline: Field,
    pub(super) body: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(ANALYZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let fields = Fields {
        id: schema.add_i64_field("id", INDEXED | FAST),
        at: schema.add_i64_field("at", INDEXED | FAST),
        section: schema.add_i64_field("section", INDEXED),
        tag: schema.add_i64_field("tag", INDEXED),
        person: schema.add_i64_field("person", INDEXED),
        headline: schema.add_text_field("headline", text.clone()),
        body: schema.add_text_field("body", text),
    };
    (schema.build(), fields)
}

pub(super) fn register_analyzers(index: &tantivy::Index) {
    index
        .tokenizers()
        .register(ANALYZER, TextAnalyzer::from(Words::default()));
}

/// Splits text into folded words. Where the stem differs from the word, both stand at the same
/// place: the word for those who mean it exactly, the stem for everybody else.
#[derive(Clone, Default)]
struct Words {
    text: String,
    words: Vec<Word>,
}

/// A word, by its place in the original and in the folded text.
#[derive(Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    from: usize,
    until: usize,
    position: usize,
}

struct WordStream<'a> {
    words: &'a Words,
    next: usize,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = BoxTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BoxTokenStream<'a> {
        self.text.clear();
        self.words.clear();
        let mut position = 0;
        warraq_text::tokens::folded_tokens(text, |start, end, word| {
            let from = self.text.len();
            self.text.push_str(word);
            self.words.push(Word {
                start,
                end,
                from,
                until: self.text.len(),
                position,
            });
            let stem = warraq_text::stem::light(word);
            if stem != word {
                let from = self.text.len();
                self.text.push(STEM);
                self.text.push_str(stem);
                self.words.push(Word {
                    start,
                    end,
                    from,
                    until: self.text.len(),
                    position,
                });
            }
            position += 1;
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
        let Some(word) = self.words.words.get(self.next) else {
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
