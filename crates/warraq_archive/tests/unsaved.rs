//! What the archive promises of texts that are typed and not saved yet, whichever database holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::Fixture;
use support::desk::{Desk, later, text};
use warraq_archive::accounts::{Allowed, right};
use warraq_archive::desk::{Autosave, Autosaved, DeskError, Editing, Holder, Sheet};
use warraq_archive::model::{ArticleId, RevisionId};
use warraq_text::difference::Piece;

promises! {
    what_was_typed_comes_back,
    what_comes_late_takes_the_place_of_nothing_newer,
    two_windows_never_meet,
    what_was_saved_waits_no_more,
    what_was_typed_back_waits_no_more,
    a_text_of_no_article_yet_is_kept_too,
    one_number_does_not_hold_two_texts,
    somebody_who_writes_is_known_for_a_while,
    two_revisions_are_compared_word_for_word,
}

const PEN: &str = "0123456789abcdef";
const OTHER: &str = "fedcba9876543210";

fn any() -> Allowed<right::EditOthers> {
    Allowed::by_operator()
}

fn sheet(pen: &str, seq: i64, headline: &str) -> Sheet {
    Sheet {
        pen: pen.to_owned(),
        seq,
        base: RevisionId(1),
        text: text(headline),
    }
}

fn put(fixture: &Fixture, id: Option<ArticleId>, sheet: &Sheet) -> Autosaved {
    let any = any();
    let done = fixture.archive.autosave(Editing::Any(&any), id, sheet);
    done.unwrap()
}

fn waiting(fixture: &Fixture, id: Option<ArticleId>) -> Vec<Autosave> {
    let any = any();
    fixture.archive.autosaves(Editing::Any(&any), id).unwrap()
}

fn headlines(fixture: &Fixture, id: Option<ArticleId>) -> Vec<String> {
    let found = waiting(fixture, id).into_iter();
    let mut headlines: Vec<_> = found.map(|kept| kept.text.headline).collect();
    headlines.sort();
    headlines
}

fn settle(fixture: &Fixture, id: Option<ArticleId>, pen: &str, seq: i64) {
    let any = any();
    let settled = fixture
        .archive
        .settle_autosave(Editing::Any(&any), id, (pen, seq));
    settled.unwrap();
}

fn what_was_typed_comes_back(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("الأصل");
    let mut typed = sheet(PEN, 1, "كُتب ولم يُحفظ");
    "لمحرّكات البحث".clone_into(&mut typed.text.seo_title);
    assert_eq!(put(fixture, Some(id), &typed), Autosaved::Kept);
    assert_eq!(put(fixture, Some(id), &typed), Autosaved::Kept, "twice");
    let found = waiting(fixture, Some(id));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text, typed.text);
    let newest = desk.newest(id);
    let any = any();
    let saved = fixture.archive.revision(Editing::Any(&any), id, newest);
    assert_eq!(saved.unwrap().text, text("الأصل"), "nothing is changed");
    let none = fixture
        .archive
        .autosave(Editing::Any(&any), Some(ArticleId(999)), &typed);
    assert!(matches!(none, Err(DeskError::NoArticle)));
}

fn what_comes_late_takes_the_place_of_nothing_newer(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = Some(desk.begin("الأصل"));
    put(fixture, id, &sheet(PEN, 2, "الثاني"));
    assert_eq!(put(fixture, id, &sheet(PEN, 1, "الأول")), Autosaved::Kept);
    assert_eq!(headlines(fixture, id), ["الثاني"]);
    put(fixture, id, &sheet(PEN, 3, "الثالث"));
    assert_eq!(headlines(fixture, id), ["الثالث"]);
}

fn two_windows_never_meet(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = Some(desk.begin("الأصل"));
    put(fixture, id, &sheet(PEN, 5, "نافذة"));
    put(fixture, id, &sheet(OTHER, 1, "وأخرى"));
    assert_eq!(headlines(fixture, id), ["نافذة", "وأخرى"]);
    settle(fixture, id, OTHER, 1);
    assert_eq!(headlines(fixture, id), ["نافذة"]);
}

