//! «اقرأ أيضًا»: links for further reading, told from links in a sentence.

use super::Dresser;
use super::frame::{Frame, FrameKind};
use warraq_text::fold::fold;

/// Longest text before a link that may still be «read also».
const LONGEST_INTRO: usize = 60;

/// Words that announce further reading, folded.
const READ_ALSO: [&str; 16] = [
    "اقرا ايضا",
    "اقرا المزيد",
    "طالع ايضا",
    "شاهد ايضا",
    "اقراو ايضا",
    "اقرا كذلك",
    "ذات صله",
    "مواضيع ذات صله",
    "للمزيد",
    "تابع ايضا",
    "اقرا",
    "read also",
    "also read",
    "read more",
    "see also",
    "related",
];

pub(super) fn is_read_also(intro: &str) -> bool {
    let words = intro.trim_matches(|c: char| !c.is_alphanumeric());
    !words.is_empty() && READ_ALSO.contains(&fold(words).as_str())
}

impl<'a> Dresser<'a, '_, '_> {
    pub(super) fn finish_item(&mut self, frame: &Frame<'a>) {
        let only = self.is_only_a_link(frame.text);
        let list = self
            .open
            .iter_mut()
            .rev()
            .find(|f| matches!(f.tag, "ul" | "ol"));
        if let Some(FrameKind::List {
            only_links, items, ..
        }) = list.map(|f| &mut f.kind)
        {
            *only_links &= only;
            *items += 1;
        }
    }

    /// Whether what was written since `from` is one link to the old site, bullets aside.
    pub(super) fn is_only_a_link(&self, from: usize) -> bool {
        let Some(link) = self.last_link.as_ref().filter(|link| link.from >= from) else {
            return false;
        };
        let mark = |c: char| !c.is_alphanumeric();
        let whole = self.text.since(from).trim_matches(mark);
        let linked = self.text.since(link.from).trim_matches(mark);
        link.to == self.text.len() && !linked.is_empty() && whole == linked
    }

    pub(super) fn finish_list(&mut self, frame: &Frame<'a>) {
        let FrameKind::List {
            only_links: true,
            items,
            first_link,
        } = frame.kind
        else {
            return;
        };
        let links = &mut self.found.links[first_link..];
        if items == 0 || links.is_empty() {
            return;
        }
        for link in links {
            link.read_also = true;
        }
        self.add_class(frame, "read-also");
    }

    /// «اقرأ أيضاً: …» in a paragraph of its own.
    pub(super) fn finish_paragraph(&mut self, frame: &Frame<'a>) {
        let Some(link) = self.last_link.as_ref().filter(|l| l.from >= frame.text) else {
            return;
        };
        let whole = self.text.since(frame.text);
        let linked = self.text.since(link.from);
        if link.to != self.text.len() || linked.is_empty() {
            return;
        }
        let Some(intro) = whole.strip_suffix(linked) else {
            return;
        };
        if intro.len() < LONGEST_INTRO && is_read_also(intro) {
            let found = link.found;
            self.found.links[found].read_also = true;
            self.add_class(frame, "read-also");
        }
    }
}
