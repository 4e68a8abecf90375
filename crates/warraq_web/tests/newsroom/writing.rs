//! Writing: what is saved, what is not lost, and what nobody else sees of it.

use axum::http::StatusCode;
use warraq_archive::accounts::Role;

use crate::support::{LAYLA, Newsroom, form, text};

const SAMI: &str = "sami@example.org";

#[tokio::test]
async fn what_was_typed_comes_back_as_it_was_typed() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let body = "فقرة أولى <b>غامقة</b> & \"مقتبسة\".\n\nفقرة ثانية.";
    let article = layla.begin("رياح رُبى «القديمة»", body).await;
    let page = layla.get(&article).await;
    assert_eq!(page.header("cache-control"), "no-store");
    for shown in [
        "رياح رُبى «القديمة»</textarea>",
        "فقرة أولى &lt;b&gt;غامقة&lt;/b&gt; &amp; &quot;مقتبسة&quot;.\n\nفقرة ثانية.</textarea>",
        "value=\"الرياح، رُبى\"",
        "مسودّة",
    ] {
        assert!(page.text.contains(shown), "{shown}");
    }
    let list = layla.get("/admin/articles").await.text;
    assert!(list.contains(&format!("href=\"{article}\"")));
    let found = layla.get("/admin/articles?q=%D8%B1%D8%A8%D9%89").await; // ربى
    assert!(found.text.contains("رياح رُبى"));
    let none = layla.get("/admin/articles?q=%D8%AC%D8%B3%D8%B1").await;
    assert!(!none.text.contains("رياح رُبى"));
}

#[tokio::test]
async fn a_form_with_something_wrong_keeps_the_text() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut fields = text("", "نصّ طويل كتبته");
    let refused = layla.post("/admin/articles", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("نصّ طويل كتبته</textarea>"));
    assert!(refused.text.contains("href=\"#f-headline\""));
    let article = layla.begin("عنوان", "نصّ").await;
    let from = layla.from(&article).await;
    fields.push(("from", &from));
    let refused = layla.post(&article, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("نصّ طويل كتبته</textarea>"));
    let mut fields = text("عنوان آخر", "نصّ");
    fields.retain(|(name, _)| *name != "section");
    fields.extend([("from", &*from), ("section", "999")]);
    let refused = layla.post(&article, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("href=\"#f-section\""));
}

#[tokio::test]
async fn two_windows_lose_nothing() {
    let newsroom = Newsroom::new();
    newsroom.account(SAMI, "سامي", Role::Editor);
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut sami = newsroom.signed_in(SAMI).await;
    let article = layla.begin("الأصل", "أصل").await;
    let from = layla.from(&article).await;
    let with = |headline: &'static str, body: &'static str| {
        let mut fields = text(headline, body);
        fields.push(("from", ""));
        fields
    };
    let mut of_sami = with("عنوان سامي", "نصّ سامي");
    of_sami.last_mut().unwrap().1 = &from;
    let saved = sami.post(&article, &of_sami).await;
    assert_eq!(saved.leads(), (303, &*format!("{article}?done=saved")));
    let mut of_layla = with("عنوان ليلى", "نصّ ليلى");
    of_layla.last_mut().unwrap().1 = &from;
    for button in [article.clone(), format!("{article}/publish")] {
        let conflict = layla.post(&button, &of_layla).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        for shown in [
            "نصّ ليلى</textarea>",
            "عنوان ليلى</textarea>",
            "نصّ سامي</dd>",
            "<b>عنوان سامي</b>",
            "<bdi>سامي</bdi>",
        ] {
            assert!(conflict.text.contains(shown), "{shown}");
        }
    }
    assert!(
        layla
            .get(&article)
            .await
            .text
            .contains("نصّ سامي</textarea>")
    );
    // The form of the conflict is made from what Sami saved.
    let conflict = layla.post(&article, &of_layla).await.text;
    let (_, rest) = conflict.split_once("name=\"from\" value=\"").unwrap();
    let newer = rest.split_once('"').unwrap().0;
    of_layla.last_mut().unwrap().1 = newer;
    assert_eq!(layla.post(&article, &of_layla).await.status, 303);
    let revisions = layla.get(&format!("{article}/revisions")).await.text;
    for headline in ["الأصل", "عنوان سامي", "عنوان ليلى"] {
        assert!(revisions.contains(headline), "{headline}");
    }
}

