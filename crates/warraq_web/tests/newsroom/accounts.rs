//! Inviting, deciding on people, and links that set passwords.

use axum::http::StatusCode;
use warraq_archive::accounts::Role;

use crate::support::{LAYLA, Newsroom, SECRET};

const MAIL: &str = "[mail]\nhost = \"127.0.0.1\"\nport = 2525\nsecurity = \"none\"\n\
    from = \"paper@example.org\"\n";

const SAMI: [(&str, &str); 3] = [
    ("name", "سامي المرعشلي"),
    ("email", "sami@example.org"),
    ("role", "author"),
];

#[tokio::test]
async fn somebody_is_invited_and_comes_in() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let invited = layla.post("/admin/people", &SAMI).await;
    assert_eq!(invited.status, StatusCode::OK);
    let link = invited.link();
    assert!(
        !layla.get("/admin/people").await.text.contains(&link),
        "shown once"
    );
    let mut sami = newsroom.browser();
    let page = sami.get(&link).await;
    assert!(page.text.contains("أهلًا بك <bdi>سامي المرعشلي</bdi>"));
    let set =
        |password: &'static str, again: &'static str| [("password", password), ("again", again)];
    for (fields, said) in [
        (set("قصيرة", "قصيرة"), "كلمة السر قصيرة"),
        (set("سامي المرعشلي 1", "سامي المرعشلي 1"), "فيها اسمك"),
        (
            set("حبر أزرق وقطار", "حبر أزرق وقطر"),
            "كلمتا السر مختلفتان",
        ),
    ] {
        let reply = sami.post(&link, &fields).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.text.contains(said), "{said}");
        assert!(!reply.text.contains("قطار"), "a password is never shown");
    }
    let good = set("حبر أزرق وقطار", "حبر أزرق وقطار");
    assert_eq!(
        sami.post(&link, &good).await.leads(),
        (303, "/admin/sign-in")
    );
    let twice = sami.post(&link, &good).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND, "used up");
    assert!(twice.text.contains("انتهى هذا الرابط"));
    let entered = sami.sign_in("sami@example.org", "حبر أزرق وقطار").await;
    assert_eq!(entered.leads(), (303, "/admin"));
    let taken = layla.post("/admin/people", &SAMI).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.text.contains("لصاحب هذا البريد حساب"));
}

#[tokio::test]
async fn what_is_decided_holds_at_the_next_request() {
    let newsroom = Newsroom::new();
    let id = newsroom.account("sami@example.org", "سامي", Role::Administrator);
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut sami = newsroom.signed_in("sami@example.org").await;
    assert_eq!(sami.get("/admin/audit").await.status, StatusCode::OK);
    let role = format!("/admin/people/{id}/role");
    let changed = layla.post(&role, &[("role", "author")]).await;
    assert_eq!(changed.leads(), (303, "/admin/people"));
    assert_eq!(sami.get("/admin/audit").await.status, StatusCode::FORBIDDEN);
    layla
        .post(&format!("/admin/people/{id}/disable"), &[])
        .await;
    assert_eq!(sami.get("/admin").await.leads(), (303, "/admin/sign-in"));
    let refused = sami.sign_in("sami@example.org", SECRET).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let last = layla.post("/admin/people/1/disable", &[]).await;
    assert_eq!(last.status, StatusCode::CONFLICT);
    assert!(last.text.contains("مدير واحد"));
    let audit = layla.get("/admin/audit").await.text;
    assert!(audit.contains("عطّل حساب <bdi>سامي</bdi>"));
    assert!(audit.contains("غيّر دور <bdi>سامي</bdi>") && audit.contains("<bdi>كاتب</bdi>"));
}

