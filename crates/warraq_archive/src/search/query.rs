//! From what a reader typed to what Tantivy is asked.
//!
//! A word is looked for in both forms of the headline, of the body and of its lead: as written it
//! counts [`AS_WRITTEN`], as a form of a dictionary word fully. It counts where it counts most, and
//! elsewhere [`AGAIN`]: a headline that says what its story says is not two stories. A word that may be
//! a form of several counts as the best of them, not as their sum: كتب is books or wrote, never both.
//!
//! Words of the same root weigh in the order of the best ([`super::nuances`]), and find nothing by
//! themselves as long as there is enough: «انتخابات» is not a search for the team, «منتخب».

use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur,
    PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term as IndexTerm};
use warraq_text::analyze::Kinship;
use warraq_text::query::{Clause, Filters, Query as Typed, Term};

use super::fields::{Fields, Text};
use super::words::{self, Sought};
use super::{SearchError, SearchRequest};
use crate::model::{Listing, Period};
use crate::store::{NameKind, Reading};

/// What a word weighs in the headline, for its weight in the body.
pub(super) const HEADLINE: f32 = 0.8;
/// What a word weighs in the lead, for its weight in the body.
const LEAD: f32 = 0.8;
/// What a word weighs in the places where it does not weigh most.
const AGAIN: f32 = 0.3;
/// What the very word weighs, for any form of its dictionary word.
const AS_WRITTEN: f32 = 0.4;
/// What a word weighs that was only guessed: the end of an unfinished one.
const GUESSED: f32 = 0.3;
/// What a word of the same form of the verb weighs, and what another of the root.
const OF_FORM: f32 = 0.4;
const OF_ROOT: f32 = 0.2;
/// Words that an unfinished word may stand for.
const COMPLETIONS: usize = 40;

pub(super) type Boxed = Box<dyn Query>;

/// The whole question: what is typed, what is filtered, and that it is published.
pub(super) fn whole(
    searcher: &Searcher,
    fields: &Fields,
    reading: &mut Reading<'_>,
    request: &SearchRequest,
    typed: &Typed,
    need: Need,
) -> Result<BooleanQuery, SearchError> {
    let mut parts: Vec<(Occur, Boxed)> = Vec::new();
    if typed.clauses.is_empty() {
        parts.push((Occur::Must, Box::new(AllQuery)));
    } else {
        parts.push((Occur::Must, wanted(searcher, fields, &typed.clauses, need)?));
    }
    for term in &typed.excluded {
        parts.push((Occur::MustNot, term_query(searcher, fields, term)?));
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
    // The index holds what was due when it was written; after a clock went back, that is too much.
    let until = reading.now().millis().saturating_add(1);
    parts.push((Occur::Must, unscored(between(fields, i64::MIN, until))));
    Ok(BooleanQuery::new(parts))
}

/// How many of the words an article must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Of one or two words all, of three two. Whoever pastes a headline or asks a question has words
    /// that the article spells otherwise: of more words few, and the order does the rest.
    Most,
    /// One, because few articles have more.
    Any,
}

impl Need {
    fn of(self, words: usize) -> usize {
        match (self, words) {
            (Self::Any, _) => 1,
            (Self::Most, few @ 0..=2) => few,
            (Self::Most, 3) => 2,
            (Self::Most, many) => many / 4,
        }
    }
}

/// Articles with enough of the words. Particles are never required beside other words.
fn wanted(
    searcher: &Searcher,
    fields: &Fields,
    clauses: &[Clause],
    need: Need,
) -> Result<Boxed, SearchError> {
    let mut telling: Vec<(Occur, Boxed)> = Vec::new();
    let mut particles: Vec<(Occur, Boxed)> = Vec::new();
    for clause in clauses {
        let any = clause
            .any
            .iter()
            .map(|term| term_query(searcher, fields, term));
        let mut any = any.collect::<Result<Vec<_>, _>>()?;
        if need == Need::Any {
            let kin = kin(fields, clause);
            if !kin.is_empty() {
                any.push(Box::new(DisjunctionMaxQuery::new(kin)));
            }
        }
        let query = one_of(any);
        let is_particle = clause.any.iter().all(is_particle);
        let list = if is_particle {
            &mut particles
        } else {
            &mut telling
        };
        list.push((Occur::Should, query));
    }
    if telling.is_empty() {
        telling = std::mem::take(&mut particles);
    }
    let required = need.of(telling.len());
    let telling = BooleanQuery::with_minimum_required_clauses(telling, required);
    if particles.is_empty() {
        return Ok(Box::new(telling));
    }
    particles.push((Occur::Must, Box::new(telling)));
    Ok(Box::new(BooleanQuery::new(particles)))
}

