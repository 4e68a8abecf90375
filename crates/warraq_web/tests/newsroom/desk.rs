//! What somebody sees who comes in, and what is read.

use warraq_archive::accounts::Role;
use warraq_archive::model::{ArticleId, ReadSource, Reads, WrittenComment};

use crate::support::{LAYLA, NOW, Newsroom, text};

#[tokio::test]
async fn the_desk_tells_what_waits_and_what_comes() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let address = layla.begin("مادة الغد", "نصّ").await;
    let fields = text("مادة الغد", "نصّ");
    let when = [("when", "later"), ("at", "2026-11-21T06:00")];
    let publish = format!("{address}/publish");
    let reply = layla.press(&publish, fields, &when).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    let out = layla.begin("منشورة", "نصّ").await;
    let fields = text("منشورة", "نصّ");
    let reply = layla.press(&format!("{out}/publish"), fields, &[]).await;
    assert_eq!(reply.status, 303);
    layla.begin("مسودّة اليوم", "نصّ").await;
    let article = ArticleId(out.rsplit('/').next().unwrap().parse().unwrap());
    let written = WrittenComment {
        name: "سعاد".to_owned(),
        email: String::new(),
        text: "رأي".to_owned(),
    };
    let settings = &newsroom.archive.settings().comments;
    let comment = written.under(article, None, settings).unwrap();
    newsroom.archive.receive_comment(&comment).unwrap();

    let desk = layla.get("/admin").await.text;
    for shown in ["مادة الغد", "مسودّة اليوم", "تعليق واحد", "جدول نشر مادة"]
    {
        assert!(desk.contains(shown), "{shown}");
    }
    newsroom.account("m@example.org", "سامي", Role::Moderator);
    let mut sami = newsroom.signed_in("m@example.org").await;
    let desk = sami.get("/admin").await.text;
    assert!(desk.contains("تعليق واحد"));
    for hidden in ["مادة الغد", "مسودّة اليوم", "جدول نشر مادة"] {
        assert!(!desk.contains(hidden), "{hidden}");
    }
    newsroom.account("c@example.org", "هدى", Role::Contributor);
    let mut huda = newsroom.signed_in("c@example.org").await;
    let desk = huda.get("/admin").await.text;
    for hidden in ["مادة الغد", "مسودّة اليوم", "تعليق واحد"] {
        assert!(!desk.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn what_is_read_is_drawn_and_told() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let none = layla.get("/admin/reads").await.text;
    assert!(none.contains("لا قراءات بعد"));
    let out = layla.begin("خبز على الحجر", "نصّ").await;
    let fields = text("خبز على الحجر", "نصّ");
    layla.press(&format!("{out}/publish"), fields, &[]).await;
    let article = ArticleId(out.rsplit('/').next().unwrap().parse().unwrap());
    let read = Reads {
        articles: vec![(article, 7)],
        sources: vec![(ReadSource::Search, 7)],
    };
    newsroom.archive.add_reads(&read).unwrap();
    newsroom.clock.set(NOW);
    let page = layla.get("/admin/reads?span=week").await.text;
    assert!(page.contains("خبز على الحجر"));
    assert_eq!(page.matches("<rect").count(), 30);
    // The day of the most reads is as high as the drawing.
    assert!(page.contains("height=\"160\""));
    assert!(!page.contains("<script"));
}
