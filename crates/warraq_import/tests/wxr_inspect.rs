//! What an export is said to hold before it is imported.

use std::path::{Path, PathBuf};

use serde_json::Value;
use warraq_import::record::ProblemKind;
use warraq_import::source;
use warraq_import::wxr::{Options, inspect};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

#[test]
fn the_invented_newspaper_is_counted_exactly() {
    let newsroom = fixtures().join("newsroom");
    let expected = std::fs::read_to_string(newsroom.join("expected.json")).expect("it is there");
    let expected: Value = serde_json::from_str(&expected).expect("it is JSON");
    let found = inspect(
        &[newsroom.join("newsroom.wordpress.xml")],
        &Options::default(),
    );
    assert_eq!(found.problems, []);
    assert_eq!(found.items, expected["items"]);
    for (word, what) in [("post", "posts"), ("page", "pages")] {
        let by_status = serde_json::to_value(&found.types[word]).expect("counts are plain data");
        assert_eq!(by_status, expected[what]["by_status"]);
    }
    assert_eq!(
        found.types["attachment"]["inherit"],
        expected["attachments"]["total"]
    );
    assert_eq!(found.sticky, expected["posts"]["sticky"]);
    assert_eq!(found.locked, expected["posts"]["password_protected"]);
    assert_eq!(found.comments, expected["comments"]["total"]);
    assert_eq!(
        found.comment_standings["approved"],
        expected["comments"]["public"]
    );
    assert_eq!(
        found.comment_kinds["pingback"],
        expected["comments"]["pingbacks"]
    );
    let people = expected["authors"]
        .as_u64()
        .zip(expected["guest_authors"].as_u64());
    assert_eq!(
        Some(found.people),
        people.map(|(accounts, guests)| accounts + guests)
    );
    let terms = serde_json::to_value(&found.terms).expect("counts are plain data");
    assert_eq!(terms, expected["terms"]);
    assert_eq!(found.permalinks.articles, expected["permalinks"]);
    assert_eq!(found.utc_offset, Some(3 * 3600));
    assert_eq!(found.missing.people, 0);
}

