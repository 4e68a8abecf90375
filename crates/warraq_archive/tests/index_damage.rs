//! A search index that is damaged or gone is made anew without being asked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::path::{Path, PathBuf};

use support::{Fixture, Post, embedded, import, wxr_file};
use warraq_archive::Archive;
use warraq_archive::verify::verify;

const ARTICLES: i64 = 12;

fn paper() -> Fixture {
    let fixture = embedded();
    let items: String = (1..=ARTICLES)
        .map(|id| {
            let slug: &'static str = format!("a{id}").leak();
            let body = "افتتحت المدرسة أبوابها";
            Post {
                id,
                slug,
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

/// What is wrong after the archive is opened again and the index has followed.
#[track_caller]
fn check_heals(archive: &Archive) {
    archive.index().follow(archive).unwrap().unwrap();
    let found = archive.rank("مدرسة", 100).unwrap().len();
    assert_eq!(i64::try_from(found).unwrap(), ARTICLES);
    let verified = verify(archive, &|_, _| {}).unwrap();
    assert!(verified.is_sound(), "{verified:#?}");
}

fn open_again(fixture: &Fixture) -> Archive {
    Archive::open(fixture.folder(), fixture.clock.clone()).unwrap()
}

fn files(index: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(index)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
}

/// Whether a file is part of the index itself; locks are not.
fn matters(file: &Path) -> bool {
    let name = file.file_name().unwrap().to_string_lossy();
    !name.starts_with('.')
}

#[test]
fn any_file_that_is_cut_short_emptied_overwritten_or_gone_is_noticed() {
    let truncate = |file: &Path| {
        let bytes = std::fs::read(file).unwrap();
        std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
    };
    let empty = |file: &Path| std::fs::write(file, b"").unwrap();
    let garble = |file: &Path| {
        let mut bytes = std::fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        std::fs::write(file, bytes).unwrap();
    };
    let overwrite = |file: &Path| {
        let length = std::fs::read(file).unwrap().len();
        std::fs::write(file, vec![0xD8; length]).unwrap();
    };
    let delete = |file: &Path| std::fs::remove_file(file).unwrap();
    let harms: [&dyn Fn(&Path); 5] = [&truncate, &empty, &garble, &overwrite, &delete];

    let fixture = paper();
    let index = fixture.folder().join("index");
    let kinds = files(&index).iter().filter(|file| matters(file)).count();
    assert!(kinds >= 6, "{:?}", files(&index));
    for harm in harms {
        for kind in 0..kinds {
            // The names are others each time, the kinds are in the same order.
            let file = files(&index).into_iter().filter(|file| matters(file));
            let file = file.clone().nth(kind % file.count().max(1)).unwrap();
            harm(&file);
            check_heals(&open_again(&fixture));
        }
    }
}

#[test]
fn an_index_that_is_gone_or_is_none_is_made_anew() {
    let fixture = paper();
    let index = fixture.folder().join("index");
    std::fs::remove_dir_all(&index).unwrap();
    check_heals(&open_again(&fixture));

    for file in files(&index) {
        std::fs::remove_file(file).unwrap();
    }
    check_heals(&open_again(&fixture));

    std::fs::remove_dir_all(&index).unwrap();
    std::fs::write(&index, "no folder").unwrap();
    check_heals(&open_again(&fixture));
}

#[test]
fn the_list_of_files_that_only_the_writer_needs_may_be_gone_or_garbage() {
    let fixture = paper();
    let list = fixture.folder().join("index/.managed.json");
    std::fs::remove_file(&list).unwrap();
    check_heals(&open_again(&fixture));
    std::fs::write(&list, "]").unwrap();
    check_heals(&open_again(&fixture));
}

#[test]
fn an_index_that_vanishes_under_a_program_answers_on_and_comes_back() {
    let fixture = paper();
    let index = fixture.folder().join("index");
    for loss in ["index", "index/meta.json"] {
        let lost = fixture.folder().join(loss);
        assert_eq!(fixture.archive.rank("مدرسة", 100).unwrap().len(), 12);
        if lost.is_dir() {
            std::fs::remove_dir_all(&lost).unwrap();
        } else {
            std::fs::remove_file(&lost).unwrap();
        }
        assert_eq!(fixture.archive.rank("مدرسة", 100).unwrap().len(), 12);
        check_heals(&fixture.archive);
        assert!(index.join("meta.json").is_file());
    }
}

#[test]
fn two_programs_on_one_index_agree() {
    let fixture = paper();
    let other = open_again(&fixture);
    for program in [&fixture.archive, &other, &fixture.archive] {
        program
            .index()
            .rebuild(program, |_| warraq_archive::search::Goes::On)
            .unwrap();
        check_heals(&fixture.archive);
        check_heals(&other);
    }
}
