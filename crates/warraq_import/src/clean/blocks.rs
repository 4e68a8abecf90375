//! The block editor's comments (`<!-- wp:name {…} -->`) go; what they say that the mark-up between
//! them does not say is rendered. Runs after embeds and before paragraphs: a body that holds blocks
//! has its paragraphs already.
//!
//! Most blocks are stored as the HTML that readers get. Blocks that only a running site can render
//! (lists of the latest posts, navigation, a query) and those of plug-ins are hidden and listed; what
//! a plug-in stored as HTML inside its block stays visible, as WordPress shows it.

use super::entities::{escape_attribute, escape_text};
use super::search::{find, has};
use super::{Body, Context, UnknownKind, autop, embeds};
use serde_json::Value;
use std::fmt::Write as _;

/// Renders every block.
pub(super) fn run(body: &mut Body<'_>, cx: &Context<'_>) {
    if !has(&body.html, "<!-- wp:") {
        return;
    }
    body.has_blocks = true;
    let html = std::mem::take(&mut body.html);
    body.html = render(&html, body, cx, 0);
}

/// How deep blocks that are kept apart may hold one another.
const DEEPEST: usize = 4;

fn render(html: &str, body: &mut Body<'_>, cx: &Context<'_>, depth: usize) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<Frame<'_>> = Vec::new();
    let mut copied = 0;
    for delimiter in Delimiters::new(html) {
        out.push_str(&html[copied..delimiter.start]);
        copied = delimiter.end;
        let block = Frame {
            delimiter,
            start: out.len(),
        };
        match block.delimiter.kind {
            Kind::Opener => open.push(block),
            Kind::Closer => {
                // As in WordPress, the name of a closer is not looked at.
                if let Some(block) = open.pop() {
                    close(&block, html, &mut out, body, cx);
                }
            }
            Kind::Void => {
                let shared = if depth < DEEPEST {
                    kept_apart(&block.delimiter, cx)
                } else {
                    None
                };
                match shared {
                    Some(shared) => out.push_str(&render(&shared, body, cx, depth + 1)),
                    None => void(&block, html, &mut out, body, cx),
                }
            }
        }
    }
    out.push_str(&html[copied..]);
    while let Some(block) = open.pop() {
        close(&block, html, &mut out, body, cx);
    }
    out
}

/// The content of a block that several articles share and that is stored once: `{"ref":123}`.
fn kept_apart(delimiter: &Delimiter<'_>, cx: &Context<'_>) -> Option<String> {
    if delimiter.name != "block" {
        return None;
    }
    let id = delimiter.json().get("ref")?.as_i64()?;
    cx.attachments.shared_block(id)
}

/// A block that has been opened.
struct Frame<'a> {
    delimiter: Delimiter<'a>,
    /// Where its mark-up begins in the output.
    start: usize,
}

/// What a delimiter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `<!-- wp:name -->`
    Opener,
    /// `<!-- /wp:name -->`
    Closer,
    /// `<!-- wp:name /-->`
    Void,
}

/// One comment of the block editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Delimiter<'a> {
    pub(super) kind: Kind,
    /// `core/` is left out.
    pub(super) name: &'a str,
    /// A JSON object, or empty.
    attributes: &'a str,
    start: usize,
    end: usize,
}

impl Delimiter<'_> {
    fn json(&self) -> Value {
        serde_json::from_str(self.attributes).unwrap_or(Value::Null)
    }
}

/// Finds the comments of the block editor.
pub(super) struct Delimiters<'a> {
    html: &'a str,
    at: usize,
    /// No JSON object ends any more behind here.
    objects_end: bool,
}

impl<'a> Delimiters<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self {
            html,
            at: 0,
            objects_end: false,
        }
    }

    fn delimiter(&mut self, start: usize) -> Option<Delimiter<'a>> {
        let html = self.html;
        let rest = after_space(html[start..].strip_prefix("<!--")?)?;
        let (closer, rest) = match rest.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let rest = rest.strip_prefix("wp:")?;
        let first = word(rest)?;
        let name = match rest[first..].strip_prefix('/') {
            Some(second) => &rest[..first + 1 + word(second)?],
            None => &rest[..first],
        };
        let mut rest = after_space(&rest[name.len()..])?;
        let mut attributes = "";
        if rest.starts_with('{') {
            if self.objects_end {
                return None;
            }
            let Some(end) = end_of_object(rest) else {
                self.objects_end = true;
                return None;
            };
            attributes = &rest[..end];
            rest = after_space(&rest[end..])?;
        }
        let (void, rest) = match rest.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let end = html.len() - rest.strip_prefix("-->")?.len();
        let kind = match (void, closer) {
            (true, _) => Kind::Void,
            (false, true) => Kind::Closer,
            (false, false) => Kind::Opener,
        };
        let name = name.strip_prefix("core/").unwrap_or(name);
        Some(Delimiter {
            kind,
            name,
            attributes,
            start,
            end,
        })
    }
}

