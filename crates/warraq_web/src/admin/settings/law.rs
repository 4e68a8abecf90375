//! Texts on privacy, cookies and terms. A new version holds from the moment it is written; those before
//! it stay where readers find them.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::model::Law;

use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

#[derive(Serialize)]
struct LawPage {
    action: String,
    /// The text as readers see it today; empty for the text that every paper has.
    text: String,
    versions: Vec<Moment>,
    is_saved: bool,
    wrong: &'static str,
}

/// `GET /admin/settings/law/NAME`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::ChangeSettings>,
) -> Result<Answer, Error> {
    match Law::named(&visit.captured()) {
        Some(law) => page(visit, who, law, None),
        None => visit.problem(who, StatusCode::NOT_FOUND, "not_found"),
    }
}

/// `POST /admin/settings/law/NAME`
pub(in crate::admin) fn write(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ChangeSettings>,
) -> Result<Answer, Error> {
    let Some(law) = Law::named(&visit.captured()) else {
        return visit.problem(who, StatusCode::NOT_FOUND, "not_found");
    };
    let text = visit.form.text("text");
    if text.trim().is_empty() {
        let wrong = visit.say("admin.law.empty");
        let answer = page(visit, who, law, Some(wrong))?;
        return Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    visit.archive.write_law(allowed, law, text)?;
    Ok(Answer::see(&format!("{}?saved=yes", address(law))))
}

/// Where a text is written.
pub(super) fn address(law: Law) -> String {
    format!("{}/law/{}", super::PATH, law.name())
}

pub(super) fn name(visit: &Visit<'_>, law: Law) -> String {
    super::say(visit, "laws", law.name())
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    law: Law,
    wrong: Option<&'static str>,
) -> Result<Answer, Error> {
    let versions = visit.archive.law(law)?;
    let dates = visit.dates();
    let page = LawPage {
        action: address(law),
        text: versions
            .first()
            .map_or_else(String::new, |newest| newest.body.as_str().to_owned()),
        versions: versions
            .iter()
            .map(|version| dates.day_and_clock(version.since))
            .collect(),
        is_saved: visit.query.text("saved") == "yes",
        wrong: wrong.unwrap_or_default(),
    };
    visit.page(who, "admin/law.html", &name(visit, law), page)
}
