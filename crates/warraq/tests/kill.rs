//! An import that is killed at any moment is completed by the next one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const ARTICLES: usize = 1_200;
const ROUNDS: u64 = 12;

/// An export that takes long enough to be interrupted in every part.
fn export(folder: &Path) -> std::path::PathBuf {
    let mut text = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>الفجر</title><link>https://fajr.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://fajr.example</wp:base_blog_url>"#,
    );
    let body = "اجتمع المجلس صباح أمس وناقش ما استجد من أمر الجسر والنهر والمدينة. ".repeat(30);
    for id in 1..=ARTICLES {
        let (day, month) = (id % 28 + 1, id % 12 + 1);
        write!(
            text,
            "<item><title>خبر رقم {id}</title>\
             <link>https://fajr.example/2020/{month:02}/{day:02}/news-{id}/</link>\
             <dc:creator>writer-{}</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>\
             <wp:post_id>{id}</wp:post_id><wp:post_date_gmt>2020-{month:02}-{day:02} 10:00:00\
             </wp:post_date_gmt><wp:post_name>news-{id}</wp:post_name><wp:status>publish</wp:status>\
             <wp:post_type>post</wp:post_type>\
             <category domain=\"category\" nicename=\"s{}\">قسم</category>\
             <category domain=\"post_tag\" nicename=\"t{}\">وسم</category>\
             <wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author>قارئ</wp:comment_author>\
             <wp:comment_content>رأي</wp:comment_content><wp:comment_approved>1</wp:comment_approved>\
             </wp:comment></item>",
            id % 7,
            id % 5,
            id % 40,
        )
        .unwrap();
    }
    text.push_str("</channel></rss>");
    let file = folder.join("export.xml");
    std::fs::write(&file, text).unwrap();
    file
}

fn warraq(archive: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warraq"));
    command
        .arg("--archive")
        .arg(archive)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[test]
fn an_import_that_is_killed_again_and_again_is_completed() {
    let folder = tempfile::tempdir().unwrap();
    let export = export(folder.path());
    let archive = folder.path().join("archive");
    let mut killed = 0;
    for round in 0..ROUNDS {
        let mut import = warraq(&archive)
            .args(["import", "wxr"])
            .arg(&export)
            .spawn()
            .unwrap();
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
    let done = warraq(&archive)
        .args(["import", "wxr"])
        .arg(&export)
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
