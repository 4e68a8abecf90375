//! What feeds call an article, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::{Fixture, Post, embedded, import, wxr_file};
use warraq_archive::model::Listing;

promises! {
    an_article_keeps_the_name_that_its_source_gave_it,
    no_two_articles_have_one_name,
}

fn load(fixture: &Fixture, items: &str) {
    let file = wxr_file(fixture.folder(), "export.xml", items);
    import(&fixture.archive, &[file]).unwrap();
}

/// Headline and name of every article, in the order of the headlines.
fn names(fixture: &Fixture) -> Vec<(String, String)> {
    let cards = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 100))
        .unwrap();
    let mut names: Vec<_> = cards
        .iter()
        .map(|card| (card.headline.clone(), card.guid.clone()))
        .collect();
    names.sort();
    names
}

fn an_article_keeps_the_name_that_its_source_gave_it(fixture: &Fixture) {
    load(fixture, &Post::default().xml());
    let first = "https://fajr.example/?p=1";
    assert_eq!(names(fixture)[0].1, first);
    // Neither a new address nor a source that changed its mind gives it another.
    let moved = Post {
        slug: "moved",
        ..Post::default()
    };
    let renamed = moved
        .xml()
        .replace("fajr.example/?p=1<", "new.example/?p=1<");
    load(fixture, &renamed);
    let found = names(fixture);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, first);
    let id = fixture
        .archive
        .read_here(|reading| Ok(reading.newest(Listing::All, 1)?[0].id))
        .unwrap();
    let article = fixture.archive.read_here(|reading| reading.article(id));
    assert_eq!(article.unwrap().unwrap().guid, first);
}

fn no_two_articles_have_one_name(fixture: &Fixture) {
    let nameless = |id, title, slug| {
        let post = Post {
            id,
            slug,
            title,
            ..Post::default()
        };
        let (before, rest) = post
            .xml()
            .split_once("<guid>")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        let after = rest.split_once("</guid>").unwrap().1.to_owned();
        (before, after)
    };
    let with = |id, title, slug, guid: &str| {
        let (before, after) = nameless(id, title, slug);
        format!("{before}<guid>{guid}</guid>{after}")
    };
    let items = [
        with(1, "أ", "a", "خبر قديم"),
        with(2, "ب", "b", "خبر قديم"),
        with(3, "ج", "c", ""),
        with(4, "د", "d", ""),
        // Numbers that are none, slugs that are one: nothing tells these two apart.
        with(0, "ه", "e", ""),
    ];
    load(fixture, &items.concat());
    let found = names(fixture);
    assert_eq!(found.len(), 5);
    let different: std::collections::HashSet<_> = found.iter().map(|(_, name)| name).collect();
    assert_eq!(different.len(), 5, "{found:?}");
    let given = found.iter().filter(|(_, name)| name == "خبر قديم").count();
    assert_eq!(given, 1, "{found:?}");
    let own = found
        .iter()
        .filter(|(_, name)| name.starts_with("urn:uuid:"));
    assert_eq!(own.count(), 4, "{found:?}");

    // Another archive that is made of the same export says the same.
    let other = embedded();
    load(&other, &items.concat());
    assert_eq!(names(&other), found);
}
