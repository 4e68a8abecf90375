//! Asking the index, and bringing back articles with what was found in them.

use tantivy::collector::TopDocs;
use tantivy::query::BooleanQuery;
use tantivy::{DocAddress, Order, Searcher};
use warraq_text::highlight::highlight;
use warraq_text::query::{Query as Typed, Term, parse};

use super::facets::{Counts, FacetCollector, Facets};
use super::fields::Fields;
use super::nuances::{LOOKED_AT, Nuances};
use super::query::Need;
use super::recency::Recency;
use super::words::Marker;
use super::{SearchError, SearchHit, SearchPage, SearchRequest, Sort, correct, query};
use crate::model::{ArticleId, PAGE_SIZE, Period, PersonId, SectionId, TagId};
use crate::store::Reading;

/// Articles that can be paged to.
const DEEPEST: usize = 1_000;
/// Letters of a snippet.
const SNIPPET: usize = 220;
/// With fewer articles than this, those that have only some of the words are found as well, below.
const FEW: usize = 10;
/// Sections, tags and authors that are named with their counts.
const NAMED: usize = 12;

pub(super) fn answer(
    searcher: &Searcher,
    fields: &Fields,
    reading: &mut Reading<'_>,
    request: &SearchRequest,
) -> Result<SearchPage, SearchError> {
    let mut typed = parse(&request.text);
    let page = request.page.max(1);
    if typed.is_empty() {
        return Ok(SearchPage::empty(page));
    }
    let corrections = correct::correct(searcher, fields, &request.text, &mut typed)?;
    let skip = (page - 1).saturating_mul(PAGE_SIZE);
    let years = Years::of(reading)?;
    let recency = Recency::of(request, &typed, reading.now());
    let mut ask = |need| {
        let question = Question {
            query: query::whole(searcher, fields, reading, request, &typed, need)?,
            nuances: Nuances::of(fields, &typed, need),
            recency,
        };
        found(searcher, &question, request.sort, skip, years.starts())
    };
    let (mut ids, mut counts) = ask(Need::Most)?;
    let mut with_all_words = None;
    if counts.total < FEW && widens(&typed, counts.total) {
        let few = counts.total;
        (ids, counts) = ask(Need::Any)?;
        with_all_words = (counts.total > few).then_some(few);
    }
    let marker = Marker::of(&typed);
    let cards = reading.cards(&ids)?;
    let mut hits = Vec::with_capacity(cards.len());
    for card in cards {
        let text = reading.text(card.id)?.unwrap_or_default();
        let matched = |word: &str| marker.marks(word);
        let snippet = highlight(&text, matched, SNIPPET);
        let headline = highlight(&card.headline, matched, usize::MAX);
        hits.push(SearchHit {
            card,
            snippet,
            headline,
        });
    }
    let total = counts.total;
    Ok(SearchPage {
        hits,
        total,
        page,
        pages: total.min(DEEPEST).div_ceil(PAGE_SIZE).max(1),
        with_all_words,
        facets: named(reading, &counts, &years)?,
        corrections,
    })
}

/// The best articles for a text, with their scores: the order of [`answer`] without its page.
pub(super) fn rank(
    searcher: &Searcher,
    fields: &Fields,
    reading: &mut Reading<'_>,
    text: &str,
    limit: usize,
) -> Result<Vec<(ArticleId, f32)>, SearchError> {
    let mut typed = parse(text);
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    correct::correct(searcher, fields, text, &mut typed)?;
    let request = SearchRequest::default();
    let recency = Recency::of(&request, &typed, reading.now());
    let mut ask = |need| -> Result<_, SearchError> {
        let query = query::whole(searcher, fields, reading, &request, &typed, need)?;
        let top = recency.best(TopDocs::with_limit(limit.max(LOOKED_AT)));
        let mut best = searcher.search(&query, &top)?;
        Nuances::of(fields, &typed, need).reorder(searcher, recency, &mut best)?;
        best.truncate(limit);
        Ok(best)
    };
    let mut best = ask(Need::Most)?;
    if best.len() < FEW && widens(&typed, best.len()) {
        best = ask(Need::Any)?;
    }
    let mut ranked = Vec::with_capacity(best.len());
    for (score, address) in best {
        ranked.extend(article_at(searcher, address)?.map(|id| (id, score)));
    }
    Ok(ranked)
}

