//! What readers wrote, from the queue of the desk to the page and back.

use std::path::PathBuf;

use warraq_archive::accounts::{Allowed, Role};
use warraq_archive::ingest::{self, Options, Source};
use warraq_archive::model::{
    ArticleId, CommentId, CommentStanding, Decision, Received, WrittenComment,
};
use warraq_import::record::{Problem, Record};
use warraq_import::{source, wxr};

use crate::support::{Browser, LAYLA, Newsroom, text};

/// A published article, with its path.
async fn article(newsroom: &Newsroom, layla: &mut Browser) -> (ArticleId, String) {
    let fields = text("خريطة للرياح القديمة", "قاس الفريق الرياح.");
    let address = layla
        .begin("خريطة للرياح القديمة", "قاس الفريق الرياح.")
        .await;
    let reply = layla
        .press(
            &format!("{address}/publish"),
            fields,
            &[("comments", "yes")],
        )
        .await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    let id = address.rsplit('/').next().unwrap().parse().unwrap();
    let page = layla.get(&address).await.text;
    let (_, link) = page.split_once("class=\"btn ghost\" href=\"/2").unwrap();
    let path = format!("/2{}", link.split_once('"').unwrap().0);
    assert!(newsroom.archive.settings().comments.hold);
    (ArticleId(id), path)
}

fn send(newsroom: &Newsroom, article: ArticleId, name: &str, text: &str) -> CommentId {
    let written = WrittenComment {
        name: name.to_owned(),
        email: String::new(),
        text: text.to_owned(),
    };
    let settings = &newsroom.archive.settings().comments;
    let comment = written.under(article, None, settings).unwrap();
    match newsroom.archive.receive_comment(&comment).unwrap() {
        Received::Stored(id, CommentStanding::Held) => id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_comment_goes_to_readers_and_back() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let (article, path) = article(&newsroom, &mut layla).await;
    let id = send(&newsroom, article, "سعاد", "بيتنا في الزقاق السابع.");
    newsroom.account("m@example.org", "سامي", Role::Moderator);
    let mut sami = newsroom.signed_in("m@example.org").await;
    let mut reader = newsroom.browser();

    let queue = sami.get("/admin/comments").await.text;
    for shown in ["سعاد", "الزقاق السابع", "خريطة للرياح القديمة", &path]
    {
        assert!(queue.contains(shown), "{shown}");
    }
    let approve = format!("approve.{id}");
    let fields = [("standing", "held"), ("after", ""), ("one", &*approve)];
    let reply = sami.post("/admin/comments", &fields).await;
    let back = "/admin/comments?standing=held&done=approve";
    assert_eq!(reply.leads(), (303, back));
    assert!(sami.get(back).await.text.contains("قُبل"));
    reader.until(&path, "الزقاق السابع", true).await;

    // What somebody else decided is not Sami's to take back.
    let nothing = layla.post("/admin/comments/undo", &[]).await;
    assert_eq!(nothing.status, 409);
    assert_eq!(sami.post("/admin/comments/undo", &[]).await.status, 303);
    reader.until(&path, "الزقاق السابع", false).await;
    let twice = sami.post("/admin/comments/undo", &[]).await;
    assert!(twice.status == 409 && twice.text.contains("لا قرار لك"));

    let audit = layla.get("/admin/audit").await.text;
    for deed in ["قبِل تعليق", "تراجع عن قراره في تعليق"] {
        assert!(audit.contains(deed), "{deed}");
    }
}

#[tokio::test]
async fn many_are_decided_on_at_once() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let (article, _) = article(&newsroom, &mut layla).await;
    let ids: Vec<_> = (0..3)
        .map(|n| send(&newsroom, article, "فلان", &format!("رأي رقم {n}")).to_string())
        .collect();
    let nothing = layla.post("/admin/comments", &[("all", "spam")]).await;
    assert_eq!(nothing.status, 422);
    let fields = [("id", &*ids[0]), ("id", &*ids[2]), ("all", "spam")];
    let reply = layla.post("/admin/comments", &fields).await;
    assert_eq!(reply.leads().0, 303);
    let spam = layla.get("/admin/comments?standing=spam").await.text;
    assert!(spam.contains("رأي رقم 0") && spam.contains("رأي رقم 2"));
    assert!(!spam.contains("رأي رقم 1"));
    assert!(layla.get("/admin/audit").await.text.contains("× 2"));
    let gone = [("one", "approve.999999")];
    assert_eq!(layla.post("/admin/comments", &gone).await.status, 404);
}

