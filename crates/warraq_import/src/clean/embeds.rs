//! Films, posts and players of other sites become cards that lead there. Runs after pages and before
//! blocks: WordPress looks for addresses on a line of their own before it makes paragraphs.
//!
//! Nothing is loaded from anybody else's server while a reader reads. A card says whose it is and
//! where it leads; what a script may do on a click is told by `data-embed`.

use super::entities::{decode, escape_attribute};
use super::search::has;
use super::tokens::Tag;
use super::{Body, Context};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Something of another site that the body shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// Short name of the provider, as in `data-embed`: `youtube`, `x`, … or `other`.
    pub provider: &'static str,
    /// Where the card leads: the page for people, not the player's.
    pub url: String,
    /// Whether it is a film.
    pub video: bool,
}

/// A site whose addresses WordPress turns into players, or that old bodies hold players of.
pub(super) struct Provider {
    /// As in `data-embed`.
    pub(super) key: &'static str,
    /// As readers know it.
    pub(super) name: &'static str,
    hosts: &'static [&'static str],
    video: bool,
    /// What the path of an address on a line of its own must begin with, any of them.
    paths: &'static [&'static str],
}

const fn provider(
    key: &'static str,
    name: &'static str,
    video: bool,
    hosts: &'static [&'static str],
    paths: &'static [&'static str],
) -> Provider {
    Provider {
        key,
        name,
        hosts,
        video,
        paths,
    }
}

#[rustfmt::skip]
const PROVIDERS: &[Provider] = &[
    provider("youtube", "YouTube", true, &["youtube.com", "youtu.be", "youtube-nocookie.com"], &["/watch", "/playlist", "/shorts/", "/embed/", "/v/", "/live/", "youtu.be/"]),
    provider("vimeo", "Vimeo", true, &["vimeo.com"], &["/"]),
    provider("dailymotion", "Dailymotion", true, &["dailymotion.com", "dai.ly"], &["/"]),
    provider("x", "X", false, &["twitter.com", "x.com"], &["/"]),
    provider("facebook", "Facebook", false, &["facebook.com", "fb.watch", "fb.com"], &["/"]),
    provider("instagram", "Instagram", false, &["instagram.com", "instagr.am"], &["/p/", "/reel/", "/tv/", "/"]),
    provider("tiktok", "TikTok", true, &["tiktok.com"], &["/"]),
    provider("telegram", "Telegram", false, &["t.me", "telegram.me"], &["/"]),
    provider("soundcloud", "SoundCloud", false, &["soundcloud.com", "snd.sc"], &["/"]),
    provider("spotify", "Spotify", false, &["spotify.com"], &["/"]),
    provider("flickr", "Flickr", false, &["flickr.com", "flic.kr"], &["/"]),
    provider("reddit", "Reddit", false, &["reddit.com"], &["/r/"]),
    provider("pinterest", "Pinterest", false, &["pinterest.com", "pin.it"], &["/"]),
    provider("tumblr", "Tumblr", false, &["tumblr.com"], &["/"]),
    provider("ted", "TED", true, &["ted.com"], &["/talks/", "/"]),
    provider("wordpress-tv", "WordPress.tv", true, &["wordpress.tv"], &["/"]),
    provider("videopress", "VideoPress", true, &["videopress.com", "video.wordpress.com"], &["/v/", "/embed/"]),
    provider("hulu", "Hulu", true, &["hulu.com"], &["/"]),
    provider("scribd", "Scribd", false, &["scribd.com"], &["/doc", "/document"]),
    provider("slideshare", "SlideShare", false, &["slideshare.net"], &["/"]),
    provider("speakerdeck", "Speaker Deck", false, &["speakerdeck.com"], &["/"]),
    provider("issuu", "Issuu", false, &["issuu.com"], &["/"]),
    provider("mixcloud", "Mixcloud", false, &["mixcloud.com"], &["/"]),
    provider("reverbnation", "ReverbNation", false, &["reverbnation.com"], &["/"]),
    provider("imgur", "Imgur", false, &["imgur.com"], &["/"]),
    provider("smugmug", "SmugMug", false, &["smugmug.com"], &["/"]),
    provider("kickstarter", "Kickstarter", false, &["kickstarter.com", "kck.st"], &["/projects/"]),
    provider("crowdsignal", "Crowdsignal", false, &["polldaddy.com", "poll.fm", "survey.fm", "crowdsignal.com"], &["/"]),
    provider("animoto", "Animoto", true, &["animoto.com", "video214.com"], &["/play/"]),
    provider("cloudup", "Cloudup", false, &["cloudup.com"], &["/"]),
    provider("screencast", "Screencast", true, &["screencast.com"], &["/"]),
    provider("rumble", "Rumble", true, &["rumble.com"], &["/"]),
    provider("ok", "OK.ru", true, &["ok.ru"], &["/video"]),
    provider("gdrive", "Google Drive", false, &["drive.google.com", "docs.google.com"], &["/"]),
    provider("gmaps", "Google Maps", false, &["maps.google.com", "google.com"], &["/maps"]),
    provider("archive", "Internet Archive", false, &["archive.org"], &["/embed/", "/details/"]),
    provider("streamable", "Streamable", true, &["streamable.com"], &["/"]),
    provider("datawrapper", "Datawrapper", false, &["datawrapper.dwcdn.net"], &["/"]),
    provider("flourish", "Flourish", false, &["flo.uri.sh", "public.flourish.studio"], &["/"]),
];

