//! What the fuzz targets of `fuzz/` hold to, over the fixtures and what is left of them when they are
//! cut: so the targets keep compiling, and holding, with a stable compiler.

#[expect(unreachable_pub, reason = "the fuzz crate shows it to its targets")]
#[path = "../../../fuzz/src/import.rs"]
mod import;

use std::path::{Path, PathBuf};

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let files = std::fs::read_dir(root.join(folder)).expect("a folder of fixtures");
    files
        .map(|file| file.expect("a file of the folder").path())
        .filter(|file| file.is_file())
        .collect()
}

fn check(target: fn(&[u8]), bytes: &[u8]) {
    target(bytes);
    target(&bytes[..bytes.len() * 2 / 3]);
}

#[test]
fn the_targets_of_exports_hold_on_the_fixtures() {
    let files = [fixtures("wordpress/good"), fixtures("wordpress/broken")].concat();
    assert!(!files.is_empty());
    for file in files {
        let bytes = std::fs::read(&file).expect("a fixture");
        check(import::wxr, &bytes);
        // Values of meta stand between these.
        for value in bytes.split(|byte| matches!(byte, b'[' | b']')) {
            check(import::php, value);
        }
    }
}

#[test]
fn the_target_of_bodies_holds_on_the_fixtures() {
    let pieces: Vec<String> =
        serde_json::from_str(include_str!("../../../fixtures/clean/pieces.json"))
            .expect("a list of strings");
    for pair in pieces.windows(2) {
        check(import::clean, pair.concat().as_bytes());
    }
}
