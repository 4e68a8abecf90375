//! A reader who opens everything.

use warraq_archive::Archive;
use warraq_archive::model::Listing;

use crate::support::{Reply, TestSite, newsroom_folder};

/// Opens every kind of page there is, in all its states, and some of them many times.
pub(super) async fn read_all(archive: &Archive, site: &TestSite) -> Vec<(String, Reply)> {
    let mut replies = Vec::new();
    let mut get = async |address: String| {
        let reply = site.get(&address).await;
        replies.push((address, reply));
    };
    let articles = archive
        .read_here(|reading| reading.articles(Listing::All, 500))
        .unwrap();
    let open = articles
        .iter()
        .find(|article| article.comments_open)
        .unwrap();
    for article in &articles {
        get(article.path.clone()).await;
    }
    get(format!("{}?changes", open.path)).await;
    let open_pages = articles.iter().filter(|article| article.comments_open);
    for article in open_pages
        .filter(|article| article.comment_count > 0)
        .take(20)
    {
        let comments = archive
            .read_here(|reading| reading.comments(article.id))
            .unwrap();
        for comment in comments.iter().take(3) {
            get(format!("{}?replytocom={}", article.path, comment.anchor)).await;
        }
    }
    let fixed = [
        "/",
        "/about/",
        "/archive/",
        "/2014/",
        "/2014/02/",
        "/2014/02/17/",
        "/authors/",
        "/sitemap/",
        "/category/city/",
        "/category/city/transport/",
        "/category/city/page/2/",
        "/tag/iran/",
        "/author/layla/",
        "/video/",
        "/page/2/",
        "/page/3/",
        "/offline/",
        "/privacy/",
        "/terms/",
        "/newsletter/",
        "/contact/",
        "/contact/thanks/",
        "/search",
        "/search?q=%D8%AC%D8%B3%D8%B1",
        "/search?q=%D8%A7%D9%84%D8%B9%D9%84%D9%85&year=2014",
        "/search?q=zzzzqqqq",
        // A slip of the hand.
        "/search?q=%D8%A7%D9%84%D9%85%D8%AF%D9%8A%D9%86%D9%87%D9%87&author=layla",
        "/search?q=hg%5B%5Bvd%5D%5D",
        "/search?q=l%7Bf%7Bhv",
        "/search?q=aljareeda",
        "/2016/03/%D8%AC%D8%B3%D8%B1-zzz-%D8%A7%D9%84%D8%B3%D9%84%D9%88%D9%89/",
    ];
    for address in fixed {
        get(address.to_owned()).await;
    }
    get(format!("/comment/thanks?article={}", open.id)).await;
    let export = newsroom_folder().join("newsroom.wordpress.xml");
    let export = std::fs::read_to_string(export).unwrap();
    let items = export.split("<item>");
    for item in items.filter(|item| item.contains("attachment]") || item.contains(">attachment<")) {
        let link = item
            .split_once("<link>")
            .unwrap()
            .1
            .split_once("</link>")
            .unwrap()
            .0;
        let path = link.splitn(4, '/').nth(3).unwrap_or_default();
        get(format!("/{path}")).await;
    }
    for (address, form) in [
        ("/contact/", ""),
        ("/newsletter/", "email=x"),
        (
            "/comment",
            &format!("article={}&name=&email=x&website=&text=", open.id),
        ),
    ] {
        replies.push((address.to_owned(), site.post(address, form).await));
    }
    replies
}
