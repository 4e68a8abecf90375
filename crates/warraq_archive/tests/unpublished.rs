//! What is not published must not even be counted.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods are not general enough"
)]

mod support;

use support::{Fixture, Post, embedded, import, on_postgres, wxr_file};
use warraq_archive::model::Timestamp;
use warraq_archive::verify::verify;

const TAG: &str = "<category domain=\"post_tag\" nicename=\"river\"><![CDATA[النهر]]></category>";

/// Writers, tags and sections that readers are told of.
fn told(fixture: &Fixture) -> (usize, usize, usize) {
    let archive = &fixture.archive;
    (
        archive.read_here(|reading| reading.people()).unwrap().len(),
        archive
            .read_here(|reading| reading.tags_by_use(9))
            .unwrap()
            .len(),
        archive
            .read_here(|reading| reading.sections())
            .unwrap()
            .iter()
            .map(|section| 1 + section.children.len())
            .sum(),
    )
}

#[test]
fn a_scheduled_article_counts_nowhere_before_its_time() {
    let fixtures = [Some(embedded()), on_postgres("unpublished")];
    for fixture in fixtures.into_iter().flatten() {
        let post = Post {
            status: "future",
            date: "2031-01-01 00:00:00",
            more: TAG,
            ..Post::default()
        };
        let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
        import(&fixture.archive, &[file]).unwrap();
        let due = 1_924_992_000_000;
        fixture.clock.set(Timestamp::from_millis(due - 1));
        assert_eq!(told(&fixture), (0, 0, 0));
        fixture.clock.set(Timestamp::from_millis(due));
        assert_eq!(told(&fixture), (1, 1, 2));
    }
}

#[test]
fn a_scheduled_article_suggests_no_name_before_its_time() {
    let fixtures = [Some(embedded()), on_postgres("unpublished_names")];
    for fixture in fixtures.into_iter().flatten() {
        let post = Post {
            status: "future",
            date: "2031-01-01 00:00:00",
            more: TAG,
            ..Post::default()
        };
        let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
        import(&fixture.archive, &[file]).unwrap();
        let suggested = || {
            let archive = &fixture.archive;
            archive.read_here(|reading| reading.names_beginning("نه", 9))
        };
        let due = 1_924_992_000_000;
        fixture.clock.set(Timestamp::from_millis(due - 1));
        assert_eq!(suggested().unwrap(), []);
        fixture.clock.set(Timestamp::from_millis(due));
        assert_eq!(suggested().unwrap().len(), 1);
    }
}

#[test]
fn the_maps_know_a_scheduled_article_from_its_time_on() {
    let fixtures = [Some(embedded()), on_postgres("unpublished_maps")];
    for fixture in fixtures.into_iter().flatten() {
        let post = Post {
            status: "future",
            date: "2031-01-01 00:00:00",
            ..Post::default()
        };
        let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
        import(&fixture.archive, &[file]).unwrap();
        let changed = || {
            let archive = &fixture.archive;
            archive.read_here(|reading| reading.months_changed())
        };
        let due = Timestamp::from_millis(1_924_992_000_000);
        fixture.clock.set(Timestamp::from_millis(due.millis() - 1));
        assert!(changed().unwrap().is_empty());
        fixture.clock.set(due);
        let months = changed().unwrap();
        // Nobody could have seen it change before it could be read.
        assert_eq!(months.iter().map(|(_, at)| *at).collect::<Vec<_>>(), [due]);
        let month = months[0].0;
        let entries = fixture
            .archive
            .read_here(|reading| reading.sitemap(month))
            .unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].modified_at, &entries[0].picture), (due, &None));
    }
}

#[test]
fn a_scheduled_article_is_in_the_index_from_its_time_on() {
    let fixture = embedded();
    let archive = &fixture.archive;
    let post = Post {
        status: "future",
        date: "2031-01-01 00:00:00",
        ..Post::default()
    };
    let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
    import(archive, &[file]).unwrap();
    let due = 1_924_992_000_000;
    fixture.clock.set(Timestamp::from_millis(due - 1));
    archive.index().follow(archive).unwrap();
    // Not even its words may weigh in the order of what readers find.
    assert_eq!(archive.index().len(), 0);
    assert!(verify(archive, &|_, _| {}).unwrap().is_sound());
    fixture.clock.set(Timestamp::from_millis(due));
    archive.index().follow(archive).unwrap();
    assert_eq!(archive.index().len(), 1);
    assert_eq!(archive.index().follow(archive).unwrap(), Some(0));
    assert!(verify(archive, &|_, _| {}).unwrap().is_sound());
}
