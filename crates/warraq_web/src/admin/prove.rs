//! The password once more, before something grave.

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use warraq_archive::accounts::{Allowed, Password, SignedIn, right};

use super::door;
use super::throttle::Trial;
use super::visit::{Visit, token};
use crate::error::Error;
use crate::respond::{Answer, CookieName};

/// Where the password is given again, before the page `next`.
pub(super) fn address(next: &str) -> String {
    let next = utf8_percent_encode(next, NON_ALPHANUMERIC);
    format!("/admin/prove?next={next}")
}

#[derive(Serialize)]
struct ProvePage<'a> {
    email: &'a str,
    next: &'a str,
    wrong: String,
    advice: String,
}

/// `GET /admin/prove`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::SeeOwnAccount>,
) -> Result<Answer, Error> {
    page(
        visit,
        who,
        visit.query.text("next"),
        String::new(),
        String::new(),
    )
}

/// `POST /admin/prove`
pub(super) fn prove(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::SeeOwnAccount>,
) -> Result<Answer, Error> {
    let next = visit.form.text("next");
    let trial = Trial::Again {
        email: who.account().email.as_str(),
    };
    if let Err(seconds) = visit.throttle.take(&trial, visit.archive.clock().now()) {
        let wrong = visit.say("admin.door.too_often").to_owned();
        let mut answer = page(visit, who, next, wrong, door::wait(visit, seconds))?;
        answer.retry_after = Some(seconds);
        return Ok(answer.with_status(StatusCode::TOO_MANY_REQUESTS));
    }
    let password = Password::typed(visit.form.text("password"));
    let token = token()?;
    if !visit.archive.prove_again(who, &password, &token)? {
        let wrong = visit.say("admin.prove.wrong").to_owned();
        let answer = page(visit, who, next, wrong, String::new())?;
        return Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    visit.throttle.give_back(&trial);
    let answer = Answer::see(door::next(next));
    Ok(visit.carrying(answer, CookieName::Session, &token))
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    next: &str,
    wrong: String,
    advice: String,
) -> Result<Answer, Error> {
    let page = ProvePage {
        email: who.account().email.as_str(),
        next: door::next(next),
        wrong,
        advice,
    };
    visit.page(
        who,
        "admin/prove.html",
        visit.say("admin.prove.title"),
        page,
    )
}
