//! All spellings and forms of a word find the same articles, and slips are told.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use support::{Fixture, Post, embedded, import, wxr_file};
use warraq_archive::search::{SearchPage, SearchRequest};

fn paper(bodies: &[&'static str]) -> Fixture {
    let fixture = embedded();
    let items: String = (1..)
        .zip(bodies)
        .map(|(id, body)| {
            let slug: &'static str = format!("a{id}").leak();
            let title = "عنوان";
            Post {
                id,
                slug,
                title,
                body,
                ..Post::default()
            }
            .xml()
        })
        .collect();
    let file = wxr_file(fixture.folder(), "export.xml", &items);
    import(&fixture.archive, &[file]).unwrap();
    fixture
}

fn search(fixture: &Fixture, text: &str) -> SearchPage {
    let request = SearchRequest {
        text: text.to_owned(),
        ..SearchRequest::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(fixture.archive.search(request)).unwrap()
}

#[test]
fn every_spelling_of_a_word_finds_the_same_articles() {
    let fixture = paper(&[
        "زار الوزير إيران أمس",
        "قال إن ايران توافق",
        "وإيران ترفض ذلك",
        "وصل إلى موسكو",
        "سافر لموسكو مساء",
        "مدارس جديدة في المدينة",
        "افتتحت المدرسة أبوابها",
        "جولة من المصالحة",
        "وقّعوا الإعلان",
        "وفد من حماس",
        "عاد من سوريا",
        "صدر قرار بدمج الهيئتين",
        "في القرية المجاورة",
    ]);
    for (spellings, articles) in [
        (
            &["إيران", "ايران", "أيران", "لإيران", "إِيرَان", "ایران"][..],
            3,
        ),
        (&["موسكو", "لموسكو", "وموسكو"][..], 2),
        (&["مدرسة", "المدرسه", "مدارس", "والمدارس"][..], 2),
        (&["المصالحة", "المصالحه", "مصالحة", "للمصالحة"][..], 1),
        (&["الإعلان", "الاعلان", "اعلان", "إعلانات"][..], 1),
        (&["حماس", "حَماس", "حمـاس", "وحماس"][..], 1),
        (&["سوريا", "سورية", "لسوريا"][..], 1),
        (&["دمج", "الدمج"][..], 1),
        (&["مجاورة", "المجاوره"][..], 1),
    ] {
        for spelling in spellings {
            assert_eq!(search(&fixture, spelling).total, articles, "{spelling}");
        }
    }
}

#[test]
fn what_was_found_is_counted() {
    let fixture = paper(&["زار موسكو", "غادر موسكو", "زار دمشق"]);
    let facets = search(&fixture, "موسكو").facets;
    assert_eq!(facets.years, [(2022, 2)]);
    let sections: Vec<_> = facets
        .sections
        .iter()
        .map(|(s, n)| (s.name.as_str(), *n))
        .collect();
    assert_eq!(sections, [("سياسة", 2), ("عربي", 2)]);
    assert_eq!(facets.people.first().map(|(_, n)| *n), Some(2));
}

#[test]
fn slips_and_foreign_keyboards_are_understood_and_numbers_are_left_alone() {
    let fixture = paper(&[
        "في فلسطين",
        "من فلسطين",
        "إلى فلسطين",
        "عام 1948",
        "عام 1948",
        "عام 1948",
    ]);
    for typed in ["فلصطين", "tgs'dk", "falastin"] {
        let found = search(&fixture, typed);
        assert_eq!(found.total, 3, "{typed}");
        assert_eq!(found.corrections.len(), 1, "{typed}");
    }
    for number in ["1949", "F9L", "9d2"] {
        let found = search(&fixture, number);
        assert_eq!((found.total, found.corrections.len()), (0, 0), "{number}");
    }
}

#[test]
fn few_articles_with_all_words_are_followed_by_those_with_some() {
    let fixture = paper(&["زار الوزير موسكو", "زار الوزير دمشق", "غادر موسكو"]);
    let found = search(&fixture, "وزير موسكو");
    assert_eq!((found.total, found.with_all_words), (3, Some(1)));
    let first: Vec<_> = found.hits[0].snippet.iter().collect();
    let marked = first.iter().filter(|part| part.marked).count();
    assert_eq!(marked, 2, "the one with both comes first: {first:?}");
    assert_eq!(search(&fixture, "موسكو").with_all_words, None);
    let phrase = search(&fixture, "«زار الوزير» موسكو");
    assert_eq!((phrase.total, phrase.with_all_words), (1, None));
}

#[test]
fn what_is_new_comes_first_among_equals_and_never_over_what_says_more() {
    let fixture = embedded();
    let story = |id, slug, date, body| {
        let title = "عنوان";
        Post {
            id,
            slug,
            date,
            title,
            body,
            ..Post::default()
        }
        .xml()
    };
    let items = [
        story(1, "old", "2012-03-01 10:00:00", "انعقدت القمة العربية"),
        story(2, "new", "2026-11-20 10:00:00", "انعقدت القمة العربية"),
        story(3, "other", "2026-11-23 10:00:00", "قمة جبل بعيد"),
    ];
    let file = wxr_file(fixture.folder(), "export.xml", &items.concat());
    import(&fixture.archive, &[file]).unwrap();
    let order = |text: &str| -> Vec<String> {
        let found = search(&fixture, text).hits;
        found.into_iter().map(|hit| hit.card.path.clone()).collect()
    };
    let [new, old, other] = ["/2026/11/20/new/", "/2012/03/01/old/", "/2026/11/23/other/"];
    assert_eq!(order("القمة العربية"), [new, old, other]);
    // Who names a time has said how old it may be: as the index has them.
    assert_eq!(order("القمة العربية after:2000"), [old, new, other]);
}
