//! Pieces between blank lines, and how each becomes a paragraph or stays what it is.

use super::super::search::{find, find_byte, has};
use super::tags::{block_tag_at_end, is_space, opens_or_closes_a_block, spaces, spaces_at_end};

/// Cuts at blank lines and makes a paragraph of each piece.
pub(super) fn wrap_pieces(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for piece in pieces(text) {
        let start = out.len();
        if find_byte(piece, b'<').is_some() {
            apply_rules(&format!("<p>{piece}</p>\n"), &mut out);
        } else {
            wrap_words(piece, &mut out);
        }
        // The rules look over the border to the next piece where one begins or ends like this.
        let made = out[start..].trim_matches('\n');
        if made.starts_with("</p>") || made.trim_end().ends_with("<p>") {
            return wrap_as_a_whole(text);
        }
    }
    out
}

fn wrap_as_a_whole(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len() + 64);
    for piece in pieces(text) {
        wrapped.push_str("<p>");
        wrapped.push_str(piece);
        wrapped.push_str("</p>\n");
    }
    let mut out = String::with_capacity(wrapped.len());
    apply_rules(&wrapped, &mut out);
    out
}

/// What stands between blank lines.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let mut at = start;
        while at < text.len() {
            let line_end = find_byte(&text[at..], b'\n').map_or(text.len(), |i| at + i);
            // A blank line: from this line end to the last one in the same white space.
            let run = line_end + spaces(&text[line_end..]);
            let last = text[line_end..run]
                .rfind('\n')
                .map_or(line_end, |i| line_end + i);
            at = last + 1;
            if last == line_end && line_end < text.len() {
                continue;
            }
            let piece = &text[start..line_end];
            start = at;
            if !piece.is_empty() {
                return Some(piece.trim_matches('\n'));
            }
        }
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        start = text.len();
        Some(rest.trim_matches('\n'))
    })
}

/// A paragraph without any tag.
fn wrap_words(words: &str, out: &mut String) {
    if !words.bytes().all(is_space) {
        out.push_str("<p>");
        out.push_str(words);
        out.push_str("</p>");
    }
    out.push('\n');
}

/// What WordPress does to paragraphs that hold tags.
fn apply_rules(wrapped: &str, out: &mut String) {
    // The order is WordPress's, and each rule works on what the one before has left.
    let mut text = replace_paragraph_starts(wrapped, |rest| {
        let inner = &rest[3..];
        let gap = spaces(inner);
        inner[gap..]
            .starts_with("</p>")
            .then_some(("", 3 + gap + 4, ""))
    });
    text = close_before_containers(&text);
    text = replace_paragraph_starts(&text, |rest| {
        let (from, to) = block_after_start(rest)?;
        let gap = spaces(&rest[to..]);
        rest[to + gap..]
            .starts_with("</p>")
            .then_some((&rest[from..to], to + gap + 4, ""))
    });
    text = replace_paragraph_starts(&text, |rest| {
        let item = rest[3..].strip_prefix("<li")?;
        let line = &item[..item.find('\n').unwrap_or(item.len())];
        // At least one character stands between `<li` and the end.
        let skip = line.chars().next()?.len_utf8();
        let end = skip + line[skip..].find("</p>")?;
        Some((&rest[3..6 + end], 6 + end + 4, ""))
    });
    if has(&text, "lockquote") || has(&text, "LOCKQUOTE") {
        text = replace_paragraph_starts(&text, |rest| {
            let tag = &rest[3..];
            let named = tag.get(..11)?.eq_ignore_ascii_case("<blockquote");
            let end = if named { tag.find('>')? } else { return None };
            Some((&rest[3..=3 + end], 3 + end + 1, "<p>"))
        });
        // The tag is rewritten in lower case.
        text = text.replace("</blockquote></p>", "</p></blockquote>");
    }
    text = replace_paragraph_starts(&text, |rest| {
        let (from, to) = block_after_start(rest)?;
        Some((&rest[from..to], to, ""))
    });
    drop_ends_after_blocks(&text, out);
}

/// Rewrites at each `<p>`: `rule` is given the text from there on and answers with what to keep,
/// how much of the text that stands for, and what to add.
fn replace_paragraph_starts<'a>(
    text: &'a str,
    rule: impl Fn(&'a str) -> Option<(&'a str, usize, &'static str)>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, "<p>") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((kept, length, added)) = rule(rest) {
            out.push_str(kept);
            out.push_str(added);
            rest = &rest[length..];
        } else {
            out.push_str("<p>");
            rest = &rest[3..];
        }
    }
    out.push_str(rest);
    out
}

/// The block tag that follows `<p>` and white space at the beginning of `rest`.
fn block_after_start(rest: &str) -> Option<(usize, usize)> {
    let from = 3 + spaces(&rest[3..]);
    if !opens_or_closes_a_block(&rest[from..]) {
        return None;
    }
    Some((from, from + rest[from..].find('>')? + 1))
}

/// `<p>text</div>` gets its end of paragraph.
fn close_before_containers(text: &str) -> String {
    replace_paragraph_starts(text, |rest| {
        let end = 3 + rest[3..].find('<')?;
        let container = ["</div>", "</address>", "</form>"]
            .iter()
            .any(|tag| rest[end..].starts_with(tag));
        (container && end > 3).then(|| (&rest[..end], end, "</p>"))
    })
}

/// `</p>` right behind a block tag goes.
fn drop_ends_after_blocks(text: &str, out: &mut String) {
    let mut rest = text;
    // Whether an end of paragraph stands right before `rest`: it is a block tag too.
    let mut behind_an_end = false;
    while let Some(at) = find(rest, "</p>") {
        let before = &rest[..at];
        let trimmed = &before[..before.len() - spaces_at_end(before)];
        if (trimmed.is_empty() && behind_an_end) || block_tag_at_end(trimmed).is_some() {
            out.push_str(trimmed);
            behind_an_end = false;
        } else {
            out.push_str(&rest[..at + 4]);
            behind_an_end = true;
        }
        rest = &rest[at + 4..];
    }
    out.push_str(rest);
}
