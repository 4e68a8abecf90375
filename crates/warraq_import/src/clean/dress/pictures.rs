//! Pictures: those of the old site come home with their sizes, those of others become links.

use super::super::entities::{decode, escape_attribute, escape_text};
use super::super::links::{Address, resolve};
use super::super::scan::Start;
use super::Dresser;
use std::borrow::Cow;
use std::fmt::Write as _;

/// A picture that the body shows, or would show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageRef {
    /// Address as shown: relative to the root for the old site's own, full for others; empty where a
    /// gallery names an attachment that the source does not hold.
    pub src: String,
    /// Stands on the old site.
    pub on_site: bool,
    /// Number of the attachment, where the body tells it.
    pub attachment: Option<i64>,
    /// What it shows, in words.
    pub alt: String,
    /// The words are a file name, a slug or an address rather than a description.
    pub alt_suspicious: bool,
}

impl ImageRef {
    /// A picture that a gallery names by number, and that is not there.
    pub(in super::super) fn missing(id: i64) -> Self {
        Self {
            attachment: Some(id),
            on_site: true,
            ..Self::default()
        }
    }
}

/// What was written for a picture.
pub(super) struct Shown {
    /// Root-relative, escaped; empty for pictures of others.
    pub(super) address: String,
    /// It says in words what it shows.
    pub(super) has_alt: bool,
}

/// Writes a picture.
pub(super) fn write(
    tag: &Start<'_>,
    inside_link: bool,
    page: &mut Dresser<'_, '_, '_>,
) -> Option<Shown> {
    let source = tag.get("src")?;
    let class = tag.get("class").unwrap_or("");
    let attachment = class
        .split_ascii_whitespace()
        .find_map(|class| class.strip_prefix("wp-image-")?.parse::<i64>().ok());
    let known = attachment.and_then(|id| page.cx.attachments.by_id(id));
    let mut alt = decode(tag.get("alt").unwrap_or("")).trim().to_owned();
    let mut image = ImageRef {
        attachment,
        ..ImageRef::default()
    };
    match resolve(source, page.cx) {
        Address::Site(path) => {
            if alt.is_empty() && inside_link {
                // A link needs words. The attachment's own are the author's.
                alt = known
                    .as_ref()
                    .map_or_else(String::new, |k| k.alt.trim().to_owned());
            }
            image.src = decode(&path).into_owned();
            image.on_site = true;
            page.out.push_str("<img src=\"");
            page.out.push_str(&path);
            page.out.push_str("\" alt=\"");
            escape_attribute(&alt, &mut page.out);
            page.out.push('"');
            let (width, height) = size(
                tag,
                &image.src,
                known.as_ref().and_then(|k| {
                    let full = decode(source);
                    (k.url.ends_with(without_scheme(&full)))
                        .then_some(k.dimensions)
                        .flatten()
                }),
            );
            for (name, value) in [("width", width), ("height", height)] {
                if let Some(value) = value {
                    let _ = write!(page.out, " {name}=\"{value}\"");
                }
            }
            let align = class
                .split_ascii_whitespace()
                .filter_map(super::super::classes::ours)
                .find(|c| c.starts_with("align-"));
            if let Some(align) = align {
                page.out.push_str(" class=\"");
                page.out.push_str(align);
                page.out.push('"');
            }
            page.out.push_str(" loading=\"lazy\" decoding=\"async\">");
            image.alt_suspicious = is_suspicious(&alt, &image.src);
            let shown = Shown {
                address: path.into_owned(),
                has_alt: !alt.is_empty(),
            };
            image.alt = alt;
            page.found.images.push(image);
            Some(shown)
        }
        Address::Elsewhere { url, .. } => {
            image.src = decode(&url).into_owned();
            image.alt_suspicious = is_suspicious(&alt, &image.src);
            // The words are a link in the text from now on.
            let words = if alt.is_empty() {
                name_of(&image.src)
            } else {
                alt.clone()
            };
            page.text.push(&words);
            if inside_link {
                page.out.push_str("<span class=\"external-image\">");
                escape_text(&words, &mut page.out);
                page.out.push_str("</span>");
            } else {
                page.out.push_str("<a class=\"external-image\" href=\"");
                page.out.push_str(&url);
                page.out.push_str("\" rel=\"noopener external nofollow\">");
                escape_text(&words, &mut page.out);
                page.out.push_str("</a>");
            }
            image.alt = alt;
            page.found.images.push(image);
            Some(Shown {
                address: String::new(),
                has_alt: true,
            })
        }
        Address::Fragment(_) | Address::Person(_) | Address::Nowhere => None,
    }
}

