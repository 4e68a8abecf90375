//! The articles of the newsroom: lists of them, and the pages on which they are written.

mod autosave;
mod bulk;
mod compare;
mod deeds;
mod editor;
mod filters;
mod list;
mod outsiders;
mod pens;
mod pictures;
mod preview;
mod review;
mod revisions;
mod typed;
mod unsaved;

use warraq_archive::accounts::SignedIn;
use warraq_archive::desk::{DeskError, DeskStanding};
use warraq_archive::model::ArticleId;

pub(super) use autosave::{autosave, hold};
pub(super) use bulk::{act as bulk, undo as undo_bulk};
pub(super) use compare::show as compare;
pub(super) use deeds::{publish, take_back, withdraw};
pub(super) use editor::{begin, new, save, show as edit};
pub(super) use list::show;
pub(super) use outsiders::{make as share, revoke as unshare, show as shown};
pub(super) use preview::show as preview;
pub(super) use review::{show as review, step, waiting};
pub(super) use revisions::{restore, show as revisions, show_one as revision};
pub(super) use typed::{moment, spelled};
pub(super) use unsaved::{drop as drop_unsaved, show as unsaved};

use super::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use axum::http::StatusCode;

const PATH: &str = "/admin/articles";

/// Where an article is written.
fn address_of(id: ArticleId) -> String {
    format!("{PATH}/{id}")
}

fn standing_name(visit: &Visit<'_>, standing: DeskStanding) -> String {
    let key = format!("admin.article_standings.{}", standing.name());
    visit.words.say(&key).to_owned()
}

/// The number in the path.
fn id(visit: &Visit<'_>) -> ArticleId {
    ArticleId(visit.number())
}

/// What is answered where the page of an article would have been.
fn refused(visit: &Visit<'_>, who: &SignedIn, error: DeskError) -> Result<Answer, Error> {
    match error {
        DeskError::NotYours => visit.forbidden(who),
        DeskError::Store(cause) => Err(cause.into()),
        _ => visit.problem(who, StatusCode::NOT_FOUND, "not_found"),
    }
}
