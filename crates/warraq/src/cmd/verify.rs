use std::process::ExitCode;

use super::progress::Progress;
use super::{Place, screen};

/// Prove that the archive is whole; exit status 0 only when it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  warraq --archive paper verify")]
pub(super) struct Verify {
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let archive = place.open()?;
        let progress = Progress::spinner();
        let found =
            warraq_archive::verify::verify(&archive, &|what, done| progress.step(what, done))?;
        progress.finish();
        if self.json {
            screen::line(&serde_json::to_string_pretty(&found)?);
        } else {
            for (what, count) in &found.checked {
                screen::line(&format!("{:>12}  {what}", screen::number(*count)));
            }
            for fault in &found.faults {
                screen::line(&format!("FAULT: {fault}"));
            }
            screen::line(if found.is_sound() {
                "The archive is sound."
            } else {
                "The archive is NOT sound."
            });
        }
        Ok(if found.is_sound() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}
