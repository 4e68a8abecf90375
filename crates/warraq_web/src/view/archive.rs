//! The archive as a calendar: years as bars, months as tables of days.

use jiff::civil::Date;
use serde::Serialize;
use warraq_archive::model::{CivilMonth, DayCount, MonthCount, Period};

use crate::address::period_path;
use crate::edition::Edition;

/// Steps of a bar's height and of a day's shade.
const BAR_STEPS: usize = 20;
const SHADES: usize = 4;

/// A year among others.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct YearBar {
    pub(crate) year: String,
    pub(crate) href: String,
    pub(crate) articles: String,
    /// Height, 0 to 20.
    pub(crate) height: usize,
    pub(crate) is_here: bool,
}

/// A month as a table of its days.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MonthView {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) articles: String,
    /// Height, 0 to 20.
    pub(crate) height: usize,
    /// Weeks from Sunday; `None` is a day of a neighbouring month.
    pub(crate) weeks: Vec<[Option<DayView>; 7]>,
}

/// A day of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DayView {
    pub(crate) number: String,
    /// Empty on a day without articles.
    pub(crate) href: String,
    pub(crate) articles: String,
    /// How dark, 0 to 4.
    pub(crate) shade: usize,
}

/// A step to a neighbouring period.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StepView {
    pub(crate) name: String,
    pub(crate) href: String,
}

/// Years that hold articles, oldest first.
pub(crate) fn year_bars(
    months: &[MonthCount],
    here: Option<i16>,
    edition: &Edition,
) -> Vec<YearBar> {
    let mut years: Vec<(i16, usize)> = Vec::new();
    let mut sorted: Vec<_> = months.iter().filter(|month| month.articles > 0).collect();
    sorted.sort_by_key(|month| month.month);
    for month in sorted {
        match years
            .last_mut()
            .filter(|(year, _)| *year == month.month.year)
        {
            Some((_, articles)) => *articles += month.articles,
            None => years.push((month.month.year, month.articles)),
        }
    }
    let href = |year| period_path(Period::Year(year));
    bars(&years, here, edition, href)
}

/// A bar for each of `years`, leading to `href`.
pub(crate) fn bars(
    years: &[(i16, usize)],
    here: Option<i16>,
    edition: &Edition,
    href: impl Fn(i16) -> String,
) -> Vec<YearBar> {
    let most = years.iter().map(|(_, articles)| *articles).max();
    let most = most.unwrap_or(1).max(1);
    let bar = |(year, articles): &(i16, usize)| YearBar {
        year: edition.dates().bare(year),
        href: href(*year),
        articles: edition.count("articles", *articles),
        height: (articles * BAR_STEPS).div_ceil(most),
        is_here: here == Some(*year),
    };
    years.iter().map(bar).collect()
}

/// A month with its days; `busiest` is the number of articles that makes a day darkest.
pub(crate) fn month_table(
    month: CivilMonth,
    days: &[DayCount],
    busiest: usize,
    edition: &Edition,
) -> MonthView {
    let dates = edition.dates();
    let total = days.iter().map(|day| day.articles).sum();
    let mut weeks: Vec<[Option<DayView>; 7]> = Vec::new();
    for day in days_of(month) {
        let column = usize::try_from(day.weekday().to_sunday_zero_offset()).unwrap_or(0);
        if weeks.is_empty() || column == 0 {
            weeks.push(Default::default());
        }
        let articles = days
            .iter()
            .find(|count| count.day == day)
            .map_or(0, |count| count.articles);
        let view = DayView {
            number: dates.bare(day.day()),
            href: if articles > 0 {
                period_path(Period::Day(day))
            } else {
                String::new()
            },
            articles: edition.count("articles", articles),
            shade: (articles * SHADES).div_ceil(busiest.max(1)).min(SHADES),
        };
        if let Some(week) = weeks.last_mut() {
            week[column] = Some(view);
        }
    }
    MonthView {
        name: dates.month_name(month),
        href: period_path(Period::Month(month)),
        articles: edition.count("articles", total),
        height: 0,
        weeks,
    }
}

/// The days of a month.
fn days_of(month: CivilMonth) -> impl Iterator<Item = Date> {
    let first = Date::new(month.year, month.month, 1).ok();
    std::iter::successors(first, |day| day.tomorrow().ok())
        .take_while(move |day| day.month() == month.month)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use warraq_archive::model::Settings;

    use super::*;

    #[test]
    fn a_month_is_laid_out_in_weeks_from_sunday() {
        let edition = Edition::for_tests(Settings::default());
        let days = [DayCount {
            day: date(2022, 9, 25),
            articles: 8,
        }];
        let view = month_table(
            CivilMonth {
                year: 2022,
                month: 9,
            },
            &days,
            8,
            &edition,
        );
        assert_eq!(view.weeks.len(), 5);
        assert_eq!(view.weeks[0].iter().filter(|day| day.is_some()).count(), 3);
        let busy = view.weeks[4][0].as_ref().unwrap();
        assert_eq!((busy.href.as_str(), busy.shade), ("/2022/09/25/", 4));
        assert_eq!(view.weeks[4][1].as_ref().unwrap().href, "");
        assert_eq!(view.name, "سبتمبر");
    }

    #[test]
    fn years_are_bars_from_the_oldest() {
        let edition = Edition::for_tests(Settings::default());
        let count = |year, month, articles| MonthCount {
            month: CivilMonth { year, month },
            articles,
        };
        let months = [
            count(2022, 9, 40),
            count(2022, 1, 10),
            count(2010, 3, 1),
            count(2011, 1, 0),
        ];
        let bars = year_bars(&months, Some(2022), &edition);
        let shown: Vec<_> = bars
            .iter()
            .map(|bar| (bar.year.as_str(), bar.height, bar.is_here))
            .collect();
        assert_eq!(shown, [("2010", 1, false), ("2022", 20, true)]);
    }
}
