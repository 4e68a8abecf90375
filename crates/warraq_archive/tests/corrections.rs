//! What readers are told of mistakes, whichever database holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods are not general enough"
)]

#[macro_use]
mod support;

use support::{Fixture, NOW, Post, import, wxr_file};
use warraq_archive::CorrectError;
use warraq_archive::model::{
    ArticleId, CorrectionId, CorrectionKind, Listing, PublishedArticle, Timestamp,
};
use warraq_archive::store::{Change, ChangeKind};
use warraq_archive::verify::verify;

promises! {
    a_correction_is_shown_and_dates_the_article,
    the_same_correction_is_made_once,
    a_correction_can_be_taken_back,
    an_import_leaves_corrections_alone,
    what_readers_do_not_see_is_not_corrected,
    a_withdrawn_article_hides_its_corrections_and_keeps_them,
    a_correction_is_followed,
}

const WRONG: &str = "كان اسم الوزير خطأ.";

fn load(fixture: &Fixture, post: &Post) {
    let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
    import(&fixture.archive, &[file]).unwrap();
}

fn first(fixture: &Fixture) -> ArticleId {
    load(fixture, &Post::default());
    let cards = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 1))
        .unwrap();
    cards[0].id
}

fn article(fixture: &Fixture, id: ArticleId) -> Option<PublishedArticle> {
    let found = fixture.archive.read_here(|reading| reading.article(id));
    found
        .unwrap()
        .map(warraq_archive::model::Published::into_inner)
}

fn correct(fixture: &Fixture, id: ArticleId, text: &str) -> Result<CorrectionId, CorrectError> {
    fixture
        .archive
        .correct(id, CorrectionKind::Correction, text)
}

fn later(millis: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() + millis)
}

fn assert_sound(fixture: &Fixture) {
    fixture.archive.index().follow(&fixture.archive).unwrap();
    let found = verify(&fixture.archive, &|_, _| {}).unwrap();
    assert!(found.is_sound(), "{found:#?}");
}

fn a_correction_is_shown_and_dates_the_article(fixture: &Fixture) {
    let id = first(fixture);
    assert_eq!(article(fixture, id).unwrap().updated_at, None);
    correct(fixture, id, &format!("  {WRONG}\n")).unwrap();
    fixture.clock.set(later(5_000));
    let added = "أُضيف رابط البيانات.";
    let second = fixture
        .archive
        .correct(id, CorrectionKind::Update, added)
        .unwrap();

    let shown = article(fixture, id).unwrap();
    assert_eq!(shown.updated_at, Some(later(5_000)));
    let told: Vec<_> = shown
        .corrections
        .iter()
        .map(|made| (made.kind, made.at, made.text.as_str()))
        .collect();
    let expected = [
        (CorrectionKind::Update, later(5_000), added),
        (CorrectionKind::Correction, NOW, WRONG),
    ];
    assert_eq!(told, expected);
    assert_eq!(shown.corrections[0].id, second);
    let changed = fixture
        .archive
        .read_here(|reading| reading.months_changed())
        .unwrap();
    assert_eq!(changed[0].1, later(5_000), "sitemaps tell it");
    assert_sound(fixture);
}

fn the_same_correction_is_made_once(fixture: &Fixture) {
    let id = first(fixture);
    let made = correct(fixture, id, WRONG).unwrap();
    fixture.clock.set(later(60_000));
    assert_eq!(correct(fixture, id, WRONG).unwrap(), made);
    let shown = article(fixture, id).unwrap();
    assert_eq!((shown.corrections.len(), shown.updated_at), (1, Some(NOW)));
    assert!(matches!(
        correct(fixture, id, " "),
        Err(CorrectError::NoText)
    ));
    let long = "خطأ ".repeat(1000);
    assert!(matches!(
        correct(fixture, id, &long),
        Err(CorrectError::LongText)
    ));
}

fn a_correction_can_be_taken_back(fixture: &Fixture) {
    let id = first(fixture);
    let made = correct(fixture, id, WRONG).unwrap();
    fixture.archive.take_correction_back(made).unwrap();
    fixture.archive.take_correction_back(made).unwrap();
    let shown = article(fixture, id).unwrap();
    assert_eq!((shown.corrections.len(), shown.updated_at), (0, None));
    let desk = fixture.archive.corrections_of(id).unwrap();
    assert_eq!(desk[0].taken_back_at, Some(NOW), "the newsroom still knows");
    assert!(matches!(
        fixture.archive.take_correction_back(CorrectionId(99)),
        Err(CorrectError::NoCorrection(_))
    ));
    assert_sound(fixture);
}

fn an_import_leaves_corrections_alone(fixture: &Fixture) {
    let id = first(fixture);
    correct(fixture, id, WRONG).unwrap();
    let newer = Post {
        body: "نص آخر.",
        ..Post::default()
    };
    load(fixture, &newer);
    let shown = article(fixture, id).unwrap();
    assert!(shown.body.as_str().contains("نص آخر"));
    assert_eq!(shown.corrections.len(), 1);
    assert_eq!(shown.updated_at, Some(NOW));
    assert_sound(fixture);
}

fn what_readers_do_not_see_is_not_corrected(fixture: &Fixture) {
    let items = Post {
        status: "draft",
        ..Post::default()
    }
    .xml()
        + &Post {
            id: 2,
            slug: "later",
            status: "future",
            date: "2031-01-01 00:00:00",
            ..Post::default()
        }
        .xml();
    let file = wxr_file(fixture.folder(), "export.xml", &items);
    import(&fixture.archive, &[file]).unwrap();
    for id in [1, 2, 77].map(ArticleId) {
        let refused = correct(fixture, id, WRONG);
        assert!(
            matches!(refused, Err(CorrectError::NotPublished(_))),
            "{id}"
        );
    }
}

fn a_withdrawn_article_hides_its_corrections_and_keeps_them(fixture: &Fixture) {
    let id = first(fixture);
    correct(fixture, id, WRONG).unwrap();
    let withdrawn = Post {
        status: "draft",
        ..Post::default()
    };
    load(fixture, &withdrawn);
    assert!(article(fixture, id).is_none());
    assert_sound(fixture);
    let again = Post {
        body: "عاد.",
        ..Post::default()
    };
    load(fixture, &again);
    assert_eq!(article(fixture, id).unwrap().corrections[0].text, WRONG);
    assert_sound(fixture);
}

fn a_correction_is_followed(fixture: &Fixture) {
    let id = first(fixture);
    let seq = fixture
        .archive
        .read_here(|reading| reading.change_seq())
        .unwrap();
    correct(fixture, id, WRONG).unwrap();
    let changes = fixture
        .archive
        .read_here(|reading| reading.changes_since(seq, 10))
        .unwrap();
    let kinds: Vec<_> = changes.iter().map(|Change { kind, .. }| *kind).collect();
    let expected = [ChangeKind::Article(id), ChangeKind::Listing(Listing::All)];
    assert_eq!(kinds, expected);
}
