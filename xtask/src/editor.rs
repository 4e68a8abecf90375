//! The newsroom's editor: its packages and its bundle, which the program takes in when it is built.

use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::test::Outcome;
use crate::{process, repository, tools};

/// What git does not know and what is made of the rest.
const MADE: [&str; 2] = ["node_modules", "dist"];

/// Builds the editor.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    build()
}

/// Builds the editor where its sources are newer than its bundle. Says so where it cannot be built:
/// the newsroom has a plain form that needs none.
pub(crate) fn build() -> Result<()> {
    if let Err(reason) = tools::install(&tools::EDITOR) {
        println!("The newsroom will have its plain form only: {reason:#}");
        return Ok(());
    }
    let folder = repository::root().join("editor");
    let bundle = written(&folder.join("dist/editor.js"));
    if bundle.is_some() && bundle > newest(&folder)? {
        return Ok(());
    }
    tools::install_packages(&folder)?;
    process::run(process::command("node", ["build.mjs"]).current_dir(&folder))
}

/// Checks the editor's types and runs its tests.
pub(crate) fn test() -> Result<Outcome> {
    if let Err(reason) = tools::install(&tools::EDITOR) {
        return Ok(Outcome::Skipped(format!("{reason:#}")));
    }
    let folder = repository::root().join("editor");
    tools::install_packages(&folder)?;
    let compiler = folder.join("node_modules/typescript/bin/tsc");
    process::run(process::command("node", [compiler]).current_dir(&folder))?;
    process::run(process::command("node", ["--test", "tests/"]).current_dir(&folder))?;
    Ok(Outcome::Passed)
}

/// When the newest source was written.
fn newest(folder: &Path) -> Result<Option<SystemTime>> {
    let mut newest = None;
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if MADE.iter().any(|made| path.ends_with(made)) {
            continue;
        }
        let found = if path.is_dir() {
            self::newest(&path)?
        } else {
            written(&path)
        };
        newest = newest.max(found);
    }
    Ok(newest)
}

fn written(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|file| file.modified()).ok()
}
