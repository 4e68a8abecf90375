//! Whom the paper tells of news, and which addresses: hubs are told feeds, search engines pages.
//!
//! Only noted here. Whoever may call out takes it from the archive.

use std::time::Duration;

use tracing::warn;
use warraq_archive::Archive;
use warraq_archive::model::{News, NewsArticle, Ping, PingSettings};
use warraq_archive::store::StoreError;

use crate::address::Format;

/// Between two looks: what is published is told within this and the post's own pause.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After a failure.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// Notes news on a thread of its own, for as long as the program runs.
///
/// # Errors
/// When the system gives no thread.
pub fn note_news_in_background(archive: &Archive) -> std::io::Result<()> {
    let archive = archive.clone();
    let look = move || {
        loop {
            std::thread::sleep(match note_news(&archive) {
                Ok(()) => LOOK_EVERY,
                Err(error) => {
                    warn!(%error, "News could not be noted; trying again");
                    LOOK_AGAIN
                }
            });
        }
    };
    std::thread::Builder::new()
        .name("warraq-news".to_owned())
        .spawn(look)?;
    Ok(())
}

/// Notes all news since the last look.
///
/// # Errors
/// When the archive cannot be read or written. What was noted stays noted.
pub fn note_news(archive: &Archive) -> Result<(), StoreError> {
    let settings = archive.settings();
    while archive.note_news(|news| pings(news, &settings.pings))? {}
    Ok(())
}

fn pings(news: &News, settings: &PingSettings) -> Vec<Ping> {
    let mut pings = Vec::new();
    let mut add = |recipient: &String, path: String| {
        pings.push(Ping {
            recipient: recipient.clone(),
            path,
        });
    };
    for hub in &settings.hubs {
        for feed in feeds(news) {
            add(hub, feed);
        }
    }
    if !settings.key.is_empty() {
        for article in &news.articles {
            add(&settings.engine, article.path.clone());
        }
    }
    pings
}

/// Every feed that reads differently now, once.
fn feeds(news: &News) -> Vec<String> {
    let listed = || news.articles.iter().filter(|article| article.is_listed);
    let mut of: Vec<&str> = Vec::new();
    if listed().next().is_some() {
        of.push("/");
    }
    if listed().any(|article| article.has_video) {
        of.push("/video/");
    }
    of.extend(listed().flat_map(lists));
    if !news.commented.is_empty() {
        of.push("/comments/");
    }
    of.extend(news.commented.iter().map(String::as_str));
    of.sort_unstable();
    of.dedup();
    let in_every_format = |path| Format::ALL.map(|format| format!("{path}{}", format.suffix()));
    of.into_iter().flat_map(in_every_format).collect()
}

fn lists(article: &NewsArticle) -> impl Iterator<Item = &str> {
    article.lists.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news() -> News {
        News {
            articles: vec![
                NewsArticle {
                    path: "/2022/09/25/%d8%ae%d8%a8%d8%b1/".to_owned(),
                    is_listed: true,
                    has_video: false,
                    lists: vec!["/category/arab/".to_owned()],
                },
                NewsArticle {
                    path: "/about/".to_owned(),
                    is_listed: false,
                    has_video: false,
                    lists: Vec::new(),
                },
            ],
            commented: Vec::new(),
        }
    }

    #[test]
    fn a_paper_that_names_nobody_tells_nobody() {
        assert_eq!(pings(&news(), &PingSettings::default()), []);
    }

    #[test]
    fn hubs_are_told_feeds_and_search_engines_pages() {
        let settings = PingSettings {
            hubs: vec!["https://hub.example/".to_owned()],
            key: "0123456789abcdef".to_owned(),
            ..PingSettings::default()
        };
        let told = pings(&news(), &settings);
        let paths = |to: &str| -> Vec<_> {
            let told = told.iter().filter(|ping| ping.recipient == to);
            told.map(|ping| ping.path.as_str()).collect()
        };
        assert_eq!(
            paths("https://hub.example/"),
            [
                "/feed/",
                "/feed/atom/",
                "/feed/json/",
                "/category/arab/feed/",
                "/category/arab/feed/atom/",
                "/category/arab/feed/json/",
            ]
        );
        assert_eq!(
            paths(&settings.engine),
            ["/2022/09/25/%d8%ae%d8%a8%d8%b1/", "/about/"]
        );
    }

    #[test]
    fn a_page_stands_in_no_feed() {
        let mut news = news();
        news.articles.remove(0);
        assert_eq!(feeds(&news), Vec::<String>::new());
        news.commented.push("/about/".to_owned());
        assert!(feeds(&news).contains(&"/about/feed/".to_owned()));
        assert!(feeds(&news).contains(&"/comments/feed/".to_owned()));
    }
}
