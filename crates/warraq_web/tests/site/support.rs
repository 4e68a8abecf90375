//! The invented newspaper, imported and ready to be asked.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use warraq_archive::Archive;
use warraq_archive::clock::FixedClock;
use warraq_archive::ingest::{self, Options, Source};
use warraq_archive::model::{Listing, Published, PublishedArticle, Timestamp};
use warraq_import::record::{Problem, Record};
use warraq_import::{source, wxr};

/// 2026-11-20 09:00 UTC, noon in the invented city: some days after the newest article.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_165_200_000);

/// Where the invented newspaper is.
pub(crate) fn newsroom_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/newsroom")
}

/// What is known of the invented newspaper by counting.
pub(crate) fn expected() -> serde_json::Value {
    let text = std::fs::read_to_string(newsroom_folder().join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

struct Export(PathBuf);

impl Source for Export {
    fn format(&self) -> &'static str {
        "wordpress"
    }

    fn files(&self) -> Vec<String> {
        vec![self.0.display().to_string()]
    }

    fn records(&self) -> Box<dyn Iterator<Item = Result<Record, Problem>> + Send + '_> {
        let parts = source::open(std::slice::from_ref(&self.0));
        Box::new(parts.into_iter().flat_map(|part| {
            let part = part.unwrap();
            wxr::read(&part.name, part.read().unwrap())
        }))
    }
}

/// Imports the invented newspaper into an archive of its own.
pub(crate) fn newsroom_in(folder: &Path, clock: Arc<FixedClock>) -> Archive {
    let export = newsroom_folder().join("newsroom.wordpress.xml");
    paper_in(folder, clock, export)
}

/// Imports an export, with the pictures of the invented newspaper, into an archive of its own.
pub(crate) fn paper_in(folder: &Path, clock: Arc<FixedClock>, export: PathBuf) -> Archive {
    let archive = Archive::create(folder, clock).unwrap();
    let options = Options {
        uploads: Some(newsroom_folder().join("uploads")),
        time_zone: Some("+03:00".to_owned()),
        ..Options::default()
    };
    ingest::run(&archive, &Export(export), &options, &|_, _| {}).unwrap();
    archive.index().follow(&archive).unwrap();
    archive
}

/// The archive is imported once for all tests, which only read it.
static NEWSROOM: LazyLock<(Archive, Arc<FixedClock>)> = LazyLock::new(|| {
    let clock = Arc::new(FixedClock::at(NOW));
    let folder = tempfile::tempdir().unwrap().keep();
    (newsroom_in(&folder, clock.clone()), clock)
});

/// The invented newspaper, for a test that changes it or moves its clock.
pub(crate) struct Paper {
    pub(crate) archive: Archive,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) site: TestSite,
    _folder: tempfile::TempDir,
}

impl Paper {
    pub(crate) fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(NOW));
        let archive = newsroom_in(folder.path(), clock.clone());
        Self {
            site: TestSite::own(archive.clone()),
            archive,
            clock,
            _folder: folder,
        }
    }

    /// Its articles, newest first.
    pub(crate) fn articles(&self) -> Vec<PublishedArticle> {
        let found = self
            .archive
            .read_here(|reading| reading.articles(Listing::All, 200));
        let found = found.unwrap().into_iter();
        found.map(Published::into_inner).collect()
    }
}

/// The paper, to be asked like a server.
#[derive(Clone)]
pub(crate) struct TestSite {
    router: Router,
}

