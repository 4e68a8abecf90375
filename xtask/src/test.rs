//! `cargo xtask test`: everything that must hold before a merge, and all that CI runs.
//!
//! One profile and one selection of packages (`--workspace`) throughout, so that nothing is
//! compiled twice: clippy and rustdoc share the checked dependencies, the tests and the browser
//! suite share the built ones.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{browser, editor, fixtures, licences, process, tidy, tools};

/// A step passes, fails with an error, or says why it could not be taken here.
pub(crate) enum Outcome {
    Passed,
    Skipped(String),
}

struct Step {
    name: &'static str,
    take: fn() -> Result<Outcome>,
}

const STEPS: &[Step] = &[
    Step {
        name: "format",
        take: || cargo(&["fmt", "--all", "--check"]),
    },
    Step {
        name: "tidy",
        take: || done(tidy::run(&[])),
    },
    Step {
        name: "fixtures",
        take: fixtures::check,
    },
    // Before anything is compiled, which takes the bundle in.
    Step {
        name: "editor",
        take: || editor::build().and_then(|()| editor::test()),
    },
    Step {
        name: "clippy",
        take: || {
            cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--locked",
                "--",
                "-D",
                "warnings",
            ])
        },
    },
    Step {
        name: "documentation",
        take: documentation,
    },
    Step {
        name: "tests",
        take: tests,
    },
    Step {
        name: "doc tests",
        take: || cargo(&["test", "--doc", "--workspace", "--locked"]),
    },
    Step {
        name: "licences",
        take: licences::check,
    },
    Step {
        name: "browser",
        take: in_a_browser,
    },
];

/// Takes every step, even after one has failed, and ends with a table.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    let mut table = Vec::new();
    let mut failed = Vec::new();
    for step in STEPS {
        println!("\n== {}", step.name);
        let started = Instant::now();
        let outcome = match (step.take)() {
            Ok(Outcome::Passed) => "passed".to_owned(),
            Ok(Outcome::Skipped(reason)) => format!("skipped: {reason}"),
            Err(error) => {
                println!("{error:#}");
                failed.push(step.name);
                "FAILED".to_owned()
            }
        };
        let time = minutes(started.elapsed());
        table.push(format!("  {:<14} {time:>6}  {outcome}", step.name));
    }
    println!("\n{}", table.join("\n"));
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// A length of time as one reads it, `7:05`.
pub(crate) fn minutes(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

fn tests() -> Result<Outcome> {
    // Without it the contract suite says itself what it leaves out.
    if let Err(reason) = tools::install(&tools::RUST_TESTS) {
        println!("{reason:#}");
    }
    if process::succeeds(&mut process::cargo(["nextest", "--version"])) {
        cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
        ])
    } else {
        cargo(&[
            "test",
            "--workspace",
            "--all-targets",
            "--locked",
            "--no-fail-fast",
        ])
    }
}

fn in_a_browser() -> Result<Outcome> {
    match browser::prepare() {
        Ok(()) => done(browser::run(&[])),
        Err(reason) => Ok(Outcome::Skipped(format!("{reason:#}"))),
    }
}

fn documentation() -> Result<Outcome> {
    let mut doc = process::cargo(["doc", "--workspace", "--no-deps", "--locked"]);
    done(process::run(doc.env("RUSTDOCFLAGS", "-D warnings")))
}

fn cargo(arguments: &[&str]) -> Result<Outcome> {
    done(process::run(&mut process::cargo(arguments)))
}

fn done(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_reads_as_minutes_and_seconds() {
        assert_eq!(minutes(Duration::from_secs(425)), "7:05");
    }
}
