use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use warraq_archive::model::{EmailAddress, LetterStanding, Timestamp};
use warraq_post::Delivery;

use super::{Place, screen};

/// Lines of the outbox that are shown.
const SHOWN: usize = 200;

/// Mail: try the server, look at what waits.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The mail server stands in warraq.toml in the archive's folder:

  [mail]
  host = \"mail.example.org\"
  port = 587                  # 465 for tls, 25 for none
  security = \"starttls\"     # or tls; none for a server on this machine
  user = \"paper\"
  password = \"…\"
  from = \"paper@example.org\"

or in the environment, which counts more: WARRAQ_MAIL_HOST, _PORT, _SECURITY, _USER, _PASSWORD,
_FROM. Without a server, messages of readers are kept, and there is no newsletter.

Examples:
  warraq --archive paper mail test editor@example.org
  warraq --archive paper mail queue")]
pub(super) struct Mail {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Send a letter now, to see that letters arrive.
    Test {
        /// Who gets it.
        address: String,
    },
    /// List letters that wait, and those that nobody takes.
    Queue,
}

impl Mail {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        match self.action {
            Action::Test { address } => test(place, &address),
            Action::Queue => queue(place),
        }
    }
}

fn test(place: &Place, address: &str) -> anyhow::Result<ExitCode> {
    let archive = place.open()?;
    let mail = archive
        .mail()
        .context("no mail server is set; see `warraq mail --help`")?;
    let to = EmailAddress::parse(address)
        .with_context(|| format!("{address:?} is no address that a mail server takes"))?;
    let letter = warraq_web::trial(&archive.settings(), &to).map_err(|error| anyhow!(error))?;
    let delivery = warraq_post::send_now(&archive, mail, &letter)
        .with_context(|| format!("{}:{} cannot be used", mail.host, mail.port))?;
    match delivery {
        Delivery::Taken => screen::line(&format!("{} has taken the letter", mail.host)),
        Delivery::PutOff(said) => bail!("{} does not take it now: {said}", mail.host),
        Delivery::Refused(said) => bail!("{} does not take it: {said}", mail.host),
    }
    Ok(ExitCode::SUCCESS)
}

fn queue(place: &Place) -> anyhow::Result<ExitCode> {
    let archive = place.open()?;
    let (waiting, refused) = archive.outbox_counts()?;
    screen::line(&format!(
        "{} waiting, {} refused",
        screen::number(waiting),
        screen::number(refused)
    ));
    let zone = archive.settings().time_zone.clone();
    let clock = |at: Timestamp| at.in_zone(&zone).strftime("%Y-%m-%d %H:%M").to_string();
    for line in archive.outbox(SHOWN)? {
        let standing = match line.standing {
            LetterStanding::Waiting => "waiting",
            LetterStanding::Refused => "refused",
        };
        screen::line(&format!(
            "{}\t{standing}\t{}\t{} attempts\t{}\t{}\t{}",
            line.id,
            clock(line.due_at),
            line.attempts,
            line.to,
            line.subject,
            line.trouble
        ));
    }
    Ok(ExitCode::SUCCESS)
}
