//! Tags and those who write: found, called otherwise, made one of two.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::taxonomy::{NameLine, Named, TaxonomyError};

use super::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::site::form::one_line;

type May = Allowed<right::ManageTaxonomy>;

/// The longest name, and the most that is said of one, in letters.
const LONGEST_NAME: usize = 120;
const LONGEST_ABOUT: usize = 4_000;

/// What a page is about, and where it is.
#[derive(Clone, Copy)]
struct Place {
    named: Named,
    path: &'static str,
    title: &'static str,
}

const TAGS: Place = Place {
    named: Named::Tags,
    path: "/admin/tags",
    title: "admin.nav.tags",
};
const PEOPLE: Place = Place {
    named: Named::People,
    path: "/admin/names",
    title: "admin.nav.names",
};

#[derive(Serialize)]
struct NamesPage {
    path: &'static str,
    title: &'static str,
    q: String,
    lines: Vec<Line>,
    /// Where the older ones are; empty when there are none.
    older: String,
}

#[derive(Serialize)]
struct Line {
    id: i64,
    href: String,
    name: String,
    aliases: Vec<String>,
    count: String,
    is_guest: bool,
}

#[derive(Serialize)]
struct NamePage {
    back: &'static str,
    action: String,
    name: String,
    slug: String,
    about: String,
    is_person: bool,
    is_guest: bool,
    aliases: Vec<String>,
    count: String,
    to_readers: String,
    /// What it could be made one with was looked for by this.
    q: String,
    others: Vec<Line>,
    wrong: &'static str,
    /// Whoever is called so already; with it the two can be made one.
    taken: Option<Line>,
    done: &'static str,
}

/// `GET /admin/tags?q=&before=`
pub(super) fn tags(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    list(visit, who, may, TAGS)
}

/// `GET /admin/names?q=&before=`
pub(super) fn people(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    list(visit, who, may, PEOPLE)
}

/// `GET /admin/tags/ID?q=`
pub(super) fn tag(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    page(visit, who, may, TAGS, &Said::default())
}

/// `GET /admin/names/ID?q=`
pub(super) fn person(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    page(visit, who, may, PEOPLE, &Said::default())
}

/// `POST /admin/tags/ID`
pub(super) fn change_tag(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    change(visit, who, may, TAGS)
}

/// `POST /admin/names/ID`
pub(super) fn change_person(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    change(visit, who, may, PEOPLE)
}

/// `POST /admin/tags/ID/merge`
pub(super) fn merge_tag(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    merge(visit, who, may, TAGS)
}

/// `POST /admin/names/ID/merge`
pub(super) fn merge_person(visit: &Visit<'_>, who: &SignedIn, may: &May) -> Result<Answer, Error> {
    merge(visit, who, may, PEOPLE)
}

fn list(visit: &Visit<'_>, who: &SignedIn, may: &May, place: Place) -> Result<Answer, Error> {
    let q = one_line(visit.query.text("q"));
    let before = visit.query.text("before").parse().ok();
    let found = visit.archive.names(may, place.named, &q, before)?;
    let title = visit.say(place.title);
    let page = NamesPage {
        path: place.path,
        title,
        older: found.older.map_or_else(String::new, |older| {
            format!("{}?before={older}", place.path)
        }),
        lines: lines(visit, place, found.lines),
        q,
    };
    visit.page(who, "admin/names.html", title, page)
}

/// What is said above the form.
#[derive(Default)]
struct Said {
    wrong: &'static str,
    taken: Option<i64>,
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    may: &May,
    place: Place,
    said: &Said,
) -> Result<Answer, Error> {
    let Some(line) = visit.archive.name(may, place.named, visit.number())? else {
        return visit.problem(who, StatusCode::NOT_FOUND, "not_found");
    };
    let q = one_line(visit.query.text("q"));
    let mut others = if q.is_empty() {
        Vec::new()
    } else {
        visit.archive.names(may, place.named, &q, None)?.lines
    };
    others.retain(|other| other.id != line.id);
    let taken = match said.taken {
        Some(id) => visit.archive.name(may, place.named, id)?,
        None => None,
    };
    let typed = |name: &str, known: String| match visit.form.text(name) {
        "" => known,
        typed => typed.to_owned(),
    };
    let title = visit.say(place.title);
    let page = NamePage {
        back: place.path,
        action: format!("{}/{}", place.path, line.id),
        count: visit.count("articles", line.articles),
        to_readers: line.path,
        name: typed("name", line.name),
        slug: typed(
            "slug",
            warraq_text::path::canonical(&line.slug)
                .trim_matches('/')
                .to_owned(),
        ),
        about: typed("about", line.about),
        is_person: place.named == Named::People,
        is_guest: line.is_guest,
        aliases: line.aliases,
        q,
        others: lines(visit, place, others),
        wrong: said.wrong,
        taken: lines(visit, place, taken.into_iter().collect()).pop(),
        done: match visit.query.text("done") {
            "changed" => visit.say("admin.names.changed"),
            "merged" => visit.say("admin.names.merged"),
            _ => "",
        },
    };
    let answer = visit.page(who, "admin/name.html", title, page)?;
    Ok(match said.wrong {
        "" => answer,
        _ => answer.with_status(StatusCode::UNPROCESSABLE_ENTITY),
    })
}

fn change(visit: &Visit<'_>, who: &SignedIn, may: &May, place: Place) -> Result<Answer, Error> {
    let short = |text: &str, most| text.chars().take(most).collect::<String>();
    let edit = NameLine {
        id: visit.number(),
        name: short(&one_line(visit.form.text("name")), LONGEST_NAME),
        slug: short(&one_line(visit.form.text("slug")), LONGEST_NAME),
        about: short(visit.form.text("about"), LONGEST_ABOUT),
        is_guest: visit.form.text("guest") == "yes",
        ..NameLine::default()
    };
    match visit.archive.rename(may, place.named, &edit) {
        Ok(()) => Ok(seen(place, edit.id, "changed")),
        Err(error) => refused(visit, who, may, place, error),
    }
}

fn merge(visit: &Visit<'_>, who: &SignedIn, may: &May, place: Place) -> Result<Answer, Error> {
    let into = visit.form.text("into").parse().unwrap_or(0);
    match visit.archive.merge(may, place.named, visit.number(), into) {
        Ok(()) => Ok(seen(place, into, "merged")),
        Err(error) => refused(visit, who, may, place, error),
    }
}

fn seen(place: Place, id: i64, done: &str) -> Answer {
    Answer::see(&format!("{}/{id}?done={done}", place.path))
}

fn refused(
    visit: &Visit<'_>,
    who: &SignedIn,
    may: &May,
    place: Place,
    error: TaxonomyError,
) -> Result<Answer, Error> {
    let mut said = Said::default();
    match error {
        TaxonomyError::Store(cause) => return Err(cause.into()),
        TaxonomyError::Nothing => {
            return visit.problem(who, StatusCode::NOT_FOUND, "not_found");
        }
        TaxonomyError::Taken { by } => {
            said.wrong = visit.say("admin.names.taken");
            said.taken = Some(by);
        }
        error => said.wrong = visit.say(super::sections::sentence(&error)),
    }
    page(visit, who, may, place, &said)
}

fn lines(visit: &Visit<'_>, place: Place, lines: Vec<NameLine>) -> Vec<Line> {
    let line = |line: NameLine| Line {
        id: line.id,
        href: format!("{}/{}", place.path, line.id),
        name: line.name,
        aliases: line.aliases,
        count: visit.count("articles", line.articles),
        is_guest: line.is_guest,
    };
    lines.into_iter().map(line).collect()
}
