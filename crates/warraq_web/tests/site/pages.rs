//! Every kind of page: its status, and what its main part is built of.

use axum::http::StatusCode;

use crate::support::{Reply, TestSite, expected};

/// Pages whose outline is kept as it was last looked at.
const LOOKED_AT: [(&str, &str); 11] = [
    ("front", "/"),
    ("section", "/category/city/"),
    ("sub_section", "/category/city/transport/"),
    ("tag", "/tag/iran/"),
    ("person", "/author/layla/"),
    ("writers", "/authors/"),
    ("archive", "/archive/"),
    ("year", "/2014/"),
    ("month", "/2014/02/"),
    ("day", "/2014/02/17/"),
    ("page", "/about/"),
];

#[tokio::test]
async fn pages_look_as_they_were_last_looked_at() {
    let site = TestSite::newsroom();
    for (name, address) in LOOKED_AT {
        let reply = site.get(address).await;
        assert_eq!(reply.status, StatusCode::OK, "{address}");
        check_document(&reply, address);
        insta::assert_snapshot!(name, reply.outline());
    }
}

#[tokio::test]
async fn an_article_looks_as_it_was_last_looked_at() {
    let site = TestSite::newsroom();
    let expected = expected();
    let addresses = expected["addresses"].as_array().unwrap();
    let path = addresses
        .iter()
        .find(|address| {
            address["why"]
                .as_str()
                .is_some_and(|why| why.contains("cut by WordPress"))
        })
        .and_then(|address| address["request"].as_str())
        .unwrap();
    let reply = site.get(path).await;
    assert_eq!(reply.status, StatusCode::OK);
    check_document(&reply, path);
    insta::assert_snapshot!("article", reply.main());
}

/// What holds for every page.
#[track_caller]
fn check_document(reply: &Reply, address: &str) {
    let text = reply.text();
    assert!(
        text.starts_with("<!doctype html>\n<html lang=\"ar\" dir=\"rtl\">"),
        "{address}"
    );
    assert_eq!(text.matches("<h1").count(), 1, "{address} has one headline");
    assert_eq!(text.matches("<main").count(), 1, "{address}");
    assert!(!text.contains(" style="), "{address} has an inline style");
    assert!(
        !text.contains("undefined") && !text.contains("none\""),
        "{address} shows a hole"
    );
    for block in text.split("<script type=\"application/ld+json\">").skip(1) {
        let json = block.split_once("</script>").unwrap().0;
        assert!(
            serde_json::from_str::<serde_json::Value>(json).is_ok(),
            "{address}: {json}"
        );
    }
    // Before pictures, a page and its style stay under 60 KB.
    assert!(text.len() < 200_000, "{address} has {} bytes", text.len());
}

#[tokio::test]
async fn a_missing_page_offers_a_search_for_its_words() {
    let site = TestSite::newsroom();
    let reply = site
        .get("/2016/03/%D8%AC%D8%B3%D8%B1-zzz-%D8%A7%D9%84%D8%B3%D9%84%D9%88%D9%89/")
        .await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    check_document(&reply, "404");
    assert!(reply.text().contains("value=\"جسر zzz السلوى\""));
    assert!(reply.text().contains("noindex"));
}

#[tokio::test]
async fn a_search_finds_and_marks() {
    let site = TestSite::newsroom();
    for address in [
        "/?s=%D8%A7%D9%84%D8%AC%D8%B3%D8%B1",
        "/search?q=%D8%A7%D9%84%D8%AC%D8%B3%D8%B1",
    ] {
        let reply = site.get(address).await;
        assert_eq!(reply.status, StatusCode::OK);
        check_document(&reply, address);
        assert!(reply.text().contains("<mark>"), "{address}");
        assert!(reply.text().contains("class=\"res\""), "{address}");
    }
    let nothing = site.get("/search?q=zzzzqqqq").await;
    check_document(&nothing, "nothing found");
    assert!(nothing.text().contains("لا نتائج لهذا البحث"));
    let empty = site.get("/search").await;
    check_document(&empty, "search");
}

#[tokio::test]
async fn markup_in_a_search_is_only_text() {
    let site = TestSite::newsroom();
    let reply = site
        .get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27")
        .await;
    assert!(!reply.text().contains("<script>alert"));
    assert!(!reply.text().contains("value=\"<"));
}

#[tokio::test]
async fn an_article_has_what_a_newspaper_page_has() {
    let site = TestSite::newsroom();
    let path = "/2014/02/17/";
    let day = site.get(path).await;
    let article = day
        .text()
        .split("<section class=\"day\"")
        .nth(1)
        .and_then(|list| {
            list.split("<a href=\"")
                .skip(1)
                .find(|a| a.starts_with("/2014/02/17/"))
        })
        .and_then(|rest| rest.split_once('"'))
        .unwrap()
        .0
        .to_owned();
    let reply = site.get(&article).await;
    let text = reply.text();
    for part in [
        "<nav class=\"crumbs\"",
        "class=\"kicker\"",
        "rel=\"author\"",
        "<time datetime=\"2014-02-17T",
        "<figure class=\"hero\"",
        "srcset=\"/media/",
        "<figcaption",
        "class=\"age\"",
        "rel=\"tag\"",
        "id=\"comment-",
        "rel=\"shortlink\"",
        "https://wa.me/",
        "\"@type\":\"NewsArticle\"",
        "\"@type\":\"BreadcrumbList\"",
        "property=\"article:published_time\"",
        "property=\"og:image\"",
        "class=\"print-src\"",
    ] {
        assert!(text.contains(part), "{article} lacks {part}");
    }
}