#[tokio::test]
async fn one_comment_is_shown_with_what_else_its_writer_wrote() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let (article, path) = article(&newsroom, &mut layla).await;
    let id = send(&newsroom, article, "سعاد", "هل من مصدر؟");
    send(&newsroom, article, "سعاد", "<b>رأي</b> آخر لي");
    let address = format!("/admin/comments/{id}");
    let page = layla.get(&address).await.text;
    assert!(page.contains("&lt;b&gt;رأي") && page.contains("لا رأي للفرز الآليّ"));
    let answer = format!("{address}/answer");
    let early = layla.post(&answer, &[("text", "نعم")]).await;
    assert_eq!(early.status, 409);
    let any = Allowed::by_operator();
    let decided = newsroom
        .archive
        .decide_comments(&any, &[id], Decision::Approve);
    decided.unwrap();
    let empty = layla.post(&answer, &[("text", " ")]).await;
    assert_eq!(empty.status, 422);
    let reply = layla.post(&answer, &[("text", "نعم، في الحاشية.")]).await;
    assert_eq!(reply.leads().0, 303);
    let mut reader = newsroom.browser();
    let shown = reader.until(&path, "نعم، في الحاشية.", true).await.text;
    assert!(shown.contains("ليلى الحسّان"));
}

#[tokio::test]
async fn a_reader_can_be_banned_by_the_address_they_give() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let (article, _) = article(&newsroom, &mut layla).await;
    let nameless = send(&newsroom, article, "زائر", "بلا بريد");
    let ban = |id: CommentId| format!("/admin/comments/{id}/ban");
    let refused = layla.post(&ban(nameless), &[("for", "ever")]).await;
    assert_eq!(refused.status, 404, "nobody to know them by");
    let again = |text: &str| {
        let written = WrittenComment {
            name: "رنا".to_owned(),
            email: "Rana@mail.example".to_owned(),
            text: text.to_owned(),
        };
        let settings = &newsroom.archive.settings().comments;
        let comment = written.under(article, None, settings).unwrap();
        match newsroom.archive.receive_comment(&comment).unwrap() {
            Received::Stored(id, standing) => (id, standing),
            other => panic!("{other:?}"),
        }
    };
    let (id, _) = again("كلام جارح");
    let case = format!("/admin/comments/{id}");
    assert!(layla.get(&case).await.text.contains("Rana@mail.example"));
    let reply = layla.post(&ban(id), &[("for", "month")]).await;
    let told = format!("{case}?done=banned");
    assert_eq!(reply.leads(), (303, told.as_str()));
    assert!(layla.get(&told).await.text.contains("محظور"));
    assert_eq!(again("كلام آخر").1, CommentStanding::Spam);
    layla.post(&ban(id), &[("for", "none")]).await;
    assert_eq!(again("كلام ثالث").1, CommentStanding::Held);
}

#[tokio::test]
async fn ten_thousand_comments_are_paged_through_with_bounded_work() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    import(&newsroom, 10_000);
    let (mut address, mut pages) = ("/admin/comments".to_owned(), 0);
    let mut longest = 0;
    loop {
        let page = layla.get(&address).await.text;
        assert_eq!(page.matches("<article class=\"cm\"").count(), 40);
        longest = longest.max(page.len());
        pages += 1;
        let Some((_, older)) = page.split_once("<a class=\"btn\" href=\"/admin/comments?") else {
            break;
        };
        let older = older.split_once('"').unwrap().0.replace("&amp;", "&");
        address = format!("/admin/comments?{older}");
    }
    assert_eq!(pages, 250);
    assert!(longest < 120_000, "{longest}");
}

/// Brings in an article of an old site with so many comments that wait, all of one moment: the worst
/// case for a list that is ordered by time.
fn import(newsroom: &Newsroom, comments: usize) {
    let comment = |n: usize| {
        format!(
            "<wp:comment><wp:comment_id>{n}</wp:comment_id>\
             <wp:comment_author>فلان</wp:comment_author>\
             <wp:comment_date_gmt>2022-09-26 10:00:00</wp:comment_date_gmt>\
             <wp:comment_content>رأي رقم {n}</wp:comment_content>\
             <wp:comment_approved>0</wp:comment_approved>\
             <wp:comment_type>comment</wp:comment_type></wp:comment>"
        )
    };
    let comments: String = (1..=comments).map(comment).collect();
    let export = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" \
         xmlns:wp=\"http://wordpress.org/export/1.2/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>الورّاق</title>\
         <link>https://paper.example</link><wp:wxr_version>1.2</wp:wxr_version>\
         <item><title>عنوان قديم</title><link>https://paper.example/old/</link>\
         <dc:creator>rana</dc:creator><content:encoded>نصّ</content:encoded>\
         <wp:post_id>1</wp:post_id><wp:post_date_gmt>2022-09-25 10:00:00</wp:post_date_gmt>\
         <wp:post_name>old</wp:post_name><wp:status>publish</wp:status>\
         <wp:post_type>post</wp:post_type>{comments}</item></channel></rss>"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.xml");
    std::fs::write(&file, export).unwrap();
    let options = Options::default();
    ingest::run(&newsroom.archive, &Export(file), &options, &|_, _| {}).unwrap();
}

struct Export(PathBuf);

impl Source for Export {
    fn format(&self) -> &'static str {
        "wordpress"
    }

    fn files(&self) -> Vec<String> {
        vec![self.0.display().to_string()]
    }

    fn records(&self) -> Box<dyn Iterator<Item = Result<Record, Problem>> + Send + '_> {
        let parts = source::open(std::slice::from_ref(&self.0));
        Box::new(parts.into_iter().flat_map(|part| {
            let part = part.unwrap();
            wxr::read(&part.name, part.read().unwrap())
        }))
    }
}
