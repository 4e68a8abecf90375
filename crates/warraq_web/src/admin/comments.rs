//! What readers wrote: the queue, in which the desk decides on one comment or on many at once, and
//! takes back what it decided last.

mod case;

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::DecideError;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::model::{
    CommentId, CommentPlace, CommentStanding, Decision, DeskComment, Timestamp,
};

pub(super) use case::{answer, ban, show as case};

use super::visit::Visit;
use crate::assets::Assets;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{Moment, colour, initial};

pub(super) const PATH: &str = "/admin/comments";
/// What waits is counted so far: nobody reads more in a day.
const COUNTED: usize = 1_000;

#[derive(Serialize)]
struct CommentsPage {
    tabs: Vec<Tab>,
    comments: Vec<CommentView>,
    decisions: Vec<DecisionView>,
    /// The list and the place in it, for the forms.
    standing: &'static str,
    after: String,
    older: String,
    done: String,
    wrong: &'static str,
    script: &'static str,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    label: String,
    count: String,
    is_here: bool,
}

/// A comment as it stands in a list of the newsroom.
#[derive(Serialize)]
struct CommentView {
    id: i64,
    href: String,
    name: String,
    initial: String,
    colour: &'static str,
    text: String,
    at: Option<Moment>,
    standing: &'static str,
    standing_label: String,
    article: String,
    headline: String,
    answers_name: String,
    answers_text: String,
}

/// What can be decided.
#[derive(Serialize)]
struct DecisionView {
    name: &'static str,
    label: String,
    /// Letter of the key that does it.
    key: &'static str,
    /// Where a comment stands already, to which this would do nothing.
    of: &'static str,
}

/// `GET /admin/comments?standing=&after=&done=`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Moderate>,
) -> Result<Answer, Error> {
    let standing = CommentStanding::named(visit.query.text("standing"));
    let standing = standing.unwrap_or(CommentStanding::Held);
    let after = place(visit.query.text("after"));
    page(visit, who, allowed, (standing, after), "")
}

/// `POST /admin/comments`
pub(super) fn decide(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Moderate>,
) -> Result<Answer, Error> {
    let (standing, after) = from_form(visit);
    let again = |wrong: &'static str, status| {
        let answer = page(visit, who, allowed, (standing, after), visit.say(wrong))?;
        Ok(answer.with_status(status))
    };
    let Some((decision, ids)) = pressed(visit) else {
        return again(
            "admin.comments.none_chosen",
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    };
    match visit.archive.decide_comments(allowed, &ids, decision) {
        Ok(_) => Ok(done(visit, decision.name())),
        Err(DecideError::Store(cause)) => Err(cause.into()),
        Err(_) => again("admin.comments.gone", StatusCode::NOT_FOUND),
    }
}

/// `POST /admin/comments/undo`
pub(super) fn undo(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Moderate>,
) -> Result<Answer, Error> {
    match visit.archive.undo_decision(allowed) {
        Ok(_) => Ok(done(visit, "undone")),
        Err(DecideError::Store(cause)) => Err(cause.into()),
        Err(_) => {
            let wrong = visit.say("admin.comments.nothing_to_undo");
            let answer = page(visit, who, allowed, from_form(visit), wrong)?;
            Ok(answer.with_status(StatusCode::CONFLICT))
        }
    }
}

/// The button that was pressed: `one=approve.12` beside a comment, `all=approve` below the list.
fn pressed(visit: &Visit<'_>) -> Option<(Decision, Vec<CommentId>)> {
    let number = |text: &str| text.parse().ok().map(CommentId);
    if let Some((decision, id)) = visit.form.text("one").split_once('.') {
        return Some((Decision::named(decision)?, vec![number(id)?]));
    }
    let ids: Vec<_> = visit.form.all("id").filter_map(number).collect();
    let decision = Decision::named(visit.form.text("all"))?;
    (!ids.is_empty()).then_some((decision, ids))
}

/// The list that a form stood on.
fn from_form(visit: &Visit<'_>) -> (CommentStanding, Option<CommentPlace>) {
    let standing = CommentStanding::named(visit.form.text("standing"));
    (
        standing.unwrap_or(CommentStanding::Held),
        place(visit.form.text("after")),
    )
}

