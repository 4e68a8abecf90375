//! A lint is silenced with a reason, and only as long as it would speak.

use super::Finding;
use super::rust_source::{RustSource, is_test_file};
use super::tree::Tree;

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .flat_map(|(path, text)| in_file(path, text))
        .collect()
}

fn in_file(path: &str, text: &str) -> Vec<Finding> {
    let source = RustSource::parse(text);
    let mut findings = Vec::new();
    for opening in ["#[", "#!["] {
        for (at, _) in source.code.match_indices(opening) {
            let line = source.code[..at].matches('\n').count() + 1;
            let inside = &source.code[at + opening.len()..];
            let reasoned = attribute(inside).contains("reason");
            // What several test programs share, some of them use only in part.
            if inside.starts_with("allow(") && !(is_test_file(path) && reasoned) {
                let cure = "write `#[expect(lint, reason = \"…\")]`, which ends with its cause";
                findings.push(Finding::new(path, line, format!("`allow`: {cure}")));
            } else if inside.starts_with("expect(") && !reasoned {
                findings.push(Finding::new(path, line, "`expect` without a reason"));
            }
        }
    }
    findings
}

/// What an attribute holds, up to its closing bracket.
fn attribute(inside: &str) -> &str {
    inside
        .split_once(")]")
        .map_or(inside, |(attribute, _)| attribute)
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    const PATH: &str = "crates/warraq_text/src/fold.rs";

    #[test]
    fn allow_is_found() {
        check_finds(rule, PATH, "\n#[allow(dead_code)]\nfn f() {}", 2, "expect");
        check_finds(rule, PATH, "#![allow(clippy::pedantic)]", 1, "expect");
    }

    #[test]
    fn expect_without_a_reason_is_found() {
        check_finds(rule, PATH, "#[expect(dead_code)]\nfn f() {}", 1, "reason");
    }

    #[test]
    fn what_tests_share_may_go_unused() {
        let code = "#![allow(dead_code, reason = \"each uses its own part\")]";
        check_passes(rule, "crates/warraq_archive/tests/support/mod.rs", code);
        check_finds(
            rule,
            "crates/warraq_archive/tests/a.rs",
            "#![allow(dead_code)]",
            1,
            "expect",
        );
    }

    #[test]
    fn expect_with_a_reason_passes() {
        check_passes(
            rule,
            PATH,
            "#[expect(\n    dead_code,\n    reason = \"x\"\n)]\nfn f() {}",
        );
    }
}
