//! `cargo xtask bench`: the measurements under `benches/`.
//!
//! A measurement is a folder with an executable `run`, which brings its own peers and prints its
//! own table. There is nothing to keep in step here when one is added.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::{process, repository};

/// What is measured when nothing is named: serving, beside a web server that serves files.
const USUAL: &str = "serve";

/// Whether the usual measurement is there.
pub(crate) fn exists() -> bool {
    script(USUAL).is_file()
}

/// Runs the measurement named first, the usual one otherwise; what follows is passed on to it.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => (USUAL, arguments),
    };
    if !script(name).is_file() {
        bail!("there is no measurement benches/{name}/run");
    }
    process::run(&mut process::command(script(name), rest))
}

fn script(name: &str) -> PathBuf {
    repository::root().join("benches").join(name).join("run")
}
