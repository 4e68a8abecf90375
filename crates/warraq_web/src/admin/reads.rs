//! What is read: the days of a month as a drawing, and the articles that were read most.

use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::model::{ReadDay, ReadLine, ReadSource};

use super::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

const PATH: &str = "/admin/reads";
/// Days that are drawn.
const DRAWN: u32 = 30;
/// Articles that are told of.
const ARTICLES: usize = 25;
/// The drawing, in its own units: the width of a day, how much of it a column takes, the height.
const STEP: usize = 20;
const COLUMN: usize = 14;
const HEIGHT: usize = 160;

/// For how long back articles are counted.
const SPANS: [(&str, u32); 3] = [("today", 1), ("week", 7), ("month", 30)];

#[derive(Serialize)]
struct ReadsPage {
    counts: bool,
    total: String,
    width: usize,
    height: usize,
    columns: Vec<Column>,
    sources: Vec<Source>,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
}

/// A day of the drawing.
#[derive(Serialize)]
struct Column {
    day: Moment,
    reads: String,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

#[derive(Serialize)]
struct Source {
    label: &'static str,
    reads: String,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    label: String,
    is_here: bool,
}

#[derive(Serialize)]
struct Line {
    href: String,
    headline: String,
    reads: String,
}

/// `GET /admin/reads?span=`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::SeeStatistics>,
) -> Result<Answer, Error> {
    let asked = visit.query.text("span");
    let found = SPANS.into_iter().find(|(name, _)| *name == asked);
    let (here, days) = found.unwrap_or(SPANS[0]);
    let drawn = visit.archive.reads_by_day(DRAWN)?;
    let total: usize = drawn.iter().map(|day| day.reads).sum();
    let tab = |(name, _): (&'static str, u32)| Tab {
        href: format!("{PATH}?span={name}"),
        label: visit.words.say(&format!("admin.spans.{name}")).to_owned(),
        is_here: name == here,
    };
    let page = ReadsPage {
        counts: visit.settings.counts_reads,
        total: visit.dates().number(total),
        width: STEP * drawn.len(),
        height: HEIGHT,
        columns: columns(visit, &drawn),
        sources: sources(visit, &drawn),
        tabs: SPANS.map(tab).into(),
        lines: visit
            .archive
            .most_read(days, ARTICLES)?
            .into_iter()
            .map(|read| line(visit, read))
            .collect(),
    };
    visit.page(who, "admin/reads.html", visit.say("admin.nav.reads"), page)
}

/// The days as columns, of which the highest is that of the day on which most was read.
fn columns(visit: &Visit<'_>, days: &[ReadDay]) -> Vec<Column> {
    let most = days.iter().map(|day| day.reads).max().unwrap_or(0).max(1);
    let is_rtl = visit.words.direction == "rtl";
    let column = |(n, day): (usize, &ReadDay)| {
        let height = (day.reads * HEIGHT).div_ceil(most);
        // Time runs as the language does: in Arabic today is the column at the left.
        let place = if is_rtl { n } else { days.len() - 1 - n };
        Column {
            day: visit.dates().civil(day.day),
            reads: visit.dates().number(day.reads),
            x: place * STEP + (STEP - COLUMN) / 2,
            y: HEIGHT - height,
            width: COLUMN,
            height,
        }
    };
    days.iter().enumerate().map(column).collect()
}

fn sources(visit: &Visit<'_>, days: &[ReadDay]) -> Vec<Source> {
    let source = |(n, source): (usize, ReadSource)| Source {
        label: visit.say(match source {
            ReadSource::Direct => "admin.reads.direct",
            ReadSource::OwnSite => "admin.reads.own",
            ReadSource::Search => "admin.reads.engines",
            ReadSource::Social => "admin.reads.social",
            ReadSource::Elsewhere => "admin.reads.elsewhere",
        }),
        reads: visit
            .dates()
            .number(days.iter().map(|day| day.sources[n]).sum()),
    };
    ReadSource::ALL
        .into_iter()
        .enumerate()
        .map(source)
        .collect()
}

fn line(visit: &Visit<'_>, read: ReadLine) -> Line {
    Line {
        href: format!("/a/{}", read.id),
        headline: read.headline,
        reads: visit.dates().number(read.reads),
    }
}
