//! The sections of the paper.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::model::SectionId;
use warraq_archive::taxonomy::{SectionEdit, SectionLine, TaxonomyError};

use super::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::site::form::one_line;

type May = Allowed<right::ManageTaxonomy>;

const PATH: &str = "/admin/sections";
/// The longest name, and the longest description, in letters.
const LONGEST_NAME: usize = 120;
const LONGEST_TEXT: usize = 1_000;

#[derive(Serialize)]
struct SectionsPage {
    lines: Vec<Line>,
    wrong: &'static str,
}

#[derive(Serialize)]
struct Line {
    id: i64,
    action: String,
    depth: usize,
    name: String,
    slug: String,
    description: String,
    to_readers: String,
    count: String,
}

/// `GET /admin/sections`
pub(super) fn show(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    page(visit, who, may, "")
}

/// `POST /admin/sections`
pub(super) fn add(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    let parent = visit.form.text("parent").parse().ok().map(SectionId);
    let added = visit.archive.add_section(may, parent, &edit(visit));
    done(visit, who, may, added.map(|_| ()))
}

/// `POST /admin/sections/ID`
pub(super) fn change(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    let id = SectionId(visit.number());
    let changed = visit.archive.change_section(may, id, &edit(visit));
    done(visit, who, may, changed)
}

/// `POST /admin/sections/ID/shift`
pub(super) fn shift(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    let id = SectionId(visit.number());
    let up = visit.form.text("to") == "up";
    let shifted = visit.archive.shift_section(may, id, up);
    done(visit, who, may, shifted)
}

/// The key of the sentence that says why nothing was changed.
pub(super) fn sentence(error: &TaxonomyError) -> &'static str {
    match error {
        TaxonomyError::NoName => "form.fill_in",
        TaxonomyError::PathTaken => "admin.names.path_taken",
        TaxonomyError::Circle => "admin.names.circle",
        _ => "admin.names.no_address",
    }
}

fn edit(visit: &Visit<'_>) -> SectionEdit {
    let short = |text: &str, most| text.chars().take(most).collect::<String>();
    SectionEdit {
        name: short(&one_line(visit.form.text("name")), LONGEST_NAME),
        slug: short(&one_line(visit.form.text("slug")), LONGEST_NAME),
        description: short(&one_line(visit.form.text("description")), LONGEST_TEXT),
    }
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
    let line = |line: SectionLine| Line {
        id: line.id,
        action: format!("{PATH}/{}", line.id),
        depth: line.depth.min(4),
        name: line.name,
        slug: warraq_text::path::canonical(&line.slug)
            .trim_matches('/')
            .to_owned(),
        description: line.description,
        to_readers: line.path,
        count: visit.count("articles", line.articles),
    };
    let lines = visit.archive.section_tree(may)?;
    let page = SectionsPage {
        lines: lines.into_iter().map(line).collect(),
        wrong,
    };
    let title = visit.say("admin.nav.sections");
    visit.page(who, "admin/sections.html", title, page)
}