/// Providers that WordPress has no oEmbed for: their bare addresses stay links in text.
const FRAMES_ONLY: [&str; 7] = [
    "gdrive",
    "gmaps",
    "archive",
    "streamable",
    "datawrapper",
    "flourish",
    "hulu",
];

/// Whether `url` leads to another site.
pub(super) fn is_address(url: &str) -> bool {
    split_address(url).is_some()
}

/// What `data-embed` may say.
pub(super) fn is_key(key: &str) -> bool {
    key == "other" || PROVIDERS.iter().any(|provider| provider.key == key)
}

/// Host and what follows it, of an `http(s)` address.
fn split_address(url: &str) -> Option<(&str, &str)> {
    let rest = url
        .get(..8)
        .filter(|s| s.eq_ignore_ascii_case("https://"))
        .map(|_| &url[8..]);
    let rest = rest
        .or_else(|| {
            url.get(..7)
                .filter(|s| s.eq_ignore_ascii_case("http://"))
                .map(|_| &url[7..])
        })
        .or_else(|| url.strip_prefix("//"))?;
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let host = &rest[..end];
    let plain = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    (plain && host.contains('.')).then_some((host, &rest[end..]))
}

/// Whether a file may lie at `url`: on the web, or on the paper's own site.
pub(super) fn may_be_an_address(url: &str) -> bool {
    split_address(url.trim()).is_some() || !url.contains(':')
}

fn provider_of(url: &str) -> Option<&'static Provider> {
    let (host, after) = split_address(url)?;
    PROVIDERS.iter().find(|provider| {
        provider.hosts.iter().any(|known| {
            let start = host.len().wrapping_sub(known.len());
            let same = host
                .get(start..)
                .is_some_and(|end| end.eq_ignore_ascii_case(known));
            same && (start == 0 || host.as_bytes()[start - 1] == b'.')
        }) && provider.paths.iter().any(|path| {
            after.starts_with(path)
                || (host.eq_ignore_ascii_case("youtu.be") && path.starts_with("youtu"))
        })
    })
}

/// An address as people know it: the page, not the player.
fn page_of(url: &str) -> Cow<'_, str> {
    let url = if url.starts_with("//") {
        Cow::Owned(format!("https:{url}"))
    } else {
        url.into()
    };
    let Some((host, after)) = split_address(&url) else {
        return url;
    };
    let host = host.to_ascii_lowercase();
    let path = after.split(['?', '#', '&']).next().unwrap_or("");
    let id = path.rsplit('/').next().unwrap_or("");
    let word = !id.is_empty()
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let page = if host.ends_with("youtube.com") || host.ends_with("youtube-nocookie.com") {
        if path == "/embed/videoseries" || path.starts_with("/playlist") {
            parameter(&url, "list").map(|l| format!("https://www.youtube.com/playlist?list={l}"))
        } else {
            ["/embed/", "/v/", "/e/"]
                .iter()
                .any(|start| path.starts_with(start) && word)
                .then(|| format!("https://www.youtube.com/watch?v={id}"))
        }
    } else if host == "player.vimeo.com" {
        (path.starts_with("/video/") && word).then(|| format!("https://vimeo.com/{id}"))
    } else if host.ends_with("vimeo.com") && path == "/moogaloop.swf" {
        parameter(&url, "clip_id").map(|id| format!("https://vimeo.com/{id}"))
    } else if host.ends_with("dailymotion.com") {
        ["/embed/video/", "/swf/video/", "/swf/"]
            .iter()
            .any(|start| path.starts_with(start) && word)
            .then(|| format!("https://www.dailymotion.com/video/{id}"))
    } else if host.ends_with("facebook.com") && path.starts_with("/plugins/") {
        parameter(&url, "href")
    } else if host == "w.soundcloud.com" || host == "player.soundcloud.com" {
        parameter(&url, "url")
    } else if host == "open.spotify.com" {
        path.strip_prefix("/embed/")
            .map(|rest| format!("https://open.spotify.com/{rest}"))
    } else {
        None
    };
    match page.filter(|page| split_address(page).is_some()) {
        Some(page) => Cow::Owned(page),
        None => url,
    }
}

