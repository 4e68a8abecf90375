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

/// What the schemas of sitemaps.org and of Google's news and pictures ask for.
#[tokio::test]
async fn maps_keep_the_rules_of_their_schemas() {
    let site = TestSite::newsroom();
    let accepts = [("accept-encoding", "gzip")];
    let packed = site
        .ask(axum::http::Method::GET, "/sitemap.xml", &accepts)
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    let index = site.get("/sitemap.xml").await;
    let maps: Vec<_> = locations(index.text()).collect();
    // Only the pages that nobody dates may be without a date of change.
    assert!(index.text().matches("<lastmod>").count() >= maps.len() - 1);
    let mut pictures = 0;
    for map in maps
        .iter()
        .copied()
        .chain(["https://alwarraq.example/sitemaps/news.xml"])
    {
        let path = map.strip_prefix("https://alwarraq.example").unwrap();
        let reply = site.get(path).await;
        assert_eq!(
            reply.header("content-type"),
            "application/xml; charset=utf-8"
        );
        let text = reply.text();
        assert!(
            text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
            "{path}"
        );
        let pages: Vec<_> = locations(text).collect();
        assert!((1..=50_000).contains(&pages.len()), "{path}");
        let different: std::collections::HashSet<_> = pages.iter().collect();
        assert_eq!(different.len(), pages.len(), "{path}: a page twice");
        for page in pages.iter().copied().chain(inside(text, "image:loc")) {
            assert!(page.len() < 2048 && page.is_ascii(), "{page}");
            assert!(page.starts_with("https://alwarraq.example/"), "{page}");
        }
        for date in inside(text, "lastmod").chain(inside(index.text(), "lastmod")) {
            assert_eq!(date.len(), "2022-09-25T06:00:00+03:00".len(), "{date}");
            assert!(date < "2026-11-21", "{date} is to come");
        }
        // The order of elements is part of the schema: loc, lastmod, then what is of others.
        for page in text.split("<url>").skip(1) {
            let place = |name: &str| page.find(name).unwrap_or(usize::MAX);
            assert!(place("<loc>") < place("<lastmod>").min(place("<image:image>")));
        }
        pictures += text.matches("<image:image>").count();
    }
    assert!(pictures > 10);
    for picture in inside(site.get("/sitemaps/2026-11.xml").await.text(), "image:loc") {
        let path = picture.strip_prefix("https://alwarraq.example").unwrap();
        assert_eq!(site.get(path).await.status, StatusCode::OK, "{picture}");
    }
}

/// The rules of the W3C's validator that are broken most often.
#[tokio::test]
async fn feeds_keep_the_rules_of_their_formats() {
    let site = TestSite::newsroom();
    let search = "/search/%D8%AC%D8%B3%D8%B1";
    for base in [
        "",
        "/category/city",
        "/tag/iran",
        "/author/layla",
        "/comments",
        search,
        "/video",
    ] {
        let address = format!("{base}/feed/");
        let reply = site.get(&address).await;
        let rss = reply.text();
        let own = format!("href=\"https://alwarraq.example{address}\" rel=\"self\"");
        assert!(rss.contains(&own), "{address} names itself");
        let dates = inside(rss, "pubDate").chain(inside(rss, "lastBuildDate"));
        for date in dates {
            // «Sun, 25 Sep 2022 06:00:00 +0300»
            assert!(
                date.len() == 31 && date.is_ascii() && date.as_bytes()[3] == b',',
                "{date}"
            );
        }
        let items = rss.split("<item>").skip(1);
        let ids: Vec<_> = items
            .clone()
            .map(|item| {
                assert_eq!(item.matches("<guid ").count(), 1);
                assert!(item.contains("<title>") || item.contains("<description>"));
                item.split_once("<guid isPermaLink=\"false\">")
                    .unwrap()
                    .1
                    .split_once('<')
                    .unwrap()
                    .0
            })
            .collect();
        let different: std::collections::HashSet<_> = ids.iter().collect();
        assert_eq!(different.len(), ids.len(), "{address}: an id twice");
        assert!(ids.iter().all(|id| id.is_ascii()), "{address}");

        let reply = site.get(&format!("{base}/feed/atom/")).await;
        let atom = reply.text();
        assert!(atom.contains(&format!(
            "href=\"https://alwarraq.example{base}/feed/atom/\""
        )));
        let entries = atom.matches("<entry>").count();
        assert_eq!(entries, ids.len(), "{address}");
        for part in ["<id>", "<title>", "<updated>"] {
            assert_eq!(atom.matches(part).count(), entries + 1, "{address}: {part}");
        }
        assert!(!atom.contains("rel=\"hub\""), "no hub is set");

        let reply = site.get(&format!("{base}/feed/json/")).await;
        let json: serde_json::Value = serde_json::from_str(reply.text()).unwrap();
        let items = json["items"].as_array().unwrap();
        let in_json: Vec<_> = items
            .iter()
            .map(|item| item["id"].as_str().unwrap())
            .collect();
        assert_eq!(in_json, ids, "{address}: one name in every format");
        let in_atom = atom.split("<entry>").skip(1);
        let in_atom: Vec<_> = in_atom
            .filter_map(|entry| inside(entry, "id").next())
            .collect();
        assert_eq!(in_atom, ids, "{address}: one name in every format");
        // The invented paper's articles are named as WordPress names them.
        assert!(
            ids.iter()
                .all(|id| id.starts_with("https://alwarraq.example/?p"))
        );
        for old in ["rss2", "rdf"] {
            let reply = site.get(&format!("{base}/feed/{old}/")).await;
            assert_ne!(reply.status, StatusCode::NOT_FOUND, "{base}/feed/{old}/");
        }
    }
}

/// The texts of all elements of a name.
fn inside<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let open = format!("<{name}>");
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(&open)?;
        let (inner, after) = after.split_once('<')?;
        rest = after;
        Some(inner)
    })
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
