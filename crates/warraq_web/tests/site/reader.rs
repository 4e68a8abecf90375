//! What readers do with a page: pass it on, keep it, choose how it looks. What only a browser can
//! show of this stands in `tests/browser`.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;
use warraq_archive::clock::FixedClock;

use crate::support::{NOW, Reply, TestSite, newsroom_in};

const ARTICLE: &str = "/2014/02/17/museum-theft-four-minutes/";

/// The worker's list of what it keeps from the first.
fn shell(worker: &Reply) -> Vec<String> {
    let list = worker.text().split_once("const SHELL = ").unwrap().1;
    let list = list.split_once(";\n").unwrap().0;
    serde_json::from_str(list).unwrap()
}

#[tokio::test]
async fn the_worker_answers_for_the_whole_paper_and_is_asked_for_again() {
    let site = TestSite::newsroom();
    let worker = site.get("/sw.js").await;
    assert_eq!(worker.status, StatusCode::OK);
    assert_eq!(
        worker.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert!(!worker.header("etag").is_empty());
    let policy = worker.header("content-security-policy");
    assert!(policy.contains("worker-src 'self'"), "{policy}");
    assert!(policy.contains("trusted-types worker"), "{policy}");
}

#[tokio::test]
async fn the_worker_keeps_what_pages_are_made_of() {
    let site = TestSite::newsroom();
    let shell = shell(&site.get("/sw.js").await);
    for address in &shell {
        assert_eq!(site.get(address).await.status, StatusCode::OK, "{address}");
    }
    for page in ["/", ARTICLE, "/archive/", "/offline/"] {
        let page = site.get(page).await;
        for asset in page
            .text()
            .split('"')
            .filter(|at| at.starts_with("/assets/"))
        {
            let asset = asset.split('#').next().unwrap();
            assert!(shell.iter().any(|known| known == asset), "{asset}");
        }
    }
}

#[tokio::test]
async fn a_browser_with_the_old_sites_worker_gets_ours_in_its_place() {
    let site = TestSite::newsroom();
    let worker = site.get("/sw.js").await;
    for old in ["/superpwa-sw.js", "/service-worker.js", "/wp.serviceworker"] {
        let reply = site.get(old).await;
        assert_eq!(reply.status, StatusCode::OK, "{old}");
        assert_eq!(reply.body, worker.body, "{old}");
    }
    assert_eq!(site.get("/other-sw.js").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_list_of_what_is_kept_is_the_same_for_all() {
    let site = TestSite::newsroom();
    let page = site.get("/offline/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header("cache-control").contains("public"));
    assert!(page.text().contains("noindex"));
    for shelf in ["saved", "read"] {
        assert!(page.main().contains(&format!("data-shelf=\"{shelf}\"")));
    }
    assert_eq!(site.get("/offline").await.header("location"), "/offline/");
}

#[tokio::test]
async fn forms_and_answers_do_not_say_that_they_may_be_kept_for_later() {
    let site = TestSite::newsroom();
    for address in ["/search?q=x", "/comment/thanks?article=1", "/no-such-page/"] {
        let reply = site.get(address).await;
        let policy = reply.header("cache-control");
        assert!(!policy.contains("stale-if-error"), "{address}: {policy}");
    }
    for address in ["/", ARTICLE] {
        let reply = site.get(address).await;
        assert!(reply.header("cache-control").contains("stale-if-error"));
    }
}

#[tokio::test]
async fn the_manifest_says_what_a_telephone_asks() {
    let site = TestSite::newsroom();
    let reply = site.get("/manifest.webmanifest").await;
    let kind = reply.header("content-type");
    assert_eq!(kind, "application/manifest+json; charset=utf-8");
    let manifest: Value = serde_json::from_str(reply.text()).unwrap();
    for (name, value) in [
        ("name", "الورّاق"),
        ("short_name", "الورّاق"),
        ("dir", "rtl"),
        ("lang", "ar"),
        ("start_url", "/"),
        ("scope", "/"),
        ("display", "minimal-ui"),
        ("theme_color", "#971b1e"),
    ] {
        assert_eq!(manifest[name], value, "{name}");
    }
    let icons = manifest["icons"].as_array().unwrap();
    for size in ["192x192", "512x512"] {
        assert!(icons.iter().any(|icon| icon["sizes"] == size), "{size}");
    }
    assert!(icons.iter().any(|icon| icon["purpose"] == "maskable"));
    for shortcut in manifest["shortcuts"].as_array().unwrap() {
        let url = shortcut["url"].as_str().unwrap();
        assert_eq!(site.get(url).await.status, StatusCode::OK, "{url}");
    }
}

#[tokio::test]
async fn a_short_link_is_short_and_leads_to_the_article() {
    let site = TestSite::newsroom();
    let page = site.get(ARTICLE).await;
    let short = page.attribute("<link rel=\"shortlink\"", "href").unwrap();
    assert!(short.is_ascii() && short.len() <= 40, "{short}");
    let path = short.strip_prefix("https://alwarraq.example").unwrap();
    let reply = site.get(path).await;
    assert_eq!(reply.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(reply.header("location"), ARTICLE);
}

#[tokio::test]
async fn an_article_is_passed_on_by_plain_links() {
    let site = TestSite::newsroom();
    let page = site.get(ARTICLE).await;
    let share = page.text().split_once("<nav class=\"share\"").unwrap().1;
    let share = share.split_once("</nav>").unwrap().0;
    let hrefs: Vec<_> = share
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split_once('"').unwrap().0)
        .collect();
    let begins = [
        "https://wa.me/?text=",
        "https://t.me/share/url?url=",
        "https://www.facebook.com/sharer/",
        "https://x.com/intent/post?text=",
        "https://www.linkedin.com/sharing/",
        "mailto:?subject=",
        "https://alwarraq.example/a/",
    ];
    assert_eq!(hrefs.len(), begins.len());
    for (href, begin) in hrefs.iter().zip(begins) {
        assert!(href.starts_with(begin), "{href}");
        assert!(!href.contains("%25"), "{href} is encoded twice");
    }
    // What needs script is there for it, and shown by it.
    assert!(share.contains("data-only=\"copy\"") && share.contains("data-only=\"share\""));
}

#[tokio::test]
async fn a_newsroom_chooses_how_articles_are_passed_on() {
    let folder = tempfile::tempdir().unwrap();
    let archive = newsroom_in(folder.path(), Arc::new(FixedClock::at(NOW)));
    assert!(archive.change_settings(&[("site.share", "fax")]).is_err());
    archive
        .change_settings(&[("site.share", "email whatsapp")])
        .unwrap();
    let page = TestSite::own(archive).get(ARTICLE).await;
    let share = page.text().split_once("<nav class=\"share\"").unwrap().1;
    let share = share.split_once("</nav>").unwrap().0;
    assert_eq!(share.matches("<a ").count(), 2);
    assert!(share.find("mailto:").unwrap() < share.find("wa.me").unwrap());
    assert!(!share.contains("<button"));
}

#[tokio::test]
async fn what_a_reader_chose_is_known_before_the_first_paint() {
    let site = TestSite::newsroom();
    let page = site.get(ARTICLE).await;
    let text = page.text();
    let head = text.split_once("</head>").unwrap().0;
    let script = head.find("<script src=\"/assets/before-").unwrap();
    assert!(script > head.rfind("name=\"theme-color\"").unwrap());
    assert!(script < head.find("rel=\"stylesheet\"").unwrap());
    let address = head[script..].split('"').nth(1).unwrap();
    let coded = site
        .ask(
            axum::http::Method::GET,
            address,
            &[("accept-encoding", "br")],
        )
        .await;
    assert!(coded.body.len() <= 1024, "{} bytes", coded.body.len());
    // Every choice has a name that is read out, and each copy of them is a group of its own.
    for group in ["size-top", "size-menu", "theme-top", "theme-menu"] {
        let group = format!("type=\"radio\" name=\"{group}\"");
        let expected = if group.contains("size") { 4 } else { 3 };
        assert_eq!(text.matches(&group).count(), expected, "{group}");
    }
    for word in [
        "حجم النص",
        "نص كبير جدًّا",
        "المظهر",
        "حسب الجهاز",
        "فاتح",
        "داكن",
    ] {
        assert!(text.contains(word), "{word}");
    }
}

#[tokio::test]
async fn the_first_stop_leads_past_the_menus() {
    let site = TestSite::newsroom();
    for address in ["/", ARTICLE, "/offline/", "/search"] {
        let page = site.get(address).await;
        let body = page.text().split_once("<body>").unwrap().1;
        let first = body.trim_start();
        assert!(
            first.starts_with("<a class=\"skip\" href=\"#main\">تخطَّ إلى المحتوى</a>"),
            "{address}"
        );
        assert!(body.contains("<details class=\"menu\"><summary>"));
        assert!(body.contains("إغلاق القائمة"));
    }
}
