//! Coming in: a password, a code where one is asked for, and going out.

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use warraq_archive::accounts::{Allowed, Attempt, Entrance, Password, SignedIn, right};

use super::HOME;
use super::throttle::Trial;
use super::visit::{Visit, salt, token};
use crate::error::Error;
use crate::respond::{Answer, CookieName};

const PATH: &str = "/admin/sign-in";
const CODE: &str = "/admin/sign-in/code";

/// The door, before a page that somebody wanted to see.
pub(super) fn address(next: &str) -> String {
    if next == HOME {
        return PATH.to_owned();
    }
    let next = utf8_percent_encode(next, NON_ALPHANUMERIC);
    format!("{PATH}?next={next}")
}

/// Where somebody goes who has come in: inside the newsroom, whatever the address says.
pub(super) fn next(asked: &str) -> &str {
    let is_ours = super::is_home_of(asked)
        && !asked.contains(['\\', '?', '#', '%'])
        && !asked.contains("//")
        && !asked.chars().any(char::is_control);
    if is_ours { asked } else { HOME }
}

#[derive(Serialize)]
struct DoorPage<'a> {
    email: &'a str,
    next: &'a str,
    /// What is wrong; empty before anything was tried.
    wrong: String,
    advice: String,
    sends_mail: bool,
}

/// `GET /admin/sign-in`
pub(super) fn show(visit: &Visit<'_>) -> Result<Answer, Error> {
    if visit.who()?.is_some() {
        return Ok(Answer::see(next(visit.query.text("next"))));
    }
    door(
        visit,
        "",
        visit.query.text("next"),
        String::new(),
        String::new(),
    )
}

