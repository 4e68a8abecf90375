//! An import that is killed at any moment is completed by the next one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::time::Duration;

use support::{SENTENCE, import, warraq};

const ARTICLES: usize = 1_200;
const ROUNDS: u64 = 12;

#[test]
fn an_import_that_is_killed_again_and_again_is_completed() {
    let folder = tempfile::tempdir().unwrap();
    // It takes long enough to be interrupted in every part.
    let file = folder.path().join("export.xml");
    let export = support::export(file, 1..=ARTICLES, &SENTENCE.repeat(30));
    let archive = folder.path().join("archive");
    let mut killed = 0;
    for round in 0..ROUNDS {
        let mut import = import(&archive, &export).spawn().unwrap();
        // Spread over the import; a fixed sequence, so that a failure can be looked at again.
        std::thread::sleep(Duration::from_millis(40 + round * 83 % 500));
        if import.try_wait().unwrap().is_none() {
            import.kill().unwrap();
            killed += 1;
        }
        import.wait().unwrap();
    }
    assert!(killed > 0, "every import ended before it could be killed");

    let report = folder.path().join("report.json");
    let done = import(&archive, &export)
        .arg("--report")
        .arg(&report)
        .status()
        .unwrap();
    assert!(done.success());
    let report: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    let sum = |kind: &str| {
        let tally = &report["kinds"][kind];
        ["stored", "unchanged"]
            .iter()
            .map(|key| tally[key].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(sum("posts"), ARTICLES as u64, "{report:#}");
    assert_eq!(sum("comments"), ARTICLES as u64);
    assert!(
        warraq(&archive).arg("verify").status().unwrap().success(),
        "the archive is not sound"
    );
}