fn without_scheme(url: &str) -> &str {
    url.split_once("//").map_or(url, |(_, rest)| rest)
}

/// Width and height: as written, else from the size in the file's name, else the original's.
fn size(tag: &Start<'_>, path: &str, original: Option<(u32, u32)>) -> (Option<u32>, Option<u32>) {
    let number = |name: &str| {
        let value = tag.get(name)?.trim();
        value
            .strip_suffix("px")
            .unwrap_or(value)
            .parse::<u32>()
            .ok()
            .filter(|n| *n > 0 && *n < 20_000)
    };
    let known = size_in_name(path).or(original);
    let scale = |value: u32, from: u32, to: u32| {
        u32::try_from(u64::from(value) * u64::from(to) / u64::from(from.max(1))).ok()
    };
    match (number("width"), number("height"), known) {
        (Some(width), None, Some((w, h))) => (Some(width), scale(width, w, h)),
        (None, Some(height), Some((w, h))) => (scale(height, h, w), Some(height)),
        (None, None, Some((w, h))) => (Some(w), Some(h)),
        (width, height, _) => (width, height),
    }
}

/// `photo-300x200.jpg`
fn size_in_name(path: &str) -> Option<(u32, u32)> {
    let stem = path.split(['?', '#']).next()?.rsplit_once('.')?.0;
    let (_, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let number = |text: &str| text.parse::<u32>().ok().filter(|n| (1..20_000).contains(n));
    Some((number(width)?, number(height)?))
}

/// Whether a link to `href` leads to the same picture as `picture`, in another size at most.
pub(super) fn is_same(href: &str, picture: &str) -> bool {
    fn stem(path: &str) -> &str {
        let path = path.split(['?', '#']).next().unwrap_or("");
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        if size_in_name(path).is_some() {
            return stem.rsplit_once('-').map_or(stem, |(stem, _)| stem);
        }
        stem
    }
    href == picture || stem(href) == stem(picture)
}

/// What to call an address that has no words: its file, else its host.
pub(super) fn name_of(url: &str) -> String {
    let plain = without_scheme(url)
        .split(['?', '#'])
        .next()
        .unwrap_or("")
        .trim_end_matches('/');
    let name = plain.rsplit('/').next().unwrap_or(plain);
    let decoded: Cow<'_, str> = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    let shown = warraq_text::bidi::plain(&decoded);
    if shown.trim().is_empty() {
        "…".to_owned()
    } else {
        shown
    }
}

/// The still picture of a film, and its size.
pub(super) fn poster(tag: &Start<'_>, page: &mut Dresser<'_, '_, '_>) {
    if let Some(poster) = tag.get("poster")
        && let Address::Site(path) = resolve(poster, page.cx)
    {
        page.out.push_str(" poster=\"");
        page.out.push_str(&path);
        page.out.push('"');
        let src = decode(&path).into_owned();
        page.found.images.push(ImageRef {
            src,
            on_site: true,
            ..ImageRef::default()
        });
    }
    for name in ["width", "height"] {
        let number = tag.get(name).and_then(|value| value.parse::<u32>().ok());
        if let Some(number) = number.filter(|n| *n > 0) {
            let _ = write!(page.out, " {name}=\"{number}\"");
        }
    }
}

/// Whether words that should describe a picture were made by a machine: a file name, a slug, an
/// address.
fn is_suspicious(alt: &str, src: &str) -> bool {
    if alt.is_empty() {
        return false;
    }
    let file = src
        .split(['?', '#'])
        .next()
        .unwrap_or("")
        .rsplit('/')
        .next()
        .unwrap_or("");
    let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
    let stem = file.rsplit_once('.').map_or(&*file, |(stem, _)| stem);
    let words = alt.split_whitespace().count();
    let joined = words == 1 && alt.matches(['-', '_']).count() >= 2;
    let extension = alt.rsplit_once('.').is_some_and(|(_, end)| {
        ["jpg", "jpeg", "png", "gif", "webp", "com", "net", "org"]
            .contains(&end.to_ascii_lowercase().as_str())
    });
    let address = alt.contains("://") || alt.contains("www.");
    let camera = [
        "IMG_",
        "DSC",
        "DCIM",
        "image0",
        "Screenshot",
        "WhatsApp Image",
        "photo_20",
    ]
    .iter()
    .any(|start| alt.starts_with(start));
    alt == file || alt == stem || joined || extension || address || camera
}