/// An answer with its body read.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl TestSite {
    /// The invented newspaper.
    pub(crate) fn newsroom() -> Self {
        Self {
            router: warraq_web::app(NEWSROOM.0.clone()),
        }
    }

    /// A paper of one's own, whose clock may be moved.
    pub(crate) fn own(archive: Archive) -> Self {
        Self {
            router: warraq_web::app(archive),
        }
    }

    /// A paper with the theme of a folder.
    pub(crate) fn with_theme(archive: Archive, theme: &Path) -> Self {
        let options = warraq_web::ServeOptions {
            theme: Some(theme.to_owned()),
            ..warraq_web::ServeOptions::default()
        };
        Self {
            router: warraq_web::app_with(archive, &options),
        }
    }

    /// A paper whose theme is being worked on.
    pub(crate) fn with_theme_worked_on(archive: Archive, theme: &Path) -> Self {
        let options = warraq_web::ServeOptions {
            theme: Some(theme.to_owned()),
            reload: true,
            ..warraq_web::ServeOptions::default()
        };
        Self {
            router: warraq_web::app_with(archive, &options),
        }
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        address: &str,
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.reply(request.body(Body::empty()).unwrap()).await
    }

    async fn reply(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Sends a form, as a page of the paper does.
    pub(crate) async fn post(&self, address: &str, form: &str) -> Reply {
        let ours = ("sec-fetch-site", "same-origin");
        self.send(address, form, &[ours]).await
    }

    /// Sends a form with these headers.
    pub(crate) async fn send(&self, address: &str, form: &str, headers: &[(&str, &str)]) -> Reply {
        let kind = "application/x-www-form-urlencoded";
        self.send_as(kind, address, form, headers).await
    }

    /// Sends a body of this media type.
    pub(crate) async fn send_as(
        &self,
        kind: &str,
        address: &str,
        form: &str,
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(address)
            .header("content-type", kind);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.reply(request.body(Body::from(form.to_owned())).unwrap())
            .await
    }

    pub(crate) async fn get(&self, address: &str) -> Reply {
        self.ask(Method::GET, address, &[]).await
    }

    /// Asks again until the page says `words`, or says them no more: changes are followed in the
    /// background.
    pub(crate) async fn until(&self, address: &str, words: &str, said: bool) -> Reply {
        for _ in 0..2_000 {
            let page = self.get(address).await;
            if page.text().contains(words) == said {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("{address} did not change: «{words}» said should be {said}");
    }
}

impl Reply {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The part of a page between `<main>` and its end, an element a line.
    pub(crate) fn main(&self) -> String {
        let text = self.text();
        let start = text.find("<main").expect("a page has a main part");
        let end = text.find("</main>").expect("the main part ends");
        text[start..end].replace("><", ">\n<")
    }

    /// What the main part of a page is built of: elements with their classes, each kind of child
    /// once. It stays the same when articles are added.
    pub(crate) fn outline(&self) -> String {
        let main = self.main();
        let mut open: Vec<Outline> = vec![Outline::default()];
        for tag in main
            .split('<')
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('>')?.0))
        {
            let name = tag.split(' ').next().unwrap();
            if let Some(closed) = name.strip_prefix('/') {
                let outline = open.pop().unwrap();
                assert_eq!(outline.name, closed, "elements close in order");
                open.last_mut().unwrap().add(outline.lines());
                continue;
            }
            let class = tag
                .split_once("class=\"")
                .and_then(|(_, rest)| rest.split_once('"'));
            let outline = Outline {
                name: name.to_owned(),
                class: class
                    .map(|(class, _)| class.replace(' ', "."))
                    .unwrap_or_default(),
                inside: Vec::new(),
            };
            if [
                "img", "source", "input", "br", "hr", "path", "circle", "rect",
            ]
            .contains(&name)
            {
                open.last_mut().unwrap().add(outline.lines());
            } else {
                open.push(outline);
            }
        }
        open.pop().unwrap().inside.concat()
    }

    /// The value of an attribute of the first element that begins with `element`.
    pub(crate) fn attribute(&self, element: &str, name: &str) -> Option<&str> {
        let rest = self.text().split_once(element)?.1.split_once('>')?.0;
        Some(rest.split_once(&format!("{name}=\""))?.1.split_once('"')?.0)
    }
}

#[derive(Default)]
struct Outline {
    name: String,
    class: String,
    inside: Vec<String>,
}

impl Outline {
    fn add(&mut self, lines: String) {
        let is_new = !self.inside.contains(&lines);
        if is_new {
            self.inside.push(lines);
        }
    }

    fn lines(&self) -> String {
        // Heights of bars and shades of days are data.
        let is_data = self.class.len() < 4 && self.class.ends_with(|c: char| c.is_ascii_digit());
        let dot = if self.class.is_empty() || is_data {
            ""
        } else {
            "."
        };
        let class = if is_data { "" } else { &self.class };
        let inside = self.inside.concat().replace('\n', "\n  ");
        let inside = inside.strip_suffix("  ").map(|lines| format!("  {lines}"));
        let inside = inside.unwrap_or_default();
        format!("{}{dot}{class}\n{inside}", self.name)
    }
}
