//! What follows from a changed setting, whichever database holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::{Fixture, Post, import, wxr_file};
use warraq_archive::verify::verify;

promises! {
    other_clocks_divide_the_months_anew,
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is not general enough"
)]
fn other_clocks_divide_the_months_anew(fixture: &Fixture) {
    let post = Post {
        date: "2022-09-30 22:30:00",
        ..Post::default()
    };
    let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
    import(&fixture.archive, &[file]).unwrap();
    let months = |fixture: &Fixture| {
        let found = fixture.archive.read_here(|reading| reading.months());
        let found = found.unwrap();
        let months = found.iter();
        let months = months.map(|count| (count.month.month, count.articles));
        months.collect::<Vec<_>>()
    };
    assert_eq!(months(fixture), [(9, 1)]);
    let zone = [("site.time_zone", "Asia/Damascus")];
    fixture.archive.change_settings(&zone).unwrap();
    assert_eq!(months(fixture), [(10, 1)]);
    fixture.archive.index().follow(&fixture.archive).unwrap();
    let found = verify(&fixture.archive, &|_, _| {}).unwrap();
    assert!(found.is_sound(), "{found:#?}");
}
