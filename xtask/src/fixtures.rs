//! `cargo xtask fixtures`: makes what is generated under `fixtures/` again.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::test::Outcome;
use crate::{process, repository};

/// Runs the generator of the invented newspaper, which writes beside itself.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    process::run(&mut process::command(
        "python3",
        ["fixtures/newsroom/build.py"],
    ))
}

/// Fails where what is generated is not what its sources give today.
pub(crate) fn check() -> Result<Outcome> {
    if !process::succeeds(&mut process::command("python3", ["--version"])) {
        return Ok(Outcome::Skipped("no Python here".to_owned()));
    }
    let before = generated()?;
    run(&[])?;
    let changed: Vec<PathBuf> = generated()?
        .into_iter()
        .filter(|(file, bytes)| before.get(file) != Some(bytes))
        .map(|(file, _)| file)
        .collect();
    if !changed.is_empty() {
        bail!("not what its sources give, and now made again; commit it: {changed:?}");
    }
    Ok(Outcome::Passed)
}

/// The files beside the generator, sources included: they are small, and it leaves them alone.
fn generated() -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(repository::root().join("fixtures/newsroom"))? {
        let path = entry?.path();
        if path.is_file() {
            files.insert(path.clone(), std::fs::read(path)?);
        }
    }
    Ok(files)
}
