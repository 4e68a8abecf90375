//! Tags are balanced and counted before the real parser sees them. Runs after everything that makes
//! mark-up and right before the sanitiser.
//!
//! HTML parsers take quadratic time for deep nesting and for formatting that is never closed: 20,000
//! nested `<div>` cost them seconds. Behind this cleaner nothing nests deeper than [`DEEPEST`], a
//! paragraph is never opened inside another one, and only elements that an article may hold are left.
//! Frames, players of other sites and old Flash objects become the place of a card.

use super::elements::{Kind, classify, is_heading};
use super::entities::decode;
use super::presentation;
use super::search::find_byte;
use super::tokens::{Tag, Token, Tokens};
use super::{Body, Context, UnknownKind, embeds};
use std::collections::{HashMap, HashSet};

/// Elements nest no deeper: what lies deeper loses its tags and keeps its text.
const DEEPEST: usize = 96;

/// Formatting (`<b>`, `<a>`, …) nests no deeper.
const DEEPEST_FORMATTING: usize = 8;

/// Formatting that runs on over the end of its paragraph, at most.
const MOST_RUNNING_ON: usize = 4;

/// How the figure of a card begins.
const CARD_FIGURE: &str = "<figure class=\"embed";

/// Balances and bounds.
pub(super) fn run(body: &mut Body<'_>, _: &Context<'_>) {
    let html = std::mem::take(&mut body.html);
    body.html = bound(&html, body);
}

/// Balances and bounds mark-up that stands outside a body.
pub(super) fn alone(html: &str) -> String {
    bound(html, &mut Body::new(""))
}

/// An element that is open.
struct Open {
    name: &'static str,
    kind: Kind,
    /// Where its start tag stands in the source.
    at: usize,
}

struct Bounder<'a, 'b, 'c> {
    html: &'a str,
    out: String,
    open: Vec<Open>,
    /// Formatting whose paragraph has ended, but which goes on.
    running_on: Vec<&'static str>,
    /// How many end tags are to be ignored for each name, since their start tags were too deep.
    too_deep: HashMap<&'static str, usize>,
    /// Formatting that is never closed; read when first needed.
    never_closed: Option<HashSet<usize>>,
    /// Elements that are not closed behind the present place.
    unclosed: Vec<String>,
    formatting: usize,
    /// How many tables are open.
    tables: usize,
    body: &'b mut Body<'c>,
}

fn bound(html: &str, body: &mut Body<'_>) -> String {
    let mut bounder = Bounder {
        html,
        out: String::with_capacity(html.len() + html.len() / 16),
        open: Vec::new(),
        running_on: Vec::new(),
        too_deep: HashMap::new(),
        never_closed: None,
        unclosed: Vec::new(),
        formatting: 0,
        tables: 0,
        body,
    };
    bounder.all();
    bounder.out
}

impl<'a> Bounder<'a, '_, '_> {
    fn all(&mut self) {
        let mut tokens = Tokens::new(self.html);
        loop {
            let at = tokens.at();
            let Some(token) = tokens.next() else { break };
            match token {
                Token::Text(text) => self.text(text),
                Token::Hidden(_) => {}
                Token::Open(tag) => {
                    if let Some(end) = self.start(&tag, at) {
                        tokens.skip_to(end);
                    }
                }
                Token::Close(tag) => {
                    let mut buffer = [0; 16];
                    let (name, kind) = classify(lower(tag.name, &mut buffer));
                    match kind {
                        Kind::Void if name == "br" => self.out.push_str("<br>"),
                        Kind::Formatting | Kind::Phrasing | Kind::Block | Kind::Table => {
                            self.end(name, kind);
                        }
                        _ => {}
                    }
                }
            }
        }
        while !self.open.is_empty() {
            self.pop();
        }
    }

