//! What is news, and how it waits to be told, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::{Fixture, NOW, Post, import, wxr_file};
use warraq_archive::model::{DuePings, News, Ping, Timestamp};

promises! {
    the_past_is_no_news,
    what_appears_changes_or_goes_is_news_once,
    a_scheduled_article_is_news_at_its_second,
    nothing_is_told_of_drafts,
    an_import_of_many_is_news_of_each,
    what_is_noted_waits_until_it_is_told,
    of_too_much_the_newest_waits,
}

const HUB: &str = "https://hub.example/";

fn load(fixture: &Fixture, posts: &[Post]) {
    let items: String = posts.iter().map(Post::xml).collect();
    let file = wxr_file(fixture.folder(), "export.xml", &items);
    import(&fixture.archive, &[file]).unwrap();
}

/// All news since the last look.
fn news(fixture: &Fixture) -> News {
    let mut all = News::default();
    loop {
        let mut found = News::default();
        let more = fixture.archive.note_news(|news| {
            found = news.clone();
            Vec::new()
        });
        if !more.unwrap() {
            return all;
        }
        all.articles.extend(found.articles);
        all.commented.extend(found.commented);
    }
}

fn paths(fixture: &Fixture) -> Vec<String> {
    let found = news(fixture).articles;
    found.into_iter().map(|article| article.path).collect()
}

fn later(fixture: &Fixture, millis: i64) {
    let at = Timestamp::from_millis(NOW.millis() + millis);
    fixture.clock.set(at);
}

fn the_past_is_no_news(fixture: &Fixture) {
    load(fixture, &[Post::default()]);
    assert_eq!(news(fixture), News::default());
    assert_eq!(news(fixture), News::default());
}

fn what_appears_changes_or_goes_is_news_once(fixture: &Fixture) {
    news(fixture);
    load(fixture, &[Post::default()]);
    let found = news(fixture).articles;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path, "/2022/09/25/first/");
    assert!(found[0].is_listed && !found[0].has_video);
    assert_eq!(
        found[0].lists,
        [
            "/category/politics/",
            "/category/politics/arab/",
            "/author/salma/"
        ]
    );
    assert_eq!(news(fixture), News::default());

    let corrected = Post {
        title: "الخبر مصحَّحًا",
        ..Post::default()
    };
    load(fixture, &[corrected]);
    assert_eq!(paths(fixture), ["/2022/09/25/first/"]);
    let withdrawn = Post {
        status: "draft",
        ..Post::default()
    };
    load(fixture, &[withdrawn]);
    let gone = news(fixture).articles;
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].path, "/2022/09/25/first/");
    assert!(!gone[0].lists.is_empty(), "its feeds have lost it");
    assert_eq!(news(fixture), News::default());
}

/// One hour after [`NOW`].
fn scheduled() -> Post {
    Post {
        slug: "soon",
        date: "2026-11-24 13:00:00",
        ..Post::default()
    }
}

fn a_scheduled_article_is_news_at_its_second(fixture: &Fixture) {
    const HOUR: i64 = 3_600_000;
    news(fixture);
    load(fixture, &[scheduled()]);
    assert_eq!(news(fixture), News::default());
    later(fixture, HOUR - 1);
    assert_eq!(news(fixture), News::default());
    later(fixture, HOUR);
    assert_eq!(paths(fixture), ["/2026/11/24/soon/"]);
    later(fixture, HOUR + 1);
    assert_eq!(news(fixture), News::default());
}

fn nothing_is_told_of_drafts(fixture: &Fixture) {
    news(fixture);
    let draft = |id, status| Post {
        id,
        status,
        ..Post::default()
    };
    load(
        fixture,
        &[draft(1, "draft"), draft(2, "private"), draft(3, "pending")],
    );
    assert_eq!(news(fixture), News::default());
    // Withdrawn before its time has come: nobody learns that it was there.
    load(fixture, &[scheduled()]);
    let withdrawn = Post {
        status: "draft",
        ..scheduled()
    };
    load(fixture, &[withdrawn]);
    later(fixture, 7_200_000);
    assert_eq!(news(fixture), News::default());
}

