//! A year, a month or a day of the archive.

use serde::Serialize;
use warraq_archive::model::{CivilMonth, Listing, MonthCount, Period};
use warraq_archive::store::Reading;

use super::{archive, home};
use crate::address::{page_path, period_path};
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{
    CardView, Head, LabelView, MonthView, Pager, StepView, YearBar, json_ld, month_table, year_bars,
};

#[derive(Serialize)]
struct PeriodPage {
    trail: Vec<LabelView>,
    title: String,
    total: String,
    years: Vec<YearBar>,
    months: Vec<MonthView>,
    earlier: Option<StepView>,
    later: Option<StepView>,
    is_day: bool,
    cards: Vec<CardView>,
    pager: Pager,
    page_title: String,
}

/// `GET /2022/`, `/2022/09/`, `/2022/09/25/`; `None` when nothing was published then.
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    period: Period,
    page: usize,
) -> Result<Option<Answer>, Error> {
    let found = reading.page_of_period(period, page)?;
    if found.total == 0 || page > found.pages {
        return Ok(None);
    }
    let base = period_path(period);
    let counts = reading.months()?;
    let mut made_from = MadeFrom::at(&page_path(&base, page)).listing(Listing::All);
    for card in &found.cards {
        made_from = made_from.article(card.id);
    }
    let dates = edition.dates();
    let months = match period {
        Period::Year(year) => archive::months_of(year, &counts, edition),
        Period::Month(month) => {
            let days = reading.days(month)?;
            let busiest = days.iter().map(|day| day.articles).max().unwrap_or(1);
            vec![month_table(month, &days, busiest, edition)]
        }
        Period::Day(_) => Vec::new(),
    };
    let (earlier, later) = neighbours(reading, period, &counts, edition)?;
    let title = title(period, edition);
    let trail = trail(period, edition);
    let pager = Pager::of_list(&base, found.page, found.pages, edition);
    let head = Head {
        title: title.clone(),
        description: format!("{title}: {}", edition.count("articles", found.total)),
        older: pager.older.clone().unwrap_or_default(),
        newer: pager.newer.clone().unwrap_or_default(),
        data: vec![
            json_ld::trail(&trail, &title, edition),
            json_ld::list(&title, &page_path(&base, page), &found.cards, edition),
        ],
        ..Head::default()
    };
    let numbered = edition
        .words()
        .say_with("list.page", "name", &dates.number(found.page));
    let page = PeriodPage {
        trail,
        title,
        total: edition.count("articles", found.total),
        years: year_bars(&counts, Some(year_of(period)), edition),
        months,
        earlier,
        later,
        is_day: matches!(period, Period::Day(_)),
        cards: found
            .cards
            .iter()
            .map(|card| CardView::of(card, edition))
            .collect(),
        page_title: if found.page > 1 {
            numbered
        } else {
            String::new()
        },
        pager,
    };
    edition
        .print("period.html", head, page, made_from)
        .map(Some)
}

fn year_of(period: Period) -> i16 {
    match period {
        Period::Year(year) => year,
        Period::Month(month) => month.year,
        Period::Day(day) => day.year(),
    }
}

fn title(period: Period, edition: &Edition) -> String {
    let dates = edition.dates();
    match period {
        Period::Year(year) => dates.bare(year),
        Period::Month(month) => dates.month(month),
        Period::Day(day) => dates.long(day).text,
    }
}

fn trail(period: Period, edition: &Edition) -> Vec<LabelView> {
    let archive = edition.words().say("archive.title").to_owned();
    let step = |period: Period| LabelView {
        name: title(period, edition),
        href: period_path(period),
    };
    let mut trail = vec![
        home(edition),
        LabelView {
            name: archive,
            href: archive::PATH.to_owned(),
        },
    ];
    match period {
        Period::Year(_) => {}
        Period::Month(month) => trail.push(step(Period::Year(month.year))),
        Period::Day(day) => {
            trail.push(step(Period::Year(day.year())));
            let month = CivilMonth {
                year: day.year(),
                month: day.month(),
            };
            trail.push(step(Period::Month(month)));
        }
    }
    trail
}

/// The nearest periods of the same kind that hold articles.
fn neighbours(
    reading: &mut Reading<'_>,
    period: Period,
    counts: &[MonthCount],
    edition: &Edition,
) -> Result<(Option<StepView>, Option<StepView>), Error> {
    let mut months: Vec<CivilMonth> = counts
        .iter()
        .filter(|count| count.articles > 0)
        .map(|count| count.month)
        .collect();
    months.sort_unstable();
    let step = |period: Period| StepView {
        name: title(period, edition),
        href: period_path(period),
    };
    let pair = match period {
        Period::Year(year) => (
            months
                .iter()
                .rev()
                .map(|month| month.year)
                .find(|other| *other < year)
                .map(Period::Year),
            months
                .iter()
                .map(|month| month.year)
                .find(|other| *other > year)
                .map(Period::Year),
        ),
        Period::Month(month) => (
            months
                .iter()
                .rev()
                .find(|other| **other < month)
                .copied()
                .map(Period::Month),
            months
                .iter()
                .find(|other| **other > month)
                .copied()
                .map(Period::Month),
        ),
        Period::Day(day) => {
            let month = CivilMonth {
                year: day.year(),
                month: day.month(),
            };
            let mut earlier = None;
            for month in months.iter().rev().filter(|other| **other <= month).take(2) {
                let days = reading.days(*month)?;
                earlier = days
                    .iter()
                    .map(|count| count.day)
                    .rfind(|other| *other < day);
                if earlier.is_some() {
                    break;
                }
            }
            let mut later = None;
            for month in months.iter().filter(|other| **other >= month).take(2) {
                let days = reading.days(*month)?;
                later = days
                    .iter()
                    .map(|count| count.day)
                    .find(|other| *other > day);
                if later.is_some() {
                    break;
                }
            }
            (earlier.map(Period::Day), later.map(Period::Day))
        }
    };
    Ok((pair.0.map(step), pair.1.map(step)))
}
