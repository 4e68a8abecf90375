//! What is kept, by whom, and in which coding.

use axum::http::{Method, StatusCode};

use crate::support::TestSite;

#[tokio::test]
async fn a_held_page_is_not_sent_again() {
    let site = TestSite::newsroom();
    let first = site.get("/").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"'));
    let again = site.ask(Method::GET, "/", &[("if-none-match", &tag)]).await;
    assert_eq!(
        (again.status, again.body.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    assert_eq!(again.header("etag"), tag);
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let site = TestSite::newsroom();
    for address in ["/", "/feed/", "/no-such-page/", "/category/city/"] {
        let get = site.get(address).await;
        let head = site.ask(Method::HEAD, address, &[]).await;
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{address}");
        assert_eq!(
            head.header("content-length"),
            get.body.len().to_string(),
            "{address}"
        );
        assert_eq!(
            head.header("content-type"),
            get.header("content-type"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn style_is_compressed_and_kept_for_ever() {
    let site = TestSite::newsroom();
    let page = site.get("/").await;
    let style = page
        .attribute("<link rel=\"stylesheet\"", "href")
        .unwrap()
        .to_owned();
    for (coding, expected) in [("br, gzip", "br"), ("gzip", "gzip"), ("", "")] {
        let reply = site
            .ask(Method::GET, &style, &[("accept-encoding", coding)])
            .await;
        assert_eq!(reply.header("content-encoding"), expected);
        assert_eq!(
            reply.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
    }
    for font in page.text().split("<link rel=\"preload\" href=\"").skip(1) {
        let font = font.split_once('"').unwrap().0;
        assert_eq!(site.get(font).await.header("content-type"), "font/woff2");
    }
}

#[tokio::test]
async fn every_answer_carries_the_strict_headers() {
    let site = TestSite::newsroom();
    let addresses = [
        "/",
        "/feed/",
        "/no-such-page/",
        "/sitemap.xml",
        "/robots.txt",
        "/favicon.svg",
        "/?p=1",
        "/?s=x",
    ];
    for address in addresses {
        let reply = site.get(address).await;
        assert!(
            reply
                .header("content-security-policy")
                .contains("default-src 'none'"),
            "{address}"
        );
        assert_eq!(
            reply.header("x-content-type-options"),
            "nosniff",
            "{address}"
        );
        assert!(
            reply
                .header("strict-transport-security")
                .contains("max-age="),
            "{address}"
        );
        assert!(!reply.header("cache-control").is_empty(), "{address}");
        assert!(!reply.headers.contains_key("set-cookie"), "{address}");
        assert!(!reply.headers.contains_key("server"), "{address}");
    }
}

#[tokio::test]
async fn the_host_that_is_asked_is_never_repeated() {
    let site = TestSite::newsroom();
    for address in ["/", "/feed/", "/sitemap.xml", "/feed", "/no-such-page/"] {
        let headers = [
            ("host", "evil.example"),
            ("x-forwarded-host", "evil.example"),
        ];
        let reply = site.ask(Method::GET, address, &headers).await;
        assert!(!reply.text().contains("evil.example"), "{address}");
        assert!(
            !reply.header("location").contains("evil.example"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_picture_is_served_in_the_sizes_that_pages_ask_for() {
    let site = TestSite::newsroom();
    let front = site.get("/").await;
    let picture = front
        .text()
        .split("srcset=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once(' ').map(|(address, _)| address))
        .find(|address| address.starts_with("/media/"))
        .expect("the front page has a picture");
    let reply = site.get(picture).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (StatusCode::OK, "image/webp")
    );
    assert!(reply.header("content-security-policy").contains("sandbox"));
    let tag = reply.header("etag").to_owned();
    let again = site
        .ask(Method::GET, picture, &[("if-none-match", &tag)])
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let part = site
        .ask(Method::GET, picture, &[("range", "bytes=0-99")])
        .await;
    assert_eq!(
        (part.status, part.body.len()),
        (StatusCode::PARTIAL_CONTENT, 100)
    );
}

#[tokio::test]
async fn a_kept_page_gets_its_codings() {
    let site = TestSite::newsroom();
    for coding in ["br", "gzip"] {
        let plain = site.get("/archive/").await;
        let mut coded = site
            .ask(Method::GET, "/archive/", &[("accept-encoding", coding)])
            .await;
        // Another thread compresses the page after its first answer.
        while coded.header("content-encoding").is_empty() {
            std::thread::yield_now();
            coded = site
                .ask(Method::GET, "/archive/", &[("accept-encoding", coding)])
                .await;
        }
        assert_eq!(coded.header("content-encoding"), coding);
        assert_eq!(coded.header("vary"), "accept-encoding");
        assert!(coded.body.len() < plain.body.len() / 2);
        assert_ne!(coded.header("etag"), plain.header("etag"));
    }
}
