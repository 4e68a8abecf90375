//! From the newsroom to the readers, and back.

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use warraq_archive::accounts::Role;

use crate::support::{Browser, LAYLA, Newsroom, text};

/// What readers would find an article by.
const MARK: &str = "زمرّدة";
const NOWHERE: [&str; 9] = [
    "/",
    "/feed/",
    "/feed/atom/",
    "/feed/json/",
    "/sitemap.xml",
    "/sitemaps/news.xml",
    "/?s=%D8%B2%D9%85%D8%B1%D9%91%D8%AF%D8%A9",
    "/api/suggest?q=%D8%B2%D9%85%D8%B1",
    "/2026/11/20/",
];

/// Where a published article is, by its page in the newsroom.
async fn path(browser: &mut Browser, article: &str) -> String {
    let page = browser.get(article).await.text;
    let (_, link) = page.split_once("class=\"btn ghost\" href=\"/2").unwrap();
    format!("/2{}", link.split_once('"').unwrap().0)
}

fn index(newsroom: &Newsroom) {
    let archive = &newsroom.archive;
    archive.index().follow(archive).unwrap();
}

#[tokio::test]
async fn a_draft_leaks_nowhere() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut fields = text("عنوان زمرّدة", "نصّ زمرّدة");
    fields.retain(|(name, _)| *name != "tags" && *name != "byline");
    fields.extend([("tags", "زمرّدة"), ("byline", "زمرّدة")]);
    assert_eq!(layla.post("/admin/articles", &fields).await.status, 303);
    index(&newsroom);
    let mut reader = newsroom.browser();
    for address in NOWHERE {
        let reply = reader.get(address).await;
        // The page of a search repeats the question.
        let is_told = reply.text.matches("عنوان زمرّدة").count() > 0
            || (!address.contains("s=") && reply.text.contains(MARK));
        assert!(!is_told, "{address}");
    }
    for address in ["/a/1", "/?p=1", "/tag/%D8%B2%D9%85%D8%B1%D8%AF%D8%A9/"] {
        let status = reader.get(address).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn what_is_published_is_read_found_and_fed() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut reader = newsroom.browser();
    assert!(!reader.get("/").await.text.contains(MARK));
    let article = layla.begin("عنوان زمرّدة", "نصّ أول.\n\nنصّ ثان.").await;
    let preview = layla.get(&format!("{article}/preview")).await;
    assert_eq!(preview.header("cache-control"), "no-store");
    assert!(preview.text.contains("نصّ ثان.</p>"));
    let published = layla
        .press(
            &format!("{article}/publish"),
            text("عنوان زمرّدة", "نصّ أول.\n\nنصّ أخير."),
            &[("when", "now")],
        )
        .await;
    assert_eq!(
        published.leads(),
        (303, &*format!("{article}?done=published"))
    );
    index(&newsroom);
    let path = path(&mut layla, &article).await;
    let page = reader.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("نصّ أخير.</p>"),
        "typed before the button"
    );
    assert!(page.text.contains("<bdi>رنا العلي</bdi>"));
    reader.until("/", "عنوان زمرّدة", true).await;
    for address in ["/feed/", "/sitemaps/news.xml"] {
        reader.until(address, "عنوان زمرّدة", true).await;
    }
    // The words that were found are marked there.
    reader.until(NOWHERE[6], &path, true).await;
    let list = layla.get("/admin/articles?standing=published").await.text;
    assert!(list.contains("عنوان زمرّدة"));
    let audit = layla.get("/admin/audit").await.text;
    assert!(audit.contains("نشر مادة <bdi>عنوان زمرّدة</bdi>"));
}

