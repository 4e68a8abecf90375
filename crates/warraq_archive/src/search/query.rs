//! From what a reader typed to what Tantivy is asked, and back to articles.

use std::ops::Bound;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Order, Searcher, Term as IndexTerm};
use warraq_text::highlight::highlight;
use warraq_text::query::{Filters, Query as Typed, Term, parse};

use super::fields::{Fields, STEM};
use super::{SearchError, SearchHit, SearchPage, SearchRequest, Sort};
use crate::model::{ArticleId, Listing, PAGE_SIZE, Period};
use crate::store::{NameKind, Reading};

/// A word in the headline weighs so much more than in the body.
const HEADLINE: f32 = 3.0;
/// A stem that matches weighs less than the very word.
const STEMMED: f32 = 0.5;
/// Articles that can be paged to.
const DEEPEST: usize = 1_000;
/// Letters of a snippet.
const SNIPPET: usize = 220;
/// Words that an unfinished word may stand for.
const COMPLETIONS: usize = 40;

type Boxed = Box<dyn Query>;

pub(super) fn answer(
    searcher: &Searcher,
    fields: &Fields,
    reading: &mut Reading<'_>,
    request: &SearchRequest,
) -> Result<SearchPage, SearchError> {
    let typed = parse(&request.text);
    let page = request.page.max(1);
    if typed.is_empty() {
        return Ok(SearchPage {
            hits: Vec::new(),
            total: 0,
            page,
            pages: 1,
        });
    }
    let query = whole_query(searcher, fields, reading, request, &typed)?;
    let skip = (page - 1).saturating_mul(PAGE_SIZE);
    let (ids, total) = if skip >= DEEPEST {
        (Vec::new(), searcher.search(&query, &Count)?)
    } else {
        found(searcher, &query, request.sort, skip)?
    };
    let matches = matcher(&typed);
    let cards = reading.cards(&ids)?;
    let mut hits = Vec::with_capacity(cards.len());
    for card in cards {
        let text = reading.text(card.id)?.unwrap_or_default();
        let snippet = highlight(&text, &matches, SNIPPET);
        let headline = highlight(&card.headline, &matches, usize::MAX);
        hits.push(SearchHit {
            card,
            snippet,
            headline,
        });
    }
    let pages = total.min(DEEPEST).div_ceil(PAGE_SIZE).max(1);
    Ok(SearchPage {
        hits,
        total,
        page,
        pages,
    })
}

fn found(
    searcher: &Searcher,
    query: &BooleanQuery,
    sort: Sort,
    skip: usize,
) -> Result<(Vec<ArticleId>, usize), SearchError> {
    let top = TopDocs::with_limit(PAGE_SIZE).and_offset(skip);
    let (addresses, total): (Vec<_>, usize) = match sort {
        Sort::Relevance => {
            let (best, total) = searcher.search(query, &(top.order_by_score(), Count))?;
            (
                best.into_iter().map(|(_, address)| address).collect(),
                total,
            )
        }
        Sort::Newest | Sort::Oldest => {
            let order = if sort == Sort::Newest {
                Order::Desc
            } else {
                Order::Asc
            };
            let by_time = top.order_by_fast_field::<i64>("at", order);
            let (best, total) = searcher.search(query, &(by_time, Count))?;
            (
                best.into_iter().map(|(_, address)| address).collect(),
                total,
            )
        }
    };
    let mut ids = Vec::with_capacity(addresses.len());
    for address in addresses {
        let column = searcher
            .segment_reader(address.segment_ord)
            .fast_fields()
            .i64("id")?;
        ids.extend(column.first(address.doc_id).map(ArticleId));
    }
    Ok((ids, total))
}

fn whole_query(
    searcher: &Searcher,
    fields: &Fields,
    reading: &mut Reading<'_>,
    request: &SearchRequest,
    typed: &Typed,
) -> Result<BooleanQuery, SearchError> {
    let mut parts: Vec<(Occur, Boxed)> = Vec::new();
    for clause in &typed.clauses {
        let any = clause
            .any
            .iter()
            .map(|term| term_query(searcher, fields, term));
        parts.push((Occur::Must, one_of(any.collect::<Result<Vec<_>, _>>()?)));
    }
    for term in &typed.excluded {
        parts.push((Occur::MustNot, term_query(searcher, fields, term)?));
    }
    if typed.clauses.is_empty() {
        parts.push((Occur::Must, Box::new(AllQuery)));
    }
    filter(fields, reading, &typed.filters, Occur::Must, &mut parts)?;
    filter(
        fields,
        reading,
        &typed.excluded_filters,
        Occur::MustNot,
        &mut parts,
    )?;

    let number = |field, id| -> (Occur, Boxed) { (Occur::Must, unscored(exact(field, id))) };
    parts.extend(request.section.map(|id| number(fields.section, id.0)));
    parts.extend(request.tag.map(|id| number(fields.tag, id.0)));
    parts.extend(request.person.map(|id| number(fields.person, id.0)));
    if let Some(year) = request.year {
        let (from, until) = reading.bounds(Period::Year(year));
        parts.push((
            Occur::Must,
            unscored(between(fields, from.millis(), until.millis())),
        ));
    }
    // A scheduled article is in the index before its time and in no answer.
    let until = reading.now().millis().saturating_add(1);
    parts.push((Occur::Must, unscored(between(fields, i64::MIN, until))));
    Ok(BooleanQuery::new(parts))
}

