//! Splits the text of an export into tags and what stands between them.
//!
//! A strict XML parser gives up where exports are most often broken: at a bare `&`, at a `]]>` that
//! an old plug-in did not escape, at a CDATA section that was never closed. This tokenizer knows
//! what an export looks like and reads on. It never expands an entity of the document's own and
//! never looks outside the document; see also [`super::tree`], which puts the tokens together.

use std::io::Read;

use memchr::memmem::Finder;

use super::window::{Search, Window};

/// No tag and no processing instruction is longer than this; what is, is text.
const LONGEST_TAG: usize = 2 << 20;

/// No comment and no document type declaration is longer than this.
const LONGEST_COMMENT: usize = 4 << 20;

/// How the fields of an export usually begin.
const FIELDS: &[&str] = &["wp:", "content:", "excerpt:", "dc:"];

/// A piece of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name attributes>` or `<name attributes/>`.
    Start {
        name: &'a str,
        attributes: &'a str,
        empty: bool,
        raw: &'a str,
    },
    /// `</name>`.
    End { name: &'a str, raw: &'a str },
    /// Text with its entities not yet decoded. `stray` if it is a `<` that opens nothing.
    Text { text: &'a str, stray: bool },
    /// A CDATA section.
    Cdata { text: &'a str, flaw: Option<Flaw> },
    /// A document type declaration.
    Doctype,
    /// A comment or a processing instruction.
    Nothing,
    /// A section longer than an item may be. Nothing of it was consumed.
    TooLong,
}

/// How a CDATA section was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It held a `]]>` of its own.
    BareEnd,
    /// It had no `]]>`.
    Unclosed,
}

/// What stands behind a `]]>` and tells whether it ends the section.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// The end tag of the field, or another section of it.
    OwnEnd,
    /// The end tag of another field: this section or this field's end tag is damaged.
    OtherEnd,
    Anything,
}

/// The tokenizer.
pub(super) struct Markup<R> {
    pub(super) window: Window<R>,
    /// Length of the last token.
    spent: usize,
    longest_section: usize,
    section_end: Memo,
    field_end: Memo,
    comment_end: Memo,
    instruction_end: Memo,
    /// Up to here, no document type declaration has an end.
    endless_until: u64,
}

/// Remembers the answer to "where is the next one from here?", so that a text full of openings
/// without an end is not searched to its end for each of them.
struct Memo {
    /// What is looked for.
    finder: Finder<'static>,
    /// For whom the answer holds.
    of: String,
    /// From here on…
    from: u64,
    /// …the next one is here, if there is one…
    at: Option<u64>,
    /// …and the answer holds up to here.
    until: u64,
}

impl<R: Read> Markup<R> {
    /// `longest_section` bounds, in bytes, what a CDATA section may hold.
    pub(super) fn new(input: R, longest_section: usize) -> Self {
        Self {
            window: Window::new(input),
            spent: 0,
            longest_section,
            section_end: Memo::new(b"]]>"),
            field_end: Memo::new(b"</"),
            comment_end: Memo::new(b"-->"),
            instruction_end: Memo::new(b"?>"),
            endless_until: 0,
        }
    }

    /// The next token; `None` at the end of the text.
    ///
    /// `field` is the name of the field that is open, whose end tag tells where a broken CDATA
    /// section ends.
    pub(super) fn next(&mut self, field: Option<&str>) -> Option<Token<'_>> {
        self.settle();
        if !self.window.need(1) {
            return None;
        }
        if !self.window.rest().starts_with('<') {
            return Some(self.text());
        }
        self.window.need(b"<![CDATA[".len());
        let bytes = self.window.rest().as_bytes();
        match bytes {
            [_, b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => Some(self.cdata(field)),
            [_, b'!', b'-', b'-', ..] => Some(self.comment()),
            [_, b'?', ..] => Some(self.instruction()),
            [_, b'!', rest @ ..] if rest.get(..7).is_some_and(is_doctype) => Some(self.doctype()),
            [_, b'/', first, ..] if is_name_start(*first) => Some(self.tag()),
            [_, first, ..] if is_name_start(*first) => Some(self.tag()),
            _ => Some(self.stray()),
        }
    }

    /// Forgets the last token.
    pub(super) fn settle(&mut self) {
        self.window.consume(std::mem::take(&mut self.spent));
    }

