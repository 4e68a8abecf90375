//! What a request says of whoever makes it, as far as counting needs to know.

use axum::http::header::{HeaderName, REFERER, USER_AGENT};
use axum::http::{HeaderMap, Method};
use warraq_archive::model::ReadSource;

use crate::forms::Peer;

/// What programs that take themselves for browsers call themselves besides. The address of a page
/// about the program is in most of the names.
const PROGRAMS: [&[u8]; 9] = [
    b"http",
    b"bot",
    b"crawl",
    b"spider",
    b"slurp",
    b"headless",
    b"lighthouse",
    b"preview",
    b"google-",
];
/// A maker of telephones, which has the second of these words in its name.
const NO_BOT: &[u8] = b"cubot";

/// Search engines, by a part of their hosts that stands at its beginning or after a dot.
const SEARCH: [&str; 10] = [
    "google.",
    "bing.com",
    "duckduckgo.com",
    "yahoo.",
    "yandex.",
    "ecosia.org",
    "startpage.com",
    "qwant.com",
    "baidu.com",
    "search.brave.com",
];
/// Where people share links, the same.
const SOCIAL: [&str; 17] = [
    "facebook.com",
    "instagram.com",
    "threads.net",
    "threads.com",
    "t.co",
    "x.com",
    "twitter.com",
    "t.me",
    "telegram.org",
    "whatsapp.com",
    "youtube.com",
    "linkedin.com",
    "lnkd.in",
    "reddit.com",
    "pinterest.",
    "tiktok.com",
    "bsky.app",
];
/// Programs on telephones that say where a link was opened.
const SEARCH_PROGRAM: &str = "com.google.android.googlequicksearchbox";
const SOCIAL_PROGRAMS: [&str; 4] = [
    "org.telegram.messenger",
    "com.facebook.katana",
    "com.linkedin.android",
    "com.twitter.android",
];

/// A request for a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit<'a> {
    pub(crate) method: &'a Method,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) peer: Option<Peer>,
}

impl<'a> Visit<'a> {
    /// Whether somebody reads what is sent: no robot, and no browser that fetches it in case.
    pub(super) fn is_reading(self) -> bool {
        self.method == Method::GET
            && is_browser(self.agent())
            && ["sec-purpose", "purpose", "x-moz"]
                .iter()
                .all(|name| !holds(self.value(name), b"prefetch"))
            // A script that fetches a page does not read it.
            && matches!(self.value("sec-fetch-mode"), b"" | b"navigate")
    }

    /// The name of the browser.
    pub(super) fn agent(self) -> &'a [u8] {
        self.headers
            .get(USER_AGENT)
            .map_or(b"", |value| value.as_bytes())
    }

    /// Where the reader came from, to the paper whose home is `home`.
    pub(super) fn source(self, home: &str) -> ReadSource {
        let referrer = self.headers.get(REFERER);
        let referrer = referrer.and_then(|value| value.to_str().ok());
        source_of(referrer.unwrap_or_default(), home)
    }

    fn value(self, name: &'static str) -> &'a [u8] {
        self.headers
            .get(HeaderName::from_static(name))
            .map_or(b"", |value| value.as_bytes())
    }
}

fn is_browser(agent: &[u8]) -> bool {
    let has_its_form = agent.starts_with(b"Mozilla/") || agent.starts_with(b"Opera/");
    has_its_form
        && PROGRAMS
            .iter()
            .all(|word| !holds(agent, word) || (*word == b"bot" && holds(agent, NO_BOT)))
}

/// Whether `text` holds `word`, which is in small letters, in letters of any size.
fn holds(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len())
        .any(|part| part.eq_ignore_ascii_case(word))
}

fn source_of(referrer: &str, home: &str) -> ReadSource {
    if referrer.is_empty() {
        return ReadSource::Direct;
    }
    let host = host(referrer);
    let is_one_of = |known: &[&str]| known.iter().any(|part| is_at(&host, part));
    if host == self::host(home) {
        ReadSource::OwnSite
    } else if referrer.starts_with("android-app://") {
        match host.as_str() {
            SEARCH_PROGRAM => ReadSource::Search,
            name if SOCIAL_PROGRAMS.contains(&name) => ReadSource::Social,
            _ => ReadSource::Elsewhere,
        }
    } else if is_one_of(&SEARCH) {
        ReadSource::Search
    } else if is_one_of(&SOCIAL) {
        ReadSource::Social
    } else {
        ReadSource::Elsewhere
    }
}

/// The host of an address, without its port, in small letters.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default().to_ascii_lowercase()
}

/// Whether a host is the one of this name, or under it. A name that ends in a dot has any ending.
fn is_at(host: &str, name: &str) -> bool {
    if name.ends_with('.') {
        host.starts_with(name) || host.contains(&format!(".{name}"))
    } else {
        host.strip_suffix(name)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    fn reads(method: &Method, headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let visit = Visit {
            method,
            headers: &map,
            peer: None,
        };
        visit.is_reading()
    }

    #[test]
    fn people_read_and_programs_do_not() {
        let read = |agent: &str| reads(&Method::GET, &[("user-agent", agent)]);
        assert!(read(BROWSER));
        assert!(read(
            "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Mobile Safari/537.36"
        ));
        for program in [
            "",
            "curl/8.9",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "facebookexternalhit/1.1",
            "WhatsApp/2.23",
            "Mozilla/5.0 AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36",
            "Mozilla/5.0 (compatible; Yahoo! Slurp)",
        ] {
            assert!(!read(program), "{program}");
        }
    }

    #[test]
    fn what_is_fetched_in_case_is_not_read() {
        let with = |name, value| reads(&Method::GET, &[("user-agent", BROWSER), (name, value)]);
        assert!(!with("sec-purpose", "prefetch;prerender"));
        assert!(!with("purpose", "prefetch"));
        assert!(!with("x-moz", "prefetch"));
        assert!(!with("sec-fetch-mode", "cors"));
        assert!(with("sec-fetch-mode", "navigate"));
        assert!(!reads(&Method::HEAD, &[("user-agent", BROWSER)]));
    }

    #[track_caller]
    fn check(referrer: &str, expected: ReadSource) {
        let home = "https://www.alwarraq.example";
        assert_eq!(source_of(referrer, home), expected, "{referrer}");
    }

    #[test]
    fn readers_come_from_kinds_of_places() {
        check("", ReadSource::Direct);
        check("https://www.alwarraq.example/", ReadSource::OwnSite);
        check("https://www.google.com.sy/", ReadSource::Search);
        check("https://duckduckgo.com/?q=x", ReadSource::Search);
        check("https://l.facebook.com/", ReadSource::Social);
        check("https://t.co/abc", ReadSource::Social);
        check("android-app://org.telegram.messenger/", ReadSource::Social);
        check("https://reddit.company.example/", ReadSource::Elsewhere);
        check("https://bigbox.com/", ReadSource::Elsewhere);
        check("https://notgoogle.example/", ReadSource::Elsewhere);
    }
}
