//! `cargo xtask ci`: what CI sees.
//!
//! `cargo xtask test` on one's own checkout can pass because of a file that was never committed or
//! of something built yesterday. This clones HEAD into `target/ci` and runs the same verb there,
//! from nothing, against the time that CI allows.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{process, repository, test};

/// CI stops a run after this long.
const ALLOWED: Duration = Duration::from_mins(25);

/// Tests a fresh clone of HEAD with an empty target folder.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    let clone = repository::target().join("ci");
    if clone.exists() {
        std::fs::remove_dir_all(&clone)
            .with_context(|| format!("could not remove the old {}", clone.display()))?;
    }
    let mut git = process::command("git", ["clone", "--quiet", "--no-local", "."]);
    process::run(git.arg(&clone))?;
    let started = Instant::now();
    let mut test = process::command(clone.join(".ci/run"), [""; 0]);
    // A snapshot that differs fails; none is written for review.
    test.current_dir(&clone)
        .env_remove("CARGO_TARGET_DIR")
        .env("INSTA_UPDATE", "no");
    process::run(&mut test)?;
    let taken = started.elapsed();
    println!(
        "{} of {} minutes",
        test::minutes(taken),
        ALLOWED.as_secs() / 60
    );
    if taken > ALLOWED {
        bail!("CI would have stopped this run");
    }
    Ok(())
}
