//! Feeds and maps as machines read them.

use axum::http::StatusCode;

use crate::support::TestSite;

#[tokio::test]
async fn feeds_answer_where_wordpress_had_them() {
    let site = TestSite::newsroom();
    for (address, kind) in [
        ("/feed/", "application/rss+xml; charset=utf-8"),
        ("/feed/atom/", "application/atom+xml; charset=utf-8"),
        ("/feed/json/", "application/feed+json; charset=utf-8"),
        ("/category/city/feed/", "application/rss+xml; charset=utf-8"),
        ("/tag/iran/feed/", "application/rss+xml; charset=utf-8"),
        ("/author/layla/feed/", "application/rss+xml; charset=utf-8"),
        ("/comments/feed/", "application/rss+xml; charset=utf-8"),
        (
            "/?s=%D8%AC%D8%B3%D8%B1&feed=rss2",
            "application/rss+xml; charset=utf-8",
        ),
        (
            "/search/%D8%AC%D8%B3%D8%B1/feed/rss2/",
            "application/rss+xml; charset=utf-8",
        ),
    ] {
        let reply = site.get(address).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (StatusCode::OK, kind),
            "{address}"
        );
        assert!(
            reply.body.is_ascii() || reply.text().contains("الورّاق"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn links_in_feeds_are_full_and_percent_encoded() {
    let site = TestSite::newsroom();
    let feed = site.get("/feed/").await;
    let links: Vec<_> = feed
        .text()
        .split("<link>")
        .skip(1)
        .filter_map(|rest| rest.split_once('<').map(|(link, _)| link))
        .collect();
    assert!(links.len() > 10);
    for link in links {
        assert!(
            link.is_ascii() && link.starts_with("https://alwarraq.example/"),
            "{link}"
        );
    }
    assert!(
        !feed.text().contains("=\"/wp-content"),
        "a link without its host"
    );
}

#[tokio::test]
async fn maps_name_every_month_and_every_article() {
    let site = TestSite::newsroom();
    let index = site.get("/sitemap.xml").await;
    let mut articles = 0;
    for map in locations(index.text()) {
        let path = map
            .strip_prefix("https://alwarraq.example")
            .unwrap()
            .to_owned();
        let reply = site.get(&path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        if path.contains('-') {
            articles += locations(reply.text()).count();
            assert!(reply.text().contains("<lastmod>"), "{path}");
        }
    }
    // 88 are published; one of them needs a password.
    assert_eq!(articles, 87);
    let news = site.get("/sitemaps/news.xml").await;
    assert_eq!(locations(news.text()).count(), 1, "a map is never empty");
}

pub(crate) fn locations(text: &str) -> impl Iterator<Item = &str> {
    text.split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split_once('<').map(|(link, _)| link))
}

#[tokio::test]
async fn robots_are_told_of_the_maps() {
    let site = TestSite::newsroom();
    let robots = site.get("/robots.txt").await;
    assert!(
        robots
            .text()
            .contains("Sitemap: https://alwarraq.example/sitemap.xml")
    );
    assert_eq!(site.get("/healthz").await.text(), "ok\n");
}
