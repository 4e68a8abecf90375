//! Pictures and other files of the library that an article shows.

use warraq_import::clean::Cleaned;

use super::clean::{self, Eyes};
use super::{DeskError, LeadPicture, Manuscript};
use crate::ingest;
use crate::library::ROOM;
use crate::model::{ArticleId, MediaId, MediaKind, Settings};
use crate::store::{Conn, DbError, library, media, writing};

/// Checks that the picture at the head is one.
pub(super) fn check_lead(tx: &mut Conn, lead: Option<&LeadPicture>) -> Result<(), DeskError> {
    let Some(lead) = lead else {
        return Ok(());
    };
    match library::item(tx, lead.id)? {
        // What the old site lists and nobody has may have been a picture.
        Some(item) if item.kind == MediaKind::Picture || item.file.is_none() => Ok(()),
        _ => Err(DeskError::NoPicture),
    }
}

/// Notes what an article shows: its newest text, and what readers see.
pub(super) fn note(
    tx: &mut Conn,
    id: ArticleId,
    text: &Manuscript,
    settings: &Settings,
) -> Result<(), DbError> {
    let body = clean::body(tx, id, &text.body, settings, Eyes::Readers)?;
    let mut all = shown(tx, text, &body)?;
    for seen in media::shown_by(tx, id)? {
        if !all.contains(&seen) {
            all.push(seen);
        }
    }
    writing::pictures(tx, id, &all)
}

/// The files that a text shows or links to, each once.
pub(super) fn shown(
    tx: &mut Conn,
    text: &Manuscript,
    body: &Cleaned,
) -> Result<Vec<MediaId>, DbError> {
    let mut files: Vec<MediaId> = text.lead.iter().map(|lead| lead.id).collect();
    for image in body.images.iter().filter(|image| image.on_site) {
        files.extend(picture(tx, &image.src)?);
    }
    // Films, sounds and documents of the library, which stand in no list of the cleaner's.
    for address in addresses(body.html.as_str()) {
        files.extend(media::at_path(tx, &warraq_text::path::canonical(address))?);
    }
    let mut once: Vec<MediaId> = Vec::new();
    for file in files {
        if !once.contains(&file) {
            once.push(file);
        }
    }
    Ok(once)
}

/// Addresses of the library in the mark-up of a body, as the cleaner writes it.
fn addresses(html: &str) -> impl Iterator<Item = &str> {
    let attributes = html.split("=\"").skip(1);
    let values = attributes.filter_map(|rest| rest.split_once('"').map(|(value, _)| value));
    values.filter(|value| value.starts_with(ROOM))
}

/// The picture that a body shows, in whichever size.
fn picture(tx: &mut Conn, src: &str) -> Result<Option<MediaId>, DbError> {
    let Some(path) = ingest::path_of(src) else {
        return Ok(None);
    };
    let whole = ingest::without_size(&path);
    for path in std::iter::once(path).chain(whole) {
        let canonical = warraq_text::path::canonical(&path);
        if let Some(id) = media::at_path(tx, &canonical)? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_library_are_found_in_a_body() {
        let html = "<p><a href=\"/uploads/2026/11/a/b.pdf\">\"/uploads/x\"</a></p>\
            <video src=\"/uploads/2026/11/c/d.mp4\"></video><a href=\"/about/\">x</a>";
        let found: Vec<&str> = addresses(html).collect();
        assert_eq!(
            found,
            ["/uploads/2026/11/a/b.pdf", "/uploads/2026/11/c/d.mp4"]
        );
    }
}
