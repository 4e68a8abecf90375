//! The sections of somebody who edits sections.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, PeopleError, SignedIn, right};
use warraq_archive::model::{AccountId, SectionId};

use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;

/// Sections that can be ticked at once.
const MOST: usize = 100;

#[derive(Serialize)]
struct SectionsPage {
    back: &'static str,
    action: String,
    name: String,
    sections: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    id: i64,
    name: String,
    is_chosen: bool,
}

/// `GET /admin/people/ID/sections`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::SeeAccounts>,
) -> Result<Answer, Error> {
    let id = AccountId(visit.number());
    let accounts = visit.archive.accounts(allowed)?;
    let Some(account) = accounts.into_iter().find(|account| account.id == id) else {
        return visit.problem(who, StatusCode::NOT_FOUND, "not_found");
    };
    let chosen = visit.archive.sections_of(allowed, id)?;
    let sections = visit.archive.sections_to_choose()?.into_iter();
    let page = SectionsPage {
        back: super::PATH,
        action: format!("{}/{id}/sections", super::PATH),
        name: account.name,
        sections: sections
            .map(|(id, name)| Choice {
                id: id.0,
                name,
                is_chosen: chosen.contains(&id),
            })
            .collect(),
    };
    let title = visit.say("admin.people.sections");
    visit.page(who, "admin/person_sections.html", title, page)
}

/// `POST /admin/people/ID/sections`
pub(in crate::admin) fn set(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ManageAccounts>,
) -> Result<Answer, Error> {
    let known = visit.archive.sections_to_choose()?;
    let numbers = visit.form.all("section").filter_map(|id| id.parse().ok());
    let mut sections: Vec<SectionId> = numbers.map(SectionId).take(MOST).collect();
    sections.retain(|section| known.iter().any(|(id, _)| id == section));
    let id = AccountId(visit.number());
    match visit.archive.set_sections(allowed, id, &sections) {
        Ok(()) => Ok(Answer::see(super::PATH)),
        Err(PeopleError::Store(cause)) => Err(cause.into()),
        Err(_) => visit.problem(who, StatusCode::NOT_FOUND, "not_found"),
    }
}
