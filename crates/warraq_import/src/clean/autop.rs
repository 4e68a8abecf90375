//! Blank lines become paragraphs and line ends become breaks. Runs after blocks (a body made of
//! blocks has its paragraphs already) and before shortcodes.
//!
//! The classic editor stored no `<p>`: WordPress makes the paragraphs each time it shows a page
//! (`wpautop`). Readers know the result, quirks included, so the same rules apply here in the same
//! order. Quotes and dashes are left as the author typed them: WordPress curls them while it shows
//! a page (`wptexturize`), and an archive keeps the bytes.

use super::{Body, Context};

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
    if text.contains('\r') {
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
    if text.contains("<br />") {
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
    if text.contains("<!-- wpnl -->") {
        text = text
            .replace(LINE_END_IN_TAG, "\n")
            .replace("<!-- wpnl -->", "\n");
    }
    text
}

/// What regular expressions call `\s`.
fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0B
}

/// Length of the white space that `text` begins with.
fn spaces(text: &str) -> usize {
    text.bytes().take_while(|&b| is_space(b)).count()
}

/// Length of the white space that `text` ends with.
fn spaces_at_end(text: &str) -> usize {
    text.bytes().rev().take_while(|&b| is_space(b)).count()
}

const BLOCKS: [&str; 46] = [
    "table",
    "thead",
    "tfoot",
    "caption",
    "col",
    "colgroup",
    "tbody",
    "tr",
    "td",
    "th",
    "div",
    "dl",
    "dd",
    "dt",
    "ul",
    "ol",
    "li",
    "pre",
    "form",
    "map",
    "area",
    "blockquote",
    "address",
    "math",
    "style",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "fieldset",
    "legend",
    "section",
    "article",
    "aside",
    "hgroup",
    "header",
    "footer",
    "nav",
    "figure",
    "figcaption",
    "details",
    "menu",
];

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || name == "summary"
}

/// Some rules look at the first letters of a name alone, so that `<picture>` counts as `<p>` and
/// `<link>` as `<li>`.
fn begins_like_a_block(rest: &str) -> bool {
    let first = rest.bytes().next().unwrap_or(0);
    first.is_ascii_lowercase()
        && (first == b'p'
            || rest.starts_with("summary")
            || BLOCKS.iter().any(|name| rest.starts_with(name)))
}

/// `</name` or `<name` of a block at the beginning of `rest`, first letters alone.
fn opens_or_closes_a_block(rest: &str) -> bool {
    rest.strip_prefix('<')
        .is_some_and(|inner| begins_like_a_block(inner.strip_prefix('/').unwrap_or(inner)))
}

/// Takes `<pre>…</pre>` out of the way and leaves numbered places.
fn take_preformatted(text: &mut String) -> Vec<String> {
    let mut taken = Vec::new();
    if !text.contains("<pre") {
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

/// Length of `<br>`, `<br/>`, `<br />` at the beginning of `rest`.
fn line_break(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix("<br")?;
    let inner = &inner[spaces(inner)..];
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    Some(rest.len() - inner.strip_prefix('>')?.len())
}

fn double_breaks_become_blank_lines(text: &mut String) {
    let Some(first) = text.find("<br") else {
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
        let Some(next) = rest.find("<br") else { break };
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    out.push_str(rest);
    *text = out;
}

fn blank_lines_around_blocks(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
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
    while let Some(start) = text[at..].find('<').map(|i| at + i) {
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

/// How far the tag, comment or CDATA section at the beginning of `rest` goes, as WordPress cuts
/// them: anything behind a `<` up to the next `>`.
pub(super) fn tag_like(rest: &str) -> usize {
    let end = if let Some(inside) = rest.strip_prefix("<!--") {
        // The two hyphens of the opening may be those of the end: `<!-->`.
        return inside.find("-->").map_or_else(
            || {
                if inside.starts_with('>') {
                    5
                } else {
                    rest.len()
                }
            },
            |i| if inside.starts_with('>') { 5 } else { i + 7 },
        );
    } else if rest.starts_with("<![CDATA[") {
        rest.find("]]>").map(|i| i + 3)
    } else {
        rest.find('>').map(|i| i + 1)
    };
    end.unwrap_or(rest.len())
}

/// Removes line ends where they would put `<br />` between the parts of a player or a caption.
fn join_lines_inside_media(text: &mut String) {
    if text.contains("<option") {
        *text = trim_around(text, |rest| {
            tag_of(rest, "<option").map(|_| (7, true, false))
        });
        *text = trim_around(text, |rest| {
            rest.starts_with("</option>").then_some((9, false, true))
        });
    }
    if text.contains("</object>") {
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
    if text.contains("<source") || text.contains("<track") {
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
    if text.contains("<figcaption") {
        *text = trim_around(text, |rest| {
            tag_of(rest, "<figcaption").map(|n| (n, true, false))
        });
        *text = trim_around(text, |rest| {
            rest.starts_with("</figcaption>")
                .then_some((13, false, true))
        });
    }
}

/// Length of the tag at the beginning of `rest` where it begins with `start`.
fn tag_of(rest: &str, start: &str) -> Option<usize> {
    rest.starts_with(start)
        .then(|| rest.find('>'))?
        .map(|i| i + 1)
}

/// Drops white space before or after the tags that `wanted` finds: it is given the text from each
/// `<` on and answers with the tag's length and the sides to trim.
fn trim_around(text: &str, wanted: impl Fn(&str) -> Option<(usize, bool, bool)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
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

/// Cuts at blank lines and makes a paragraph of each piece.
fn wrap_pieces(text: &str) -> String {
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

fn wrap_piece(piece: &str, out: &mut String) {
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
fn replace_paragraph_starts<'a>(
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

/// Where the block tag begins that ends with the `>` at the end of `text`.
fn block_tag_at_end(text: &str) -> Option<usize> {
    let inside = text.strip_suffix('>')?;
    let from = inside.rfind('>').map_or(0, |i| i + 1);
    inside[from..]
        .match_indices('<')
        .map(|(i, _)| from + i)
        .find(|&i| opens_or_closes_a_block(&text[i..]))
}

/// `</p>` right behind a block tag goes.
fn drop_ends_after_blocks(text: &str, out: &mut String) {
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

const PRESERVED_LINE_END: &str = "<WPPreserveNewline />";

fn line_ends_become_breaks(text: &str) -> String {
    let mut protected = None;
    if ["<script", "<style", "<svg"]
        .iter()
        .any(|tag| text.contains(tag))
    {
        protected = Some(protect_line_ends_in_code(text));
    }
    let text = protected.as_deref().unwrap_or(text);
    let mut normalised = None;
    if text.contains("<br") {
        normalised = Some(text.replace("<br>", "<br />").replace("<br/>", "<br />"));
    }
    let text = normalised.as_deref().unwrap_or(text);
    let mut out = String::with_capacity(text.len() + 64);
    let mut copied = 0;
    let mut at = 0;
    while let Some(line_end) = text[at..].find('\n').map(|i| at + i) {
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
        if block_tag_at_end(&text[..from]).is_none() {
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

fn protect_line_ends_in_code(text: &str) -> String {
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

fn drop_breaks_after_blocks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<br />") {
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
const NO_BREAK_BEFORE: [&str; 10] = ["p", "li", "div", "dl", "dd", "dt", "th", "td", "ul", "ol"];

fn drop_breaks_before_blocks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<br />") {
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
