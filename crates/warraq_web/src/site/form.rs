//! What the pages with forms have in common: fields with what is wrong in them.

use serde::Serialize;

use crate::edition::Edition;
use crate::forms::Hindrance;

/// A field as a template shows it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Field {
    pub(crate) value: String,
    /// What is wrong; empty when nothing is.
    pub(crate) wrong: String,
}

/// A sentence of the list above a form, which leads to its field.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sentence {
    field: &'static str,
    label: String,
    text: String,
}

/// Fields that something is wrong with, and the key of the sentence that says what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(&'static str, &'static str)>);

impl Fields {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes what is wrong with a field, if it is; the first thing counts.
    pub(crate) fn note(&mut self, field: &'static str, is_wrong: bool, sentence: &'static str) {
        if is_wrong && !self.0.iter().any(|(known, _)| *known == field) {
            self.0.push((field, sentence));
        }
    }

    pub(crate) fn field(&self, edition: &Edition, name: &str, value: &str) -> Field {
        let wrong = self.0.iter().find(|(known, _)| *known == name);
        Field {
            value: value.to_owned(),
            wrong: wrong.map_or_else(String::new, |(_, key)| edition.words().say(key).to_owned()),
        }
    }

    /// The list above the form. `of` is where its labels are among the words.
    pub(crate) fn sentences(&self, edition: &Edition, of: &str) -> Vec<Sentence> {
        let words = edition.words();
        let sentence = |(field, key): &(&'static str, &'static str)| Sentence {
            field,
            label: match *field {
                "email" => words.say("form.email").to_owned(),
                field => words.say(&format!("{of}.{field}")).to_owned(),
            },
            text: words.say(key).to_owned(),
        };
        self.0.iter().map(sentence).collect()
    }
}

/// What stands in the way of a form, in words; empty when nothing does.
pub(crate) fn hindrance(edition: &Edition, hindrance: Option<Hindrance>) -> String {
    let key = match hindrance {
        None => return String::new(),
        Some(Hindrance::TooOften(_)) => "form.too_often",
        Some(Hindrance::Busy) => "form.busy",
    };
    edition.words().say(key).to_owned()
}

/// What somebody typed into a field of one line.
pub(crate) fn one_line(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}
