//! What the archive promises, whichever database holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::{Fixture, Post, import, wxr_file};
use warraq_archive::model::{ArticleId, Listing, Period, Resolved, Target, Timestamp};
use warraq_archive::verify::verify;

promises! {
    an_imported_article_answers_at_its_old_addresses,
    a_second_import_changes_nothing,
    a_newer_export_changes_what_is_newer,
    only_published_items_reach_readers,
    a_scheduled_article_appears_at_its_second,
    an_article_withdrawn_at_the_source_is_gone,
    deep_pages_hold_what_the_order_says,
    a_repeated_item_is_stored_once,
    two_items_with_one_number_are_both_kept,
    two_items_with_one_address_both_answer,
    comments_keep_their_threads,
    search_finds_published_articles_only,
    a_sound_archive_verifies,
}

fn load(fixture: &Fixture, posts: &[Post]) -> warraq_archive::ingest::Report {
    let items: String = posts.iter().map(Post::xml).collect();
    let file = wxr_file(fixture.folder(), "export.xml", &items);
    import(&fixture.archive, &[file]).unwrap()
}

fn resolve(fixture: &Fixture, path: &str) -> Resolved {
    fixture
        .archive
        .read_here(|reading| reading.resolve(path))
        .unwrap()
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is not general enough"
)]
fn change_seq(fixture: &Fixture) -> i64 {
    fixture
        .archive
        .read_here(|reading| reading.change_seq())
        .unwrap()
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is not general enough"
)]
fn next_change_at(fixture: &Fixture) -> Option<Timestamp> {
    fixture
        .archive
        .read_here(|reading| reading.next_change_at())
        .unwrap()
}

fn newest(fixture: &Fixture) -> Vec<String> {
    let cards = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 100))
        .unwrap();
    cards.iter().map(|card| card.headline.clone()).collect()
}

fn an_imported_article_answers_at_its_old_addresses(fixture: &Fixture) {
    let more = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key>\
        <wp:meta_value>former</wp:meta_value></wp:postmeta>";
    let report = load(
        fixture,
        &[Post {
            id: 7,
            more,
            ..Post::default()
        }],
    );
    assert!(report.explained, "{report:#?}");
    let canonical = "/2022/09/25/first/".to_owned();
    let Resolved::Here {
        target: Target::Article(id),
        canonical: found,
    } = resolve(fixture, "/2022/09/25/first")
    else {
        panic!("the permalink does not answer");
    };
    assert_eq!(found, canonical);
    assert_eq!(
        resolve(fixture, "/?p=7"),
        Resolved::Moved {
            to: canonical.clone()
        }
    );
    assert_eq!(
        resolve(fixture, "/2022/09/25/former"),
        Resolved::Moved { to: canonical }
    );
    let article = fixture
        .archive
        .read_here(|reading| reading.article(id))
        .unwrap()
        .unwrap();
    assert_eq!(article.headline, "الخبر الأول");
    assert_eq!(article.byline[0].name, "سلمى الحاج");
    assert_eq!(article.section.as_ref().unwrap().name, "عربي");
    assert_eq!(article.section_trail[0].name, "سياسة");
}

fn a_second_import_changes_nothing(fixture: &Fixture) {
    let first = load(fixture, &[Post::default()]);
    assert_eq!(first.kinds.posts.stored, 1);
    let before = change_seq(fixture);
    let second = load(fixture, &[Post::default()]);
    let after = change_seq(fixture);
    assert_eq!(
        (second.kinds.posts.stored, second.kinds.posts.unchanged),
        (0, 1)
    );
    assert_eq!(
        (second.kinds.authors.unchanged, second.kinds.terms.unchanged),
        (1, 2)
    );
    assert_eq!(before, after, "an import of the same file wrote changes");
}

fn a_newer_export_changes_what_is_newer(fixture: &Fixture) {
    load(
        fixture,
        &[
            Post::default(),
            Post {
                id: 2,
                slug: "second",
                ..Post::default()
            },
        ],
    );
    let newer = Post {
        title: "الخبر المعدّل",
        slug: "renamed",
        ..Post::default()
    };
    let report = load(
        fixture,
        &[
            newer,
            Post {
                id: 2,
                slug: "second",
                ..Post::default()
            },
        ],
    );
    assert_eq!(
        (report.kinds.posts.updated, report.kinds.posts.unchanged),
        (1, 1)
    );
    assert!(newest(fixture).contains(&"الخبر المعدّل".to_owned()));
    let moved = Resolved::Moved {
        to: "/2022/09/25/renamed/".to_owned(),
    };
    assert_eq!(
        resolve(fixture, "/2022/09/25/first"),
        moved,
        "the former address"
    );
    assert!(verify(&fixture.archive, &|_, _| {}).unwrap().is_sound());
}

