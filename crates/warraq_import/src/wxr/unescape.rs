//! Entities and character references, decoded as far as the document itself has no say in it.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

use super::faults::Faults;
use crate::record::ProblemKind;

/// No entity name of HTML is longer.
const LONGEST: usize = 33;

/// Appends text with its entities decoded.
///
/// The entities of HTML count, since hand-made exports are full of `&nbsp;`. What a document
/// defines for itself does not: it is kept as it stands, and reported.
pub(super) fn unescape(text: &str, out: &mut String, faults: &mut Faults) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let reference = &rest[at + 1..];
        let length = reference
            .bytes()
            .take(LONGEST)
            .take_while(|byte| is_name(*byte))
            .count();
        let (name, after) = reference.split_at(length);
        let Some(after) = after.strip_prefix(';').filter(|_| !name.is_empty()) else {
            faults.add(
                ProblemKind::Malformed,
                "A bare `&` was kept as text; XML wants `&amp;`.",
            );
            out.push('&');
            rest = reference;
            continue;
        };
        match decode(name) {
            Decoded::Text(decoded) => out.push_str(&decoded),
            Decoded::Forbidden => faults.add(
                ProblemKind::ControlCharacter,
                format!(
                    "The character reference `&{name};` names no character of XML and was dropped."
                ),
            ),
            Decoded::Unknown => {
                faults.add(
                    ProblemKind::UnknownEntity,
                    format!("The entity `&{name};` is not one of HTML and was kept as text."),
                );
                out.extend(["&", name, ";"]);
            }
        }
        rest = after;
    }
    out.push_str(rest);
}

enum Decoded {
    Text(Cow<'static, str>),
    Forbidden,
    Unknown,
}

fn decode(name: &str) -> Decoded {
    let known = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => {
            return name
                .strip_prefix('#')
                .map_or_else(|| decode_named(name), decode_number);
        }
    };
    Decoded::Text(known.into())
}

fn decode_named(name: &str) -> Decoded {
    let Some(&(first, second)) = NAMED_ENTITIES.get(format!("{name};").as_str()) else {
        return Decoded::Unknown;
    };
    let characters = [first, second].into_iter().filter(|code| *code != 0);
    let text: String = characters.filter_map(char::from_u32).collect();
    if text.is_empty() {
        Decoded::Unknown
    } else {
        Decoded::Text(text.into())
    }
}

fn decode_number(number: &str) -> Decoded {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    let character = match code {
        // Old editors wrote the numbers of Windows-1252, as HTML still allows.
        Ok(code @ 0x80..=0x9F) => C1_REPLACEMENTS[(code - 0x80) as usize].or(char::from_u32(code)),
        Ok(code) => char::from_u32(code),
        Err(_) => None,
    };
    match character {
        None
        | Some('\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}') => {
            Decoded::Forbidden
        }
        Some(character) => Decoded::Text(character.to_string().into()),
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'#'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str, kinds: &[ProblemKind]) {
        let (mut out, mut faults) = (String::new(), Faults::default());
        unescape(source, &mut out, &mut faults);
        assert_eq!(out, expected);
        let place = crate::record::Place::default();
        let found: Vec<_> = faults.report(&place).map(|problem| problem.kind).collect();
        assert_eq!(found, kinds);
    }

    #[test]
    fn entities_of_xml_and_html_are_decoded() {
        check(
            "خبر &laquo;عاجل&raquo;&nbsp;&amp;nbsp;",
            "خبر «عاجل»\u{A0}&nbsp;",
            &[],
        );
        check("&#1582;&#x628;&#x631; &#146;", "خبر ’", &[]);
        check("&lt;b&gt;&quot;&apos;", "<b>\"'", &[]);
    }

    #[test]
    fn a_bare_ampersand_is_text() {
        check("a & b&c=1&", "a & b&c=1&", &[ProblemKind::Malformed]);
    }

    #[test]
    fn an_entity_of_the_document_is_never_expanded() {
        check(
            "&lol9;&lol9;",
            "&lol9;&lol9;",
            &[ProblemKind::UnknownEntity],
        );
    }

    #[test]
    fn a_reference_to_no_character_is_dropped() {
        check(
            "a&#0;&#xD800;&#x1F;b",
            "ab",
            &[ProblemKind::ControlCharacter; 3],
        );
    }
}
