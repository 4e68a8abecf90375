//! Coming in, and what keeps others out.

use axum::http::StatusCode;

use crate::support::{Browser, LAYLA, Newsroom, SECRET, form};

const SESSION: &str = "__Host-warraq";
const DEVICE: &str = "__Host-warraq-device";

#[tokio::test]
async fn whoever_works_here_comes_in_and_goes_out() {
    let newsroom = Newsroom::new();
    let mut browser = newsroom.browser();
    let door = browser.get("/admin").await;
    assert_eq!(door.leads(), (303, "/admin/sign-in"));
    let door = browser.get("/admin/people").await;
    assert_eq!(
        door.header("location"),
        "/admin/sign-in?next=%2Fadmin%2Fpeople"
    );
    let page = browser.get(door.header("location")).await;
    assert!(page.text.contains("أهلًا بك في غرفة الأخبار"));
    assert!(page.text.contains("name=\"next\" value=\"/admin/people\""));
    let fields = [
        ("email", LAYLA),
        ("password", SECRET),
        ("next", "/admin/people"),
    ];
    let entered = browser.post("/admin/sign-in", &fields).await;
    assert_eq!(entered.leads(), (303, "/admin/people"));
    let desk = browser.get("/admin").await;
    assert!(desk.text.contains("أهلًا، ليلى الحسّان"));
    let stolen = browser.clone();
    let out = browser.post("/admin/sign-out", &[]).await;
    assert_eq!(out.leads(), (303, "/admin/sign-in"));
    assert!(!browser.cookies.contains_key(SESSION));
    let mut stolen = stolen;
    assert_eq!(
        stolen.get("/admin").await.leads().0,
        303,
        "the session is dead"
    );
}

#[tokio::test]
async fn a_cookie_is_for_this_host_and_no_script() {
    let newsroom = Newsroom::new();
    let mut browser = newsroom.browser();
    let reply = browser.sign_in(LAYLA, SECRET).await;
    let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 2);
    for cookie in cookies {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for part in ["; Path=/;", "; HttpOnly", "; SameSite=", "; Secure"] {
            assert!(cookie.contains(part), "{cookie}");
        }
    }
    assert_eq!(browser.cookies[SESSION].len(), 64);
}