fn only_published_items_reach_readers(fixture: &Fixture) {
    let hidden = ["draft", "pending", "private", "trash", "auto-draft", "odd"];
    let mut posts = vec![Post {
        id: 100,
        slug: "shown",
        ..Post::default()
    }];
    posts.extend((1..).zip(hidden).map(|(id, status)| Post {
        id,
        slug: status,
        status,
        title: "سر لا يراه أحد",
        body: "سر",
        ..Post::default()
    }));
    let more = "<wp:post_password>secret</wp:post_password>";
    posts.push(Post {
        id: 50,
        slug: "locked",
        title: "سر لا يراه أحد",
        more,
        ..Post::default()
    });
    let report = load(fixture, &posts);
    assert_eq!(report.kinds.posts.stored, 8);
    assert_eq!(newest(fixture), ["الخبر الأول"]);
    for id in [1, 2, 3, 4, 5, 6, 50] {
        assert_eq!(
            resolve(fixture, &format!("/?p={id}")),
            Resolved::Unknown,
            "{id}"
        );
    }
    for id in 1..20 {
        let article = fixture
            .archive
            .read_here(|reading| reading.article(ArticleId(id)))
            .unwrap();
        assert!(article.is_none_or(|article| article.headline == "الخبر الأول"));
    }
}

fn a_scheduled_article_appears_at_its_second(fixture: &Fixture) {
    let date = "2031-01-01 00:00:00";
    load(
        fixture,
        &[Post {
            id: 9,
            status: "future",
            date,
            ..Post::default()
        }],
    );
    let due = Timestamp::from_millis(1_924_992_000_000);
    let next = next_change_at(fixture);
    assert_eq!(next, Some(due));
    fixture.clock.set(Timestamp::from_millis(due.millis() - 1));
    assert!(newest(fixture).is_empty());
    assert_eq!(resolve(fixture, "/?p=9"), Resolved::Unknown);
    let page = fixture
        .archive
        .read_here(|reading| reading.page_of(Listing::All, 1))
        .unwrap();
    assert_eq!(page.total, 0);
    fixture.clock.set(due);
    assert_eq!(newest(fixture), ["الخبر الأول"]);
    let page = fixture
        .archive
        .read_here(|reading| reading.page_of(Listing::All, 1))
        .unwrap();
    assert_eq!(page.total, 1);
}

fn an_article_withdrawn_at_the_source_is_gone(fixture: &Fixture) {
    load(fixture, &[Post::default()]);
    load(
        fixture,
        &[Post {
            status: "draft",
            ..Post::default()
        }],
    );
    assert!(newest(fixture).is_empty());
    let gone = resolve(fixture, "/2022/09/25/first");
    assert!(matches!(gone, Resolved::Gone { .. }));
    assert_eq!(fixture.archive.index().len(), 0);
    assert!(verify(&fixture.archive, &|_, _| {}).unwrap().is_sound());
    load(fixture, &[Post::default()]);
    assert_eq!(newest(fixture), ["الخبر الأول"]);
}

fn deep_pages_hold_what_the_order_says(fixture: &Fixture) {
    const DATES: [&str; 6] = [
        "2020-01-31 23:59:59",
        "2020-02-01 00:00:00",
        "2021-06-15 12:00:00",
        "2021-06-15 12:00:01",
        "2023-12-31 23:00:00",
        "2024-01-01 00:00:00",
    ];
    let posts: Vec<_> = (1..=130)
        .zip(DATES.into_iter().cycle())
        .map(|(id, date)| Post {
            id,
            date,
            slug: "same",
            ..Post::default()
        })
        .collect();
    load(fixture, &posts);
    let all = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 1_000))
        .unwrap();
    let all: Vec<_> = all
        .iter()
        .map(|card| (card.published_at, card.id))
        .collect();
    assert_eq!(all.len(), 130);
    assert!(all.is_sorted_by(|a, b| a > b), "newest first");
    let mut paged = Vec::new();
    for number in 1..=13 {
        let page = fixture
            .archive
            .read_here(|reading| reading.page_of(Listing::All, number))
            .unwrap();
        assert_eq!((page.total, page.pages), (130, 13));
        paged.extend(page.cards.iter().map(|card| (card.published_at, card.id)));
    }
    assert_eq!(paged, all);
    let beyond = fixture
        .archive
        .read_here(|reading| reading.page_of(Listing::All, 14))
        .unwrap();
    assert!(beyond.cards.is_empty());
    let year = fixture
        .archive
        .read_here(|reading| reading.page_of_period(Period::Year(2021), 2))
        .unwrap();
    let in_year: Vec<_> = all
        .iter()
        .filter(|(at, _)| at.in_zone(&jiff::tz::TimeZone::UTC).year() == 2021)
        .skip(10)
        .take(10)
        .copied()
        .collect();
    assert_eq!(
        year.cards
            .iter()
            .map(|c| (c.published_at, c.id))
            .collect::<Vec<_>>(),
        in_year
    );
    assert!(verify(&fixture.archive, &|_, _| {}).unwrap().is_sound());
}

fn a_repeated_item_is_stored_once(fixture: &Fixture) {
    let report = load(fixture, &[Post::default(), Post::default()]);
    let posts = &report.kinds.posts;
    assert_eq!((posts.found, posts.stored, posts.skipped), (2, 1, 1));
    assert!(report.explained);
    assert_eq!(newest(fixture).len(), 1);
}

