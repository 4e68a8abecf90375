use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use warraq_archive::Archive;
use warraq_web::ServeOptions;

use super::{Place, screen};

/// Serve the newspaper.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  warraq --archive paper serve
  warraq --archive paper serve --listen 0.0.0.0:8080
  warraq --archive paper serve --listen 0.0.0.0:8080 --proxy 192.0.2.80
  warraq --archive paper serve --theme ~/our-theme --reload")]
pub(super) struct Serve {
    /// Where to listen.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Memory for finished pages, in megabytes.
    #[arg(long, value_name = "MB", default_value_t = 64)]
    cache: u64,
    /// A proxy on another machine that says for whom it asks (X-Forwarded-For), so that those who
    /// send forms can be told apart; may be given several times. One on this machine is known.
    #[arg(long = "proxy", value_name = "ADDR")]
    proxies: Vec<IpAddr>,
    /// Folder of a theme, if not the one that warraq.toml names (`theme = "DIR"`) or theme/ of the
    /// archive.
    #[arg(long, value_name = "DIR")]
    theme: Option<PathBuf>,
    /// Read the theme again whenever it changes, and keep no pages: to work on it.
    #[arg(long)]
    reload: bool,
}

impl Serve {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        if let Some(theme) = self.theme.as_deref().filter(|theme| !theme.is_dir()) {
            bail!("{} is no folder; give that of the theme", theme.display());
        }
        let options = ServeOptions {
            cache_bytes: self.cache << 20,
            proxies: self.proxies,
            theme: self.theme,
            reload: self.reload,
            ..ServeOptions::default()
        };
        serve(&place.open()?, self.listen, options)
    }
}

/// Serves until the program is asked to stop.
pub(super) fn serve(
    archive: &Archive,
    listen: SocketAddr,
    options: ServeOptions,
) -> anyhow::Result<ExitCode> {
    let _claim = archive.claim("serve")?;
    archive.follow_in_background()?;
    if warraq_post::go_round_in_background(archive)? {
        warraq_web::write_newsletters_in_background(archive)?;
    }
    warraq_web::note_news_in_background(archive)?;
    warraq_post::tell_in_background(archive)?;
    let is_without_accounts = archive.has_no_accounts()?;
    warraq_web::serve(archive.clone(), listen, options, |address| {
        screen::line(&format!("http://{address}/"));
        if is_without_accounts {
            screen::note(
                "Nobody works in the newsroom yet; `warraq account add --help` tells how.",
            );
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
