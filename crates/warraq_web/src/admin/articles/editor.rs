//! The form in which an article is written. It needs no script.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, Right, SignedIn, right};
use warraq_archive::desk::{DeskArticle, DeskError, DeskStanding, Manuscript, Revision};
use warraq_archive::model::{RevisionId, SectionId};

use super::pens::Pens;
use super::typed::{self, Fault, Typed};
use super::{PATH, address_of, id, refused, standing_name};
use crate::admin::visit::Visit;
use crate::assets::Assets;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

/// What is said on the page beside the text.
#[derive(Default)]
pub(super) struct Said {
    pub(super) faults: Vec<Fault>,
    /// The key of what is wrong with the whole.
    pub(super) wrong: &'static str,
    /// What somebody else has saved in between.
    pub(super) theirs: Option<Revision>,
    /// When it was to appear, as it was typed.
    pub(super) at: String,
    /// Why it was to be withdrawn, as it was typed.
    pub(super) reason: String,
}

#[derive(Serialize)]
struct EditorPage {
    /// What lies over the form; empty where it was not built.
    script: &'static str,
    action: String,
    from: RevisionId,
    text: Typed,
    sections: Vec<Choice>,
    faults: Vec<FaultView>,
    wrong: String,
    /// What was done just now; empty when nothing was.
    done: String,
    theirs: Option<Theirs>,
    /// Absent for an article that nobody has saved.
    place: Option<Place>,
    at: String,
    reason: String,
}

/// Where the article stands.
#[derive(Serialize)]
struct Place {
    standing: &'static str,
    label: String,
    at: Moment,
    saved_at: Moment,
    saved_by: Option<String>,
    is_ahead: bool,
    /// Where readers find it; empty when they do not.
    href: String,
    withdrawn_because: String,
    may_publish: bool,
}

#[derive(Serialize)]
struct Choice {
    id: String,
    name: String,
}

#[derive(Serialize)]
struct FaultView {
    field: &'static str,
    label: String,
    text: String,
}

/// What somebody else has saved.
#[derive(Serialize)]
struct Theirs {
    who: Option<String>,
    at: Moment,
    text: Typed,
    section: String,
}

/// `GET /admin/articles/new`
pub(in crate::admin) fn new(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let text = Typed {
        byline: who.account().name.clone(),
        ..Typed::default()
    };
    page(visit, who, None, RevisionId(0), text, Said::default())
}

/// `POST /admin/articles`
pub(in crate::admin) fn begin(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let typed = Typed::of(&visit.form);
    let text = match typed.read(&visit.archive.sections_to_choose()?) {
        Ok(text) => text,
        Err(faults) => {
            let said = Said {
                faults,
                ..Said::default()
            };
            let answer = page(visit, who, None, RevisionId(0), typed, said)?;
            return Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    match visit.archive.begin_article(allowed, &text) {
        Ok(id) => Ok(done(&address_of(id), "saved")),
        Err(error) => refused(visit, who, error),
    }
}

/// `GET /admin/articles/ID`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    match visit.archive.desk_article(pens.editing(), id(visit)) {
        Ok(article) => {
            let text = Typed::from_text(&article.newest.text);
            let from = article.newest.id;
            page(visit, who, Some(&article), from, text, Said::default())
        }
        Err(error) => refused(visit, who, error),
    }
}

/// `POST /admin/articles/ID`
pub(in crate::admin) fn save(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    match saved(visit, who, &Pens::of(who, allowed))? {
        Ok(_) => Ok(done(&address_of(id(visit)), "saved")),
        Err(answer) => Ok(answer),
    }
}

/// Saves what the form holds. The answer comes back when that was not possible; nothing that was typed
/// is lost.
pub(super) fn saved(
    visit: &Visit<'_>,
    who: &SignedIn,
    pens: &Pens<'_>,
) -> Result<Result<RevisionId, Answer>, Error> {
    let (id, from) = (id(visit), typed::from(&visit.form));
    let text = Typed::of(&visit.form);
    // Whoever may not see the article learns nothing of it from what is wrong with the form.
    if let Err(error) = visit.archive.desk_article(pens.editing(), id) {
        return Ok(Err(refused(visit, who, error)?));
    }
    let manuscript = match text.read(&visit.archive.sections_to_choose()?) {
        Ok(manuscript) => manuscript,
        Err(faults) => {
            let said = Said {
                faults,
                ..Said::default()
            };
            return Ok(Err(again(visit, who, pens, from, said)?));
        }
    };
    match visit
        .archive
        .save_article(pens.editing(), id, from, &manuscript)
    {
        Ok(saved) => Ok(Ok(saved)),
        Err(DeskError::Conflict(conflict)) => {
            let theirs = conflict.theirs;
            // The next save is made from theirs, by somebody who has seen it.
            let from = theirs.id;
            let said = Said {
                theirs: Some(theirs),
                ..Said::default()
            };
            let answer = again(visit, who, pens, from, said)?;
            Ok(Err(answer.with_status(StatusCode::CONFLICT)))
        }
        Err(error) => Ok(Err(refused(visit, who, error)?)),
    }
}

