use std::process::ExitCode;

use anyhow::bail;

use super::{Place, screen};

/// What readers wrote to the paper, newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  warraq --archive paper contact
  warraq --archive paper contact --forget 12")]
pub(super) struct Contact {
    /// How many messages to show.
    #[arg(long, value_name = "N", default_value_t = 20)]
    last: usize,
    /// Takes away the message with this number for good.
    #[arg(long, value_name = "ID")]
    forget: Option<i64>,
}

impl Contact {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let archive = place.open()?;
        if let Some(id) = self.forget {
            if !archive.forget_message(id)? {
                bail!("there is no message {id}");
            }
            return Ok(ExitCode::SUCCESS);
        }
        let zone = archive.settings().time_zone.clone();
        for kept in archive.messages(self.last)? {
            let message = &kept.message;
            let at = kept
                .at
                .in_zone(&zone)
                .strftime("%Y-%m-%d %H:%M")
                .to_string();
            screen::line(&format!(
                "{}\t{at}\t{}\t{} <{}>",
                kept.id,
                message.subject.name(),
                message.name,
                message.email.as_str()
            ));
            for line in message.body.lines() {
                screen::line(&format!("    {line}"));
            }
            screen::line("");
        }
        Ok(ExitCode::SUCCESS)
    }
}
