//! From an answer to HTTP: the only place that writes response headers.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    RETRY_AFTER, SET_COOKIE, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use warraq_archive::media::Served;
use warraq_archive::model::{ArticleId, Timestamp};
use warraq_archive::store::ChangeKind;

mod conditional;
mod cookie;
mod file;
mod finished;

pub(crate) use conditional::Ask;
pub(crate) use cookie::{Cookie, CookieName};
pub(crate) use file::{send_file, send_to_newsroom};
pub(crate) use finished::{Coding, Demand, Finished};

/// How long others may keep an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachePolicy {
    /// A page of the paper: a minute, and longer while the paper cannot be reached.
    Page,
    /// An answer that depends on the search index or on what is missing: a minute, no longer.
    Minute,
    /// A file whose name changes with its content.
    Immutable,
    /// A picture or document under an address that the old site chose.
    Day,
    /// A file that is kept, and used only after asking whether it has changed.
    Asked,
    /// Nobody keeps it.
    NoStore,
}

impl CachePolicy {
    fn header(self) -> &'static str {
        match self {
            Self::Page => "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400",
            Self::Minute => "public, max-age=60",
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Day => "public, max-age=86400, stale-if-error=604800",
            Self::Asked => "no-cache",
            Self::NoStore => "no-store",
        }
    }
}

/// What the bytes of an answer are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Html,
    Rss,
    Atom,
    JsonFeed,
    Json,
    /// Why a program got nothing (RFC 9457).
    Problem,
    Xml,
    Sitemap,
    Manifest,
    Text,
    Style,
    Script,
    Svg,
    Font,
    /// A file of the archive: its media type, and whether a browser saves it instead of showing it.
    File {
        mime: &'static str,
        saved: bool,
    },
}

impl Kind {
    fn content_type(&self) -> &str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::JsonFeed => "application/feed+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Problem => "application/problem+json; charset=utf-8",
            Self::Xml => "text/xml; charset=utf-8",
            Self::Sitemap => "application/xml; charset=utf-8",
            Self::Manifest => "application/manifest+json; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
            Self::Style => "text/css; charset=utf-8",
            Self::Script => "text/javascript; charset=utf-8",
            Self::Svg => "image/svg+xml; charset=utf-8",
            Self::Font => "font/woff2",
            Self::File { mime, saved: false } if may_be_shown(mime) => mime,
            Self::File { .. } => "application/octet-stream",
        }
    }

    fn compresses(&self) -> bool {
        !matches!(self, Self::Font | Self::File { .. })
    }
}

/// Media types that a browser may show at our address. Whatever could run as a page is saved
/// instead.
fn may_be_shown(mime: &str) -> bool {
    const PICTURES: [&str; 7] = [
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/bmp",
        "image/x-icon",
    ];
    PICTURES.contains(&mime)
        || mime == "application/pdf"
        || mime == "text/plain"
        || mime.starts_with("audio/")
        || mime.starts_with("video/")
}

/// What an answer was made from, and how long it stays true.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    /// Canonical path under which the answer is kept.
    pub(crate) path: String,
    /// Whatever changes one of these makes the answer out of date.
    pub(crate) keys: Vec<ChangeKind>,
    /// The newest change that the answer has seen.
    pub(crate) seq: i64,
    /// When the answer stops being true by itself: a scheduled article appears, a day ends.
    pub(crate) until: Option<Timestamp>,
}

/// What a handler answers.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) kind: Kind,
    pub(crate) body: Bytes,
    pub(crate) policy: CachePolicy,
    pub(crate) location: Option<String>,
    pub(crate) modified: Option<Timestamp>,
    /// Seconds after which a busy server may be asked again.
    pub(crate) retry_after: Option<u32>,
    /// Origins beside our own that a page may ask, once its reader has agreed.
    pub(crate) elsewhere: Vec<String>,
    /// `None` for an answer that the page cache must not keep.
    pub(crate) memory: Option<Memory>,
    /// What the browser is given to carry.
    cookies: Vec<Cookie>,
    /// Whether only those who work here see it.
    is_of_newsroom: bool,
    /// Whether the editor runs in it.
    has_editor: bool,
    /// The article that is read by whoever gets this.
    pub(crate) article: Option<ArticleId>,
    /// Whether films of other sites may be played in it.
    pub(crate) plays_films: bool,
    /// A file of the archive, for those who work here, in place of a body.
    pub(crate) file: Option<Served>,
}

