//! Notes under the text.

use super::super::Footnote;
use super::super::entities::decode;
use super::super::plain;
use super::super::search::find;

/// The notes that the text refers to.
pub(in super::super) fn footnotes(html: &str) -> Vec<Footnote> {
    let Some(start) = find(html, "<ol class=\"notes\"") else {
        return Vec::new();
    };
    let list = &html[start..];
    let list = &list[..list.find("</ol>").unwrap_or(list.len())];
    list.split("<li id=\"")
        .skip(1)
        .filter_map(|item| {
            let (id, rest) = item.split_once('"')?;
            let (_, content) = rest.split_once('>')?;
            let text = plain::text(content);
            let text = text.trim_end_matches(['↩', '\u{FE0E}', ' ']).to_owned();
            Some(Footnote {
                id: decode(id).into_owned(),
                text,
            })
        })
        .collect()
}