fn filter(
    fields: &Fields,
    reading: &mut Reading<'_>,
    filters: &Filters,
    occur: Occur,
    parts: &mut Vec<(Occur, Boxed)>,
) -> Result<(), SearchError> {
    let names = [
        (NameKind::Section, &filters.sections),
        (NameKind::Person, &filters.authors),
        (NameKind::Tag, &filters.tags),
    ];
    for (kind, names) in names {
        if names.is_empty() {
            continue;
        }
        let mut any: Vec<Boxed> = Vec::new();
        for name in names {
            for listing in reading.named(kind, name)? {
                any.push(match listing {
                    Listing::Section(id) => exact(fields.section, id.0),
                    Listing::Tag(id) => exact(fields.tag, id.0),
                    Listing::Person(id) => exact(fields.person, id.0),
                    Listing::All | Listing::Video => continue,
                });
            }
        }
        parts.push((occur, unscored(one_of(any))));
    }
    if !filters.years.is_empty() {
        let spans = filters.years.iter().map(|years| {
            let (from, _) = reading.bounds(Period::Year(*years.start()));
            let (_, until) = reading.bounds(Period::Year(*years.end()));
            between(fields, from.millis(), until.millis())
        });
        parts.push((occur, unscored(one_of(spans.collect()))));
    }
    let day = |date| reading.bounds(Period::Day(date)).0.millis();
    if filters.from.is_some() || filters.until.is_some() {
        let from = filters.from.map_or(i64::MIN, day);
        let until = filters.until.map_or(i64::MAX, day);
        parts.push((occur, unscored(between(fields, from, until))));
    }
    Ok(())
}

fn term_query(searcher: &Searcher, fields: &Fields, term: &Term) -> Result<Boxed, SearchError> {
    let anywhere = |make: &dyn Fn(Field) -> Result<Boxed, SearchError>| {
        let headline: Boxed = Box::new(BoostQuery::new(make(fields.headline)?, HEADLINE));
        Ok::<_, SearchError>(one_of(vec![headline, make(fields.body)?]))
    };
    match term {
        Term::Word { folded, open, .. } => anywhere(&|field| {
            let mut forms = forms(folded, field);
            if *open {
                forms.extend(completions(searcher, field, folded)?);
            }
            Ok(one_of(forms))
        }),
        Term::Phrase { words, .. } if words.len() == 1 => {
            anywhere(&|field| Ok(word(field, &words[0])))
        }
        Term::Phrase { words, .. } => anywhere(&|field| {
            let terms = words
                .iter()
                .map(|word| IndexTerm::from_field_text(field, word));
            Ok(Box::new(PhraseQuery::new(terms.collect())))
        }),
    }
}

/// The word itself, and the words that share its stem.
fn forms(folded: &str, field: Field) -> Vec<Boxed> {
    let stem = warraq_text::stem::light(folded);
    let mut forms = vec![word(field, folded)];
    let mut lighter = |text: &str| {
        forms.push(Box::new(BoostQuery::new(word(field, text), STEMMED)) as Boxed);
    };
    if stem != folded {
        lighter(stem);
    }
    lighter(&format!("{STEM}{stem}"));
    forms
}

/// The commonest words that begin with what was typed.
fn completions(searcher: &Searcher, field: Field, prefix: &str) -> Result<Vec<Boxed>, SearchError> {
    if prefix.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut left = 4_000;
    let end = format!("{prefix}\u{10FFFF}");
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut words = inverted
            .terms()
            .range()
            .gt(prefix.as_bytes())
            .lt(end.as_bytes())
            .into_stream()
            .map_err(tantivy::TantivyError::from)?;
        while let Some((key, info)) = words.next() {
            left -= 1;
            if left == 0 {
                break;
            }
            if let Ok(word) = std::str::from_utf8(key) {
                found.push((info.doc_freq, word.to_owned()));
            }
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.dedup_by(|a, b| a.1 == b.1);
    Ok(found
        .into_iter()
        .take(COMPLETIONS)
        .map(|(_, text)| Box::new(BoostQuery::new(word(field, &text), STEMMED)) as Boxed)
        .collect())
}

fn word(field: Field, text: &str) -> Boxed {
    let term = IndexTerm::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn exact(field: Field, id: i64) -> Boxed {
    let term = IndexTerm::from_field_i64(field, id);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn between(fields: &Fields, from: i64, until: i64) -> Boxed {
    Box::new(RangeQuery::new(
        Bound::Included(IndexTerm::from_field_i64(fields.at, from)),
        Bound::Excluded(IndexTerm::from_field_i64(fields.at, until)),
    ))
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(tantivy::query::ConstScoreQuery::new(query, 0.0))
}

fn one_of(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

/// Whether a folded word of a text is one of those looked for, or shares its stem.
fn matcher(typed: &Typed) -> impl Fn(&str) -> bool {
    let mut words: Vec<String> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for term in typed.clauses.iter().flat_map(|clause| &clause.any) {
        match term {
            Term::Word {
                folded,
                open: unfinished,
                ..
            } => {
                words.push(folded.clone());
                if *unfinished && folded.chars().count() >= 2 {
                    open.push(folded.clone());
                }
            }
            Term::Phrase { words: phrase, .. } => words.extend(phrase.iter().cloned()),
        }
    }
    let stems: Vec<String> = words
        .iter()
        .map(|word| warraq_text::stem::light(word).to_owned())
        .collect();
    move |folded| {
        words.iter().any(|word| word == folded)
            || stems
                .iter()
                .any(|stem| stem == warraq_text::stem::light(folded))
            || open
                .iter()
                .any(|prefix| folded.starts_with(prefix.as_str()))
    }
}
