//! Putting an article before readers, and taking it away. The buttons stand in the form of the editor:
//! what was typed is saved first, so that nothing is lost by pressing another button than "save".

use axum::http::StatusCode;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{DeskError, Publication, When};
use warraq_archive::model::RevisionId;

use super::editor::{self, Said, done};
use super::pens::{Pens, Presses};
use super::{address_of, id, refused, typed};
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::site::form::one_line;

/// The longest reason, in letters.
const LONGEST_REASON: usize = 500;

/// `POST /admin/articles/ID/publish`
pub(in crate::admin) fn publish(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::PublishOwn>,
) -> Result<Answer, Error> {
    let presses = Presses::of(who, allowed);
    let is_later = visit.form.text("when") == "later";
    after_saving(visit, who, |revision| {
        let when = if is_later {
            let at = typed::moment(visit.form.text("at"), &visit.settings.time_zone);
            // What is no moment is not to come.
            When::At(at.ok_or(DeskError::Past)?)
        } else {
            When::Now
        };
        let publication = Publication {
            revision,
            when,
            marks_change: visit.form.text("mark") == "yes",
        };
        visit
            .archive
            .publish_article(presses.publishing(), id(visit), publication)?;
        Ok(if is_later { "scheduled" } else { "published" })
    })
}

/// `POST /admin/articles/ID/take-back`
pub(in crate::admin) fn take_back(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::PublishOwn>,
) -> Result<Answer, Error> {
    let presses = Presses::of(who, allowed);
    after_saving(visit, who, |_| {
        visit
            .archive
            .take_back_article(presses.publishing(), id(visit))?;
        Ok("taken_back")
    })
}

/// `POST /admin/articles/ID/withdraw`
pub(in crate::admin) fn withdraw(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::PublishOwn>,
) -> Result<Answer, Error> {
    let presses = Presses::of(who, allowed);
    let reason = warraq_text::bidi::plain(&one_line(visit.form.text("reason")));
    let reason: String = reason.chars().take(LONGEST_REASON).collect();
    after_saving(visit, who, |_| {
        visit
            .archive
            .withdraw_article(presses.publishing(), id(visit), &reason)?;
        Ok("withdrawn")
    })
}

/// Saves what the form holds, and then does something with it.
fn after_saving(
    visit: &Visit<'_>,
    who: &SignedIn,
    act: impl FnOnce(RevisionId) -> Result<&'static str, DeskError>,
) -> Result<Answer, Error> {
    let Ok(writes) = who.claim::<right::Write>() else {
        return visit.forbidden(who);
    };
    let pens = Pens::of(who, &writes);
    let saved = match editor::saved(visit, who, &pens)? {
        Ok(saved) => saved,
        Err(answer) => return Ok(answer),
    };
    let error = match act(saved) {
        Ok(what) => return Ok(done(&address_of(id(visit)), what)),
        Err(error) => error,
    };
    let (wrong, status) = match error {
        DeskError::Past => ("admin.editor.past", StatusCode::UNPROCESSABLE_ENTITY),
        DeskError::Embargo(_) => ("admin.editor.embargo", StatusCode::UNPROCESSABLE_ENTITY),
        DeskError::AlreadyOut => ("admin.editor.already_out", StatusCode::CONFLICT),
        DeskError::NotOut => ("admin.editor.not_out", StatusCode::CONFLICT),
        DeskError::Newer(_) => ("admin.editor.newer", StatusCode::CONFLICT),
        error => return refused(visit, who, error),
    };
    let said = Said {
        wrong,
        ..Said::default()
    };
    Ok(editor::again(visit, who, &pens, saved, said)?.with_status(status))
}
