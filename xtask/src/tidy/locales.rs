//! Every word that a reader sees is in both languages, and no word is kept for nobody.

use std::collections::BTreeSet;

use super::Finding;
use super::rust_source::RustSource;
use super::tree::Tree;

const ARABIC: &str = "crates/warraq_web/locales/ar.toml";
const ENGLISH: &str = "crates/warraq_web/locales/en.toml";
const TEMPLATES: &str = "crates/warraq_web/templates/";

/// What templates call the words: `{{ w.search.title }}`.
const WORDS: &str = "w.";

/// Plural forms of a message; a message with forms is one key.
const PLURALS: &[&str] = &["zero", "one", "two", "few", "many", "other"];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    let (Some(arabic), Some(english)) = (tree.get(ARABIC), tree.get(ENGLISH)) else {
        return Vec::new();
    };
    let asked = asked(tree);
    let mut findings = Vec::new();
    for (path, text, other) in [(ARABIC, arabic, english), (ENGLISH, english, arabic)] {
        let (Some(keys), Some(others)) = (keys(text), keys(other)) else {
            findings.push(Finding::new(path, 1, "not TOML"));
            continue;
        };
        for key in keys.difference(&others) {
            let message = format!("{key:?} is missing in the other language");
            findings.push(Finding::new(path, line_of(text, key), message));
        }
        for key in keys.iter().filter(|key| !is_asked(key, &asked)) {
            let message = format!("{key:?} is said nowhere: remove it");
            findings.push(Finding::new(path, line_of(text, key), message));
        }
    }
    let known = keys(arabic).unwrap_or_default();
    for (path, text) in tree.matching(TEMPLATES, "") {
        for (line, wanted) in in_template(text) {
            let found = match wanted.strip_suffix('.') {
                Some(_) => known.iter().any(|key| key.starts_with(&wanted)),
                None => known.contains(&wanted),
            };
            if !found {
                findings.push(Finding::new(
                    path,
                    line,
                    format!("{wanted:?} is not in locales/"),
                ));
            }
        }
    }
    findings
}

/// Names of the messages, tables joined with dots.
fn keys(text: &str) -> Option<BTreeSet<String>> {
    fn collect(table: &toml::Table, prefix: &str, keys: &mut BTreeSet<String>) {
        for (name, value) in table {
            let key = format!("{prefix}{name}");
            match value {
                toml::Value::Table(inner) if !is_plural(inner) => {
                    collect(inner, &format!("{key}."), keys);
                }
                _ => {
                    keys.insert(key);
                }
            }
        }
    }
    let mut keys = BTreeSet::new();
    collect(&text.parse().ok()?, "", &mut keys);
    Some(keys)
}

fn is_plural(table: &toml::Table) -> bool {
    table.keys().all(|key| PLURALS.contains(&key.as_str()))
}

/// The line that a key is written on, or that its table of plural forms opens on.
fn line_of(text: &str, key: &str) -> usize {
    let mut table = String::new();
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.split(']').next())
        {
            table = format!("{name}.");
        }
        let name = line.split('=').next().unwrap_or(line).trim();
        if format!("{table}{name}") == key || table.strip_suffix('.') == Some(key) {
            return number;
        }
    }
    1
}

/// Whether somebody asks for a key, or for one that starts as it does and is then computed.
fn is_asked(key: &str, asked: &BTreeSet<String>) -> bool {
    let mut starts = key.match_indices('.').map(|(at, _)| &key[..=at]);
    asked.contains(key) || starts.any(|start| asked.contains(start))
}

/// The keys that the code and the templates name. One that ends in a dot is completed by what is
/// known only when the page is made.
fn asked(tree: &Tree) -> BTreeSet<String> {
    let code = tree
        .matching("crates/warraq_web/src/", ".rs")
        .flat_map(|(_, text)| {
            let strings = RustSource::parse(text).strings.into_iter();
            strings.map(|(_, string)| string.split('{').next().unwrap_or_default().to_owned())
        });
    let templates = tree
        .matching(TEMPLATES, "")
        .flat_map(|(_, text)| in_template(text).into_iter().map(|(_, key)| key));
    code.chain(templates)
        .filter(|key| !key.is_empty())
        .collect()
}

/// The keys that a template names, with their lines.
fn in_template(text: &str) -> Vec<(usize, String)> {
    let name = |c: char| c.is_alphanumeric() || c == '_';
    let uses = text
        .match_indices(WORDS)
        .filter(|(at, _)| !text[..*at].ends_with([']', ')', '.']) && !text[..*at].ends_with(name));
    uses.filter_map(|(at, _)| {
        let rest = &text[at + WORDS.len()..];
        let key: String = rest.chars().take_while(|c| name(*c) || *c == '.').collect();
        let computed = rest[key.len()..].starts_with('[') || !key.contains('.');
        let line = text[..at].matches('\n').count() + 1;
        let key = key.trim_end_matches('.');
        (!key.is_empty()).then(|| {
            (
                line,
                if computed {
                    format!("{key}.")
                } else {
                    key.to_owned()
                },
            )
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "crates/warraq_web/templates/page.html";
    const CODE: &str = "crates/warraq_web/src/site/page.rs";

    #[track_caller]
    fn check(arabic: &str, english: &str, page: &str, code: &str, expected: &[&str]) {
        let files = [
            (ARABIC, arabic),
            (ENGLISH, english),
            (PAGE, page),
            (CODE, code),
        ];
        let places: Vec<String> = rule(&Tree::from(files))
            .iter()
            .map(Finding::to_string)
            .collect();
        assert_eq!(places, expected);
    }

    #[test]
    fn a_word_in_one_language_only_is_found() {
        check(
            "[menu]\nhint = \"القائمة\"\n[search]\nhint = \"اكتب\"",
            "[menu]\nhint = \"Menu\"",
            "{{ w.menu.hint }}{{ w.search.hint }}",
            "",
            &[
                "crates/warraq_web/locales/ar.toml:4: \"search.hint\" is missing in the other \
                 language",
            ],
        );
    }

    #[test]
    fn a_word_that_nobody_says_is_found() {
        check(
            "[menu]\nhint = \"القائمة\"",
            "[menu]\nhint = \"Menu\"",
            "{{ now.menu.hint }}",
            "",
            &[
                "crates/warraq_web/locales/ar.toml:2: \"menu.hint\" is said nowhere: remove it",
                "crates/warraq_web/locales/en.toml:2: \"menu.hint\" is said nowhere: remove it",
            ],
        );
    }

    #[test]
    fn a_word_that_no_language_has_is_found() {
        check(
            "",
            "",
            "\n{{ w.menu.title }}",
            "",
            &["crates/warraq_web/templates/page.html:2: \"menu.title\" is not in locales/"],
        );
    }

    #[test]
    fn plural_forms_may_differ_and_parts_may_be_computed() {
        check(
            "[counts.minutes]\none = \"دقيقة\"\ntwo = \"دقيقتان\"\nother = \"دقيقة\"\n[day]\nmon = \"ن\"",
            "[counts.minutes]\none = \"minute\"\nother = \"minutes\"\n[day]\nmon = \"M\"",
            "{{ w.day[name] }}",
            "get(&format!(\"counts.{noun}\"))",
            &[],
        );
    }
}
