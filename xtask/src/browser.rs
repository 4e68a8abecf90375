//! `cargo xtask browser`: the pages as a browser sees them, see `tests/browser/README.md`.

use anyhow::{Context, Result};

use crate::{demo, process, repository, tools};

/// Runs the suite against a fresh archive, or with `--base URL` against a running server.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    prepare()?;
    let mut suite = process::command("node", ["tests/browser/run.mjs"]);
    suite
        .args(arguments)
        .env("WARRAQ_SHOTS", repository::target().join("screenshots"));
    if !arguments.iter().any(|argument| argument == "--base") {
        process::run(&mut process::command(
            "node",
            ["--test", "tests/browser/self.test.mjs"],
        ))?;
        let archive = repository::target().join("browser-archive");
        demo::build()?;
        demo::import(&archive).context("could not import the invented newspaper")?;
        stories()?;
        suite
            .arg("--archive")
            .arg(archive)
            .env("WARRAQ_BIN", repository::program());
    }
    process::run(&mut suite)
}

/// What somebody does in the newsroom, with script: a server of its own for every file.
fn stories() -> Result<()> {
    let mut stories = process::command("node", ["--test", "tests/browser/stories/"]);
    stories.env("WARRAQ_BIN", repository::program());
    process::run(&mut stories)
}

/// Installs what the suite needs.
pub(crate) fn prepare() -> Result<()> {
    tools::install(&tools::BROWSER)?;
    tools::install_browser_suite()
}
