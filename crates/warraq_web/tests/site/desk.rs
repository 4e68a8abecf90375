//! What readers write to the paper, and what stands in the way of those who only flood it.

use std::sync::Arc;

use axum::http::StatusCode;
use warraq_archive::clock::FixedClock;

use crate::post::{ASK, MINUTE, Paper};
use crate::support::{NOW, TestSite, newsroom_in};

const GOOD: &str = "subject=correction&name=%D8%B1%D9%86%D8%A7&email=rana%40example.org\
    &message=%D8%AE%D8%B7%D8%A3%0D%0A%D9%87%D9%86%D8%A7&website=";

#[tokio::test]
async fn a_message_is_kept_and_brought_to_the_desk() {
    let paper = Paper::new();
    let page = paper.site.get("/contact/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text()
            .contains("<form class=\"form\" action=\"/contact/\" method=\"post\"")
    );
    assert!(
        page.text().contains("والجرس لا يعمل"),
        "what the paper's own page says stays"
    );
    let sent = paper.site.post("/contact/", GOOD).await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (StatusCode::SEE_OTHER, "/contact/thanks/")
    );
    assert_eq!(sent.header("cache-control"), "no-store");
    let thanks = paper.site.get("/contact/thanks/").await;
    assert!(thanks.text().contains("وصلت رسالتك"));
    assert!(thanks.text().contains("noindex"));
    let kept = paper.archive.messages(10).unwrap();
    assert_eq!(kept[0].message.body, "خطأ\nهنا");
    let letter = paper.letters().remove(0);
    assert_eq!(letter.to.as_str(), "desk@example.org");
    assert_eq!(letter.reply_to.unwrap().as_str(), "rana@example.org");
}

#[tokio::test]
async fn a_paper_without_mail_keeps_messages_and_has_no_newsletter() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(NOW));
    let archive = newsroom_in(folder.path(), clock);
    let site = TestSite::own(archive.clone());
    assert_eq!(
        site.post("/contact/", GOOD).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(archive.messages(10).unwrap().len(), 1);
    assert_eq!(archive.outbox_counts().unwrap(), (0, 0));
    assert_eq!(site.get("/newsletter/").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        site.post("/newsletter/", ASK).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    assert_eq!(
        site.post("/", "a=1").await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn what_was_typed_comes_back_with_what_is_wrong() {
    let paper = Paper::new();
    let typed =
        "subject=correction&name=%3Cb%3E&email=rana%40&message=%3C%2Ftextarea%3E%3Cscript%3E";
    let reply = paper.site.post("/contact/", typed).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.header("cache-control"), "no-store");
    let text = reply.text();
    assert!(text.contains("value=\"rana@\"") && text.contains("aria-invalid=\"true\""));
    assert!(text.contains("value=\"&lt;b&gt;\"") && text.contains("&lt;/textarea&gt;"));
    assert!(text.contains("value=\"correction\" checked"));
    assert!(text.contains("href=\"#f-email\""));
    let empty = paper.site.post("/contact/", "").await;
    assert_eq!(empty.text().matches("class=\"errmsg\"").count(), 4);
    // The page under its own address is clean.
    assert!(!paper.site.get("/contact/").await.text().contains("rana@"));
    assert!(paper.archive.messages(10).unwrap().is_empty());
}

#[tokio::test]
async fn other_sites_and_other_bodies_are_refused() {
    let paper = Paper::new();
    let foreign = paper
        .site
        .send("/contact/", GOOD, &[("sec-fetch-site", "cross-site")])
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(foreign.text().contains("لم تُقبل هذه الاستمارة"));
    let foreign = paper
        .site
        .send("/newsletter/", ASK, &[("origin", "https://evil.example")])
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let large = format!("message={}", "a".repeat(70_000));
    let large = paper.site.post("/contact/", &large).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(paper.archive.messages(10).unwrap().is_empty());
    assert!(paper.letters().is_empty());
}

#[tokio::test]
async fn the_trap_looks_like_success_and_keeps_nothing() {
    let paper = Paper::new();
    for (address, form) in [("/contact/", GOOD), ("/newsletter/", ASK)] {
        let reply = paper.site.post(address, &format!("{form}spam")).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
    }
    assert!(paper.archive.messages(10).unwrap().is_empty());
    assert!(paper.letters().is_empty());
}

#[tokio::test]
async fn one_client_cannot_flood_the_desk() {
    let paper = Paper::new();
    let send = |from: &'static str| {
        let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", from)];
        let site = &paper.site;
        async move { site.send("/contact/", GOOD, &headers).await }
    };
    for _ in 0..5 {
        assert_eq!(send("203.0.113.9").await.status, StatusCode::SEE_OTHER);
    }
    let refused = send("203.0.113.9").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "60");
    assert!(
        refused.text().contains("rana@example.org"),
        "what was typed is not lost"
    );
    assert_eq!(send("203.0.113.10").await.status, StatusCode::SEE_OTHER);
    paper.at(MINUTE);
    assert_eq!(send("203.0.113.9").await.status, StatusCode::SEE_OTHER);
    assert_eq!(paper.archive.messages(20).unwrap().len(), 7);
}
