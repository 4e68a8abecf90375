//! The last step: sanitised HTML gets the mark-up of the paper. Runs after the sanitiser, whose
//! output it reads in one pass; it writes only elements and attributes that it knows.
//!
//! In that pass links and pictures of the old site come home, pictures of other sites become links,
//! players become cards, headings get levels without gaps and lasting anchors, wide tables get a
//! frame to scroll in, every block says where its text begins (`dir="auto"`), empty wrappers go, and
//! the plain text is taken down.

mod attributes;
mod cards;
mod elements;
mod frame;
mod headings;
mod link;
mod notes;
mod pictures;
mod read_also;
mod tables;

pub(super) use notes::footnotes;
pub use pictures::ImageRef;

use super::embeds;
use super::plain::PlainText;
use super::scan::{Piece, Pieces, Start, is_void};
use super::search::{find, find_byte, has};
use super::{Body, Context, Found};
use attributes::directed;
use frame::{Frame, FrameKind, Holds, Role, in_a_line, in_a_line_tag, role};
use std::collections::{HashMap, HashSet};
use warraq_text::bidi::begins_foreign;

/// Dresses the body and notes what is in it.
pub(super) fn run(body: &mut Body<'_>, cx: &Context<'_>) {
    let html = std::mem::take(&mut body.html);
    let mut dresser = Dresser {
        cx,
        found: &mut body.found,
        out: String::with_capacity(html.len() + html.len() / 4),
        text: PlainText::with_capacity(html.len()),
        open: Vec::with_capacity(16),
        ids: HashSet::new(),
        anchors: HashMap::new(),
        outline: Vec::new(),
        last_link: None,
    };
    dresser.all(&html);
    let (out, text) = (dresser.out, dresser.text);
    body.html = single_line_ends(&out);
    body.text = text.finish();
}

/// The link that was closed last: its text, and its place in the list.
struct LastLink {
    from: usize,
    to: usize,
    found: usize,
}

pub(super) struct Dresser<'a, 'c, 'f> {
    pub(super) cx: &'a Context<'c>,
    pub(super) found: &'f mut Found,
    pub(super) out: String,
    text: PlainText,
    open: Vec<Frame<'a>>,
    ids: HashSet<String>,
    /// The last number given to headings with the same words.
    anchors: HashMap<String, usize>,
    /// Levels of the headings above: as written, as shown.
    outline: Vec<(u8, u8)>,
    last_link: Option<LastLink>,
}

