//! Parts of an export that depend on each other: what one item says of another must hold after the
//! first import and after every later one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use support::{Fixture, NOW, Post, embedded, import, wxr_file};
use warraq_archive::model::{ArticleId, Resolved, Target};

fn load(fixture: &Fixture, items: &str) -> warraq_archive::ingest::Report {
    let file = wxr_file(fixture.folder(), "export.xml", items);
    import(&fixture.archive, &[file]).unwrap()
}

fn article_at(fixture: &Fixture, path: &str) -> ArticleId {
    let found = fixture
        .archive
        .read_here(|reading| reading.resolve(path))
        .unwrap();
    match found {
        Resolved::Here {
            target: Target::Article(id),
            ..
        } => id,
        other => panic!("{path} is {other:?}"),
    }
}

fn body_at(fixture: &Fixture, path: &str) -> String {
    let id = article_at(fixture, path);
    let article = fixture
        .archive
        .read_here(|reading| reading.article(id))
        .unwrap();
    article.unwrap().body.as_str().to_owned()
}

/// A block that articles share, as WordPress exports it.
fn shared_block(id: i64, status: &str, body: &str) -> String {
    format!(
        "<item><title>صندوق</title><wp:post_id>{id}</wp:post_id><wp:post_name>box-{id}</wp:post_name>\
         <wp:status>{status}</wp:status><wp:post_type>wp_block</wp:post_type>\
         <content:encoded><![CDATA[{body}]]></content:encoded></item>"
    )
}

#[test]
fn notes_of_an_article_stand_where_its_block_is() {
    let fixture = embedded();
    let post = Post {
        body: "<!-- wp:paragraph --><p>قال<sup data-fn=\"n-1\" class=\"fn\"><a href=\"#n-1\" \
               id=\"n-1-link\">1</a></sup>.</p><!-- /wp:paragraph --><!-- wp:footnotes /-->",
        more: "<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value>\
               <![CDATA[[{\"id\":\"n-1\",\"content\":\"من مذكراته\"}]]]></wp:meta_value></wp:postmeta>",
        ..Post::default()
    };
    load(&fixture, &post.xml());
    let body = body_at(&fixture, "/2022/09/25/first");
    assert!(body.contains("من مذكراته"), "{body}");
}

#[test]
fn blocks_that_articles_share_are_shown_while_they_are_published() {
    let fixture = embedded();
    let post = Post {
        body: "<p>قبل</p><!-- wp:block {\"ref\":50} /--><!-- wp:block {\"ref\":51} /-->",
        ..Post::default()
    };
    // The block may stand after the article that uses it.
    let items = post.xml()
        + &shared_block(50, "publish", "<p>عن الكاتب</p>")
        + &shared_block(51, "draft", "<p>سرّ</p>");
    load(&fixture, &items);
    let body = body_at(&fixture, "/2022/09/25/first");
    assert!(body.contains(">عن الكاتب</p>"), "{body}");
    assert!(!body.contains("سرّ"), "{body}");
}

