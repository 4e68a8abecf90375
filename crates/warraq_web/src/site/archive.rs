//! The archive as a calendar.

use serde::Serialize;
use warraq_archive::model::{CivilMonth, Listing, MonthCount};
use warraq_archive::store::Reading;

use super::home;
use crate::address::period_path;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{Head, LabelView, MonthView, YearBar, json_ld, month_table, year_bars};

/// Where the calendar is, unless a page of the paper has this path.
pub(crate) const PATH: &str = "/archive/";

#[derive(Serialize)]
struct ArchivePage {
    trail: Vec<LabelView>,
    total: String,
    years: Vec<YearBar>,
    /// The newest year, month by month.
    year: String,
    months: Vec<MonthView>,
}

/// `GET /archive/`
pub(crate) fn show(reading: &mut Reading<'_>, edition: &Edition) -> Result<Answer, Error> {
    let counts = reading.months()?;
    let newest = counts
        .iter()
        .filter(|count| count.articles > 0)
        .map(|count| count.month)
        .max();
    let mut months = Vec::new();
    if let Some(newest) = newest {
        let mut tables = Vec::new();
        for month in (1..=newest.month).rev() {
            let month = CivilMonth {
                year: newest.year,
                month,
            };
            let days = reading.days(month)?;
            if !days.is_empty() {
                tables.push((month, days));
            }
        }
        let busiest = tables
            .iter()
            .flat_map(|(_, days)| days)
            .map(|day| day.articles)
            .max();
        let busiest = busiest.unwrap_or(1);
        months = tables
            .iter()
            .map(|(month, days)| month_table(*month, days, busiest, edition))
            .collect();
    }
    let words = edition.words();
    let total = counts.iter().map(|count| count.articles).sum();
    let trail = vec![home(edition)];
    let head = Head {
        title: words.say("archive.title").to_owned(),
        description: words.say("archive.lead").to_owned(),
        data: vec![json_ld::trail(&trail, words.say("archive.title"), edition)],
        ..Head::default()
    };
    let page = ArchivePage {
        trail,
        total: edition.count("articles", total),
        years: year_bars(&counts, newest.map(|month| month.year), edition),
        year: newest
            .map(|month| edition.dates().bare(month.year))
            .unwrap_or_default(),
        months,
    };
    edition.print(
        "archive.html",
        head,
        page,
        MadeFrom::at(PATH).listing(Listing::All),
    )
}

/// The months of a year as bars, without their days.
pub(crate) fn months_of(year: i16, counts: &[MonthCount], edition: &Edition) -> Vec<MonthView> {
    const BAR_STEPS: usize = 20;
    let mut months: Vec<_> = counts
        .iter()
        .filter(|count| count.month.year == year && count.articles > 0)
        .collect();
    months.sort_by_key(|count| count.month);
    let most = months.iter().map(|count| count.articles).max().unwrap_or(1);
    let view = |count: &&MonthCount| MonthView {
        name: edition.dates().month_name(count.month),
        href: period_path(warraq_archive::model::Period::Month(count.month)),
        articles: edition.count("articles", count.articles),
        height: (count.articles * BAR_STEPS).div_ceil(most),
        weeks: Vec::new(),
    };
    months.iter().map(view).collect()
}