#[test]
fn parts_may_come_in_any_order_and_packed_in_any_way() {
    let good = fixtures().join("wordpress/good");
    let names = ["article.xml", "media.xml", "menu.xml"];
    let plain = names.map(|name| good.join(name));
    let mut backwards = plain.clone();
    backwards.reverse();
    let expected = inspect(&plain, &Options::default());
    let found = inspect(&backwards, &Options::default());
    assert_eq!(
        (found.items, found.comments, &found.types),
        (expected.items, 4, &expected.types)
    );

    let folder = tempfile::tempdir().expect("there is room");
    let zip = folder.path().join("export.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&zip).expect("it is ours"));
    for (name, method) in names.into_iter().zip([
        zip::CompressionMethod::Deflated,
        zip::CompressionMethod::Stored,
        zip::CompressionMethod::Deflated,
    ]) {
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer
            .start_file(format!("export/{name}"), options)
            .expect("the name is new");
        let mut file = std::fs::File::open(good.join(name)).expect("it is there");
        std::io::copy(&mut file, &mut writer).expect("there is room");
    }
    writer
        .start_file("../../readme.txt", zip::write::SimpleFileOptions::default())
        .expect("new");
    writer.finish().expect("there is room");
    assert_eq!(
        inspect(&[&zip], &Options::default()),
        expected_in(&zip, &expected)
    );

    let gz = folder.path().join("export.xml");
    let file = std::fs::File::create(&gz).expect("it is ours");
    for half in std::fs::read(good.join("article.xml"))
        .expect("it is there")
        .chunks(700)
    {
        let mut encoder = flate2::write::GzEncoder::new(&file, flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, half).expect("there is room");
        encoder.finish().expect("there is room");
    }
    let found = inspect(&[&gz], &Options::default());
    assert_eq!((found.items, found.problems), (1, vec![]));
}

/// The same inspection with the places that a zip gives.
fn expected_in(
    zip: &Path,
    expected: &warraq_import::wxr::Inspection,
) -> warraq_import::wxr::Inspection {
    let mut expected = expected.clone();
    if let Some(site) = &mut expected.site {
        site.place.file = format!("{}/export/article.xml", zip.display());
    }
    expected
}

#[test]
fn a_damaged_archive_is_said_to_be_damaged() {
    let folder = tempfile::tempdir().expect("there is room");
    let gz = folder.path().join("cut.xml.gz");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let source = std::fs::read(fixtures().join("wordpress/good/article.xml")).expect("it is there");
    std::io::Write::write_all(&mut encoder, &source).expect("memory suffices");
    let packed = encoder.finish().expect("memory suffices");
    std::fs::write(&gz, &packed[..packed.len() / 2]).expect("there is room");
    let kinds = |paths: &[&Path]| {
        let found = inspect(paths, &Options::default());
        found.problem_counts.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(
        kinds(&[&gz]),
        [ProblemKind::Truncated, ProblemKind::Unreadable]
    );

    let zip = folder.path().join("cut.zip");
    std::fs::write(&zip, b"PK\x03\x04 and nothing behind it").expect("there is room");
    assert_eq!(kinds(&[&zip]), [ProblemKind::Unreadable]);
    assert_eq!(
        kinds(&[&folder.path().join("absent.xml")]),
        [ProblemKind::Unreadable]
    );
}

#[test]
fn a_zip_with_a_million_entries_is_refused_unread() {
    let folder = tempfile::tempdir().expect("there is room");
    let zip = folder.path().join("many.zip");
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend(b"PK\x05\x06\0\0\0\0\xFF\xFF\xFF\xFF");
    bytes.extend([0; 10]);
    std::fs::write(&zip, bytes).expect("there is room");
    let parts = source::open(&[&zip]);
    let problems: Vec<_> = parts
        .into_iter()
        .filter_map(Result::err)
        .map(|p| p.kind)
        .collect();
    assert_eq!(problems, [ProblemKind::TooLarge]);
}

#[track_caller]
fn check_structure(links: &[&str], expected: &str) {
    let items: Vec<String> = links
        .iter()
        .map(|link| {
            format!(
                "<item><link>https://mina.example{link}</link><dc:creator>salma</dc:creator>\
                 <wp:post_id>7</wp:post_id><wp:post_date>2022-09-25 13:00:00</wp:post_date>\
                 <wp:post_date_gmt>2022-09-25 10:00:00</wp:post_date_gmt>\
                 <wp:post_name>%d8%ae%d8%a8%d8%b1</wp:post_name><wp:status>publish</wp:status>\
                 <wp:post_type>post</wp:post_type>\
                 <category domain=\"category\" nicename=\"port\">الميناء</category></item>"
            )
        })
        .collect();
    let source = format!(
        "<rss><channel><link>https://www.mina.example/</link>{}</channel></rss>",
        items.concat(),
    );
    let mut inspector = warraq_import::wxr::Inspector::default();
    warraq_import::wxr::read("x.xml", source.as_bytes()).for_each(|record| inspector.add(&record));
    assert_eq!(inspector.finish().permalinks.articles, expected);
}

#[test]
fn the_structure_of_addresses_is_told_from_the_links() {
    check_structure(&["/2022/09/خبر/"], "/%year%/%monthnum%/%postname%/");
    check_structure(
        &["/2022/09/25/%D8%AE%D8%A8%D8%B1"],
        "/%year%/%monthnum%/%day%/%postname%",
    );
    check_structure(&["/port/خبر/"], "/%category%/%postname%/");
    check_structure(&["/city/port/خبر/"], "/%category%/%postname%/");
    check_structure(&["/salma/خبر/"], "/%author%/%postname%/");
    check_structure(&["/archives/7"], "/archives/%post_id%");
    check_structure(&["/خبر.html"], "/%postname%.html");
    check_structure(&["/?p=7", "/?p=8"], "/?p=%post_id%");
    check_structure(&["/?p=7", "/news/خبر/", "/news/خبر/"], "/news/%postname%/");
    check_structure(&["/elsewhere"], "/elsewhere");
}

#[test]
fn the_bases_of_sections_tags_and_writers_are_told_from_links_to_them() {
    let source = "<rss><channel><link>https://mina.example</link>\
        <wp:author><wp:author_login>Salma.Haddad</wp:author_login></wp:author>\
        <wp:category><wp:category_nicename>city</wp:category_nicename></wp:category>\
        <wp:category><wp:category_nicename>%d8%a8%d8%ad%d8%b1</wp:category_nicename></wp:category>\
        <wp:tag><wp:tag_slug>ships</wp:tag_slug></wp:tag>\
        <wp:tag><wp:tag_slug>city</wp:tag_slug></wp:tag>\
        <item><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>\
        <content:encoded><![CDATA[<a href='http://www.mina.example/section/city/بحر/'>x</a>\
        <a href=\"https://mina.example/topic/ships?x=1\">y</a> https://mina.example/topic/city/\
        https://mina.example/writers/salma-haddad/ https://other.example/wrong/ships/]]>\
        </content:encoded></item></channel></rss>";
    let mut inspector = warraq_import::wxr::Inspector::default();
    warraq_import::wxr::read("x.xml", source.as_bytes()).for_each(|record| inspector.add(&record));
    let found = inspector.finish().permalinks;
    assert_eq!(found.category_base.as_deref(), Some("section"));
    assert_eq!(found.tag_base.as_deref(), Some("topic"));
    assert_eq!(found.author_base.as_deref(), Some("writers"));
}