/// Whether articles with some of the words help. A phrase is meant as it stands, unless nothing has it.
fn widens(typed: &Typed, found: usize) -> bool {
    let terms = || typed.clauses.iter().flat_map(|clause| &clause.any);
    let has_phrase = || terms().any(|term| matches!(term, Term::Phrase { .. }));
    typed.clauses.len() > 1 && (found == 0 || !has_phrase())
}

/// What is found, and what orders it.
struct Question {
    query: BooleanQuery,
    nuances: Nuances,
    recency: Recency,
}

fn found(
    searcher: &Searcher,
    question: &Question,
    sort: Sort,
    skip: usize,
    years: Vec<i64>,
) -> Result<(Vec<ArticleId>, Counts), SearchError> {
    let facets = FacetCollector { years };
    if skip >= DEEPEST {
        return Ok((Vec::new(), searcher.search(&question.query, &facets)?));
    }
    let (addresses, counts): (Vec<_>, Counts) = match sort {
        Sort::Relevance => {
            // The same articles are looked at for every page: none is shown twice, none is missed.
            let limit = (skip + PAGE_SIZE).max(LOOKED_AT);
            let top = question.recency.best(TopDocs::with_limit(limit));
            let (mut best, counts) = searcher.search(&question.query, &(top, facets))?;
            question
                .nuances
                .reorder(searcher, question.recency, &mut best)?;
            let page = best.into_iter().skip(skip).take(PAGE_SIZE);
            (page.map(|(_, at)| at).collect(), counts)
        }
        Sort::Newest | Sort::Oldest => {
            let order = if sort == Sort::Newest {
                Order::Desc
            } else {
                Order::Asc
            };
            let top = TopDocs::with_limit(PAGE_SIZE).and_offset(skip);
            let by_time = top.order_by_fast_field::<i64>("at", order);
            let (best, counts) = searcher.search(&question.query, &(by_time, facets))?;
            (best.into_iter().map(|(_, at)| at).collect(), counts)
        }
    };
    let mut ids = Vec::with_capacity(addresses.len());
    for address in addresses {
        ids.extend(article_at(searcher, address)?);
    }
    Ok((ids, counts))
}

pub(super) fn article_at(
    searcher: &Searcher,
    at: DocAddress,
) -> Result<Option<ArticleId>, SearchError> {
    let segment = searcher.segment_reader(at.segment_ord);
    let column = segment.fast_fields().i64("id")?;
    Ok(column.first(at.doc_id).map(ArticleId))
}

/// The years in which the paper appeared.
struct Years {
    first: i16,
    starts: Vec<i64>,
}

impl Years {
    fn of(reading: &mut Reading<'_>) -> Result<Self, SearchError> {
        let months = reading.months()?;
        let years = months.iter().map(|count| count.month.year);
        let (Some(first), Some(last)) = (years.clone().min(), years.max()) else {
            return Ok(Self {
                first: 0,
                starts: Vec::new(),
            });
        };
        let start = |year| reading.bounds(Period::Year(year)).0.millis();
        Ok(Self {
            first,
            starts: (first..=last).map(start).collect(),
        })
    }

    fn starts(&self) -> Vec<i64> {
        self.starts.clone()
    }
}

/// Gives the counts their names.
fn named(reading: &mut Reading<'_>, counts: &Counts, years: &Years) -> Result<Facets, SearchError> {
    let mut facets = Facets {
        years: (years.first..).zip(counts.years.iter().copied()).collect(),
        ..Facets::default()
    };
    for (id, count) in counts.sections.most(NAMED) {
        let section = reading.section_label(SectionId(id))?;
        facets.sections.extend(section.map(|label| (label, count)));
    }
    for (id, count) in counts.tags.most(NAMED) {
        let tag = reading.tag(TagId(id))?;
        facets.tags.extend(tag.map(|tag| (tag.label, count)));
    }
    for (id, count) in counts.people.most(NAMED) {
        let person = reading.person(PersonId(id))?;
        facets
            .people
            .extend(person.map(|person| (person.label, count)));
    }
    let told = |count: &(i16, usize)| count.1 > 0;
    let first = facets
        .years
        .iter()
        .position(told)
        .unwrap_or(facets.years.len());
    facets.years.drain(..first);
    while facets.years.last().is_some_and(|last| !told(last)) {
        facets.years.pop();
    }
    Ok(facets)
}
