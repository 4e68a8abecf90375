//! Blank lines become paragraphs and line ends become breaks. Runs after blocks (a body made of
//! blocks has its paragraphs already) and before shortcodes.
//!
//! The classic editor stored no `<p>`: WordPress makes the paragraphs each time it shows a page
//! (`wpautop`). Readers know the result, quirks included, so the same rules apply here in the same
//! order. Quotes and dashes are left as the author typed them: WordPress curls them while it shows
//! a page (`wptexturize`), and an archive keeps the bytes.

mod breaks;
mod pieces;
mod tags;

pub(super) use tags::tag_like;

use super::search::{find_byte, has};
use super::{Body, Context};
use breaks::{
    double_breaks_become_blank_lines, drop_breaks_after_blocks, drop_breaks_before_blocks,
    line_ends_become_breaks,
};
use pieces::wrap_pieces;
use tags::{is_block, is_space, spaces, spaces_at_end, tag_of};

/// Gives a classic body its paragraphs.
pub(super) fn run(body: &mut Body<'_>, _: &Context<'_>) {
    if !body.has_blocks {
        body.html = paragraphs(&body.html);
    }
}

/// Stands for a line end inside a tag while paragraphs are made.
const LINE_END_IN_TAG: &str = " <!-- wpnl --> ";

/// `source` with paragraphs and line breaks where WordPress puts them.
pub(super) fn paragraphs(source: &str) -> String {
    if source
        .bytes()
        .all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0 | 0x0B))
    {
        return String::new();
    }
    let mut text = source.replace("\r\n", "\n");
    if find_byte(&text, b'\r').is_some() {
        text = text.replace('\r', "\n");
    }
    text.push('\n');
    let pre = take_preformatted(&mut text);
    double_breaks_become_blank_lines(&mut text);
    text = blank_lines_around_blocks(&text);
    protect_line_ends_in_tags(&mut text);
    join_lines_inside_media(&mut text);
    text = wrap_pieces(&text);
    text = line_ends_become_breaks(&text);
    if has(&text, "<br />") {
        text = drop_breaks_after_blocks(&text);
        text = drop_breaks_before_blocks(&text);
    }
    let end = text.trim_end_matches('\n').len();
    if text.len() - end <= 1 && text[..end].ends_with("\n</p>") {
        text.remove(end - "\n</p>".len());
    }
    if !pre.is_empty() {
        text = put_preformatted_back(&text, &pre);
    }
    if has(&text, "<!-- wpnl -->") {
        text = text
            .replace(LINE_END_IN_TAG, "\n")
            .replace("<!-- wpnl -->", "\n");
    }
    text
}

/// Takes `<pre>…</pre>` out of the way and leaves numbered places.
fn take_preformatted(text: &mut String) -> Vec<String> {
    let mut taken = Vec::new();
    if !has(text, "<pre") {
        return taken;
    }
    let Some((parts, last)) = text.rsplit_once("</pre>") else {
        return taken;
    };
    let mut out = String::with_capacity(text.len());
    for part in parts.split("</pre>") {
        let Some(start) = part.find("<pre") else {
            out.push_str(part);
            continue;
        };
        out.push_str(&part[..start]);
        out.push_str(PRE_PLACE);
        out.push_str(&taken.len().to_string());
        out.push_str("></pre>");
        taken.push(format!("{}</pre>", &part[start..]));
    }
    out.push_str(last);
    *text = out;
    taken
}

const PRE_PLACE: &str = "<pre wp-pre-tag-";

fn put_preformatted_back(text: &str, pre: &[String]) -> String {
    let mut out = String::with_capacity(text.len() + pre.iter().map(String::len).sum::<usize>());
    let mut rest = text;
    while let Some(at) = rest.find(PRE_PLACE) {
        let digits = &rest[at + PRE_PLACE.len()..];
        let end = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        let original = digits[..end].parse().ok().and_then(|i: usize| pre.get(i));
        if let (Some(original), Some(after)) = (original, digits[end..].strip_prefix("></pre>")) {
            out.push_str(&rest[..at]);
            out.push_str(original);
            rest = after;
        } else {
            out.push_str(&rest[..at + PRE_PLACE.len()]);
            rest = digits;
        }
    }
    out.push_str(rest);
    out
}

