//! `[gallery]`, `[caption]` and their kin become pictures and players; what a plug-in would have
//! rendered is hidden and listed. Runs after paragraphs, as in WordPress, which takes paragraphs off
//! around a shortcode that stands alone.
//!
//! WordPress prints a shortcode that no plug-in claims as it stands, so that readers see
//! `[wpforms id="7"]`. Here it is hidden where it looks like one, and only there: `[1]`, `[sic]` and
//! `[الصورة]` are text. What an unknown shortcode encloses stays visible.

mod attributes;
mod media;

pub(super) use attributes::Attributes;

use super::autop::tag_like;
use super::entities::decode;
use super::search::{find, find_byte};
use super::{Body, Context, UnknownKind, embeds};
use memchr::memmem;
use std::collections::HashMap;

/// The shortcodes of WordPress itself.
const KNOWN: [&str; 7] = [
    "caption",
    "wp_caption",
    "gallery",
    "playlist",
    "audio",
    "video",
    "embed",
];

/// Shortcodes of plug-ins that show something of a known provider.
const PROVIDERS: [&str; 16] = [
    "wpvideo",
    "videopress",
    "youtube",
    "youtube_sc",
    "vimeo",
    "dailymotion",
    "soundcloud",
    "tweet",
    "twitter",
    "facebook",
    "instagram",
    "ted",
    "spotify",
    "tiktok",
    "telegram",
    "iframe",
];

/// Names that plug-ins use without any attribute, often in the middle of a line.
const BARE: [&str; 22] = [
    "ad",
    "ads",
    "adsense",
    "archives",
    "blog_subscription_form",
    "cart",
    "checkout",
    "contact-form",
    "contact-form-7",
    "form",
    "jetpack_subscription_form",
    "latest_posts",
    "map",
    "poll",
    "products",
    "recent-posts",
    "related",
    "share",
    "sitemap",
    "slideshow",
    "toc",
    "wpforms",
];

/// A tag longer than this is text that happens to hold brackets.
const LONGEST_TAG: usize = 16 * 1024;

/// How deep captions may hold shortcodes that hold captions.
const DEEPEST: usize = 4;

/// Renders what is known and hides what is not.
pub(super) fn run(body: &mut Body<'_>, cx: &Context<'_>) {
    if find_byte(&body.html, b'[').is_none() {
        return;
    }
    let html = paragraphs_off(&std::mem::take(&mut body.html));
    body.html = render(&html, body, cx, 0);
}

/// Takes `<p>` and `</p>` off around shortcodes of WordPress that stand alone in them.
fn paragraphs_off(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut closers = Closers::default();
    while let Some(at) = find(rest, "<p>") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let inner = rest[3..].trim_start();
        let from = rest.len() - inner.len();
        let whole = Opening::at(inner)
            .filter(|tag| KNOWN.contains(&tag.name))
            .and_then(|tag| {
                let mut length = tag.length;
                if !tag.alone {
                    let offset = html.len() - inner.len();
                    let close = closers.find(html, tag.name, offset + length);
                    length = close.map_or(length, |end| end - offset + tag.name.len() + 3);
                }
                let after = inner[length..].trim_start();
                after.strip_prefix("</p>").map(|after| (length, after))
            });
        if let Some((length, after)) = whole {
            out.push_str(&rest[from..from + length]);
            rest = after;
        } else {
            out.push_str("<p>");
            rest = &rest[3..];
        }
    }
    out.push_str(rest);
    out
}

/// `[name attributes]` or `[name attributes/]`.
#[derive(Clone, Copy)]
struct Opening<'a> {
    name: &'a str,
    attributes: &'a str,
    /// Ends in `/]`, so that nothing is enclosed.
    alone: bool,
    length: usize,
}

impl<'a> Opening<'a> {
    /// The tag at the beginning of `rest`.
    fn at(rest: &'a str) -> Option<Self> {
        let inside = rest.strip_prefix('[')?;
        if !inside.bytes().next()?.is_ascii_alphabetic() {
            return None;
        }
        let end = inside
            .bytes()
            .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')))?;
        let (name, after) = inside.split_at(end);
        let window = after.as_bytes();
        let window = &window[..window.len().min(LONGEST_TAG)];
        let close = window.iter().position(|&b| b == b']')?;
        let attributes = &after[..close];
        let alone = attributes.ends_with('/');
        Some(Self {
            name,
            attributes: attributes.strip_suffix('/').unwrap_or(attributes),
            alone,
            length: 1 + end + close + 1,
        })
    }
}

