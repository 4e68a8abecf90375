//! What the editor's script keeps: that it comes back, to whoever typed it and to nobody else.

use axum::http::StatusCode;
use warraq_archive::accounts::Role;

use crate::support::{LAYLA, Newsroom, text};

const SAMI: &str = "sami@example.org";
const PEN: &str = "0123456789abcdef";
const OTHER: &str = "fedcba9876543210";

fn sheet<'a>(
    headline: &'a str,
    from: &'a str,
    pen: &'a str,
    seq: &'a str,
) -> Vec<(&'static str, &'a str)> {
    let mut fields = text(headline, "نصّ");
    fields.extend([("from", from), ("pen", pen), ("seq", seq)]);
    fields
}

#[tokio::test]
async fn what_was_kept_is_offered_compared_and_taken_up() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let article = layla.begin("الأصل", "نصّ").await;
    let from = layla.from(&article).await;
    let keep = format!("{article}/autosave");
    let kept = layla
        .post(&keep, &sheet("عنوان لم يُحفظ", &from, PEN, "1"))
        .await;
    assert_eq!(kept.status, StatusCode::OK);
    assert_eq!(kept.header("cache-control"), "no-store");
    assert!(kept.text.contains("\"state\":\"kept\""), "{}", kept.text);
    assert_eq!(kept.header("access-control-allow-origin"), "");
    let page = layla.get(&article).await.text;
    assert!(
        page.contains("الأصل</textarea>"),
        "nothing is taken up unasked"
    );
    let (_, link) = page.split_once(&format!("{article}/unsaved/")).unwrap();
    let number = link.split_once('"').unwrap().0;
    let unsaved = format!("{article}/unsaved/{number}");
    let shown = layla.get(&unsaved).await.text;
    assert!(
        shown.contains("<del>الأصل</del><ins>عنوان لم يُحفظ</ins>"),
        "{shown}"
    );
    let taken = layla.get(&format!("{article}?unsaved={number}")).await.text;
    assert!(taken.contains("عنوان لم يُحفظ</textarea>"));
    assert!(taken.contains(&format!("name=\"taken\" value=\"{PEN}.1\"")));
    assert!(
        !taken.contains("data-unsaved=\""),
        "what was taken up is not offered"
    );
    let mark = format!("{PEN}.1");
    let more = [("taken", &*mark), ("pen", OTHER), ("seq", "4")];
    let saved = layla
        .press(&article, text("عنوان لم يُحفظ", "نصّ"), &more)
        .await;
    assert_eq!(saved.status, 303);
    assert!(!layla.get(&article).await.text.contains("data-unsaved=\""));
    // What was on its way when it was saved.
    let late = layla.post(&keep, &sheet("أقدم", &from, OTHER, "3")).await;
    assert!(late.text.contains("\"state\":\"settled\""));
    assert!(!layla.get(&article).await.text.contains("data-unsaved=\""));
}

#[tokio::test]
async fn what_is_dropped_is_what_was_seen() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let keep = "/admin/articles/0/autosave";
    layla.post(keep, &sheet("جديدة", "0", PEN, "1")).await;
    let page = layla.get("/admin/articles/new").await.text;
    let (_, link) = page.split_once("/admin/articles/0/unsaved/").unwrap();
    let unsaved = format!(
        "/admin/articles/0/unsaved/{}",
        link.split_once('"').unwrap().0
    );
    layla.post(keep, &sheet("جديدة أكثر", "0", PEN, "2")).await;
    let drop = format!("{unsaved}/drop");
    layla.post(&drop, &[("seq", "1")]).await;
    assert!(
        layla.get(&unsaved).await.text.contains("جديدة أكثر"),
        "nobody has seen it"
    );
    let dropped = layla.post(&drop, &[("seq", "2")]).await;
    assert_eq!(dropped.leads(), (303, "/admin/articles/new?done=dropped"));
    assert_eq!(layla.get(&unsaved).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_typed_is_nobody_elses() {
    let newsroom = Newsroom::new();
    newsroom.account(SAMI, "سامي", Role::Contributor);
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut sami = newsroom.signed_in(SAMI).await;
    let article = sami.begin("لسامي", "نصّ").await;
    let others = layla.begin("لليلى", "نصّ").await;
    let from = sami.from(&article).await;
    sami.post(
        &format!("{article}/autosave"),
        &sheet("سرّ سامي", &from, PEN, "1"),
    )
    .await;
    let page = layla.get(&article).await.text;
    assert!(!page.contains("data-unsaved=\"") && page.contains("<bdi data-name>سامي</bdi>"));
    let list = layla.get("/admin/articles").await.text;
    assert!(
        list.contains("<bdi>سامي</bdi></span>"),
        "who writes shows in the list"
    );
    for number in 1..4 {
        let found = layla.get(&format!("{article}/unsaved/{number}")).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND);
    }
    let foreign = sami
        .post(&format!("{others}/autosave"), &sheet("ن", "1", PEN, "1"))
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let refused = sami
        .post(
            &format!("{article}/autosave"),
            &sheet("ن", &from, "short", "1"),
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn whoever_takes_an_article_is_named_to_the_other() {
    let newsroom = Newsroom::new();
    newsroom.account(SAMI, "سامي", Role::Editor);
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut sami = newsroom.signed_in(SAMI).await;
    let article = layla.begin("الأصل", "نصّ").await;
    let hold = format!("{article}/hold");
    let as_layla = [("pen", PEN), ("seq", "1")];
    assert!(
        layla
            .post(&hold, &as_layla)
            .await
            .text
            .contains("\"holder\":\"\"")
    );
    let other = sami.post(&hold, &[("pen", OTHER), ("seq", "1")]).await;
    assert!(
        other.text.contains("\"holder\":\"ليلى الحسّان\""),
        "{}",
        other.text
    );
    sami.post(&hold, &[("pen", OTHER), ("seq", "1"), ("takes", "yes")])
        .await;
    assert!(
        layla
            .post(&hold, &as_layla)
            .await
            .text
            .contains("\"holder\":\"سامي\"")
    );
    let left = sami
        .post(&hold, &[("pen", OTHER), ("seq", "1"), ("leaves", "yes")])
        .await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    assert!(
        layla
            .post(&hold, &as_layla)
            .await
            .text
            .contains("\"holder\":\"\"")
    );
}

#[tokio::test]
async fn two_revisions_stand_beside_each_other() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let article = layla.begin("رياح قديمة", "نصّ أول").await;
    let first = layla.from(&article).await;
    layla
        .press(&article, text("رياح جديدة", "نصّ أول"), &[])
        .await;
    let second = layla.from(&article).await;
    let page = layla
        .get(&format!("{article}/compare?old={first}&new={second}"))
        .await;
    assert!(
        page.text.contains("رياح <del>قديمة</del><ins>جديدة</ins>"),
        "{}",
        page.text
    );
    assert!(
        !page.text.contains("نصّ أول"),
        "what is the same is not shown"
    );
    let history = layla.get(&format!("{article}/revisions")).await.text;
    assert!(history.contains(&format!("name=\"old\" value=\"{first}\" checked")));
    let none = layla.get(&format!("{article}/compare")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
