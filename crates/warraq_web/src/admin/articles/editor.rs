//! The form in which an article is written. It needs no script.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::Archive;
use warraq_archive::accounts::{Allowed, Right, SignedIn, right};
use warraq_archive::desk::{
    Autosave, DeskArticle, DeskError, DeskStanding, Holder, Manuscript, Revision,
};
use warraq_archive::model::{AccountId, ArticleId, AutosaveId, RevisionId, SectionId};

use super::pens::Pens;
use super::pictures::{self, Pictures};
use super::typed::{self, Fault, Typed};
use super::unsaved::{self, Unsaved};
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
    /// Marks of what the form has taken up.
    pub(super) taken: Vec<String>,
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
    /// What was typed before and not saved.
    unsaved: Vec<Unsaved>,
    /// Marks of what this form has taken up; the save forgets it there.
    taken: Vec<String>,
    /// Whether what the form holds is saved nowhere.
    is_unsaved: bool,
    /// Whoever writes in it just now.
    holder: Option<HolderView>,
    /// Whose browser it is, so that nobody else's text is shown in it.
    account: AccountId,
    /// Where the script sends what is typed.
    keeps_at: String,
    /// Absent for an article that nobody has saved.
    place: Option<Place>,
    at: String,
    reason: String,
    pictures: Pictures,
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
struct HolderView {
    who: String,
    is_self: bool,
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
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let (text, taken) = match taken_up(visit, &pens, None) {
        Ok(Some((text, mark))) => (text, vec![mark]),
        Ok(None) => (Typed::by(who), Vec::new()),
        Err(error) => return refused(visit, who, error),
    };
    let said = Said {
        taken,
        ..Said::default()
    };
    page(visit, who, &pens, None, RevisionId(0), text, said)
}

/// `POST /admin/articles`
pub(in crate::admin) fn begin(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let (typed, faults) = pictures::typed(visit, who)?;
    let begun = match typed.read(&visit.archive.sections_to_choose()?, faults) {
        Ok(text) => visit.archive.begin_article(allowed, &text),
        Err(faults) => return unfinished(visit, who, &pens, typed, faults),
    };
    match begun.and_then(|id| settle(visit, &pens, None).map(|()| id)) {
        Ok(id) => Ok(done(&address_of(id), "saved")),
        Err(DeskError::NoPicture) => unfinished(visit, who, &pens, typed, vec![pictures::NONE]),
        Err(error) => refused(visit, who, error),
    }
}

/// The form of an article that nobody has saved, once more.
fn unfinished(
    visit: &Visit<'_>,
    who: &SignedIn,
    pens: &Pens<'_>,
    typed: Typed,
    faults: Vec<Fault>,
) -> Result<Answer, Error> {
    let said = Said {
        faults,
        taken: marks(visit),
        ..Said::default()
    };
    let answer = page(visit, who, pens, None, RevisionId(0), typed, said)?;
    Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
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
            let (text, taken) = match taken_up(visit, &pens, Some(article.id)) {
                Ok(Some((text, mark))) => (text, vec![mark]),
                Ok(None) => (Typed::from_text(&article.newest.text), Vec::new()),
                Err(error) => return refused(visit, who, error),
            };
            // Whoever takes up what was typed before has seen it beside what is saved now.
            let from = article.newest.id;
            let said = Said {
                taken,
                ..Said::default()
            };
            page(visit, who, &pens, Some(&article), from, text, said)
        }
        Err(error) => refused(visit, who, error),
    }
}

