//! The map of the site for readers: everything within four clicks.

use jiff::civil::Date;
use serde::Serialize;
use warraq_archive::model::{CivilMonth, Listing, Period};
use warraq_archive::store::{ChangeKind, Reading};

use super::home;
use crate::address::period_path;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{Head, LabelView, TagView, json_ld};

/// Where the map is, unless a page of the paper has this path.
pub(crate) const PATH: &str = "/sitemap/";
/// Tags on the map.
const TAGS: usize = 60;

#[derive(Serialize)]
struct MapPage {
    trail: Vec<LabelView>,
    title: String,
    sections: Vec<MapSection>,
    pages: Vec<LabelView>,
    years: Vec<MapYear>,
    tags: Vec<TagView>,
}

#[derive(Serialize)]
struct MapSection {
    section: LabelView,
    articles: String,
    children: Vec<LabelView>,
}

#[derive(Serialize)]
struct MapYear {
    name: String,
    href: String,
    months: Vec<MapMonth>,
}

#[derive(Serialize)]
struct MapMonth {
    name: String,
    href: String,
    articles: String,
    days: Vec<LabelView>,
}

/// `GET /sitemap/`
pub(crate) fn show(reading: &mut Reading<'_>, edition: &Edition) -> Result<Answer, Error> {
    let words = edition.words();
    let title = words.say("sitemap.title").to_owned();
    let mut made_from = MadeFrom::at(PATH).listing(Listing::All);
    let mut sections = Vec::new();
    for section in reading.sections()? {
        made_from = made_from.with(ChangeKind::Section(section.label.id));
        sections.push(MapSection {
            section: (&section.label).into(),
            articles: edition.count("articles", section.articles),
            children: section.children.iter().map(LabelView::from).collect(),
        });
    }
    let tags = reading.tags_by_use(TAGS)?;
    let mut pages = vec![
        LabelView {
            name: words.say("shell.archive").into(),
            href: super::archive::PATH.into(),
        },
        LabelView {
            name: words.say("shell.writers").into(),
            href: super::writers::PATH.into(),
        },
    ];
    pages.extend(reading.sitemap_pages()?.into_iter().map(|page| LabelView {
        name: page.headline,
        href: page.path,
    }));
    let page = MapPage {
        trail: vec![home(edition)],
        sections,
        pages,
        years: years(reading, edition, None)?,
        tags: tags.iter().map(|tag| TagView::of(tag, edition)).collect(),
        title: title.clone(),
    };
    print(edition, title, page, made_from)
}

/// `GET /sitemap/2022/`: the days of a year; `None` when it holds nothing.
pub(crate) fn year(
    reading: &mut Reading<'_>,
    edition: &Edition,
    year: i16,
) -> Result<Option<Answer>, Error> {
    let years = years(reading, edition, Some(year))?;
    if years.is_empty() {
        return Ok(None);
    }
    let map = edition.words().say("sitemap.title");
    let title = format!("{map}: {}", edition.dates().bare(year));
    let page = MapPage {
        trail: vec![
            home(edition),
            LabelView {
                name: map.to_owned(),
                href: PATH.to_owned(),
            },
        ],
        title: title.clone(),
        sections: Vec::new(),
        pages: Vec::new(),
        years,
        tags: Vec::new(),
    };
    let made_from = MadeFrom::at(&format!("{PATH}{year:04}/")).listing(Listing::All);
    print(edition, title, page, made_from).map(Some)
}

fn print(
    edition: &Edition,
    title: String,
    page: MapPage,
    made_from: MadeFrom,
) -> Result<Answer, Error> {
    let head = Head {
        title: title.clone(),
        description: edition.words().say("sitemap.lead").to_owned(),
        data: vec![json_ld::trail(&page.trail, &title, edition)],
        ..Head::default()
    };
    edition.print("sitemap.html", head, page, made_from)
}

/// Years with their months, newest first; with `only`, that year with its days as well.
fn years(
    reading: &mut Reading<'_>,
    edition: &Edition,
    only: Option<i16>,
) -> Result<Vec<MapYear>, Error> {
    let dates = edition.dates();
    let mut counts = reading.months()?;
    counts.retain(|count| count.articles > 0 && only.is_none_or(|year| year == count.month.year));
    counts.sort_by_key(|count| std::cmp::Reverse(count.month));
    let mut years: Vec<MapYear> = Vec::new();
    for count in counts {
        let CivilMonth { year, .. } = count.month;
        let name = dates.bare(year);
        if years.last().is_none_or(|last| last.name != name) {
            let href = match only {
                Some(_) => period_path(Period::Year(year)),
                None => format!("{PATH}{year:04}/"),
            };
            years.push(MapYear {
                name,
                href,
                months: Vec::new(),
            });
        }
        let days = match only {
            Some(_) => reading.days(count.month)?,
            None => Vec::new(),
        };
        let day = |day: Date| LabelView {
            name: dates.bare(day.day()),
            href: period_path(Period::Day(day)),
        };
        let month = MapMonth {
            name: dates.month_name(count.month),
            href: period_path(Period::Month(count.month)),
            articles: dates.number(count.articles),
            days: days.iter().map(|count| day(count.day)).collect(),
        };
        if let Some(year) = years.last_mut() {
            year.months.push(month);
        }
    }
    Ok(years)
}
