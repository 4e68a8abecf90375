//! Real exports and broken ones give exactly what an independent counter finds in them.

#![expect(clippy::print_stdout, reason = "a test that cannot run says why")]

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use warraq_import::record::{Common, Problem, ProblemKind, Record};
use warraq_import::source;
use warraq_import::wxr::{self, Inspection, Options, inspect};

/// Where the data that is not ours to publish lies, if it is on this machine.
fn shared(path: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let named = std::env::var_os("WARRAQ_SHARED").map(PathBuf::from);
    let places = named
        .into_iter()
        .chain([beside, PathBuf::from("/work/shared")]);
    let found = places
        .map(|place| place.join(path))
        .find(|place| place.exists());
    if found.is_none() {
        println!("skipped: {path} is not on this machine");
    }
    found
}

fn number(counts: &Value, key: &str) -> u64 {
    counts[key].as_u64().unwrap_or(0)
}

fn map(counts: &Value) -> BTreeMap<String, u64> {
    let entries = counts.as_object().into_iter().flatten();
    let entry = |(key, count): (&String, &Value)| {
        let key = if key == "(none)" { "" } else { key };
        (key.to_owned(), count.as_u64().unwrap_or(0))
    };
    entries.map(entry).collect()
}

/// Compares with one entry of `counts.json`; the differences, as sentences.
fn differences(found: &Inspection, counts: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let mut check = |what: &str, found: String, expected: String| {
        if found != expected {
            differences.push(format!("{what}: {found}, counted {expected}"));
        }
    };
    let mut statuses: BTreeMap<String, u64> = BTreeMap::new();
    let mut both: BTreeMap<String, u64> = BTreeMap::new();
    for (kind, by_status) in &found.types {
        for (status, count) in by_status {
            *statuses.entry(status.clone()).or_default() += count;
            let or_none = |word: &str| if word.is_empty() { "(none)" } else { word }.to_owned();
            *both
                .entry(format!("{}/{}", or_none(kind), or_none(status)))
                .or_default() += count;
        }
    }
    check(
        "statuses",
        format!("{statuses:?}"),
        format!("{:?}", map(&counts["statuses"])),
    );
    check(
        "types",
        format!("{both:?}"),
        format!("{:?}", map(&counts["type_status"])),
    );
    let mut terms = map(&counts["channel_term_taxonomies"]);
    for (taxonomy, key) in [
        ("category", "channel_categories"),
        ("post_tag", "channel_tags"),
    ] {
        *terms.entry(taxonomy.to_owned()).or_default() += number(counts, key);
    }
    terms.retain(|_, count| *count > 0);
    check("terms", format!("{:?}", found.terms), format!("{terms:?}"));
    let kinds = format!("{:?}", map(&counts["comment_types"]));
    check("comment kinds", format!("{:?}", found.comment_kinds), kinds);
    let approved = map(&counts["comment_approved"]);
    let approved = approved.iter().map(|(word, count)| {
        let word = match word.as_str() {
            "1" => "approved",
            "0" => "held",
            "trash" => "trashed",
            other => other,
        };
        (word.to_owned(), *count)
    });
    let approved: BTreeMap<String, u64> = approved.collect();
    check(
        "standings",
        format!("{:?}", found.comment_standings),
        format!("{approved:?}"),
    );
    for (what, found, key) in [
        ("items", found.items, "items"),
        ("people", found.people, "authors"),
        ("comments", found.comments, "comments"),
        ("answers", found.answers, "comments_nested"),
        ("meta", found.meta, "postmeta"),
        ("locked", found.locked, "password_protected"),
        ("sticky", found.sticky, "sticky"),
        ("missing parents", found.missing.parents, "parents_missing"),
    ] {
        check(what, found.to_string(), number(counts, key).to_string());
    }
    let site = found.site.clone().unwrap_or_default();
    for (what, found, key) in [
        ("version", &site.format_version, "wxr_version"),
        ("generator", &site.generator, "generator"),
        ("title", &site.title, "site_title"),
    ] {
        check(
            what,
            found.clone(),
            counts[key].as_str().unwrap_or_default().to_owned(),
        );
    }
    differences
}

