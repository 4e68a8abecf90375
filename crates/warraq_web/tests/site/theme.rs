//! Themes: what one may change, what it is given, what it cannot do, and the one that comes along.

mod documented;
mod reader;
mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::Value as Json;
use warraq_archive::Archive;
use warraq_archive::accounts::Allowed;
use warraq_archive::clock::FixedClock;
use warraq_archive::model::{CorrectionKind, Law, Listing};
use warraq_web::check_theme;

use crate::support::{NOW, Reply, TestSite, newsroom_folder, newsroom_in};
use documented::Documented;
use reader::read_all;

/// A theme being written.
struct Draft(tempfile::TempDir);

impl Draft {
    fn new(files: &[(&str, &str)]) -> Self {
        let draft = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            draft.write(name, text);
        }
        draft
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.folder().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// What `warraq theme check` says.
    fn faults(&self) -> Vec<String> {
        let problems = check_theme(self.folder()).into_iter();
        problems.map(|problem| problem.to_string()).collect()
    }
}

/// A paper of one's own that sends mail.
fn paper(settings: &[(&str, &str)]) -> (Archive, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mail = "[mail]\nhost = \"127.0.0.1\"\nsecurity = \"none\"\nfrom = \"paper@example.org\"\n";
    std::fs::write(folder.path().join("warraq.toml"), mail).unwrap();
    let archive = newsroom_in(folder.path(), Arc::new(FixedClock::at(NOW)));
    archive.change_settings(settings).unwrap();
    (archive, folder)
}

fn gazette() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/themes/gazette")
}

#[tokio::test]
async fn every_page_is_given_what_is_documented_and_nothing_else() {
    let documented = Documented::read();
    let draft = Draft::new(&[]);
    for template in documented.pages.keys() {
        draft.write(
            &format!("templates/{template}"),
            &documented.template(template),
        );
    }
    let (archive, _folder) = paper(&[
        ("analytics.script", "https://stats.example/a.js"),
        ("analytics.data", "data-domain paper.example"),
        ("contact.desk", "desk@example.org"),
    ]);
    archive
        .write_law(&Allowed::by_operator(), Law::Terms, "<p>بإذن.</p>")
        .unwrap();
    let first = archive.read_here(|reading| Ok(reading.articles(Listing::All, 1)?[0].id));
    let note = "الصواب أن الجسر أُغلق يوم الخميس.";
    let made = archive.correct(first.unwrap(), CorrectionKind::Correction, note);
    made.unwrap();
    let site = TestSite::with_theme(archive.clone(), draft.folder());

    let mut given: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    let mut shapes = BTreeSet::new();
    for (address, reply) in read_all(&archive, &site).await {
        if !reply.header("content-type").starts_with("text/html") {
            continue;
        }
        let text = reply.text();
        let Some((_, rest)) = text
            .rsplit_once("<!--")
            .and_then(|(text, _)| text.rsplit_once("<!--"))
        else {
            panic!("{address} was not printed by the theme:\n{text}");
        };
        let (template, rest) = rest.split_once("-->").unwrap();
        let json = rest;
        let page: Json =
            serde_json::from_str(json).unwrap_or_else(|why| panic!("{address}: {why}"));
        documented.check_page(template, &page, &mut shapes);
        given.entry(template.to_owned()).or_default().push(page);
    }
    let known: BTreeSet<_> = documented.pages.keys().collect();
    assert_eq!(
        given.keys().collect::<BTreeSet<_>>(),
        known,
        "every kind was read"
    );
    let unseen: Vec<_> = documented.shapes().difference(&shapes).cloned().collect();
    assert!(unseen.is_empty(), "no page had {unseen:?}");
    if std::env::var_os("WARRAQ_WRITE_SAMPLES").is_some() {
        std::fs::write(samples::file(), samples::of(&given)).unwrap();
    }
    let mut sampled = BTreeSet::new();
    for (template, page) in samples::pages() {
        documented.check_page(&template, &page, &mut sampled);
    }
    assert_eq!(
        sampled, shapes,
        "write the samples anew: WARRAQ_WRITE_SAMPLES=1 cargo nextest run every_page_is_given"
    );
    assert!(draft.faults().is_empty(), "{:?}", draft.faults());
}

