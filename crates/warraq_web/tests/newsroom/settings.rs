//! What the paper has decided once, changed in the newsroom and seen by readers.

use crate::support::{LAYLA, Newsroom};

/// The fields of the group of comments as the page of a new paper sends them.
const COMMENTS: [(&str, &str); 5] = [
    ("group", "comments"),
    ("comments.open", "yes"),
    ("comments.hold", "yes"),
    ("comments.name", "yes"),
    ("comments.close_after", "0"),
];

#[tokio::test]
async fn every_setting_is_told_with_its_meaning() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    for group in [
        "paper", "dates", "comments", "articles", "post", "news", "counting", "machines",
    ] {
        let address = format!("/admin/settings?group={group}");
        let reply = layla.get(&address).await;
        assert_eq!(reply.status, 200);
        assert!(reply.text.contains("aria-describedby"), "{group}");
        // A sentence that is missing is shown as its key.
        for line in reply.text.lines() {
            assert!(!line.contains(">admin."), "{group}: {line}");
        }
    }
}

#[tokio::test]
async fn a_new_name_reaches_readers_and_the_audit() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut reader = newsroom.browser();
    assert!(reader.get("/").await.text.contains("الورّاق"));
    let fields = [
        ("group", "paper"),
        ("site.title", "الفجر"),
        ("site.url", "https://paper.example/"),
        ("site.language", "ar"),
    ];
    let reply = layla.post("/admin/settings", &fields).await;
    assert_eq!(
        reply.leads(),
        (303, "/admin/settings?group=paper&saved=yes")
    );
    reader.until("/", "الفجر", true).await;
    let audit = layla.get("/admin/audit").await.text;
    assert!(audit.contains("غيّر الإعدادات") && audit.contains("site.title"));
    assert!(!audit.contains("site.language"), "it was not changed");
}

#[tokio::test]
async fn a_value_that_cannot_be_used_changes_nothing() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut fields = COMMENTS;
    fields[1].1 = "no";
    fields[4].1 = "أسبوعان";
    let reply = layla.post("/admin/settings", &fields).await;
    assert_eq!(reply.status, 422);
    for shown in [
        "أسبوعان",
        "href=\"#s-comments.close_after\"",
        "aria-invalid",
    ] {
        assert!(reply.text.contains(shown), "{shown}");
    }
    let settings = &newsroom.archive.settings().comments;
    assert!(settings.open && settings.close_after == 0);
    fields[4].1 = "14";
    assert_eq!(layla.post("/admin/settings", &fields).await.status, 303);
    let settings = newsroom.archive.settings();
    assert!(!settings.comments.open && settings.comments.close_after == 14);
}

#[tokio::test]
async fn what_was_chosen_of_many_is_kept() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let fields = [
        ("group", "articles"),
        ("articles.old_after", "12"),
        ("site.share", "telegram"),
        ("site.share", "link"),
    ];
    assert_eq!(layla.post("/admin/settings", &fields).await.status, 303);
    let share = &newsroom.archive.settings().share;
    let names: Vec<_> = share.iter().map(|way| way.name()).collect();
    assert_eq!(names, ["telegram", "link"]);
    let page = layla.get("/admin/settings?group=articles").await.text;
    assert_eq!(page.matches(" checked").count(), 2);
}

#[tokio::test]
async fn a_law_is_issued_and_its_versions_stay() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let address = "/admin/settings/law/terms";
    let empty = layla.post(address, &[("text", " ")]).await;
    assert_eq!(empty.status, 422);
    for (minutes, text) in [(0, "النقل بإذن."), (1, "النقل بلا إذن<script>x</script>.")]
    {
        newsroom.later(minutes);
        let reply = layla.post(address, &[("text", text)]).await;
        assert_eq!(reply.leads(), (303, "/admin/settings/law/terms?saved=yes"));
    }
    let page = layla.get(address).await.text;
    assert_eq!(page.matches("<time").count(), 2);
    assert!(page.contains("النقل بلا إذن") && !page.contains("script&gt;"));
    let mut reader = newsroom.browser();
    reader.until("/terms/", "النقل بلا إذن", true).await;
    assert_eq!(layla.get("/admin/settings/law/nothing").await.status, 404);
}

#[tokio::test]
async fn an_open_screen_is_not_enough() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    newsroom.later(20);
    let reply = layla.post("/admin/settings", &COMMENTS).await;
    assert!(reply.leads().1.starts_with("/admin/prove"));
}
