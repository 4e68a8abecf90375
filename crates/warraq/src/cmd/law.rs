use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use warraq_archive::accounts::Allowed;

use super::{Place, screen};

/// What the paper says on privacy, cookies and terms; former versions stay readable.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The text is HTML, or paragraphs with empty lines between them.

Examples:
  warraq --archive paper law terms terms.html    (holds from now on, at /terms/)
  warraq --archive paper law terms               (lists its versions)")]
pub(super) struct Law {
    /// privacy, cookies or terms.
    name: String,
    /// The new text; absent to list the versions.
    file: Option<PathBuf>,
}

impl Law {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let Some(law) = warraq_archive::model::Law::named(&self.name) else {
            bail!("{:?} is none of privacy, cookies and terms", self.name);
        };
        let archive = place.open()?;
        if let Some(file) = self.file {
            let source = std::fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            if source.trim().is_empty() {
                bail!("{} is empty", file.display());
            }
            if !archive.write_law(&Allowed::by_operator(), law, &source)? {
                screen::line("this text holds already");
            }
            return Ok(ExitCode::SUCCESS);
        }
        let zone = archive.settings().time_zone.clone();
        for version in archive.law(law)? {
            let since = version.since.in_zone(&zone).strftime("%Y-%m-%d %H:%M");
            screen::line(&format!("{since}\t{} bytes", version.body.as_str().len()));
        }
        Ok(ExitCode::SUCCESS)
    }
}
