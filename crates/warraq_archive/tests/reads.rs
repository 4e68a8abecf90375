//! How often articles are read, whichever database holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::{Fixture, NOW, Post, import, wxr_file};
use warraq_archive::model::{
    ArticleId, Listing, ReadSource, ReadWindow, Reads, SectionId, Timestamp,
};

promises! {
    reads_add_up_by_day,
    the_most_read_of_a_day_and_of_a_week,
    what_readers_do_not_see_is_not_most_read,
    old_days_are_put_into_their_months,
    counting_reads_is_no_change,
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The numbers of three published articles, in the order of their slugs.
fn three(fixture: &Fixture) -> [ArticleId; 3] {
    let posts = [(1, "first"), (2, "second"), (3, "third")];
    let items: String = posts
        .iter()
        .map(|(id, slug)| {
            Post {
                id: *id,
                slug,
                ..Post::default()
            }
            .xml()
        })
        .collect();
    load(fixture, &items);
    let cards = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 9))
        .unwrap();
    let of = |slug: &str| {
        cards
            .iter()
            .find(|card| card.path.contains(slug))
            .unwrap()
            .id
    };
    posts.map(|(_, slug)| of(slug))
}

fn load(fixture: &Fixture, items: &str) {
    let file = wxr_file(fixture.folder(), "export.xml", items);
    import(&fixture.archive, &[file]).unwrap();
}

fn read(fixture: &Fixture, articles: &[(ArticleId, u32)]) {
    let reads = Reads {
        articles: articles.to_vec(),
        sources: vec![(ReadSource::Search, 1), (ReadSource::Direct, 2)],
    };
    fixture.archive.add_reads(&reads).unwrap();
}

fn most(fixture: &Fixture, window: ReadWindow) -> Vec<(ArticleId, usize)> {
    let found = fixture
        .archive
        .read_here(|reading| reading.most_read(window, 2, 10))
        .unwrap();
    found
        .iter()
        .map(|article| (article.id, article.reads))
        .collect()
}

fn go(fixture: &Fixture, millis: i64) {
    fixture
        .clock
        .set(Timestamp::from_millis(NOW.millis() + millis));
}

fn reads_add_up_by_day(fixture: &Fixture) {
    let [a, b, _] = three(fixture);
    read(fixture, &[(b, 1), (a, 2)]);
    read(fixture, &[(a, 3)]);
    go(fixture, DAY);
    read(fixture, &[(b, 4)]);
    let days = fixture.archive.reads_by_day(3).unwrap();
    let told: Vec<_> = days
        .iter()
        .map(|day| (day.day.to_string(), day.reads))
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(day, reads)| (day.as_str(), *reads))
        .collect();
    assert_eq!(
        told,
        [("2026-11-25", 4), ("2026-11-24", 6), ("2026-11-23", 0)]
    );
    assert_eq!(days[1].sources, [4, 0, 2, 0, 0]);
    let lines = fixture.archive.most_read(2, 10).unwrap();
    let told: Vec<_> = lines.iter().map(|line| (line.id, line.reads)).collect();
    assert_eq!(told, [(a, 5), (b, 5)]);
    assert_eq!(lines[0].headline, "الخبر الأول");
    assert_eq!(fixture.archive.most_read(1, 10).unwrap().len(), 1);
}

fn the_most_read_of_a_day_and_of_a_week(fixture: &Fixture) {
    let [a, b, c] = three(fixture);
    read(fixture, &[(a, 9), (b, 2), (c, 1)]);
    assert_eq!(
        most(fixture, ReadWindow::Day),
        [(a, 9), (b, 2)],
        "once is nothing"
    );
    go(fixture, 25 * HOUR);
    read(fixture, &[(c, 3)]);
    assert_eq!(most(fixture, ReadWindow::Day), [(c, 3)]);
    assert_eq!(most(fixture, ReadWindow::Week), [(a, 9), (c, 4), (b, 2)]);
    go(fixture, 8 * DAY);
    assert_eq!(most(fixture, ReadWindow::Week), []);
    let found = fixture
        .archive
        .read_here(|reading| {
            let sections = reading.sections()?;
            Ok((reading.most_read(ReadWindow::Week, 1, 9)?, sections))
        })
        .unwrap();
    assert!(found.0.is_empty());
    go(fixture, 25 * HOUR);
    let found = fixture
        .archive
        .read_here(|reading| reading.most_read(ReadWindow::Day, 1, 9))
        .unwrap();
    assert_eq!(
        found[0].sections,
        [SectionId(1), SectionId(2)],
        "with what is above"
    );
}

fn what_readers_do_not_see_is_not_most_read(fixture: &Fixture) {
    let [a, b, _] = three(fixture);
    read(fixture, &[(a, 5), (b, 4), (ArticleId(99), 50)]);
    let withdrawn = Post {
        id: 1,
        status: "draft",
        ..Post::default()
    };
    load(fixture, &withdrawn.xml());
    assert_eq!(most(fixture, ReadWindow::Day), [(b, 4)]);
    let lines = fixture.archive.most_read(1, 10).unwrap();
    assert_eq!(
        (lines[1].id, lines[1].headline.as_str()),
        (a, ""),
        "the newsroom is told"
    );
}

fn old_days_are_put_into_their_months(fixture: &Fixture) {
    let [a, _, _] = three(fixture);
    for day in 0..20 {
        go(fixture, day * DAY);
        read(fixture, &[(a, 1)]);
    }
    fixture
        .archive
        .change_settings(&[("reads.days", "5")])
        .unwrap();
    fixture.archive.roll_reads_up().unwrap();
    fixture.archive.roll_reads_up().unwrap();
    let days = fixture.archive.reads_by_day(20).unwrap();
    let kept = days
        .iter()
        .filter(|day| day.reads == 1 && day.sources[0] == 2);
    assert_eq!(kept.count(), 5);
    assert!(
        days[5..]
            .iter()
            .all(|day| day.reads == 0 && day.sources[0] == 0)
    );
    assert_eq!(most(fixture, ReadWindow::Week), [(a, 5)]);
    assert_eq!(most(fixture, ReadWindow::Day), [], "one read is too few");
}

fn counting_reads_is_no_change(fixture: &Fixture) {
    let [a, _, _] = three(fixture);
    let seq = || {
        let archive = &fixture.archive;
        let read = archive.read_here(|reading| {
            let seq = reading.change_seq()?;
            Ok(seq)
        });
        read.unwrap()
    };
    let before = seq();
    read(fixture, &[(a, 1)]);
    assert_eq!(seq(), before);
    fixture.archive.add_reads(&Reads::default()).unwrap();
}
