//! The shortcodes of WordPress itself: captions, galleries, players, playlists.

use super::super::entities::{escape_attribute, escape_text};
use super::super::{Attachment, Body, Context, ImageRef, embeds};
use super::Attributes;
use std::fmt::Write;

/// The mark-up for a shortcode; `None` where WordPress shows nothing.
pub(super) fn render(
    name: &str,
    attributes: &Attributes,
    content: Option<&str>,
    body: &mut Body<'_>,
    cx: &Context<'_>,
) -> Option<String> {
    match name {
        "caption" | "wp_caption" => Some(caption(attributes, content.unwrap_or(""))),
        "gallery" => gallery(attributes, body, cx),
        "playlist" => playlist(attributes, body, cx),
        "audio" => player("audio", attributes, content, cx),
        "video" => player("video", attributes, content, cx),
        "embed" => content
            .map(str::trim)
            .filter(|url| !url.is_empty())
            .map(embeds::place),
        _ => None,
    }
}

/// A picture with its caption: the new form holds the caption behind the picture, the old one in an
/// attribute. Without a width or a caption WordPress shows the picture alone.
fn caption(attributes: &Attributes, content: &str) -> String {
    let (picture, caption) = match attributes.get("caption") {
        Some(caption) => (content, caption),
        None => match picture_in(content) {
            Some((picture, behind)) => (picture, behind.trim()),
            None => (content, ""),
        },
    };
    let width = leading_number(attributes.get("width").unwrap_or(""));
    if width < 1 || caption.is_empty() || caption == "0" {
        return picture.to_owned();
    }
    let mut out = String::from("<figure class=\"");
    escape_attribute(attributes.get("align").unwrap_or("alignnone"), &mut out);
    out.push_str("\">");
    out.push_str(picture);
    out.push_str("<figcaption>");
    out.push_str(caption);
    out.push_str("</figcaption></figure>");
    out
}

/// PHP's `(int)`.
fn leading_number(text: &str) -> i64 {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let end = digits
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse::<i64>().map_or(0, |n| sign * n)
}

/// The picture (with its link) that `content` holds, and what stands behind it.
fn picture_in(content: &str) -> Option<(&str, &str)> {
    let lower = content.to_ascii_lowercase();
    let image = lower.find("<img ")?;
    let mut end = image + lower[image..].find('>')? + 1;
    // A link counts when nothing but white space stands between it and the picture.
    let before = lower[..image].trim_end();
    let link = before.ends_with('>').then(|| before.rfind("<a ")).flatten();
    let link = link.filter(|&at| !before[at..before.len() - 1].contains('>'));
    let start = link.unwrap_or(image);
    let after = lower[end..].trim_start();
    if after.starts_with("</a>") {
        end = lower.len() - after.len() + 4;
    }
    Some((&content[start..end], &content[end..]))
}

/// Numbers in a list like `1, 2,x3`.
fn numbers(list: &str) -> Vec<i64> {
    list.split([',', ' ', ';'])
        .filter_map(|part| part.trim().parse().ok())
        .filter(|&id| id > 0)
        .collect()
}

/// The attachments that a gallery or a playlist shows, in order.
fn chosen(
    attributes: &Attributes,
    cx: &Context<'_>,
    body: &mut Body<'_>,
    kind: &str,
) -> Vec<(i64, Attachment)> {
    let explicit = attributes.get("ids").filter(|ids| !ids.is_empty());
    let list = explicit
        .or_else(|| attributes.get("include"))
        .filter(|ids| !ids.is_empty());
    let mut ids = if let Some(list) = list {
        numbers(list)
    } else {
        let article = attributes.get("id").and_then(|id| id.trim().parse().ok());
        let article = article.unwrap_or(cx.article_external_id);
        let mut ids = cx.attachments.children_of(article);
        let left_out = numbers(attributes.get("exclude").unwrap_or(""));
        ids.retain(|id| !left_out.contains(id));
        ids
    };
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    let by_number = attributes
        .get("orderby")
        .is_some_and(|order| order.eq_ignore_ascii_case("id"));
    if by_number || (list.is_some() && explicit.is_none()) {
        ids.sort_unstable();
    }
    if attributes
        .get("order")
        .is_some_and(|order| order.eq_ignore_ascii_case("desc"))
    {
        ids.reverse();
    }
    let named = list.is_some();
    ids.into_iter()
        .filter_map(|id| {
            let found = cx.attachments.by_id(id);
            if found.is_none() && named {
                body.found.images.push(ImageRef::missing(id));
            }
            found.map(|attachment| (id, attachment))
        })
        .filter(|(_, attachment)| attachment.mime.starts_with(kind))
        .collect()
}

/// Columns where the author gave no number.
const COLUMNS: i64 = 3;

