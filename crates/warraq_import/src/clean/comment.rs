//! What visitors wrote under an article: few tags, addresses become links that lend no weight.

use super::tokens::{Token, Tokens};
use super::{SafeHtml, autop, entities, policy};

/// Cleans a comment as WordPress shows it: paragraphs, links, and the tags that visitors may use.
pub fn comment(source: &str) -> SafeHtml {
    let linked = if has_address(source) {
        clickable(source)
    } else {
        source.to_owned()
    };
    let html = autop::paragraphs(&linked);
    let html = policy::comment(&super::bounds::alone(&html));
    SafeHtml::sanitised(directed(&html))
}

/// Shows what a reader typed, letter by letter: paragraphs and links are made, no tag is.
pub fn typed_comment(text: &str) -> SafeHtml {
    let mut escaped = String::with_capacity(text.len());
    entities::escape_text(text, &mut escaped);
    comment(&escaped)
}

/// Says of every block where its text begins.
fn directed(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let block = ["<p>", "<blockquote>"]
            .iter()
            .find(|tag| rest.starts_with(**tag));
        let Some(tag) = block else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        out.push_str(&tag[..tag.len() - 1]);
        out.push_str(" dir=\"auto\">");
        rest = &rest[tag.len()..];
    }
    out.push_str(rest);
    out
}

fn has_address(source: &str) -> bool {
    source.contains("://") || source.contains("www.")
}

/// Makes links of bare addresses, outside tags, links and code.
fn clickable(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 64);
    let mut closed = 0usize;
    for token in Tokens::new(source) {
        match token {
            Token::Text(text) if closed == 0 => link_addresses(text, &mut out),
            Token::Text(text) | Token::Hidden(text) => out.push_str(text),
            Token::Open(tag) => {
                closed += usize::from(is_closed_to_links(tag.name));
                out.push_str(tag.raw);
            }
            Token::Close(tag) => {
                closed = closed.saturating_sub(usize::from(is_closed_to_links(tag.name)));
                out.push_str(tag.raw);
            }
        }
    }
    out
}

fn is_closed_to_links(name: &str) -> bool {
    ["a", "pre", "code", "script", "style"]
        .iter()
        .any(|n| name.eq_ignore_ascii_case(n))
}

fn link_addresses(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = next_address(rest) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = end_of_address(rest);
        let url = &rest[..end];
        out.push_str("<a href=\"");
        if !url.contains("://") {
            out.push_str("http://");
        }
        out.push_str(&url.replace('"', "%22"));
        out.push_str("\">");
        let mut shown = String::new();
        entities::escape_text(&entities::decode(url), &mut shown);
        out.push_str(&shown);
        out.push_str("</a>");
        rest = &rest[end..];
    }
    out.push_str(rest);
}

/// Where the next `http(s)://…` or `www.…` begins, after white space or an opening bracket.
fn next_address(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find(['h', 'H', 'w', 'W'])?;
        let rest = &text[at..];
        let starts = ["http://", "https://", "www."].iter().any(|start| {
            rest.get(..start.len())
                .is_some_and(|s| s.eq_ignore_ascii_case(start))
                && rest[start.len()..].starts_with(char::is_alphanumeric)
        });
        let before = text[..at].chars().next_back();
        let free = before.is_none_or(|c| {
            c.is_whitespace() || matches!(c, '(' | '[' | '<' | ':' | '«' | '"' | '،')
        });
        if starts && free {
            return Some(at);
        }
        from = at + 1;
    }
}

fn end_of_address(text: &str) -> usize {
    let stop = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '"' | '\'' | '«' | '»' | '“' | '”' | '،' | '؛' | '\u{A0}'
            )
    };
    let mut url = &text[..text.find(stop).unwrap_or(text.len())];
    // `&nbsp;` and its like end an address; `&amp;` does not.
    for entity in ["&nbsp;", "&lt;", "&gt;", "&quot;"] {
        url = &url[..url.find(entity).unwrap_or(url.len())];
    }
    // Punctuation that ends the sentence, and a bracket that the address did not open.
    loop {
        let shorter = url.trim_end_matches(['.', ',', ';', ':', '!', '?', ']', '؟']);
        let shorter = match shorter.strip_suffix(')') {
            Some(inner) if !inner.contains('(') => inner,
            _ => shorter,
        };
        if shorter.len() == url.len() {
            return url.len();
        }
        url = shorter;
    }
}
