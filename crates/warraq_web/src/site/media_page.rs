//! What the old site called an attachment page: a picture or file by itself.

use serde::Serialize;
use warraq_archive::model::MediaId;
use warraq_archive::store::{ChangeKind, Reading};

use super::home;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{Head, HeadImage, Html, LabelView, PictureView, json_ld};

#[derive(Serialize)]
struct MediaView {
    trail: Vec<LabelView>,
    title: String,
    picture: Option<PictureView>,
    /// Where the file is; empty when the archive does not hold it.
    file: String,
    kind: &'static str,
    description: Html,
    article: Option<LabelView>,
}

/// `GET` the path of an attachment page.
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: MediaId,
    path: &str,
) -> Result<Option<Answer>, Error> {
    let Some(media) = reading.media_page(id)? else {
        return Ok(None);
    };
    let mut made_from = MadeFrom::at(path).with(ChangeKind::Media(id));
    let mut trail = vec![home(edition)];
    trail.extend(media.section.iter().map(LabelView::from));
    let article = media.article.map(|(id, name, href)| {
        made_from = std::mem::take(&mut made_from).article(id);
        LabelView { name, href }
    });
    trail.extend(article.clone());
    let kind = match media.mime.split('/').next() {
        Some("image") => "image",
        Some("audio") => "audio",
        Some("video") => "video",
        _ => "file",
    };
    let picture = if kind == "image" {
        PictureView::in_article(&media.picture)
    } else {
        None
    };
    let title = if media.title.trim().is_empty() {
        media
            .picture
            .path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned()
    } else {
        media.title
    };
    let head = Head {
        title: title.clone(),
        image: picture
            .as_ref()
            .map(|picture| HeadImage::of(picture, edition)),
        data: vec![json_ld::trail(&trail, &title, edition)],
        ..Head::default()
    };
    let page = MediaView {
        trail,
        title,
        picture,
        file: if media.picture.present {
            media.picture.path
        } else {
            String::new()
        },
        kind,
        description: media.description.into(),
        article,
    };
    edition.print("media.html", head, page, made_from).map(Some)
}
