//! The articles of the newsroom: lists of them, and the pages on which they are written.

mod autosave;
mod compare;
mod deeds;
mod editor;
mod pens;
mod preview;
mod revisions;
mod typed;
mod unsaved;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{DeskError, DeskLine, DeskQuery, DeskStanding};
use warraq_archive::model::{ArticleId, Timestamp};

pub(super) use autosave::{autosave, hold};
pub(super) use compare::show as compare;
pub(super) use deeds::{publish, take_back, withdraw};
pub(super) use editor::{begin, new, save, show as edit};
pub(super) use preview::show as preview;
pub(super) use revisions::{restore, show as revisions, show_one as revision};
pub(super) use unsaved::{drop as drop_unsaved, show as unsaved};

use super::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::site::form::one_line;
use crate::view::Moment;
use axum::http::StatusCode;
use pens::Pens;

const PATH: &str = "/admin/articles";

#[derive(Serialize)]
struct ArticlesPage {
    tabs: Vec<Tab>,
    standing: &'static str,
    words: String,
    lines: Vec<Line>,
    /// Where the older ones are; empty when there are none.
    older: String,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    label: String,
    is_here: bool,
}

#[derive(Serialize)]
struct Line {
    href: String,
    headline: String,
    section: Option<String>,
    owner: Option<String>,
    held_by: Option<String>,
    at: Moment,
    is_ahead: bool,
}

/// `GET /admin/articles?standing=&q=&before=`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let standing = DeskStanding::named(visit.query.text("standing"));
    let query = DeskQuery {
        standing: standing.unwrap_or(DeskStanding::Draft),
        words: one_line(visit.query.text("q")),
        before: place(visit.query.text("before")),
    };
    let pens = Pens::of(who, allowed);
    let found = visit.archive.desk(pens.editing(), &query)?;
    let tab = |standing: DeskStanding| Tab {
        href: address(standing, &query.words, None),
        label: standing_name(visit, standing),
        is_here: standing == query.standing,
    };
    let page = ArticlesPage {
        tabs: DeskStanding::ALL.map(tab).into(),
        standing: query.standing.name(),
        older: found.older.map_or_else(String::new, |older| {
            address(query.standing, &query.words, Some(older))
        }),
        lines: found
            .lines
            .into_iter()
            .map(|found| line(visit, found))
            .collect(),
        words: query.words,
    };
    let title = visit.say("admin.nav.articles");
    visit.page(who, "admin/articles.html", title, page)
}

fn line(visit: &Visit<'_>, line: DeskLine) -> Line {
    Line {
        href: address_of(line.id),
        headline: line.headline,
        section: line.section,
        owner: line.owner,
        held_by: line.held_by,
        at: visit.dates().day_and_clock(line.at),
        is_ahead: line.is_ahead,
    }
}

/// Where an article is written.
fn address_of(id: ArticleId) -> String {
    format!("{PATH}/{id}")
}

/// A page of a list, which begins after a line.
fn address(standing: DeskStanding, words: &str, before: Option<(Timestamp, ArticleId)>) -> String {
    let words = utf8_percent_encode(words, NON_ALPHANUMERIC);
    let before = before.map_or_else(String::new, |(at, id)| {
        format!("&before={}.{id}", at.millis())
    });
    format!("{PATH}?standing={}&q={words}{before}", standing.name())
}

/// The line that an address names.
fn place(text: &str) -> Option<(Timestamp, ArticleId)> {
    let (at, id) = text.split_once('.')?;
    let at = Timestamp::from_millis(at.parse().ok()?);
    Some((at, ArticleId(id.parse().ok()?)))
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
