//! Pieces between blank lines, and how each becomes a paragraph or stays what it is.

use super::tags::{block_tag_at_end, is_space, opens_or_closes_a_block, spaces, spaces_at_end};

/// Cuts at blank lines and makes a paragraph of each piece.
pub(super) fn wrap_pieces(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut at = 0;
    while let Some(line_end) = text[at..].find('\n').map(|i| at + i) {
        // A blank line: from this line end to the last one in the same white space.
        let run = line_end + spaces(&text[line_end..]);
        let last = line_end + text[line_end..run].rfind('\n').unwrap_or(0);
        if last == line_end {
            at = line_end + 1;
            continue;
        }
        if line_end > start {
            wrap_piece(&text[start..line_end], &mut out);
        }
        start = last + 1;
        at = start;
    }
    if start < bytes.len() {
        wrap_piece(&text[start..], &mut out);
    }
    out
}

pub(super) fn wrap_piece(piece: &str, out: &mut String) {
    let piece = piece.trim_matches('\n');
    if !piece.contains('<') {
        if !piece.bytes().all(is_space) {
            out.push_str("<p>");
            out.push_str(piece);
            out.push_str("</p>");
        }
        out.push('\n');
        return;
    }
    let mut text = format!("<p>{piece}</p>\n");
    // The order is WordPress's, and each rule works on what the one before has left.
    text = replace_paragraph_starts(&text, |rest| {
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
    if text.contains("lockquote") || text.contains("LOCKQUOTE") {
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
pub(super) fn replace_paragraph_starts<'a>(
    text: &'a str,
    rule: impl Fn(&'a str) -> Option<(&'a str, usize, &'static str)>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<p>") {
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
pub(super) fn block_after_start(rest: &str) -> Option<(usize, usize)> {
    let from = 3 + spaces(&rest[3..]);
    if !opens_or_closes_a_block(&rest[from..]) {
        return None;
    }
    Some((from, from + rest[from..].find('>')? + 1))
}

/// `<p>text</div>` gets its end of paragraph.
pub(super) fn close_before_containers(text: &str) -> String {
    replace_paragraph_starts(text, |rest| {
        let end = 3 + rest[3..].find('<')?;
        let container = ["</div>", "</address>", "</form>"]
            .iter()
            .any(|tag| rest[end..].starts_with(tag));
        (container && end > 3).then(|| (&rest[..end], end, "</p>"))
    })
}

/// `</p>` right behind a block tag goes.
pub(super) fn drop_ends_after_blocks(text: &str, out: &mut String) {
    let mut rest = text;
    // Whether an end of paragraph stands right before `rest`: it is a block tag too.
    let mut behind_an_end = false;
    while let Some(at) = rest.find("</p>") {
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