fn two_items_with_one_number_are_both_kept(fixture: &Fixture) {
    let other = Post {
        slug: "other",
        title: "خبر آخر برقم مكرر",
        ..Post::default()
    };
    let other_guid = |xml: String| xml.replace("?p=1</guid>", "?p=1&amp;other</guid>");
    let items = Post::default().xml() + &other_guid(other.xml());
    let file = wxr_file(fixture.folder(), "export.xml", &items);
    let report = import(&fixture.archive, std::slice::from_ref(&file)).unwrap();
    assert_eq!(report.kinds.posts.stored, 2, "{report:#?}");
    assert_eq!(newest(fixture).len(), 2);
    let again = import(&fixture.archive, &[file]).unwrap();
    assert_eq!(
        (again.kinds.posts.unchanged, again.kinds.posts.stored),
        (2, 0)
    );
}

fn two_items_with_one_address_both_answer(fixture: &Fixture) {
    let report = load(
        fixture,
        &[
            Post::default(),
            Post {
                id: 2,
                ..Post::default()
            },
        ],
    );
    assert_eq!(report.kinds.posts.stored, 2);
    assert!(report.explained, "{report:#?}");
    for path in ["/2022/09/25/first", "/2022/09/25/first-2"] {
        assert!(
            matches!(resolve(fixture, path), Resolved::Here { .. }),
            "{path}"
        );
    }
}

fn comments_keep_their_threads(fixture: &Fixture) {
    let comment = |id: i64, parent: i64, approved: &str, text: &str| {
        format!(
            "<wp:comment><wp:comment_id>{id}</wp:comment_id>\
             <wp:comment_author><![CDATA[قارئ]]></wp:comment_author>\
             <wp:comment_author_email>secret@reader.example</wp:comment_author_email>\
             <wp:comment_date_gmt>2022-09-26 10:00:00</wp:comment_date_gmt>\
             <wp:comment_content><![CDATA[{text}]]></wp:comment_content>\
             <wp:comment_approved>{approved}</wp:comment_approved>\
             <wp:comment_type>comment</wp:comment_type>\
             <wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
        )
    };
    let more =
        comment(12, 11, "1", "جواب") + &comment(11, 0, "1", "رأي") + &comment(13, 0, "spam", "x");
    let post = Post {
        more: Box::leak(more.into_boxed_str()),
        ..Post::default()
    };
    let report = load(fixture, &[post]);
    assert_eq!(
        (report.kinds.comments.found, report.kinds.comments.stored),
        (3, 3)
    );
    let card = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 1))
        .unwrap();
    assert_eq!(card[0].comment_count, 2);
    let comments = fixture
        .archive
        .read_here(|reading| reading.comments(card[0].id))
        .unwrap();
    assert_eq!(comments.len(), 2);
    let answer = comments
        .iter()
        .find(|comment| comment.anchor == 12)
        .unwrap();
    let asked = comments
        .iter()
        .find(|comment| comment.anchor == 11)
        .unwrap();
    assert_eq!(answer.parent, Some(asked.id));
    assert!(!format!("{comments:?}").contains("secret@"));
}

fn search_finds_published_articles_only(fixture: &Fixture) {
    use warraq_archive::search::SearchRequest;
    let shown = Post {
        body: "سافر الوزير إلى موسكو أمس.",
        ..Post::default()
    };
    let hidden = Post {
        id: 2,
        slug: "x",
        status: "draft",
        body: "موسكو",
        ..Post::default()
    };
    let date = "2031-01-01 00:00:00";
    let later = Post {
        id: 3,
        slug: "y",
        status: "future",
        date,
        body: "موسكو",
        ..Post::default()
    };
    load(fixture, &[shown, hidden, later]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let find = |text: &str| {
        let request = SearchRequest {
            text: text.to_owned(),
            page: 1,
            ..SearchRequest::default()
        };
        runtime.block_on(fixture.archive.search(request)).unwrap()
    };
    assert_eq!(find("موسكو").total, 1);
    assert_eq!(find("لموسكو").total, 1, "with what is joined to the word");
    assert_eq!(find("\"الي موسكو\"").total, 1, "a phrase, folded");
    assert_eq!(find("موسكو -الوزير").total, 0);
    assert_eq!(
        find("قسم:سياسة موسكو").total,
        1,
        "a section holds its sub-sections"
    );
    assert_eq!(find("لندن").total, 0);
}

fn a_sound_archive_verifies(fixture: &Fixture) {
    load(
        fixture,
        &[
            Post::default(),
            Post {
                id: 2,
                slug: "draft",
                status: "draft",
                ..Post::default()
            },
        ],
    );
    let found = verify(&fixture.archive, &|_, _| {}).unwrap();
    assert!(found.is_sound(), "{found:#?}");
    assert!(found.checked.iter().any(|(_, count)| *count > 1));
}