/// The text that the address asks for instead of the saved one, with its mark.
fn taken_up(
    visit: &Visit<'_>,
    pens: &Pens<'_>,
    id: Option<ArticleId>,
) -> Result<Option<(Typed, String)>, DeskError> {
    let Ok(wanted) = visit.query.text("unsaved").parse() else {
        return Ok(None);
    };
    match visit
        .archive
        .autosave_of(pens.editing(), id, AutosaveId(wanted))
    {
        Ok(kept) => Ok(Some((Typed::from_text(&kept.text), unsaved::mark(&kept)))),
        // Another window has saved it meanwhile.
        Err(DeskError::NoArticle) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Marks of what a form holds that is kept unsaved elsewhere: of its window, and of what it took up.
fn marks(visit: &Visit<'_>) -> Vec<String> {
    let own = typed::pen(&visit.form).into_iter();
    let all = own.chain(typed::taken(&visit.form));
    all.map(|(pen, seq)| format!("{pen}.{seq}")).collect()
}

/// What was saved just now waits no more.
fn settle(visit: &Visit<'_>, pens: &Pens<'_>, id: Option<ArticleId>) -> Result<(), DeskError> {
    let own = typed::pen(&visit.form).into_iter();
    for (pen, seq) in own.chain(typed::taken(&visit.form)) {
        visit
            .archive
            .settle_autosave(pens.editing(), id, (&pen, seq))?;
    }
    Ok(())
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
    // Whoever may not see the article learns nothing of it from what is wrong with the form.
    if let Err(error) = visit.archive.desk_article(pens.editing(), id) {
        return Ok(Err(refused(visit, who, error)?));
    }
    let (text, faults) = pictures::typed(visit, who)?;
    let manuscript = match text.read(&visit.archive.sections_to_choose()?, faults) {
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
        Ok(saved) => match settle(visit, pens, Some(id)) {
            Ok(()) => Ok(Ok(saved)),
            Err(error) => Ok(Err(refused(visit, who, error)?)),
        },
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
        Err(DeskError::NoPicture) => {
            let said = Said {
                faults: vec![pictures::NONE],
                ..Said::default()
            };
            Ok(Err(again(visit, who, pens, from, said)?))
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
        taken: marks(visit),
        ..said
    };
    let (text, _) = pictures::typed(visit, who)?;
    let answer = page(visit, who, pens, Some(&article), from, text, said)?;
    Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

/// The page of an article after something was done.
pub(super) fn done(address: &str, what: &str) -> Answer {
    Answer::see(&format!("{address}?done={what}"))
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    pens: &Pens<'_>,
    article: Option<&DeskArticle>,
    from: RevisionId,
    text: Typed,
    said: Said,
) -> Result<Answer, Error> {
    let archive = visit.archive;
    let id = article.map(|article| article.id);
    let waits = |kept: &Autosave| !said.taken.contains(&unsaved::mark(kept));
    let (unsaved, holder) = match around(archive, pens, id) {
        Ok((mut kept, holder)) => {
            kept.retain(waits);
            (kept, holder)
        }
        Err(error) => return refused(visit, who, error),
    };
    let sections = archive.sections_to_choose()?;
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
        pictures: Pictures::of(visit, who, &text)?,
        action: article.map_or_else(|| PATH.to_owned(), |article| address_of(article.id)),
        from,
        text,
        unsaved: unsaved
            .iter()
            .map(|kept| Unsaved::of(visit, kept, id))
            .collect(),
        is_unsaved: !said.taken.is_empty() || !said.faults.is_empty() || said.theirs.is_some(),
        taken: said.taken,
        holder: holder.map(|holder| HolderView {
            who: holder.who,
            is_self: holder.is_self,
        }),
        account: who.account().id,
        keeps_at: unsaved::numbered(id),
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

/// What waits unsaved, and whoever writes in the article.
fn around(
    archive: &Archive,
    pens: &Pens<'_>,
    id: Option<ArticleId>,
) -> Result<(Vec<Autosave>, Option<Holder>), DeskError> {
    let kept = archive.autosaves(pens.editing(), id)?;
    let holder = match id {
        Some(id) => archive.holder(pens.editing(), id)?,
        None => None,
    };
    Ok((kept, holder))
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
        "dropped",
    ];
    let asked = visit.query.text("done");
    let done = known.into_iter().find(|known| *known == asked);
    done.map_or_else(String::new, |done| {
        visit.words.say(&format!("admin.done.{done}")).to_owned()
    })
}
