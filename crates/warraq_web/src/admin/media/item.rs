//! The page of a file: what is said of it, what is shown of it, and what shows it.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::library::{Curating, Description, LibraryError, LibraryItem};
use warraq_archive::media::Note;
use warraq_archive::model::{Crop, Focus, MediaFile, MediaId, MediaKind};

use super::views::marker;
use super::{PATH, Picked, Thumb, address_of, done};
use crate::admin::visit::Visit;
use crate::assets::Assets;
use crate::error::Error;
use crate::forms::Form;
use crate::respond::Answer;
use crate::site::form::one_line;
use crate::view::Moment;

/// The longest alternative text, caption, credit and name, in letters.
const LONGEST: usize = 800;

#[derive(Serialize)]
struct ItemPage {
    action: String,
    file: Picked,
    thumb: Thumb,
    marker: String,
    is_picture: bool,
    typed: Typed,
    at: Moment,
    owner: Option<String>,
    /// What the original is: its sides, its size, its type.
    facts: Vec<String>,
    /// Pixels of the whole picture; 0 while unknown.
    width: u32,
    height: u32,
    notes: Vec<NoteView>,
    uses: Vec<UseView>,
    may_change: bool,
    /// Whether it can be deleted: it was brought in here, and nothing shows it.
    may_go: bool,
    done: String,
    wrong: String,
    script: &'static str,
}

/// The fields as they were typed.
#[derive(Default, Serialize)]
struct Typed {
    name: String,
    alt: String,
    caption: String,
    credit: String,
    /// In hundredths.
    focus_x: String,
    focus_y: String,
    /// In pixels of the whole picture.
    crop_left: String,
    crop_top: String,
    crop_width: String,
    crop_height: String,
}

#[derive(Serialize)]
struct NoteView {
    label: String,
    text: String,
    is_secret: bool,
}

#[derive(Serialize)]
struct UseView {
    href: String,
    headline: String,
    is_out: bool,
    at: Moment,
}

impl Typed {
    fn of(form: &Form) -> Self {
        let line = |name: &str| -> String {
            let line = one_line(form.text(name));
            line.chars().take(LONGEST).collect()
        };
        Self {
            name: line("name"),
            alt: line("alt"),
            caption: line("caption"),
            credit: line("credit"),
            focus_x: line("focus_x"),
            focus_y: line("focus_y"),
            crop_left: line("crop_left"),
            crop_top: line("crop_top"),
            crop_width: line("crop_width"),
            crop_height: line("crop_height"),
        }
    }

    fn from_item(item: &LibraryItem) -> Self {
        let hundredths = |side: u16| (f64::from(side) / 10.0).to_string();
        let side = |side: u32| side.to_string();
        let crop = item.file.as_ref().and_then(|file| file.crop);
        Self {
            name: item.name.clone(),
            alt: item.alt.clone(),
            caption: item.caption.as_str().to_owned(),
            credit: item.credit.clone(),
            focus_x: item
                .focus
                .map_or_else(String::new, |focus| hundredths(focus.x)),
            focus_y: item
                .focus
                .map_or_else(String::new, |focus| hundredths(focus.y)),
            crop_left: crop.map_or_else(String::new, |crop| side(crop.left)),
            crop_top: crop.map_or_else(String::new, |crop| side(crop.top)),
            crop_width: crop.map_or_else(String::new, |crop| side(crop.width)),
            crop_height: crop.map_or_else(String::new, |crop| side(crop.height)),
        }
    }

    /// What is said, unless numbers are none.
    fn read(&self) -> Option<Description> {
        let focus = match (&*self.focus_x, &*self.focus_y) {
            ("", _) | (_, "") => None,
            (x, y) => Some(Focus::at(thousandths(x)?, thousandths(y)?)?),
        };
        let crop = match (&*self.crop_width, &*self.crop_height) {
            ("", _) | (_, "") => None,
            (width, height) => Some(Crop {
                left: self.crop_left.parse().unwrap_or(0),
                top: self.crop_top.parse().unwrap_or(0),
                width: width.parse().ok().filter(|width| *width > 0)?,
                height: height.parse().ok().filter(|height| *height > 0)?,
            }),
        };
        Some(Description {
            name: self.name.clone(),
            alt: self.alt.clone(),
            caption: self.caption.clone(),
            credit: self.credit.clone(),
            focus,
            crop,
        })
    }
}

/// A number of hundredths with a fraction, in thousandths.
#[expect(clippy::cast_possible_truncation, reason = "at most a thousand")]
fn thousandths(text: &str) -> Option<i64> {
    let number: f64 = text.parse().ok()?;
    (0.0..=100.0)
        .contains(&number)
        .then(|| (number * 10.0).round() as i64)
}

/// `GET /admin/media/ID`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
) -> Result<Answer, Error> {
    page(visit, who, allowed, None, "")
}

