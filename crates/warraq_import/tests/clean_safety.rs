//! Nothing active survives cleaning, whatever was put in; the result is well-formed and stays as it
//! is when it is cleaned again.

#![expect(clippy::print_stdout, reason = "a test that cannot run says why")]

mod clean_support;

use ammonia::{Builder, UrlRelative};
use clean_support::{shared, with_context};
use proptest::prelude::*;
use std::collections::HashSet;
use std::path::PathBuf;
use std::process::Command;
use warraq_import::clean;
use warraq_import::record::Record;
use warraq_import::wxr;

fn set(names: &str) -> HashSet<&str> {
    names.split_whitespace().collect()
}

/// What a page may hold, written down a second time: elements, attributes, schemes.
fn judge() -> Builder<'static> {
    let mut judge = Builder::empty();
    judge
        .tags(set(
            "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div \
             dl dt em figcaption figure footer h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead time tr u ul \
             var video wbr",
        ))
        .generic_attributes(set("class dir id lang"))
        .url_schemes(set("http https mailto tel"))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    let attributes = [
        ("a", "href rel download aria-label"),
        ("abbr", "title"),
        ("audio", "controls preload src"),
        ("col", "span"),
        ("colgroup", "span"),
        ("del", "datetime"),
        ("details", "open"),
        ("dfn", "title"),
        ("div", "tabindex role aria-label data-embed"),
        ("figure", "data-embed"),
        ("img", "alt decoding height loading src width"),
        ("ins", "datetime"),
        ("li", "value"),
        ("ol", "reversed start type"),
        ("pre", "tabindex"),
        ("span", "data-embed"),
        ("td", "colspan rowspan"),
        ("th", "colspan rowspan scope"),
        ("time", "datetime"),
        ("video", "controls height poster preload src width"),
    ];
    judge.tag_attributes(attributes.map(|(tag, names)| (tag, set(names))).into());
    judge
}

/// Fails with the place where two texts part.
#[track_caller]
fn assert_same(source: &str, again: &str, first: &str) {
    if again == first {
        return;
    }
    let pairs = again.char_indices().zip(first.chars());
    let parted = pairs.into_iter().find(|((_, a), b)| a != b);
    let at = parted.map_or(again.len().min(first.len()), |((at, _), _)| at);
    let near = |text: &str| -> String {
        let start = (0..=at.saturating_sub(200))
            .rev()
            .find(|&i| text.is_char_boundary(i));
        text[start.unwrap_or(0)..].chars().take(400).collect()
    };
    let source: String = source.chars().take(4000).collect();
    panic!(
        "\nfirst {}\n\nagain {}\n\nfrom {source:?}",
        near(first),
        near(again)
    );
}

/// Fails unless a browser's parser finds in `html` only what a page may hold, in normal form.
#[track_caller]
fn assert_safe(source: &str, html: &str) {
    let judged = judge().clean(html).to_string();
    assert_same(source, &judged, html);
    let lower = html.to_ascii_lowercase();
    for (at, _) in lower.match_indices("<img src=\"") {
        let address = &lower[at + 10..];
        let foreign = ["http:", "https:", "//", "\\\\", "/\\", "data:"];
        assert!(
            !foreign.iter().any(|start| address.starts_with(start)),
            "a picture of another site in {html:?}"
        );
    }
    let overrides = |c: char| ('\u{202A}'..='\u{202E}').contains(&c);
    assert!(
        !html.contains(overrides),
        "direction is overridden in {html:?}"
    );
}

#[track_caller]
fn check_all(source: &str) {
    with_context(|cx| {
        let article = clean::article(source, cx);
        assert_safe(source, article.html.as_str());
        let again = clean::html(article.html.as_str(), cx);
        assert_same(source, again.html.as_str(), article.html.as_str());
        let html = clean::html(source, cx);
        assert_safe(source, html.html.as_str());
        let again = clean::html(html.html.as_str(), cx);
        assert_same(source, again.html.as_str(), html.html.as_str());
    });
    let comment = clean::comment(source);
    let comment = comment
        .as_str()
        .replace(" rel=\"nofollow ugc noopener\"", "");
    assert_safe(source, &comment);
    let line = clean::inline(source);
    assert_safe(source, line.as_str());
    assert_same(source, clean::inline(line.as_str()).as_str(), line.as_str());
    let _ = clean::text(source);
    let title = clean::title(source);
    assert!(!title.contains(|c: char| ('\u{202A}'..='\u{202E}').contains(&c)));
}

