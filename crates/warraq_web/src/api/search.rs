//! `GET /api/search`: what the search page shows, for programs.

use serde::Serialize;
use warraq_archive::search::{SearchHit, SearchPage};

use super::{Article, Thing, answer};
use crate::edition::Edition;
use crate::error::Error;
use crate::respond::Answer;
use crate::site::search::{MOST_PAGES, Question};
use crate::view::{FragmentView, fragments};

#[derive(Serialize)]
struct Found<'a> {
    query: &'a str,
    total: usize,
    with_all_words: Option<usize>,
    page: usize,
    pages: usize,
    next: Option<String>,
    previous: Option<String>,
    corrections: Vec<Correction<'a>>,
    articles: Vec<Hit>,
    facets: Facets,
}

#[derive(Serialize)]
struct Correction<'a> {
    typed: &'a str,
    meant: &'a str,
}

#[derive(Serialize)]
struct Hit {
    #[serde(flatten)]
    article: Article,
    headline_marked: Vec<FragmentView>,
    snippet: Vec<FragmentView>,
}

#[derive(Serialize)]
struct Facets {
    sections: Vec<Count>,
    authors: Vec<Count>,
    tags: Vec<Count>,
    years: Vec<Year>,
}

#[derive(Serialize)]
struct Count {
    #[serde(flatten)]
    thing: Thing,
    articles: usize,
}

#[derive(Serialize)]
struct Year {
    year: i16,
    articles: usize,
}

/// Answers a search; `found` is `None` when nothing was asked.
pub(crate) fn show(
    edition: &Edition,
    question: &Question,
    found: Option<&SearchPage>,
) -> Result<Answer, Error> {
    let page = found.map_or(1, |found| found.page);
    let pages = found.map_or(1, |found| found.pages.min(MOST_PAGES));
    let at = |page| edition.absolute(&question.at_page(page).api_address());
    let corrections = found.map_or(&[][..], |found| &found.corrections);
    let hits = found.map_or(&[][..], |found| &found.hits);
    answer(&Found {
        query: &question.text,
        total: found.map_or(0, |found| found.total),
        with_all_words: found.and_then(|found| found.with_all_words),
        page,
        pages,
        next: (page < pages).then(|| at(page + 1)),
        previous: (page > 1).then(|| at(page - 1)),
        corrections: corrections
            .iter()
            .map(|correction| Correction {
                typed: &correction.typed,
                meant: &correction.meant,
            })
            .collect(),
        articles: hits.iter().map(|hit| Hit::new(hit, edition)).collect(),
        facets: Facets::of(found, edition),
    })
}

impl Hit {
    fn new(hit: &SearchHit, edition: &Edition) -> Self {
        Self {
            article: Article::new(&hit.card, edition),
            headline_marked: fragments(&hit.headline),
            snippet: fragments(&hit.snippet),
        }
    }
}

impl Facets {
    fn of(found: Option<&SearchPage>, edition: &Edition) -> Self {
        let facets = found.map(|found| found.facets.clone()).unwrap_or_default();
        let count = |id, name: &str, path: &str, articles| Count {
            thing: Thing::new(id, name, path, edition),
            articles,
        };
        let sections = facets.sections.iter();
        let people = facets.people.iter();
        let tags = facets.tags.iter();
        let years = facets.years.into_iter();
        Self {
            sections: sections
                .map(|(s, n)| count(s.id.0, &s.name, &s.path, *n))
                .collect(),
            authors: people
                .map(|(p, n)| count(p.id.0, &p.name, &p.path, *n))
                .collect(),
            tags: tags
                .map(|(t, n)| count(t.id.0, &t.name, &t.path, *n))
                .collect(),
            years: years
                .map(|(year, articles)| Year { year, articles })
                .collect(),
        }
    }
}
