//! Links that set a password: invitations, and the way back.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{LinkOwner, LinkPurpose, Password, Weakness};
use warraq_archive::chance;
use warraq_archive::model::{EmailAddress, Key};

use super::throttle::Trial;
use super::visit::{Visit, salt};
use crate::error::Error;
use crate::letters;
use crate::respond::Answer;

/// Where a link leads.
pub(crate) fn path(key: &Key) -> String {
    format!("/admin/welcome/{}", key.text())
}

/// A key that nobody can guess.
pub(super) fn key() -> Result<Key, Error> {
    Ok(Key::of(chance::bytes().map_err(Error::Chance)?))
}

#[derive(Serialize)]
struct WelcomePage<'a> {
    name: &'a str,
    email: &'a str,
    is_invitation: bool,
    wrong: String,
}

/// `GET /admin/welcome/KEY`
pub(super) fn welcome(visit: &Visit<'_>) -> Result<Answer, Error> {
    match owner(visit)? {
        Some((_, owner)) => welcome_page(visit, &owner, String::new()),
        None => expired(visit),
    }
}

/// `POST /admin/welcome/KEY`
pub(super) fn set_password(visit: &Visit<'_>) -> Result<Answer, Error> {
    let Some((key, owner)) = owner(visit)? else {
        return expired(visit);
    };
    let password = Password::typed(visit.form.text("password"));
    if let Some(wrong) = objection(visit, &password, &owner.name, &owner.email) {
        let answer = welcome_page(visit, &owner, wrong)?;
        return Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    if !visit
        .archive
        .set_password_by_link(&key, &password, salt()?)?
    {
        return expired(visit);
    }
    // Whoever holds the link proves that they know the password, and the second factor with it.
    Ok(visit.without_session(Answer::see("/admin/sign-in")))
}

/// Why a password that was typed twice cannot be used, in words.
pub(super) fn objection(
    visit: &Visit<'_>,
    password: &Password,
    name: &str,
    email: &EmailAddress,
) -> Option<String> {
    if visit.form.text("password") != visit.form.text("again") {
        return Some(visit.say("admin.password.differs").to_owned());
    }
    let of = [name, email.as_str(), &visit.settings.title];
    let weakness = password.weakness(&of).map(Weakness::name)?;
    let key = format!("admin.weak.{weakness}");
    Some(visit.words.say(&key).to_owned())
}

fn owner(visit: &Visit<'_>) -> Result<Option<(Key, LinkOwner)>, Error> {
    let Some(key) = Key::parse(&visit.captured()) else {
        return Ok(None);
    };
    let owner = visit.archive.link_owner(&key)?;
    Ok(owner.map(|owner| (key, owner)))
}

fn welcome_page(visit: &Visit<'_>, owner: &LinkOwner, wrong: String) -> Result<Answer, Error> {
    let page = WelcomePage {
        name: &owner.name,
        email: owner.email.as_str(),
        is_invitation: owner.purpose == LinkPurpose::Invitation,
        wrong,
    };
    visit.threshold("admin/welcome.html", visit.say("admin.welcome.title"), page)
}

fn expired(visit: &Visit<'_>) -> Result<Answer, Error> {
    visit.stranger_problem(StatusCode::NOT_FOUND, "expired")
}

#[derive(Serialize)]
struct WayBackPage {
    sends_mail: bool,
    is_asked: bool,
}

/// `GET /admin/way-back`
pub(super) fn way_back(visit: &Visit<'_>) -> Result<Answer, Error> {
    way_back_page(visit, false)
}

/// `POST /admin/way-back`
///
/// The answer is the same for everybody who asks; only whoever works here gets a letter.
pub(super) fn ask_for_way_back(visit: &Visit<'_>) -> Result<Answer, Error> {
    let now = visit.archive.clock().now();
    let asking = Trial::Asking {
        client: visit.client,
    };
    if let Err(seconds) = visit.throttle.take(&asking, now) {
        let mut answer =
            visit.stranger_problem(StatusCode::TOO_MANY_REQUESTS, "asked_too_often")?;
        answer.retry_after = Some(seconds);
        return Ok(answer);
    }
    let email = EmailAddress::parse(visit.form.text("email"));
    if let (Some(email), Some(_)) = (email, visit.archive.mail()) {
        let letter = Trial::Letter {
            email: email.as_str(),
        };
        // A mailbox that is full of these is told nothing, or it would tell who works here.
        if visit.throttle.take(&letter, now).is_ok() {
            let key = key()?;
            let link = visit.absolute(&path(&key));
            let letter = letters::way_back(&visit.settings, &email, &link)?;
            visit.archive.ask_for_way_back(&email, &key, &letter)?;
        }
    }
    way_back_page(visit, true)
}

fn way_back_page(visit: &Visit<'_>, is_asked: bool) -> Result<Answer, Error> {
    let page = WayBackPage {
        sends_mail: visit.archive.mail().is_some(),
        is_asked,
    };
    visit.threshold(
        "admin/way_back.html",
        visit.say("admin.way_back.title"),
        page,
    )
}