impl<'a> Dresser<'a, '_, '_> {
    fn all(&mut self, html: &'a str) {
        let mut pieces = Pieces::new(html);
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Text(text) => self.text(text),
                Piece::Close(name) => self.close(name),
                Piece::Open(tag) => {
                    if tag.get("hidden").is_some() {
                        skip(&mut pieces, tag.name);
                    } else {
                        self.start(&tag, &mut pieces);
                    }
                }
            }
        }
        while !self.open.is_empty() {
            self.finish();
        }
    }

    /// The innermost element that has a tag in the output.
    fn parent_tag(&self) -> &'static str {
        self.open
            .iter()
            .rev()
            .find(|frame| !frame.tag.is_empty())
            .map_or("", |frame| frame.tag)
    }

    fn text(&mut self, text: &str) {
        let seen = text.bytes().any(|b| !b.is_ascii_whitespace()) && !is_blank(text);
        if !seen && !has(text, "&nbsp;") {
            self.white_space(text);
            return;
        }
        self.line_content();
        if seen {
            self.mark_full();
            self.name_link();
        } else if let Some(frame) = self.open.last_mut() {
            frame.holds = frame.holds.max(Holds::Spaces);
        }
        self.out.push_str(text);
        self.text.push_escaped(text);
    }

    fn white_space(&mut self, text: &str) {
        if self.out.is_empty() {
            return;
        }
        self.out.push_str(text);
        self.text.push(text);
    }

    /// Makes room for words: lists hold items only.
    fn line_room(&mut self) {
        let parent = self.parent_tag();
        if matches!(parent, "ul" | "ol" | "dl") {
            self.open_implied_item(parent);
        }
    }

    /// Makes room for words and notes that they stand there.
    fn line_content(&mut self) {
        self.line_room();
        if let Some(frame) = self.open.last_mut() {
            frame.line_content = true;
        }
    }

    fn open_implied_item(&mut self, list: &str) {
        let tag = if list == "dl" { "dd" } else { "li" };
        self.text.line();
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push_str(" dir=\"auto\">");
        self.open.push(Frame {
            text: self.text.len(),
            ..Frame::new("", tag, start, self.out.len())
        });
    }

    fn start(&mut self, tag: &Start<'a>, pieces: &mut Pieces<'a>) {
        match tag.name {
            "br" | "wbr" => {
                self.line_content();
                self.out
                    .push_str(if tag.name == "br" { "<br>" } else { "<wbr>" });
                if tag.name == "br" {
                    self.text.line();
                }
            }
            "hr" => self.rule(tag),
            "col" => self.column(tag),
            "img" => self.picture(tag),
            "video" | "audio" => self.player(tag, pieces),
            embeds::PLACE => {
                self.place(tag.get("data-url").unwrap_or(""));
                skip(pieces, embeds::PLACE);
            }
            name => {
                let Some((own, role)) = role(name) else {
                    return;
                };
                match role {
                    Role::Line => self.line_element(tag, own),
                    Role::Block | Role::Words => self.block(tag, own, role),
                    Role::Part => self.part(tag, own),
                }
            }
        }
    }

    pub(super) fn mark_full(&mut self) {
        if let Some(frame) = self.open.last_mut() {
            frame.holds = Holds::Something;
        }
    }

    /// Whether the next thing stands inside a line rather than between blocks.
    fn is_in_a_line(&self) -> bool {
        in_a_line(self.parent_tag())
    }

    fn picture(&mut self, tag: &Start<'a>) {
        let inside_link = self.open.iter().any(|frame| frame.tag == "a");
        self.line_content();
        let Some(shown) = pictures::write(tag, inside_link, self) else {
            return;
        };
        self.mark_full();
        if shown.has_alt {
            self.name_link();
        } else if let Some(frame) = self.open.iter_mut().rev().find(|frame| frame.tag == "a")
            && let FrameKind::Link { picture, .. } = &mut frame.kind
        {
            *picture = Some(shown.address);
        }
    }

    fn close(&mut self, name: &str) {
        let Some(index) = self.open.iter().rposition(|frame| frame.source == name) else {
            return;
        };
        while self.open.len() > index {
            self.finish();
        }
    }

    /// Ends the innermost element.
    fn finish(&mut self) {
        let Some(mut frame) = self.open.pop() else {
            return;
        };
        if frame.tag == "pre" {
            self.text.preformatted -= 1;
        }
        let block = !frame.tag.is_empty() && !in_a_line_tag(frame.tag);
        if !frame.tag.is_empty() {
            self.turn(&mut frame);
            self.finish_tag(&mut frame);
        }
        if let FrameKind::GaveWay { between } = frame.kind {
            self.separate(between);
        }
        if block {
            if matches!(frame.tag, "td" | "th") {
                self.text.space();
            } else {
                self.text.line();
            }
        }
        if let Some(parent) = self.open.last_mut() {
            parent.holds = parent.holds.max(frame.holds);
            let line = frame.tag.is_empty() || in_a_line_tag(frame.tag);
            parent.line_content |= line && frame.line_content;
        }
        self.resume(frame.resume);
    }

    fn finish_tag(&mut self, frame: &mut Frame<'a>) {
        if frame.holds != Holds::Something {
            let line = matches!(role(frame.tag), Some((_, Role::Line)));
            if line {
                // White space in an empty element stands between words.
                self.out.replace_range(frame.start..frame.inner, "");
                return;
            }
            let keeps_space =
                frame.holds == Holds::Spaces && matches!(frame.tag, "p" | "div" | "blockquote");
            if !keeps_space {
                self.out.truncate(frame.start);
                frame.holds = Holds::Nothing;
                // It kept words apart all the same.
                self.separate('\n');
                return;
            }
        }
        if directed(frame.tag) && frame.tag != "pre" {
            self.drop_last_breaks(frame.inner);
        }
        match &frame.kind {
            FrameKind::Plain | FrameKind::GaveWay { .. } => {}
            FrameKind::Heading { .. } => self.finish_heading(frame),
            FrameKind::Link { .. } => {
                if !self.finish_link(frame) {
                    return;
                }
            }
            FrameKind::List { .. } => self.finish_list(frame),
            FrameKind::Table { .. } => {
                self.finish_table(frame);
                return;
            }
        }
        match frame.tag {
            "div" if !self.finish_div(frame) => return,
            "li" => self.finish_item(frame),
            "pre" => {
                // Parsers drop the first line end, and would drop the next one next time.
                let inside = &self.out[frame.inner..];
                let line_ends = inside.len() - inside.trim_start_matches('\n').len();
                let line_ends = frame.inner..frame.inner + line_ends;
                self.out.replace_range(line_ends, "");
            }
            "p" => self.finish_paragraph(frame),
            "dl" => self.finish_definitions(frame),
            "details" => self.finish_details(frame),
            "tr" if self.out[frame.inner..].trim_ascii().is_empty() => {
                self.out.truncate(frame.start);
                return;
            }
            "tr" | "caption" => self.label_table(frame),
            _ => {}
        }
        self.write_end(frame.tag);
    }

    /// A block that begins with a foreign word runs as its other words do.
    fn turn(&mut self, frame: &mut Frame<'a>) {
        const AUTO: &str = " dir=\"auto\"";
        const RIGHT: &str = " dir=\"rtl\"";
        let (start, inside) = self.out[frame.start..].split_at(frame.inner - frame.start);
        let Some(at) = start.find(AUTO) else { return };
        // Blocks in a block have directions of their own.
        if inside.contains(" dir=\"") || !begins_foreign(shown(inside)) {
            return;
        }
        let at = frame.start + at;
        self.out.replace_range(at..at + AUTO.len(), RIGHT);
        frame.inner -= AUTO.len() - RIGHT.len();
    }

    /// Every group of a list of definitions has both its parts.
    fn finish_definitions(&mut self, frame: &Frame<'a>) {
        let inside = self.out[frame.inner..].trim_ascii();
        if inside.ends_with("</dt>") {
            self.out.push_str("<dd dir=\"auto\"></dd>");
        }
        if self.out[frame.inner..]
            .trim_ascii_start()
            .starts_with("<dd")
        {
            self.out.insert_str(frame.inner, "<dt dir=\"auto\"></dt>");
        }
    }

    /// What opens and closes needs something to press; without it, all is shown.
    fn finish_details(&mut self, frame: &mut Frame<'a>) {
        let inside = self.out[frame.inner..].trim_ascii_start();
        if !inside.starts_with("<summary") {
            let start = frame.start..frame.inner;
            self.out.replace_range(start, "<div dir=\"auto\">");
            frame.tag = "div";
        }
    }

    /// Breaks and white space at the end of a block are not seen.
    fn drop_last_breaks(&mut self, inner: usize) {
        loop {
            let text = self.out[inner..].trim_end_matches(|c: char| c.is_ascii_whitespace());
            let text = text.strip_suffix("<br>").unwrap_or(text);
            let end = inner + text.len();
            if end == self.out.len() {
                return;
            }
            self.out.truncate(end);
        }
    }

    fn write_end(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    /// A division that says nothing goes. Answers whether it is kept.
    fn finish_div(&mut self, frame: &Frame<'a>) -> bool {
        let bare = frame.inner - frame.start == "<div>".len();
        if bare && !frame.line_content {
            self.out.replace_range(frame.start..frame.inner, "");
            return false;
        }
        let start = &self.out[frame.start..frame.inner];
        let directed = start.contains(" dir=\"");
        if frame.line_content && !directed {
            self.out.insert_str(frame.inner - 1, " dir=\"auto\"");
        }
        true
    }
}

