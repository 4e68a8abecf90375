//! Line ends and `<br>`.

use super::super::search::{find, find_byte, has};
use super::tags::{block_tag_at_end, spaces, spaces_at_end};

/// Length of `<br>`, `<br/>`, `<br />` at the beginning of `rest`.
pub(super) fn line_break(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix("<br")?;
    let inner = &inner[spaces(inner)..];
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    Some(rest.len() - inner.strip_prefix('>')?.len())
}

pub(super) fn double_breaks_become_blank_lines(text: &mut String) {
    let Some(first) = find(text, "<br") else {
        return;
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    loop {
        let one = line_break(rest);
        let two = one.and_then(|one| {
            let gap = one + spaces(&rest[one..]);
            Some(gap + line_break(&rest[gap..])?)
        });
        if let Some(two) = two {
            out.push_str("\n\n");
            rest = &rest[two..];
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
        let Some(next) = find(rest, "<br") else { break };
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    out.push_str(rest);
    *text = out;
}

pub(super) const PRESERVED_LINE_END: &str = "<WPPreserveNewline />";

pub(super) fn line_ends_become_breaks(text: &str) -> String {
    let mut protected = None;
    if ["<script", "<style", "<svg"]
        .iter()
        .any(|tag| has(text, tag))
    {
        protected = Some(protect_line_ends_in_code(text));
    }
    let text = protected.as_deref().unwrap_or(text);
    let mut normalised = None;
    if has(text, "<br") {
        normalised = Some(text.replace("<br>", "<br />").replace("<br/>", "<br />"));
    }
    let text = normalised.as_deref().unwrap_or(text);
    let mut out = String::with_capacity(text.len() + 64);
    let mut copied = 0;
    let mut at = 0;
    while let Some(line_end) = find_byte(&text[at..], b'\n').map(|i| at + i) {
        let run_start = copied.max(line_end - spaces_at_end(&text[copied..line_end]));
        let run_end = line_end + spaces(&text[line_end..]);
        let last = line_end + text[line_end..run_end].rfind('\n').unwrap_or(0);
        // Behind a break that is there already, the search begins one character later.
        let after_break = text[..run_start].ends_with("<br />");
        let from = run_start + usize::from(after_break);
        if from > last {
            at = run_end;
            continue;
        }
        out.push_str(&text[copied..from]);
        // Behind a block the break would be dropped again, unless another one follows: one is.
        let follows = text[run_end..].starts_with("<br />");
        if follows || block_tag_at_end(&text[..from]).is_none() {
            out.push_str("<br />");
        }
        out.push('\n');
        copied = last + 1;
        at = run_end;
    }
    out.push_str(&text[copied..]);
    if protected.is_some() {
        out.replace(PRESERVED_LINE_END, "\n")
    } else {
        out
    }
}

pub(super) fn protect_line_ends_in_code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut unclosed = [false; 3];
    while let Some(at) = rest.find("<s") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let names = ["script", "style", "svg"];
        let length = names.iter().enumerate().find_map(|(i, name)| {
            if unclosed[i] || !rest[1..].starts_with(name) {
                return None;
            }
            let close = format!("</{name}>");
            let end = rest.find(&close);
            unclosed[i] = end.is_none();
            Some(end? + close.len())
        });
        if let Some(length) = length {
            out.push_str(&rest[..length].replace('\n', PRESERVED_LINE_END));
            rest = &rest[length..];
        } else {
            out.push_str("<s");
            rest = &rest[2..];
        }
    }
    out.push_str(rest);
    out
}

pub(super) fn drop_breaks_after_blocks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, "<br />") {
        let before = &rest[..at];
        let trimmed = before.len() - spaces_at_end(before);
        if block_tag_at_end(&before[..trimmed]).is_some() {
            out.push_str(&before[..trimmed]);
        } else {
            out.push_str(&rest[..at + 6]);
        }
        rest = &rest[at + 6..];
    }
    out.push_str(rest);
    out
}

/// Only these lose a break before them.
pub(super) const NO_BREAK_BEFORE: [&str; 10] =
    ["p", "li", "div", "dl", "dd", "dt", "th", "td", "ul", "ol"];

pub(super) fn drop_breaks_before_blocks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, "<br />") {
        let after = &rest[at + 6..];
        let tag = &after[spaces(after)..];
        let named = tag
            .strip_prefix('<')
            .map(|t| t.strip_prefix('/').unwrap_or(t));
        let drop = named.is_some_and(|t| NO_BREAK_BEFORE.iter().any(|name| t.starts_with(name)))
            && tag.contains('>');
        out.push_str(&rest[..if drop { at } else { at + 6 }]);
        rest = after;
    }
    out.push_str(rest);
    out
}
