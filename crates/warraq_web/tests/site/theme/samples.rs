//! The invented data of `warraq theme check`: what pages of the invented newspaper were given, laid
//! one over the other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// Which of several values stays.
#[derive(Clone, Copy)]
struct Taste {
    /// What is there, before what is not.
    full: bool,
    /// A yes, a no, or what came first.
    yes: Option<bool>,
}

/// A page with everything that it can have, one of which all is true, and one with as little.
const TASTES: [Taste; 3] = [
    Taste {
        full: true,
        yes: None,
    },
    Taste {
        full: true,
        yes: Some(true),
    },
    Taste {
        full: false,
        yes: Some(false),
    },
];

/// Letters of a text.
const LONGEST_TEXT: usize = 80;

/// What stands around every page.
const AROUND: [&str; 3] = ["frame", "today", "year"];

pub(super) fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/theme/samples.json")
}

/// Makes the samples of what pages were given, by template: a page a line.
pub(super) fn of(given: &BTreeMap<String, Vec<Json>>) -> String {
    let around = given.values().flatten();
    let around = around.map(|page| only(page, |name| AROUND.contains(&name)));
    let around = laid_over(around, TASTES[0]);
    let kinds = given.iter().map(|(template, pages)| {
        let samples = TASTES.map(|taste| {
            let pages = pages.iter();
            let pages = pages.map(|page| only(page, |name| !AROUND.contains(&name)));
            laid_over(pages, taste).to_string()
        });
        format!("\"{template}\": [\n{}\n]", samples.join(",\n"))
    });
    let kinds = kinds.collect::<Vec<_>>().join(",\n");
    format!("{{\"around\": {around},\n\"pages\": {{\n{kinds}\n}}}}\n")
}

fn laid_over(pages: impl Iterator<Item = Json>, taste: Taste) -> Json {
    let pages = pages.map(|page| one_of_each(page, taste));
    pages.reduce(|a, b| merge(a, b, taste)).unwrap()
}

/// The pages of the samples, each with what stands around it.
pub(super) fn pages() -> Vec<(String, Json)> {
    let samples: Json = serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap();
    let around = samples["around"].as_object().unwrap();
    let kinds = samples["pages"].as_object().unwrap();
    let pages = kinds.iter().flat_map(|(template, pages)| {
        pages.as_array().unwrap().iter().map(|page| {
            let mut page = page.as_object().unwrap().clone();
            page.extend(around.clone());
            (template.clone(), Json::Object(page))
        })
    });
    pages.collect()
}

fn only(page: &Json, keep: impl Fn(&str) -> bool) -> Json {
    let fields = page.as_object().unwrap().iter();
    let kept = fields.filter(|(name, _)| keep(name));
    Json::Object(
        kept.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

/// Lists hold one item, laid over from all.
fn one_of_each(value: Json, taste: Taste) -> Json {
    match value {
        Json::Array(items) => {
            let items = items.into_iter().map(|item| one_of_each(item, taste));
            Json::Array(
                items
                    .reduce(|a, b| merge(a, b, taste))
                    .into_iter()
                    .collect(),
            )
        }
        Json::Object(fields) => {
            let fields = fields.into_iter();
            Json::Object(
                fields
                    .map(|(name, value)| (name, one_of_each(value, taste)))
                    .collect(),
            )
        }
        // What a template does with a text does not depend on its end.
        Json::String(text) => Json::String(text.chars().take(LONGEST_TEXT).collect()),
        other => other,
    }
}

fn merge(a: Json, b: Json, taste: Taste) -> Json {
    match (a, b) {
        (Json::Null, other) | (other, Json::Null) => {
            if taste.full {
                other
            } else {
                Json::Null
            }
        }
        (Json::Object(mut a), Json::Object(b)) => {
            for (name, value) in b {
                let merged = match a.remove(&name) {
                    Some(known) => merge(known, value, taste),
                    None => value,
                };
                a.insert(name, merged);
            }
            Json::Object(a)
        }
        (Json::Array(a), Json::Array(b)) if !taste.full && (a.is_empty() || b.is_empty()) => {
            Json::Array(Vec::new())
        }
        (Json::Array(a), Json::Array(b)) => {
            let items = a.into_iter().chain(b);
            Json::Array(
                items
                    .reduce(|a, b| merge(a, b, taste))
                    .into_iter()
                    .collect(),
            )
        }
        (Json::Bool(a), Json::Bool(b)) => Json::Bool(match taste.yes {
            Some(true) => a || b,
            Some(false) => a && b,
            None => a,
        }),
        (Json::String(a), Json::String(b)) => {
            // The shortest that says something: the file is small, and easier to read.
            let fullness =
                |text: &String| (text.is_empty() == taste.full, text.len(), text.clone());
            Json::String(if fullness(&b) < fullness(&a) { b } else { a })
        }
        (a, _) => a,
    }
}
