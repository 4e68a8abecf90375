//! The smallest files that show each oddity, and the records that they yield.

use std::path::{Path, PathBuf};

use serde_json::Value;
use warraq_import::source;
use warraq_import::wxr;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/wordpress")
        .join(name)
}

/// What a file yields, without fields that are empty and with its bare name.
fn yields(path: &Path) -> String {
    let name = path
        .file_name()
        .expect("it is a file")
        .to_string_lossy()
        .into_owned();
    let part = source::open(&[path]).remove(0).expect("the file opens");
    let mut lines = Vec::new();
    for result in wxr::read(&name, part.read().expect("the file opens")) {
        let value = match result {
            Ok(record) => serde_json::to_value(record),
            Err(problem) => {
                serde_json::to_value(problem).map(|p| serde_json::json!({"Problem": p}))
            }
        };
        let mut value = value.expect("records are plain data");
        prune(&mut value);
        lines.push(serde_json::to_string_pretty(&value).expect("values are JSON"));
    }
    lines.join("\n")
}

/// Drops what says nothing.
fn prune(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("file");
            fields.values_mut().for_each(prune);
            fields.retain(|_, value| !is_empty(value));
        }
        Value::Array(values) => values.iter_mut().for_each(prune),
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Number(number) => number.as_i64() == Some(0),
        Value::Bool(true) => false,
    }
}

fn snapshot_all(name: &str) {
    let entries = std::fs::read_dir(folder(name)).expect("the fixtures are there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it is listed").path())
        .collect();
    paths.sort();
    for path in paths {
        let stem = path
            .file_stem()
            .expect("it is a file")
            .to_string_lossy()
            .into_owned();
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}-{stem}"), yields(&path));
        });
    }
}

#[test]
fn good_files_yield_their_records() {
    snapshot_all("good");
}

#[test]
fn broken_files_yield_what_is_whole_and_say_what_is_not() {
    snapshot_all("broken");
}
