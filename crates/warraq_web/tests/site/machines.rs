//! What machines read of a page: cards, data blocks, icons.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;
use warraq_archive::clock::FixedClock;
use warraq_archive::model::Timestamp;

use crate::support::{NOW, Reply, TestSite, expected, newsroom_in};

const HOME: &str = "https://alwarraq.example";

/// The first address whose reason says so.
fn address_of(why: &str) -> String {
    let expected = expected();
    let addresses = expected["addresses"].as_array().unwrap();
    let known = addresses
        .iter()
        .find(|address| address["why"].as_str().is_some_and(|text| text == why));
    known.unwrap()["request"].as_str().unwrap().to_owned()
}

/// The data blocks of a page.
fn blocks(reply: &Reply) -> Vec<Value> {
    let blocks = reply.text().split("<script type=\"application/ld+json\">");
    blocks
        .skip(1)
        .map(|rest| serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap())
        .collect()
}

/// The block of a type.
fn block(reply: &Reply, kind: &str) -> Value {
    let mut blocks = blocks(reply).into_iter();
    blocks.find(|block| block["@type"] == kind).unwrap()
}

/// The picture that a page gives to sharing sites, without the host.
fn shared_picture(reply: &Reply) -> &str {
    let address = reply.attribute("<meta property=\"og:image\"", "content");
    address.unwrap().strip_prefix(HOME).unwrap()
}

/// Paths of all published articles, from the maps.
async fn articles(site: &TestSite) -> Vec<String> {
    let mut paths = Vec::new();
    let index = site.get("/sitemap.xml").await;
    let maps = crate::feeds::locations(index.text()).filter(|map| map.contains("/sitemaps/20"));
    for map in maps {
        let map = site.get(map.strip_prefix(HOME).unwrap()).await;
        let found = crate::feeds::locations(map.text());
        paths.extend(found.map(|path| path.strip_prefix(HOME).unwrap().to_owned()));
    }
    paths
}

#[tokio::test]
async fn an_article_without_a_picture_is_shared_with_its_headline() {
    let site = TestSite::newsroom();
    let mut drawn = 0;
    for path in articles(&site).await {
        let page = site.get(&path).await;
        let picture = shared_picture(&page);
        if !picture.starts_with("/card/") {
            continue;
        }
        drawn += 1;
        assert_eq!(
            page.attribute("<meta name=\"twitter:card\"", "content"),
            Some("summary_large_image")
        );
        assert_eq!(
            page.attribute("<meta property=\"og:image:width\"", "content"),
            Some("1200")
        );
        let data = block(&page, "NewsArticle");
        assert_eq!(data["image"][0]["url"], format!("{HOME}{picture}"));
        if drawn > 3 {
            continue;
        }
        let card = site.get(picture).await;
        assert_eq!(card.status, StatusCode::OK, "{picture}");
        assert_eq!(card.header("content-type"), "image/png");
        assert!(card.body.starts_with(b"\x89PNG\r\n\x1a\n"));
        let again = site.get(picture).await;
        assert_eq!(again.body, card.body);
        assert!(card.body.len() < 150_000, "{} bytes", card.body.len());
    }
    assert!(drawn > 3);
}

