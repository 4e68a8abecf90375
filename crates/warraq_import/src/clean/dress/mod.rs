//! The last step: sanitised HTML gets the mark-up of the paper. Runs after the sanitiser, whose
//! output it reads in one pass; it writes only elements and attributes that it knows.
//!
//! In that pass links and pictures of the old site come home, pictures of other sites become links,
//! players become cards, headings get levels without gaps and lasting anchors, wide tables get a
//! frame to scroll in, every block says where its text begins (`dir="auto"`), empty wrappers go, and
//! the plain text is taken down.

mod attributes;
mod cards;
mod frame;
mod headings;
mod link;
mod pictures;
mod read_also;
mod tables;

pub use pictures::ImageRef;

use super::embeds;
use super::entities::decode;
use super::plain::PlainText;
use super::scan::{Piece, Pieces, Start, is_void};
use super::{Body, Context, Footnote, Found};
use attributes::{is_number, without_id};
use frame::{Frame, FrameKind, Holds, Role, Saved, in_a_line, in_a_line_tag, role};
use headings::{HEADINGS, heading};
use std::collections::HashSet;

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
        outline: Vec::new(),
        quiet: 0,
        last_link: None,
    };
    dresser.all(&html);
    let (mut out, text) = (dresser.out, dresser.text);
    out.truncate(out.trim_end().len());
    body.html = out;
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
    /// Levels of the headings above: as written, as shown.
    outline: Vec<(u8, u8)>,
    quiet: usize,
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
    fn parent(&mut self) -> Option<&mut Frame<'a>> {
        self.open
            .iter_mut()
            .rev()
            .find(|frame| !frame.tag.is_empty())
    }

    fn parent_tag(&self) -> &'static str {
        self.open
            .iter()
            .rev()
            .find(|frame| !frame.tag.is_empty())
            .map_or("", |frame| frame.tag)
    }

    fn text(&mut self, text: &str) {
        let seen = text.bytes().any(|b| !b.is_ascii_whitespace()) && !is_blank(text);
        let parent = self.parent_tag();
        if !seen && !text.contains("&nbsp;") {
            self.white_space(text, parent);
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
        if self.quiet == 0 {
            self.text.push_escaped(text);
        }
    }

    /// White space between blocks is one line end; inside a line it stays.
    fn white_space(&mut self, text: &str, parent: &str) {
        let between = !in_a_line(parent) && (self.out.ends_with('>') || self.out.ends_with('\n'));
        if !between {
            self.out.push_str(text);
            if self.quiet == 0 {
                self.text.push(text);
            }
            return;
        }
        let in_line = !self.out.ends_with('\n') && self.after_words();
        if in_line {
            self.out.push_str(text);
            self.text.space();
        } else if !self.out.ends_with('\n') && !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Whether the output ends in an element of a line that stands directly in a block.
    fn after_words(&self) -> bool {
        let tail = self.out.as_bytes();
        let from = tail.iter().rposition(|&b| b == b'<').unwrap_or(0);
        let name = self.out[from..].trim_start_matches(['<', '/']);
        let end = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        matches!(role(&name[..end]), Some((_, Role::Line))) || name.starts_with("img")
    }

    /// Makes room for words: lists hold items only.
    fn line_content(&mut self) {
        let parent = self.parent_tag();
        if matches!(parent, "ul" | "ol" | "dl") {
            self.open_implied_item(parent);
        }
        if let Some(frame) = self.parent() {
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
        self.push(Frame {
            text: self.text.len(),
            ..Frame::new("", tag, start, self.out.len())
        });
    }

    fn push(&mut self, frame: Frame<'a>) {
        self.quiet += usize::from(frame.quiet);
        self.open.push(frame);
    }

    fn start(&mut self, tag: &Start<'a>, pieces: &mut Pieces<'a>) {
        match tag.name {
            "br" | "wbr" => {
                self.line_content();
                self.out
                    .push_str(if tag.name == "br" { "<br>" } else { "<wbr>" });
                if tag.name == "br" && self.quiet == 0 {
                    self.text.line();
                }
            }
            "hr" => self.rule(tag),
            "col" => self.column(tag),
            "img" => self.picture(tag),
            "video" | "audio" => self.player(tag, pieces),
            embeds::PLACE => {
                let url = tag.get("data-url").map(decode).unwrap_or_default();
                self.card(&url);
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

    fn rule(&mut self, tag: &Start<'a>) {
        let resume = self.make_room("hr");
        let Some(resume) = resume else { return };
        let class = tag.get("class").is_some_and(|c| c.contains("page-break"));
        self.out.push_str(if class {
            "<hr class=\"page-break\">"
        } else {
            "<hr>"
        });
        self.text.line();
        self.mark_full();
        self.resume(resume);
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

    fn line_element(&mut self, tag: &Start<'a>, own: &'static str) {
        self.line_content();
        if own == "a" {
            self.link(tag);
            return;
        }
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(own);
        let plain = self.out.len();
        let class = self.common(tag, own);
        match own {
            "abbr" | "dfn" => self.copy(tag, "title"),
            "time" | "del" | "ins" => self.copy(tag, "datetime"),
            "span" => self.embed_key(tag),
            _ => {}
        }
        if (own == "span" || own == "bdo") && self.out.len() == plain {
            self.out.truncate(start);
            self.push(Frame {
                text: self.text.len(),
                ..Frame::new(tag.name, "", start, start)
            });
            return;
        }
        self.out.push('>');
        let quiet = tag.get("class").is_some_and(|class| class == "embed");
        let anchor = own == "span" && tag.get("id").is_some();
        let holds = if anchor {
            Holds::Something
        } else {
            Holds::Nothing
        };
        let inner = self.out.len();
        let text = self.text.len();
        self.push(Frame {
            text,
            quiet,
            holds,
            has_class: class,
            ..Frame::new(tag.name, own, start, inner)
        });
    }

    /// Closes what a block may not stand in. `None` where the block itself has to give way.
    fn make_room(&mut self, own: &str) -> Option<Vec<Saved<'a>>> {
        let mut split = None;
        for (index, frame) in self.open.iter().enumerate().rev() {
            match frame.tag {
                "" | "a" | "ins" | "del" => {}
                "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "summary" => return None,
                "p" => {
                    split = Some(index);
                    break;
                }
                tag if matches!(role(tag), Some((_, Role::Line))) => split = Some(index),
                _ => break,
            }
        }
        let mut saved = Vec::new();
        if let Some(index) = split {
            while self.open.len() > index {
                let frame = self.open.last()?;
                let markup = self.out[frame.start..frame.inner].to_owned();
                // An id names one place.
                let markup = without_id(&markup);
                saved.push(Saved {
                    source: frame.source,
                    tag: frame.tag,
                    markup,
                });
                if let Some(frame) = self.open.last_mut() {
                    frame.source = "";
                }
                self.finish();
            }
            saved.reverse();
        }
        let parent = self.parent_tag();
        if (matches!(parent, "ul" | "ol") && own != "li")
            || (parent == "dl" && !matches!(own, "dt" | "dd"))
        {
            self.open_implied_item(parent);
        }
        Some(saved)
    }

    fn resume(&mut self, saved: Vec<Saved<'a>>) {
        for saved in saved {
            let start = self.out.len();
            self.out.push_str(&saved.markup);
            let inner = self.out.len();
            let text = self.text.len();
            self.push(Frame {
                text,
                ..Frame::new(saved.source, saved.tag, start, inner)
            });
        }
    }

    fn block(&mut self, tag: &Start<'a>, own: &'static str, role: Role) {
        if self.quiet == 0 {
            self.text.line();
        }
        let mut own = own;
        // Our own frame round tables is made anew.
        let wrapper = own == "div" && tag.get("class") == Some("table-scroll");
        // A new item ends one that we opened ourselves.
        if matches!(own, "li" | "dt" | "dd") {
            let implied = self
                .open
                .last()
                .is_some_and(|f| f.source.is_empty() && !f.tag.is_empty());
            if implied {
                self.finish();
            }
        }
        let resume = if wrapper { None } else { self.make_room(own) };
        let Some(resume) = resume else {
            let at = self.out.len();
            self.push(Frame {
                text: self.text.len(),
                ..Frame::new(tag.name, "", at, at)
            });
            return;
        };
        let parent = self.parent_tag();
        match own {
            "li" if !matches!(parent, "ul" | "ol") => own = "div",
            "dt" | "dd" if parent != "dl" => own = "div",
            "figcaption" if parent != "figure" => own = "div",
            "footer" if parent != "blockquote" => own = "div",
            "summary" if parent != "details" => own = "div",
            _ => {}
        }
        let start = self.out.len();
        let mut kind = FrameKind::Plain;
        if own == "table" {
            self.out.push_str("<div class=\"table-scroll\">");
            kind = FrameKind::Table {
                label: None,
                wrapper: start,
            };
        }
        if let Some(level) = heading(own) {
            let shown = self.level(level);
            own = HEADINGS[usize::from(shown)];
            kind = FrameKind::Heading {
                level: shown,
                id: None,
            };
        }
        if matches!(own, "ul" | "ol") {
            kind = FrameKind::List {
                only_links: true,
                items: 0,
                first_link: self.found.links.len(),
            };
        }
        self.out.push('<');
        self.out.push_str(own);
        if let FrameKind::Heading { id, .. } = &mut kind {
            *id = tag.get("id").and_then(|id| self.id(id));
            if let Some(id) = id.clone() {
                self.attribute("id", &id);
            }
            self.class(tag);
            if !self.direction(tag) {
                self.out.push_str(" dir=\"auto\"");
            }
        } else {
            self.block_attributes(tag, own);
        }
        self.out.push('>');
        if own == "pre" && role == Role::Words {
            self.text.preformatted += 1;
        }
        let inner = self.out.len();
        let has_class = tag.get("class").is_some() && self.out[start..].contains(" class=\"");
        let card = matches!(own, "figure" | "div") && tag.get("data-embed").is_some();
        let quiet = card && own == "div";
        // Items and cells may be empty.
        let may_be_empty = matches!(own, "li" | "dt" | "dd");
        let holds = if may_be_empty {
            Holds::Something
        } else {
            Holds::Nothing
        };
        let text = self.text.len();
        self.push(Frame {
            text,
            holds,
            has_class,
            quiet,
            resume,
            kind,
            ..Frame::new(tag.name, own, start, inner)
        });
        self.echo(own);
    }

    /// What was closed round a block goes on inside it, where words may stand.
    fn echo(&mut self, own: &str) {
        if !matches!(
            own,
            "p" | "div" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote"
        ) {
            return;
        }
        let Some(frame) = self.open.last() else {
            return;
        };
        let again: Vec<(&'static str, String)> = frame
            .resume
            .iter()
            .filter(|saved| !matches!(saved.tag, "" | "p"))
            .map(|saved| (saved.tag, saved.markup.clone()))
            .collect();
        for (tag, markup) in again {
            let start = self.out.len();
            self.out.push_str(&markup);
            let inner = self.out.len();
            let text = self.text.len();
            self.push(Frame {
                text,
                ..Frame::new("", tag, start, inner)
            });
        }
    }

    fn part(&mut self, tag: &Start<'a>, own: &'static str) {
        if matches!(own, "td" | "th") {
            self.text.space();
        } else {
            self.text.line();
        }
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(own);
        let has_class = self.common(tag, own);
        if matches!(own, "td" | "th") {
            for name in ["colspan", "rowspan"] {
                if let Some(value) = tag.get(name).filter(|v| is_number(v) && *v != "1") {
                    self.attribute(name, value);
                }
            }
            let scopes = ["col", "row", "colgroup", "rowgroup"];
            if let Some(scope) = tag
                .get("scope")
                .filter(|v| own == "th" && scopes.contains(v))
            {
                self.attribute("scope", scope);
            }
        }
        if own == "colgroup"
            && let Some(span) = tag.get("span").filter(|v| is_number(v))
        {
            self.attribute("span", span);
        }
        self.out.push('>');
        let inner = self.out.len();
        let text = self.text.len();
        self.push(Frame {
            text,
            holds: Holds::Something,
            has_class,
            ..Frame::new(tag.name, own, start, inner)
        });
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
        self.quiet -= usize::from(frame.quiet);
        if frame.tag == "pre" {
            self.text.preformatted -= 1;
        }
        let block = !frame.tag.is_empty() && !in_a_line_tag(frame.tag);
        if !frame.tag.is_empty() {
            self.finish_tag(&mut frame);
        }
        if block && self.quiet == 0 {
            if matches!(frame.tag, "td" | "th") {
                self.text.space();
            } else {
                self.text.line();
            }
        }
        if let Some(parent) = self.open.last_mut() {
            parent.holds = parent.holds.max(frame.holds);
            if frame.tag.is_empty() {
                parent.line_content |= frame.line_content;
            }
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
                return;
            }
        }
        match &frame.kind {
            FrameKind::Plain => {}
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
            "p" => self.finish_paragraph(frame),
            "tr" | "caption" => self.label_table(frame),
            _ => {}
        }
        self.write_end(frame.tag);
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
        let directed = start.contains(" dir=\"") || start.contains(" data-embed=\"");
        if frame.line_content && !directed {
            self.out
                .insert_str(frame.start + "<div".len(), " dir=\"auto\"");
        }
        true
    }
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

/// The notes that the text refers to.
pub(super) fn footnotes(html: &str) -> Vec<Footnote> {
    let Some(start) = html.find("<ol class=\"notes\"") else {
        return Vec::new();
    };
    let list = &html[start..];
    let list = &list[..list.find("</ol>").unwrap_or(list.len())];
    list.split("<li id=\"")
        .skip(1)
        .filter_map(|item| {
            let (id, rest) = item.split_once('"')?;
            let (_, content) = rest.split_once('>')?;
            let text = super::plain::text(content);
            let text = text.trim_end_matches(['↩', '\u{FE0E}', ' ']).to_owned();
            Some(Footnote {
                id: decode(id).into_owned(),
                text,
            })
        })
        .collect()
}
