//! Mark-up as plain text: what a reader would read, for search, excerpts and counts.

use super::entities::decode;
use super::tokens::{Token, Tokens};

/// What stands between two pieces of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
}

/// Plain text while it is being put together: white space collapses, blocks are lines.
pub(super) struct PlainText {
    text: String,
    gap: Gap,
    /// Inside preformatted text line ends count.
    pub(super) preformatted: usize,
}

impl PlainText {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            gap: Gap::None,
            preformatted: 0,
        }
    }

    /// A new line before the next text.
    pub(super) fn line(&mut self) {
        self.gap = Gap::Line;
    }

    /// A space before the next text, unless a line begins there.
    pub(super) fn space(&mut self) {
        self.gap = self.gap.max(Gap::Space);
    }

    /// Where the text ends now.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// What was written since `from`, without white space around it.
    pub(super) fn since(&self, from: usize) -> &str {
        self.text[from.min(self.text.len())..].trim()
    }

    /// Escaped text, as it stands in HTML.
    pub(super) fn push_escaped(&mut self, escaped: &str) {
        self.push(&decode(escaped));
    }

    /// Decoded text.
    pub(super) fn push(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && gap(bytes, at) == 0 {
                at += 1;
            }
            if at > start {
                self.write_gap();
                self.text.push_str(&text[start..at]);
            }
            let words = at;
            while at < bytes.len() && gap(bytes, at) > 0 {
                at += gap(bytes, at);
            }
            if at > words {
                if self.preformatted > 0 && text[words..at].contains('\n') {
                    self.line();
                } else {
                    self.space();
                }
            }
        }
    }

    fn write_gap(&mut self) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        if self.text.is_empty() {
            return;
        }
        match gap {
            Gap::None => {}
            Gap::Space => self.text.push(' '),
            Gap::Line => self.text.push('\n'),
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Length of the white space at `at` that readers see as a space, 0 where there is none.
fn gap(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b' ' | b'\n' | b'\t' | b'\r' | 0x0C => 1,
        // The hard space.
        0xC2 if bytes.get(at + 1) == Some(&0xA0) => 2,
        _ => 0,
    }
}

/// Elements that stand on lines of their own.
pub(super) fn is_block(name: &str) -> bool {
    name != "br" && is_line(name)
}

/// The same, and line breaks.
fn is_line(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "li"
            | "ul"
            | "ol"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "pre"
            | "figure"
            | "figcaption"
            | "table"
            | "tr"
            | "caption"
            | "dl"
            | "dt"
            | "dd"
            | "hr"
            | "br"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "address"
            | "details"
            | "summary"
            | "center"
            | "form"
            | "main"
            | "nav"
            | "thead"
            | "tbody"
            | "tfoot"
            | "fieldset"
            | "legend"
            | "menu"
            | "option"
    )
}

/// Plain text of any mark-up, without a parser.
pub(super) fn text(source: &str) -> String {
    let mut plain = PlainText::with_capacity(source.len());
    let mut tokens = Tokens::new(source);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => plain.push_escaped(text),
            Token::Hidden(_) => {}
            Token::Open(tag) | Token::Close(tag) => {
                let name = tag.name.to_ascii_lowercase();
                if matches!(token, Token::Open(_)) && matches!(&*name, "script" | "style") {
                    tokens.skip_to(end_of(source, tokens.at(), &name));
                    continue;
                }
                if name == "pre" {
                    let open = matches!(token, Token::Open(_));
                    plain.preformatted = usize::from(open);
                }
                if is_line(&name) {
                    plain.line();
                } else if matches!(&*name, "td" | "th") {
                    plain.space();
                }
            }
        }
    }
    plain.finish()
}

/// Behind `</name>`, or the end.
fn end_of(source: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = source[at..].find("</").map(|i| at + i) {
        let inner = &source[found + 2..];
        if inner
            .get(..name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name))
        {
            return inner.find('>').map_or(source.len(), |i| found + 2 + i + 1);
        }
        at = found + 2;
    }
    source.len()
}
