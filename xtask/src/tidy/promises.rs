//! A promise in the code is an issue, or it is forgotten.

use super::Finding;
use super::tree::Tree;

/// Written apart, so that this file does not find itself.
const PROMISES: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    // Exports of other people's papers say what they say; a lock file's hashes say anything.
    let written = tree.files().filter(|(path, _)| {
        !path.starts_with("fixtures/")
            && ![".lock", "-lock.json"]
                .iter()
                .any(|end| path.ends_with(end))
    });
    written
        .flat_map(|(path, text)| {
            (1..).zip(text.lines()).filter_map(move |(line, text)| {
                let promise = PROMISES.iter().find(|promise| text.contains(*promise))?;
                let message = format!("{promise:?}: do it, or open an issue and remove the word");
                Some(Finding::new(path, line, message))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    #[test]
    fn a_promise_is_found() {
        let text = format!("\n// {}: later", PROMISES[0]);
        check_finds(rule, "crates/warraq_text/src/fold.rs", &text, 2, "issue");
        check_finds(rule, "tests/browser/run.mjs", &text, 2, "issue");
    }

    #[test]
    fn an_export_may_say_anything() {
        check_passes(rule, "fixtures/wordpress/good/a.xml", PROMISES[0]);
    }
}