#[tokio::test]
async fn a_card_tells_nobody_of_what_is_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(NOW));
    let archive = newsroom_in(folder.path(), clock.clone());
    let site = TestSite::own(archive);
    let mut hidden = Vec::new();
    for id in 1..400 {
        let card = site.get(&format!("/card/{id}.png")).await;
        let link = site.get(&format!("/a/{id}")).await;
        assert_eq!(
            card.status == StatusCode::OK,
            link.status == StatusCode::MOVED_PERMANENTLY
        );
        if card.status == StatusCode::NOT_FOUND {
            hidden.push(id);
        }
        if id > 30 && hidden.len() > 3 {
            break;
        }
    }
    for address in [
        "/card/0.png",
        "/card/01.png",
        "/card/-1.png",
        "/card/x.png",
        "/card/1.jpg",
    ] {
        assert_eq!(
            site.get(address).await.status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_scheduled_article_gets_its_card_at_its_hour() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(NOW));
    let archive = newsroom_in(folder.path(), clock.clone());
    let site = TestSite::own(archive);
    let scheduled = address_of("scheduled");
    clock.set(Timestamp::from_millis(1_956_528_000_000));
    let page = site.get(&scheduled).await;
    let short = page.attribute("<link rel=\"shortlink\"", "href").unwrap();
    let card = format!("/card/{}.png", short.rsplit('/').next().unwrap());
    assert_eq!(site.get(&card).await.status, StatusCode::OK);
    clock.set(NOW);
    assert_eq!(site.get(&card).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_pasted_address_is_shown_by_other_sites() {
    let site = TestSite::newsroom();
    let path = articles(&site).await.remove(0);
    let page = site.get(&path).await;
    let discovery = page
        .attribute(
            "<link rel=\"alternate\" type=\"application/json+oembed\"",
            "href",
        )
        .unwrap()
        .replace("&amp;", "&");
    let asked = discovery.strip_prefix(HOME).unwrap();
    let reply = site.get(asked).await;
    assert_eq!(
        reply.header("content-type"),
        "application/json; charset=utf-8"
    );
    let link: Value = serde_json::from_str(reply.text()).unwrap();
    assert_eq!(
        (&link["version"], &link["type"]),
        (&"1.0".into(), &"link".into())
    );
    let data = block(&page, "NewsArticle");
    assert_eq!(link["title"], data["headline"]);
    assert_eq!(link["provider_name"], "الورّاق");
    let picture = link["thumbnail_url"]
        .as_str()
        .unwrap()
        .strip_prefix(HOME)
        .unwrap();
    assert_eq!(site.get(picture).await.status, StatusCode::OK);
    let narrow: Value =
        serde_json::from_str(site.get(&format!("{asked}&maxwidth=100")).await.text()).unwrap();
    assert!(narrow.get("thumbnail_url").is_none());

    let xml = site.get(&asked.replace("format=json", "format=xml")).await;
    assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8");
    assert!(xml.text().contains("<type>link</type>"));
    let refused = site.get(&asked.replace("format=json", "format=yaml")).await;
    assert_eq!(refused.status, StatusCode::NOT_IMPLEMENTED);
    for address in [
        "/oembed".to_owned(),
        "/oembed?url=https%3A%2F%2Fother.example%2F".to_owned(),
        format!("/oembed?url={HOME}{}", address_of("draft")),
        format!("/oembed?url={HOME}{}", address_of("scheduled")),
        format!("/oembed?url={HOME}/category/city/"),
    ] {
        assert_eq!(
            site.get(&address).await.status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
    let short = page.attribute("<link rel=\"shortlink\"", "href").unwrap();
    assert_eq!(
        site.get(&format!("/oembed?url={short}")).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn data_blocks_say_what_the_page_says() {
    let site = TestSite::newsroom();
    let front = block(&site.get("/").await, "WebSite");
    assert_eq!(front["potentialAction"]["@type"], "SearchAction");
    let mut films = 0;
    for path in articles(&site).await {
        let page = site.get(&path).await;
        let article = block(&page, "NewsArticle");
        for field in [
            "headline",
            "image",
            "datePublished",
            "author",
            "publisher",
            "wordCount",
            "isPartOf",
            "inLanguage",
            "mainEntityOfPage",
        ] {
            assert!(!article[field].is_null(), "{path} lacks {field}");
        }
        assert_eq!(article["isPartOf"]["@id"], front["@id"]);
        let has_change = page.text().contains("article:modified_time");
        assert_eq!(article["dateModified"].is_string(), has_change, "{path}");
        let has_film = ["youtube", "vimeo"]
            .iter()
            .any(|site| page.text().contains(&format!("data-embed=\"{site}\"")));
        assert_eq!(article["video"].is_array(), has_film, "{path}");
        films += usize::from(has_film);
        trail_is_shown(&page);
    }
    assert!(films > 0);

    let author = site.get("/author/layla/").await;
    let person = block(&author, "Person");
    assert_eq!(person["@id"], format!("{HOME}/author/layla/#person"));
    for path in [
        "/category/city/",
        "/tag/iran/",
        "/author/layla/",
        "/2014/02/",
        "/page/2/",
    ] {
        let page = site.get(path).await;
        let list = block(&page, "CollectionPage");
        let items = list["mainEntity"]["itemListElement"].as_array().unwrap();
        assert!(!items.is_empty());
        for item in items {
            let path = item["url"].as_str().unwrap().strip_prefix(HOME).unwrap();
            assert!(page.main().contains(&format!("href=\"{path}\"")), "{path}");
        }
        trail_is_shown(&page);
    }
}

/// The trail of the data block is the one that readers see, and the page itself.
#[track_caller]
fn trail_is_shown(page: &Reply) {
    let trail = block(page, "BreadcrumbList");
    let steps = trail["itemListElement"].as_array().unwrap();
    let shown = page.main();
    let shown = shown.split_once("class=\"crumbs\"").unwrap().1;
    let shown = shown.split_once("</nav>").unwrap().0;
    let shown: Vec<_> = shown.split("<bdi>").skip(1).collect();
    assert_eq!(steps.len(), shown.len() + 1);
    for (step, shown) in steps.iter().zip(shown) {
        assert!(shown.starts_with(step["name"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn icons_are_pictures() {
    let site = TestSite::newsroom();
    for (address, kind) in [
        ("/favicon.ico", "image/x-icon"),
        ("/apple-touch-icon.png", "image/png"),
        ("/icon-512.png", "image/png"),
        ("/favicon.svg", "image/svg+xml; charset=utf-8"),
    ] {
        let icon = site.get(address).await;
        assert_eq!(
            (icon.status, icon.header("content-type")),
            (StatusCode::OK, kind)
        );
    }
    let manifest: Value =
        serde_json::from_str(site.get("/manifest.webmanifest").await.text()).unwrap();
    assert_eq!(manifest["dir"], "rtl");
    for icon in manifest["icons"].as_array().unwrap() {
        assert_eq!(
            site.get(icon["src"].as_str().unwrap()).await.status,
            StatusCode::OK
        );
    }
}
