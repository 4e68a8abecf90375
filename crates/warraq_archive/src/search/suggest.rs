//! What may be meant by the beginning of a question, while it is typed.

use tantivy::Order;
use tantivy::Searcher;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur};
use warraq_text::query::{Query as Typed, Term, parse};

use super::SearchError;
use super::answer::article_at;
use super::fields::Fields;
use super::query::{Boxed, completions, exact_word, one_of};
use super::words::Sought;
use crate::model::{Card, Published};
use crate::store::{Named, Reading};

/// Letters below which nothing is suggested.
const SHORTEST: usize = 2;
/// Letters below which no headline is: too many have a word that begins so.
const SHORTEST_OF_HEADLINE: usize = 4;
/// Names of a kind.
const NAMES: usize = 3;
/// Suggestions in all.
const SUGGESTED: usize = 10;

/// Where the beginning of a question may lead.
#[derive(Clone, Debug, Default)]
pub struct Suggestions {
    /// Sections, people and tags.
    pub names: Vec<Named>,
    /// Articles by their headlines, the newest first.
    pub articles: Vec<Published<Card>>,
}

pub(super) fn suggest(
    searcher: &Searcher,
    fields: &Fields,
    reading: &mut Reading<'_>,
    text: &str,
) -> Result<Suggestions, SearchError> {
    let typed = parse(text);
    let words: Vec<&str> = typed.words().collect();
    let folded = warraq_text::fold::fold(&words.join(" "));
    let letters = folded.chars().filter(|c| c.is_alphanumeric()).count();
    if letters < SHORTEST {
        return Ok(Suggestions::default());
    }
    let names = reading.names_beginning(&folded, NAMES)?;
    let articles = if letters < SHORTEST_OF_HEADLINE {
        Vec::new()
    } else {
        headlines(searcher, fields, reading, &typed, SUGGESTED - names.len())?
    };
    Ok(Suggestions { names, articles })
}

/// The newest articles whose headline has every word, the last of which may be unfinished.
fn headlines(
    searcher: &Searcher,
    fields: &Fields,
    reading: &mut Reading<'_>,
    typed: &Typed,
    limit: usize,
) -> Result<Vec<Published<Card>>, SearchError> {
    let mut parts: Vec<(Occur, Boxed)> = Vec::new();
    for term in typed.clauses.iter().flat_map(|clause| &clause.any) {
        let Term::Word { text, folded, open } = term else {
            continue;
        };
        let word = Sought::of(text);
        let surfaces = std::iter::once(word.surface.clone());
        let ends = if *open {
            completions(searcher, fields.headline.surfaces, folded)?
        } else {
            Vec::new()
        };
        let surfaces = surfaces.chain(ends);
        let mut any: Vec<Boxed> = surfaces
            .map(|word| exact_word(fields.headline.surfaces, &word))
            .collect();
        let lemmas = word.lemmas.iter();
        any.extend(lemmas.map(|lemma| exact_word(fields.headline.lemmas, lemma)));
        parts.push((Occur::Must, one_of(any)));
    }
    if parts.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let newest = TopDocs::with_limit(limit).order_by_fast_field::<i64>("at", Order::Desc);
    let mut ids = Vec::with_capacity(limit);
    for (_, address) in searcher.search(&BooleanQuery::new(parts), &newest)? {
        ids.extend(article_at(searcher, address)?);
    }
    Ok(reading.cards(&ids)?)
}
