use super::Place;
use std::process::ExitCode;
/// Serve the newspaper.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {}
impl Serve {
    pub(super) fn run(self, _place: &Place) -> anyhow::Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
