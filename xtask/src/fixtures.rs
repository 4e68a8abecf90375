//! `cargo xtask fixtures`: makes what is generated under `fixtures/` again.

use anyhow::Result;

use crate::process;

/// Runs the generator of the invented newspaper, which writes beside itself.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    process::run(&mut process::command(
        "python3",
        ["fixtures/newsroom/build.py"],
    ))
}
