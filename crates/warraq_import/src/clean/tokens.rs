//! Tags, comments and text of HTML as people really wrote it, in one pass and linear time.
//!
//! This is no HTML parser: it finds where tags begin and end, and what they are called. Whether the
//! result nests is for [`super::bounds`] and the real parser behind it.

use super::search::find_byte;
use std::borrow::Cow;

/// A piece of mark-up. Pieces follow each other without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Characters, entities not decoded.
    Text(&'a str),
    /// `<name …>` or `<name …/>`.
    Open(Tag<'a>),
    /// `</name>`.
    Close(Tag<'a>),
    /// `<!-- … -->`, `<!DOCTYPE …>`, `<?…>`.
    Hidden(&'a str),
}

/// A start or end tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name as written.
    pub(super) name: &'a str,
    /// The whole tag, from `<` to `>`.
    pub(super) raw: &'a str,
    /// A quote never closes: only the name can be trusted.
    pub(super) broken: bool,
}

/// More attributes than this in one tag are an attack: parsers compare each with all others.
const MOST_ATTRIBUTES: usize = 64;

/// After so many tags that never end, quotes are no longer looked at, so that time stays linear.
const MOST_FAILURES: usize = 8;

/// Walks through mark-up.
pub(super) struct Tokens<'a> {
    source: &'a str,
    at: usize,
    failures: usize,
    /// No `-->` follows any more.
    comments_end: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            source,
            at: 0,
            failures: 0,
            comments_end: false,
        }
    }

    /// Where the next token begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes on from `at`, which must not lie before the present place.
    pub(super) fn skip_to(&mut self, at: usize) {
        self.at = at.max(self.at);
    }

    fn hidden(&mut self, end: usize) -> Token<'a> {
        let hidden = &self.source[self.at..end];
        self.at = end;
        Token::Hidden(hidden)
    }

    /// A comment, a declaration or a processing instruction, at `<!` or `<?`.
    fn not_a_tag(&mut self) -> Token<'a> {
        let rest = &self.source[self.at..];
        if let Some(inside) = rest.strip_prefix("<!--") {
            if inside.starts_with('>') {
                return self.hidden(self.at + 5);
            }
            let end = if self.comments_end {
                None
            } else {
                inside.find("-->")
            };
            let Some(end) = end else {
                // A comment without an end would swallow the rest of the article.
                self.comments_end = true;
                return self.hidden(self.at + 4);
            };
            return self.hidden(self.at + 4 + end + 3);
        }
        // A declaration ends at its `>`, unless another tag begins before.
        match rest[2..].find(['>', '<']).map(|i| i + 2) {
            Some(end) if rest.as_bytes()[end] == b'>' => self.hidden(self.at + end + 1),
            _ => self.hidden(self.at + 2),
        }
    }

    /// A tag at `at`, or `None` where the `<` is text.
    fn tag(&mut self) -> Option<Token<'a>> {
        let bytes = self.source.as_bytes();
        let closing = bytes.get(self.at + 1) == Some(&b'/');
        let from = self.at + 1 + usize::from(closing);
        if !bytes.get(from).is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        let end_of_name = self.source[from..]
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<'))
            .map_or(self.source.len(), |i| from + i);
        let name = &self.source[from..end_of_name];
        let quoted = if self.failures < MOST_FAILURES {
            end_of_tag(bytes, end_of_name)
        } else {
            None
        };
        let (end, broken) = if let Some(end) = quoted {
            (end, false)
        } else {
            self.failures += 1;
            let plain = self.source[end_of_name..].find(['>', '<'])?;
            if bytes[end_of_name + plain] == b'<' {
                return None;
            }
            (end_of_name + plain + 1, true)
        };
        let tag = Tag {
            name,
            raw: &self.source[self.at..end],
            broken,
        };
        self.at = end;
        Some(if closing {
            Token::Close(tag)
        } else {
            Token::Open(tag)
        })
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = &self.source[self.at..];
        if rest.is_empty() {
            return None;
        }
        let start = self.at;
        let mut from = 0;
        while let Some(found) = find_byte(&rest[from..], b'<') {
            let here = start + from + found;
            if here > start && is_markup(self.source.as_bytes(), here) {
                self.at = here;
                return Some(Token::Text(&self.source[start..here]));
            }
            if here == start {
                match self.source.as_bytes().get(here + 1) {
                    Some(b'!' | b'?') => return Some(self.not_a_tag()),
                    _ => {
                        if let Some(tag) = self.tag() {
                            return Some(tag);
                        }
                    }
                }
            }
            from = here + 1 - start;
        }
        self.at = self.source.len();
        Some(Token::Text(rest))
    }
}

