//! What the index holds of an article.
//!
//! Text stands in two forms beside each other: as *surfaces*, the folded words with their places,
//! for phrases and for whoever means the very word; and as *lemmas*, the dictionary words that each
//! word may be a form of, for everybody else. The beginning of a body stands once more by itself:
//! a newspaper says first what its story is about.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};

use super::analysis::{LEMMAS, SURFACES};

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
