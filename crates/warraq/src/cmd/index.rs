use std::process::ExitCode;

use anyhow::bail;
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
    /// Throw the index away and make it anew from the archive.
    #[command(after_help = "Example:\n  warraq --archive paper index rebuild")]
    Rebuild,
}

impl Index {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let Command::Rebuild = self.command;
        let archive = place.open()?;
        let _claim = archive.claim("index")?;
        archive.index().clear()?;
        let progress = Progress::spinner();
        let indexed = archive.index().follow_with(&archive, |at| {
            progress.step("articles indexed", at.indexed);
            Goes::On
        })?;
        progress.finish();
        match indexed {
            Some(_) => {
                let held = usize::try_from(archive.index().len()?)?;
                screen::line(&format!(
                    "{} articles are in the index.",
                    screen::number(held)
                ));
                Ok(ExitCode::SUCCESS)
            }
            None => {
                bail!("another process is writing the index; stop `warraq serve` and try again")
            }
        }
    }
}
