//! Who works here: inviting, roles, letting nobody in.

mod sections;

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{
    Account, AccountStanding, Allowed, LinkPurpose, NewAccount, PeopleError, Right, Role, SignedIn,
    right,
};
use warraq_archive::model::{AccountId, EmailAddress};

pub(super) use sections::{set as set_sections, show as sections};

use super::links;
use super::shell;
use super::visit::Visit;
use crate::error::Error;
use crate::letters;
use crate::respond::Answer;
use crate::site::form::one_line;
use crate::view::{Moment, colour, initial};

const PATH: &str = "/admin/people";
/// The longest name, in letters.
const LONGEST_NAME: usize = 120;

/// What is said above the list.
#[derive(Default)]
struct Said {
    wrong: &'static str,
    /// A link to hand over, and whose it is.
    link: Option<(String, String)>,
    draft: Draft,
}

#[derive(Clone, Default, Serialize)]
struct Draft {
    name: String,
    email: String,
    role: String,
}

#[derive(Serialize)]
struct PeoplePage {
    people: Vec<Person>,
    count: String,
    roles: Vec<RoleView>,
    rights: Vec<RightRow>,
    wrong: &'static str,
    link: String,
    link_of: String,
    sends_mail: bool,
    draft: Draft,
}

#[derive(Serialize)]
struct Person {
    id: i64,
    name: String,
    initial: String,
    colour: &'static str,
    email: String,
    role: &'static str,
    standing: &'static str,
    standing_label: String,
    seen: Option<Moment>,
    has_factor: bool,
    is_me: bool,
    /// Where the sections of somebody are chosen whose rights hold there alone; empty for others.
    sections: String,
}

#[derive(Serialize)]
struct RoleView {
    name: &'static str,
    label: String,
}

#[derive(Serialize)]
struct RightRow {
    label: String,
    may: Vec<bool>,
}

/// `GET /admin/people`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::SeeAccounts>,
) -> Result<Answer, Error> {
    page(visit, who, allowed, Said::default())
}

/// `POST /admin/people`
pub(super) fn invite(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ManageAccounts>,
) -> Result<Answer, Error> {
    let draft = Draft {
        name: one_line(visit.form.text("name")),
        email: visit.form.text("email").to_owned(),
        role: visit.form.text("role").to_owned(),
    };
    let again = |wrong: &'static str| {
        let said = Said {
            wrong: visit.say(wrong),
            draft: draft.clone(),
            link: None,
        };
        let answer = again(visit, who, said)?;
        Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
    };
    if draft.name.is_empty() || draft.name.chars().count() > LONGEST_NAME {
        return again("admin.people.no_name");
    }
    let Some(email) = EmailAddress::parse(&draft.email) else {
        return again("admin.people.no_email");
    };
    let Some(role) = Role::named(&draft.role) else {
        return again("admin.people.no_role");
    };
    let new = NewAccount {
        name: draft.name.clone(),
        email,
        role,
    };
    let key = links::key()?;
    let link = visit.absolute(&links::path(&key));
    let letter = match visit.archive.mail() {
        Some(_) => {
            let by = &who.account().name;
            Some(letters::invitation(
                &visit.settings,
                &new.email,
                &new.name,
                by,
                &link,
            )?)
        }
        None => None,
    };
    match visit.archive.invite(allowed, &new, &key, letter.as_ref()) {
        Ok(_) => self::again(
            visit,
            who,
            Said {
                link: Some((link, new.name)),
                ..Said::default()
            },
        ),
        Err(PeopleError::Store(cause)) => Err(cause.into()),
        Err(_) => again("admin.people.taken"),
    }
}

/// `POST /admin/people/ID/role`
pub(super) fn change_role(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ManageAccounts>,
) -> Result<Answer, Error> {
    let Some(role) = Role::named(visit.form.text("role")) else {
        return visit.problem(who, StatusCode::UNPROCESSABLE_ENTITY, "not_found");
    };
    let changed = visit.archive.change_role(allowed, id(visit), role);
    done(visit, who, changed)
}

/// `POST /admin/people/ID/disable`
pub(super) fn disable(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ManageAccounts>,
) -> Result<Answer, Error> {
    let disabled = visit.archive.disable(allowed, id(visit));
    done(visit, who, disabled)
}

/// `POST /admin/people/ID/enable`
pub(super) fn enable(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ManageAccounts>,
) -> Result<Answer, Error> {
    let enabled = visit.archive.enable(allowed, id(visit));
    done(visit, who, enabled)
}

