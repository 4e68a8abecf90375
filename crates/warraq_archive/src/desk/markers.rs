//! Files of the library in a text that is typed: `[صورة 12]` on a line of its own is the picture 12 with
//! its caption.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::library::LibraryItem;
use crate::model::{MediaId, MediaKind};
use crate::store::{Conn, DbError, library};

/// The words of a marker, one as good as the other.
const WORDS: [&str; 3] = ["صورة", "ملف", "media"];

/// Puts what markers stand for in their places. A marker of what is not there stands for nothing.
pub(super) fn filled_in<'a>(conn: &mut Conn, source: &'a str) -> Result<Cow<'a, str>, DbError> {
    let mut out = String::new();
    let mut rest = source;
    while let Some((before, id, after)) = next(rest) {
        out.push_str(before);
        if let Some(item) = library::item(conn, id)? {
            write(&item, &mut out);
        }
        rest = after;
    }
    if rest.len() == source.len() {
        return Ok(Cow::Borrowed(source));
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// The next marker, with what stands before and after it.
fn next(text: &str) -> Option<(&str, MediaId, &str)> {
    text.match_indices('[').find_map(|(at, _)| {
        let inside = &text[at + 1..];
        let (marker, after) = inside.split_once(']')?;
        let (word, number) = marker.trim().split_once(char::is_whitespace)?;
        let is_marker = WORDS.contains(&word);
        let id = numeral(number.trim()).filter(|_| is_marker)?;
        Some((&text[..at], MediaId(id), after))
    })
}

/// A number in the digits of either script.
fn numeral(text: &str) -> Option<i64> {
    let mut number: i64 = 0;
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            '٠'..='٩' => u32::from(c) - u32::from('٠'),
            _ => return None,
        };
        number = number.checked_mul(10)?.checked_add(digit.into())?;
    }
    (number > 0).then_some(number)
}

/// What a marker stands for, as somebody would have typed it; it is cleaned with the rest.
fn write(item: &LibraryItem, out: &mut String) {
    let Some(file) = &item.file else {
        return;
    };
    let address = escaped(&item.address);
    // Writing to a string does not fail.
    let _ = match item.kind {
        MediaKind::Picture => {
            let _ = write!(
                out,
                "<figure><img src=\"{address}\" alt=\"{}\"",
                escaped(&item.alt)
            );
            if let Some((width, height)) = item.sides() {
                let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
            }
            write!(out, ">{}</figure>", caption(item))
        }
        MediaKind::Film if file.mime.starts_with("audio/") => write!(
            out,
            "<figure><audio src=\"{address}\"></audio>{}</figure>",
            caption(item)
        ),
        MediaKind::Film => write!(
            out,
            "<figure><video src=\"{address}\"></video>{}</figure>",
            caption(item)
        ),
        MediaKind::Document => write!(
            out,
            "<p><a href=\"{address}\">{}</a></p>",
            escaped(&item.name)
        ),
    };
}

fn caption(item: &LibraryItem) -> String {
    let (caption, credit) = (item.caption.as_str().trim(), escaped(item.credit.trim()));
    match (caption.is_empty(), credit.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("<figcaption>{caption}</figcaption>"),
        (true, false) => format!("<figcaption><cite>{credit}</cite></figcaption>"),
        (false, false) => format!("<figcaption>{caption} <cite>{credit}</cite></figcaption>"),
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    // A bracket would begin a marker of WordPress's.
    let text = text.replace('[', "&#91;").replace(']', "&#93;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, i64, &str)>) {
        let found = next(text).map(|(before, id, after)| (before, id.0, after));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_marker_names_a_file_in_either_script() {
        check("قبل\n\n[صورة 12]\n\nبعد", Some(("قبل\n\n", 12, "\n\nبعد")));
        check("[ملف ٣٤]", Some(("", 34, "")));
        check("[ media  7 ]", Some(("", 7, "")));
    }

    #[test]
    fn other_brackets_are_text() {
        for text in [
            "[الصورة]",
            "[صورة]",
            "[صورة س]",
            "[gallery ids=1]",
            "[media 0]",
            "[صورة 1",
        ] {
            check(text, None);
        }
        check("[1] [صورة 2]", Some(("[1] ", 2, "")));
    }
}