/// Where closing tags stand, found once for each name.
#[derive(Default)]
struct Closers {
    by_name: HashMap<String, Vec<usize>>,
    read: bool,
}

impl Closers {
    /// Where the first `[/name]` at or behind `from` begins.
    fn find(&mut self, html: &str, name: &str, from: usize) -> Option<usize> {
        if !self.read {
            self.read = true;
            for at in memmem::find_iter(html.as_bytes(), "[/") {
                let inside = &html[at + 2..];
                let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
                let end = inside
                    .bytes()
                    .position(|b| !letters(b))
                    .unwrap_or(inside.len());
                if end > 0 && inside[end..].starts_with(']') {
                    self.by_name
                        .entry(inside[..end].to_owned())
                        .or_default()
                        .push(at);
                }
            }
        }
        let places = self.by_name.get(name)?;
        places.get(places.partition_point(|&at| at < from)).copied()
    }
}

fn render(html: &str, body: &mut Body<'_>, cx: &Context<'_>, depth: usize) -> String {
    let mut out = String::with_capacity(html.len());
    let mut closers = Closers::default();
    let mut at = 0;
    // Inside <pre>, <code> and their like, what nobody knows is a sample of code.
    let mut code = 0usize;
    while let Some(next) = memchr::memchr2(b'[', b'<', &html.as_bytes()[at..]).map(|i| at + i) {
        out.push_str(&html[at..next]);
        let rest = &html[next..];
        if rest.starts_with('<') {
            let tag = rest
                .as_bytes()
                .get(1)
                .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'));
            let end = if tag { tag_like(rest) } else { 1 };
            code = code_depth(code, rest);
            out.push_str(&rest[..end]);
            at = next + end;
            continue;
        }
        let place = Place {
            html,
            at: next,
            out: &out,
            code: code > 0,
        };
        let step = one(&place, &mut closers, body, cx, depth);
        out.push_str(&step.shown);
        at = next + step.length;
    }
    out.push_str(&html[at..]);
    out
}

fn code_depth(depth: usize, tag: &str) -> usize {
    const CODE: [&str; 4] = ["pre", "code", "textarea", "kbd"];
    let named = |inner: &str| {
        CODE.iter().any(|name| {
            inner.strip_prefix(name).is_some_and(|after| {
                after.starts_with(|c: char| c == '>' || c.is_ascii_whitespace())
            })
        })
    };
    let inner = &tag[1..];
    match inner.strip_prefix('/') {
        Some(inner) if named(inner) => depth.saturating_sub(1),
        None if named(inner) => depth + 1,
        _ => depth,
    }
}

/// A `[` in its surroundings.
struct Place<'a> {
    html: &'a str,
    at: usize,
    /// What has been written so far.
    out: &'a str,
    code: bool,
}

/// What is shown for a piece of text, and the length of that piece.
struct Step {
    shown: String,
    length: usize,
}

impl Step {
    fn verbatim(text: &str) -> Self {
        Self {
            shown: text.to_owned(),
            length: text.len(),
        }
    }
}

