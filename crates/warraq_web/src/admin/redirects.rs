//! Addresses of the paper's own making.

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::taxonomy::{Redirect, RedirectLine, TaxonomyError};

use super::sections::sentence;
use super::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::site::form::one_line;
use crate::view::Moment;

type May = Allowed<right::ManageTaxonomy>;

const PATH: &str = "/admin/redirects";

#[derive(Serialize)]
struct RedirectsPage {
    lines: Vec<Line>,
    /// Where the further ones are; empty when there are none.
    further: String,
    wrong: &'static str,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Line {
    path: String,
    /// Where it leads, as people read it; empty for what is gone.
    to: String,
    since: Moment,
}

/// `GET /admin/redirects?after=`
pub(super) fn show(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    page(visit, who, may, "")
}

/// `POST /admin/redirects`
pub(super) fn add(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    let does = match visit.form.text("does") {
        "gone" => Redirect::Gone,
        _ => Redirect::To(visit.form.text("to").trim().to_owned()),
    };
    let added = visit
        .archive
        .add_redirect(may, visit.form.text("from"), &does);
    done(visit, who, may, added)
}

/// `POST /admin/redirects/remove`
pub(super) fn remove(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    let removed = visit.archive.remove_redirect(may, visit.form.text("from"));
    done(visit, who, may, removed)
}

fn done(
    visit: &Visit<'_>,
    who: &SignedIn,
    may: &May,
    done: Result<(), TaxonomyError>,
) -> Result<Answer, Error> {
    match done {
        Ok(()) => Ok(Answer::see(PATH)),
        Err(TaxonomyError::Store(cause)) => Err(cause.into()),
        Err(TaxonomyError::Nothing) => visit.problem(who, StatusCode::NOT_FOUND, "not_found"),
        Err(error) => {
            let answer = page(visit, who, may, visit.say(sentence(&error)))?;
            Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    may: &May,
    wrong: &'static str,
) -> Result<Answer, Error> {
    let found = visit.archive.redirects(may, visit.query.text("after"))?;
    let line = |line: RedirectLine| Line {
        path: line.path,
        to: match line.does {
            Redirect::To(to) => warraq_text::path::canonical(&to),
            Redirect::Gone => String::new(),
        },
        since: visit.dates().day_and_clock(line.since),
    };
    let page = RedirectsPage {
        further: found.further.map_or_else(String::new, |after| {
            let after = utf8_percent_encode(&after, NON_ALPHANUMERIC);
            format!("{PATH}?after={after}")
        }),
        lines: found.lines.into_iter().map(line).collect(),
        wrong,
        from: one_line(visit.form.text("from")),
        to: one_line(visit.form.text("to")),
    };
    let title = visit.say("admin.nav.redirects");
    visit.page(who, "admin/redirects.html", title, page)
}