#[tokio::test]
async fn grave_things_take_the_password_again() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    newsroom.later(16);
    assert_eq!(layla.get("/admin/people").await.status, StatusCode::OK);
    let asked = layla.post("/admin/people", &SAMI).await;
    assert_eq!(asked.leads(), (303, "/admin/prove?next=%2Fadmin%2Fpeople"));
    let before = layla.cookies.clone();
    let wrong = layla.post("/admin/prove", &[("password", "شاي")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("password", SECRET), ("next", "/admin/people")];
    let proved = layla.post("/admin/prove", &fields).await;
    assert_eq!(proved.leads(), (303, "/admin/people"));
    assert_ne!(layla.cookies, before, "under a new token");
    assert_eq!(
        layla.post("/admin/people", &SAMI).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn the_way_back_is_mailed_and_tells_nobody_who_works_here() {
    let newsroom = Newsroom::with(&[], MAIL);
    let mut browser = newsroom.browser();
    let known = browser.post("/admin/way-back", &[("email", LAYLA)]).await;
    let stranger = [("email", "nobody@example.org")];
    let unknown = browser.post("/admin/way-back", &stranger).await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    let mut evil = browser.clone();
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("x-forwarded-host", "evil.example"),
    ];
    evil.ask(
        "POST",
        "/admin/way-back",
        "email=layla%40example.org",
        &headers,
    )
    .await;
    let letters = newsroom.archive.letters_due(9).unwrap();
    assert_eq!(letters.len(), 2);
    let letter = &letters[1].letter;
    assert_eq!(letter.to.as_str(), LAYLA);
    assert!(
        letter
            .plain
            .contains("https://paper.example/admin/welcome/")
    );
    assert!(!letter.plain.contains("evil"));
    let (_, key) = letter.plain.split_once("/admin/welcome/").unwrap();
    let link = format!("/admin/welcome/{}", &key[..40]);
    let mut layla = newsroom.signed_in(LAYLA).await;
    assert!(browser.get(&link).await.text.contains("أهلًا بعودتك"));
    let fields = [("password", "حبر أزرق وقطار"), ("again", "حبر أزرق وقطار")];
    assert_eq!(browser.post(&link, &fields).await.leads().0, 303);
    assert_eq!(layla.get("/admin").await.leads().0, 303, "sessions end");
    newsroom.later(40);
    assert_eq!(browser.get(&link).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_invitation_is_mailed_where_there_is_mail() {
    let newsroom = Newsroom::with(&[], MAIL);
    let mut layla = newsroom.signed_in(LAYLA).await;
    let link = layla.post("/admin/people", &SAMI).await.link();
    let letters = newsroom.archive.letters_due(9).unwrap();
    assert_eq!(letters[0].letter.to.as_str(), "sami@example.org");
    assert!(letters[0].letter.plain.contains(&link));
    assert!(letters[0].letter.plain.contains("دعاك ليلى الحسّان"));
}

#[tokio::test]
async fn a_password_and_browsers_are_ones_own_to_change() {
    let newsroom = Newsroom::new();
    let mut here = newsroom.signed_in(LAYLA).await;
    let mut there = newsroom.signed_in(LAYLA).await;
    let page = here.get("/admin/account").await.text;
    assert_eq!(page.matches("أخرجه").count(), 1, "one other browser");
    let (_, id) = page.split_once("/admin/account/sessions/").unwrap();
    let (_, id) = id.split_once("/admin/account/sessions/").unwrap();
    let id = id.split('/').next().unwrap();
    here.post(&format!("/admin/account/sessions/{id}/end"), &[])
        .await;
    assert_eq!(there.get("/admin").await.leads().0, 303);
    there.sign_in(LAYLA, SECRET).await;
    let fields = [("password", "حبر أزرق وقطار"), ("again", "حبر أزرق وقطار")];
    let changed = here.post("/admin/account/password", &fields).await;
    assert!(changed.text.contains("تغيّرت كلمة السر"));
    assert_eq!(there.get("/admin").await.leads().0, 303);
    assert_eq!(here.get("/admin").await.status, StatusCode::OK);
}
