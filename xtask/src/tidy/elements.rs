//! `docs/elements.md` names what proves each element of a page, and the proofs are there.

use super::Finding;
use super::tree::Tree;

const TABLE: &str = "docs/elements.md";

/// Elements of a newspaper's page.
const ELEMENTS: usize = 50;

/// What the last column says of an element that nothing proves.
const NOT_YET: [&str; 2] = ["not yet", "no test"];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.get(TABLE) else {
        return Vec::new();
    };
    let rows: Vec<Row> = (1..).zip(text.lines()).filter_map(Row::parse).collect();
    let mut findings: Vec<Finding> = rows
        .iter()
        .flat_map(|row| row.objections(tree))
        .chain(out_of_order(&rows))
        .collect();
    if rows.len() != ELEMENTS {
        let message = format!("has {} elements, not {ELEMENTS}", rows.len());
        findings.push(Finding::new(TABLE, text.lines().count(), message));
    }
    findings
}

/// An element: its number, what proves it, and what is missing.
struct Row<'a> {
    line: usize,
    number: usize,
    proofs: Vec<&'a str>,
    missing: &'a str,
}

impl<'a> Row<'a> {
    /// A line of the table; `None` for any other, and for the head.
    fn parse((line, text): (usize, &'a str)) -> Option<Self> {
        let cells: Vec<&str> = text.split('|').map(str::trim).collect();
        let [_, number, _, shown, missing, _] = cells[..] else {
            return None;
        };
        let spans = shown.split('`').skip(1).step_by(2);
        Some(Self {
            line,
            number: number.parse().ok()?,
            proofs: spans
                .filter(|span| span.contains("::") || names_a_check(span))
                .collect(),
            missing,
        })
    }

    fn objections(&self, tree: &Tree) -> Vec<Finding> {
        let wrong = self.proofs.iter().filter_map(|proof| {
            let objection = objection(tree, proof)?;
            Some(Finding::new(TABLE, self.line, objection))
        });
        let mut findings: Vec<Finding> = wrong.collect();
        let is_open = NOT_YET.iter().any(|words| self.missing.starts_with(words));
        if self.proofs.is_empty() && !is_open {
            let message = format!("nothing proves element {}: say «not yet»", self.number);
            findings.push(Finding::new(TABLE, self.line, message));
        }
        findings
    }
}

fn out_of_order(rows: &[Row<'_>]) -> Option<Finding> {
    let (expected, row) = (1..)
        .zip(rows)
        .find(|(number, row)| *number != row.number)?;
    let message = format!("element {expected} should stand here");
    Some(Finding::new(TABLE, row.line, message))
}

fn names_a_check(proof: &str) -> bool {
    proof.starts_with("checks/")
}

/// What is wrong with a proof.
fn objection(tree: &Tree, proof: &str) -> Option<String> {
    let (file, name) = proof.split_once("::").unwrap_or((proof, ""));
    let end = format!("/{file}");
    let mut found = tree
        .files()
        .filter(|(path, _)| *path == file || path.ends_with(&end));
    let Some((_, code)) = found.next() else {
        return Some(format!("there is no file {file:?}"));
    };
    if found.next().is_some() {
        return Some(format!(
            "several files are called {file:?}: write more of it"
        ));
    }
    let holds = name.is_empty() || is_test(code, name);
    (!holds).then(|| format!("{file} has no test {name:?}"))
}

/// Whether a file has a test of this name, by attribute or among the promises of a contract.
fn is_test(text: &str, name: &str) -> bool {
    let head = format!("fn {name}(");
    let mut is_marked = false;
    for line in text.lines().map(str::trim) {
        is_marked |= line.ends_with("test]");
        if is_marked && line.contains(&head) {
            return true;
        }
        is_marked &= !line.contains("fn ");
    }
    let promises = text
        .split_once("promises! {")
        .and_then(|(_, rest)| rest.split_once('}'));
    promises.is_some_and(|(names, _)| names.split(',').any(|promise| promise.trim() == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table whose first row is given, and whose others are well.
    fn places(row: &str) -> Vec<String> {
        let others = (2..=ELEMENTS).map(|number| format!("| {number} | x | | not yet |\n"));
        let table = format!("{row}\n{}", others.collect::<String>());
        let tests = "#[tokio::test]\nasync fn a_page_is_shown() {}\n\nfn help() {}\n";
        let promises = "promises! {\n    a_comment_waits,\n}\nfn a_comment_waits(x: &X) {}";
        let tree = Tree::from([
            (TABLE, table.as_str()),
            ("crates/a/tests/site/pages.rs", tests),
            ("crates/b/tests/talk.rs", promises),
            ("crates/c/tests/talk.rs", promises),
            ("tests/browser/checks/menu.mjs", ""),
        ]);
        rule(&tree).iter().map(Finding::to_string).collect()
    }

    #[track_caller]
    fn check(row: &str, words: &str) {
        let places = places(row);
        assert!(places[0].contains(words), "{places:?}");
    }

    #[test]
    fn a_proof_that_is_not_there_is_found() {
        check("| 1 | x | `site/pages.rs::gone` | |", "no test \"gone\"");
        check("| 1 | x | `site/pages.rs::help` | |", "no test \"help\"");
        check("| 1 | x | `site/gone.rs::a` | |", "no file");
        check("| 1 | x | `checks/gone.mjs` | |", "no file");
        check("| 1 | x | `talk.rs::a_comment_waits` | |", "several files");
    }

    #[test]
    fn an_element_that_is_forgotten_is_found() {
        check("| 1 | x | it works | |", "nothing proves element 1");
        check("| 3 | x | | not yet |", "element 1 should stand here");
        assert!(places("").iter().any(|place| place.contains("has 49")));
    }

    #[test]
    fn tests_promises_and_checks_are_proofs() {
        let row = "| 1 | x | well: `site/pages.rs::a_page_is_shown`, `b/tests/talk.rs::a_comment_waits`, \
                   `checks/menu.mjs`; `?s=` too | more |";
        assert_eq!(places(row), [""; 0]);
    }
}
