//! Where the next version of an article is in its making, and those that wait for somebody.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{DeskError, Stage, Step, Waiting};
use warraq_archive::model::AccountId;

use super::pens::Pens;
use super::{address_of, id, refused, typed};
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

/// The longest note, in letters.
const LONGEST_NOTE: usize = 1000;

#[derive(Serialize)]
struct ReviewPage {
    back: String,
    action: String,
    headline: String,
    stages: Vec<StageView>,
    reviewers: Vec<Reviewer>,
    not_before: String,
    notes: Vec<NoteView>,
    links: Vec<super::shared::LinkView>,
    /// A link to hand over, shown once.
    fresh: String,
    wrong: &'static str,
}

#[derive(Serialize)]
struct StageView {
    name: &'static str,
    label: String,
    is_here: bool,
}

#[derive(Serialize)]
struct Reviewer {
    id: i64,
    name: String,
    is_chosen: bool,
}

#[derive(Serialize)]
struct NoteView {
    at: Moment,
    who: String,
    stage: String,
    note: String,
}

/// `GET /admin/articles/ID/review`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    page(visit, who, &Pens::of(who, allowed), "", String::new())
}

/// `POST /admin/articles/ID/review`
pub(in crate::admin) fn step(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let note = warraq_text::bidi::plain(visit.form.text("note").trim());
    let typed_at = visit.form.text("not_before");
    let not_before = typed::moment(typed_at, &visit.settings.time_zone);
    let wrong = |wrong| {
        let answer = page(visit, who, &pens, visit.say(wrong), String::new())?;
        Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
    };
    if not_before.is_none() && !typed_at.is_empty() {
        return wrong("form.choose");
    }
    let Some(stage) = Stage::named(visit.form.text("stage")) else {
        return wrong("form.choose");
    };
    let step = Step {
        stage,
        assignee: visit.form.text("assignee").parse().ok().map(AccountId),
        not_before,
        note: note.chars().take(LONGEST_NOTE).collect(),
    };
    match visit.archive.step(pens.editing(), id(visit), &step) {
        Ok(()) => Ok(Answer::see(&address(visit))),
        Err(DeskError::NoColleague) => wrong("form.choose"),
        Err(error) => refused(visit, who, error),
    }
}

pub(super) fn address(visit: &Visit<'_>) -> String {
    format!("{}/review", address_of(id(visit)))
}

pub(super) fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    pens: &Pens<'_>,
    wrong: &'static str,
    fresh: String,
) -> Result<Answer, Error> {
    let (archive, id) = (visit.archive, id(visit));
    let found = archive
        .desk_article(pens.editing(), id)
        .and_then(|article| Ok((article, archive.review(pens.editing(), id)?)));
    let (article, review) = match found {
        Ok(found) => found,
        Err(error) => return refused(visit, who, error),
    };
    let mut reviewers = archive.reviewers(pens.editing())?;
    if let Some(owner) = article.owner
        && reviewers.iter().all(|(known, _)| *known != owner)
    {
        let all = archive.colleagues(pens.editing())?;
        reviewers.extend(all.into_iter().find(|(known, _)| *known == owner));
    }
    let stage = |stage: Stage| StageView {
        name: stage.name(),
        label: stage_name(visit, stage),
        is_here: stage == review.stage,
    };
    let page = ReviewPage {
        back: address_of(id),
        action: address(visit),
        headline: article.newest.text.headline,
        stages: Stage::ALL.map(stage).into(),
        reviewers: reviewers
            .into_iter()
            .map(|(id, name)| Reviewer {
                id: id.0,
                name,
                is_chosen: review.assignee == Some(id),
            })
            .collect(),
        not_before: review.not_before.map_or_else(String::new, |at| {
            typed::spelled(at, &visit.settings.time_zone)
        }),
        notes: review
            .notes
            .into_iter()
            .map(|note| NoteView {
                at: visit.dates().day_and_clock(note.at),
                who: note.who,
                stage: stage_name(visit, note.stage),
                note: note.note,
            })
            .collect(),
        links: super::shared::links(visit, pens)?,
        fresh,
        wrong,
    };
    let title = visit.say("admin.review.title");
    visit.page(who, "admin/review.html", title, page)
}

#[derive(Serialize)]
struct WaitingPage {
    stages: Vec<WaitingStage>,
}

#[derive(Serialize)]
struct WaitingStage {
    label: String,
    lines: Vec<WaitingLine>,
}

#[derive(Serialize)]
struct WaitingLine {
    href: String,
    headline: String,
    section: Option<String>,
    owner: Option<String>,
    at: Moment,
    assignee: String,
    is_mine: bool,
}

/// `GET /admin/review`
pub(in crate::admin) fn waiting(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let names = visit.archive.colleagues(pens.editing())?;
    let me = who.account().id;
    let mut stages = Vec::new();
    for stage in [Stage::Review, Stage::Corrections, Stage::Ready] {
        let mut found = visit.archive.waiting(pens.editing(), stage)?;
        // One's own turn first; the others in the order in which they came.
        found.sort_by_key(|waiting| waiting.assignee != Some(me));
        let line = |waiting: Waiting| {
            let name = names.iter().find(|(id, _)| Some(*id) == waiting.assignee);
            WaitingLine {
                href: format!("{}/review", address_of(waiting.line.id)),
                headline: waiting.line.headline,
                section: waiting.line.section,
                owner: waiting.line.owner,
                at: visit.dates().day_and_clock(waiting.line.at),
                assignee: name.map_or_else(String::new, |(_, name)| name.clone()),
                is_mine: waiting.assignee == Some(me),
            }
        };
        stages.push(WaitingStage {
            label: stage_name(visit, stage),
            lines: found.into_iter().map(line).collect(),
        });
    }
    let title = visit.say("admin.nav.review");
    visit.page(who, "admin/waiting.html", title, WaitingPage { stages })
}

fn stage_name(visit: &Visit<'_>, stage: Stage) -> String {
    let key = format!("admin.stages.{}", stage.name());
    visit.words.say(&key).to_owned()
}
