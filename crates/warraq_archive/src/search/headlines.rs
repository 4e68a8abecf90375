//! Published articles by the words of their headline, the newest first: what the newsroom looks for.

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur};
use tantivy::{Order, Searcher};

use super::SearchError;
use super::answer::article_at;
use super::fields::Fields;
use super::query::{Boxed, between, exact, exact_word, one_of};
use super::words::Sought;
use crate::model::{ArticleId, PersonId, SectionId, Timestamp};

/// What is looked for.
#[derive(Debug)]
pub(crate) struct Headlines<'a> {
    /// All of them, each in any form.
    pub(crate) words: &'a [Sought],
    /// In this section or below it.
    pub(crate) section: Option<SectionId>,
    pub(crate) person: Option<PersonId>,
    /// Published after this moment,
    pub(crate) after: Timestamp,
    /// and not after this one.
    pub(crate) until: Timestamp,
    pub(crate) limit: usize,
}

pub(super) fn newest(
    searcher: &Searcher,
    fields: Fields,
    wanted: &Headlines<'_>,
) -> Result<Vec<ArticleId>, SearchError> {
    let next = |at: Timestamp| at.millis().saturating_add(1);
    let mut parts: Vec<(Occur, Boxed)> = wanted
        .words
        .iter()
        .map(|word| (Occur::Must, headline(fields, word)))
        .collect();
    let numbers = [
        wanted.section.map(|id| (fields.section, id.0)),
        wanted.person.map(|id| (fields.person, id.0)),
    ];
    for (field, id) in numbers.into_iter().flatten() {
        parts.push((Occur::Must, exact(field, id)));
    }
    let span = between(&fields, next(wanted.after), next(wanted.until));
    parts.push((Occur::Must, span));
    let by_time = TopDocs::with_limit(wanted.limit.max(1));
    let by_time = by_time.order_by_fast_field::<i64>("at", Order::Desc);
    let found = searcher.search(&BooleanQuery::new(parts), &by_time)?;
    let mut ids = Vec::with_capacity(found.len());
    for (_, address) in found {
        ids.extend(article_at(searcher, address)?);
    }
    Ok(ids)
}

/// Headlines with a word, as written or in another form.
fn headline(fields: Fields, word: &Sought) -> Boxed {
    let surface = exact_word(fields.headline.surfaces, &word.surface);
    let lemmas = word.lemmas.iter();
    let lemmas = lemmas.map(|lemma| exact_word(fields.headline.lemmas, lemma));
    one_of(std::iter::once(surface).chain(lemmas).collect())
}