/// `POST /admin/sign-in`
pub(super) fn sign_in(visit: &Visit<'_>) -> Result<Answer, Error> {
    let email = visit.form.text("email");
    let wanted = visit.form.text("next");
    let device = visit.device();
    let known = match &device {
        Some(device) => visit.archive.is_known_device(device, email)?,
        None => false,
    };
    let trial = match &device {
        Some(device) if known => Trial::Known { device, email },
        _ => Trial::Stranger {
            client: visit.client,
            email,
        },
    };
    if let Err(seconds) = visit.throttle.take(&trial, visit.archive.clock().now()) {
        return too_often(visit, email, wanted, seconds);
    }
    let (session, known_by) = (token()?, token()?);
    let entrance = visit.archive.sign_in(&Attempt {
        email,
        password: &Password::typed(visit.form.text("password")),
        salt: salt()?,
        token: &session,
        device: &known_by,
        agent: visit.agent(),
    })?;
    if matches!(entrance, Entrance::Inside | Entrance::SecondStep)
        && let Some(old) = visit.who()?
    {
        // The browser is about to forget this session: nobody else shall find it.
        visit.archive.end_session(&old, old.session())?;
    }
    match entrance {
        Entrance::Inside => {
            visit.throttle.give_back(&trial);
            let answer = Answer::see(next(wanted));
            let answer = visit.carrying(answer, CookieName::Session, &session);
            Ok(visit.carrying(answer, CookieName::Device, &known_by))
        }
        Entrance::SecondStep => {
            visit.throttle.give_back(&trial);
            let answer = Answer::see(&with_next(CODE, wanted));
            Ok(visit.carrying(answer, CookieName::Session, &session))
        }
        Entrance::Refused | Entrance::Over => {
            let wrong = visit.say("admin.door.wrong").to_owned();
            let advice = visit.say("admin.door.wrong_lead").to_owned();
            let answer = door(visit, email, wanted, wrong, advice)?;
            Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

fn with_next(path: &str, wanted: &str) -> String {
    let next = next(wanted);
    if next == HOME {
        return path.to_owned();
    }
    format!(
        "{path}?next={}",
        utf8_percent_encode(next, NON_ALPHANUMERIC)
    )
}

fn door(
    visit: &Visit<'_>,
    email: &str,
    wanted: &str,
    wrong: String,
    advice: String,
) -> Result<Answer, Error> {
    let page = DoorPage {
        email,
        next: next(wanted),
        wrong,
        advice,
        sends_mail: visit.archive.mail().is_some(),
    };
    visit.threshold("admin/door.html", visit.say("admin.door.title"), page)
}

fn too_often(visit: &Visit<'_>, email: &str, wanted: &str, seconds: u32) -> Result<Answer, Error> {
    let wrong = visit.say("admin.door.too_often").to_owned();
    let mut answer = door(visit, email, wanted, wrong, wait(visit, seconds))?;
    answer.retry_after = Some(seconds);
    Ok(answer.with_status(StatusCode::TOO_MANY_REQUESTS))
}

/// How long to wait, in words.
pub(super) fn wait(visit: &Visit<'_>, seconds: u32) -> String {
    let seconds = usize::try_from(seconds).unwrap_or(usize::MAX);
    let time = visit.count("seconds", seconds);
    visit.words.say_with("admin.door.wait", "time", &time)
}

#[derive(Serialize)]
struct CodePage<'a> {
    next: &'a str,
    wrong: String,
    advice: String,
}

/// `GET /admin/sign-in/code`
pub(super) fn code(visit: &Visit<'_>) -> Result<Answer, Error> {
    let waits = match visit.session() {
        Some(token) => visit.archive.waits_for_code(&token)?.is_some(),
        None => false,
    };
    if !waits {
        return Ok(Answer::see(&with_next(PATH, visit.query.text("next"))));
    }
    code_page(
        visit,
        visit.query.text("next"),
        String::new(),
        String::new(),
    )
}

/// `POST /admin/sign-in/code`
pub(super) fn second_step(visit: &Visit<'_>) -> Result<Answer, Error> {
    let wanted = visit.form.text("next");
    let begin_again = Answer::see(&with_next(PATH, wanted));
    let Some(waiting) = visit.session() else {
        return Ok(begin_again);
    };
    let Some(email) = visit.archive.waits_for_code(&waiting)? else {
        return Ok(begin_again);
    };
    let trial = Trial::Code {
        email: email.as_str(),
    };
    if let Err(seconds) = visit.throttle.take(&trial, visit.archive.clock().now()) {
        let wrong = visit.say("admin.door.too_often").to_owned();
        let mut answer = code_page(visit, wanted, wrong, wait(visit, seconds))?;
        answer.retry_after = Some(seconds);
        return Ok(answer.with_status(StatusCode::TOO_MANY_REQUESTS));
    }
    let (session, device) = (token()?, token()?);
    let typed = visit.form.text("code");
    let entrance =
        visit
            .archive
            .second_step(&waiting, typed, (&session, &device), visit.agent())?;
    match entrance {
        Entrance::Inside => {
            visit.throttle.give_back(&trial);
            let answer = Answer::see(next(wanted));
            let answer = visit.carrying(answer, CookieName::Session, &session);
            Ok(visit.carrying(answer, CookieName::Device, &device))
        }
        Entrance::Refused | Entrance::SecondStep => {
            let wrong = visit.say("admin.code.wrong").to_owned();
            let advice = visit.say("admin.code.wrong_lead").to_owned();
            let answer = code_page(visit, wanted, wrong, advice)?;
            Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Entrance::Over => Ok(visit.without_session(begin_again)),
    }
}

fn code_page(
    visit: &Visit<'_>,
    wanted: &str,
    wrong: String,
    advice: String,
) -> Result<Answer, Error> {
    let page = CodePage {
        next: next(wanted),
        wrong,
        advice,
    };
    visit.threshold("admin/code.html", visit.say("admin.code.title"), page)
}

/// `POST /admin/sign-out`
pub(super) fn sign_out(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::SeeOwnAccount>,
) -> Result<Answer, Error> {
    visit.archive.sign_out(who)?;
    Ok(visit.without_session(Answer::see(PATH)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_out_of_the_newsroom() {
        assert_eq!(next("/admin/people"), "/admin/people");
        for evil in [
            "",
            "/",
            "//evil.example",
            "/admin//evil.example",
            "/admin/../../x%2f",
            "/admin\\evil",
            "/\\evil.example",
            "https://evil.example/admin",
            "/administrator",
            "javascript:alert(1)",
            "/admin\r\nX: 1",
            "/admin/sign-in?next=//evil",
        ] {
            assert_eq!(next(evil), HOME, "{evil:?}");
        }
    }

    #[test]
    fn the_door_remembers_where_somebody_wanted_to_go() {
        assert_eq!(address("/admin"), "/admin/sign-in");
        assert_eq!(
            address("/admin/people"),
            "/admin/sign-in?next=%2Fadmin%2Fpeople"
        );
    }
}