/// Decides what the bracket at `place` is.
fn one(
    place: &Place<'_>,
    closers: &mut Closers,
    body: &mut Body<'_>,
    cx: &Context<'_>,
    depth: usize,
) -> Step {
    let rest = &place.html[place.at..];
    if let Some(close) = rest.strip_prefix("[/") {
        return closing(close, rest, body);
    }
    let doubled = rest.starts_with("[[");
    let tag_at = place.at + usize::from(doubled);
    let Some(tag) = Opening::at(&place.html[tag_at..]) else {
        return Step::verbatim("[");
    };
    let known = KNOWN.contains(&tag.name);
    let content_at = tag_at + tag.length;
    let close = if tag.alone {
        None
    } else {
        closers.find(place.html, tag.name, content_at)
    };
    let end = close.map_or(content_at, |at| at + tag.name.len() + 3);
    if doubled {
        // `[[gallery]]` is how one writes about shortcodes: it shows `[gallery]`.
        if place.html[end..].starts_with(']') && (known || looks_real(&tag, close.is_some(), place))
        {
            let length = end + 1 - place.at;
            let shown = place.html[place.at + 1..end].to_owned();
            return Step { shown, length };
        }
        return Step::verbatim("[");
    }
    let content = close.map(|close| &place.html[content_at..close]);
    let attributes = Attributes::parse(&decode(tag.attributes));
    if known {
        let length = end - place.at;
        let shown = media::render(tag.name, &attributes, content, body, cx).unwrap_or_default();
        let shown = if depth < DEEPEST && shown.contains('[') {
            render(&shown, body, cx, depth + 1)
        } else {
            shown
        };
        return Step { shown, length };
    }
    if let Some(url) = provider_address(&tag, &attributes, content) {
        return Step {
            shown: embeds::place(&url),
            length: end - place.at,
        };
    }
    if place.code || !looks_real(&tag, close.is_some(), place) {
        return Step::verbatim("[");
    }
    let verbatim = &place.html[tag_at..content_at];
    body.unknown(UnknownKind::Shortcode, tag.name, verbatim);
    Step {
        shown: String::new(),
        length: tag.length,
    }
}

/// `[/name]`: hidden where its opening tag was, or where WordPress's own has been left over.
fn closing<'a>(close: &'a str, rest: &'a str, body: &Body<'_>) -> Step {
    let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let end = close
        .bytes()
        .position(|b| !letters(b))
        .unwrap_or(close.len());
    let name = &close[..end];
    let ours = close[end..].starts_with(']') && body.found.hidden_names.contains(name);
    if ours {
        return Step {
            shown: String::new(),
            length: 2 + end + 1,
        };
    }
    Step::verbatim(&rest[..2])
}

/// Whether `tag` is a shortcode that somebody's plug-in would have rendered, rather than a word in
/// brackets.
fn looks_real(tag: &Opening<'_>, enclosing: bool, place: &Place<'_>) -> bool {
    let attributes = tag.attributes.trim();
    let named = {
        let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        attributes.match_indices('=').take(4).any(|(at, _)| {
            let before = attributes[..at].trim_end();
            let after = attributes[at + 1..].trim_start();
            before.bytes().last().is_some_and(word) && !after.is_empty()
        })
    };
    let entities = attributes.contains("&quot;") || attributes.contains("&#8221;");
    if enclosing || named || entities || (tag.alone && attributes.is_empty()) {
        return true;
    }
    if !attributes.is_empty() {
        let address = attributes.contains("http://") || attributes.contains("https://");
        return address || BARE.contains(&tag.name) || tag.name.contains('_');
    }
    if BARE.contains(&tag.name) || tag.name.contains('_') {
        return true;
    }
    // A lone lower-case word is a shortcode only where it has the line for itself.
    let after = &place.html[place.at + tag.length..];
    let opens = place.out.trim_end_matches([' ', '\t']);
    let closes = after.trim_start_matches([' ', '\t']);
    let first = opens.is_empty() || opens.ends_with(['>', '\n']);
    let last = closes.is_empty() || closes.starts_with(['<', '\n', '\r']);
    first
        && last
        && tag
            .name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit())
}

/// The address that a plug-in's player shortcode names.
fn provider_address(
    tag: &Opening<'_>,
    attributes: &Attributes,
    content: Option<&str>,
) -> Option<String> {
    if !PROVIDERS.contains(&tag.name) {
        return None;
    }
    let values = attributes.values().chain(content);
    let mut id = None;
    for value in values {
        let value = value
            .trim()
            .trim_start_matches('=')
            .trim_matches(['"', '\'']);
        if embeds::card(value).is_some() {
            return Some(value.to_owned());
        }
        let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if id.is_none() && !value.is_empty() && value.bytes().all(word) {
            id = Some(value);
        }
    }
    let id = attributes
        .get("id")
        .or_else(|| attributes.get("video"))
        .or(id)?;
    match tag.name {
        "youtube" | "youtube_sc" if id.len() == 11 => {
            Some(format!("https://www.youtube.com/watch?v={id}"))
        }
        "wpvideo" | "videopress" => Some(format!("https://videopress.com/v/{id}")),
        "vimeo" if id.bytes().all(|b| b.is_ascii_digit()) => {
            Some(format!("https://vimeo.com/{id}"))
        }
        _ => None,
    }
}