    /// Characters; a `<` that begins no tag is written as one that cannot.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = find_byte(rest, b'<') {
            self.out.push_str(&rest[..at]);
            self.out.push_str("&lt;");
            rest = &rest[at + 1..];
        }
        self.out.push_str(rest);
    }

    /// A start tag. Answers with the place to go on at where content is passed over.
    fn start(&mut self, tag: &Tag<'a>, at: usize) -> Option<usize> {
        let mut buffer = [0; 16];
        let lower = lower(tag.name, &mut buffer);
        let (name, kind) = classify(lower);
        let behind = at + tag.raw.len();
        match kind {
            Kind::Unwrapped => return None,
            Kind::Dropped => {
                let end = self.end_of(lower, behind);
                // A script that never ends hides the rest, as in every browser.
                let raw = matches!(lower, "script" | "style");
                return end
                    .map(|(_, after)| after)
                    .or(raw.then_some(self.html.len()));
            }
            Kind::Characters => {
                let (end, after) = self.end_of(lower, behind)?;
                self.imply_ends("pre");
                self.out.push_str("<pre>");
                let text = &self.html[behind..end];
                self.out
                    .push_str(&text.replace('<', "&lt;").replace('>', "&gt;"));
                self.out.push_str("</pre>");
                return Some(after);
            }
            Kind::Frame => return self.frame(tag, lower, behind),
            Kind::Void => {
                self.void(tag, name);
                return None;
            }
            Kind::Table if self.tables == 0 => return None,
            Kind::Formatting | Kind::Phrasing | Kind::Block | Kind::Table => {}
        }
        if let Some(after) = self.card_again(tag, name, behind) {
            return Some(after);
        }
        if name == "div"
            && let Some(url) = plugin_address(tag)
        {
            // What stands inside is the link for browsers without the plug-in's script.
            self.card(&url);
            return self.end_of("div", behind).map(|(_, after)| after);
        }
        if matches!(name, "video" | "audio")
            && tag
                .attribute("src")
                .is_some_and(|url| !embeds::may_be_an_address(&url))
        {
            self.body.unknown(UnknownKind::Frame, name, tag.raw);
        }
        let style = presentation::read(tag, lower);
        let (name, kind) = style.renamed.map_or((name, kind), classify);
        if name == embeds::PLACE {
            self.close_link();
        }
        self.imply_ends(name);
        let formatting = kind == Kind::Formatting;
        // A table between two links hides the first from the second.
        let nested_link = name == "a" && self.open.iter().any(|open| open.name == "a");
        if nested_link
            || self.open.len() + self.running_on.len() >= DEEPEST
            || (matches!(kind, Kind::Formatting | Kind::Phrasing)
                && name != embeds::PLACE
                && self.formatting >= DEEPEST_FORMATTING)
        {
            *self.too_deep.entry(name).or_default() += 1;
            return None;
        }
        presentation::write(tag, name, &style, &mut self.out);
        if formatting || kind == Kind::Phrasing {
            self.formatting += 1;
        }
        if name == "table" {
            self.tables += 1;
        }
        self.open.push(Open { name, kind, at });
        None
    }

    /// The place of a card, which no link may enclose.
    fn card(&mut self, url: &str) {
        self.close_link();
        self.out.push_str(&embeds::place(url));
    }

    /// A card that an earlier cleaning wrote is written anew from its address.
    fn card_again(&mut self, tag: &Tag<'a>, name: &str, behind: usize) -> Option<usize> {
        let alone = matches!(name, "span" | "div") && tag.raw.contains(" data-embed=");
        let in_figure = name == "a"
            && self.open.last().is_some_and(|open| {
                open.name == "figure" && self.html[open.at..].starts_with(CARD_FIGURE)
            });
        if !(alone || in_figure) {
            return None;
        }
        let (end, after) = self.end_of(name, behind)?;
        let url = if in_figure {
            tag.attribute("href")?.into_owned()
        } else {
            let (_, rest) = self.html[behind..end].split_once("href=\"")?;
            decode(rest.split('"').next()?).into_owned()
        };
        // The link around a card is one of the paper's own where a table tore the two apart.
        if !embeds::is_address(&url) {
            return None;
        }
        self.card(&url);
        Some(after)
    }

    fn void(&mut self, tag: &Tag<'a>, name: &'static str) {
        if name == "hr" {
            self.imply_ends(name);
        }
        if name == "img" {
            self.image(tag);
            return;
        }
        if name == "col" && self.tables == 0 {
            return;
        }
        presentation::write(tag, name, &presentation::read(tag, name), &mut self.out);
    }

    /// Pictures that a script would have filled in get their address; pictures that are written into
    /// the body itself are listed, since a page cannot show them.
    fn image(&mut self, tag: &Tag<'a>) {
        let source = tag.attribute("src").unwrap_or_default();
        let inline = source
            .trim_start()
            .get(..5)
            .is_some_and(|s| s.eq_ignore_ascii_case("data:"));
        let late = (inline || source.trim().is_empty())
            .then(|| {
                [
                    "data-src",
                    "data-lazy-src",
                    "data-original",
                    "data-orig-file",
                ]
                .iter()
                .find_map(|name| tag.attribute(name))
            })
            .flatten();
        let mut style = presentation::read(tag, "img");
        if let Some(late) = late {
            style.source = Some(late.into_owned());
        } else if inline {
            self.body
                .unknown(UnknownKind::InlinePicture, "img", tag.raw);
            return;
        }
        presentation::write(tag, "img", &style, &mut self.out);
    }

    fn frame(&mut self, tag: &Tag<'a>, name: &str, behind: usize) -> Option<usize> {
        let closing = if name == "embed" {
            None
        } else {
            self.end_of(name, behind)
        };
        let content = closing.map_or("", |(end, _)| &self.html[behind..end]);
        if let Some(url) = embeds::address_in(tag, content) {
            self.card(&url);
        } else if name != "embed" || tag.attribute("src").is_some() {
            self.body.unknown(UnknownKind::Frame, name, tag.raw);
        }
        closing.map(|(_, after)| after)
    }

    /// Where the next `</name>` begins and ends.
    fn end_of(&mut self, name: &str, from: usize) -> Option<(usize, usize)> {
        if self.unclosed.iter().any(|known| known == name) {
            return None;
        }
        let mut at = from;
        while let Some(found) = self.html[at..].find("</").map(|i| at + i) {
            let inner = &self.html[found + 2..];
            let same = inner
                .get(..name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name));
            let next = inner.as_bytes().get(name.len()).copied().unwrap_or(b'>');
            if same && (next.is_ascii_whitespace() || matches!(next, b'>' | b'/')) {
                let end = inner
                    .find('>')
                    .map_or(self.html.len(), |i| found + 2 + i + 1);
                return Some((found, end));
            }
            at = found + 2;
        }
        self.unclosed.push(name.to_owned());
        None
    }

    /// Closes what the start of `name` closes without saying so.
    fn imply_ends(&mut self, name: &'static str) {
        match name {
            "li" => self.close_back_to(&["li"], &["ul", "ol"]),
            "dt" | "dd" => self.close_back_to(&["dt", "dd"], &["dl"]),
            "td" | "th" => self.close_back_to(&["td", "th"], &["tr"]),
            "tr" => self.close_back_to(&["tr"], &["thead", "tbody", "tfoot"]),
            "thead" | "tbody" | "tfoot" | "colgroup" => {
                self.close_back_to(&["thead", "tbody", "tfoot", "caption", "colgroup"], &[]);
            }
            _ => {}
        }
        if name == "a" {
            self.close_link();
        }
        if !classify(name).1.is_in_a_line() {
            self.close_back_to(&["p"], &[]);
        }
        if is_heading(name) && self.open.last().is_some_and(|open| is_heading(open.name)) {
            self.pop();
        }
    }

    /// Ends the nearest of `names`, unless one of `limits` or a table cell stands before it.
    fn close_back_to(&mut self, names: &[&str], limits: &[&str]) {
        for index in (0..self.open.len()).rev() {
            let open = self.open[index].name;
            if names.contains(&open) {
                while self.open.len() > index {
                    self.pop();
                }
                return;
            }
            let cell = matches!(open, "td" | "th" | "caption" | "table");
            let between = names.contains(&"p") || !cell || open == "table";
            if limits.contains(&open) || (cell && between) {
                return;
            }
        }
    }

    /// Links do not nest: a new one ends the one that is open.
    fn close_link(&mut self) {
        let open = self.open.iter().rposition(|open| open.name == "a");
        if open.is_some() {
            self.end("a", Kind::Formatting);
        }
    }

    fn end(&mut self, name: &'static str, kind: Kind) {
        if let Some(count) = self.too_deep.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            return;
        }
        let mut crossed_block = false;
        let mut found = None;
        for index in (0..self.open.len()).rev() {
            let open = &self.open[index];
            if open.name == name {
                found = Some(index);
                break;
            }
            let cell = matches!(open.name, "td" | "th" | "caption" | "table");
            if cell && kind != Kind::Table && name != "table" {
                break;
            }
            crossed_block |= !open.kind.is_in_a_line();
        }
        let Some(index) = found else {
            if kind == Kind::Formatting
                && let Some(index) = self.running_on.iter().rposition(|open| *open == name)
            {
                self.running_on.remove(index);
                self.write_end(name);
            }
            return;
        };
        if kind == Kind::Formatting {
            // Browsers untangle `<b><p>…</b>…</p>`; what is open beside it stays open.
            self.open.remove(index);
            self.formatting -= 1;
            self.write_end(name);
            return;
        }
        if kind == Kind::Phrasing && crossed_block {
            return;
        }
        while self.open.len() > index + 1 {
            self.pop();
        }
        self.pop();
    }

    fn write_end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Ends the innermost element. Formatting that is closed later runs on, as in browsers.
    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if matches!(open.kind, Kind::Formatting | Kind::Phrasing) {
            self.formatting -= 1;
        }
        if open.name == "table" {
            self.tables -= 1;
        }
        let may_run_on = open.kind == Kind::Formatting
            && open.name != "a"
            && self.running_on.len() < MOST_RUNNING_ON;
        if may_run_on && !self.is_never_closed(open.at) {
            self.running_on.push(open.name);
            return;
        }
        self.write_end(open.name);
    }

    /// Whether the formatting that starts at `at` has no end tag of its own.
    fn is_never_closed(&mut self, at: usize) -> bool {
        let html = self.html;
        self.never_closed
            .get_or_insert_with(|| formatting_without_end(html))
            .contains(&at)
    }
}