/// The strings of the attack kit's list `name`, as Python reads them.
fn battery(name: &str) -> Vec<String> {
    let Some(path) = shared("attack/xss_battery.py") else {
        return Vec::new();
    };
    let program = "import ast, json, sys\n\
        for node in ast.parse(open(sys.argv[1], encoding='utf8').read()).body:\n\
        \x20   if isinstance(node, ast.Assign) and node.targets[0].id == sys.argv[2]:\n\
        \x20       print(json.dumps(ast.literal_eval(node.value)))\n";
    let output = Command::new("python3")
        .args(["-c", program])
        .arg(path)
        .arg(name)
        .output();
    let Ok(output) = output else {
        println!("skipped: there is no python3");
        return Vec::new();
    };
    serde_json::from_slice(&output.stdout).expect("a list of strings")
}

#[test]
fn attack_strings_leave_nothing_active() {
    for payload in battery("BUILTIN").iter().chain(&battery("CORE")) {
        check_all(payload);
        check_all(&format!("<p>نص</p>\n\n{payload}\n\n<p>نص</p>"));
        check_all(&format!(
            "<!-- wp:paragraph -->\n<p>{payload}</p>\n<!-- /wp:paragraph -->"
        ));
        check_all(&format!(
            "[caption width=\"300\" align=\"{payload}\"]<img src=\"/a.jpg\" alt=\"{payload}\"> {payload}[/caption]"
        ));
        check_all(&format!(
            "[gallery ids=\"7\" link=\"{payload}\" columns=\"{payload}\"]"
        ));
        check_all(&format!("<pre>{payload}</pre><code>{payload}</code>"));
    }
}

#[test]
fn hostile_addresses_lead_nowhere() {
    for url in battery("URLS") {
        check_all(&format!("<a href=\"{url}\">رابط</a>"));
        check_all(&format!("<img src=\"{url}\"><video src='{url}'></video>"));
        check_all(&format!("<iframe src=\"{url}\"></iframe>"));
        check_all(&format!(
            "[embed]{url}[/embed]\n\n[video src=\"{url}\"]\n\n[audio {url}]"
        ));
        check_all(&format!(
            "<!-- wp:embed {{\"url\":\"{url}\"}} --><figure>{url}</figure><!-- /wp:embed -->"
        ));
        check_all(&url);
    }
}

#[test]
fn a_hostile_export_leaves_nothing_active() {
    let Some(path) = [
        shared("data/wxr/derived/xss.xml"),
        Some(PathBuf::from("/tmp/derived/derived/xss.xml")),
    ]
    .into_iter()
    .flatten()
    .find(|path| path.exists()) else {
        println!("skipped: the derived exports are not unpacked on this machine");
        return;
    };
    let input = std::fs::File::open(path).expect("the export");
    let mut bodies = 0;
    for record in wxr::read("xss.xml", input).flatten() {
        if let Record::Article(article) = record {
            bodies += 1;
            check_all(&article.body_source);
            check_all(&article.excerpt);
            check_all(&article.common.title);
            for comment in &article.comments {
                check_all(&comment.body);
            }
        }
    }
    assert!(bodies > 0);
}

#[test]
fn bodies_of_real_exports_stay_as_they_are_when_cleaned_again() {
    let Some(folder) = shared("data/wxr") else {
        return;
    };
    for file in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = file.path();
        if path.extension().is_none_or(|e| e != "xml") {
            continue;
        }
        let Ok(input) = std::fs::File::open(&path) else {
            continue;
        };
        for record in wxr::read("export", input).flatten() {
            if let Record::Article(article) = record {
                check_all(&article.body_source);
            }
        }
    }
}

/// Pieces that bodies are made of, whole and broken.
fn piece() -> impl Strategy<Value = String> {
    let pieces: Vec<String> =
        serde_json::from_str(include_str!("../../../fixtures/clean/pieces.json"))
            .expect("a list of strings");
    let fixed = prop::sample::select(pieces);
    prop_oneof![20 => fixed, 1 => ".{0,6}", 1 => "[a-z<>/=\"' ]{0,12}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_pieces_is_cleaned_once_and_for_all(pieces in prop::collection::vec(piece(), 0..24)) {
        check_all(&pieces.concat());
    }

    #[test]
    fn any_text_is_cleaned_once_and_for_all(text in ".{0,200}") {
        check_all(&text);
    }
}