/// The form once more, as it was filled in, with what is wrong.
pub(super) fn again(
    visit: &Visit<'_>,
    who: &SignedIn,
    pens: &Pens<'_>,
    from: RevisionId,
    said: Said,
) -> Result<Answer, Error> {
    let article = match visit.archive.desk_article(pens.editing(), id(visit)) {
        Ok(article) => article,
        Err(error) => return refused(visit, who, error),
    };
    let said = Said {
        at: visit.form.text("at").to_owned(),
        reason: visit.form.text("reason").to_owned(),
        ..said
    };
    let text = Typed::of(&visit.form);
    let answer = page(visit, who, Some(&article), from, text, said)?;
    Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

/// The page of an article after something was done.
pub(super) fn done(address: &str, what: &str) -> Answer {
    Answer::see(&format!("{address}?done={what}"))
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    article: Option<&DeskArticle>,
    from: RevisionId,
    text: Typed,
    said: Said,
) -> Result<Answer, Error> {
    let sections = visit.archive.sections_to_choose()?;
    let zone = &visit.settings.time_zone;
    let at = match article {
        _ if !said.at.is_empty() => said.at,
        Some(article) if article.standing == DeskStanding::Scheduled => {
            typed::spelled(article.at, zone)
        }
        _ => String::new(),
    };
    let page = EditorPage {
        script: Assets::get().address("editor.js"),
        action: article.map_or_else(|| PATH.to_owned(), |article| address_of(article.id)),
        from,
        text,
        faults: said
            .faults
            .iter()
            .map(|fault| fault_view(visit, *fault))
            .collect(),
        wrong: match said.wrong {
            "" => String::new(),
            key => visit.words.say(key).to_owned(),
        },
        done: done_now(visit),
        theirs: said.theirs.map(|theirs| view(visit, &theirs, &sections)),
        place: article.map(|article| place(visit, who, article)),
        sections: sections
            .into_iter()
            .map(|(id, name)| Choice {
                id: id.to_string(),
                name,
            })
            .collect(),
        at,
        reason: said.reason,
    };
    let title = match article {
        Some(_) => visit.say("admin.editor.title"),
        None => visit.say("admin.editor.new"),
    };
    let answer = visit.page(who, "admin/editor.html", title, page)?;
    Ok(answer.with_editor())
}

fn place(visit: &Visit<'_>, who: &SignedIn, article: &DeskArticle) -> Place {
    let dates = visit.dates();
    let is_own = article.owner == Some(who.account().id);
    let own = is_own && who.check(Right::PublishOwn).is_ok();
    Place {
        standing: article.standing.name(),
        label: standing_name(visit, article.standing),
        at: dates.day_and_clock(article.at),
        saved_at: dates.day_and_clock(article.newest.at),
        saved_by: article.newest.who.clone(),
        is_ahead: article.is_ahead,
        href: match article.standing {
            DeskStanding::Published => article.path.clone(),
            _ => String::new(),
        },
        withdrawn_because: article.reason.clone(),
        may_publish: own || who.check(Right::PublishOthers).is_ok(),
    }
}

fn view(visit: &Visit<'_>, theirs: &Revision, sections: &[(SectionId, String)]) -> Theirs {
    Theirs {
        who: theirs.who.clone(),
        at: visit.dates().day_and_clock(theirs.at),
        section: section_name(&theirs.text, sections),
        text: Typed::from_text(&theirs.text),
    }
}

/// What the section of a text is called; empty for none.
pub(super) fn section_name(text: &Manuscript, sections: &[(SectionId, String)]) -> String {
    let section = sections.iter().find(|(id, _)| Some(*id) == text.section);
    section.map_or_else(String::new, |(_, name)| name.clone())
}

fn fault_view(visit: &Visit<'_>, (field, sentence): Fault) -> FaultView {
    FaultView {
        field,
        label: visit.words.say(&format!("admin.fields.{field}")).to_owned(),
        text: visit.words.say(sentence).to_owned(),
    }
}

fn done_now(visit: &Visit<'_>) -> String {
    let known = [
        "saved",
        "published",
        "scheduled",
        "taken_back",
        "withdrawn",
        "restored",
    ];
    let asked = visit.query.text("done");
    let done = known.into_iter().find(|known| *known == asked);
    done.map_or_else(String::new, |done| {
        visit.words.say(&format!("admin.done.{done}")).to_owned()
    })
}