fn is_particle(term: &Term) -> bool {
    match term {
        Term::Word { text, .. } => Sought::of(text).is_stop,
        Term::Phrase { .. } => false,
    }
}

/// Words of the root of a word, of which the best counts.
pub(super) fn kin(fields: &Fields, clause: &Clause) -> Vec<Boxed> {
    let [Term::Word { text, .. }] = clause.any.as_slice() else {
        return Vec::new();
    };
    let mut kin = Vec::new();
    for (word, kinship) in words::kin(text) {
        let at = |field, weight| weighed(exact_word(field, word), weight);
        match kinship {
            Kinship::Form => kin.extend([
                at(fields.headline.lemmas, OF_FORM * HEADLINE),
                at(fields.body.lemmas, OF_FORM),
                at(fields.lead.lemmas, OF_FORM * LEAD),
            ]),
            Kinship::Root => kin.push(at(fields.body.lemmas, OF_ROOT)),
        }
    }
    kin
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

pub(super) fn term_query(
    searcher: &Searcher,
    fields: &Fields,
    term: &Term,
) -> Result<Boxed, SearchError> {
    Ok(match term {
        Term::Word { text, folded, open } => {
            let mut query = sought(fields, &Sought::of(text));
            if *open {
                let ends = completions(searcher, fields.body.surfaces, folded)?;
                let ends = ends.iter().map(|word| {
                    let anywhere = |text: Text| exact_word(text.surfaces, word);
                    weighed(
                        one_of(vec![anywhere(fields.headline), anywhere(fields.body)]),
                        GUESSED,
                    )
                });
                query = one_of(std::iter::once(query).chain(ends).collect());
            }
            query
        }
        Term::Phrase { words, .. } => {
            let headline = weighed(phrase(fields.headline.surfaces, words), HEADLINE);
            one_of(vec![headline, phrase(fields.body.surfaces, words)])
        }
    })
}

/// Articles with a word, in any form and anywhere.
pub(super) fn sought(fields: &Fields, word: &Sought) -> Boxed {
    let mut parts = Vec::new();
    if !word.surface.is_empty() {
        parts.push(weighed(
            anywhere(fields, |text| text.surfaces, &word.surface),
            AS_WRITTEN,
        ));
    }
    let mut lemmas: Vec<Boxed> = word
        .lemmas
        .iter()
        .map(|lemma| anywhere(fields, |text| text.lemmas, lemma))
        .collect();
    match lemmas.len() {
        0 => {}
        1 => parts.append(&mut lemmas),
        _ => parts.push(Box::new(DisjunctionMaxQuery::new(lemmas))),
    }
    one_of(parts)
}

/// A term of one form, in the headline, the body or the lead.
fn anywhere(fields: &Fields, form: fn(Text) -> Field, term: &str) -> Boxed {
    let headline = exact_word(form(fields.headline), term);
    let body = exact_word(form(fields.body), term);
    let lead = exact_word(form(fields.lead), term);
    let places = vec![weighed(headline, HEADLINE), body, weighed(lead, LEAD)];
    Box::new(DisjunctionMaxQuery::with_tie_breaker(places, AGAIN))
}

/// The commonest words that begin with what was typed.
pub(super) fn completions(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
) -> Result<Vec<String>, SearchError> {
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
    let words = found.into_iter().map(|(_, word)| word);
    Ok(words.take(COMPLETIONS).collect())
}

pub(super) fn phrase(field: Field, words: &[String]) -> Boxed {
    match words {
        [word] => exact_word(field, word),
        _ => {
            let terms = words
                .iter()
                .map(|word| IndexTerm::from_field_text(field, word));
            Box::new(PhraseQuery::new(terms.collect()))
        }
    }
}

pub(super) fn exact_word(field: Field, text: &str) -> Boxed {
    let term = IndexTerm::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

pub(super) fn weighed(query: Boxed, weight: f32) -> Boxed {
    Box::new(BoostQuery::new(query, weight))
}

pub(super) fn exact(field: Field, id: i64) -> Boxed {
    let term = IndexTerm::from_field_i64(field, id);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

pub(super) fn between(fields: &Fields, from: i64, until: i64) -> Boxed {
    Box::new(RangeQuery::new(
        Bound::Included(IndexTerm::from_field_i64(fields.at, from)),
        Bound::Excluded(IndexTerm::from_field_i64(fields.at, until)),
    ))
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

pub(super) fn one_of(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}
