//! The front page as the newsroom arranges it, and as it will be.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{DeskQuery, DeskStanding, Editing};
use warraq_archive::front::{Arrange, FrontError, MOST_PICKS, Pick};
use warraq_archive::model::{ArticleId, Timestamp};

use super::articles::{moment, spelled};
use super::visit::Visit;
use crate::assets::Assets;
use crate::edition::{Edition, FrameShelf};
use crate::error::Error;
use crate::respond::Answer;
use crate::site;
use crate::site::form::one_line;
use crate::view::Moment;

type May = Allowed<right::CurateFront>;

const PATH: &str = "/admin/front";
/// Articles that are offered.
const OFFERED: usize = 20;

#[derive(Serialize)]
struct FrontPage {
    picks: Vec<PickView>,
    is_full: bool,
    q: String,
    offers: Vec<Offer>,
    /// For looking at the front page later.
    at: String,
    wrong: &'static str,
    script: &'static str,
}

#[derive(Serialize)]
struct PickView {
    id: i64,
    headline: String,
    at: Moment,
    is_to_come: bool,
    until: Option<Moment>,
    until_typed: String,
}

#[derive(Serialize)]
struct Offer {
    id: i64,
    headline: String,
    at: Moment,
    is_to_come: bool,
}

/// `GET /admin/front?q=`
pub(super) fn show(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    page(visit, who, may, "")
}

/// `POST /admin/front`
pub(super) fn arrange(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    let form = &visit.form;
    let id = ArticleId(form.text("id").parse().unwrap_or(0));
    let arrange = match form.text("do") {
        "lead" => Arrange::Lead(id),
        "up" => Arrange::Up(id),
        "down" => Arrange::Down(id),
        "remove" => Arrange::Remove(id),
        "order" => {
            let ids = form.all("pick").filter_map(|id| id.parse().ok());
            Arrange::Order(ids.map(ArticleId).collect())
        }
        _ => {
            let typed = form.text("until");
            let until = moment(typed, &visit.settings.time_zone);
            if until.is_none() && !typed.is_empty() {
                return wrong(visit, who, may, "form.choose");
            }
            Arrange::Add(id, until)
        }
    };
    match visit.archive.arrange_front(may, &arrange) {
        Ok(()) => Ok(Answer::see(PATH)),
        Err(FrontError::Store(cause)) => Err(cause.into()),
        Err(FrontError::NotOut) => wrong(visit, who, may, "admin.front.not_out"),
        Err(FrontError::Full) => wrong(visit, who, may, "admin.front.full"),
        Err(FrontError::Past) => wrong(visit, who, may, "admin.editor.past"),
    }
}

/// `GET /admin/front/preview?at=`
pub(super) fn preview(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    let now = visit.archive.clock().now();
    let at = moment(visit.query.text("at"), &visit.settings.time_zone);
    let Some(at) = at.filter(|at| *at >= now) else {
        return wrong(visit, who, may, "admin.editor.past");
    };
    let settings = visit.archive.settings();
    let shelf = FrameShelf::new(visit.archive.mail().is_some());
    let look = visit.looks.now();
    visit.archive.foresee(may, at, |reading| {
        let edition = Edition::open(reading, settings, &shelf, std::sync::Arc::default(), look)?;
        Ok(site::front::show(reading, &edition))
    })?
}

fn wrong(
    visit: &Visit<'_>,
    who: &SignedIn,
    may: &May,
    sentence: &'static str,
) -> Result<Answer, Error> {
    let answer = page(visit, who, may, visit.say(sentence))?;
    Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    may: &May,
    wrong: &'static str,
) -> Result<Answer, Error> {
    let now = visit.archive.clock().now();
    let picks = visit.archive.front_picks(may)?;
    let q = one_line(visit.query.text("q"));
    let offers = offers(visit, who, &q, &picks, now)?;
    let zone = &visit.settings.time_zone;
    let view = |pick: Pick| PickView {
        id: pick.id.0,
        headline: pick.headline,
        at: visit.dates().day_and_clock(pick.at),
        is_to_come: pick.at > now,
        until: pick.until.map(|until| visit.dates().day_and_clock(until)),
        until_typed: pick
            .until
            .map_or_else(String::new, |until| spelled(until, zone)),
    };
    let page = FrontPage {
        is_full: picks.len() >= MOST_PICKS,
        picks: picks.into_iter().map(view).collect(),
        q,
        offers,
        at: spelled(now, zone),
        wrong,
        script: Assets::get().address("front.js"),
    };
    let title = visit.say("admin.nav.front");
    visit.page(who, "admin/front.html", title, page)
}

/// What is to come and what is newest, or what was looked for.
fn offers(
    visit: &Visit<'_>,
    who: &SignedIn,
    q: &str,
    picks: &[Pick],
    now: Timestamp,
) -> Result<Vec<Offer>, Error> {
    let Ok(any) = who.claim::<right::EditOthers>() else {
        return Ok(Vec::new());
    };
    let mut offers = Vec::new();
    for standing in [DeskStanding::Scheduled, DeskStanding::Published] {
        let query = DeskQuery {
            standing,
            words: q.to_owned(),
            ..DeskQuery::default()
        };
        let found = visit.archive.desk(Editing::Any(&any), &query)?.lines;
        let found = found.into_iter();
        let fresh = found.filter(|line| picks.iter().all(|pick| pick.id != line.id));
        offers.extend(fresh.take(OFFERED / 2).map(|line| Offer {
            id: line.id.0,
            headline: line.headline,
            at: visit.dates().day_and_clock(line.at),
            is_to_come: line.at > now,
        }));
    }
    Ok(offers)
}