impl Answer {
    /// An answer with a body.
    pub(crate) fn new(kind: Kind, body: impl Into<Bytes>, policy: CachePolicy) -> Self {
        Self {
            status: StatusCode::OK,
            kind,
            body: body.into(),
            policy,
            location: None,
            modified: None,
            retry_after: None,
            elsewhere: Vec::new(),
            memory: None,
            cookies: Vec::new(),
            is_of_newsroom: false,
            has_editor: false,
            article: None,
            plays_films: false,
            file: None,
        }
    }

    /// A file of the archive, for those who work here.
    pub(crate) fn of_file(file: Served) -> Self {
        Self {
            file: Some(file),
            ..Self::bare(StatusCode::OK)
        }
    }

    /// Whether this is a page and not a redirect or a refusal.
    pub(crate) fn is_shown(&self) -> bool {
        self.status == StatusCode::OK
    }

    /// A permanent redirect inside the site.
    pub(crate) fn moved(to: &str) -> Self {
        Self {
            status: StatusCode::MOVED_PERMANENTLY,
            location: Some(inside(to)),
            ..Self::new(Kind::Text, Bytes::new(), CachePolicy::Minute)
        }
    }

    /// After a form was written down: the page that says so, which may be loaded again.
    pub(crate) fn see(other: &str) -> Self {
        Self {
            status: StatusCode::SEE_OTHER,
            policy: CachePolicy::NoStore,
            ..Self::moved(other)
        }
    }

    /// A bare status in plain text, for what no reader sees.
    pub(crate) fn bare(status: StatusCode) -> Self {
        let text = status.canonical_reason().unwrap_or_default().to_owned();
        Self {
            status,
            ..Self::new(Kind::Text, text, CachePolicy::NoStore)
        }
    }

    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// An answer with something in it that is for one reader only: nobody keeps it.
    pub(crate) fn for_one(self) -> Self {
        Self {
            memory: None,
            policy: CachePolicy::NoStore,
            ..self
        }
    }

    /// An answer for those who work here: nobody keeps it, and nothing of it leaves this site.
    pub(crate) fn of_newsroom(self) -> Self {
        Self {
            is_of_newsroom: true,
            ..self.for_one()
        }
    }

    /// An answer in which the editor runs.
    pub(crate) fn with_editor(self) -> Self {
        Self {
            has_editor: true,
            ..self
        }
    }

    /// An answer after which the browser carries something.
    pub(crate) fn with_cookie(mut self, cookie: Cookie) -> Self {
        self.cookies.push(cookie);
        self.for_one()
    }

    /// An answer in which an article is read.
    pub(crate) fn read_as(self, article: ArticleId) -> Self {
        Self {
            article: Some(article),
            ..self
        }
    }

    /// An answer in which films of other sites may be played.
    pub(crate) fn with_players(self, plays_films: bool) -> Self {
        Self {
            plays_films,
            ..self
        }
    }

    pub(crate) fn remembered(self, memory: Memory) -> Self {
        Self {
            memory: Some(memory),
            ..self
        }
    }
}

/// Makes sure that an address cannot lead off the site: one slash at the front, nothing that a
/// browser would read as a host or as the end of a header.
fn inside(path: &str) -> String {
    let path = path.trim_start_matches(['/', '\\']);
    let mut address = String::with_capacity(path.len() + 1);
    address.push('/');
    address.extend(path.chars().filter(|c| !c.is_control() && *c != '\\'));
    address
}

/// Headers that every answer of this paper carries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct House {
    https: bool,
}

/// No third party, no inline script, no inline style. Data blocks (JSON-LD) are no script to it. Text
/// becomes a script's address in one place, which makes the worker's and no other.
const CSP: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; \
    form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types worker";
/// On articles with films of other sites: the players that `film.js` shows when a reader asks.
const FILMS: &str = "frame-src https://www.youtube-nocookie.com https://player.vimeo.com \
    https://www.dailymotion.com";
