//! `cargo xtask tidy`: the invariants of ARCHITECTURE.md and the habits of CONTRIBUTING.md.
//!
//! One rule a file. A rule is a function from the tree of files to findings; its tests give it a
//! bad example and see it fail.

mod attributes;
mod dependencies;
mod elements;
mod lengths;
mod links;
mod locales;
mod names;
mod promises;
mod rust_source;
mod sql;
mod strangers;
mod styles;
mod templates;
mod tree;
mod unused;
mod words;

use std::fmt;

use anyhow::{Result, bail};

use tree::Tree;

/// A place that breaks a rule.
#[derive(Debug)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    /// What is wrong and what to do instead.
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("dependencies", dependencies::rule),
    ("unused", unused::rule),
    ("words", words::rule),
    ("sql", sql::rule),
    ("attributes", attributes::rule),
    ("names", names::rule),
    ("lengths", lengths::rule),
    ("promises", promises::rule),
    ("strangers", strangers::rule),
    ("links", links::rule),
    ("elements", elements::rule),
    ("styles", styles::rule),
    ("templates", templates::rule),
    ("locales", locales::rule),
];

/// Applies every rule to the repository.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    let tree = Tree::of_the_repository()?;
    let findings = findings(&tree);
    for (rule, finding) in &findings {
        println!("{finding} [{rule}]");
    }
    match findings.len() {
        0 => {
            println!("{} files are tidy", tree.len());
            Ok(())
        }
        count => bail!("{count} untidy places"),
    }
}

fn findings(tree: &Tree) -> Vec<(&'static str, Finding)> {
    RULES
        .iter()
        .flat_map(|(name, rule)| rule(tree).into_iter().map(move |finding| (*name, finding)))
        .collect()
}

/// Applies a rule to one file; for the rules' tests.
#[cfg(test)]
fn places(rule: Rule, path: &str, text: &str) -> Vec<String> {
    rule(&Tree::from([(path, text)]))
        .iter()
        .map(Finding::to_string)
        .collect()
}

/// Asserts that a rule finds a bad example on the line given, and says the words given.
#[cfg(test)]
#[track_caller]
fn check_finds(rule: Rule, path: &str, text: &str, line: usize, words: &str) {
    let places = places(rule, path, text);
    let expected = format!("{path}:{line}: ");
    assert!(
        places
            .iter()
            .any(|place| place.starts_with(&expected) && place.contains(words)),
        "no finding at line {line} with {words:?} among {places:#?}"
    );
}

/// Asserts that a rule has nothing to say about a good example.
#[cfg(test)]
#[track_caller]
fn check_passes(rule: Rule, path: &str, text: &str) {
    assert_eq!(places(rule, path, text), [""; 0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_tidy() {
        let tree = Tree::of_the_repository().unwrap();
        let found: Vec<String> = findings(&tree)
            .iter()
            .map(|(rule, place)| format!("{place} [{rule}]"))
            .collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
