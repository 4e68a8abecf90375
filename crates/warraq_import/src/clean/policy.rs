//! The sanitiser: a real HTML parser and lists of what may pass. Runs after bounds, and before the
//! dresser, which writes only what it knows.
//!
//! Never SVG, `MathML`, CSS, frames, forms or scripts: every hole that the sanitiser had needed one of
//! the first three. Rules for one place stand beside each other here: a body, a comment, a line.

use super::{Body, Context};
use ammonia::{Builder, UrlRelative};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Sanitises a body.
pub(super) fn run(body: &mut Body<'_>, _: &Context<'_>) {
    body.html = sanitise(&ARTICLE, &body.html);
}

fn sanitise(policy: &Builder<'_>, html: &str) -> String {
    let clean = policy.clean(html).to_string();
    if may_hold_unwanted(clean.as_bytes()) {
        clean.replace('\u{C}', " ").replace(is_unwanted, "")
    } else {
        clean
    }
}

/// Sanitises what a visitor wrote.
pub(super) fn comment(html: &str) -> String {
    sanitise(&COMMENT, html)
}

/// Sanitises one line: a title, a caption.
pub(super) fn line(html: &str) -> String {
    sanitise(&LINE, html)
}

/// Characters that turn the text after them round, also across what others wrote.
pub(super) fn is_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}')
}

/// Characters that no page and no feed may hold, or that only spoof.
fn is_unwanted(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    control || is_override(c) || matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether bytes may hold an unwanted character; errs on the side of yes.
fn may_hold_unwanted(bytes: &[u8]) -> bool {
    // Counted to the end, since many bytes are then looked at at once.
    let is_control = |b: u8| (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0x7F;
    let control = bytes.iter().filter(|b| is_control(**b)).count() > 0;
    control
        || memchr::memchr3_iter(0xE2, 0xEF, 0xC2, bytes).any(|at| match bytes[at..] {
            [0xE2, 0x80, last, ..] => (0xAA..=0xAE).contains(&last),
            [0xEF, 0xBB | 0xBF, ..] | [0xC2, 0x80..=0x9F, ..] => true,
            _ => false,
        })
}

fn set(names: &[&'static str]) -> HashSet<&'static str> {
    names.iter().copied().collect()
}

fn builder(tags: &[&'static str]) -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(set(tags))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::new())
        .clean_content_tags(set(&["script", "style"]))
        .url_schemes(set(&["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    builder
}

/// Elements of an article. `embed-card` is ours and never reaches a page.
#[rustfmt::skip]
const ELEMENTS: [&str; 65] = [
    "a", "abbr", "audio", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "embed-card", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li",
    "mark", "ol", "p", "pre", "q", "s", "samp", "small", "source", "span",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr",
    "track", "u", "ul", "var", "video", "wbr",
];

static ARTICLE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut policy = builder(&ELEMENTS);
    policy.generic_attributes(set(&["class", "dir", "hidden", "id", "lang"]));
    let attributes: [(&str, &[&str]); 21] = [
        ("a", &["href", "name", "rel", "download"]),
        ("abbr", &["title"]),
        ("audio", &["src"]),
        ("col", &["span"]),
        ("colgroup", &["span"]),
        ("del", &["datetime"]),
        ("details", &["open"]),
        ("dfn", &["title"]),
        ("embed-card", &["data-url"]),
        ("figure", &["data-embed"]),
        ("img", &["alt", "height", "src", "width"]),
        ("ins", &["datetime"]),
        ("li", &["value"]),
        ("ol", &["reversed", "start", "type"]),
        ("source", &["src"]),
        ("sup", &["data-fn"]),
        ("td", &["colspan", "rowspan"]),
        ("th", &["colspan", "rowspan", "scope"]),
        ("time", &["datetime"]),
        ("track", &["src"]),
        ("video", &["height", "poster", "src", "width"]),
    ];
    policy.tag_attributes(
        attributes
            .iter()
            .map(|(tag, names)| (*tag, set(names)))
            .collect(),
    );
    policy
});

/// What WordPress lets visitors use, with the paragraphs that it makes.
static COMMENT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut policy = builder(&[
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "cite",
        "code",
        "del",
        "em",
        "i",
        "p",
        "q",
        "s",
        "strong",
    ]);
    policy.url_schemes(set(&["http", "https", "mailto"]));
    policy.url_relative(UrlRelative::Deny);
    policy.tag_attributes([("a", set(&["href"])), ("abbr", set(&["title"]))].into());
    policy.link_rel(Some("nofollow ugc noopener"));
    policy
});

static LINE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut policy = builder(&[
        "b", "bdi", "br", "cite", "code", "em", "i", "mark", "q", "s", "small", "strong", "sub",
        "sup",
    ]);
    policy.generic_attributes(set(&["dir", "lang"]));
    policy
});
