//! The search page.

mod question;

use serde::Serialize;
use warraq_archive::model::{PersonId, SectionId, TagId};
use warraq_archive::search::SearchPage;
use warraq_archive::store::Reading;

use question::Order;
pub(crate) use question::{MOST_PAGES, PATH, Question};

use super::home;
use crate::address::Format;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::{Answer, CachePolicy};
use crate::view::{CardView, FragmentView, Head, LabelView, Pager, YearBar, bars, fragments};

/// Feeds of a search that the page names.
const FEEDS: [(&str, Format); 2] = [("RSS", Format::Rss), ("JSON", Format::Json)];

#[derive(Serialize)]
struct SearchView {
    text: String,
    trail: Vec<LabelView>,
    asked: bool,
    is_busy: bool,
    total: String,
    found_any: bool,
    orders: Vec<OrderView>,
    filters: Vec<FilterView>,
    meant: Option<MeantView>,
    /// Why articles are there that have only some of the words; empty when there are none.
    some: String,
    years: Vec<YearBar>,
    facets: Vec<FacetView>,
    hits: Vec<HitView>,
    pager: Option<Pager>,
    feeds: [FeedView; FEEDS.len()],
}

/// The same search for whoever reads feeds.
#[derive(Serialize)]
struct FeedView {
    name: &'static str,
    href: String,
}

#[derive(Serialize)]
struct OrderView {
    name: String,
    href: String,
    is_here: bool,
}

#[derive(Serialize)]
struct FilterView {
    name: String,
    without: String,
}

/// What was understood beside what was typed.
#[derive(Serialize)]
struct MeantView {
    text: String,
    href: String,
}

/// A kind of thing that articles have, with how many of those found have each.
#[derive(Serialize)]
struct FacetView {
    title: String,
    values: Vec<ValueView>,
}

#[derive(Serialize)]
struct ValueView {
    name: String,
    articles: String,
    href: String,
    is_here: bool,
}

#[derive(Serialize)]
struct HitView {
    card: CardView,
    headline: Vec<FragmentView>,
    snippet: Vec<FragmentView>,
}

/// `GET /search?q=` and `GET /?s=`. `found` is `None` when nothing was asked.
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    question: &Question,
    found: Option<&SearchPage>,
) -> Result<Answer, Error> {
    print(reading, edition, question, found, false)
}

/// The search page when too many search at once.
pub(crate) fn busy(
    reading: &mut Reading<'_>,
    edition: &Edition,
    question: &Question,
) -> Result<Answer, Error> {
    const SOON: u32 = 3;
    let mut answer = print(reading, edition, question, None, true)?;
    answer.policy = CachePolicy::NoStore;
    answer.retry_after = Some(SOON);
    Ok(answer.with_status(axum::http::StatusCode::SERVICE_UNAVAILABLE))
}

fn print(
    reading: &mut Reading<'_>,
    edition: &Edition,
    question: &Question,
    found: Option<&SearchPage>,
    is_busy: bool,
) -> Result<Answer, Error> {
    let words = edition.words();
    let title = if question.is_empty() {
        words.say("search.title").to_owned()
    } else {
        words.say_with("search.title_of", "text", &question.text)
    };
    let hits = found.map(|found| found.hits.as_slice()).unwrap_or_default();
    let total = found.map_or(0, |found| found.total);
    let pager = found.map(|found| {
        Pager::new(found.page, found.pages.min(MOST_PAGES), edition, |page| {
            question.at_page(page).address()
        })
    });
    let page = SearchView {
        text: question.text.clone(),
        trail: vec![home(edition)],
        asked: found.is_some(),
        is_busy,
        total: edition.count("results", total),
        found_any: total > 0,
        orders: orders(question, edition),
        filters: filters(reading, question, edition)?,
        meant: found.and_then(|found| meant(question, found)),
        some: found
            .and_then(|found| found.with_all_words)
            .map(|few| some(few, edition))
            .unwrap_or_default(),
        years: found.map_or_else(Vec::new, |found| {
            bars(&found.facets.years, question.year, edition, |year| {
                let year = Some(year).filter(|year| question.year != Some(*year));
                question.narrowed(|narrowed| narrowed.year = year)
            })
        }),
        facets: found.map_or_else(Vec::new, |found| facets(question, found, edition)),
        hits: hits
            .iter()
            .map(|hit| HitView {
                card: CardView::of(&hit.card, edition),
                headline: fragments(&hit.headline),
                snippet: fragments(&hit.snippet),
            })
            .collect(),
        pager,
        feeds: FEEDS.map(|(name, format)| FeedView {
            name,
            href: question.feed_address(format),
        }),
    };
    let head = Head {
        title,
        is_hidden: true,
        ..Head::default()
    };
    let mut answer = edition.print("search.html", head, page, MadeFrom::at(PATH))?;
    // What people may search for has no end: the page cache keeps none of it.
    answer.memory = None;
    answer.policy = CachePolicy::Minute;
    Ok(answer)
}

