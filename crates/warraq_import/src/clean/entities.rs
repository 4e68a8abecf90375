//! Character references: `&amp;`, `&#1575;`, `&laquo;`.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use std::borrow::Cow;

/// Decodes every reference that HTML knows; the rest stays as written.
pub(super) fn decode(source: &str) -> Cow<'_, str> {
    let Some(first) = source.find('&') else {
        return Cow::Borrowed(source);
    };
    let mut out = String::with_capacity(source.len());
    out.push_str(&source[..first]);
    let mut rest = &source[first..];
    while !rest.is_empty() {
        if let Some(length) = decode_one(rest, &mut out) {
            rest = &rest[length..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
        let next = rest.find('&').unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(out)
}

/// The longest name in HTML's table is `&CounterClockwiseContourIntegral;`.
const LONGEST_NAME: usize = 32;

/// Decodes the reference that `rest` begins with and gives its length.
fn decode_one(rest: &str, out: &mut String) -> Option<usize> {
    let bytes = rest.as_bytes();
    if bytes.get(1) == Some(&b'#') {
        let hex = matches!(bytes.get(2), Some(b'x' | b'X'));
        let from = if hex { 3 } else { 2 };
        let digits = bytes[from..]
            .iter()
            .take_while(|b| {
                if hex {
                    b.is_ascii_hexdigit()
                } else {
                    b.is_ascii_digit()
                }
            })
            .count();
        if digits == 0 {
            return None;
        }
        let to = from + digits;
        let code =
            u32::from_str_radix(&rest[from..to], if hex { 16 } else { 10 }).unwrap_or(u32::MAX);
        out.push(character(code));
        return Some(to + usize::from(bytes.get(to) == Some(&b';')));
    }
    let letters = bytes[1..]
        .iter()
        .take(LONGEST_NAME)
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    let name = &rest[1..=letters];
    if bytes.get(1 + letters) == Some(&b';') {
        let &(one, two) = NAMED_ENTITIES
            .get(&rest[1..letters + 2])
            .filter(|e| e.0 != 0)?;
        out.extend(char::from_u32(one));
        out.extend(char::from_u32(two).filter(|_| two != 0));
        return Some(letters + 2);
    }
    // A few old names need no semicolon: `&copy 2011`, `&nbspx`.
    for length in (2..=name.len().min(6)).rev() {
        if let Some(&(one, _)) = NAMED_ENTITIES.get(&name[..length]).filter(|e| e.0 != 0) {
            out.extend(char::from_u32(one));
            return Some(1 + length);
        }
    }
    None
}

fn character(code: u32) -> char {
    let windows = code
        .checked_sub(0x80)
        .and_then(|i| C1_REPLACEMENTS.get(i as usize))
        .and_then(|c| *c);
    windows
        .or(char::from_u32(code).filter(|_| code != 0))
        .unwrap_or('\u{FFFD}')
}

/// Appends `text` escaped for an attribute in double quotes, as the HTML serialiser writes it.
pub(super) fn escape_attribute(text: &str, out: &mut String) {
    escape(text, true, out);
}

/// Appends `text` escaped as the HTML serialiser writes text.
pub(super) fn escape_text(text: &str, out: &mut String) {
    escape(text, false, out);
}

fn escape(text: &str, quotes: bool, out: &mut String) {
    out.reserve(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if quotes => out.push_str("&quot;"),
            '\u{A0}' => out.push_str("&nbsp;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(decode(source), expected);
    }

    #[test]
    fn names_and_numbers_are_decoded() {
        check("&laquo;خبر&raquo;", "«خبر»");
        check("&#1575;&#x627;", "اا");
        check("AT&amp;T &copy 2011", "AT&T © 2011");
        check("&#150;", "–");
    }

    #[test]
    fn what_is_no_reference_stays() {
        check("a & b &unknown; &#; &", "a & b &unknown; &#; &");
    }

    #[test]
    fn a_reference_to_nothing_becomes_the_replacement_character() {
        check("&#0;&#xD800;&#99999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}");
    }
}