macro_rules! newsroom_csp {
    ($policies:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
             font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self'; \
             base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types ",
            $policies
        )
    };
}
/// The newsroom fetches from itself alone, and nobody frames it.
const NEWSROOM_CSP: &str = newsroom_csp!("'none'");
/// The editor reads mark-up, what was pasted included, in two places: into documents that run nothing.
const EDITOR_CSP: &str = newsroom_csp!("editor ProseMirrorClipboard");
/// Files that people uploaded get no rights at all.
const FILE_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; \
    form-action 'none'; base-uri 'none'; sandbox";
/// A sandbox would keep browsers from showing a document.
const DOCUMENT_CSP: &str = "default-src 'none'; object-src 'self'; frame-ancestors 'none'; form-action 'none'; \
     base-uri 'none'";
const PERMISSIONS: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";
const TWO_YEARS: &str = "max-age=63072000; includeSubDomains";

/// The policy of a page that may ask other origins. What a script of others does with text, and which
/// picture it counts with, is theirs: nothing inline is allowed, but trusted types would stop it.
fn opened(answer: &Answer) -> String {
    let origins = answer.elsewhere.join(" ");
    let strict = CSP.split(';').map(str::trim);
    let kept = strict.filter(|part| origins.is_empty() || !part.contains("trusted-types"));
    let opened = kept.map(|part| {
        let is_open = ["script-src", "img-src", "connect-src"]
            .iter()
            .any(|name| part.starts_with(name));
        if is_open {
            format!("{part} {origins}").trim_end().to_owned()
        } else {
            part.to_owned()
        }
    });
    let players = answer.plays_films.then(|| FILMS.to_owned());
    opened.chain(players).collect::<Vec<_>>().join("; ")
}

impl House {
    /// `url` is the paper's home address.
    pub(crate) fn of(url: &str) -> Self {
        Self {
            https: url.starts_with("https://"),
        }
    }

    /// A paper that is read without TLS, as in a demonstration.
    pub(crate) fn plain() -> Self {
        Self { https: false }
    }

    /// A paper behind TLS.
    pub(crate) fn encrypted() -> Self {
        Self { https: true }
    }

    pub(crate) fn is_https(self) -> bool {
        self.https
    }

