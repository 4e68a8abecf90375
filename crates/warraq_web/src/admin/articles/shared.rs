//! One version of an article shown to somebody outside for a while: by a link that can be taken back.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::model::{Key, ShareId};

use super::pens::Pens;
use super::{id, preview, refused, review};
use crate::admin::links;
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

/// For how many days a link can be made.
const DAYS: [i64; 3] = [1, 3, 7];
const DAY_MS: i64 = 86_400_000;

/// A link, as the page of the article lists it.
#[derive(Serialize)]
pub(super) struct LinkView {
    action: String,
    by: String,
    until: Moment,
}

/// `POST /admin/articles/ID/links`
pub(in crate::admin) fn make(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let days = visit.form.text("days").parse().ok();
    let days = days.filter(|days| DAYS.contains(days)).unwrap_or(DAYS[0]);
    let key = links::key()?;
    match visit
        .archive
        .share(pens.editing(), id(visit), &key, days * DAY_MS)
    {
        Ok(()) => {
            let link = visit.absolute(&format!("/admin/shown/{}", key.text()));
            review::page(visit, who, &pens, "", link)
        }
        Err(error) => refused(visit, who, error),
    }
}

/// `POST /admin/articles/ID/links/ID/revoke`
pub(in crate::admin) fn revoke(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let link = ShareId(visit.second_number());
    match visit.archive.unshare(pens.editing(), id(visit), link) {
        Ok(()) => Ok(Answer::see(&review::address(visit))),
        Err(error) => refused(visit, who, error),
    }
}

/// The links of an article that open something.
pub(super) fn links(visit: &Visit<'_>, pens: &Pens<'_>) -> Result<Vec<LinkView>, Error> {
    let shares = match visit.archive.shares(pens.editing(), id(visit)) {
        Ok(shares) => shares,
        Err(warraq_archive::desk::DeskError::Store(cause)) => return Err(cause.into()),
        Err(_) => Vec::new(),
    };
    let address = super::address_of(id(visit));
    let links = shares.into_iter().map(|share| LinkView {
        action: format!("{address}/links/{}/revoke", share.id),
        by: share.who,
        until: visit.dates().day_and_clock(share.until),
    });
    Ok(links.collect())
}

/// `GET /admin/shown/KEY`
pub(in crate::admin) fn show(visit: &Visit<'_>) -> Result<Answer, Error> {
    let shown = match Key::parse(&visit.captured()) {
        Some(key) => visit.archive.shared(&key)?,
        None => None,
    };
    match shown {
        Some(preview) => preview::shown(visit, preview),
        None => visit.stranger_problem(StatusCode::NOT_FOUND, "expired"),
    }
}