/// A line of the main menu that leads elsewhere.
fn menu_line(id: i64, label: &str, below: i64) -> String {
    let meta = |key: &str, value: &str| {
        format!(
            "<wp:postmeta><wp:meta_key>{key}</wp:meta_key>\
             <wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        )
    };
    format!(
        "<item><title>{label}</title><wp:post_id>{id}</wp:post_id><wp:status>publish</wp:status>\
         <wp:post_type>nav_menu_item</wp:post_type><wp:menu_order>{id}</wp:menu_order>\
         <category domain=\"nav_menu\" nicename=\"main\"><![CDATA[main]]></category>{}{}{}</item>",
        meta("_menu_item_type", "custom"),
        meta("_menu_item_menu_item_parent", &below.to_string()),
        meta("_menu_item_url", &format!("/{id}/")),
    )
}

fn menu(fixture: &Fixture) -> Vec<(String, Vec<String>)> {
    let menu = fixture
        .archive
        .read_here(|reading| reading.menu("main"))
        .unwrap();
    let below = |entry: warraq_archive::model::MenuEntry| {
        let lines = entry.children.into_iter().map(|line| line.label);
        (entry.label, lines.collect())
    };
    menu.entries.into_iter().map(below).collect()
}

#[test]
fn a_menu_keeps_its_tree_when_a_line_changes() {
    let fixture = embedded();
    let child = menu_line(11, "محلي", 10);
    load(&fixture, &(menu_line(10, "أخبار", 0) + &child));
    assert_eq!(menu(&fixture), [("أخبار".into(), vec!["محلي".into()])]);

    let report = load(&fixture, &(menu_line(10, "كل الأخبار", 0) + &child));
    assert_eq!(
        (report.kinds.menus.updated, report.kinds.menus.unchanged),
        (1, 1)
    );
    assert_eq!(menu(&fixture), [("كل الأخبار".into(), vec!["محلي".into()])]);

    load(
        &fixture,
        &(menu_line(10, "كل الأخبار", 0) + &menu_line(11, "محلي", 0)),
    );
    let flat = [("كل الأخبار".into(), vec![]), ("محلي".into(), vec![])];
    assert_eq!(menu(&fixture), flat);
}

#[test]
fn a_section_answers_without_the_section_above_it() {
    let fixture = embedded();
    load(&fixture, &Post::default().xml());
    let found = fixture
        .archive
        .read_here(|reading| reading.resolve("/category/arab"))
        .unwrap();
    let to = "/category/politics/arab/".to_owned();
    assert_eq!(found, Resolved::Moved { to });
}

#[test]
fn a_site_in_a_folder_keeps_its_addresses() {
    let fixture = embedded();
    let file = wxr_file(fixture.folder(), "export.xml", &Post::default().xml());
    let export = std::fs::read_to_string(&file).unwrap();
    let moved = export.replace("https://fajr.example", "https://fajr.example/blog");
    std::fs::write(&file, moved).unwrap();
    import(&fixture.archive, &[file]).unwrap();

    let settings = fixture.archive.settings();
    assert_eq!(
        (settings.url.as_str(), settings.old_folder.as_str()),
        ("https://fajr.example", "/blog")
    );
    article_at(&fixture, "/blog/2022/09/25/first");
    for (path, is_right) in [
        ("/blog/category/politics", true),
        ("/blog/author/salma", true),
        ("/category/politics", false),
    ] {
        let found = fixture
            .archive
            .read_here(|reading| reading.resolve(path))
            .unwrap();
        assert_eq!(matches!(found, Resolved::Here { .. }), is_right, "{path}");
    }
}

#[test]
fn the_clocks_of_the_source_are_taken_unless_the_newsroom_decided() {
    let fixture = embedded();
    let gmt = "<wp:post_date_gmt>2022-09-25";
    let local = Post::default()
        .xml()
        .replace(&format!("{gmt} 10"), &format!("{gmt} 07"));
    let zone = |fixture: &Fixture| {
        let settings = fixture.archive.settings();
        settings
            .time_zone
            .to_offset(NOW.in_zone(&settings.time_zone).timestamp())
    };
    load(&fixture, &local);
    assert_eq!(zone(&fixture), jiff::tz::offset(3));

    let decided = embedded();
    let own = [("site.time_zone", "UTC")];
    decided.archive.change_settings(&own).unwrap();
    load(&decided, &local);
    assert_eq!(zone(&decided), jiff::tz::offset(0));
}

#[test]
fn an_account_answers_at_its_number() {
    let fixture = embedded();
    let file = wxr_file(fixture.folder(), "export.xml", &Post::default().xml());
    let export = std::fs::read_to_string(&file).unwrap();
    let numbered = export.replace("<wp:author>", "<wp:author><wp:author_id>7</wp:author_id>");
    std::fs::write(&file, numbered).unwrap();
    import(&fixture.archive, &[file]).unwrap();
    let found = fixture
        .archive
        .read_here(|reading| reading.resolve("/?author=7"))
        .unwrap();
    let to = "/author/salma/".to_owned();
    assert_eq!(found, Resolved::Moved { to });
}
