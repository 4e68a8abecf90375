use std::process::ExitCode;

use super::{Place, screen};

/// Make an empty archive.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  warraq --archive paper init --title 'صحيفة الفجر' --url https://fajr.example --time-zone Asia/Damascus"
)]
pub(super) struct Init {
    /// The paper's name.
    #[arg(long)]
    title: Option<String>,
    /// Home address of the paper, such as `https://paper.example`.
    #[arg(long)]
    url: Option<String>,
    /// Where the paper's wall clocks hang: Asia/Damascus, or +03:00
    #[arg(long)]
    time_zone: Option<String>,
}

impl Init {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let archive = place.open_or_create()?;
        let given = [
            ("site.title", &self.title),
            ("site.url", &self.url),
            ("site.time_zone", &self.time_zone),
        ];
        let changes: Vec<_> = given
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.as_deref()?)))
            .collect();
        archive.change_settings(&changes)?;
        screen::line(&format!(
            "The archive is in {}.",
            archive.folder().display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}
