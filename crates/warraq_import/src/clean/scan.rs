//! Reads what the sanitiser wrote: well-formed, every attribute in double quotes, no comments.

use super::search::find_byte;

/// A piece of sanitised HTML.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    /// Escaped text.
    Text(&'a str),
    /// A start tag.
    Open(Start<'a>),
    /// The name of an end tag.
    Close(&'a str),
}

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start<'a> {
    pub(super) name: &'a str,
    /// ` a="1" b="2"`.
    attributes: &'a str,
}

impl<'a> Start<'a> {
    /// Names and escaped values.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let (name, after) = rest.trim_start().split_once("=\"")?;
            let (value, after) = after.split_once('"')?;
            rest = after;
            Some((name, value))
        })
    }

    /// The escaped value of one attribute.
    pub(super) fn get(&self, wanted: &str) -> Option<&'a str> {
        if self.attributes.is_empty() {
            return None;
        }
        self.attributes()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value)
    }
}

/// Walks through sanitised HTML.
pub(super) struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.rest;
        if rest.is_empty() {
            return None;
        }
        let Some(inner) = rest.strip_prefix('<') else {
            let end = find_byte(rest, b'<').unwrap_or(rest.len());
            self.rest = &rest[end..];
            return Some(Piece::Text(&rest[..end]));
        };
        // The sanitiser escapes `>` inside attributes.
        let end = find_byte(inner, b'>').unwrap_or(inner.len());
        let (tag, after) = (&inner[..end], inner.get(end + 1..).unwrap_or(""));
        self.rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            return Some(Piece::Close(name));
        }
        let end = tag.find(' ').unwrap_or(tag.len());
        Some(Piece::Open(Start {
            name: &tag[..end],
            attributes: &tag[end..],
        }))
    }
}

/// Elements that have no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "col" | "hr" | "img" | "source" | "track" | "wbr"
    )
}