/// The page of the built-in look, for comparison.
async fn built_in(archive: &Archive, address: &str) -> Reply {
    TestSite::own(archive.clone()).get(address).await
}

#[tokio::test]
async fn a_theme_changes_what_it_names_and_nothing_else() {
    let (archive, _folder) = paper(&[]);
    let draft = Draft::new(&[
        (
            "tokens.css",
            ":root { --paper: #010203; --rubric: #040506 } [data-theme=dark] { --paper: #070809 }",
        ),
        (
            "theme.css",
            ".sign { background: url(assets/a/sign.svg) } /* ours */",
        ),
        (
            "assets/a/sign.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        ),
        (
            "templates/front.html",
            "{% extends \"warraq/front.html\" %}{% block footer %}<footer>{{ asset(\"a/sign.svg\") }}</footer>{% endblock %}",
        ),
    ]);
    assert_eq!(draft.faults(), [""; 0]);
    let site = TestSite::with_theme(archive.clone(), draft.folder());
    let front = site.get("/").await;
    assert_eq!(front.main(), built_in(&archive, "/").await.main());
    let footer = front.text().split_once("<footer>").unwrap().1;
    let sign = footer.split_once("</footer>").unwrap().0;
    assert!(sign.starts_with("/assets/theme/a/sign-"), "{sign}");
    let sign_itself = site.get(sign).await;
    assert_eq!(sign_itself.status, StatusCode::OK);
    assert!(sign_itself.header("cache-control").contains("immutable"));

    let sheets = front.text().split("rel=\"stylesheet\" href=\"").skip(1);
    let sheets: Vec<_> = sheets.map(|rest| rest.split_once('"').unwrap().0).collect();
    let core = site.get(sheets[0]).await;
    assert!(
        core.text().trim_end().ends_with("{ --paper: #070809 }"),
        "tokens come last"
    );
    let last = site.get(sheets.last().unwrap()).await;
    assert_eq!(last.text(), format!(".sign {{ background: url({sign}) }}"));
    for colour in ["#010203", "#070809"] {
        assert!(
            front
                .text()
                .contains(&format!("name=\"theme-color\" content=\"{colour}\""))
        );
    }
    assert!(
        site.get("/manifest.webmanifest")
            .await
            .text()
            .contains("#040506")
    );
    let worker = site.get("/sw.js").await;
    assert!(worker.text().contains(sheets[0]) && worker.text().contains(sheets.last().unwrap()));
    let article = site.get("/about/").await;
    assert!(article.text().contains("<footer class=\"foot\">"));
}

#[tokio::test]
async fn a_faulty_theme_breaks_no_page_and_is_told_with_its_places() {
    let (archive, _folder) = paper(&[]);
    let draft = Draft::new(&[
        (
            "templates/front.html",
            "{% extends \"base.html\" %}\n{% block main %}\n{{ page.leed.headline }}{% endblock %}",
        ),
        ("templates/article.html", "<p>\n{% if %}"),
        ("templates/list.html", "{% include \"/etc/passwd\" %}"),
        ("templates/archive.html", "{{ asset(\"none.svg\") }}"),
        (
            "templates/search.html",
            "{% autoescape false %}{{ page.text }}{% endautoescape %}",
        ),
        ("templates/writers.html", "{{ page.title|safe }}"),
        ("theme.css", "\na { src: url(assets/none.woff2) }"),
        ("tokens.html", ""),
    ]);
    let faults = draft.faults().join("\n");
    for (place, cure) in [
        ("templates/front.html:3: undefined value", "docs/themes.md"),
        ("templates/article.html:2: syntax error", "Jinja"),
        (
            "templates/list.html:1: template not found",
            "warraq/NAME.html",
        ),
        (
            "templates/archive.html:1: invalid operation: the theme has no file assets/none.svg",
            "",
        ),
        ("templates/search.html:1: {% autoescape %}", "leave it out"),
        ("templates/writers.html:1: unknown filter", ""),
        ("theme.css:2: url(assets/none.woff2)", "below assets/"),
        ("tokens.html: it is not used", "templates/"),
    ] {
        let line = faults.lines().find(|line| line.starts_with(place));
        assert!(
            line.is_some_and(|line| line.contains(cure)),
            "{place}\n{faults}"
        );
    }
    assert_eq!(faults.lines().count(), 8, "{faults}");
    let site = TestSite::with_theme(archive.clone(), draft.folder());
    for address in [
        "/",
        "/about/",
        "/category/city/",
        "/archive/",
        "/search?q=%3Cb%3E",
        "/authors/",
    ] {
        let reply = site.get(address).await;
        assert_eq!(reply.status, StatusCode::OK, "{address}");
        assert_eq!(
            reply.main(),
            built_in(&archive, address).await.main(),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_theme_cannot_leave_its_folder_or_hang_the_server() {
    let (archive, folder) = paper(&[]);
    std::fs::write(folder.path().join("secret.html"), "secret").unwrap();
    let draft = Draft::new(&[
        (
            "templates/writers.html",
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        ),
        (
            "templates/archive.html",
            "{% for a in range(99999) %}{{ w.shell }}{{ w.shell }}{% endfor %}",
        ),
        ("templates/list.html", "{% include \"../secret.html\" %}"),
        ("assets/of a name.svg", "<svg/>"),
    ]);
    let secret = folder.path().join("secret.html");
    std::os::unix::fs::symlink(&secret, draft.folder().join("templates/front.html")).unwrap();
    std::os::unix::fs::symlink(&secret, draft.folder().join("theme.css")).unwrap();
    std::os::unix::fs::symlink(folder.path(), draft.folder().join("assets/all")).unwrap();
    let faults = draft.faults().join("\n");
    for place in [
        "templates/front.html: it is a symbolic link",
        "theme.css: it is a symbolic link",
        "assets/all: it is a symbolic link",
        "assets/of a name.svg: it cannot be served",
        "templates/writers.html:1: engine ran out of fuel",
        "templates/archive.html: failed to write output",
        "templates/list.html:1: template not found",
    ] {
        assert!(faults.contains(place), "{place}\n{faults}");
    }
    let site = TestSite::with_theme(archive.clone(), draft.folder());
    for address in ["/", "/authors/", "/archive/", "/category/city/"] {
        let reply = site.get(address).await;
        assert_eq!(
            reply.main(),
            built_in(&archive, address).await.main(),
            "{address}"
        );
        assert!(!reply.text().contains("secret"), "{address}");
    }
    for address in [
        "/assets/theme/all/secret.html",
        "/assets/theme/../secret.html",
        "/assets/../archive.db",
    ] {
        assert_eq!(
            site.get(address).await.status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
}

#[tokio::test]
async fn readers_words_stay_text_in_a_theme() {
    let (archive, _folder) = paper(&[]);
    let draft = Draft::new(&[("templates/search.html", "<p>{{ page.text }}</p>")]);
    let site = TestSite::with_theme(archive, draft.folder());
    let reply = site.get("/search?q=%3Cscript%3Ea()%3C/script%3E").await;
    assert_eq!(reply.text(), "<p>&lt;script&gt;a()&lt;/script&gt;</p>");
    assert!(
        reply
            .header("content-security-policy")
            .contains("script-src 'self';")
    );
}

#[tokio::test]
async fn a_theme_that_is_worked_on_is_read_again() {
    let (archive, _folder) = paper(&[]);
    let draft = Draft::new(&[("templates/writers.html", "one")]);
    let site = TestSite::with_theme_worked_on(archive.clone(), draft.folder());
    assert_eq!(site.get("/authors/").await.text(), "one");
    draft.write("templates/writers.html", "second");
    assert_eq!(site.get("/authors/").await.text(), "second");
    draft.write("templates/writers.html", "{% if %}");
    assert_eq!(
        site.get("/authors/").await.main(),
        built_in(&archive, "/authors/").await.main()
    );

    // Served for readers, it stays as it was read, and another start tells browsers that it changed.
    draft.write("templates/writers.html", "third");
    let site = TestSite::with_theme(archive.clone(), draft.folder());
    let third = site.get("/authors/").await;
    draft.write("templates/writers.html", "fourth");
    assert_eq!(site.get("/authors/").await.text(), "third");
    let site = TestSite::with_theme(archive, draft.folder());
    let known = [("if-none-match", third.header("etag"))];
    let fourth = site.ask(Method::GET, "/authors/", &known).await;
    assert_eq!((fourth.status, fourth.text()), (StatusCode::OK, "fourth"));
}

#[tokio::test]
async fn a_theme_lies_in_the_archive_or_where_the_administrator_says() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(NOW));
    let page = |name: &str, text: &str| {
        let file = folder.path().join(name).join("templates/writers.html");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    page("theme", "usual");
    page("other", "named");
    let archive = newsroom_in(folder.path(), clock.clone());
    assert_eq!(
        TestSite::own(archive).get("/authors/").await.text(),
        "usual"
    );
    std::fs::write(folder.path().join("warraq.toml"), "theme = \"other\"\n").unwrap();
    let archive = Archive::open(folder.path(), clock).unwrap();
    assert_eq!(
        TestSite::own(archive).get("/authors/").await.text(),
        "named"
    );
}

#[tokio::test]
async fn the_gazette_is_english_from_left_to_right() {
    let faults: Vec<_> = check_theme(&gazette());
    assert!(faults.is_empty(), "{faults:?}");
    let (archive, _folder) = paper(&[("site.language", "en"), ("site.hijri", "yes")]);
    let site = TestSite::with_theme(archive.clone(), &gazette());
    let front = site.get("/").await;
    assert!(front.text().contains("<div class=\"wrap gazette\">"));
    assert!(
        !front.text().contains("rel=\"preload\""),
        "its faces are the reader's own"
    );

    // What is Arabic is the newsroom's: the invented paper is one article after another of it.
    let arabic = include_str!("../../locales/ar.toml")
        .parse::<toml::Table>()
        .unwrap();
    let export = newsroom_folder().join("newsroom.wordpress.xml");
    let export = std::fs::read_to_string(export).unwrap();
    let mut sentences = Vec::new();
    collect(&toml::Value::Table(arabic), &mut sentences);
    sentences.retain(|sentence| !export.contains(sentence));
    assert!(sentences.len() > 200);
    for (address, reply) in read_all(&archive, &site).await {
        if !reply.header("content-type").starts_with("text/html") {
            continue;
        }
        let text = reply.text();
        assert!(
            text.starts_with("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">"),
            "{address}"
        );
        let said = sentences.iter().find(|sentence| text.contains(*sentence));
        assert!(said.is_none(), "{address} says {said:?}");
    }
}

/// All that a catalogue says in two words and more, apart from what is filled in: a word alone may be
/// the newsroom's.
fn collect(value: &toml::Value, sentences: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => {
            let parts = text.split('{').flat_map(|part| part.split('}'));
            let parts = parts.map(str::trim).filter(|part| part.contains(' '));
            sentences.extend(parts.map(str::to_owned));
        }
        toml::Value::Table(table) => table.values().for_each(|value| collect(value, sentences)),
        _ => {}
    }
}