    /// Goes on at the next beginning or end of an item, consuming what is before it.
    pub(super) fn skip_to_item(&mut self) {
        self.settle();
        loop {
            match self.window.find_byte(b'<', 0, 0) {
                Search::At(at) => self.window.consume(at),
                Search::TooFar => {
                    self.window.consume(self.window.rest().len());
                    continue;
                }
                Search::Absent => {
                    self.window.consume(self.window.rest().len());
                    return;
                }
            }
            self.window.need(b"</item>".len());
            let rest = self.window.rest();
            let name = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
            if ["item", "channel", "rss"]
                .iter()
                .any(|element| is_name(name, element))
            {
                return;
            }
            self.window.consume(1);
        }
    }

    fn take(&mut self, length: usize) -> &str {
        self.spent = length;
        &self.window.rest()[..length]
    }

    /// Text up to the next `<`, or as much of it as is at hand.
    fn text(&mut self) -> Token<'_> {
        const ENOUGH: usize = 1 << 20;
        let length = match self.window.find_byte(b'<', 0, ENOUGH) {
            Search::At(at) => at,
            Search::Absent => self.window.rest().len(),
            Search::TooFar => {
                let rest = self.window.rest();
                // Not inside an entity.
                let tail = floor_boundary(rest, rest.len() - 40);
                match rest[tail..].rfind('&') {
                    Some(at) => tail + at,
                    None => rest.len(),
                }
            }
        };
        Token::Text {
            text: self.take(length),
            stray: false,
        }
    }

    fn stray(&mut self) -> Token<'_> {
        Token::Text {
            text: self.take(1),
            stray: true,
        }
    }

    fn tag(&mut self) -> Token<'_> {
        let length = loop {
            let rest = self.window.rest();
            match tag_length(rest.as_bytes()) {
                Some(Ok(length)) => break length,
                Some(Err(())) => return self.stray(),
                None if rest.len() > LONGEST_TAG || !self.window.more() => return self.stray(),
                None => {}
            }
        };
        let raw = self.take(length);
        let inner = &raw[1..raw.len() - 1];
        if let Some(name) = inner.strip_prefix('/') {
            return Token::End {
                name: name.trim_end(),
                raw,
            };
        }
        let (inner, empty) = match inner.strip_suffix('/') {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        let name = inner
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(name);
        Token::Start {
            name,
            attributes,
            empty,
            raw,
        }
    }

    /// A comment; one that has no end is text.
    fn comment(&mut self) -> Token<'_> {
        let end = self
            .comment_end
            .find(&mut self.window, b"<!--".len(), LONGEST_COMMENT);
        self.skip(end.map(|end| end + b"-->".len()))
    }

    /// A processing instruction; one that has no end is text.
    fn instruction(&mut self) -> Token<'_> {
        let end = self
            .instruction_end
            .find(&mut self.window, b"<?".len(), LONGEST_TAG);
        self.skip(end.map(|end| end + b"?>".len()))
    }

    fn skip(&mut self, length: Option<usize>) -> Token<'_> {
        match length {
            Some(length) => {
                self.spent = length;
                Token::Nothing
            }
            None => self.stray(),
        }
    }

    /// A document type declaration with all that it defines.
    ///
    /// Of one without an end, and of those in the text that was searched for it, only the word is
    /// taken.
    fn doctype(&mut self) -> Token<'_> {
        self.spent = b"<!DOCTYPE".len();
        while self.window.offset() >= self.endless_until {
            let rest = self.window.rest().as_bytes();
            if let Some(length) = doctype_length(rest) {
                self.spent = length;
                break;
            }
            if rest.len() > LONGEST_COMMENT || !self.window.more() {
                self.endless_until = self.window.offset() + self.window.rest().len() as u64;
            }
        }
        Token::Doctype
    }

    /// A CDATA section, mended with the help of the field that it stands in.
    ///
    /// WordPress splits a `]]>` in a body over two sections. Where some other program did not, the
    /// section ends at the `]]>` that the field's own end tag follows.
    fn cdata(&mut self, field: Option<&str>) -> Token<'_> {
        const OPENING: usize = b"<![CDATA[".len();
        const CLOSING: &[u8] = b"]]>";
        let longest = self.longest_section;
        let end = self.section_end.find(&mut self.window, OPENING, longest);
        let too_long = end.is_none() && self.window.rest().len() > longest;
        let behind = match end {
            Some(end) => self.behind(end + CLOSING.len(), field),
            None => Behind::Anything,
        };
        if let (Some(end), Behind::OwnEnd) = (end, behind) {
            return self.section(OPENING, end, end + CLOSING.len(), None);
        }
        let close = field.and_then(|field| {
            let (window, from) = (&mut self.window, OPENING);
            self.field_end.find_field_end(window, field, from, longest)
        });
        match (end, close) {
            (_, None) if too_long => Token::TooLong,
            (Some(end), None) => self.section(OPENING, end, end + CLOSING.len(), None),
            (None, None) => {
                // The file ends inside the section.
                let length = self.window.rest().len();
                self.section(OPENING, length, length, Some(Flaw::Unclosed))
            }
            (Some(end), Some(close)) if end < close => {
                let inner = self.window.rest()[..close].trim_end();
                match inner.strip_suffix("]]>") {
                    Some(inner) if inner.len() > end && behind == Behind::Anything => {
                        let inner = inner.len();
                        self.section(OPENING, inner, inner + CLOSING.len(), Some(Flaw::BareEnd))
                    }
                    // Text follows the section, or the field's end tag is damaged.
                    _ => self.section(OPENING, end, end + CLOSING.len(), None),
                }
            }
            (_, Some(close)) => self.section(OPENING, close, close, Some(Flaw::Unclosed)),
        }
    }

    fn section(&mut self, from: usize, to: usize, length: usize, flaw: Option<Flaw>) -> Token<'_> {
        Token::Cdata {
            text: &self.take(length)[from..to],
            flaw,
        }
    }

    /// What follows a `]]>`.
    fn behind(&mut self, at: usize, field: Option<&str>) -> Behind {
        const LOOK: usize = 256;
        let Some(field) = field else {
            return Behind::OwnEnd;
        };
        self.window.need(at + LOOK);
        let rest = self.window.rest()[at..].trim_start();
        match rest.strip_prefix("</") {
            Some(name) if is_name(name, field) => Behind::OwnEnd,
            Some(name) if FIELDS.iter().any(|prefix| name.starts_with(prefix)) => Behind::OtherEnd,
            None if rest.starts_with("<![CDATA[") => Behind::OwnEnd,
            _ => Behind::Anything,
        }
    }
}

