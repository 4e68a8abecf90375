//! What an article was at other times, and taking it back from there.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::DeskError;
use warraq_archive::model::RevisionId;

use super::editor::{done, section_name};
use super::pens::Pens;
use super::typed::{self, Typed};
use super::{address_of, id, refused};
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

#[derive(Serialize)]
struct RevisionsPage {
    back: String,
    /// Where two of them are compared.
    compare: String,
    lines: Vec<Line>,
    /// Where the older ones are; empty when there are none.
    older: String,
}

#[derive(Serialize)]
struct Line {
    id: RevisionId,
    href: String,
    at: Moment,
    who: Option<String>,
    headline: String,
    is_public: bool,
}

#[derive(Serialize)]
struct RevisionPage {
    back: String,
    action: String,
    at: Moment,
    who: Option<String>,
    text: Typed,
    section: String,
    /// The newest revision, from which it would be restored.
    from: RevisionId,
    is_newest: bool,
    /// Whether somebody has saved since the page was shown.
    is_late: bool,
}

/// `GET /admin/articles/ID/revisions`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let before = visit.query.text("before").parse().ok().map(RevisionId);
    let found = match visit.archive.revisions(pens.editing(), id(visit), before) {
        Ok(found) => found,
        Err(error) => return refused(visit, who, error),
    };
    let back = address_of(id(visit));
    let line = |line: warraq_archive::desk::RevisionLine| Line {
        id: line.id,
        href: format!("{back}/revisions/{}", line.id),
        at: visit.dates().day_and_clock(line.at),
        who: line.who,
        headline: line.headline,
        is_public: line.is_public,
    };
    let page = RevisionsPage {
        older: found.older.map_or_else(String::new, |older| {
            format!("{back}/revisions?before={older}")
        }),
        lines: found.lines.into_iter().map(line).collect(),
        compare: format!("{back}/compare"),
        back: back.clone(),
    };
    let title = visit.say("admin.revisions.title");
    visit.page(who, "admin/revisions.html", title, page)
}

/// `GET /admin/articles/ID/revisions/ID`
pub(in crate::admin) fn show_one(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    page(visit, who, &Pens::of(who, allowed), false)
}

/// `POST /admin/articles/ID/revisions/ID/restore`
pub(in crate::admin) fn restore(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let from = typed::from(&visit.form);
    let restored = visit
        .archive
        .restore_revision(pens.editing(), id(visit), from, revision(visit));
    match restored {
        Ok(_) => Ok(done(&address_of(id(visit)), "restored")),
        Err(DeskError::Conflict(_)) => {
            let answer = page(visit, who, &pens, true)?;
            Ok(answer.with_status(StatusCode::CONFLICT))
        }
        Err(error) => refused(visit, who, error),
    }
}

fn revision(visit: &Visit<'_>) -> RevisionId {
    RevisionId(visit.second_number())
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    pens: &Pens<'_>,
    is_late: bool,
) -> Result<Answer, Error> {
    let (archive, id) = (visit.archive, id(visit));
    let found = archive
        .revision(pens.editing(), id, revision(visit))
        .and_then(|found| Ok((found, archive.desk_article(pens.editing(), id)?)));
    let (found, article) = match found {
        Ok(found) => found,
        Err(error) => return refused(visit, who, error),
    };
    let back = format!("{}/revisions", address_of(id));
    let page = RevisionPage {
        action: format!("{back}/{}/restore", found.id),
        back,
        at: visit.dates().day_and_clock(found.at),
        section: section_name(&found.text, &archive.sections_to_choose()?),
        text: Typed::from_text(&found.text),
        who: found.who,
        from: article.newest.id,
        is_newest: article.newest.id == found.id,
        is_late,
    };
    let title = visit.say("admin.revisions.title");
    visit.page(who, "admin/revision.html", title, page)
}