/// Where formatting begins that never ends.
fn formatting_without_end(html: &str) -> HashSet<usize> {
    let mut open: HashMap<&'static str, Vec<usize>> = HashMap::new();
    let mut tokens = Tokens::new(html);
    loop {
        let at = tokens.at();
        let Some(token) = tokens.next() else { break };
        let (Token::Open(tag) | Token::Close(tag)) = token else {
            continue;
        };
        let mut buffer = [0; 16];
        let (name, kind) = classify(lower(tag.name, &mut buffer));
        if kind != Kind::Formatting {
            continue;
        }
        let places = open.entry(name).or_default();
        match token {
            Token::Open(_) => places.push(at),
            _ => {
                places.pop();
            }
        }
    }
    open.into_values().flatten().collect()
}

/// The address that a social network's own mark-up names: `<div class="fb-post" data-href="…">`.
fn plugin_address(tag: &Tag<'_>) -> Option<String> {
    if !tag.raw.contains("data-href") {
        return None;
    }
    let class = tag.attribute("class")?;
    let known = ["fb-post", "fb-video", "fb-comment-embed"];
    known
        .iter()
        .any(|name| class.split_ascii_whitespace().any(|c| c == *name))
        .then_some(())?;
    tag.attribute("data-href").map(std::borrow::Cow::into_owned)
}

/// `name` in lower case; empty where it is longer than any that we know.
fn lower<'b>(name: &str, buffer: &'b mut [u8; 16]) -> &'b str {
    let Some(space) = buffer.get_mut(..name.len()) else {
        return "";
    };
    space.copy_from_slice(name.as_bytes());
    space.make_ascii_lowercase();
    std::str::from_utf8(space).unwrap_or("")
}