fn blank_lines_around_blocks(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = find_byte(rest, b'<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let inner = &rest[1..];
        let (closing, name) = match inner.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, inner),
        };
        let end = name
            .bytes()
            .position(|b| !b.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let next = name.as_bytes().get(end).copied().unwrap_or(0);
        if !is_block(&name[..end]) {
            out.push('<');
            rest = inner;
            continue;
        }
        if closing && next == b'>' {
            let length = end + 3;
            out.push_str(&rest[..length]);
            out.push_str("\n\n");
            rest = &rest[length..];
            continue;
        }
        if !closing && (is_space(next) || matches!(next, b'/' | b'>')) {
            out.push_str("\n\n");
        }
        let rule = if closing || &name[..end] != "hr" {
            None
        } else {
            rule(&name[end..])
        };
        if let Some(length) = rule {
            let length = 1 + end + length;
            out.push_str(&rest[..length]);
            out.push_str("\n\n");
            rest = &rest[length..];
        } else {
            out.push('<');
            rest = inner;
        }
    }
    out.push_str(rest);
    out
}

/// Length of what follows `<hr` where the rule has no attributes.
fn rule(after_name: &str) -> Option<usize> {
    let mut at = spaces(after_name);
    if after_name[at..].starts_with('/') {
        at += 1;
    }
    after_name[at..].starts_with('>').then_some(at + 1)
}

fn protect_line_ends_in_tags(text: &mut String) {
    let mut protected = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(start) = find_byte(&text[at..], b'<').map(|i| at + i) {
        let rest = &text[start..];
        let end = start + tag_like(rest);
        if rest[..end - start].contains('\n') {
            protected.push_str(&text[copied..start]);
            protected.push_str(&text[start..end].replace('\n', LINE_END_IN_TAG));
            copied = end;
        }
        at = end;
    }
    if copied > 0 {
        protected.push_str(&text[copied..]);
        *text = protected;
    }
}

/// Removes line ends where they would put `<br />` between the parts of a player or a caption.
fn join_lines_inside_media(text: &mut String) {
    if has(text, "<option") {
        *text = trim_around(text, |rest| {
            tag_of(rest, "<option").map(|_| (7, true, false))
        });
        *text = trim_around(text, |rest| {
            rest.starts_with("</option>").then_some((9, false, true))
        });
    }
    if has(text, "</object>") {
        *text = trim_around(text, |rest| {
            tag_of(rest, "<object").map(|n| (n, false, true))
        });
        *text = trim_around(text, |rest| {
            rest.starts_with("</object>").then_some((9, true, false))
        });
        *text = trim_around(text, |rest| {
            ["<param", "</param", "<embed", "</embed"]
                .iter()
                .find_map(|tag| tag_of(rest, tag))
                .map(|n| (n, true, true))
        });
    }
    if has(text, "<source") || has(text, "<track") {
        *text = trim_around(text, |rest| {
            ["<audio", "<video"]
                .iter()
                .find_map(|t| tag_of(rest, t))
                .map(|n| (n, false, true))
        });
        *text = trim_around(text, |rest| {
            ["</audio>", "</video>"]
                .iter()
                .any(|t| rest.starts_with(t))
                .then_some((8, true, false))
        });
        *text = trim_around(text, |rest| {
            ["<source", "<track"]
                .iter()
                .find_map(|t| tag_of(rest, t))
                .map(|n| (n, true, true))
        });
    }
    if has(text, "<figcaption") {
        *text = trim_around(text, |rest| {
            tag_of(rest, "<figcaption").map(|n| (n, true, false))
        });
        *text = trim_around(text, |rest| {
            rest.starts_with("</figcaption>")
                .then_some((13, false, true))
        });
    }
}

/// Drops white space before or after the tags that `wanted` finds: it is given the text from each
/// `<` on and answers with the tag's length and the sides to trim.
fn trim_around(text: &str, wanted: impl Fn(&str) -> Option<(usize, bool, bool)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_byte(rest, b'<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((length, before, after)) = wanted(rest) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        if before {
            out.truncate(out.len() - spaces_at_end(&out));
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
        if after {
            rest = &rest[spaces(rest)..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn paragraphs_are_made_as_wordpress_makes_them() {
        let file = include_str!("../../../../../fixtures/clean/paragraphs.json");
        let cases: Vec<(String, String)> = serde_json::from_str(file).expect("a list of pairs");
        for (source, expected) in &cases {
            assert_eq!(paragraphs(source), *expected, "\n{source:?}");
        }
    }
}