/// The letters of mark-up that a reader sees. What a sign is called in mark-up is none.
fn shown(html: &str) -> impl Iterator<Item = char> + '_ {
    let mut until = None;
    html.chars().filter(move |c| match until {
        Some(end) => {
            if *c == end {
                until = None;
            }
            false
        }
        None => {
            until = match c {
                '<' => Some('>'),
                '&' => Some(';'),
                _ => None,
            };
            until.is_none()
        }
    })
}

/// White space with line ends in it becomes one line end, except in preformatted text.
fn single_line_ends(html: &str) -> String {
    let space = |c: char| c.is_ascii_whitespace();
    let html = html.trim_matches(space);
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut next_pre = find(rest, "<pre");
    while let Some(line_end) = find_byte(rest, b'\n') {
        if let Some(pre) = next_pre.filter(|&pre| pre < line_end) {
            let end = rest[pre..].find("</pre>").map_or(rest.len(), |i| pre + i);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            next_pre = find(rest, "<pre");
            continue;
        }
        out.push_str(rest[..line_end].trim_end_matches(space));
        out.push('\n');
        let after = rest[line_end..].trim_start_matches(space);
        let passed = rest.len() - after.len();
        next_pre = next_pre.map(|pre| pre - passed);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Passes over the rest of an element whose start tag has just been read.
fn skip(pieces: &mut Pieces<'_>, name: &str) {
    if is_void(name) {
        return;
    }
    let mut depth = 1;
    for piece in pieces.by_ref() {
        match piece {
            Piece::Open(tag) => depth += usize::from(!is_void(tag.name)),
            Piece::Close(_) => {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            Piece::Text(_) => {}
        }
    }
}

/// Hard spaces and nothing else.
fn is_blank(text: &str) -> bool {
    text.split("&nbsp;")
        .all(|part| part.bytes().all(|b| b.is_ascii_whitespace()))
}