    /// All headers of an answer but those that depend on who asks.
    fn headers(self, answer: &Answer) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(16);
        let mut fixed = |name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        fixed(CACHE_CONTROL, answer.policy.header());
        fixed(X_CONTENT_TYPE_OPTIONS, "nosniff");
        // Addresses of the newsroom may hold keys, and are nobody else's.
        fixed(
            REFERRER_POLICY,
            if answer.is_of_newsroom {
                "same-origin"
            } else {
                "strict-origin-when-cross-origin"
            },
        );
        fixed(HeaderName::from_static("permissions-policy"), PERMISSIONS);
        fixed(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        );
        // What programs read has nothing in it that depends on who asks, but in the newsroom.
        let is_for_all =
            matches!(answer.kind, Kind::Json | Kind::Problem) && !answer.is_of_newsroom;
        if is_for_all {
            fixed(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        fixed(
            HeaderName::from_static("cross-origin-resource-policy"),
            if is_for_all {
                "cross-origin"
            } else {
                "same-origin"
            },
        );
        fixed(
            CONTENT_SECURITY_POLICY,
            match &answer.kind {
                Kind::File {
                    mime: "application/pdf",
                    ..
                } => DOCUMENT_CSP,
                Kind::File { .. } => FILE_CSP,
                _ if answer.is_of_newsroom && answer.has_editor => EDITOR_CSP,
                _ if answer.is_of_newsroom => NEWSROOM_CSP,
                _ => CSP,
            },
        );
        if answer.is_of_newsroom {
            fixed(HeaderName::from_static("x-robots-tag"), "noindex");
        }
        if self.https {
            fixed(STRICT_TRANSPORT_SECURITY, TWO_YEARS);
        }
        if answer.kind.compresses() {
            fixed(VARY, "accept-encoding");
        }
        let mut made = |name: HeaderName, value: &str| {
            // Values that are no header (a control character in a stored name) are left out.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        if answer.plays_films || !answer.elsewhere.is_empty() {
            made(CONTENT_SECURITY_POLICY, &opened(answer));
        }
        made(CONTENT_TYPE, answer.kind.content_type());
        if let Some(location) = &answer.location {
            made(LOCATION, location);
        }
        if let Some(seconds) = answer.retry_after {
            made(RETRY_AFTER, &seconds.to_string());
        }
        if let Kind::File { mime, saved } = answer.kind
            && (saved || !may_be_shown(mime))
        {
            made(CONTENT_DISPOSITION, "attachment");
        }
        if answer.status == StatusCode::METHOD_NOT_ALLOWED {
            made(ALLOW, "GET, HEAD");
        }
        for cookie in &answer.cookies {
            if let Ok(value) = HeaderValue::from_str(cookie.text()) {
                headers.append(SET_COOKIE, value);
            }
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(url: &str, answer: &Answer) -> HeaderMap {
        House::of(url).headers(answer)
    }

    #[test]
    fn every_answer_is_strict() {
        let page = Answer::new(Kind::Html, "x", CachePolicy::Page);
        let headers = headers("http://paper.example", &page);
        let csp = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(csp.starts_with("default-src 'none'"));
        assert!(!csp.contains("unsafe"));
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(headers.contains_key(REFERRER_POLICY));
        assert_eq!(headers[VARY], "accept-encoding");
    }

    #[test]
    fn a_page_that_asks_opens_what_is_named_and_nothing_more() {
        let mut page = Answer::new(Kind::Html, "x", CachePolicy::Page);
        page.elsewhere = vec!["https://stats.example".to_owned()];
        let headers = headers("https://paper.example", &page);
        let csp = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert_eq!(csp.matches("https://stats.example").count(), 3);
        assert!(csp.contains("script-src 'self' https://stats.example; worker-src 'self'; "));
        assert!(csp.contains("frame-ancestors 'none'") && !csp.contains("unsafe"));
    }

    #[test]
    fn the_editor_may_read_mark_up_and_nothing_else_may() {
        let page = Answer::new(Kind::Html, "x", CachePolicy::NoStore).of_newsroom();
        let policy = |answer: &Answer| {
            let headers = headers("https://paper.example", answer);
            headers[CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .to_owned()
        };
        let (plain, editor) = (policy(&page), policy(&page.with_editor()));
        assert!(plain.ends_with("trusted-types 'none'"));
        let opened = editor.replace("editor ProseMirrorClipboard", "'none'");
        assert_eq!(opened, plain);
    }

    #[test]
    fn strict_transport_is_promised_only_behind_tls() {
        let page = Answer::new(Kind::Html, "x", CachePolicy::Page);
        let plain = headers("http://paper.example", &page);
        let safe = headers("https://paper.example", &page);
        assert!(!plain.contains_key(STRICT_TRANSPORT_SECURITY));
        assert!(safe.contains_key(STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn no_redirect_leads_off_the_site() {
        for evil in [
            "//evil.example/x",
            "/\\evil.example",
            "\\\\evil",
            "///evil",
            "/a\r\nX: 1",
        ] {
            let location = Answer::moved(evil).location.unwrap();
            assert!(location.starts_with('/'), "{location}");
            assert!(!location.starts_with("//"), "{location}");
            assert!(!location.contains(['\\', '\r', '\n']), "{location}");
        }
        assert_eq!(
            Answer::moved("/a/b/?x=1").location.as_deref(),
            Some("/a/b/?x=1")
        );
    }

    #[test]
    fn uploads_that_could_be_pages_are_saved_not_shown() {
        for mime in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/xml",
        ] {
            let kind = Kind::File { mime, saved: false };
            let headers = headers(
                "https://a.example",
                &Answer::new(kind, "x", CachePolicy::Day),
            );
            assert_eq!(headers[CONTENT_TYPE], "application/octet-stream", "{mime}");
            assert_eq!(headers[CONTENT_DISPOSITION], "attachment");
        }
        let kind = Kind::File {
            mime: "image/png",
            saved: false,
        };
        let picture = headers(
            "https://a.example",
            &Answer::new(kind, "x", CachePolicy::Day),
        );
        assert_eq!(picture[CONTENT_TYPE], "image/png");
        assert!(!picture.contains_key(CONTENT_DISPOSITION));
        assert!(
            picture[CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .contains("sandbox")
        );
    }
}
