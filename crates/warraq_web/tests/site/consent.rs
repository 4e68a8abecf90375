//! What readers are asked before a script of others is loaded, and that nobody is asked for nothing.

use std::sync::Arc;

use axum::http::StatusCode;
use warraq_archive::accounts::Allowed;
use warraq_archive::clock::FixedClock;
use warraq_archive::model::{Law, Timestamp};

use crate::support::{NOW, TestSite, newsroom_in};

#[tokio::test]
async fn a_paper_that_loads_nothing_of_others_asks_nothing() {
    let site = TestSite::newsroom();
    for address in ["/", "/privacy/", "/archive/"] {
        let page = site.get(address).await;
        assert!(!page.text().contains("consent"), "{address}");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'self';"), "{address}: {policy}");
        assert!(policy.contains("require-trusted-types-for"), "{policy}");
    }
}

#[tokio::test]
async fn a_script_of_others_is_named_in_the_question_and_in_the_policy_alone() {
    let folder = tempfile::tempdir().unwrap();
    let archive = newsroom_in(folder.path(), Arc::new(FixedClock::at(NOW)));
    let script = "https://stats.example/js/count.js";
    archive
        .change_settings(&[
            ("analytics.script", script),
            ("analytics.data", "data-domain alwarraq.example"),
            ("analytics.hosts", "https://in.stats.example"),
        ])
        .unwrap();
    let site = TestSite::own(archive);
    let front = site.get("/").await;
    // It stands in an attribute that our script reads, hidden until that script asks.
    assert_eq!(
        front.attribute("<section class=\"consent\"", "data-src"),
        Some(script)
    );
    let question = front
        .text()
        .split_once("<section class=\"consent\"")
        .unwrap()
        .1;
    assert!(question.split_once('>').unwrap().0.ends_with(" hidden"));
    assert!(question.contains("<bdi dir=\"ltr\">stats.example</bdi>"));
    assert!(question.contains("data-domain"));
    assert!(question.contains("value=\"no\">لا أوافق</button><button"));
    assert_eq!(front.text().matches(script).count(), 1, "nothing loads it");
    let policy = front.header("content-security-policy");
    let opened = "script-src 'self' https://stats.example https://in.stats.example;";
    assert!(policy.contains(opened), "{policy}");
    assert!(policy.contains("style-src 'self';") && !policy.contains("unsafe"));
    let privacy = site.get("/privacy/").await;
    assert!(privacy.main().contains("stats.example"));
    assert!(!privacy.main().contains("لا يخرج من صفحاتنا أي طلب"));
    // What is no page stays as it was.
    let feed = site.get("/feed/").await;
    assert!(!feed.header("content-security-policy").contains("stats"));
}

#[tokio::test]
async fn the_key_of_search_engines_is_served_where_they_look() {
    let folder = tempfile::tempdir().unwrap();
    let archive = newsroom_in(folder.path(), Arc::new(FixedClock::at(NOW)));
    let key = "0123456789abcdef";
    archive.change_settings(&[("indexnow.key", key)]).unwrap();
    assert!(
        archive
            .change_settings(&[("indexnow.key", "short")])
            .is_err()
    );
    let site = TestSite::own(archive);
    let file = site.get("/0123456789abcdef.txt").await;
    assert_eq!((file.status.as_u16(), file.text()), (200, key));
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(site.get("/0123456789abcdee.txt").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_new_text_of_law_leaves_the_former_readable() {
    const DAY: i64 = 86_400_000;
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(NOW));
    let archive = newsroom_in(folder.path(), clock.clone());
    let site = TestSite::own(archive.clone());
    assert_eq!(site.get("/terms/").await.status, StatusCode::NOT_FOUND);
    let usual = site.get("/privacy/").await;
    assert_eq!(usual.status, StatusCode::OK);

    let first = "لك أن تقرأ.\n\nولك أن تقتبس<script>alert(1)</script>.";
    assert!(
        archive
            .write_law(&Allowed::by_operator(), Law::Terms, first)
            .unwrap()
    );
    assert!(
        !archive
            .write_law(&Allowed::by_operator(), Law::Terms, first)
            .unwrap(),
        "the same again"
    );
    clock.set(Timestamp::from_millis(NOW.millis() + DAY));
    assert!(
        archive
            .write_law(
                &Allowed::by_operator(),
                Law::Terms,
                "<h2>النقل</h2><p>بإذن.</p>"
            )
            .unwrap()
    );
    // As another reader asks, who has nothing in the cache.
    let site = TestSite::own(archive.clone());
    let now = site.get("/terms/").await;
    assert_eq!(now.status, StatusCode::OK);
    assert!(now.main().contains("بإذن") && !now.main().contains("تقتبس"));
    assert!(now.main().contains("href=\"/terms/2026-11-20/\""));
    assert!(
        now.text().contains("<a href=\"/terms/\">شروط الاستخدام</a>"),
        "the footer"
    );
    let former = site.get("/terms/2026-11-20/").await;
    assert_eq!(former.status, StatusCode::OK);
    assert!(former.main().contains("تقتبس") && !former.text().contains("alert(1)"));
    assert!(former.main().contains("هذا نص سابق"));
    let respelled = site.get("/terms/2026-11-20").await;
    assert_eq!(respelled.header("location"), "/terms/2026-11-20/");
    for never in ["/terms/2026-11-19/", "/cookies/", "/privacy/2026-11-20/"] {
        assert_eq!(
            site.get(never).await.status,
            StatusCode::NOT_FOUND,
            "{never}"
        );
    }
    archive
        .write_law(&Allowed::by_operator(), Law::Privacy, "نصّنا")
        .unwrap();
    let site = TestSite::own(archive);
    assert!(site.get("/privacy/").await.main().contains("نصّنا"));
}