fn some(with_all_words: usize, edition: &Edition) -> String {
    if with_all_words == 0 {
        return edition.words().say("search.none_with_all").to_owned();
    }
    let few = edition.count("results", with_all_words);
    edition
        .words()
        .say_with("search.few_with_all", "results", &few)
}

fn meant(question: &Question, found: &SearchPage) -> Option<MeantView> {
    let corrected = found.corrections.iter();
    let text = corrected.fold(question.text.clone(), |text, correction| {
        text.replacen(&correction.typed, &correction.meant, 1)
    });
    (text != question.text).then(|| MeantView {
        href: question.narrowed(|narrowed| narrowed.text.clone_from(&text)),
        text,
    })
}

/// Each value leads to the search with it, and the one in use to the search without it.
fn facets(question: &Question, found: &SearchPage, edition: &Edition) -> Vec<FacetView> {
    type Place = fn(&mut Question) -> &mut Option<i64>;
    let facet = |title: &str, place: Place, values: Vec<(i64, &str, usize)>| FacetView {
        title: edition.words().say(title).to_owned(),
        values: values
            .into_iter()
            .map(|(id, name, articles)| {
                let is_here = *place(&mut question.clone()) == Some(id);
                let value = (!is_here).then_some(id);
                ValueView {
                    name: name.to_owned(),
                    articles: edition.dates().number(articles),
                    href: question.narrowed(|narrowed| *place(narrowed) = value),
                    is_here,
                }
            })
            .collect(),
    };
    let found = &found.facets;
    let sections = found.sections.iter();
    let people = found.people.iter();
    let tags = found.tags.iter();
    let all = [
        facet(
            "search.by_section",
            |question| &mut question.section,
            sections
                .map(|(s, n)| (s.id.0, s.name.as_str(), *n))
                .collect(),
        ),
        facet(
            "search.by_person",
            |question| &mut question.person,
            people.map(|(p, n)| (p.id.0, p.name.as_str(), *n)).collect(),
        ),
        facet(
            "search.by_tag",
            |question| &mut question.tag,
            tags.map(|(t, n)| (t.id.0, t.name.as_str(), *n)).collect(),
        ),
    ];
    let told = |facet: &FacetView| facet.values.len() > 1 || facet.values.iter().any(|v| v.is_here);
    all.into_iter().filter(told).collect()
}

fn orders(question: &Question, edition: &Edition) -> Vec<OrderView> {
    let view = |(order, name): (Order, &str)| OrderView {
        name: edition.words().say(&format!("search.{name}")).to_owned(),
        href: Question {
            order,
            page: 1,
            ..question.clone()
        }
        .address(),
        is_here: order == question.order,
    };
    Order::ALL.into_iter().map(view).collect()
}

/// The filters in use, each with the address of the search without it. A number that names nothing
/// shows no name, and still can be taken off.
fn filters(
    reading: &mut Reading<'_>,
    question: &Question,
    edition: &Edition,
) -> Result<Vec<FilterView>, Error> {
    let mut filters = Vec::new();
    let mut add = |name: Option<String>, number: i64, without: Question| {
        let name = name.unwrap_or_else(|| edition.dates().bare(number));
        filters.push(FilterView {
            name,
            without: Question { page: 1, ..without }.address(),
        });
    };
    if let Some(id) = question.section {
        let name = reading
            .section(SectionId(id))?
            .map(|section| section.label.name);
        add(
            name,
            id,
            Question {
                section: None,
                ..question.clone()
            },
        );
    }
    if let Some(id) = question.tag {
        let name = reading.tag(TagId(id))?.map(|tag| tag.label.name);
        add(
            name,
            id,
            Question {
                tag: None,
                ..question.clone()
            },
        );
    }
    if let Some(id) = question.person {
        let name = reading
            .person(PersonId(id))?
            .map(|person| person.label.name);
        add(
            name,
            id,
            Question {
                person: None,
                ..question.clone()
            },
        );
    }
    if let Some(year) = question.year {
        let name = edition
            .words()
            .say_with("search.year", "name", &edition.dates().bare(year));
        add(
            Some(name),
            year.into(),
            Question {
                year: None,
                ..question.clone()
            },
        );
    }
    Ok(filters)
}
