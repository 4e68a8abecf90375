//! The commands, one file each.

mod account;
mod comments;
mod contact;
mod correct;
mod demo;
mod import;
mod index;
mod init;
mod law;
mod ledger;
mod mail;
mod pings;
mod progress;
mod reads;
mod report;
pub(crate) mod screen;
mod serve;
mod set;
mod theme;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use warraq_archive::Archive;
use warraq_archive::clock::{SharedClock, SystemClock};

const EXAMPLES: &str = "\
Examples:
  warraq --archive paper import wxr newspaper.wordpress.xml --uploads wp-content/uploads
  warraq --archive paper serve
  warraq --archive paper verify";

/// An Arabic newspaper's archive, newsroom and site.
#[derive(Debug, Parser)]
#[command(name = "warraq", version, after_help = EXAMPLES)]
pub(crate) struct Program {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Place {
    /// Folder of the archive.
    #[arg(
        long,
        global = true,
        env = "WARRAQ_ARCHIVE",
        value_name = "DIR",
        default_value = "archive"
    )]
    archive: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an empty archive.
    Init(init::Init),
    /// Bring in an archive from elsewhere, and prove that nothing was lost.
    Import(import::Import),
    /// Serve the newspaper.
    Serve(serve::Serve),
    /// Prove that the archive is whole; exit status 0 only when it is.
    Verify(verify::Verify),
    /// The search index.
    Index(index::Index),
    /// What readers wrote: list it, and decide on it.
    Comments(comments::Comments),
    /// Tell readers of an article what was wrong in it.
    Correct(correct::Correct),
    /// How often articles were read.
    Reads(reads::Reads),
    /// Read or change a setting.
    Set(set::Set),
    /// Who works in the newsroom.
    Account(account::AccountCommand),
    /// Mail: try the server, look at what waits.
    Mail(mail::Mail),
    /// What the paper says on privacy, cookies and terms.
    Law(law::Law),
    /// News that others have yet to be told.
    Pings(pings::Pings),
    /// What readers wrote to the paper.
    Contact(contact::Contact),
    /// The look of the paper.
    Theme(theme::Theme),
    /// Serve an invented newspaper, to look around.
    Demo(demo::Demo),
}

/// Runs a command. Its exit status tells whether everything that it found was in order.
pub(crate) fn run(program: Program) -> anyhow::Result<ExitCode> {
    let place = program.place;
    match program.command {
        Command::Init(command) => command.run(&place),
        Command::Import(command) => command.run(&place),
        Command::Serve(command) => command.run(&place),
        Command::Verify(command) => command.run(&place),
        Command::Index(command) => command.run(&place),
        Command::Comments(command) => command.run(&place),
        Command::Correct(command) => command.run(&place),
        Command::Reads(command) => command.run(&place),
        Command::Set(command) => command.run(&place),
        Command::Account(command) => command.run(&place),
        Command::Mail(command) => command.run(&place),
        Command::Law(command) => command.run(&place),
        Command::Pings(command) => command.run(&place),
        Command::Contact(command) => command.run(&place),
        Command::Theme(command) => command.run(&place),
        Command::Demo(command) => command.run(&place),
    }
}

impl Place {
    fn open(&self) -> anyhow::Result<Archive> {
        Ok(Archive::open(&self.archive, clock())?)
    }

    fn open_or_create(&self) -> anyhow::Result<Archive> {
        Ok(Archive::create(&self.archive, clock())?)
    }
}

fn clock() -> SharedClock {
    Arc::new(SystemClock)
}