#[tokio::test]
async fn an_older_text_comes_back_as_a_new_one() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let article = layla.begin("الأول", "نصّ أول").await;
    let first = layla.from(&article).await;
    let saved = layla.press(&article, text("الثاني", "نصّ ثان"), &[]).await;
    assert_eq!(saved.status, 303);
    let older = format!("{article}/revisions/{first}");
    let shown = layla.get(&older).await.text;
    assert!(shown.contains("نصّ أول</dd>"));
    let stale = [("from", &*first)];
    let refused = layla.post(&format!("{older}/restore"), &stale).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let newest = layla.from(&article).await;
    let restored = layla
        .post(&format!("{older}/restore"), &[("from", &newest)])
        .await;
    assert_eq!(restored.leads().0, 303);
    assert!(layla.get(&article).await.text.contains("نصّ أول</textarea>"));
    assert_ne!(layla.from(&article).await, first);
    let other = layla.begin("غيرها", "غيره").await;
    let foreign = layla.get(&format!("{other}/revisions/{first}")).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "another's revision");
}

#[tokio::test]
async fn an_author_sees_and_changes_their_own_only() {
    let newsroom = Newsroom::new();
    newsroom.account(SAMI, "سامي", Role::Contributor);
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut sami = newsroom.signed_in(SAMI).await;
    let others = layla.begin("مسودّة ليلى", "سرّ").await;
    let own = sami.begin("مسودّة سامي", "نصّ").await;
    let list = sami.get("/admin/articles").await.text;
    assert!(list.contains("مسودّة سامي") && !list.contains("مسودّة ليلى"));
    let revision = layla.from(&others).await;
    for page in ["", "/preview", "/revisions"] {
        let refused = sami.get(&format!("{others}{page}")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{page}");
        assert!(!refused.text.contains("سرّ"));
    }
    let mut fields = text("لسامي", "نصّ");
    fields.push(("from", &revision));
    let restore = format!("/revisions/{revision}/restore");
    for form in ["", &restore, "/publish", "/withdraw", "/take-back"] {
        let refused = sami.post(&format!("{others}{form}"), &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{form}");
    }
    let page = sami.get(&own).await.text;
    assert!(!page.contains("/publish\""), "no button that does nothing");
    let publish = format!("{own}/publish");
    let refused = sami.press(&publish, text("نصّ", "نصّ"), &[]);
    assert_eq!(refused.await.status, StatusCode::FORBIDDEN);
    assert!(layla.get(&own).await.text.contains("مسودّة سامي"));
}

#[tokio::test]
async fn nothing_that_is_typed_becomes_mark_up() {
    const EVIL: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    for field in [
        "headline",
        "kicker",
        "standfirst",
        "body",
        "byline",
        "tags",
        "slug",
    ] {
        let mut fields = text("عنوان", "نصّ");
        fields.retain(|(name, _)| *name != field);
        fields.push((field, EVIL));
        let begun = layla.post("/admin/articles", &fields).await;
        let article = begun.leads().1.split('?').next().unwrap().to_owned();
        let published = layla
            .press(&format!("{article}/publish"), fields, &[("when", "now")])
            .await;
        assert_eq!(published.status, 303, "{field}");
        let page = layla.get(&article).await.text;
        let (_, link) = page.split_once("class=\"btn ghost\" href=\"/2").unwrap();
        let path = format!("/2{}", link.split_once('"').unwrap().0);
        let revision = layla.from(&article).await;
        for address in [
            &*article,
            &path,
            "/",
            "/feed/",
            "/feed/atom/",
            "/sitemaps/news.xml",
            "/admin/articles?standing=published",
            "/admin/audit",
            &format!("{article}/preview"),
            &format!("{article}/revisions"),
            &format!("{article}/revisions/{revision}"),
        ] {
            let text = layla.get(address).await.text.to_lowercase();
            // In a feed the cleaned body is escaped once more: nothing there begins a tag either.
            assert!(!text.contains("<script>alert"), "{field} {address}");
            assert!(!text.contains("<img src=x"), "{field} {address}");
            assert!(!text.contains("onerror=\"alert"), "{field} {address}");
        }
    }
}

#[tokio::test]
async fn a_long_article_is_taken_and_a_longer_one_is_not() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let long = "كلمة طويلة جدًّا. ".repeat(5_000);
    let article = layla.begin("طويلة", &long).await;
    assert!(layla.get(&article).await.text.contains(long.trim()));
    let longer = text("أطول", &long)
        .into_iter()
        .chain([("more", &*long), ("most", &*long)]);
    let longer: Vec<_> = longer.collect();
    assert!(form(&longer).len() > 1024 * 1024);
    let refused = layla.post("/admin/articles", &longer).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
}
