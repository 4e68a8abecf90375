//! A file has one reason to exist, and its name says it.

use super::Finding;
use super::tree::Tree;

/// Names that say nothing, so that everything ends up there.
const EMPTY: &[&str] = &[
    "util", "utils", "common", "helper", "helpers", "misc", "core", "shared",
];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    let ours = tree.files().filter(|(path, _)| {
        ["crates/", "xtask/", "tests/", "benches/"]
            .iter()
            .any(|home| path.starts_with(home))
    });
    ours.filter_map(|(path, _)| {
        let names = path
            .split('/')
            .map(|part| part.split('.').next().unwrap_or(part));
        let empty = names.into_iter().find(|name| EMPTY.contains(name))?;
        let message = format!("{empty:?} says nothing; name it for what it does");
        Some(Finding::new(path, 1, message))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    #[test]
    fn an_empty_name_is_found() {
        check_finds(rule, "crates/warraq_web/src/utils.rs", "", 1, "utils");
        check_finds(rule, "crates/warraq_web/src/common/mod.rs", "", 1, "common");
    }

    #[test]
    fn a_name_that_says_something_passes() {
        check_passes(rule, "crates/warraq_text/src/common_words.rs", "");
    }
}