/// The same list again: what was decided on is no longer in it.
fn done(visit: &Visit<'_>, what: &str) -> Answer {
    let (standing, after) = from_form(visit);
    Answer::see(&format!("{}&done={what}", address(standing, after)))
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Moderate>,
    (standing, after): (CommentStanding, Option<CommentPlace>),
    wrong: &'static str,
) -> Result<Answer, Error> {
    let queue = visit.archive.comment_queue(allowed, standing, after)?;
    let waiting = visit.archive.comments_waiting(allowed, COUNTED)?;
    let tab = |tab: CommentStanding| Tab {
        href: address(tab, None),
        label: standing_name(visit, tab),
        count: match tab {
            CommentStanding::Held if waiting == COUNTED => {
                format!("{}+", visit.dates().number(waiting))
            }
            CommentStanding::Held if waiting > 0 => visit.dates().number(waiting),
            _ => String::new(),
        },
        is_here: tab == standing,
    };
    let page = CommentsPage {
        tabs: CommentStanding::ALL.map(tab).into(),
        comments: queue
            .comments
            .iter()
            .map(|comment| view(visit, comment))
            .collect(),
        decisions: decisions(visit, standing),
        standing: standing.name(),
        after: after.map_or_else(String::new, place_text),
        older: queue
            .older
            .map_or_else(String::new, |older| address(standing, Some(older))),
        done: done_now(visit),
        wrong,
        script: Assets::get().address("moderate.js"),
    };
    let title = visit.say("admin.nav.comments");
    visit.page(who, "admin/comments.html", title, page)
}

/// What can be decided on comments that stand somewhere.
fn decisions(visit: &Visit<'_>, standing: CommentStanding) -> Vec<DecisionView> {
    let others = Decision::ALL
        .into_iter()
        .filter(|decision| decision.standing() != standing);
    let decision = |decision: Decision| DecisionView {
        name: decision.name(),
        label: visit
            .words
            .say(&format!("admin.decisions.{}", decision.name()))
            .to_owned(),
        key: match decision {
            Decision::Approve => "A",
            Decision::Trash => "D",
            Decision::Spam => "S",
            Decision::Hold => "H",
        },
        of: decision.standing().name(),
    };
    others.map(decision).collect()
}

fn view(visit: &Visit<'_>, comment: &DeskComment) -> CommentView {
    let (answers_name, answers_text) = match &comment.answers {
        Some(answered) => (answered.name.clone(), answered.text.clone()),
        None => Default::default(),
    };
    CommentView {
        id: comment.id.0,
        href: format!("{PATH}/{}", comment.id),
        initial: initial(&comment.name),
        colour: colour(&comment.name),
        name: comment.name.clone(),
        text: comment.text.clone(),
        at: comment.at.map(|at| visit.dates().day_and_clock(at)),
        standing: comment.standing.name(),
        standing_label: standing_name(visit, comment.standing),
        article: comment.path.clone(),
        headline: comment.headline.clone(),
        answers_name,
        answers_text,
    }
}

fn standing_name(visit: &Visit<'_>, standing: CommentStanding) -> String {
    let key = format!("admin.comment_standings.{}", standing.name());
    visit.words.say(&key).to_owned()
}

/// A list, from a place on.
fn address(standing: CommentStanding, after: Option<CommentPlace>) -> String {
    let after = after.map_or_else(String::new, |after| format!("&after={}", place_text(after)));
    format!("{PATH}?standing={}{after}", standing.name())
}

fn place_text(place: CommentPlace) -> String {
    format!("{}.{}", place.at.millis(), place.id)
}

/// The place that an address names.
fn place(text: &str) -> Option<CommentPlace> {
    let (at, id) = text.split_once('.')?;
    Some(CommentPlace {
        at: Timestamp::from_millis(at.parse().ok()?),
        id: CommentId(id.parse().ok()?),
    })
}

fn done_now(visit: &Visit<'_>) -> String {
    let asked = visit.query.text("done");
    let known = Decision::ALL.map(Decision::name);
    let others = ["undone", "answered", "banned", "unbanned"];
    let mut known = known.into_iter().chain(others);
    known
        .find(|known| *known == asked)
        .map_or_else(String::new, |done| {
            let key = format!("admin.decided.{done}");
            visit.words.say(&key).to_owned()
        })
}
