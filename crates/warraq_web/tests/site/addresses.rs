//! Every address that the old site served, and what must stay hidden.

use std::fmt::Write as _;

use axum::http::{Method, StatusCode};

use crate::support::{NOW, TestSite, expected, newsroom_in};
use std::sync::Arc;
use warraq_archive::clock::FixedClock;

#[tokio::test]
async fn every_old_address_answers_as_written_down() {
    let site = TestSite::newsroom();
    let mut wrong = Vec::new();
    for address in expected()["addresses"].as_array().unwrap() {
        let request = address["request"].as_str().unwrap();
        let uri = percent_encoded(request);
        let reply = site.get(&uri).await;
        let status = u64::from(reply.status.as_u16());
        let allowed = address["status"].as_array().unwrap();
        let location = address["location"].as_str().unwrap_or_default();
        let leads_right =
            status != 301 || location.is_empty() || reply.header("location") == location;
        if !allowed.iter().any(|code| code.as_u64() == Some(status)) || !leads_right {
            wrong.push(format!(
                "{request}: {status} {} (expected {allowed:?} {location}: {})",
                reply.header("location"),
                address["why"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A browser sends raw UTF-8 in percent-codes.
fn percent_encoded(address: &str) -> String {
    address.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii() {
            encoded.push(byte.into());
        } else {
            let _ = write!(encoded, "%{byte:02x}");
        }
        encoded
    })
}

#[tokio::test]
async fn redirects_take_one_hop() {
    let site = TestSite::newsroom();
    let addresses = [
        "/?feed=rss2",
        "/?m=201402",
        "/?year=2014&monthnum=2",
        "/?name=museum-theft-four",
        "/2014/2/",
        "/?tag=iran",
        "/?category_name=city",
        "/?author_name=layla",
        "/category/city",
        "/category/city/?paged=2",
        "/category/city/feed/rss2/",
        "/tag/iran/page/1/",
        "/feed",
        "/feed/rdf/",
        "/rss/",
        "/page/1/",
        "/index.php/2014/02/",
        "/index.php?m=201402",
        "/wp-rss2.php",
        "/wp-commentsrss2.php",
        "/?feed=comments-rss2",
        "//category//city/",
        "/wp-sitemap.xml",
        "/comments/feed/rss2/",
        "/video/feed/rdf/",
    ];
    for address in addresses {
        let reply = site.get(address).await;
        assert_eq!(reply.status, StatusCode::MOVED_PERMANENTLY, "{address}");
        let target = reply.header("location").to_owned();
        assert!(
            target.starts_with('/') && !target.starts_with("//"),
            "{address} → {target}"
        );
        let end = site.get(&target).await;
        assert_eq!(end.status, StatusCode::OK, "{address} → {target}");
    }
}

#[tokio::test]
async fn lists_of_a_site_in_a_folder_stand_at_the_root() {
    let folder = tempfile::tempdir().unwrap();
    let archive = newsroom_in(folder.path(), Arc::new(FixedClock::at(NOW)));
    archive
        .change_settings(&[("site.old_folder", "/blog/")])
        .unwrap();
    let site = TestSite::own(archive);
    for (address, target) in [
        ("/blog/", "/"),
        ("/blog/2014/02/", "/2014/02/"),
        ("/blog/feed/", "/feed/"),
        ("/blog/2014/2/", "/2014/02/"),
        ("/blog/?m=201402", "/2014/02/"),
    ] {
        let reply = site.get(address).await;
        assert_eq!(reply.status, StatusCode::MOVED_PERMANENTLY, "{address}");
        assert_eq!(reply.header("location"), target, "{address}");
    }
    let reply = site.get("/blog/?s=جسر").await;
    assert_eq!(reply.status, StatusCode::OK);
    let reply = site.get("/blog/blog/no-such-address/").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn forms_of_an_article_lead_to_the_article() {
    let site = TestSite::newsroom();
    let path = article_path(&site).await;
    for form in [
        "amp/",
        "embed/",
        "trackback/",
        "comment-page-2/",
        "page/2/",
        "2/",
        "?replytocom=5",
        "?amp=1",
    ] {
        let reply = site.get(&format!("{path}{form}")).await;
        assert_eq!(reply.status, StatusCode::MOVED_PERMANENTLY, "{form}");
        assert_eq!(reply.header("location"), path, "{form}");
    }
    let tracked = site.get(&format!("{path}?utm_source=x&fbclid=y")).await;
    assert_eq!(tracked.status, StatusCode::OK);
}

/// The canonical path of the article about the theft.
async fn article_path(site: &TestSite) -> String {
    let expected = expected();
    let addresses = expected["addresses"].as_array().unwrap();
    let found = addresses.iter().find(|address| {
        address["why"]
            .as_str()
            .is_some_and(|why| why.contains("ASCII slug"))
            && address["status"][0].as_u64() == Some(200)
    });
    let path = found.unwrap()["request"].as_str().unwrap().to_owned();
    assert_eq!(site.get(&path).await.status, StatusCode::OK);
    path
}

#[tokio::test]
async fn short_links_lead_to_articles() {
    let site = TestSite::newsroom();
    let path = article_path(&site).await;
    let page = site.get(&path).await;
    let short = page.attribute("<link rel=\"shortlink\"", "href").unwrap();
    let short = short.strip_prefix("https://alwarraq.example").unwrap();
    let reply = site.get(short).await;
    assert_eq!(
        (reply.status.as_u16(), reply.header("location")),
        (301, path.as_str())
    );
    assert_eq!(site.get("/a/999999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_hidden_reaches_a_reader() {
    let site = TestSite::newsroom();
    let expected = expected();
    let canaries: Vec<_> = expected["canaries"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| c.as_str())
        .collect();
    let mut seen = std::collections::HashSet::new();
    let mut open: Vec<String> = [
        "/",
        "/feed/",
        "/feed/atom/",
        "/feed/json/",
        "/comments/feed/",
    ]
    .into_iter()
    .chain([
        "/sitemap.xml",
        "/sitemap/",
        "/archive/",
        "/authors/",
        "/video/",
        "/2026/",
    ])
    .map(str::to_owned)
    .collect();
    open.extend(canaries.iter().map(|canary| format!("/?s={canary}")));
    open.extend(
        expected["addresses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|address| percent_encoded(address["request"].as_str().unwrap())),
    );
    while let Some(address) = open.pop() {
        let is_picture = address.starts_with("/media/");
        if is_picture || seen.len() > 1200 || !seen.insert(address.clone()) {
            continue;
        }
        let reply = site.get(&address).await;
        assert!(
            !reply.status.is_server_error(),
            "{address}: {}",
            reply.status
        );
        let Ok(text) = std::str::from_utf8(&reply.body) else {
            continue;
        };
        for canary in &canaries {
            // The search page repeats what was searched for.
            let asked = address
                .replace("%2E", ".")
                .replace("%2D", "-")
                .replace("%40", "@");
            assert!(
                !text.contains(canary) || asked.contains(canary),
                "{address} shows {canary}"
            );
        }
        if address.starts_with("/?s=CANARY") {
            assert!(!text.contains("class=\"res\""), "{address} finds something");
        }
        open.extend(links(text));
    }
    assert!(
        seen.len() > 300,
        "only {} addresses were reached",
        seen.len()
    );
}

/// Links of a page to its own site.
fn links(text: &str) -> Vec<String> {
    let parts = text
        .split("href=\"")
        .skip(1)
        .chain(text.split("src=\"").skip(1));
    let locations = text.split("<loc>").skip(1).filter_map(|rest| {
        rest.split_once('<')?
            .0
            .strip_prefix("https://alwarraq.example")
    });
    parts
        .filter_map(|rest| rest.split_once('"').map(|(link, _)| link))
        .chain(locations)
        .filter(|link| link.starts_with('/') && !link.starts_with("//"))
        .map(|link| link.split('#').next().unwrap_or(link).replace("&amp;", "&"))
        .collect()
}

#[tokio::test]
async fn every_link_of_the_paper_to_itself_answers() {
    let site = TestSite::newsroom();
    let mut seen = std::collections::HashSet::new();
    let mut open = vec!["/".to_owned(), "/sitemap/".to_owned()];
    let mut dead = Vec::new();
    while let Some(address) = open.pop() {
        // Making every size of every picture would take a minute.
        let is_picture = address.starts_with("/media/") && seen.len() > 20;
        if is_picture || seen.len() > 700 || !seen.insert(address.clone()) {
            continue;
        }
        let reply = site.get(&address).await;
        if !reply.status.is_success() && !reply.status.is_redirection() {
            dead.push(format!("{address}: {}", reply.status));
        }
        let is_page = reply.header("content-type").starts_with("text/html");
        if is_page && reply.status == StatusCode::OK {
            // Bodies may hold links that were dead in the old paper too.
            let text = reply.text();
            let (before, rest) = text.split_once("<div class=\"body\"").unwrap_or((text, ""));
            open.extend(links(before));
            open.extend(links(
                rest.split_once("<div class=\"after\"")
                    .map_or("", |(_, after)| after),
            ));
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[tokio::test]
async fn other_methods_are_refused() {
    let site = TestSite::newsroom();
    for method in [
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::TRACE,
        Method::OPTIONS,
    ] {
        let reply = site.ask(method.clone(), "/", &[("x-canary", "seen")]).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(reply.header("allow"), "GET, HEAD");
        assert!(!reply.text().contains("seen"));
    }
}

#[tokio::test]
async fn hostile_addresses_get_an_answer_and_no_fault() {
    let site = TestSite::newsroom();
    let long = format!("/{}", "a".repeat(8000));
    let deep = "/x".repeat(2000);
    let search = format!("/?s={}", "%D8%A8".repeat(1000));
    let addresses = [
        "/%00",
        "/%0d%0aX-Injected:%201",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/",
        "/a/%ff/",
        "/?p=99999999999999999999",
        "/?p=-1",
        "/?s=%00",
        "/?s=%22",
        "/?s=((((",
        "/?s=*",
        "/?m=0",
        "/page/99999999999/",
        "/category/city/page/4000/",
        "/9999/",
        "/0000/",
        "/2022/00/",
        "/media/1/400.svg",
        "/media/x/400.webp",
        "/media/1/99999.webp",
        "/sitemaps/2022-13.xml",
        "/wp-content/uploads/",
        "/search?q=x&page=999999&year=99999&section=-5",
        "/.env",
        "/.git/HEAD",
        long.as_str(),
        deep.as_str(),
        search.as_str(),
    ];
    for address in addresses {
        let reply = site.get(address).await;
        assert!(
            !reply.status.is_server_error(),
            "{address}: {}",
            reply.status
        );
        assert!(!reply.headers.contains_key("x-injected"));
    }
}
