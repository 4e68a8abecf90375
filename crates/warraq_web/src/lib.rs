//! HTTP and HTML: the newspaper that readers see.
//!
//! A request comes in at `serve`'s own sockets. The page cache answers it at once, or the router
//! hands it to `dispatch`, which turns an address into a page function under `site`, `feeds`
//! or `sitemaps`. These read through the archive's one gate, fill a `view`, and a template
//! prints it; `respond` alone writes headers. What readers send comes in through `forms`, and `letters`
//! writes what is mailed. Those who work here come in through `admin`. What follows a change follows
//! from the archive's change sequence.

mod address;
mod admin;
mod api;
mod assets;
mod cache;
mod dispatch;
mod edition;
mod error;
mod feeds;
mod forms;
mod headline_card;
mod icons;
mod letters;
mod locale;
mod look;
mod news;
mod params;
mod press;
mod readership;
mod respond;
mod router;
mod server;
mod site;
mod sitemaps;
mod templates;
mod theme;
mod view;
mod worker;

use axum::Router;
use warraq_archive::Archive;
use warraq_archive::accounts::Right;
use warraq_archive::model::Key;

pub use letters::{trial, write_newsletters, write_newsletters_in_background};
pub use news::{note_news, note_news_in_background};
pub use respond::CachePolicy;
pub use server::{ServeError, ServeOptions, serve};
pub use theme::{ThemeProblem, check_theme};

/// Every address of the newsroom, as `(method, pattern, right)`: without a right it is the door, which
/// is open to everybody. `{}` stands for one part of a path.
pub fn newsroom_addresses() -> Vec<(&'static str, &'static str, Option<Right>)> {
    admin::addresses()
}

/// The full address of the link with which somebody chooses a password. `home` is that of the paper.
pub fn welcome_address(home: &str, key: &Key) -> String {
    format!("{home}{}", admin::welcome_path(key))
}

/// The paper as an axum router, without sockets: for tests, and for programs with their own server.
///
/// Must be called inside a tokio runtime, on which the page cache then follows the archive.
pub fn app(archive: Archive) -> Router {
    app_with(archive, &ServeOptions::default())
}

/// The same with options, of which those of sockets and threads are not asked.
pub fn app_with(archive: Archive, options: &ServeOptions) -> Router {
    let press = press::Press::new(archive, options);
    let (follower, keeper) = (press.follower(), press.keeper());
    tokio::spawn(async move { keeper.run().await });
    tokio::spawn(async move {
        if follower.begin().await.is_ok() {
            follower.run().await;
        }
    });
    router::over(press)
}
