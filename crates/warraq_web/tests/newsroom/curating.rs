//! Lists, review, the front page, and what the paper is ordered by, as those who work with them see it.

use axum::http::StatusCode;
use warraq_archive::accounts::Role;
use warraq_archive::model::Timestamp;

use crate::support::{Browser, LAYLA, NOW, Newsroom, text};

async fn published(browser: &mut Browser, headline: &str) -> String {
    let article = browser.begin(headline, "نصّ").await;
    let button = format!("{article}/publish");
    let now = [("when", "now")];
    let reply = browser.press(&button, text(headline, "نصّ"), &now).await;
    assert_eq!(reply.leads().0, 303, "{}", reply.text);
    article
}

fn number(article: &str) -> &str {
    article.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn many_are_tagged_from_a_list_and_it_is_undone() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let (one, two) = (
        layla.begin("مدرسة أولى", "نصّ").await,
        layla.begin("بيت", "نصّ").await,
    );
    let list = layla
        .get("/admin/articles?standing=draft&q=%D8%A7%D9%84%D9%85%D8%AF%D8%A7%D8%B1%D8%B3")
        .await;
    assert!(list.text.contains("مدرسة أولى") && !list.text.contains("بيت</a>"));
    let nothing = layla.post("/admin/articles/bulk", &[("deed", "tag")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("standing", "draft"),
        ("id", number(&one)),
        ("id", number(&two)),
        ("tag", "<b>حماة</b>"),
        ("deed", "tag"),
    ];
    let done = layla.post("/admin/articles/bulk", &fields).await;
    let (status, back) = done.leads();
    assert_eq!(
        (status, back),
        (303, "/admin/articles?standing=draft&batch=1&n=2&left=0")
    );
    let page = layla.get(back).await.text;
    assert!(page.contains("مادتان") && page.contains("/admin/articles/bulk/1/undo"));
    assert!(
        layla
            .get(&one)
            .await
            .text
            .contains("&lt;b&gt;حماة&lt;/b&gt;")
    );
    let undone = layla.post("/admin/articles/bulk/1/undo", &[]).await;
    assert!(undone.leads().1.contains("undone=1&n=2"));
    assert!(!layla.get(&one).await.text.contains("حماة"));
    let again = layla.post("/admin/articles/bulk/1/undo", &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let audit = layla.get("/admin/audit").await.text;
    assert_eq!(audit.matches("أضاف وسمًا إلى مادة").count(), 2);
}

#[tokio::test]
async fn a_version_is_handed_to_a_reviewer_with_a_note() {
    let newsroom = Newsroom::new();
    let sami = newsroom.account("sami@example.org", "سامي", Role::Editor);
    newsroom.account("rana@example.org", "رنا", Role::Contributor);
    let mut rana = newsroom.signed_in("rana@example.org").await;
    let article = rana.begin("مسودّة رنا", "نصّ").await;
    let sami_id = sami.to_string();
    let fields = [
        ("stage", "review"),
        ("assignee", &*sami_id),
        ("note", "راجع <i>الأرقام</i>"),
    ];
    let review = format!("{article}/review");
    assert_eq!(rana.post(&review, &fields).await.leads(), (303, &*review));
    let mut sami = newsroom.signed_in("sami@example.org").await;
    let waiting = sami.get("/admin/review").await.text;
    assert!(waiting.contains("مسودّة رنا") && waiting.contains("tag warn"));
    let page = sami.get(&review).await.text;
    assert!(page.contains("راجع &lt;i&gt;الأرقام&lt;/i&gt;"));
    newsroom.account("mona@example.org", "منى", Role::Contributor);
    let mut mona = newsroom.signed_in("mona@example.org").await;
    assert!(!mona.get("/admin/review").await.text.contains("مسودّة رنا"));
    assert_eq!(mona.get(&review).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn somebody_outside_sees_one_version_until_it_is_taken_back() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let article = layla.begin("مسودّة زمرّدة", "نصّ قديم").await;
    let made = layla
        .post(&format!("{article}/links"), &[("days", "3")])
        .await;
    let (_, rest) = made
        .text
        .split_once("https://paper.example/admin/shown/")
        .unwrap();
    let link = format!("/admin/shown/{}", &rest[..40]);
    let mut outside = newsroom.browser();
    let shown = outside.get(&link).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text.contains("مسودّة زمرّدة") && !shown.text.contains("/admin/articles"));
    assert_eq!(shown.header("cache-control"), "no-store");
    assert_eq!(shown.header("x-robots-tag"), "noindex");
    layla
        .press(&article, text("مسودّة زمرّدة", "نصّ جديد"), &[])
        .await;
    assert!(outside.get(&link).await.text.contains("نصّ قديم"));
    layla.post(&format!("{article}/links/1/revoke"), &[]).await;
    assert_eq!(outside.get(&link).await.status, StatusCode::NOT_FOUND);
    let guessed = format!("/admin/shown/{}", "0".repeat(40));
    assert_eq!(outside.get(&guessed).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_front_page_is_arranged_and_foreseen() {
    let newsroom = Newsroom::with(&[("site.time_zone", "Asia/Damascus")], "");
    let mut layla = newsroom.signed_in(LAYLA).await;
    let old = published(&mut layla, "عنوان قديم").await;
    newsroom.later(10);
    published(&mut layla, "عنوان حديث").await;
    let due = layla.begin("عنوان الغد", "نصّ").await;
    let more = [("when", "later"), ("at", "2026-11-20T13:30")];
    let button = format!("{due}/publish");
    layla.press(&button, text("عنوان الغد", "نصّ"), &more).await;
    for id in [number(&due), number(&old)] {
        let added = layla
            .post("/admin/front", &[("do", "add"), ("id", id)])
            .await;
        assert_eq!(added.leads(), (303, "/admin/front"));
    }
    let mut reader = newsroom.browser();
    let lead = |page: &str| {
        let (_, lead) = page.split_once("class=\"card lead\"").unwrap();
        lead.split_once("</h2>").unwrap().0.to_owned()
    };
    let page = reader.until("/", "عنوان قديم", true).await.text;
    assert!(lead(&page).contains("عنوان قديم") && !page.contains("عنوان الغد"));
    let later = layla.get("/admin/front/preview?at=2026-11-20T13:30").await;
    assert_eq!(later.status, StatusCode::OK);
    assert_eq!(later.header("cache-control"), "no-store");
    assert!(lead(&later.text).contains("عنوان الغد"));
    let before = layla.get("/admin/front/preview?at=2026-11-20T13:29").await;
    assert!(!before.text.contains("عنوان الغد"));
    let past = layla.get("/admin/front/preview?at=2020-01-01T00:00").await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    newsroom
        .clock
        .set(Timestamp::from_millis(NOW.millis() + 90 * 60_000));
    assert!(lead(&reader.get("/").await.text).contains("عنوان الغد"));
    let removed = [("do", "remove"), ("id", number(&due))];
    layla.post("/admin/front", &removed).await;
    let page = reader.until("/", "card lead", true).await.text;
    assert!(page.contains("عنوان قديم"));
}

#[tokio::test]
async fn tags_are_made_one_and_sections_renamed() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    published(&mut layla, "عنوان").await;
    let tags = layla.get("/admin/tags").await.text;
    assert!(tags.contains("الرياح") && tags.contains("رُبى"));
    let found = layla.get("/admin/tags/1?q=%D8%B1%D8%A8%D9%89").await.text;
    assert!(found.contains("name=\"into\" value=\"2\""));
    let merged = layla.post("/admin/tags/1/merge", &[("into", "2")]).await;
    assert_eq!(merged.leads(), (303, "/admin/tags/2?done=merged"));
    let page = layla.get("/admin/tags/2").await.text;
    assert!(page.contains("الرياح") && page.contains("مادة واحدة"));
    let mut reader = newsroom.browser();
    let old = "/tag/%d8%a7%d9%84%d8%b1%d9%8a%d8%a7%d8%ad/";
    let (status, to) = {
        let reply = reader.get(old).await;
        (reply.status, reply.header("location").to_owned())
    };
    assert_eq!(status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(reader.get(&to).await.status, StatusCode::OK);
    let fields = [("name", "المدينة"), ("parent", ""), ("slug", "")];
    assert_eq!(
        layla.post("/admin/sections", &fields).await.leads(),
        (303, "/admin/sections")
    );
    let wrong = layla.post("/admin/sections/1", &[("name", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    layla
        .post(
            "/admin/sections/1",
            &[("name", "مدينتنا"), ("slug", "city")],
        )
        .await;
    assert!(layla.get("/admin/sections").await.text.contains("مدينتنا"));
    let own = [("from", "/x"), ("does", "moved"), ("to", "/category/city/")];
    assert_eq!(layla.post("/admin/redirects", &own).await.leads().0, 303);
    assert_eq!(reader.get("/x").await.leads(), (301, "/category/city/"));
    let circle = [
        ("from", "/category/y"),
        ("does", "moved"),
        ("to", "/category/y/"),
    ];
    let refused = layla.post("/admin/redirects", &circle).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let audit = layla.get("/admin/audit").await.text;
    assert!(audit.contains("دمج وسم") && audit.contains("حوّل العنوان"));
}