/// `POST /admin/media/ID`
pub(in crate::admin) fn describe(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
) -> Result<Answer, Error> {
    let typed = Typed::of(&visit.form);
    let Some(said) = typed.read() else {
        let answer = page(visit, who, allowed, Some(typed), "admin.media.no_number")?;
        return Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let any = who.claim().ok();
    let id = MediaId(visit.number());
    let curating = curating(allowed, any.as_ref());
    match visit.archive.describe_media(curating, id, &said) {
        Ok(()) => Ok(Answer::see(&format!("{}?done=changed", address_of(id)))),
        Err(error) => refused(visit, who, allowed, error),
    }
}

/// `POST /admin/media/ID/delete`
pub(in crate::admin) fn delete(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
) -> Result<Answer, Error> {
    let any = who.claim().ok();
    let id = MediaId(visit.number());
    let curating = curating(allowed, any.as_ref());
    match visit.archive.delete_media(curating, id) {
        Ok(()) => Ok(Answer::see(&format!("{PATH}?done=deleted"))),
        Err(error) => refused(visit, who, allowed, error),
    }
}

/// What somebody may change: the widest that they can prove.
fn curating<'a>(
    own: &'a Allowed<right::AddMedia>,
    any: Option<&'a Allowed<right::EditMedia>>,
) -> Curating<'a> {
    any.map_or(Curating::Own(own), Curating::Any)
}

fn refused(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
    error: LibraryError,
) -> Result<Answer, Error> {
    let wrong = match error {
        LibraryError::NotYours => return visit.forbidden(who),
        LibraryError::InUse => "admin.media.in_use",
        LibraryError::OfOldSite => "admin.media.of_old_site",
        LibraryError::NoMedia | LibraryError::Objection(_) => {
            return visit.problem(who, StatusCode::NOT_FOUND, "not_found");
        }
        error => return Err(error.into()),
    };
    Ok(page(visit, who, allowed, None, wrong)?.with_status(StatusCode::CONFLICT))
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
    typed: Option<Typed>,
    wrong: &'static str,
) -> Result<Answer, Error> {
    let (archive, id) = (visit.archive, MediaId(visit.number()));
    let Some(item) = archive.library_item(allowed, id)? else {
        return visit.problem(who, StatusCode::NOT_FOUND, "not_found");
    };
    let any = who.claim().ok();
    let may_change = archive.may_change_media(curating(allowed, any.as_ref()), &item);
    let notes = match &item.file {
        // What cannot be read says nothing.
        Some(file) => archive.media().notes(file).unwrap_or_default(),
        None => Vec::new(),
    };
    let uses = archive.uses_of_media(allowed, id)?;
    let file = item.file.as_ref();
    let (width, height) = file.and_then(|file| file.dimensions).unwrap_or_default();
    let page = ItemPage {
        action: address_of(id),
        thumb: Thumb::of(visit, &item),
        marker: marker(visit, &item),
        is_picture: item.kind == MediaKind::Picture && file.is_some(),
        typed: typed.unwrap_or_else(|| Typed::from_item(&item)),
        at: visit.dates().day_and_clock(item.at),
        owner: item.owner_name.clone(),
        facts: file.map_or_else(Vec::new, |file| facts(visit, file)),
        width,
        height,
        notes: notes
            .into_iter()
            .map(|note| note_view(visit, note))
            .collect(),
        may_change,
        may_go: may_change
            && item.uses == 0
            && item.address.starts_with(warraq_archive::library::ROOM),
        uses: uses
            .into_iter()
            .map(|used| UseView {
                href: format!("/admin/articles/{}", used.article),
                headline: used.headline,
                is_out: used.is_out,
                at: visit.dates().day_and_clock(used.at),
            })
            .collect(),
        done: done(visit),
        wrong: match wrong {
            "" => String::new(),
            key => visit.words.say(key).to_owned(),
        },
        script: Assets::get().address("library.js"),
        file: Picked::of(item, false),
    };
    let title = visit.say("admin.media.one");
    visit.page(who, "admin/media_item.html", title, page)
}

fn note_view(visit: &Visit<'_>, note: Note) -> NoteView {
    NoteView {
        label: visit
            .words
            .say(&format!("admin.notes.{}", note.name))
            .to_owned(),
        is_secret: matches!(note.name, "position" | "serial"),
        text: note.text,
    }
}

/// What an original is.
fn facts(visit: &Visit<'_>, file: &MediaFile) -> Vec<String> {
    let sides = file.dimensions;
    let sides = sides.map(|(width, height)| format!("{width} × {height}"));
    let megabytes = format!("{:.1}", file.bytes as f64 / 1_048_576.0);
    let size = visit.words.say_with("admin.media.size", "n", &megabytes);
    let facts = sides.into_iter().chain([size, file.mime.clone()]);
    facts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_none_are_told() {
        let typed = |x: &str, width: &str| Typed {
            focus_x: x.to_owned(),
            focus_y: "50".to_owned(),
            crop_width: width.to_owned(),
            crop_height: "10".to_owned(),
            ..Typed::default()
        };
        let said = typed("12.5", "20").read().unwrap();
        assert_eq!(said.focus, Focus::at(125, 500));
        assert_eq!(said.crop.map(|crop| crop.width), Some(20));
        assert_eq!(typed("", "").read().unwrap(), Description::default());
        for (x, width) in [
            ("101", ""),
            ("-1", ""),
            ("س", ""),
            ("NaN", ""),
            ("", "0"),
            ("", "-5"),
        ] {
            assert!(typed(x, width).read().is_none(), "{x} {width}");
        }
    }
}
