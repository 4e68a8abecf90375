//! Words that a reader sees, from `locales/*.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minijinja::Value;
use minijinja::value::Serde;
use rust_embed::RustEmbed;
use warraq_text::digits::{self, Digits};
use warraq_text::plural;

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Files;

/// Every word of the site in one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// BCP 47 language tag.
    pub(crate) language: &'static str,
    /// `rtl` or `ltr`.
    pub(crate) direction: &'static str,
    messages: BTreeMap<String, String>,
    tree: Value,
}

static ARABIC: LazyLock<Words> = LazyLock::new(|| Words::read("ar", "rtl"));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read("en", "ltr"));

impl Words {
    /// The words of a language named by its BCP 47 tag: Arabic for Arabic, English for the rest.
    pub(crate) fn of(language: &str) -> &'static Self {
        if language.split('-').next() == Some("ar") {
            &ARABIC
        } else {
            &ENGLISH
        }
    }

    /// A sentence. A key that no file has is shown as it is, so that nothing is hidden; a test
    /// asserts that there is none.
    pub(crate) fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.messages.get(key).map_or(key, String::as_str)
    }

    /// A sentence with `{name}` replaced.
    pub(crate) fn say_with(&self, key: &str, name: &str, value: &str) -> String {
        self.say(key).replace(&format!("{{{name}}}"), value)
    }

    /// A number with its noun, in the plural form that the number asks for.
    pub(crate) fn count(&self, noun: &str, n: usize, row: Digits) -> String {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        let category = plural::category(self.language, n).name();
        let number = digits::number(i64::try_from(n).unwrap_or(i64::MAX), row);
        let exact = self.messages.get(&format!("counts.{noun}.{category}"));
        let form = exact.or_else(|| self.messages.get(&format!("counts.{noun}.other")));
        form.map_or_else(|| number.clone(), |form| form.replace("{n}", &number))
    }

    /// The whole catalogue as templates see it.
    pub(crate) fn tree(&self) -> Value {
        self.tree.clone()
    }

    fn read(language: &'static str, direction: &'static str) -> Self {
        let file = Files::get(&format!("{language}.toml")).map(|file| file.data);
        let text = file
            .as_deref()
            .map(String::from_utf8_lossy)
            .unwrap_or_default();
        // The files are part of the program, and a test reads both.
        let table: toml::Table = text.parse().unwrap_or_default();
        let mut messages = BTreeMap::new();
        flatten("", &table, &mut messages);
        Self {
            language,
            direction,
            messages,
            tree: Value::from(Serde(&table)),
        }
    }
}

fn flatten(prefix: &str, table: &toml::Table, into: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let path = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, into),
            toml::Value::String(text) => {
                into.insert(path, text.clone());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ARABIC, ENGLISH, Words};
    use warraq_text::digits::Digits;

    #[test]
    fn both_languages_have_the_same_keys() {
        let missing: Vec<_> = ARABIC
            .messages
            .keys()
            .filter(|key| !key.starts_with("counts."))
            .filter(|key| !ENGLISH.messages.contains_key(*key))
            .collect();
        assert!(missing.is_empty(), "English lacks {missing:?}");
        let extra: Vec<_> = ENGLISH
            .messages
            .keys()
            .filter(|key| !ARABIC.messages.contains_key(*key))
            .collect();
        assert!(extra.is_empty(), "Arabic lacks {extra:?}");
    }

    #[test]
    fn arabic_counts_have_six_forms() {
        let words = Words::of("ar-SY");
        let shown =
            [0, 1, 2, 3, 11, 100, 71_498].map(|n| words.count("articles", n, Digits::Latin));
        assert_eq!(
            shown,
            [
                "لا مواد",
                "مادة واحدة",
                "مادتان",
                "3 مواد",
                "11 مادة",
                "100 مادة",
                "71,498 مادة"
            ]
        );
    }

    #[test]
    fn every_count_has_the_forms_that_its_language_asks_for() {
        let forms = [
            (&*ARABIC, "zero one two few many other"),
            (&*ENGLISH, "one other"),
        ];
        for (words, categories) in forms {
            let nouns: std::collections::BTreeSet<_> = words
                .messages
                .keys()
                .filter_map(|key| key.strip_prefix("counts."))
                .filter_map(|rest| rest.split_once('.'))
                .map(|(noun, _)| noun)
                .collect();
            for noun in nouns {
                for category in categories.split(' ') {
                    let key = format!("counts.{noun}.{category}");
                    assert!(
                        words.messages.contains_key(&key),
                        "{} lacks {key}",
                        words.language
                    );
                }
            }
        }
    }

    #[test]
    fn the_arabic_catalogue_is_arabic() {
        for (key, text) in &ARABIC.messages {
            let arabic = text.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c));
            assert!(arabic, "{key} = {text:?} has no Arabic letter");
        }
    }
}