#[tokio::test]
async fn without_tls_a_cookie_has_a_plain_name() {
    let newsroom = Newsroom::with(&[("site.url", "http://127.0.0.1:8080")], "");
    let mut browser = newsroom.browser();
    let reply = browser.sign_in(LAYLA, SECRET).await;
    let cookie = reply.header("set-cookie");
    assert!(
        cookie.starts_with("warraq=") && !cookie.contains("Secure"),
        "{cookie}"
    );
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_password_and_a_stranger_get_the_same_answer() {
    let newsroom = Newsroom::new();
    let mut browser = newsroom.browser();
    let known = browser.sign_in(LAYLA, "شاي").await;
    let stranger = browser.sign_in("nobody@example.org", "شاي").await;
    assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stranger.status, known.status);
    let same = |text: &str, email: &str| text.replace(email, "…");
    assert_eq!(
        same(&known.text, LAYLA),
        same(&stranger.text, "nobody@example.org")
    );
    assert!(known.text.contains("البريد أو كلمة السر غير صحيحة"));
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn guessing_is_slowed_and_the_owner_comes_in() {
    let newsroom = Newsroom::new();
    let mut owner = newsroom.signed_in(LAYLA).await;
    owner.post("/admin/sign-out", &[]).await;
    assert!(
        owner.cookies.contains_key(DEVICE),
        "the browser stays known"
    );
    let mut judged = 0;
    for n in 0..30 {
        let mut guesser = newsroom.browser();
        guesser.client = format!("198.51.100.{n}");
        let reply = guesser.sign_in(LAYLA, "قهوة").await;
        match reply.status {
            StatusCode::UNPROCESSABLE_ENTITY => judged += 1,
            StatusCode::TOO_MANY_REQUESTS => {
                assert_eq!(reply.header("retry-after"), "60");
                assert!(reply.text.contains("محاولات كثيرة"));
            }
            status => panic!("{status}"),
        }
    }
    assert_eq!(judged, 8);
    let known = owner.sign_in(LAYLA, SECRET).await;
    assert_eq!(
        known.leads(),
        (303, "/admin"),
        "from a known browser at once"
    );
    let mut elsewhere = newsroom.browser();
    assert_eq!(elsewhere.sign_in(LAYLA, SECRET).await.status, 429);
    newsroom.later(1);
    assert_eq!(
        elsewhere.sign_in(LAYLA, SECRET).await.leads(),
        (303, "/admin")
    );
}

#[tokio::test]
async fn a_token_is_never_one_that_the_browser_brought() {
    let newsroom = Newsroom::new();
    let mut browser = newsroom.browser();
    let planted = "ab".repeat(32);
    browser.cookies.insert(SESSION.to_owned(), planted.clone());
    assert_eq!(browser.get("/admin").await.leads().0, 303);
    browser.sign_in(LAYLA, SECRET).await;
    assert_ne!(browser.cookies[SESSION], planted);
    let first = browser.cookies[SESSION].clone();
    let mut attacker = newsroom.browser();
    attacker.cookies.insert(SESSION.to_owned(), planted);
    assert_eq!(attacker.get("/admin").await.leads().0, 303);
    browser.sign_in(LAYLA, SECRET).await;
    assert_ne!(browser.cookies[SESSION], first, "each sign-in has its own");
    for junk in ["x", "0", "'", "../../x", "null", "%00"] {
        attacker.cookies.insert(SESSION.to_owned(), junk.to_owned());
        assert_eq!(attacker.get("/admin").await.leads().0, 303, "{junk}");
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let body = form(&[
        ("name", "دخيل"),
        ("email", "x@evil.example"),
        ("role", "editor"),
    ]);
    for headers in [
        &[][..],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("referer", "https://evil.example/x")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://paper.example"),
        ],
    ] {
        for address in ["/admin/people", "/admin/sign-out", "/admin/sign-in"] {
            let reply = layla.ask("POST", address, &body, headers).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{address} {headers:?}");
        }
    }
    assert_eq!(layla.get("/admin").await.status, StatusCode::OK, "still in");
    let by_address = layla.get(&format!("/admin/people?{body}")).await;
    assert!(!by_address.text.contains("x@evil.example"));
    let ours = [("origin", "https://paper.example")];
    let reply = layla.ask("POST", "/admin/people", &body, &ours).await;
    assert_eq!(reply.status, StatusCode::OK);
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let reply = layla.ask(method, "/admin/people", "", &[]).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[tokio::test]
async fn the_door_leads_nowhere_else() {
    let newsroom = Newsroom::new();
    for evil in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/admin//evil.example",
        "/admin\\@evil.example",
        "javascript:alert(1)",
    ] {
        let mut browser = newsroom.browser();
        let fields = [("email", LAYLA), ("password", SECRET), ("next", evil)];
        let reply = browser.post("/admin/sign-in", &fields).await;
        assert_eq!(reply.leads(), (303, "/admin"), "{evil}");
        let asked = form(&[("next", evil)]);
        let reply = browser.get(&format!("/admin/sign-in?{asked}")).await;
        assert_eq!(reply.leads(), (303, "/admin"), "{evil}");
    }
}

async fn private(browser: &mut Browser, address: &str) {
    let reply = browser.get(address).await;
    assert_eq!(reply.header("cache-control"), "no-store", "{address}");
    assert_eq!(reply.header("referrer-policy"), "same-origin", "{address}");
    assert_eq!(reply.header("x-robots-tag"), "noindex", "{address}");
    let csp = reply.header("content-security-policy");
    assert!(csp.starts_with("default-src 'none'"), "{address}");
    assert!(csp.contains("frame-ancestors 'none'") && !csp.contains("unsafe"));
}

#[tokio::test]
async fn nothing_of_the_newsroom_is_kept_by_anybody() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    for address in [
        "/admin",
        "/admin/people",
        "/admin/account",
        "/admin/audit",
        "/admin/x.css",
    ] {
        private(&mut layla, address).await;
        private(&mut newsroom.browser(), address).await;
    }
    let reply = layla.get("/admin/people/x.css").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn readers_see_nothing_of_who_is_signed_in() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let (mine, theirs) = (layla.get("/").await, newsroom.browser().get("/").await);
    assert_eq!(mine.text, theirs.text);
    assert!(!mine.headers.contains_key("set-cookie"));
    assert!(mine.header("cache-control").contains("public"));
    let gone = layla.get("/administrator").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND, "readers' 404");
}
