use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::Parser as _;
use warraq_web::ServeOptions;

use super::{Place, Program, screen, serve};

/// Serve an invented newspaper, to look around.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  warraq demo --newsroom fixtures/newsroom --listen 127.0.0.1:8080"
)]
pub(super) struct Demo {
    /// The invented newspaper (`fixtures/newsroom` of the source).
    #[arg(long, value_name = "DIR", default_value = "fixtures/newsroom")]
    newsroom: PathBuf,
    /// Where to listen.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of a theme, such as `fixtures/themes/gazette`.
    #[arg(long, value_name = "DIR")]
    theme: Option<PathBuf>,
    /// Language of the pages, such as `en`: what articles say stays as it is.
    #[arg(long, value_name = "TAG", default_value = "ar")]
    language: String,
}

impl Demo {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let export = self.newsroom.join("newsroom.wordpress.xml");
        if !export.is_file() {
            bail!(
                "{} is not there; give the folder with --newsroom",
                export.display()
            );
        }
        // The same command that an administrator types.
        let arguments = [
            "warraq".into(),
            "--archive".into(),
            place.archive.clone().into_os_string(),
            "import".into(),
            "wxr".into(),
            export.into_os_string(),
            "--uploads".into(),
            self.newsroom.join("uploads").into_os_string(),
        ];
        super::run(Program::try_parse_from(arguments)?)?;
        let archive = place.open()?;
        archive.change_settings(&[
            ("site.url", &format!("http://{}", self.listen)),
            ("site.hijri", "yes"),
            ("site.language", &self.language),
        ])?;
        screen::line("");
        let options = ServeOptions {
            theme: self.theme,
            ..ServeOptions::default()
        };
        serve::serve(&archive, self.listen, options)
    }
}
