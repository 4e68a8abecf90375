//! A file over 500 lines gives its reason here. Tests at its end are read apart and do not count.

use super::Finding;
use super::rust_source::first_test_line;
use super::tree::Tree;

const LIMIT: usize = 500;

/// Files that are longer, and why they are one file.
const REASONS: &[(&str, &str)] = &[(
    "crates/warraq_archive/tests/conversation.rs",
    "what readers write and what the desk decides are told with the same few functions",
)];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    judge(tree, REASONS)
}

fn judge(tree: &Tree, reasons: &[(&str, &str)]) -> Vec<Finding> {
    let long: Vec<(&str, usize)> = tree
        .files()
        .filter(|(path, _)| is_code(path))
        .map(|(path, text)| (path, length(text)))
        .filter(|(_, lines)| *lines > LIMIT)
        .collect();
    let unexplained = long
        .iter()
        .filter(|(path, _)| !reasons.iter().any(|(known, _)| known == path))
        .map(|(path, lines)| {
            let cure = "divide it, or give its reason in xtask/src/tidy/lengths.rs";
            Finding::new(path, *lines, format!("{lines} lines: {cure}"))
        });
    let outlived = reasons
        .iter()
        .filter(|(known, _)| !long.iter().any(|(path, _)| path == known))
        .map(|(known, _)| Finding::new(known, 1, "no longer long: take it off the list"));
    unexplained.chain(outlived).collect()
}

fn length(text: &str) -> usize {
    text.lines().count().min(first_test_line(text) - 1)
}

fn is_code(path: &str) -> bool {
    [".rs", ".mjs", ".js", ".css", ".html", ".py", ".php", ".sh"]
        .iter()
        .any(|ending| path.ends_with(ending))
        && !path.starts_with("fixtures/")
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    const PATH: &str = "crates/warraq_text/src/fold.rs";

    #[test]
    fn a_long_file_is_found() {
        check_finds(rule, PATH, &"\n".repeat(501), 501, "divide it");
        check_passes(rule, PATH, &"\n".repeat(500));
    }

    #[test]
    fn tests_at_the_end_do_not_count() {
        let code = "\n".repeat(400);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{code}}}");
        check_passes(rule, PATH, &format!("{code}{tests}"));
    }

    #[test]
    fn a_long_file_with_a_reason_passes() {
        let text = "\n".repeat(501);
        let tree = Tree::from([(PATH, text.as_str())]);
        assert!(judge(&tree, &[(PATH, "one table")]).is_empty());
    }

    #[test]
    fn a_reason_that_is_no_longer_needed_is_found() {
        let findings = judge(&Tree::from([(PATH, "")]), &[(PATH, "one table")]);
        assert!(findings[0].to_string().contains("take it off"));
    }
}
