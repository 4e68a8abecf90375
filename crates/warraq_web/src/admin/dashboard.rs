//! The desk: what somebody sees who comes in, as far as they may see it.

use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{DeskLine, DeskQuery, DeskStanding, Editing};

use super::visit::Visit;
use super::{audit, comments};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

/// Pages of what is to appear that are looked at.
const PAGES: usize = 20;
/// Articles that are told of in each list.
const ARTICLES: usize = 6;
/// Deeds that are told of.
const DEEDS: usize = 8;

#[derive(Serialize)]
struct Desk {
    greeting: String,
    today: Moment,
    has_factor: bool,
    /// Comments that wait; empty when none do, or when it is not for this person.
    comments: String,
    /// What appears next, the soonest first; `None` for whoever writes nothing.
    next: Option<Vec<Line>>,
    /// What was saved last and is not before readers.
    drafts: Vec<Line>,
    deeds: Vec<audit::Line>,
}

#[derive(Serialize)]
struct Line {
    href: String,
    headline: String,
    at: Moment,
}

/// `GET /admin`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::Enter>,
) -> Result<Answer, Error> {
    let dates = visit.dates();
    let account = who.account();
    let greeting = visit
        .words
        .say_with("admin.desk.greeting", "name", &account.name);
    let writes = who.claim::<right::Write>().ok();
    let (next, drafts) = match &writes {
        Some(own) => {
            let any = who.claim::<right::EditOthers>().ok();
            let editing = match &any {
                Some(any) => Editing::Any(any),
                None => Editing::Own(own),
            };
            (Some(next(visit, &editing)?), drafts(visit, &editing)?)
        }
        None => (None, Vec::new()),
    };
    let page = Desk {
        greeting,
        today: dates.long(dates.date(visit.archive.clock().now())),
        has_factor: account.has_totp,
        comments: waiting(visit, who)?,
        next,
        drafts,
        deeds: match who.claim::<right::ReadAudit>() {
            Ok(allowed) => audit::newest(visit, &allowed, DEEDS)?,
            Err(_) => Vec::new(),
        },
    };
    visit.page(who, "admin/desk.html", visit.say("admin.nav.desk"), page)
}

/// How many comments wait, with their noun; empty when none do, or when it is not for this person.
fn waiting(visit: &Visit<'_>, who: &SignedIn) -> Result<String, Error> {
    let Ok(allowed) = who.claim::<right::Moderate>() else {
        return Ok(String::new());
    };
    let waiting = visit
        .archive
        .comments_waiting(&allowed, comments::COUNTED)?;
    Ok(if waiting == 0 {
        String::new()
    } else {
        visit.count("comments", waiting)
    })
}

/// Articles whose time is to come, the soonest first. A paper with more pages of them than are looked
/// at is told of the rest by the list.
fn next(visit: &Visit<'_>, editing: &Editing<'_>) -> Result<Vec<Line>, Error> {
    let mut query = DeskQuery::all(DeskStanding::Scheduled);
    let mut soonest = Vec::new();
    for _ in 0..PAGES {
        let page = visit.archive.desk(*editing, &query)?;
        // Lists are newest first: the last page holds what comes first.
        soonest.splice(0..0, page.lines.into_iter().rev());
        soonest.truncate(ARTICLES);
        query.before = page.older;
        if query.before.is_none() {
            break;
        }
    }
    Ok(soonest
        .into_iter()
        .map(|found| line(visit, found))
        .collect())
}

fn drafts(visit: &Visit<'_>, editing: &Editing<'_>) -> Result<Vec<Line>, Error> {
    let page = visit
        .archive
        .desk(*editing, &DeskQuery::all(DeskStanding::Draft))?;
    let newest = page.lines.into_iter().take(ARTICLES);
    Ok(newest.map(|found| line(visit, found)).collect())
}

fn line(visit: &Visit<'_>, line: DeskLine) -> Line {
    Line {
        href: format!("/admin/articles/{}", line.id),
        headline: line.headline,
        at: visit.dates().day_and_clock(line.at),
    }
}
