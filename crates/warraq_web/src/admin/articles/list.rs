//! The lists of articles.

use serde::Serialize;
use warraq_archive::accounts::{Allowed, Right, SignedIn, right};
use warraq_archive::desk::{DeskLine, DeskStanding};

use super::filters::Filters;
use super::pens::Pens;
use super::{PATH, address_of, standing_name};
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

#[derive(Serialize)]
struct ArticlesPage {
    tabs: Vec<Tab>,
    filters: Filters,
    /// Whether any filter but the standing is set.
    is_filtered: bool,
    sections: Vec<Choice>,
    owners: Vec<Choice>,
    reviewers: Vec<Choice>,
    may_publish: bool,
    /// What was done to several of them just now.
    bulk: Option<Done>,
    lines: Vec<Line>,
    /// Where the older ones are; empty when there are none.
    older: String,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    label: String,
    /// How many there are; empty where filters would make it another number.
    count: String,
    is_here: bool,
}

#[derive(Serialize)]
struct Done {
    /// Where it can be undone; empty when it was.
    undo: String,
    /// To how many articles.
    count: String,
    /// To how many it could not be done; empty for none.
    left: String,
}

#[derive(Serialize)]
struct Choice {
    id: String,
    name: String,
}

#[derive(Serialize)]
struct Line {
    id: i64,
    href: String,
    headline: String,
    section: Option<String>,
    owner: Option<String>,
    at: Moment,
    held_by: Option<String>,
    is_ahead: bool,
}

/// `GET /admin/articles?standing=&q=&section=&author=&owner=&from=&to=&before=`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let (archive, filters) = (visit.archive, Filters::of(&visit.query));
    let query = filters.query(visit.query.text("before"), &visit.settings.time_zone);
    let pens = Pens::of(who, allowed);
    let found = archive.desk(pens.editing(), &query)?;
    let counts = archive.desk_counts(pens.editing())?;
    let is_filtered = !filters.is_empty();
    let tab = |(n, standing): (usize, DeskStanding)| Tab {
        href: filters.at(standing).address(None),
        label: standing_name(visit, standing),
        count: match counts {
            Some(counts) if !is_filtered => visit.dates().number(counts[n]),
            _ => String::new(),
        },
        is_here: standing == query.standing,
    };
    let choice = |id: i64, name: String| Choice {
        id: id.to_string(),
        name,
    };
    let sections = archive.sections_to_choose()?.into_iter();
    let owners = archive.colleagues(pens.editing())?.into_iter();
    let reviewers = archive.reviewers(pens.editing())?.into_iter();
    let page = ArticlesPage {
        tabs: DeskStanding::ALL.into_iter().enumerate().map(tab).collect(),
        is_filtered,
        reviewers: reviewers.map(|(id, name)| choice(id.0, name)).collect(),
        may_publish: who.check(Right::PublishOwn).is_ok(),
        bulk: done(visit),
        sections: sections.map(|(id, name)| choice(id.0, name)).collect(),
        owners: owners.map(|(id, name)| choice(id.0, name)).collect(),
        older: found
            .older
            .map_or_else(String::new, |older| filters.address(Some(older))),
        lines: found
            .lines
            .into_iter()
            .map(|found| line(visit, found))
            .collect(),
        filters,
    };
    let title = visit.say("admin.nav.articles");
    visit.page(who, "admin/articles.html", title, page)
}

fn done(visit: &Visit<'_>) -> Option<Done> {
    let number = |name| visit.query.text(name).parse::<usize>().ok();
    let batch = number("batch");
    batch.or(number("undone"))?;
    let left = number("left").filter(|left| *left > 0);
    Some(Done {
        undo: batch.map_or_else(String::new, |batch| format!("{PATH}/bulk/{batch}/undo")),
        count: visit.count("articles", number("n")?),
        left: left.map_or_else(String::new, |left| visit.count("articles", left)),
    })
}

fn line(visit: &Visit<'_>, line: DeskLine) -> Line {
    Line {
        id: line.id.0,
        href: address_of(line.id),
        headline: line.headline,
        section: line.section,
        owner: line.owner,
        at: visit.dates().day_and_clock(line.at),
        held_by: line.held_by,
        is_ahead: line.is_ahead,
    }
}