#[test]
fn real_exports_hold_what_was_counted() {
    let Some(folder) = shared("data/wxr") else {
        return;
    };
    let counts = std::fs::read_to_string(folder.join("counts.json")).expect("counts.json is there");
    let counts: Vec<Value> = serde_json::from_str(&counts).expect("counts.json is JSON");
    let mut wrong = Vec::new();
    for counts in &counts {
        let name = counts["file"].as_str().unwrap_or_default();
        let places = ["", "importer", "ghost-migrate"];
        let places = places.map(|place| folder.join(place).join(name));
        let path = places
            .into_iter()
            .find(|path| path.exists())
            .expect("the file is there");
        let found = inspect(&[path], &Options::default());
        if name == "malformed-simple.xml" {
            // Its only item is cut off. The counter counts what was begun; an importer must not
            // take half an article for a whole one.
            assert_eq!((found.items, found.lost), (0, 1));
            continue;
        }
        let differences = differences(&found, counts);
        if !differences.is_empty() || found.lost > 0 {
            wrong.push(format!("{name}: {differences:#?} {:#?}", found.problems));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every record and problem of a file or folder.
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

fn common(record: &Record) -> Option<&Common> {
    match record {
        Record::Media(media) => Some(&media.common),
        Record::MenuItem(item) => Some(&item.common),
        Record::Article(article) => Some(&article.common),
        Record::Other(other) => Some(&other.common),
        Record::Site(_) | Record::Person(_) | Record::Term(_) => None,
    }
}

fn bodies(records: &[Record]) -> BTreeMap<i64, &str> {
    let articles = records.iter().filter_map(|record| match record {
        Record::Article(article) => {
            Some((article.common.external_id, article.body_source.as_str()))
        }
        _ => None,
    });
    articles.collect()
}

/// The broken and hostile variants, where somebody has unpacked them (`derived.tar.xz`).
fn variants() -> Option<(PathBuf, Value)> {
    let unpacked = std::env::var_os("WARRAQ_VARIANTS").map(PathBuf::from);
    let places = unpacked
        .into_iter()
        .chain([PathBuf::from("/tmp/derived/derived")]);
    let Some(folder) = places
        .into_iter()
        .find(|place| place.join("expected.json").exists())
    else {
        println!("skipped: the variants are not unpacked; name their folder in WARRAQ_VARIANTS");
        return None;
    };
    let expected = std::fs::read_to_string(folder.join("expected.json")).expect("it is there");
    Some((
        folder,
        serde_json::from_str(&expected).expect("expected.json is JSON"),
    ))
}

#[test]
fn every_variant_gives_its_items() {
    let Some((folder, expected)) = variants() else {
        return;
    };
    let mut wrong = Vec::new();
    for (name, expected) in expected.as_object().expect("it names the variants") {
        let (records, _) = everything(&folder.join(name));
        // The reader tells of an item as often as it stands there; an archive takes it once.
        let mut seen = HashSet::new();
        let mut counts = BTreeMap::from([
            ("items", 0),
            ("posts", 0),
            ("attachments", 0),
            ("comments", 0),
        ]);
        for record in &records {
            let Some(common) = common(record) else {
                continue;
            };
            if !seen.insert(common.external_id) {
                continue;
            }
            let comments = match record {
                Record::Article(article) => article.comments.len() as u64,
                _ => 0,
            };
            for (what, more) in [
                ("items", 1),
                ("posts", u64::from(common.source_type == "post")),
                ("attachments", u64::from(common.source_type == "attachment")),
                ("comments", comments),
            ] {
                *counts.entry(what).or_default() += more;
            }
        }
        for (what, count) in counts {
            if count != number(expected, what) {
                wrong.push(format!("{name}: {count} {what}, not {}", expected[what]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_variant_is_read_as_the_good_file_or_says_why_not() {
    use ProblemKind::{ControlCharacter, Date, DocumentType, Encoding, Malformed, Truncated};
    let Some((folder, _)) = variants() else {
        return;
    };
    let (good, _) = everything(&folder.join("good.xml"));
    let good = bodies(&good);
    for (name, differing, kinds) in [
        ("good.xml", 0, vec![]),
        ("good.xml.gz", 0, vec![]),
        ("bom-and-blank-lines.xml", 0, vec![]),
        ("crlf.xml", 0, vec![]),
        ("utf16le.xml", 0, vec![]),
        ("ns-https.xml", 0, vec![]),
        ("ns-other-prefix.xml", 0, vec![]),
        ("split", 0, vec![]),
        ("control-chars.xml", 0, vec![ControlCharacter]),
        ("odd-dates.xml", 0, vec![Date]),
        (
            "entity-bomb.xml",
            0,
            vec![DocumentType, ProblemKind::UnknownEntity],
        ),
        ("xxe.xml", 0, vec![DocumentType, ProblemKind::UnknownEntity]),
        ("truncated.xml", 0, vec![Truncated]),
        ("cdata-unescaped.xml", 4, vec![Malformed]),
        ("invalid-utf8.xml", 53, vec![Encoding]),
        ("deep-html.xml", 1, vec![]),
        ("huge-body.xml", 1, vec![]),
    ] {
        let (records, problems) = everything(&folder.join(name));
        let bodies = bodies(&records);
        let found = bodies
            .iter()
            .filter(|(id, body)| good.get(id) != Some(body))
            .count();
        assert!(found <= differing, "{name}: {found} bodies differ");
        let mut found: Vec<_> = problems.iter().map(|problem| problem.kind).collect();
        found.sort();
        found.dedup();
        assert_eq!(found, kinds, "{name}: {problems:#?}");
    }
}

#[test]
fn windows_1256_is_read_as_arabic_whether_declared_or_not() {
    let Some((folder, _)) = variants() else {
        return;
    };
    let (good, _) = everything(&folder.join("good.xml"));
    let good = bodies(&good);
    for (name, reported) in [("cp1256-declared.xml", 0), ("cp1256-declared-utf8.xml", 1)] {
        let (records, problems) = everything(&folder.join(name));
        let reports = problems
            .iter()
            .filter(|problem| problem.kind == ProblemKind::Encoding);
        assert_eq!(reports.count(), reported, "{name}: {problems:#?}");
        // What Windows-1256 cannot write stands there as a reference, which CDATA keeps.
        let same = bodies(&records)
            .iter()
            .filter(|(id, body)| good.get(id) == Some(body))
            .count();
        assert!(
            same * 2 > good.len(),
            "{name}: only {same} bodies are the same"
        );
        assert!(
            records
                .iter()
                .all(|record| !format!("{record:?}").contains('\u{FFFD}'))
        );
    }
}

#[test]
fn a_place_is_a_byte_offset_in_the_file() {
    let Some((folder, _)) = variants() else {
        return;
    };
    for name in [
        "good.xml",
        "crlf.xml",
        "cp1256-declared.xml",
        "utf16le.xml",
        "control-chars.xml",
        "invalid-utf8.xml",
    ] {
        let bytes = std::fs::read(folder.join(name)).expect("the file is there");
        let (records, _) = everything(&folder.join(name));
        for place in records
            .iter()
            .filter_map(common)
            .map(|common| &common.place)
        {
            let at = usize::try_from(place.offset).expect("the file is small");
            let tag: Vec<u8> = bytes[at..]
                .iter()
                .copied()
                .filter(|byte| *byte != 0)
                .take(6)
                .collect();
            assert_eq!(tag, b"<item>", "{name}: {place:?}");
        }
    }
}
