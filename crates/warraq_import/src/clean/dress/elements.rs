//! Elements that hold others: where each may stand, and what gives way where it may not.

use super::super::scan::Start;
use super::Dresser;
use super::attributes::{is_number, without_id};
use super::frame::{Frame, FrameKind, Holds, Role, Saved, role};
use super::headings::heading;

impl<'a> Dresser<'a, '_, '_> {
    pub(super) fn rule(&mut self, tag: &Start<'a>) {
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

    pub(super) fn line_element(&mut self, tag: &Start<'a>, own: &'static str) {
        if own == "cite" && self.parent_tag() == "blockquote" {
            // Who said it stands below what was said.
            self.block(tag, "footer", Role::Block);
            return;
        }
        self.line_room();
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
            _ => {}
        }
        if (own == "span" || own == "bdo") && self.out.len() == plain {
            self.out.truncate(start);
            self.open.push(Frame {
                text: self.text.len(),
                ..Frame::new(tag.name, "", start, start)
            });
            return;
        }
        self.out.push('>');
        let anchor = own == "span" && tag.get("id").is_some();
        let holds = if anchor {
            Holds::Something
        } else {
            Holds::Nothing
        };
        let inner = self.out.len();
        let text = self.text.len();
        self.open.push(Frame {
            text,
            holds,
            has_class: class,
            ..Frame::new(tag.name, own, start, inner)
        });
    }

    /// Closes what a block may not stand in. `None` where the block itself has to give way.
    pub(super) fn make_room(&mut self, own: &str) -> Option<Vec<Saved<'a>>> {
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
                let found = match frame.kind {
                    FrameKind::Link { found, .. } => found,
                    _ => None,
                };
                // An id names one place.
                let markup = without_id(&markup);
                saved.push(Saved {
                    source: frame.source,
                    tag: frame.tag,
                    markup,
                    found,
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

    pub(super) fn resume(&mut self, saved: Vec<Saved<'a>>) {
        for saved in saved {
            self.open_again(&saved, saved.source);
        }
    }

    fn open_again(&mut self, saved: &Saved<'a>, source: &'a str) {
        let start = self.out.len();
        self.out.push_str(&saved.markup);
        let inner = self.out.len();
        let text = self.text.len();
        self.open.push(Frame {
            text,
            ..Frame::again(saved, source, start, inner)
        });
    }

    pub(super) fn block(&mut self, tag: &Start<'a>, own: &'static str, role: Role) {
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
            self.give_way(tag.name, wrapper);
            return;
        };
        self.text.line();
        let parent = self.parent_tag();
        match own {
            "li" if !matches!(parent, "ul" | "ol") => own = "div",
            "dt" | "dd" if parent != "dl" => own = "div",
            "figcaption" if parent != "figure" => own = "div",
            "footer" if parent != "blockquote" => own = "div",
            "summary" if !self.may_be_pressed() => own = "div",
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
        if let Some(written) = heading(own) {
            // The level that is shown is known when the heading turns out to hold words.
            own = "h2";
            kind = FrameKind::Heading { written, id: None };
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
        // Items and cells may be empty.
        let may_be_empty = matches!(own, "li" | "dt" | "dd");
        let holds = if may_be_empty {
            Holds::Something
        } else {
            Holds::Nothing
        };
        let text = self.text.len();
        self.open.push(Frame {
            text,
            holds,
            has_class,
            resume,
            kind,
            ..Frame::new(tag.name, own, start, inner)
        });
        self.echo(own);
    }

    /// A block where only words may stand: its words stay.
    fn give_way(&mut self, name: &'a str, wrapper: bool) {
        let mut kind = FrameKind::Plain;
        if !wrapper {
            let preformatted = self.open.iter().any(|frame| frame.tag == "pre");
            let between = if preformatted { '\n' } else { ' ' };
            self.separate(between);
            kind = FrameKind::GaveWay { between };
        }
        let at = self.out.len();
        let text = self.text.len();
        self.open.push(Frame {
            text,
            kind,
            ..Frame::new(name, "", at, at)
        });
    }

    /// Keeps the words before and behind a place apart.
    pub(super) fn separate(&mut self, between: char) {
        let start = self.out.ends_with(|c: char| c.is_ascii_whitespace())
            || self
                .open
                .last()
                .is_some_and(|frame| frame.inner == self.out.len());
        if !start {
            self.out.push(between);
            self.text.push(between.encode_utf8(&mut [0; 4]));
        }
    }

    /// Whether a summary may stand here: first in what it opens and closes.
    fn may_be_pressed(&self) -> bool {
        let parent = self.open.iter().rev().find(|frame| !frame.tag.is_empty());
        parent.is_some_and(|frame| {
            frame.tag == "details" && self.out[frame.inner..].trim_ascii().is_empty()
        })
    }

    /// What was closed round a block goes on inside it, where words may stand.
    pub(super) fn echo(&mut self, own: &str) {
        if !matches!(
            own,
            "p" | "div" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote"
        ) {
            return;
        }
        let Some(frame) = self.open.last() else {
            return;
        };
        let again: Vec<Saved<'a>> = frame
            .resume
            .iter()
            .filter(|saved| !matches!(saved.tag, "" | "p"))
            // Right inside a quotation it would name who is quoted.
            .filter(|saved| !(own == "blockquote" && saved.tag == "cite"))
            .cloned()
            .collect();
        for saved in again {
            self.open_again(&saved, "");
        }
    }

    pub(super) fn part(&mut self, tag: &Start<'a>, own: &'static str) {
        if matches!(own, "td" | "th") {
            self.text.space();
        } else {
            self.text.line();
        }
        if !self.in_a_table() {
            let at = self.out.len();
            self.open.push(Frame::new(tag.name, "", at, at));
            return;
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
        self.open.push(Frame {
            text,
            holds: Holds::Something,
            has_class,
            ..Frame::new(tag.name, own, start, inner)
        });
    }
}
