//! Exports to import, and the program that imports them.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part"
)]

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A sentence for bodies.
pub const SENTENCE: &str = "اجتمع المجلس صباح أمس وناقش ما استجد من أمر الجسر والنهر والمدينة. ";

/// A WordPress export of articles with these numbers, which all have the same body.
pub fn export(file: PathBuf, articles: RangeInclusive<usize>, body: &str) -> PathBuf {
    let mut text = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>الفجر</title><link>https://fajr.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://fajr.example</wp:base_blog_url>"#,
    );
    for id in articles {
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
    std::fs::write(&file, text).unwrap();
    file
}

/// The program, on an archive, with nothing to say.
pub fn warraq(archive: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warraq"));
    command
        .arg("--archive")
        .arg(archive)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// The import of an export.
pub fn import(archive: &Path, export: &Path) -> Command {
    let mut command = warraq(archive);
    command.args(["import", "wxr"]).arg(export);
    command
}
