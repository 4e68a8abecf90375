use std::path::PathBuf;
use std::process::ExitCode;

/// Serve an invented newspaper, to look around.
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// The invented newspaper (`fixtures/newsroom` of the source).
    #[arg(long, value_name = "DIR", default_value = "fixtures/newsroom")]
    newsroom: PathBuf,
}

impl Demo {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let _ = self.newsroom;
        Ok(ExitCode::SUCCESS)
    }
}
