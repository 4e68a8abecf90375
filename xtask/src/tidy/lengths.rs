//! A file over 500 lines gives its reason here.

use super::Finding;
use super::tree::Tree;

const LIMIT: usize = 500;

/// Files that are longer, and why they are one file.
const REASONS: &[(&str, &str)] = &[];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    judge(tree, REASONS)
}

fn judge(tree: &Tree, reasons: &[(&str, &str)]) -> Vec<Finding> {
    let long: Vec<(&str, usize)> = tree
        .files()
        .filter(|(path, _)| is_code(path))
        .map(|(path, text)| (path, text.lines().count()))
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
