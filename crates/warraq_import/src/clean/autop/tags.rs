//! What the rules for paragraphs take for white space, a tag, a block.

/// What regular expressions call `\s`.
pub(super) fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0B
}

/// Length of the white space that `text` begins with.
pub(super) fn spaces(text: &str) -> usize {
    text.bytes().take_while(|&b| is_space(b)).count()
}

/// Length of the white space that `text` ends with.
pub(super) fn spaces_at_end(text: &str) -> usize {
    text.bytes().rev().take_while(|&b| is_space(b)).count()
}

pub(super) const BLOCKS: [&str; 46] = [
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

pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || name == "summary"
}

/// Some rules look at the first letters of a name alone, so that `<picture>` counts as `<p>` and
/// `<link>` as `<li>`.
pub(super) fn begins_like_a_block(rest: &str) -> bool {
    let first = rest.bytes().next().unwrap_or(0);
    first.is_ascii_lowercase()
        && (first == b'p'
            || rest.starts_with("summary")
            || BLOCKS.iter().any(|name| rest.starts_with(name)))
}

/// `</name` or `<name` of a block at the beginning of `rest`, first letters alone.
pub(super) fn opens_or_closes_a_block(rest: &str) -> bool {
    rest.strip_prefix('<')
        .is_some_and(|inner| begins_like_a_block(inner.strip_prefix('/').unwrap_or(inner)))
}

/// How far the tag, comment or CDATA section at the beginning of `rest` goes, as WordPress cuts
/// them: anything behind a `<` up to the next `>`.
pub(in super::super) fn tag_like(rest: &str) -> usize {
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

/// Length of the tag at the beginning of `rest` where it begins with `start`.
pub(super) fn tag_of(rest: &str, start: &str) -> Option<usize> {
    rest.starts_with(start)
        .then(|| rest.find('>'))?
        .map(|i| i + 1)
}

/// Where the block tag begins that ends with the `>` at the end of `text`.
pub(super) fn block_tag_at_end(text: &str) -> Option<usize> {
    let inside = text.strip_suffix('>')?;
    let from = inside.rfind('>').map_or(0, |i| i + 1);
    inside[from..]
        .match_indices('<')
        .map(|(i, _)| from + i)
        .find(|&i| opens_or_closes_a_block(&text[i..]))
}
