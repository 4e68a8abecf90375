//! Prints a page of every kind from invented data, as `warraq theme check` and every start do.

use std::sync::LazyLock;

use minijinja::Value;
use minijinja::value::Serde;
use serde_json::Value as Json;

use super::ThemeProblem;
use crate::locale::Words;
use crate::look::Look;

/// What a page of each kind is given, once with everything that it can have and once with as
/// little: made from the invented newspaper by a test.
static SAMPLES: LazyLock<Json> =
    // The file is part of the program, and a test reads it.
    LazyLock::new(|| serde_json::from_str(include_str!("samples.json")).unwrap_or_default());

/// How often a list of one is repeated: what a template says of the third must be said once.
const REPEATED: usize = 3;

/// What is wrong with the templates of a look.
pub(super) fn print_all(look: &Look) -> Vec<ThemeProblem> {
    let kinds = SAMPLES.as_object().into_iter().flatten();
    let pages = kinds.flat_map(|(template, pages)| {
        let pages = pages.as_array().into_iter().flatten();
        pages.map(move |page| (template, page))
    });
    pages
        .filter_map(|(template, page)| look.try_to_render(template, &context(page)))
        .collect()
}

fn context(page: &Json) -> Value {
    let mut context = page.clone();
    repeat(&mut context);
    let mut context: std::collections::BTreeMap<String, Value> = context
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), Value::from(Serde(value))))
        .collect();
    context.insert("w".to_owned(), Words::of("en").tree());
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