fn gallery(attributes: &Attributes, body: &mut Body<'_>, cx: &Context<'_>) -> Option<String> {
    let pictures = chosen(attributes, cx, body, "image/");
    if pictures.is_empty() {
        return None;
    }
    let columns = attributes
        .get("columns")
        .map_or(COLUMNS, leading_number)
        .clamp(1, 8);
    let link = attributes.get("link").unwrap_or("");
    let mut out = format!("<div class=\"gallery columns-{columns}\">");
    for (id, picture) in pictures {
        out.push_str("\n<figure>");
        let target = match link {
            "none" => None,
            "file" => Some(picture.url.as_str()),
            _ => Some(picture.link.as_str()).filter(|link| !link.is_empty()),
        };
        if let Some(target) = target {
            out.push_str("<a href=\"");
            escape_attribute(target, &mut out);
            out.push_str("\">");
        }
        out.push_str(&image(id, &picture));
        if target.is_some() {
            out.push_str("</a>");
        }
        if !picture.caption.trim().is_empty() {
            let _ = write!(out, "<figcaption>{}</figcaption>", picture.caption);
        }
        out.push_str("</figure>");
    }
    out.push_str("\n</div>\n");
    Some(out)
}

/// An `<img>` for an attachment.
pub(super) fn image(id: i64, attachment: &Attachment) -> String {
    let mut out = String::from("<img src=\"");
    escape_attribute(&attachment.url, &mut out);
    out.push_str("\" alt=\"");
    escape_attribute(attachment.alt.trim(), &mut out);
    out.push('"');
    if let Some((width, height)) = attachment.dimensions {
        let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
    }
    let _ = write!(out, " class=\"wp-image-{id}\">");
    out
}

const AUDIO: [&str; 7] = ["src", "mp3", "m4a", "ogg", "wav", "flac", "wma"];
const VIDEO: [&str; 7] = ["src", "mp4", "m4v", "webm", "ogv", "flv", "wmv"];

/// `[audio]` and `[video]`: a player for the first file that is named, else for the first that
/// belongs to the article.
fn player(
    tag: &str,
    attributes: &Attributes,
    content: Option<&str>,
    cx: &Context<'_>,
) -> Option<String> {
    let names = if tag == "audio" { AUDIO } else { VIDEO };
    let given = names
        .iter()
        .find_map(|name| attributes.get(name))
        .or_else(|| {
            // `[audio http://…/a.mp3|width=180]`, older than attributes.
            let first = attributes.position(0)?.split('|').next()?;
            first.contains("://").then_some(first)
        });
    let enclosed = content
        .map(str::trim)
        .filter(|text| text.starts_with("http"));
    let own;
    let source = if let Some(source) = given.or(enclosed).map(str::trim).filter(|s| !s.is_empty()) {
        source
    } else {
        let kind = format!("{tag}/");
        own = cx
            .attachments
            .children_of(cx.article_external_id)
            .into_iter()
            .filter_map(|id| cx.attachments.by_id(id))
            .find(|file| file.mime.starts_with(&kind))?
            .url;
        own.as_str()
    };
    if tag == "video" && embeds::card(source).is_some_and(|(embed, _, _)| embed.provider != "other")
    {
        return Some(embeds::place(source));
    }
    let mut out = format!("<{tag} controls src=\"");
    escape_attribute(source, &mut out);
    out.push('"');
    for name in ["poster", "width", "height"] {
        if tag == "video"
            && let Some(value) = attributes.get(name)
        {
            let _ = write!(out, " {name}=\"");
            escape_attribute(value, &mut out);
            out.push('"');
        }
    }
    let _ = write!(out, "></{tag}>");
    Some(out)
}

fn playlist(attributes: &Attributes, body: &mut Body<'_>, cx: &Context<'_>) -> Option<String> {
    let kind = attributes.get("type").unwrap_or("audio");
    let (tag, kind) = if kind == "video" {
        ("video", "video/")
    } else {
        ("audio", "audio/")
    };
    let files = chosen(attributes, cx, body, kind);
    if files.is_empty() {
        return None;
    }
    let mut out = String::from("<ol class=\"playlist\">");
    for (_, file) in files {
        out.push_str("<li><a href=\"");
        escape_attribute(&file.url, &mut out);
        out.push_str("\">");
        let name = file.url.rsplit('/').next().unwrap_or("");
        escape_text(
            if file.caption.trim().is_empty() {
                name
            } else {
                file.caption.trim()
            },
            &mut out,
        );
        let _ = write!(out, "</a><{tag} controls src=\"");
        escape_attribute(&file.url, &mut out);
        let _ = write!(out, "\"></{tag}></li>");
    }
    out.push_str("</ol>");
    Some(out)
}
