//! Tables, in a frame to scroll in that has a name.

use super::super::entities::escape_attribute;
use super::super::scan::Start;
use super::Dresser;
use super::attributes::is_number;
use super::frame::{Frame, FrameKind};

/// Longest name of a table, in characters.
const LONGEST_LABEL: usize = 80;

impl<'a> Dresser<'a, '_, '_> {
    /// Whether the nearest table is one that is shown.
    pub(super) fn in_a_table(&self) -> bool {
        let nearest = self.open.iter().rev().find(|f| f.source == "table");
        nearest.is_some_and(|f| f.tag == "table")
    }

    pub(super) fn column(&mut self, tag: &Start<'a>) {
        if !self.in_a_table() {
            return;
        }
        self.out.push_str("<col");
        if let Some(span) = tag.get("span").filter(|v| is_number(v)) {
            self.attribute("span", span);
        }
        self.out.push('>');
    }

    /// The first row or the caption names the table for those who cannot see it.
    pub(super) fn label_table(&mut self, frame: &Frame<'a>) {
        let text = self.text.since(frame.text).replace('\n', " ");
        let table = self.open.iter_mut().rev().find(|f| f.tag == "table");
        if let Some(FrameKind::Table { label, .. }) = table.map(|f| &mut f.kind)
            && (label.is_none() || frame.tag == "caption")
            && !text.is_empty()
        {
            *label = Some(warraq_text::excerpt::excerpt(&text, LONGEST_LABEL));
        }
    }

    pub(super) fn finish_table(&mut self, frame: &Frame<'a>) {
        let FrameKind::Table { label, wrapper } = &frame.kind else {
            return;
        };
        self.out.push_str("</table></div>");
        let mut attributes = String::from(" tabindex=\"0\"");
        if let Some(label) = label {
            attributes.push_str(" role=\"region\" aria-label=\"");
            escape_attribute(label, &mut attributes);
            attributes.push('"');
        }
        self.out
            .insert_str(wrapper + "<div class=\"table-scroll\"".len(), &attributes);
    }
}
