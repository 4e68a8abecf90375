//! The bytes of files of the library, for those who work here: readers may not have them yet.

use axum::http::StatusCode;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::library::ROOM;
use warraq_archive::media::{MediaError, Served, VARIANT_WIDTHS, VariantFormat};
use warraq_archive::model::{MediaFile, MediaId};

use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;

/// `GET /admin/media/ID/WIDTH`, and `whole` for all of a picture of which a part is shown.
pub(in crate::admin) fn picture(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
) -> Result<Answer, Error> {
    let captured = visit.all_captured();
    let asked = captured.get(1).map_or("", String::as_str);
    let item = visit
        .archive
        .library_item(allowed, MediaId(visit.number()))?;
    let media = visit.archive.media();
    let width = asked.parse().ok();
    let width = width.filter(|width| VARIANT_WIDTHS.contains(width));
    let served = match (item.and_then(|item| item.file), width) {
        (Some(file), Some(width)) => Some(media.variant(&file, width, VariantFormat::Webp)),
        (Some(file), None) if asked == "whole" => {
            let whole = MediaFile { crop: None, ..file };
            Some(media.variant(&whole, 800, VariantFormat::Webp))
        }
        _ => None,
    };
    answer(visit, who, served)
}

/// `GET /admin/uploads/…`: what readers will find at `/uploads/…`.
pub(in crate::admin) fn file(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
) -> Result<Answer, Error> {
    let path = format!("{ROOM}{}", visit.all_captured().join("/"));
    let path = warraq_text::path::canonical(&path);
    let file = visit.archive.library_file(allowed, &path)?;
    let served = file.map(|file| visit.archive.media().original(&file));
    answer(visit, who, served)
}

fn answer(
    visit: &Visit<'_>,
    who: &SignedIn,
    served: Option<Result<Served, MediaError>>,
) -> Result<Answer, Error> {
    match served {
        Some(Ok(served)) => Ok(Answer::of_file(served)),
        // What is damaged, missing or no picture is shown to nobody.
        Some(Err(_)) | None => visit.problem(who, StatusCode::NOT_FOUND, "not_found"),
    }
}
