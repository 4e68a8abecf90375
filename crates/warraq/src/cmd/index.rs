use std::process::ExitCode;

use warraq_archive::search::Goes;

use super::progress::Progress;
use super::{Place, screen};

/// The search index.
#[derive(Debug, clap::Args)]
pub(super) struct Index {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make the index anew from the archive; the old one answers until then.
    #[command(after_help = "Example:\n  warraq --archive paper index rebuild")]
    Rebuild,
}

impl Index {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let Command::Rebuild = self.command;
        let archive = place.open()?;
        let _claim = archive.claim("index")?;
        let progress = Progress::spinner();
        archive.index().rebuild(&archive, |at| {
            progress.step("articles indexed", at.indexed);
            Goes::On
        })?;
        progress.finish();
        let held = usize::try_from(archive.index().len())?;
        screen::line(&format!(
            "{} articles are in the index.",
            screen::number(held)
        ));
        Ok(ExitCode::SUCCESS)
    }
}
