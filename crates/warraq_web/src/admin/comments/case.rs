//! One comment, with all that helps to decide on it, and the desk's answer to it.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::model::{CommentId, CommentStanding, Timestamp};
use warraq_archive::{AnswerError, DecideError, SpamOpinion};

use super::{CommentView, DecisionView, PATH, decisions, done_now, view};
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;

/// For how long a reader is banned who is not banned for ever.
const MONTH_MS: i64 = 30 * 86_400_000;

#[derive(Serialize)]
struct CasePage {
    comment: CommentView,
    opinion: &'static str,
    decisions: Vec<DecisionView>,
    history: Vec<CommentView>,
    /// Whether readers see it, so that it can be answered.
    is_shown: bool,
    /// Empty when the comment came without.
    email: String,
    is_banned: bool,
    answer: String,
    done: String,
    wrong: &'static str,
}

/// `GET /admin/comments/ID`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Moderate>,
) -> Result<Answer, Error> {
    page(visit, who, allowed, "")
}

/// `POST /admin/comments/ID/answer`
pub(in crate::admin) fn answer(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Moderate>,
) -> Result<Answer, Error> {
    let text = visit.form.text("text");
    let answered = visit.archive.answer_comment(allowed, id(visit), text);
    let (wrong, status) = match answered {
        Ok(_) => {
            let address = format!("{PATH}/{}?done=answered", id(visit));
            return Ok(Answer::see(&address));
        }
        Err(AnswerError::Store(cause)) => return Err(cause.into()),
        Err(AnswerError::NoComment(_)) => return nothing(visit, who),
        Err(AnswerError::NotShown(_)) => ("admin.comments.not_shown", StatusCode::CONFLICT),
        Err(AnswerError::Objections(_)) => {
            ("admin.comments.no_answer", StatusCode::UNPROCESSABLE_ENTITY)
        }
    };
    let answer = page(visit, who, allowed, visit.say(wrong))?;
    Ok(answer.with_status(status))
}

/// `POST /admin/comments/ID/ban`
pub(in crate::admin) fn ban(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Moderate>,
) -> Result<Answer, Error> {
    let archive = visit.archive;
    let month = archive.clock().now().millis().saturating_add(MONTH_MS);
    let (decided, done) = match visit.form.text("for") {
        "ever" => (archive.ban_writer(allowed, id(visit), None), "banned"),
        "month" => {
            let until = Timestamp::from_millis(month);
            (
                archive.ban_writer(allowed, id(visit), Some(until)),
                "banned",
            )
        }
        _ => (archive.unban_writer(allowed, id(visit)), "unbanned"),
    };
    match decided {
        Ok(()) => Ok(Answer::see(&format!("{PATH}/{}?done={done}", id(visit)))),
        Err(DecideError::Store(cause)) => Err(cause.into()),
        Err(_) => nothing(visit, who),
    }
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Moderate>,
    wrong: &'static str,
) -> Result<Answer, Error> {
    let Some(case) = visit.archive.comment_case(allowed, id(visit))? else {
        return nothing(visit, who);
    };
    let writer = visit.archive.writer_of(allowed, id(visit))?;
    let (email, is_banned) = writer.unwrap_or_default();
    let page = CasePage {
        comment: view(visit, &case.comment),
        opinion: visit.say(match case.opinion {
            SpamOpinion::Silent => "admin.opinions.silent",
            SpamOpinion::Unsure => "admin.opinions.unsure",
            SpamOpinion::Spam => "admin.opinions.spam",
        }),
        decisions: decisions(visit, case.comment.standing),
        history: case
            .history
            .iter()
            .map(|comment| view(visit, comment))
            .collect(),
        is_shown: case.comment.standing == CommentStanding::Approved,
        email,
        is_banned,
        answer: visit.form.text("text").to_owned(),
        done: done_now(visit),
        wrong,
    };
    visit.page(
        who,
        "admin/comment.html",
        visit.say("admin.comments.one"),
        page,
    )
}

fn nothing(visit: &Visit<'_>, who: &SignedIn) -> Result<Answer, Error> {
    visit.problem(who, StatusCode::NOT_FOUND, "not_found")
}

fn id(visit: &Visit<'_>) -> CommentId {
    CommentId(visit.number())
}