/// A query parameter, percent-decoded.
fn parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1.split('#').next()?;
    let value = query.split('&').find_map(|pair| {
        let pair = pair.strip_prefix("amp;").unwrap_or(pair);
        pair.strip_prefix(name)?.strip_prefix('=')
    })?;
    Some(percent_decode_str(value).decode_utf8().ok()?.into_owned()).filter(|v| !v.is_empty())
}

/// Name of the element that stands for a card until [`super::dress`] knows where it is.
pub(super) const PLACE: &str = "embed-card";

/// The element that stands for a card to `url`.
pub(super) fn place(url: &str) -> String {
    let mut out = format!("<{PLACE} data-url=\"");
    escape_attribute(url.trim(), &mut out);
    out.push_str("\"></");
    out.push_str(PLACE);
    out.push('>');
    out
}

/// What a card for `url` says; `None` where the address is not one of the web.
pub(super) fn card(url: &str) -> Option<(Embed, &'static str, String)> {
    let url = url.trim();
    if url
        .bytes()
        .any(|b| b.is_ascii_whitespace() || b.is_ascii_control())
    {
        return None;
    }
    let url = page_of(url).into_owned();
    let (host, _) = split_address(&url)?;
    let found = provider_of(&url).or_else(|| {
        // A player's own path is none that the list knows; its host is enough.
        PROVIDERS.iter().find(|p| {
            p.hosts
                .iter()
                .any(|h| host.trim_start_matches("www.") == *h)
        })
    });
    let shown = url
        .split_once("//")
        .map_or(url.as_str(), |(_, rest)| rest)
        .trim_start_matches("www.")
        .trim_end_matches('/');
    let shown = shorten(shown);
    let embed = Embed {
        provider: found.map_or("other", |p| p.key),
        video: found.is_some_and(|p| p.video) || is_film(&url),
        url,
    };
    Some((embed, found.map_or("", |p| p.name), shown))
}

/// Addresses longer than this are cut where readers see them, in characters.
const LONGEST_SHOWN: usize = 70;

fn shorten(shown: &str) -> String {
    let plain = if shown.chars().count() > LONGEST_SHOWN {
        shown.split('?').next().unwrap_or(shown)
    } else {
        shown
    };
    match plain.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", &plain[..end]),
        None => plain.to_owned(),
    }
}

fn is_film(url: &str) -> bool {
    url.contains("facebook.com/") && url.contains("/videos/")
}

/// Finds `[embed]` and addresses that stand alone on a line or in a paragraph.
pub(super) fn run(body: &mut Body<'_>, _: &Context<'_>) {
    if has(&body.html, "[embed") {
        body.html = shortcodes(&body.html);
    }
    if has(&body.html, "://") {
        if let Some(html) = addresses_on_lines(&body.html) {
            body.html = html;
        }
        if let Some(html) = addresses_in_paragraphs(&body.html) {
            body.html = html;
        }
    }
}

/// `[embed width="123"]https://…[/embed]` and `[embed src="https://…"]`.
fn shortcodes(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("[embed") {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let escaped = out.ends_with('[');
        let whole = (!escaped).then(|| shortcode(tag)).flatten();
        if let Some((length, url)) = whole {
            out.push_str(&card_or_link(&url));
            rest = &tag[length..];
        } else {
            out.push_str("[embed");
            rest = &tag["[embed".len()..];
        }
    }
    out.push_str(rest);
    out
}