fn what_was_saved_waits_no_more(fixture: &Fixture) {
    let desk = Desk(fixture);
    let article = desk.begin("الأصل");
    let id = Some(article);
    put(fixture, id, &sheet(PEN, 3, "الثالث"));
    desk.save(article, desk.newest(article), &text("الرابع"))
        .unwrap();
    settle(fixture, id, PEN, 4);
    assert!(waiting(fixture, id).is_empty());
    // What was on its way before the save arrives after it.
    let late = put(fixture, id, &sheet(PEN, 3, "الثالث"));
    assert_eq!(late, Autosaved::Settled);
    assert!(waiting(fixture, id).is_empty());
    // What was typed since is another matter.
    put(fixture, id, &sheet(PEN, 5, "الخامس"));
    settle(fixture, id, PEN, 4);
    assert_eq!(headlines(fixture, id), ["الخامس"]);
}

fn what_was_typed_back_waits_no_more(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = Some(desk.begin("الأصل"));
    put(fixture, id, &sheet(PEN, 1, "غيره"));
    let back = put(fixture, id, &sheet(PEN, 2, "الأصل"));
    assert_eq!(back, Autosaved::Settled);
    assert!(waiting(fixture, id).is_empty());
    put(fixture, id, &sheet(PEN, 3, "غيره ثانية"));
    assert_eq!(headlines(fixture, id), ["غيره ثانية"]);
}

fn a_text_of_no_article_yet_is_kept_too(fixture: &Fixture) {
    put(fixture, None, &sheet(PEN, 1, "بلا رقم"));
    assert_eq!(headlines(fixture, None), ["بلا رقم"]);
    settle(fixture, None, PEN, 1);
    assert!(waiting(fixture, None).is_empty());
}

fn one_number_does_not_hold_two_texts(fixture: &Fixture) {
    put(fixture, None, &sheet(PEN, 1, "نصّ"));
    let other = put(fixture, None, &sheet(PEN, 1, "نصّ آخر"));
    assert_eq!(other, Autosaved::PenTaken);
    assert_eq!(headlines(fixture, None), ["نصّ"]);
}

fn somebody_who_writes_is_known_for_a_while(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("الأصل");
    let any = any();
    let editing = Editing::Any(&any);
    let hold = |pen, takes| {
        let held = fixture.archive.hold_article(editing, id, pen, takes);
        held.unwrap()
    };
    let myself = Some(Holder {
        who: String::new(),
        is_self: true,
    });
    assert_eq!(hold(PEN, false), None);
    assert_eq!(hold(OTHER, false), myself);
    assert_eq!(hold(OTHER, true), None, "it was taken");
    assert_eq!(hold(PEN, false), myself);
    later(fixture, 140_000);
    assert_eq!(fixture.archive.holder(editing, id).unwrap(), myself);
    later(fixture, 150_000);
    assert_eq!(fixture.archive.holder(editing, id).unwrap(), None);
    assert_eq!(hold(PEN, false), None, "nobody was heard of");
    let left = fixture.archive.release_article(editing, id, PEN);
    left.unwrap();
    assert_eq!(fixture.archive.holder(editing, id).unwrap(), None);
}

fn two_revisions_are_compared_word_for_word(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("خريطة للرياح القديمة");
    let first = desk.newest(id);
    let mut changed = text("خريطة للرياح الجديدة");
    "<p>قضى الفريق أربعة مواسم في جمع العيّنات.</p>\n\n<p>ثم <b>قارنها</b>.</p>"
        .clone_into(&mut changed.body);
    desk.save(id, first, &changed).unwrap();
    let any = any();
    let compared =
        fixture
            .archive
            .compare_revisions(Editing::Any(&any), id, desk.newest(id), first);
    let compared = compared.unwrap();
    assert_eq!(compared.old.id, first, "the older one is the older one");
    let fields: Vec<&str> = compared.differences.iter().map(|d| d.field).collect();
    assert_eq!(fields, ["headline", "body"]);
    assert_eq!(
        compared.differences[0].pieces,
        [
            Piece::Same("خريطة للرياح ".to_owned()),
            Piece::Gone("القديمة".to_owned()),
            Piece::New("الجديدة".to_owned()),
        ]
    );
    let body = &compared.differences[1].pieces;
    assert!(
        matches!(&body[..], [Piece::Same(_)]),
        "other mark-up, the same words: {body:?}"
    );
}
