//! What the editor's script sends every few seconds, and what it is told.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{Autosaved, DeskError, Holder, Sheet};
use warraq_archive::model::ArticleId;

use super::pens::Pens;
use super::typed::{self, Typed};
use super::{id, refused};
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;

/// How things stand.
#[derive(Serialize)]
struct Standing {
    /// `kept`, `settled`, `pen_taken`; empty where nothing was sent.
    state: &'static str,
    /// The newest revision; 0 for an article that nobody has saved.
    newest: i64,
    /// Whoever else writes in the article; empty when nobody does.
    holder: String,
    /// Whether that is somebody's own other window.
    is_self: bool,
}

/// `POST /admin/articles/ID/autosave`
pub(in crate::admin) fn autosave(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let Some((pen, seq)) = typed::pen(&visit.form) else {
        return Ok(Answer::bare(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let sheet = Sheet {
        pen,
        seq,
        base: typed::from(&visit.form),
        text: Typed::of(&visit.form).as_it_is(&visit.archive.sections_to_choose()?),
    };
    match visit
        .archive
        .autosave(pens.editing(), article(visit), &sheet)
    {
        Ok(done) => state(visit, who, &pens, &sheet.pen, name(done)),
        Err(error) => refused(visit, who, error),
    }
}

/// `POST /admin/articles/ID/hold`: somebody is there (or `leaves`), and may take the article (`takes`).
pub(in crate::admin) fn hold(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let Some((pen, _)) = typed::pen(&visit.form) else {
        return Ok(Answer::bare(StatusCode::UNPROCESSABLE_ENTITY));
    };
    if visit.form.text("leaves") == "yes" {
        let left = visit
            .archive
            .release_article(pens.editing(), id(visit), &pen);
        return match left {
            Ok(()) => Ok(Answer::bare(StatusCode::NO_CONTENT)),
            Err(error) => refused(visit, who, error),
        };
    }
    state(visit, who, &pens, &pen, "")
}

/// The article of the address; `None` for one that nobody has saved yet.
pub(super) fn article(visit: &Visit<'_>) -> Option<ArticleId> {
    Some(id(visit)).filter(|id| id.0 != 0)
}

fn name(done: Autosaved) -> &'static str {
    match done {
        Autosaved::Kept => "kept",
        Autosaved::Settled => "settled",
        Autosaved::PenTaken => "pen_taken",
    }
}

fn state(
    visit: &Visit<'_>,
    who: &SignedIn,
    pens: &Pens<'_>,
    pen: &str,
    state: &'static str,
) -> Result<Answer, Error> {
    let found = match article(visit) {
        Some(id) => around(visit, pens, id, pen),
        None => Ok((0, None)),
    };
    let (newest, holder) = match found {
        Ok(found) => found,
        Err(error) => return refused(visit, who, error),
    };
    let is_self = holder.as_ref().is_some_and(|holder| holder.is_self);
    let state = Standing {
        state,
        newest,
        is_self,
        holder: holder.map_or_else(String::new, |holder| holder.who),
    };
    Visit::data(&state)
}

/// The newest revision, and whoever else writes.
fn around(
    visit: &Visit<'_>,
    pens: &Pens<'_>,
    id: ArticleId,
    pen: &str,
) -> Result<(i64, Option<Holder>), DeskError> {
    let takes = visit.form.text("takes") == "yes";
    let archive = visit.archive;
    let holder = archive.hold_article(pens.editing(), id, pen, takes)?;
    let newest = archive.desk_article(pens.editing(), id)?.newest.id;
    Ok((newest.0, holder))
}