impl<'a> Iterator for Delimiters<'a> {
    type Item = Delimiter<'a>;

    fn next(&mut self) -> Option<Delimiter<'a>> {
        while let Some(start) = find(&self.html[self.at..], "<!--").map(|i| self.at + i) {
            self.at = start + 4;
            if let Some(delimiter) = self.delimiter(start) {
                self.at = delimiter.end;
                return Some(delimiter);
            }
        }
        None
    }
}

/// What follows at least one white space.
fn after_space(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{0B}');
    (rest.len() < text.len()).then_some(rest)
}

/// Length of a part of a block's name.
fn word(text: &str) -> Option<usize> {
    if !text.bytes().next()?.is_ascii_lowercase() {
        return None;
    }
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    Some(text.bytes().position(|b| !letter(b)).unwrap_or(text.len()))
}

/// The first `}` that white space and the end of the comment follow.
fn end_of_object(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let end = at + text[at..].find('}')? + 1;
        let closes = after_space(&text[end..])
            .is_some_and(|rest| rest.strip_prefix('/').unwrap_or(rest).starts_with("-->"));
        if closes {
            return Some(end);
        }
        at = end;
    }
}

/// Blocks whose content only a running site knows.
const OF_THE_SITE: [&str; 18] = [
    "archives",
    "avatar",
    "block",
    "calendar",
    "categories",
    "home-link",
    "latest-comments",
    "latest-posts",
    "legacy-widget",
    "loginout",
    "pattern",
    "read-more",
    "rss",
    "search",
    "tag-cloud",
    "template-part",
    "widget-group",
    "table-of-contents",
];

/// The same, by the beginning of their names.
const OF_THE_SITE_FAMILIES: [&str; 8] = [
    "comment",
    "navigation",
    "page-list",
    "post-",
    "query",
    "site-",
    "term-",
    "woocommerce/",
];

fn is_of_the_site(name: &str) -> bool {
    OF_THE_SITE.contains(&name)
        || OF_THE_SITE_FAMILIES
            .iter()
            .any(|start| name.starts_with(start))
}

/// Blocks of WordPress that are stored as they are shown, or rendered here.
fn is_ours(name: &str) -> bool {
    !name.contains('/') || name.starts_with("core-embed/")
}

fn close(block: &Frame<'_>, html: &str, out: &mut String, body: &mut Body<'_>, cx: &Context<'_>) {
    let delimiter = &block.delimiter;
    let verbatim = &html[delimiter.start..delimiter.end];
    match delimiter.name {
        name if is_of_the_site(name) => {
            out.truncate(block.start);
            body.unknown(UnknownKind::Block, name, verbatim);
        }
        name if name == "embed" || name.starts_with("core-embed/") => {
            if let Some(card) = embed(delimiter, &out[block.start..]) {
                out.truncate(block.start);
                out.push_str(&card);
            }
        }
        "cover" => picture_behind(delimiter, block.start, out),
        "shortcode" => {
            let text = autop::paragraphs(&out[block.start..]);
            out.truncate(block.start);
            out.push_str(&text);
        }
        "footnotes" => footnotes(out, cx),
        name if is_ours(name) => {}
        name => body.unknown(UnknownKind::Block, name, verbatim),
    }
}

fn void(block: &Frame<'_>, html: &str, out: &mut String, body: &mut Body<'_>, cx: &Context<'_>) {
    let delimiter = &block.delimiter;
    match delimiter.name {
        "footnotes" => footnotes(out, cx),
        "social-link" => social_link(&delimiter.json(), out),
        name if is_ours(name) && !is_of_the_site(name) => {}
        name => {
            let verbatim = &html[delimiter.start..delimiter.end];
            body.unknown(UnknownKind::Block, name, verbatim);
        }
    }
}

