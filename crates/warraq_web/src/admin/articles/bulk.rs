//! One deed done to all articles that were ticked in a list, and undone.

use axum::http::StatusCode;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{Bulk, BulkDeed, DeskError};
use warraq_archive::model::{AccountId, ArticleId, BatchId, SectionId};

use super::filters::Filters;
use super::pens::{Pens, Presses};
use super::refused;
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::site::form::one_line;

/// Articles of one page.
const MOST: usize = 50;
/// The longest tag and the longest reason, in letters.
const LONGEST_TAG: usize = 120;
const LONGEST_REASON: usize = 500;

/// `POST /admin/articles/bulk`
pub(in crate::admin) fn act(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let numbers = visit.form.all("id").filter_map(|id| id.parse().ok());
    let ids: Vec<ArticleId> = numbers.map(ArticleId).take(MOST).collect();
    let Some(deed) = deed(visit) else {
        return visit.problem(who, StatusCode::UNPROCESSABLE_ENTITY, "nothing_chosen");
    };
    if ids.is_empty() {
        return visit.problem(who, StatusCode::UNPROCESSABLE_ENTITY, "nothing_chosen");
    }
    let pens = Pens::of(who, allowed);
    let own = who.claim::<right::PublishOwn>().ok();
    let presses = own.as_ref().map(|own| Presses::of(who, own));
    let press = presses.as_ref().map(Presses::publishing);
    let done = visit.archive.bulk(pens.editing(), press, &ids, &deed);
    shown(visit, who, done, "batch")
}

/// `POST /admin/articles/bulk/ID/undo`
pub(in crate::admin) fn undo(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let own = who.claim::<right::PublishOwn>().ok();
    let presses = own.as_ref().map(|own| Presses::of(who, own));
    let press = presses.as_ref().map(Presses::publishing);
    let batch = BatchId(visit.number());
    let undone = visit.archive.undo_bulk(pens.editing(), press, batch);
    shown(visit, who, undone, "undone")
}

/// The list from which it was done, which says what was.
fn shown(
    visit: &Visit<'_>,
    who: &SignedIn,
    done: Result<Bulk, DeskError>,
    name: &str,
) -> Result<Answer, Error> {
    let back = Filters::of(&visit.form).address(None);
    match done {
        Ok(bulk) => Ok(Answer::see(&format!(
            "{back}&{name}={}&n={}&left={}",
            bulk.id, bulk.done, bulk.left
        ))),
        Err(DeskError::NoSection | DeskError::NoColleague) => {
            visit.problem(who, StatusCode::UNPROCESSABLE_ENTITY, "nothing_chosen")
        }
        Err(error) => refused(visit, who, error),
    }
}

fn deed(visit: &Visit<'_>) -> Option<BulkDeed> {
    let form = &visit.form;
    let short = |name, most| {
        let text = warraq_text::bidi::plain(&one_line(form.text(name)));
        text.chars().take(most).collect::<String>()
    };
    Some(match form.text("deed") {
        "move" => BulkDeed::Move(SectionId(form.text("to_section").parse().ok()?)),
        "tag" => BulkDeed::Tag(Some(short("tag", LONGEST_TAG)).filter(|tag| !tag.is_empty())?),
        "publish" => BulkDeed::Publish,
        "withdraw" => BulkDeed::Withdraw(short("reason", LONGEST_REASON)),
        "hand-over" => BulkDeed::HandOver(AccountId(form.text("reviewer").parse().ok()?)),
        _ => return None,
    })
}
