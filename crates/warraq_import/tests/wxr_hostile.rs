//! Hostile and broken exports, made by a generator that is not ours, are all survived.

#![expect(clippy::print_stdout, reason = "a test that cannot run says why")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use warraq_import::record::{Problem, ProblemKind, Record};
use warraq_import::source;
use warraq_import::wxr;

/// Makes the files in a folder, where the generator is on this machine.
fn generate(folder: &Path) -> Option<Value> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let named = std::env::var_os("WARRAQ_SHARED").map(PathBuf::from);
    let places = named
        .into_iter()
        .chain([beside, PathBuf::from("/work/shared")]);
    let mut scripts = places.map(|place| place.join("attack/wxr_malform.py"));
    let Some(script) = scripts.find(|script| script.exists()) else {
        println!("skipped: attack/wxr_malform.py is not on this machine");
        return None;
    };
    let made = Command::new("python3").arg(script).arg(folder).output();
    if !made.is_ok_and(|made| made.status.success()) {
        println!("skipped: python3 cannot run the generator");
        return None;
    }
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).expect("it is written");
    Some(serde_json::from_str(&manifest).expect("the manifest is JSON"))
}

fn everything(path: &Path) -> (Vec<Record>, Vec<Problem>) {
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    for part in source::open(&[path]) {
        let part = part.expect("the file opens");
        for result in wxr::read(&part.name, part.read().expect("the file opens")) {
            match result {
                Ok(record) => records.push(record),
                Err(problem) => problems.push(problem),
            }
        }
    }
    (records, problems)
}

/// Items that are not hostile themselves, which every file must yield that holds them.
fn good_items(records: &[Record], token: &str) -> usize {
    let slugs = records.iter().filter_map(|record| match record {
        Record::Article(article) => Some(&article.common.slug),
        _ => None,
    });
    slugs
        .filter(|slug| slug.strip_prefix(token).is_some_and(is_counted))
        .count()
}

fn is_counted(rest: &str) -> bool {
    rest.strip_prefix('-')
        .is_some_and(|number| number.parse::<u32>().is_ok())
}

/// How many good items the text of a file shows.
fn good_items_written(bytes: &[u8], token: &str) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let start = format!("[CDATA[{token}-");
    let slugs = text.match_indices(&start).filter_map(|(at, found)| {
        let rest = &text[at + found.len()..];
        rest.split_once("]]></wp:post_name>").map(|(slug, _)| slug)
    });
    slugs.filter(|slug| slug.parse::<u32>().is_ok()).count()
}

#[test]
fn hostile_files_are_survived_and_their_good_items_kept() {
    let folder = tempfile::tempdir().expect("there is room");
    let Some(manifest) = generate(folder.path()) else {
        return;
    };
    let token = manifest["token"].as_str().expect("the token is text");
    let files = manifest["files"].as_array().expect("the files are listed");
    assert!(files.len() >= 50);
    let mut wrong = Vec::new();
    for file in files {
        let name = file["file"].as_str().expect("the name is text");
        let path = folder.path().join(name);
        let (records, problems) = everything(&path);
        let written = good_items_written(&std::fs::read(&path).expect("it is there"), token);
        let good = good_items(&records, token);
        // Half-way changes of encoding and a cut may cost the items that they hit.
        let may_lose = ["07_", "08_", "58_"]
            .iter()
            .any(|prefix| name.starts_with(prefix));
        let is_explained = may_lose && !problems.is_empty();
        if good < written && !is_explained {
            wrong.push(format!(
                "{name}: {good} of {written} good items, {problems:#?}"
            ));
        }
        let refused = problems.iter().any(|problem| {
            matches!(
                problem.kind,
                ProblemKind::DocumentType | ProblemKind::NotTheFormat
            )
        });
        if file["expect"] == "refuse" && !refused {
            wrong.push(format!("{name}: no reason to refuse it was given"));
        }
        let everything = format!("{records:?}");
        if everything.contains("root:x:") || everything.contains("lollollol") {
            wrong.push(format!("{name}: an entity was expanded"));
        }
        println!(
            "{name}: {} records, {good} good, {} problems",
            records.len(),
            problems.len()
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