fn is_markup(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at + 1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
        Some(c) => c.is_ascii_alphabetic(),
        None => false,
    }
}

/// Where the tag whose name ends at `at` ends (behind its `>`), as HTML reads quotes.
fn end_of_tag(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut value_next = false;
    loop {
        match bytes.get(at)? {
            b'>' => return Some(at + 1),
            b'=' => value_next = true,
            quote @ (b'"' | b'\'') if value_next => {
                at += 1 + bytes[at + 1..].iter().position(|b| b == quote)?;
                value_next = false;
            }
            c if c.is_ascii_whitespace() => {}
            _ if value_next => {
                // An unquoted value runs to the next space.
                while bytes
                    .get(at + 1)
                    .is_some_and(|&b| !b.is_ascii_whitespace() && b != b'>')
                {
                    at += 1;
                }
                value_next = false;
            }
            _ => {}
        }
        at += 1;
    }
}

/// An attribute: its name as written and its value with entities not decoded.
pub(super) type Attribute<'a> = (&'a str, &'a str);

impl<'a> Tag<'a> {
    /// The attributes, in order. None where the tag is broken.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        let inside = if self.broken {
            ""
        } else {
            let start = 1 + self.name.len();
            self.raw.get(start..self.raw.len() - 1).unwrap_or("")
        };
        Attributes { rest: inside }.take(MOST_ATTRIBUTES)
    }

    /// The decoded value of one attribute.
    pub(super) fn attribute(&self, wanted: &str) -> Option<Cow<'a, str>> {
        self.attributes()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| super::entities::decode(value))
    }
}

struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let space = |c: char| c.is_ascii_whitespace();
        let rest = self.rest.trim_start_matches(|c: char| space(c) || c == '/');
        if rest.is_empty() {
            return None;
        }
        // A leading `=` belongs to the name.
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(_, c)| space(c) || matches!(c, '=' | '/'))
            .map_or(rest.len(), |(i, _)| i);
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_start_matches(space).strip_prefix('=') else {
            self.rest = after;
            return Some((name, ""));
        };
        let value = value.trim_start_matches(space);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        if let Some(quote) = quote {
            let inner = &value[1..];
            let end = inner.find(quote).unwrap_or(inner.len());
            self.rest = inner.get(end + 1..).unwrap_or("");
            return Some((name, &inner[..end]));
        }
        let end = value.find(space).unwrap_or(value.len());
        self.rest = &value[end..];
        Some((name, &value[..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[&str]) {
        let mut seen = Vec::new();
        for token in Tokens::new(source) {
            seen.push(match token {
                Token::Text(text) => format!("text {text}"),
                Token::Open(tag) => format!("open {}", tag.name),
                Token::Close(tag) => format!("close {}", tag.name),
                Token::Hidden(_) => "hidden".to_owned(),
            });
        }
        assert_eq!(seen, expected);
    }

    #[test]
    fn tags_text_and_comments_are_told_apart() {
        check(
            "<p dir=rtl>خبر</p><!-- سر -->",
            &["open p", "text خبر", "close p", "hidden"],
        );
    }

    #[test]
    fn a_bracket_in_arithmetic_is_text() {
        check("1 < 2 <3", &["text 1 < 2 <3"]);
    }

    #[test]
    fn a_greater_sign_inside_quotes_does_not_end_a_tag() {
        check("<a title='a>b' href=x>y", &["open a", "text y"]);
        check("<p class=\"a\"\">y", &["open p", "text y"]);
    }

    #[test]
    fn a_quote_that_never_closes_costs_the_attributes_alone() {
        check("<a href=\"x>نص</a>", &["open a", "text نص", "close a"]);
    }

    #[test]
    fn a_comment_that_never_ends_hides_nothing() {
        check("<!-- نص <b>", &["hidden", "text  نص ", "open b"]);
    }

    #[test]
    fn attributes_are_read_as_browsers_do() {
        let Some(Token::Open(tag)) = Tokens::new("<a b c = 'd' e=f/g h=\"&amp;\">").next() else {
            panic!("no tag")
        };
        let all: Vec<_> = tag.attributes().collect();
        assert_eq!(all, [("b", ""), ("c", "d"), ("e", "f/g"), ("h", "&amp;")]);
        assert_eq!(tag.attribute("H").as_deref(), Some("&"));
    }
}