impl Memo {
    fn new(wanted: &'static [u8]) -> Self {
        let finder = Finder::new(wanted);
        // No question was asked yet: `from` lies behind `until`.
        Self {
            finder,
            of: String::new(),
            from: 1,
            at: None,
            until: 0,
        }
    }

    /// Finds the next one from `from` on, at most `limit` away.
    fn find<R: Read>(
        &mut self,
        window: &mut Window<R>,
        from: usize,
        limit: usize,
    ) -> Option<usize> {
        self.answer(window, "", from, |window, finder| {
            match window.find(finder, from, limit) {
                Search::At(at) => Some(at),
                Search::Absent | Search::TooFar => None,
            }
        })
    }

    /// Finds the end tag of a field, or that of the item where the field has none.
    fn find_field_end<R: Read>(
        &mut self,
        window: &mut Window<R>,
        field: &str,
        from: usize,
        limit: usize,
    ) -> Option<usize> {
        self.answer(window, field, from, |window, finder| {
            let mut from = from;
            while let Search::At(at) = window.find(finder, from, limit) {
                window.need(at + 2 + field.len() + 1);
                let name = &window.rest()[at + 2..];
                if is_name(name, field) || is_name(name, "item") {
                    return Some(at);
                }
                from = at + 2;
            }
            None
        })
    }

