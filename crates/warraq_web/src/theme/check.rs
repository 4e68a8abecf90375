//! Prints a page of every kind from invented data, as `warraq theme check` and every start do.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minijinja::Value;
use minijinja::value::Serde;
use serde_json::Value as Json;

use super::ThemeProblem;
use crate::locale::Words;
use crate::look::Look;

/// What stands around every page, and what a page of each kind is given, from everything that it can
/// have to as little: made from the invented newspaper by a test.
static SAMPLES: LazyLock<Json> =
    // The file is part of the program, and a test reads it.
    LazyLock::new(|| serde_json::from_str(include_str!("samples.json")).unwrap_or_default());

/// How often a list of one is repeated: what a template says of the third must be said once.
const REPEATED: usize = 3;

/// What is wrong with the templates of a look.
pub(super) fn print_all(look: &Look) -> Vec<ThemeProblem> {
    let around = SAMPLES.get("around").cloned().unwrap_or_default();
    let kinds = SAMPLES.get("pages").and_then(Json::as_object);
    let pages = kinds.into_iter().flatten().flat_map(|(template, pages)| {
        let pages = pages.as_array().into_iter().flatten();
        pages.map(move |page| (template, page))
    });
    pages
        .filter_map(|(template, page)| look.try_to_render(template, &context(&around, page)))
        .collect()
}

/// What stands around every page, and one page.
fn context(around: &Json, page: &Json) -> Value {
    let words = ("w".to_owned(), Words::of("en").tree());
    let fields = [around, page].into_iter().filter_map(Json::as_object);
    let values = fields.flatten().map(|(name, value)| {
        let mut value = value.clone();
        repeat(&mut value);
        (name.clone(), Value::from(Serde(&value)))
    });
    let context: BTreeMap<_, _> = values.chain([words]).collect();
    Value::from(context)
}

fn repeat(value: &mut Json) {
    match value {
        Json::Array(items) => {
            items.iter_mut().for_each(repeat);
            if let [only] = items.as_slice() {
                *items = vec![only.clone(); REPEATED];
            }
        }
        Json::Object(fields) => fields.values_mut().for_each(repeat),
        _ => {}
    }
}
