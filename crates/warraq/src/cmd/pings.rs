use std::process::ExitCode;

use warraq_archive::model::Timestamp;

use super::{Place, screen};

/// What hubs and search engines have yet to be told of news, and what they said last.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Whom the paper tells is a setting; see site.hub and indexnow.key in `warraq set --help`.

Example:
  warraq --archive paper pings")]
pub(super) struct Pings {}

impl Pings {
    #[expect(clippy::unused_self, reason = "a command runs as every other")]
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let archive = place.open()?;
        let zone = archive.settings().time_zone.clone();
        let clock = |at: Timestamp| at.in_zone(&zone).strftime("%Y-%m-%d %H:%M").to_string();
        for line in archive.ping_lines()? {
            screen::line(&format!(
                "{}\t{} waiting\t{}\t{} attempts\t{}",
                line.recipient,
                line.waiting,
                line.due_at.map(clock).unwrap_or_default(),
                line.attempts,
                line.trouble
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}