fn an_import_of_many_is_news_of_each(fixture: &Fixture) {
    news(fixture);
    let slugs: Vec<String> = (0..1_234).map(|n| format!("n{n}")).collect();
    let posts = slugs.iter().zip(1..).map(|(slug, id)| {
        // The tests are short: what they leak is freed with them.
        let slug = Box::leak(slug.clone().into_boxed_str());
        Post {
            id,
            slug,
            ..Post::default()
        }
    });
    load(fixture, &posts.collect::<Vec<_>>());
    let mut found = paths(fixture);
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 1_234);
}

/// Lets something be news, and notes these paths for the hub.
fn note(fixture: &Fixture, paths: &[&str]) {
    fixture
        .archive
        .change_settings(&[("site.description", "أخبار")])
        .unwrap();
    let pings = |_: &News| {
        let ping = |path: &&str| Ping {
            recipient: HUB.to_owned(),
            path: (*path).to_owned(),
        };
        paths.iter().map(ping).collect()
    };
    assert!(fixture.archive.note_news(pings).unwrap());
}

fn due(fixture: &Fixture) -> Option<DuePings> {
    let mut due = fixture.archive.pings_due(100).unwrap();
    assert!(due.len() < 2);
    due.pop()
}

fn waiting(pings: &DuePings) -> Vec<&str> {
    pings.paths.iter().map(|(path, _)| path.as_str()).collect()
}

fn what_is_noted_waits_until_it_is_told(fixture: &Fixture) {
    let archive = &fixture.archive;
    news(fixture);
    note(fixture, &["/feed/", "/feed/atom/"]);
    note(fixture, &["/feed/"]);
    let pings = due(fixture).unwrap();
    assert_eq!(waiting(&pings), ["/feed/", "/feed/atom/"], "each once");

    // It fails, and rests; it is news again while it is being told.
    let minute = Timestamp::from_millis(NOW.millis() + 60_000);
    archive.postpone_pings(&pings, minute, "503").unwrap();
    assert!(due(fixture).is_none());
    let line = archive.ping_lines().unwrap().remove(0);
    assert_eq!((line.waiting, line.attempts), (2, 1));
    assert_eq!(line.trouble, "503");
    later(fixture, 60_000);
    let pings = due(fixture).unwrap();
    assert_eq!(pings.attempts, 1);
    note(fixture, &["/feed/"]);
    let rest = Timestamp::from_millis(minute.millis() + 10_000);
    archive.pings_taken(&pings, rest).unwrap();
    assert!(due(fixture).is_none(), "it is left alone for a moment");
    later(fixture, 70_000);
    let pings = due(fixture).unwrap();
    assert_eq!((waiting(&pings), pings.attempts), (vec!["/feed/"], 0));

    archive.refuse_pings(&pings, "403").unwrap();
    assert!(due(fixture).is_none());
    assert_eq!(archive.ping_lines().unwrap()[0].trouble, "403");
    note(fixture, &["/feed/"]);
    assert!(due(fixture).is_some(), "what comes later is told");
    archive.forget_pings(HUB).unwrap();
    assert_eq!(archive.ping_lines().unwrap(), []);
}

fn of_too_much_the_newest_waits(fixture: &Fixture) {
    news(fixture);
    let many: Vec<String> = (0..10_000).map(|n| format!("/old/{n}/")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    note(fixture, &many);
    later(fixture, 1);
    note(fixture, &["/new/1/", "/new/2/"]);
    assert_eq!(fixture.archive.ping_lines().unwrap()[0].waiting, 10_000);
    let all = fixture.archive.pings_due(10_000).unwrap().remove(0);
    assert_eq!(waiting(&all)[9_998..], ["/new/1/", "/new/2/"]);
}
