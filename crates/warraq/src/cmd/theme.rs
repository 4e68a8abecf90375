use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use super::{Place, screen};

/// The look of the paper.
#[derive(Debug, clap::Args)]
pub(super) struct Theme {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Print a page of every kind with a theme, from invented data, and say what is wrong with it;
    /// exit status 0 only when nothing is.
    #[command(after_help = "Example:\n  warraq theme check fixtures/themes/gazette")]
    Check {
        /// Its folder; the theme of the archive when absent.
        theme: Option<PathBuf>,
    },
}

impl Theme {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let Verb::Check { theme } = self.verb;
        let theme = match theme {
            Some(theme) => theme,
            None => place
                .open()?
                .theme()
                .context("the archive has no theme; name a folder")?
                .to_owned(),
        };
        let problems = warraq_web::check_theme(&theme);
        for problem in &problems {
            screen::line(&problem.to_string());
        }
        if problems.is_empty() {
            screen::line("Nothing is wrong with it.");
            return Ok(ExitCode::SUCCESS);
        }
        Ok(ExitCode::FAILURE)
    }
}