fn shortcode(tag: &str) -> Option<(usize, String)> {
    let inside = tag["[embed".len()..].bytes().next()?;
    if !(inside == b']' || inside.is_ascii_whitespace()) {
        return None;
    }
    let end = tag.find(']')?;
    let content = &tag[end + 1..];
    let close = content.find("[/embed]");
    // A closing tag that belongs to a later one is none of ours.
    let close = close.filter(|&i| !content[..i].contains("[embed"));
    if let Some(close) = close {
        let url = content[..close].trim();
        if !url.is_empty() {
            return Some((end + 1 + close + "[/embed]".len(), decode(url).into_owned()));
        }
    }
    let length = close.map_or(end + 1, |i| end + 1 + i + "[/embed]".len());
    let attributes = super::shortcodes::Attributes::parse(&tag["[embed".len()..end]);
    let url = attributes.get("src").or_else(|| attributes.position(0))?;
    Some((length, url.to_owned()))
}

/// A card for what is known; the link that WordPress makes for the rest.
fn card_or_link(url: &str) -> String {
    if provider_of(url).is_some() {
        return place(url);
    }
    let mut out = String::from("<a href=\"");
    escape_attribute(url, &mut out);
    out.push_str("\">");
    super::entities::escape_text(url, &mut out);
    out.push_str("</a>");
    out
}

/// Whether `text` is an address that WordPress asks a provider about.
fn is_embeddable(text: &str) -> bool {
    let web = text
        .get(..7)
        .is_some_and(|s| s.eq_ignore_ascii_case("http://"))
        || text
            .get(..8)
            .is_some_and(|s| s.eq_ignore_ascii_case("https://"));
    web && !text
        .bytes()
        .any(|b| b.is_ascii_whitespace() || matches!(b, b'<' | b'>' | b'"'))
        && provider_of(text).is_some_and(|provider| !FRAMES_ONLY.contains(&provider.key))
}

fn addresses_on_lines(html: &str) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    let mut start = 0;
    for line in html.split_inclusive('\n') {
        let address = line.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{0B}');
        if is_embeddable(address) && !inside_tag(html, start) {
            let at = start + (line.len() - line.trim_start().len());
            out.push_str(&html[copied..at]);
            out.push_str(&place(&decode(address)));
            copied = at + address.len();
        }
        start += line.len();
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&html[copied..]);
    Some(out)
}

/// How far back a tag is looked for that the line may be part of.
const LONGEST_TAG: usize = 4096;

/// Whether the place lies within `<…>`.
fn inside_tag(html: &str, at: usize) -> bool {
    let near = &html.as_bytes()[..at];
    let near = &near[near.len().saturating_sub(LONGEST_TAG)..];
    match near.iter().rposition(|&b| b == b'<' || b == b'>') {
        Some(i) => near[i] == b'<',
        None => false,
    }
}

fn addresses_in_paragraphs(html: &str) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(tag) = html[at..].find("<p").map(|i| at + i) {
        at = tag + 2;
        if !matches!(html.as_bytes().get(at), Some(b'>' | b' ')) {
            continue;
        }
        let Some(end) = html[tag..].find('>').map(|i| tag + i + 1) else {
            break;
        };
        let Some(close) = html[end..].find('<').map(|i| end + i) else {
            break;
        };
        at = end;
        let address = html[end..close].trim();
        if html[close..].starts_with("</p>") && is_embeddable(address) {
            let from = end + (html[end..close].len() - html[end..close].trim_start().len());
            out.push_str(&html[copied..from]);
            out.push_str(&place(&decode(address)));
            copied = from + address.len();
            at = close;
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&html[copied..]);
    Some(out)
}

/// The address that a frame, an old Flash object or a social plug-in shows, if any.
pub(super) fn address_in(tag: &Tag<'_>, content: &str) -> Option<String> {
    let direct = [
        "src",
        "data-src",
        "data-lazy-src",
        "data",
        "data-href",
        "data-url",
    ]
    .iter()
    .find_map(|name| tag.attribute(name))
    .filter(|url| split_address(url.trim()).is_some());
    if let Some(url) = direct {
        return Some(url.trim().to_owned());
    }
    // `<object><param name="movie" value="…"><embed src="…"></object>`
    ["src=", "value=", "data="].iter().find_map(|name| {
        content.match_indices(name).take(8).find_map(|(at, _)| {
            let value = content[at + name.len()..].trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let inner = &value[1..];
            let url = decode(inner[..inner.find(quote)?].trim()).into_owned();
            split_address(&url).is_some().then_some(url)
        })
    })
}