/// The figure of an embed block, with a card in the place of the bare address.
fn embed(delimiter: &Delimiter<'_>, stored: &str) -> Option<String> {
    let json = delimiter.json();
    let url = json.get("url")?.as_str()?;
    let (found, _, _) = embeds::card(url)?;
    let align = json.get("align").and_then(Value::as_str).unwrap_or("none");
    let mut out = format!(
        "<figure class=\"embed align{align}\" data-embed=\"{}\">",
        found.provider
    );
    out.push_str(&embeds::place(url));
    if let Some(start) = stored.find("<figcaption")
        && let Some(end) = stored[start..].find("</figcaption>")
    {
        out.push_str(&stored[start..start + end]);
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>");
    Some(out)
}

/// Older cover blocks name their picture in a style; it becomes a picture like any other.
fn picture_behind(delimiter: &Delimiter<'_>, start: usize, out: &mut String) {
    if out[start..].contains("<img") || out[start..].contains("<video") {
        return;
    }
    let json = delimiter.json();
    let Some(url) = json.get("url").and_then(Value::as_str) else {
        return;
    };
    let Some(inside) = out[start..].find('>').map(|i| start + i + 1) else {
        return;
    };
    let mut image = String::from("<img src=\"");
    escape_attribute(url, &mut image);
    image.push_str("\" alt=\"");
    escape_attribute(
        json.get("alt").and_then(Value::as_str).unwrap_or(""),
        &mut image,
    );
    image.push('"');
    if let Some(id) = json.get("id").and_then(Value::as_i64) {
        let _ = write!(image, " class=\"wp-image-{id}\"");
    }
    image.push('>');
    out.insert_str(inside, &image);
}

fn social_link(json: &Value, out: &mut String) {
    let text = |name: &str| {
        json.get(name)
            .and_then(Value::as_str)
            .filter(|s| !s.is_empty())
    };
    let (Some(url), Some(service)) = (text("url"), text("service")) else {
        return;
    };
    out.push_str("<li><a href=\"");
    escape_attribute(url, out);
    out.push_str("\">");
    if let Some(label) = text("label") {
        escape_text(label, out);
    } else {
        let mut letters = service.chars();
        out.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        escape_text(letters.as_str(), out);
    }
    out.push_str("</a></li>");
}

/// The notes of the article, which WordPress keeps beside the body.
fn footnotes(out: &mut String, cx: &Context<'_>) {
    let Ok(Value::Array(notes)) = serde_json::from_str(cx.footnotes) else {
        return;
    };
    let text = |note: &Value, name: &str| {
        note.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    out.push_str("<ol class=\"notes\">");
    for note in &notes {
        let (id, content) = (text(note, "id"), text(note, "content"));
        out.push_str("<li id=\"");
        escape_attribute(&id, out);
        out.push_str("\">");
        out.push_str(&content);
        out.push_str(" <a href=\"#");
        escape_attribute(&id, out);
        out.push_str("-link\">↩</a></li>");
    }
    out.push_str("</ol>");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks of a text and their attributes, nested; `None` where an opener or a closer stands
    /// alone (the editor's parser then gives up on the rest, and we go on).
    fn outline(html: &str) -> Option<String> {
        let mut out = String::new();
        let mut depth = 0;
        let mut fresh = true;
        for delimiter in Delimiters::new(html) {
            if delimiter.kind == Kind::Closer {
                depth -= 1;
                if depth < 0 {
                    return None;
                }
                if fresh {
                    out.pop();
                } else {
                    out.push(')');
                }
                fresh = false;
                continue;
            }
            out.push_str(if fresh { "" } else { "," });
            out.push_str(delimiter.name);
            fresh = false;
            if !delimiter.attributes.is_empty() {
                let json = delimiter.json();
                let json = json.to_string();
                out.push_str(if json == "{}" { "" } else { &json });
            }
            if delimiter.kind == Kind::Opener {
                depth += 1;
                out.push('(');
                fresh = true;
            }
        }
        (depth == 0).then_some(out)
    }

    #[test]
    fn blocks_are_found_as_the_editors_own_parser_finds_them() {
        let file = include_str!("../../../../fixtures/clean/blocks.json");
        let cases: Vec<(String, String)> = serde_json::from_str(file).expect("a list of pairs");
        let mut compared = 0;
        for (text, expected) in &cases {
            if let Some(found) = outline(text) {
                compared += 1;
                assert_eq!(found, *expected, "\n{text}");
            }
        }
        assert!(compared > 20, "{compared} texts compared");
    }
}
