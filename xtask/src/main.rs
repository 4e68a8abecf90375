//! The verbs of this repository. `cargo xtask` alone lists them.

#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks to its terminal"
)]

mod bench;
mod browser;
mod ci;
mod demo;
mod editor;
mod eval;
mod fixtures;
mod licences;
mod process;
mod repository;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

/// One thing that `cargo xtask` can do.
struct Verb {
    name: &'static str,
    about: &'static str,
    /// Takes the arguments after the verb.
    run: fn(&[String]) -> Result<()>,
}

const VERBS: &[Verb] = &[
    Verb {
        name: "demo",
        about: "build, import the invented newspaper of fixtures/newsroom, serve it on 127.0.0.1:8080",
        run: demo::run,
    },
    Verb {
        name: "editor",
        about: "bundle the newsroom's editor, which the next build takes in",
        run: editor::run,
    },
    Verb {
        name: "test",
        about: "install what the tests need and run everything that must hold before a merge",
        run: test::run,
    },
    Verb {
        name: "ci",
        about: "the same on a fresh clone of HEAD with an empty target folder, against the clock",
        run: ci::run,
    },
    Verb {
        name: "tidy",
        about: "check the invariants of ARCHITECTURE.md and the habits of CONTRIBUTING.md",
        run: tidy::run,
    },
    Verb {
        name: "browser",
        about: "look at every kind of page in Chromium; --base URL looks at a running server instead",
        run: browser::run,
    },
    Verb {
        name: "eval",
        about: "score the search on the development sets of ../shared/eval",
        run: eval::run,
    },
    Verb {
        name: "fixtures",
        about: "make fixtures/newsroom again from its build.py",
        run: fixtures::run,
    },
];

/// Listed once there is something to measure, see [`mod@bench`].
const BENCH: Verb = Verb {
    name: "bench",
    about: "run the measurements under benches/ and print their tables",
    run: bench::run,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((name, rest)) = arguments.split_first() else {
        println!("{}", listing());
        return Ok(());
    };
    match verbs().find(|verb| verb.name == name) {
        Some(verb) => (verb.run)(rest),
        None => bail!(
            "there is no verb {name:?}; these are the verbs:\n{}",
            listing()
        ),
    }
}

fn verbs() -> impl Iterator<Item = &'static Verb> {
    VERBS.iter().chain(bench::exists().then_some(&BENCH))
}

fn listing() -> String {
    let lines = verbs().map(|verb| format!("  cargo xtask {:<9} {}", verb.name, verb.about));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_is_listed_with_its_line() {
        let listing = listing();
        for verb in VERBS {
            assert!(listing.contains(&format!("cargo xtask {:<9} {}", verb.name, verb.about)));
        }
    }

    #[test]
    fn an_unknown_verb_is_answered_with_the_list() {
        let error = dispatch(&["publsih".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("publsih") && error.contains("cargo xtask demo"));
    }
}
