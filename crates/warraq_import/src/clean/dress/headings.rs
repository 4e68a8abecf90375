//! Headings: levels without gaps, and anchors that last.

use super::super::Heading;
use super::super::entities::{decode, escape_attribute};
use super::Dresser;
use super::attributes::safe_id;
use super::frame::{Frame, FrameKind};

/// By level.
const TAGS: [&str; 7] = ["h2", "h2", "h2", "h3", "h4", "h5", "h6"];

pub(super) fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

impl<'a> Dresser<'a, '_, '_> {
    /// Headings go down one step at a time, below the page's own.
    fn level(&mut self, written: u8) -> u8 {
        while self
            .outline
            .last()
            .is_some_and(|(above, _)| *above >= written)
        {
            self.outline.pop();
        }
        let shown = self
            .outline
            .last()
            .map_or(2, |(_, shown)| (shown + 1).min(6));
        self.outline.push((written, shown));
        shown
    }

    /// Gives a heading its level and its anchor, and notes it.
    pub(super) fn finish_heading(&mut self, frame: &mut Frame<'a>) {
        let FrameKind::Heading { written, id } = &frame.kind else {
            return;
        };
        let level = self.level(*written);
        let tag = TAGS[usize::from(level)];
        let name = frame.start + 1..frame.start + 1 + tag.len();
        self.out.replace_range(name, tag);
        let text = self.text.since(frame.text).replace('\n', " ");
        let id = if let Some(id) = id {
            id.clone()
        } else {
            let anchor = self.new_anchor(&text);
            let mut attribute = String::from(" id=\"");
            escape_attribute(&anchor, &mut attribute);
            attribute.push('"');
            let behind_name = frame.start + "<h2".len();
            self.out.insert_str(behind_name, &attribute);
            anchor
        };
        frame.tag = tag;
        let id = decode(&id).into_owned();
        self.found.headings.push(Heading { level, id, text });
    }

    /// A readable id that the document does not have yet.
    fn new_anchor(&mut self, text: &str) -> String {
        let base = safe_id(&warraq_text::slug::anchor(text));
        let mut anchor = base.clone();
        while !self.ids.insert(anchor.clone()) {
            let number = self.anchors.entry(base.clone()).or_insert(1);
            *number += 1;
            anchor = format!("{base}-{number}");
        }
        anchor
    }
}
