//! An article on its way into the index.
//!
//! Tantivy lets ten thousand documents wait for its thread. A weight on each keeps them few: whoever
//! brings more waits until some are written.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use super::fields::Fields;
use crate::model::ArticleId;
use crate::store::indexing::IndexedArticle;

/// An article with its fields.
pub(super) struct ArticleDocument {
    id: ArticleId,
    article: IndexedArticle,
    fields: Fields,
    _weight: Weight,
}

impl ArticleDocument {
    /// Takes its place among those that wait; blocks while there is none.
    pub(super) fn new(
        id: ArticleId,
        article: IndexedArticle,
        fields: Fields,
        scales: &Scales,
    ) -> Self {
        let weight = scales.take(article.headline.len() + article.text.len());
        Self {
            id,
            article,
            fields,
            _weight: weight,
        }
    }
}

impl Document for ArticleDocument {
    type Value<'a> = Part<'a>;
    type FieldsValuesIter<'a> = Box<dyn Iterator<Item = (Field, Part<'a>)> + 'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let Self {
            article, fields, ..
        } = self;
        let number = |field: Field| move |number: &i64| (field, Part::Number(*number));
        let own = [
            (fields.id, Part::Number(self.id.0)),
            (fields.at, Part::Number(article.visible_from.millis())),
        ];
        let numbers = own
            .into_iter()
            .chain(article.sections.iter().map(number(fields.section)))
            .chain(article.tags.iter().map(number(fields.tag)))
            .chain(article.people.iter().map(number(fields.person)));
        let texts = [
            (fields.headline, article.headline.as_str()),
            (fields.body, &article.text),
            (fields.lead, lead(&article.text)),
        ];
        let texts = texts.into_iter().flat_map(|(field, text)| {
            parts(text).flat_map(move |part| {
                [
                    (field.surfaces, Part::Text(part)),
                    (field.lemmas, Part::Text(part)),
                ]
            })
        });
        Box::new(numbers.chain(texts))
    }
}

/// What stands in a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'a> {
    Number(i64),
    Text(&'a str),
}

impl<'a> Value<'a> for Part<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Self::Number(number) => ReferenceValueLeaf::I64(number),
            Self::Text(text) => ReferenceValueLeaf::Str(text),
        })
    }
}

/// The beginning of a text, where a story says what it is about.
fn lead(text: &str) -> &str {
    const WORDS: usize = 45;
    let mut spaces = text.match_indices(char::is_whitespace);
    let end = spaces.nth(WORDS - 1).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// A text in parts that end between words. The words of a part are in memory at once.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    const PART: usize = 256 << 10;
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let near = rest.floor_char_boundary(PART);
        let end = rest[near..].find(char::is_whitespace);
        let (part, behind) = rest.split_at(end.map_or(rest.len(), |end| near + end));
        rest = behind;
        Some(part)
    })
}

/// Weighs the texts that wait.
#[derive(Clone, Debug, Default)]
pub(super) struct Scales(Arc<Load>);

#[derive(Debug, Default)]
struct Load {
    bytes: Mutex<usize>,
    lighter: Condvar,
}

impl Scales {
    fn take(&self, bytes: usize) -> Weight {
        /// Bytes of text that may wait.
        const MOST: usize = 4 << 20;
        /// If the thread that writes is gone, the next call to Tantivy says so.
        const PATIENCE: Duration = Duration::from_secs(5);
        let load = &self.0;
        let held = load.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let too_much = |held: &mut usize| *held > 0 && *held + bytes > MOST;
        let waited = load.lighter.wait_timeout_while(held, PATIENCE, too_much);
        *waited.unwrap_or_else(PoisonError::into_inner).0 += bytes;
        Weight {
            bytes,
            load: Arc::clone(load),
        }
    }
}

/// The weight of one text, until it is written.
#[derive(Debug)]
struct Weight {
    bytes: usize,
    load: Arc<Load>,
}

impl Drop for Weight {
    fn drop(&mut self) {
        let mut held = self
            .load
            .bytes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *held -= self.bytes;
        self.load.lighter.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::{Scales, lead, parts};

    #[test]
    fn whoever_brings_too_much_waits_until_something_is_written() {
        let scales = Scales::default();
        let first = scales.take(3 << 20);
        let other = scales.clone();
        let second = std::thread::spawn(move || drop(other.take(2 << 20)));
        drop(first);
        second.join().unwrap();
        assert_eq!(*scales.0.bytes.lock().unwrap(), 0);
        drop(scales.take(64 << 20));
    }

    #[test]
    fn a_lead_ends_between_words() {
        assert_eq!(lead("خبر قصير"), "خبر قصير");
        assert_eq!(lead(&"كلمة ".repeat(90)).split(' ').count(), 45);
    }

    #[test]
    fn a_long_text_is_taken_in_parts_that_end_between_words() {
        let text = "كلمة أخرى ".repeat(40_000);
        assert_eq!(parts(&text).collect::<String>(), text);
        let longest = parts(&text).map(str::len).max();
        assert!(longest.is_some_and(|longest| longest < 300 << 10));
        assert!(parts(&text).skip(1).all(|part| part.starts_with(' ')));
    }

    #[test]
    fn a_short_text_is_one_part_and_none_has_none() {
        assert_eq!(parts("خبر").collect::<Vec<_>>(), ["خبر"]);
        assert_eq!(parts("").count(), 0);
    }
}
