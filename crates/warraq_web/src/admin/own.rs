//! One's own account: password, second factor, codes on paper, browsers.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{
    Allowed, FactorError, Password, RecoveryCode, SignedIn, TotpSecret, right,
};
use warraq_archive::chance;
use warraq_archive::model::SessionId;

use super::agent;
use super::links;
use super::picture::QrPicture;
use super::shell;
use super::visit::{Visit, salt};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

pub(super) const PATH: &str = "/admin/account";
/// Codes on paper.
const CODES: u8 = 10;

#[derive(Serialize)]
struct OwnPage {
    name: String,
    email: String,
    role: String,
    has_factor: bool,
    is_demanded: bool,
    codes_left: String,
    sessions: Vec<Browser>,
    wrong: String,
    is_changed: bool,
}

#[derive(Serialize)]
struct Browser {
    id: i64,
    agent: String,
    since: Moment,
    seen: Moment,
    is_this: bool,
}

/// `GET /admin/account`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::SeeOwnAccount>,
) -> Result<Answer, Error> {
    page(visit, who, String::new(), false)
}

/// `POST /admin/account/password`
pub(super) fn change_password(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::SecureOwnAccount>,
) -> Result<Answer, Error> {
    let account = who.account();
    let password = Password::typed(visit.form.text("password"));
    if let Some(wrong) = links::objection(visit, &password, &account.name, &account.email) {
        let answer = page(visit, who, wrong, false)?;
        return Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    visit
        .archive
        .change_password(allowed, who, &password, salt()?)?;
    page(visit, who, String::new(), true)
}

/// `POST /admin/account/sessions/ID/end`
pub(super) fn end_session(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::SeeOwnAccount>,
) -> Result<Answer, Error> {
    visit.archive.end_session(who, SessionId(visit.number()))?;
    Ok(Answer::see(PATH))
}

/// `POST /admin/account/sessions/end`
pub(super) fn end_other_sessions(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::SeeOwnAccount>,
) -> Result<Answer, Error> {
    visit.archive.end_other_sessions(who)?;
    Ok(Answer::see(PATH))
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    wrong: String,
    is_changed: bool,
) -> Result<Answer, Error> {
    let account = who.account();
    let sessions = visit.archive.sessions(who)?;
    let left = visit.archive.recovery_codes_left(who)?;
    let dates = visit.dates();
    let browser = |session: &warraq_archive::accounts::OpenSession| Browser {
        id: session.id.0,
        agent: agent::name(&session.agent),
        since: dates.day_and_clock(session.created_at),
        seen: dates.day_and_clock(session.seen_at),
        is_this: session.id == who.session(),
    };
    let page = OwnPage {
        name: account.name.clone(),
        email: account.email.as_str().to_owned(),
        role: shell::role(visit, account.role.name()),
        has_factor: account.has_totp,
        is_demanded: visit.settings.second_factor.contains(&account.role),
        codes_left: visit.count("codes", left),
        sessions: sessions.iter().map(browser).collect(),
        wrong,
        is_changed,
    };
    visit.page(
        who,
        "admin/account.html",
        visit.say("admin.own.title"),
        page,
    )
}

#[derive(Serialize)]
struct FactorPage {
    /// The secret, four letters at a time, and in one piece for the form.
    shown: String,
    secret: String,
    uri: String,
    picture: QrPicture,
    wrong: String,
}

/// `GET /admin/account/factor`
pub(super) fn new_factor(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::SecureOwnAccount>,
) -> Result<Answer, Error> {
    let secret = TotpSecret::of(chance::bytes().map_err(Error::Chance)?);
    factor_page(visit, who, &secret, String::new())
}

/// `POST /admin/account/factor`
pub(super) fn add_factor(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::SecureOwnAccount>,
) -> Result<Answer, Error> {
    let Some(secret) = TotpSecret::parse(visit.form.text("secret")) else {
        return Ok(Answer::see("/admin/account/factor"));
    };
    let codes = codes()?;
    let typed = visit.form.text("code");
    match visit
        .archive
        .add_factor(allowed, who, &secret, typed, &codes)
    {
        Ok(()) => codes_page(visit, who, &codes),
        Err(FactorError::Store(cause)) => Err(cause.into()),
        Err(_) => {
            let wrong = visit.say("admin.factor.wrong").to_owned();
            let answer = factor_page(visit, who, &secret, wrong)?;
            Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// `POST /admin/account/factor/remove`
pub(super) fn remove_factor(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::SecureOwnAccount>,
) -> Result<Answer, Error> {
    match visit.archive.remove_factor(allowed, who) {
        Ok(()) => Ok(Answer::see(PATH)),
        Err(FactorError::Store(cause)) => Err(cause.into()),
        Err(_) => visit.forbidden(who),
    }
}

/// `POST /admin/account/recovery`
pub(super) fn renew_codes(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::SecureOwnAccount>,
) -> Result<Answer, Error> {
    if !who.account().has_totp {
        return Ok(Answer::see(PATH));
    }
    let codes = codes()?;
    visit.archive.renew_recovery_codes(allowed, who, &codes)?;
    codes_page(visit, who, &codes)
}

fn factor_page(
    visit: &Visit<'_>,
    who: &SignedIn,
    secret: &TotpSecret,
    wrong: String,
) -> Result<Answer, Error> {
    let text = secret.text();
    let groups = text.as_bytes().chunks(4);
    let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
    let uri = secret.uri(&visit.settings.title, who.account().email.as_str());
    let page = FactorPage {
        shown: groups.collect::<Vec<_>>().join(" "),
        picture: QrPicture::of(&uri),
        uri,
        secret: text,
        wrong,
    };
    visit.page(
        who,
        "admin/factor.html",
        visit.say("admin.factor.title"),
        page,
    )
}

#[derive(Serialize)]
struct CodesPage {
    codes: Vec<String>,
}

fn codes_page(visit: &Visit<'_>, who: &SignedIn, codes: &[RecoveryCode]) -> Result<Answer, Error> {
    let page = CodesPage {
        codes: codes.iter().map(RecoveryCode::text).collect(),
    };
    visit.page(
        who,
        "admin/codes.html",
        visit.say("admin.codes.title"),
        page,
    )
}

fn codes() -> Result<Vec<RecoveryCode>, Error> {
    let code = |_| chance::bytes().map(RecoveryCode::of);
    (0..CODES)
        .map(code)
        .collect::<Result<_, _>>()
        .map_err(Error::Chance)
}
