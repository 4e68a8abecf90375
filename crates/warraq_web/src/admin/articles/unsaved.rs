//! What somebody typed and did not save: a look at it beside what is saved, taking it up, dropping it.

use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{Autosave, DeskError, Manuscript};
use warraq_archive::model::{ArticleId, AutosaveId};

use super::autosave::article;
use super::compare::{FieldView, fields};
use super::editor::done;
use super::pens::Pens;
use super::{PATH, address_of, refused};
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

#[derive(Serialize)]
struct UnsavedPage {
    back: String,
    take_up: String,
    drop: String,
    seq: i64,
    at: Moment,
    fields: Vec<FieldView>,
}

/// A text that waits, as the editor offers it.
#[derive(Serialize)]
pub(super) struct Unsaved {
    href: String,
    at: Moment,
    /// By which the browser knows it again.
    mark: String,
}

impl Unsaved {
    pub(super) fn of(visit: &Visit<'_>, kept: &Autosave, id: Option<ArticleId>) -> Self {
        Self {
            href: format!("{}/unsaved/{}", numbered(id), kept.id),
            at: visit.dates().day_and_clock(kept.at),
            mark: mark(kept),
        }
    }
}

/// The pen and the number of a text.
pub(super) fn mark(kept: &Autosave) -> String {
    format!("{}.{}", kept.pen, kept.seq)
}

/// `GET /admin/articles/ID/unsaved/ID`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let (pens, id) = (Pens::of(who, allowed), article(visit));
    let (kept, differences) = match found(visit, &pens, id) {
        Ok(found) => found,
        Err(error) => return refused(visit, who, error),
    };
    let page = UnsavedPage {
        back: form_of(id),
        take_up: format!("{}?unsaved={}", form_of(id), kept.id),
        drop: format!("{}/unsaved/{}/drop", numbered(id), kept.id),
        seq: kept.seq,
        at: visit.dates().day_and_clock(kept.at),
        fields: differences,
    };
    let title = visit.say("admin.unsaved.title");
    visit.page(who, "admin/unsaved.html", title, page)
}

/// `POST /admin/articles/ID/unsaved/ID/drop`
///
/// What was typed since somebody looked at it stays.
pub(in crate::admin) fn drop(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let (pens, id) = (Pens::of(who, allowed), article(visit));
    let dropped = visit
        .archive
        .autosave_of(pens.editing(), id, asked(visit))
        .and_then(|kept| {
            let seen = visit.form.text("seq").parse().unwrap_or(0);
            let mark = (kept.pen.as_str(), kept.seq.min(seen));
            visit.archive.settle_autosave(pens.editing(), id, mark)
        });
    match dropped {
        Ok(()) => Ok(done(&form_of(id), "dropped")),
        Err(error) => refused(visit, who, error),
    }
}

fn found(
    visit: &Visit<'_>,
    pens: &Pens<'_>,
    id: Option<ArticleId>,
) -> Result<(Autosave, Vec<FieldView>), DeskError> {
    let archive = visit.archive;
    let kept = archive.autosave_of(pens.editing(), id, asked(visit))?;
    let saved = match id {
        Some(id) => archive.desk_article(pens.editing(), id)?.newest.text,
        None => Manuscript::default(),
    };
    let id = id.unwrap_or(ArticleId(0));
    let differences = archive.compare_texts(id, &saved, &kept.text)?;
    Ok((kept, fields(visit, differences)))
}

fn asked(visit: &Visit<'_>) -> AutosaveId {
    AutosaveId(visit.second_number())
}

/// The form in which an article is written.
fn form_of(id: Option<ArticleId>) -> String {
    id.map_or_else(|| format!("{PATH}/new"), address_of)
}

/// Before what belongs to an article; 0 for one that nobody has saved yet.
pub(super) fn numbered(id: Option<ArticleId>) -> String {
    address_of(id.unwrap_or(ArticleId(0)))
}
