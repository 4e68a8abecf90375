//! Whole imports of real and damaged exports, against counts that others made.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::path::{Path, PathBuf};

use support::{embedded, import, shared};
use warraq_archive::ingest::{IngestError, Report};
use warraq_archive::verify::verify;

#[derive(Debug, PartialEq, Eq)]
struct Counts {
    posts: usize,
    pages: usize,
    attachments: usize,
    menus: usize,
    comments: usize,
}

impl Counts {
    /// What the archive holds of what the report found, repeated items counted once.
    fn held(report: &Report) -> Self {
        let held = |tally: &warraq_archive::ingest::Tally| {
            assert!(tally.adds_up(), "{tally:?}");
            tally.stored + tally.updated + tally.unchanged
        };
        let kinds = &report.kinds;
        Self {
            posts: held(&kinds.posts),
            pages: held(&kinds.pages),
            attachments: held(&kinds.attachments),
            // One real export repeats eighteen lines of its menus, number and all.
            menus: kinds.menus.found,
            comments: held(&kinds.comments),
        }
    }

    fn told(counts: &serde_json::Value) -> Self {
        let told = |key: &str| {
            counts[key]
                .as_u64()
                .map_or(0, |n| usize::try_from(n).unwrap())
        };
        Self {
            posts: told("posts"),
            pages: told("pages"),
            attachments: told("attachments"),
            menus: told("menu_items"),
            comments: told("comments"),
        }
    }
}

/// Imports twice; the second time must change nothing.
fn import_twice(files: &[PathBuf]) -> Result<Report, IngestError> {
    let fixture = embedded();
    let first = import(&fixture.archive, files)?;
    assert!(first.explained, "{:#?}", first.kinds);
    let again = import(&fixture.archive, files)?;
    for (name, tally) in again.kinds.named() {
        assert_eq!(
            (tally.stored, tally.updated),
            (0, 0),
            "a second import wrote {name}: {files:?}"
        );
        assert!(tally.adds_up());
    }
    let found = verify(&fixture.archive, &|_, _| {}).unwrap();
    assert!(found.is_sound(), "{files:?}: {:#?}", found.faults);
    Ok(first)
}

#[test]
fn real_exports_import_with_the_counts_of_an_independent_counter() {
    let Some(folder) = shared("data/wxr") else {
        return;
    };
    let text = std::fs::read_to_string(folder.join("counts.json")).unwrap();
    let told: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let mut seen = 0;
    for counts in &told {
        let name = counts["file"].as_str().unwrap();
        let Some(file) = find(&folder, name) else {
            continue;
        };
        let report = import_twice(&[file]).unwrap_or_else(|error| panic!("{name}: {error}"));
        if name == "malformed-simple.xml" {
            // Its only item is cut off. The counter counts what was begun; half an article is not
            // taken for a whole one, and is told as failed.
            assert_eq!(
                (report.kinds.posts.found, report.kinds.posts.failed),
                (1, 1)
            );
            continue;
        }
        assert_eq!(Counts::held(&report), Counts::told(counts), "{name}");
        seen += 1;
    }
    assert!(
        seen > 30,
        "only {seen} of the files in counts.json were found"
    );
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let places = ["", "importer", "ghost-migrate"];
    places
        .iter()
        .map(|place| folder.join(place).join(name))
        .find(|path| path.is_file())
}

#[test]
fn damaged_exports_import_with_what_can_be_saved() {
    let Some(packed) = shared("data/wxr/derived.tar.xz") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let unpacked = std::process::Command::new("tar")
        .arg("xJf")
        .arg(packed)
        .arg("-C")
        .arg(folder.path())
        .status()
        .unwrap();
    assert!(unpacked.success());
    let folder = folder.path().join("derived");
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let told: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    for (name, expected) in &told {
        let mut files = vec![folder.join(name)];
        if name.ends_with('/') {
            files = ["part-3.xml", "part-1.xml", "part-2.xml"]
                .map(|part| files[0].join(part))
                .into();
        }
        let report = import_twice(&files).unwrap_or_else(|error| panic!("{name}: {error}"));
        let held = Counts::held(&report);
        let told = Counts::told(expected);
        assert_eq!(
            (held.posts, held.attachments, held.comments),
            (told.posts, told.attachments, told.comments),
            "{name}"
        );
    }
    assert!(told.len() >= 25);
}

#[test]
fn what_is_no_export_is_refused_plainly() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("empty.xml", ""),
        ("page.xml", "<!doctype html><html><body>404</body></html>"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let fixture = embedded();
        let error = import(&fixture.archive, &[file]).unwrap_err();
        assert!(
            matches!(error, IngestError::NotTheFormat { .. }),
            "{name}: {error}"
        );
        assert!(error.to_string().contains(name), "{error}");
    }
}