#[tokio::test]
async fn what_is_scheduled_is_read_from_its_second_on() {
    let newsroom = Newsroom::with(&[("site.time_zone", "Asia/Damascus")], "");
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut reader = newsroom.browser();
    let article = layla.begin("عنوان زمرّدة", "نصّ").await;
    let button = format!("{article}/publish");
    for wrong in ["", "غدًا", "2026-11-20T11:59"] {
        let more = [("when", "later"), ("at", wrong)];
        let refused = layla
            .press(&button, text("عنوان زمرّدة", "نصّ معدّل"), &more)
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.text.contains("نصّ معدّل</textarea>"));
    }
    // It is 12:00 in Damascus.
    let more = [("when", "later"), ("at", "2026-11-20T12:30")];
    let scheduled = layla
        .press(&button, text("عنوان زمرّدة", "نصّ معدّل"), &more)
        .await;
    assert_eq!(scheduled.leads().0, 303);
    assert!(layla.get(&article).await.text.contains("مجدولة"));
    index(&newsroom);
    let now = crate::support::NOW.millis();
    let set = |millis| {
        newsroom
            .clock
            .set(warraq_archive::model::Timestamp::from_millis(now + millis));
    };
    set(30 * 60_000 - 1);
    for address in NOWHERE {
        let reply = reader.get(address).await;
        assert!(!reply.text.contains("عنوان زمرّدة"), "{address}");
    }
    assert_eq!(reader.get("/a/1").await.status, StatusCode::NOT_FOUND);
    // Neither do the pages of its tags and its author tell what is to come.
    let pages = ["/tag/الرياح/", "/author/رنا-العلي/", "/tag/الرياح/feed/"].map(|page| {
        let parts = page.split('/');
        let coded = parts.map(|part| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string());
        coded
            .collect::<Vec<_>>()
            .join("/")
            .to_lowercase()
            .replace("%2d", "-")
    });
    for page in &pages {
        assert_eq!(
            reader.get(page).await.status,
            StatusCode::NOT_FOUND,
            "{page}"
        );
    }
    set(30 * 60_000);
    for page in &pages {
        assert_eq!(reader.get(page).await.status, StatusCode::OK, "{page}");
    }
    for address in ["/", "/feed/", "/sitemaps/news.xml"] {
        let reply = reader.get(address).await;
        assert!(reply.text.contains("عنوان زمرّدة"), "{address}");
    }
    let path = path(&mut layla, &article).await;
    assert_eq!(reader.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn readers_see_the_old_text_until_the_new_one_is_published() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut reader = newsroom.browser();
    let article = layla.begin("عنوان", "نصّ قديم").await;
    let button = format!("{article}/publish");
    let now = [("when", "now")];
    layla.press(&button, text("عنوان", "نصّ قديم"), &now).await;
    let path = path(&mut layla, &article).await;
    assert!(reader.get(&path).await.text.contains("نصّ قديم"));
    newsroom.later(10);
    layla.press(&article, text("عنوان", "نصّ جديد"), &[]).await;
    let desk = layla.get(&article).await.text;
    assert!(desk.contains("تعديلات لم تُنشر") && desk.contains("نصّ جديد"));
    assert!(reader.get(&path).await.text.contains("نصّ قديم"));
    let more = [("when", "now"), ("mark", "yes")];
    layla.press(&button, text("عنوان", "نصّ جديد"), &more).await;
    let page = reader.until(&path, "نصّ جديد", true).await;
    assert!(!page.text.contains("نصّ قديم") && page.text.contains("09:10"));
    assert!(!layla.get(&article).await.text.contains("تعديلات لم تُنشر"));
}

#[tokio::test]
async fn a_withdrawn_article_is_gone_and_says_why() {
    let newsroom = Newsroom::new();
    newsroom.account("sami@example.org", "سامي", Role::Author);
    let mut sami = newsroom.signed_in("sami@example.org").await;
    let mut reader = newsroom.browser();
    let article = sami.begin("عنوان زمرّدة", "نصّ").await;
    let fields = || text("عنوان زمرّدة", "نصّ");
    let now = [("when", "now")];
    let withdraw = format!("{article}/withdraw");
    let early = sami.press(&withdraw, fields(), &[]);
    assert_eq!(early.await.status, StatusCode::CONFLICT);
    sami.press(&format!("{article}/publish"), fields(), &now)
        .await;
    let path = path(&mut sami, &article).await;
    reader.until("/", "عنوان زمرّدة", true).await;
    let why = [("reason", "نُشرت <b>بالخطأ</b>")];
    let withdrawn = sami.press(&withdraw, fields(), &why);
    assert_eq!(withdrawn.await.leads().0, 303);
    let gone = reader.until(&path, "نُشرت", true).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text.contains("نُشرت &lt;b&gt;بالخطأ&lt;/b&gt;"));
    reader.until("/", "عنوان زمرّدة", false).await;
    reader.until("/feed/", "عنوان زمرّدة", false).await;
    let list = sami.get("/admin/articles?standing=withdrawn").await.text;
    assert!(list.contains("عنوان زمرّدة"));
    sami.press(&format!("{article}/publish"), fields(), &now)
        .await;
    reader.until("/", "عنوان زمرّدة", true).await;
    assert_eq!(reader.get(&path).await.status, StatusCode::OK);
    sami.press(&format!("{article}/take-back"), fields(), &[])
        .await;
    reader.until("/", "عنوان زمرّدة", false).await;
    assert_eq!(reader.get(&path).await.status, StatusCode::GONE);
    assert!(sami.get(&article).await.text.contains("مسودّة"));
}

#[tokio::test]
async fn simple_html_is_shown_and_a_script_is_not() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let body = "<h2>عنوان فرعي</h2>\n\n<a href=\"javascript:alert(1)\">رابط</a> <i>مائل</i>";
    let article = layla.begin("عنوان", body).await;
    let preview = layla.get(&format!("{article}/preview")).await.text;
    assert!(preview.contains("عنوان فرعي</h2>") && preview.contains("مائل"));
    assert!(!preview.contains("javascript:"));
    assert!(preview.contains("noindex"));
}
