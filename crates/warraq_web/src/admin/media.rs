//! The library of pictures and files: shelves of it, and a page for each.

mod bring;
mod files;
mod item;
mod views;

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::library::{LibraryQuery, Shelf};
use warraq_archive::model::{MediaId, Timestamp};

pub(super) use bring::{Brought, bring};
pub(super) use files::{file, picture};
pub(super) use item::{delete, describe, show as item};
pub(super) use views::{Picked, Thumb, recent};

use super::visit::Visit;
use crate::assets::Assets;
use crate::error::Error;
use crate::respond::Answer;
use crate::site::form::one_line;

const PATH: &str = "/admin/media";
/// What a browser lets people choose from. The bytes decide.
pub(super) const ACCEPT: &str =
    "image/jpeg,image/png,image/gif,image/webp,application/pdf,audio/*,video/*";

#[derive(Serialize)]
struct LibraryPage {
    tabs: Vec<Tab>,
    shelf: &'static str,
    words: String,
    items: Vec<Thumb>,
    /// Where the older ones are; empty when there are none.
    older: String,
    /// What was done just now; empty when nothing was.
    done: String,
    /// Files that were not taken, and why.
    refused: Vec<Refused>,
    /// Files that were taken beside those.
    taken: String,
    accept: &'static str,
    script: &'static str,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    label: String,
    is_here: bool,
}

#[derive(Serialize)]
struct Refused {
    name: String,
    why: String,
}

/// What a script is told that nothing was taken for.
#[derive(Serialize)]
struct Nothing {
    problem: String,
}

/// What a script is given to choose from.
#[derive(Serialize)]
struct Choice {
    items: Vec<Picked>,
    /// What to ask for to see older ones.
    before: Option<String>,
}

/// `GET /admin/media?shelf=&q=&before=`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
) -> Result<Answer, Error> {
    page(visit, who, allowed, Vec::new(), String::new())
}

/// `GET /admin/media.json?shelf=&q=&before=`: pictures to choose from, for scripts of the newsroom.
pub(super) fn pick(
    visit: &Visit<'_>,
    _: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
) -> Result<Answer, Error> {
    let query = query(visit, Shelf::Pictures);
    let found = visit.archive.library(allowed, &query)?;
    Visit::data(&Choice {
        items: found
            .items
            .into_iter()
            .map(|item| Picked::of(item, false))
            .collect(),
        before: found.older.map(spelled),
    })
}

/// `POST /admin/media`: brings files in. A script that sends one and wants data is told what it became.
pub(super) fn add(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
) -> Result<Answer, Error> {
    let brought = bring(visit, who)?;
    if visit.wants_data() {
        return told(visit, allowed, brought);
    }
    let refused: Vec<Refused> = brought
        .iter()
        .filter_map(|brought| {
            Some(Refused {
                name: brought.name.clone(),
                why: visit.say(brought.became.err()?).to_owned(),
            })
        })
        .collect();
    let taken = brought.len() - refused.len();
    match brought {
        [] => {
            let nothing = Refused {
                name: String::new(),
                why: visit.say("admin.media.nothing").to_owned(),
            };
            let answer = page(visit, who, allowed, vec![nothing], String::new())?;
            Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        _ if !refused.is_empty() => {
            let taken = match taken {
                0 => String::new(),
                taken => visit.count("files_taken", taken),
            };
            let answer = page(visit, who, allowed, refused, taken)?;
            Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        [one] => {
            let (id, was_known) = one.became.map_or((MediaId(0), false), |became| became);
            let done = if was_known { "known" } else { "added" };
            Ok(Answer::see(&format!("{PATH}/{id}?done={done}")))
        }
        _ => Ok(Answer::see(&format!("{PATH}?done=added"))),
    }
}

/// What became of a file, for a script.
fn told(
    visit: &Visit<'_>,
    allowed: &Allowed<right::AddMedia>,
    brought: &[Brought],
) -> Result<Answer, Error> {
    let problem = match brought {
        [one] => match one.became {
            Ok((id, was_known)) => {
                if let Some(item) = visit.archive.library_item(allowed, id)? {
                    return Visit::data(&Picked::of(item, was_known));
                }
                "admin.problems.not_found"
            }
            Err(why) => why,
        },
        _ => "admin.media.nothing",
    };
    let nothing = Nothing {
        problem: visit.say(problem).to_owned(),
    };
    Ok(Visit::data(&nothing)?.with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::AddMedia>,
    refused: Vec<Refused>,
    taken: String,
) -> Result<Answer, Error> {
    let query = query(visit, Shelf::All);
    let found = visit.archive.library(allowed, &query)?;
    let tab = |shelf: Shelf| Tab {
        href: address(shelf, &query.words, None),
        label: visit
            .words
            .say(&format!("admin.shelves.{}", shelf.name()))
            .to_owned(),
        is_here: shelf == query.shelf,
    };
    let older = found.older.map_or_else(String::new, |older| {
        address(query.shelf, &query.words, Some(older))
    });
    let page = LibraryPage {
        tabs: Shelf::ALL.map(tab).into(),
        shelf: query.shelf.name(),
        older,
        items: found
            .items
            .iter()
            .map(|item| Thumb::of(visit, item))
            .collect(),
        words: query.words,
        done: done(visit),
        refused,
        taken,
        accept: ACCEPT,
        script: Assets::get().address("library.js"),
    };
    let title = visit.say("admin.nav.media");
    visit.page(who, "admin/media.html", title, page)
}

/// What was asked for in the address.
fn query(visit: &Visit<'_>, usual: Shelf) -> LibraryQuery {
    LibraryQuery {
        shelf: Shelf::named(visit.query.text("shelf")).unwrap_or(usual),
        words: one_line(visit.query.text("q")),
        before: place(visit.query.text("before")),
    }
}

/// Where an item has its page.
fn address_of(id: MediaId) -> String {
    format!("{PATH}/{id}")
}

/// A page of a shelf, which begins after an item.
fn address(shelf: Shelf, words: &str, before: Option<(Timestamp, MediaId)>) -> String {
    let words = utf8_percent_encode(words, NON_ALPHANUMERIC);
    let before = before.map_or_else(String::new, |place| format!("&before={}", spelled(place)));
    format!("{PATH}?shelf={}&q={words}{before}", shelf.name())
}

fn spelled((at, id): (Timestamp, MediaId)) -> String {
    format!("{}.{id}", at.millis())
}

/// The item that an address names.
fn place(text: &str) -> Option<(Timestamp, MediaId)> {
    let (at, id) = text.split_once('.')?;
    let at = Timestamp::from_millis(at.parse().ok()?);
    Some((at, MediaId(id.parse().ok()?)))
}

/// What was done just now, in a sentence; empty when nothing was.
fn done(visit: &Visit<'_>) -> String {
    let asked = visit.query.text("done");
    let known = ["added", "known", "changed", "deleted"];
    let done = known.into_iter().find(|known| *known == asked);
    done.map_or_else(String::new, |done| {
        visit
            .words
            .say(&format!("admin.media.done.{done}"))
            .to_owned()
    })
}
