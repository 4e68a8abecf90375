//! Licences of what we are built from, against the list in `deny.toml`.
//!
//! `cargo deny` says this and more (advisories, sources, bans) and is run where it is installed.
//! The licences themselves are too important to depend on that, so they are compared here as well.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::repository;
use crate::test::Outcome;

/// Compares every dependency's licence with `deny.toml`, then runs `cargo deny` where there is one.
pub(crate) fn check() -> Result<Outcome> {
    let allowed = allowed(&std::fs::read_to_string(
        repository::root().join("deny.toml"),
    )?)?;
    let refused: Vec<String> = dependencies()?
        .into_iter()
        .filter(|(_, licence)| !permits(licence, &allowed))
        .map(|(package, licence)| format!("{package} is under {licence:?}"))
        .collect();
    if !refused.is_empty() {
        bail!("not on the list in deny.toml:\n  {}", refused.join("\n  "));
    }
    if !process::succeeds(&mut process::cargo(["deny", "--version"])) {
        println!(
            "licences agree with deny.toml; advisories were not looked up: no cargo-deny here"
        );
        return Ok(Outcome::Passed);
    }
    process::run(&mut process::cargo([
        "deny", "check", "licenses", "bans", "sources",
    ]))?;
    match process::run(&mut process::cargo(["deny", "check", "advisories"])) {
        Ok(()) => Ok(Outcome::Passed),
        Err(error) => Ok(Outcome::Skipped(format!(
            "advisories found or out of reach: {error}"
        ))),
    }
}

fn allowed(deny: &str) -> Result<BTreeSet<String>> {
    let deny: toml::Table = deny.parse().context("deny.toml is not TOML")?;
    let list = deny
        .get("licenses")
        .and_then(|table| table.get("allow")?.as_array());
    let list = list.context("deny.toml has no licenses.allow")?;
    Ok(list
        .iter()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect())
}

/// Every package that we compile, with its licence as its manifest gives it.
fn dependencies() -> Result<BTreeSet<(String, String)>> {
    let tree = [
        "tree",
        "--workspace",
        "--locked",
        "--target",
        "all",
        "--prefix",
        "none",
    ];
    let listing =
        process::output(process::cargo(tree).args(["--no-dedupe", "--format", "{p}\t{l}"]))?;
    Ok(listing
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(package, licence)| (package.to_owned(), licence.to_owned()))
        .collect())
}

/// Whether an SPDX expression can be met with the allowed licences alone.
///
/// Older manifests write `MIT/Apache-2.0` for `MIT OR Apache-2.0`. AND binds before OR.
fn permits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let permitted = either(&mut words, allowed);
    permitted && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut permitted = both(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        permitted |= both(words, allowed);
    }
    permitted
}

fn both(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut permitted = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        permitted &= one(words, allowed);
    }
    permitted
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    match words.next() {
        Some("(") => {
            let permitted = either(words, allowed);
            permitted && words.next() == Some(")")
        }
        Some(name) if words.next_if_eq(&"WITH").is_some() => {
            let exception = words.next().unwrap_or_default();
            allowed.contains(&format!("{name} WITH {exception}"))
        }
        Some(name) => allowed.contains(name),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expression: &str, expected: bool) {
        let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"]
            .map(str::to_owned)
            .into();
        assert_eq!(permits(expression, &allowed), expected, "{expression}");
    }

    #[test]
    fn one_of_several_is_enough() {
        check("MIT OR GPL-3.0", true);
        check("LGPL-2.1/MIT", true);
        check("GPL-3.0 OR AGPL-3.0", false);
    }

    #[test]
    fn all_of_several_are_needed() {
        check("(MIT OR Apache-2.0) AND Unicode-3.0", true);
        check("MIT AND GPL-3.0", false);
        check("GPL-3.0 AND MIT OR Apache-2.0", true);
    }

    #[test]
    fn an_exception_is_another_licence() {
        check("Apache-2.0 WITH LLVM-exception", false);
        check("Apache-2.0 WITH LLVM-exception OR MIT", true);
    }

    #[test]
    fn no_licence_permits_nothing() {
        check("", false);
    }

    #[test]
    fn the_list_is_read_from_deny_toml() {
        let list = allowed("[licenses]\nallow = [\"MIT\", \"ISC\"]").unwrap();
        assert_eq!(list, ["ISC", "MIT"].map(str::to_owned).into());
    }
}