    fn answer<R: Read>(
        &mut self,
        window: &mut Window<R>,
        of: &str,
        from: usize,
        search: impl FnOnce(&mut Window<R>, &Finder<'static>) -> Option<usize>,
    ) -> Option<usize> {
        let start = window.offset();
        let asked = start + from as u64;
        if self.of != of || asked < self.from || asked > self.until {
            let found = search(window, &self.finder);
            self.of.clear();
            self.of.push_str(of);
            self.from = asked;
            self.at = found.map(|at| start + at as u64);
            self.until = self.at.unwrap_or(start + window.rest().len() as u64);
        }
        self.at.and_then(|at| usize::try_from(at - start).ok())
    }
}

/// Length of the tag at the start: `None` if its end is not at hand, `Err` if it is no tag.
///
/// XML allows no `<` inside a tag, so that a tag which lost its `>` is known at the next one.
fn tag_length(bytes: &[u8]) -> Option<Result<usize, ()>> {
    let mut quote = None;
    let mut unquoted_end = None;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match (byte, quote) {
            (b'<', None) => return Some(Err(())),
            // A quote that is never closed ends with its tag.
            (b'<', Some(_)) => return Some(unquoted_end.ok_or(())),
            (b'>', None) => return Some(Ok(at + 1)),
            (b'>', Some(_)) => unquoted_end = unquoted_end.or(Some(at + 1)),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

/// Length of a document type declaration, its internal subset and quoted values included.
fn doctype_length(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (byte, quote) {
            (byte, Some(open)) if byte == open => quote = None,
            (b'"' | b'\'', None) => quote = Some(byte),
            (b'<' | b'[', None) => depth += 1,
            (b'>' | b']', None) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn is_doctype(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"DOCTYPE")
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// Whether a tag that begins with `text` bears this name.
fn is_name(text: &str, name: &str) -> bool {
    text.strip_prefix(name)
        .and_then(|rest| rest.bytes().next())
        .is_some_and(|next| matches!(next, b'>' | b' ' | b'\t' | b'\n' | b'/'))
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(source: &str, field: Option<&str>) -> Vec<String> {
        let mut markup = Markup::new(source.as_bytes(), 1 << 20);
        let mut tokens = Vec::new();
        while let Some(token) = markup.next(field) {
            tokens.push(match token {
                Token::Start {
                    name,
                    attributes,
                    empty,
                    ..
                } => {
                    format!(
                        "start {name}{attributes}{}",
                        if empty { " empty" } else { "" }
                    )
                }
                Token::End { name, .. } => format!("end {name}"),
                Token::Text { text, .. } => format!("text {text}"),
                Token::Cdata { text, flaw: None } => format!("cdata {text}"),
                Token::Cdata {
                    text,
                    flaw: Some(flaw),
                } => format!("cdata {text} {flaw:?}"),
                Token::Doctype => "doctype".to_owned(),
                Token::Nothing => continue,
                Token::TooLong => "too long".to_owned(),
            });
        }
        tokens
    }

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        assert_eq!(tokens(source, Some("t")), expected);
    }

    #[test]
    fn plain_markup_is_split() {
        check(
            "<?xml version='1.0'?><!-- <a> --><a x=\"1>2\"><b/>خبر</a >",
            &["start a x=\"1>2\"", "start b empty", "text خبر", "end a"],
        );
    }

    #[test]
    fn a_section_split_by_wordpress_is_two_sections() {
        check(
            "<![CDATA[a]]]]><![CDATA[>b]]></t>",
            &["cdata a]]", "cdata >b", "end t"],
        );
    }

    #[test]
    fn a_bare_section_end_belongs_to_the_section() {
        check(
            "<![CDATA[a ]]> <p>b</p>]]></t>",
            &["cdata a ]]> <p>b</p> BareEnd", "end t"],
        );
        check("<![CDATA[]]>]]></t>", &["cdata ]]> BareEnd", "end t"]);
        check(
            "<![CDATA[a<![CDATA[ b ]]> c]]></t>",
            &["cdata a<![CDATA[ b ]]> c BareEnd", "end t"],
        );
    }

    #[test]
    fn a_section_without_end_ends_with_its_field() {
        check(
            "<![CDATA[publish</t><wp:x><![CDATA[post]]></wp:x>",
            &[
                "cdata publish Unclosed",
                "end t",
                "start wp:x",
                "cdata post",
                "end wp:x",
            ],
        );
    }

    #[test]
    fn a_section_ends_though_its_field_has_a_damaged_end_tag() {
        check(
            "<![CDATA[a]]></wp:q><t><![CDATA[b]]></t>",
            &["cdata a", "end wp:q", "start t", "cdata b", "end t"],
        );
    }

    #[test]
    fn a_section_never_reaches_into_the_next_item() {
        check(
            "<![CDATA[a</item><item><x><![CDATA[b]]></x>",
            &[
                "cdata a Unclosed",
                "end item",
                "start item",
                "start x",
                "cdata b",
                "end x",
            ],
        );
    }

    #[test]
    fn text_may_follow_a_section() {
        check("<![CDATA[a]]> b</t>", &["cdata a", "text  b", "end t"]);
    }

    #[test]
    fn a_less_than_sign_is_text_where_it_opens_no_tag() {
        check(
            "1 < 2 <3</t>",
            &["text 1 ", "text <", "text  2 ", "text <", "text 3", "end t"],
        );
        check("a <b</t>", &["text a ", "text <", "text b", "end t"]);
    }

    #[test]
    fn a_document_type_is_one_token_with_all_that_it_defines() {
        check(
            "<!DOCTYPE rss [<!ENTITY x \"]>\"><!ENTITY y '&x;&x;'>]>\n<rss>",
            &["doctype", "text \n", "start rss"],
        );
        check("<!doctype html><html>", &["doctype", "start html"]);
    }

    #[test]
    fn a_quote_that_is_never_closed_ends_with_its_tag() {
        check(
            "<c domain=\"tag>x</t>",
            &["start c domain=\"tag", "text x", "end t"],
        );
    }
}
