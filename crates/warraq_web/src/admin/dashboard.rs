//! The desk: what somebody sees who comes in.

use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};

use super::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

#[derive(Serialize)]
struct Desk {
    greeting: String,
    today: Moment,
    has_factor: bool,
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
    let page = Desk {
        greeting,
        today: dates.long(dates.date(visit.archive.clock().now())),
        has_factor: account.has_totp,
    };
    visit.page(who, "admin/desk.html", visit.say("admin.nav.desk"), page)
}
