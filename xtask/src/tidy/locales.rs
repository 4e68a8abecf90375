//! Every word that a reader sees is in both languages, and no word is kept for nobody.

use std::collections::BTreeSet;

use super::Finding;
use super::rust_source::RustSource;
use super::tree::Tree;

const ARABIC: &str = "crates/warraq_web/locales/ar.toml";
const ENGLISH: &str = "crates/warraq_web/locales/en.toml";

/// Plural forms of a message; a message with forms is one key.
const PLURALS: &[&str] = &["zero", "one", "two", "few", "many", "other"];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    let (Some(arabic), Some(english)) = (tree.get(ARABIC), tree.get(ENGLISH)) else {
        return Vec::new();
    };
    let quoted = quoted(tree);
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
        for key in keys.iter().filter(|key| !is_used(key, &quoted)) {
            let message = format!("{key:?} is said nowhere: remove it");
            findings.push(Finding::new(path, line_of(text, key), message));
        }
    }
    let known = keys(arabic).unwrap_or_default();
    findings.extend(
        tree.matching("crates/warraq_web/templates/", "")
            .flat_map(|(path, text)| {
                asked(text)
                    .filter(|(_, key)| !known.contains(*key))
                    .map(|(line, key)| {
                        Finding::new(path, line, format!("{key:?} is not in locales/ar.toml"))
                    })
                    .collect::<Vec<_>>()
            }),
    );
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

/// Where a key is written, as near as a line that starts with its last part.
fn line_of(text: &str, key: &str) -> usize {
    let last = key.rsplit('.').next().unwrap_or(key);
    let found = text.lines().position(|line| {
        line.trim_start()
            .trim_start_matches(['[', '"'])
            .starts_with(last)
    });
    found.map_or(1, |line| line + 1)
}

/// A key is used where it is quoted whole, or where a quotation that ends in a dot starts it.
fn is_used(key: &str, quoted: &BTreeSet<String>) -> bool {
    let starts = key.match_indices('.').map(|(at, _)| &key[..=at]);
    quoted.contains(key) || starts.into_iter().any(|start| quoted.contains(start))
}

/// Everything between quotation marks in templates and in the code that answers readers.
fn quoted(tree: &Tree) -> BTreeSet<String> {
    let code = ["crates/warraq_web/src/", "crates/warraq/src/"]
        .into_iter()
        .flat_map(|home| tree.matching(home, ".rs"))
        .flat_map(|(_, text)| RustSource::parse(text).strings)
        .map(|(_, string)| string);
    let templates = tree
        .matching("crates/warraq_web/templates/", "")
        .flat_map(|(_, text)| {
            ['"', '\''].into_iter().flat_map(|mark| {
                // Both readings of which mark opens, since mark-up and expressions nest.
                text.split(mark).map(str::to_owned).collect::<Vec<_>>()
            })
        });
    code.chain(templates).collect()
}

/// Keys that a template asks for by name, with their lines.
fn asked(template: &str) -> impl Iterator<Item = (usize, &str)> {
    ["t(\"", "t('"].into_iter().flat_map(move |call| {
        template.match_indices(call).filter_map(move |(at, _)| {
            let before = template[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                return None;
            }
            let (key, _) = template[at + call.len()..].split_once(['"', '\''])?;
            // What ends in a dot is completed by an expression.
            (!key.ends_with('.')).then(|| (template[..at].matches('\n').count() + 1, key))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "crates/warraq_web/templates/page.html";

    #[track_caller]
    fn check(arabic: &str, english: &str, page: &str, expected: &[&str]) {
        let tree = Tree::from([(ARABIC, arabic), (ENGLISH, english), (PAGE, page)]);
        let places: Vec<String> = rule(&tree).iter().map(Finding::to_string).collect();
        assert_eq!(places, expected);
    }

    #[test]
    fn a_word_in_one_language_only_is_found() {
        check(
            "menu = \"القائمة\"\n[search]\nhint = \"اكتب\"",
            "menu = \"Menu\"",
            "{{ t(\"menu\") }}{{ t('search.hint') }}",
            &[
                "crates/warraq_web/locales/ar.toml:3: \"search.hint\" is missing in the other language",
            ],
        );
    }

    #[test]
    fn a_word_that_nobody_says_is_found() {
        check(
            "menu = \"القائمة\"",
            "menu = \"Menu\"",
            "",
            &[
                "crates/warraq_web/locales/ar.toml:1: \"menu\" is said nowhere: remove it",
                "crates/warraq_web/locales/en.toml:1: \"menu\" is said nowhere: remove it",
            ],
        );
    }

    #[test]
    fn a_word_that_no_language_has_is_found() {
        check(
            "",
            "",
            "\n{{ t(\"menu\") }}",
            &["crates/warraq_web/templates/page.html:2: \"menu\" is not in locales/ar.toml"],
        );
    }

    #[test]
    fn plural_forms_may_differ_and_parts_may_be_computed() {
        check(
            "[minutes]\none = \"دقيقة\"\ntwo = \"دقيقتان\"\nother = \"دقيقة\"\n[day]\nmon = \"الاثنين\"",
            "[minutes]\none = \"minute\"\nother = \"minutes\"\n[day]\nmon = \"Monday\"",
            "{{ t(\"minutes\", 3) }}{{ t(\"day.\" ~ name) }}",
            &[],
        );
    }
}