/// `POST /admin/people/ID/factor`
pub(super) fn remove_factor(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ManageAccounts>,
) -> Result<Answer, Error> {
    let removed = visit.archive.remove_factor_of(allowed, id(visit));
    done(visit, who, removed)
}

/// `POST /admin/people/ID/link`
pub(super) fn make_link(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ManageAccounts>,
) -> Result<Answer, Error> {
    let key = links::key()?;
    let link = visit.absolute(&links::path(&key));
    let mut name = String::new();
    let mut failed = None;
    let made = visit.archive.make_link(allowed, id(visit), &key, |owner| {
        name.clone_from(&owner.name);
        visit.archive.mail()?;
        let by = &who.account().name;
        let letter = match owner.purpose {
            LinkPurpose::Invitation => {
                letters::invitation(&visit.settings, &owner.email, &owner.name, by, &link)
            }
            LinkPurpose::Reset => letters::way_back(&visit.settings, &owner.email, &link),
        };
        letter.map_err(|cause| failed = Some(cause)).ok()
    })?;
    if let Some(cause) = failed {
        return Err(cause);
    }
    if made.is_none() {
        return visit.problem(who, StatusCode::NOT_FOUND, "not_found");
    }
    let said = Said {
        link: Some((link, name)),
        ..Said::default()
    };
    again(visit, who, said)
}

fn id(visit: &Visit<'_>) -> AccountId {
    AccountId(visit.number())
}

/// What is shown after something was decided.
fn done(
    visit: &Visit<'_>,
    who: &SignedIn,
    decided: Result<(), PeopleError>,
) -> Result<Answer, Error> {
    match decided {
        Ok(()) => Ok(Answer::see(PATH)),
        Err(PeopleError::Store(cause)) => Err(cause.into()),
        Err(PeopleError::LastAdministrator) => {
            let said = Said {
                wrong: visit.say("admin.people.last"),
                ..Said::default()
            };
            Ok(again(visit, who, said)?.with_status(StatusCode::CONFLICT))
        }
        Err(_) => visit.problem(who, StatusCode::NOT_FOUND, "not_found"),
    }
}

/// The page after a form: whoever manages accounts sees them.
fn again(visit: &Visit<'_>, who: &SignedIn, said: Said) -> Result<Answer, Error> {
    match who.claim::<right::SeeAccounts>() {
        Ok(allowed) => page(visit, who, &allowed, said),
        Err(_) => visit.forbidden(who),
    }
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::SeeAccounts>,
    said: Said,
) -> Result<Answer, Error> {
    let accounts = visit.archive.accounts(allowed)?;
    let (link, link_of) = said.link.unwrap_or_default();
    let role = |role: Role| RoleView {
        name: role.name(),
        label: shell::role(visit, role.name()),
    };
    let right = |right: &Right| RightRow {
        label: visit
            .words
            .say(&format!("admin.rights.{}", right.name()))
            .to_owned(),
        may: Role::ALL.iter().map(|role| role.may(*right)).collect(),
    };
    let page = PeoplePage {
        count: visit.count("people", accounts.len()),
        people: accounts
            .iter()
            .map(|account| person(visit, who, account))
            .collect(),
        roles: Role::ALL.map(role).into(),
        rights: Right::ALL.iter().map(right).collect(),
        wrong: said.wrong,
        link,
        link_of,
        sends_mail: visit.archive.mail().is_some(),
        draft: said.draft,
    };
    visit.page(
        who,
        "admin/people.html",
        visit.say("admin.nav.people"),
        page,
    )
}

fn person(visit: &Visit<'_>, who: &SignedIn, account: &Account) -> Person {
    let standing = account.standing.name();
    Person {
        id: account.id.0,
        name: account.name.clone(),
        colour: colour(&account.name),
        initial: initial(&account.name),
        email: account.email.as_str().to_owned(),
        role: account.role.name(),
        standing,
        standing_label: visit
            .words
            .say(&format!("admin.standings.{standing}"))
            .to_owned(),
        seen: account
            .signed_in_at
            .filter(|_| account.standing != AccountStanding::Invited)
            .map(|at| visit.dates().day_and_clock(at)),
        has_factor: account.has_totp,
        is_me: account.id == who.account().id,
        sections: if account.role.is_bound_to_sections() {
            format!("{PATH}/{}/sections", account.id)
        } else {
            String::new()
        },
    }
}
