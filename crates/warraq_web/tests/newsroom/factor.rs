//! The second factor.

use axum::http::StatusCode;
use warraq_archive::accounts::{Role, TotpSecret};
use warraq_archive::model::Timestamp;

use crate::support::{Browser, LAYLA, NOW, Newsroom, SECRET};

fn code(secret: &TotpSecret, minutes: i64) -> String {
    secret.code_at(Timestamp::from_millis(NOW.millis() + minutes * 60_000))
}

/// Adds a device; its secret, and a code for paper.
async fn add(browser: &mut Browser, minutes: i64) -> (TotpSecret, String) {
    let page = browser.get("/admin/account/factor").await.text;
    let (_, rest) = page.split_once("name=\"secret\" value=\"").unwrap();
    let text = &rest[..32];
    let secret = TotpSecret::parse(text).unwrap();
    assert!(page.contains("otpauth://totp/"));
    let wrong = [("secret", text), ("code", "12345")];
    let wrong = browser.post("/admin/account/factor", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains(text), "the same secret again");
    let typed = code(&secret, minutes);
    let fields = [("secret", text), ("code", typed.as_str())];
    let codes = browser.post("/admin/account/factor", &fields).await;
    assert_eq!(codes.text.matches("<li><code>").count(), 10);
    let (_, paper) = codes.text.split_once("<li><code>").unwrap();
    (secret, paper[..19].to_owned())
}

#[tokio::test]
async fn a_code_is_asked_for_and_works_once() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let (secret, paper) = add(&mut layla, 0).await;
    newsroom.later(5);
    let mut elsewhere = newsroom.browser();
    let halfway = elsewhere.sign_in(LAYLA, SECRET).await;
    assert_eq!(halfway.leads(), (303, "/admin/sign-in/code"));
    assert_eq!(
        elsewhere.get("/admin").await.leads().0,
        303,
        "halfway is not in"
    );
    let waiting = elsewhere.cookies.clone();
    let page = elsewhere.get("/admin/sign-in/code").await;
    assert!(page.text.contains("رمز التحقّق"));
    let wrong = elsewhere
        .post("/admin/sign-in/code", &[("code", "1")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let typed = code(&secret, 5);
    let fields = [("code", typed.as_str())];
    let entered = elsewhere.post("/admin/sign-in/code", &fields).await;
    assert_eq!(entered.leads(), (303, "/admin"));
    assert_ne!(elsewhere.cookies, waiting, "under a new token");
    assert_eq!(elsewhere.get("/admin").await.status, StatusCode::OK);
    let mut thief = newsroom.browser();
    thief.sign_in(LAYLA, SECRET).await;
    let again = thief.post("/admin/sign-in/code", &fields).await;
    assert_eq!(
        again.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "seen and used"
    );
    let by_paper = thief
        .post("/admin/sign-in/code", &[("code", paper.as_str())])
        .await;
    assert_eq!(by_paper.leads(), (303, "/admin"));
    let account = thief.get("/admin/account").await.text;
    assert!(account.contains("9 رموز"));
}

#[tokio::test]
async fn whoever_guesses_codes_begins_again_and_is_slowed() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    add(&mut layla, 0).await;
    let mut judged = 0;
    for _ in 0..6 {
        let mut thief = newsroom.browser();
        thief.sign_in(LAYLA, SECRET).await;
        for _ in 0..6 {
            let reply = thief
                .post("/admin/sign-in/code", &[("code", "000000")])
                .await;
            judged += usize::from(reply.status == StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    assert!(judged <= 10, "{judged}");
}

#[tokio::test]
async fn a_role_may_take_a_second_factor() {
    let newsroom = Newsroom::with(&[("newsroom.second_factor", "editor")], "");
    newsroom.account("huda@example.org", "هدى بن يحيى", Role::Editor);
    let mut huda = newsroom.browser();
    huda.sign_in("huda@example.org", SECRET).await;
    assert_eq!(huda.get("/admin").await.leads(), (303, "/admin/account"));
    let page = huda.get("/admin/account").await;
    assert!(page.text.contains("دورك يتطلّب رمز تحقّق"));
    add(&mut huda, 0).await;
    assert_eq!(huda.get("/admin").await.status, StatusCode::OK);
    let removed = huda.post("/admin/account/factor/remove", &[]).await;
    assert_eq!(removed.status, StatusCode::FORBIDDEN);
    let mut layla = newsroom.signed_in(LAYLA).await;
    assert_eq!(
        layla.get("/admin").await.status,
        StatusCode::OK,
        "no role of hers"
    );
}
