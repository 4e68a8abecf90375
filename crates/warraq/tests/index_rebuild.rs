//! The index is made anew by one program while another answers from it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use support::{SENTENCE, export, import, warraq};
use warraq_archive::Archive;
use warraq_archive::clock::SystemClock;

const ARTICLES: usize = 400;
/// Stands in one article only.
const NEWS: &str = "70001";

fn number_of(folder: &Path) -> u64 {
    std::fs::metadata(folder).unwrap().ino()
}

#[test]
fn searches_are_answered_while_another_program_makes_the_index_anew() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("archive");
    let file = folder.path().join("export.xml");
    let all = export(file.clone(), 1..=ARTICLES, &SENTENCE.repeat(12));
    assert!(import(&place, &all).status().unwrap().success());

    // As `warraq serve` has it.
    let archive = Archive::open(&place, Arc::new(SystemClock)).unwrap();
    archive.follow_in_background().unwrap();
    let find = |text: &str| archive.rank(text, ARTICLES * 2).unwrap().len();
    assert_eq!(find("الجسر"), ARTICLES);
    let old = number_of(&place.join("index"));

    let mut rebuild = warraq(&place).args(["index", "rebuild"]).spawn().unwrap();
    let one = export(file, ARTICLES + 1..=ARTICLES + 1, NEWS);
    let mut publishing = import(&place, &one).spawn().unwrap();
    let mut answered = 0;
    while rebuild.try_wait().unwrap().is_none() {
        assert_eq!(find("الجسر"), ARTICLES);
        answered += 1;
    }
    assert!(rebuild.wait().unwrap().success());
    assert!(publishing.wait().unwrap().success());
    assert!(
        answered > 0,
        "the index was made too fast to search meanwhile"
    );

    assert_ne!(number_of(&place.join("index")), old, "it is the old index");
    assert_eq!(find("الجسر"), ARTICLES);
    let found_in_time = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        find(NEWS) == 1
    });
    assert!(found_in_time, "what was published meanwhile is not found");
    let faults = warraq_archive::verify::verify(&archive, &|_, _| {}).unwrap();
    assert!(faults.is_sound(), "{faults:#?}");
}
