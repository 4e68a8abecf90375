//! What tells the best of what was found apart: neighbours of the question that are neighbours in the
//! text, and words of the same root.
//!
//! They change the order of good answers, never what is found, and cost more than finding it: places of
//! words are read, and a root has dozens of words. So only the best are looked at, word by word.

use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocId, Score, Searcher};
use warraq_text::query::{Clause, Query as Typed, Term};

use super::fields::Fields;
use super::query::{Boxed, HEADLINE, Need, kin, phrase, weighed};
use super::recency::Recency;

/// How many of the best are looked at. The order of more is that of the words alone.
pub(super) const LOOKED_AT: usize = 200;
/// Of longer questions nothing is looked at: a pasted headline has enough words.
const MOST_WORDS: usize = 14;
/// What two neighbouring words weigh more when they are neighbours in the text.
const TOGETHER: f32 = 0.15;

/// What adds to the score of an article: of each group the best.
pub(super) struct Nuances {
    groups: Vec<Vec<Boxed>>,
}

impl Nuances {
    pub(super) fn of(fields: &Fields, typed: &Typed, need: Need) -> Self {
        let clauses = &typed.clauses;
        let mut groups = Vec::new();
        if clauses.len() <= MOST_WORDS {
            groups.extend(together(fields, clauses));
            // With few articles, words of the root find as well, and are weighed there.
            if need == Need::Most {
                groups.extend(clauses.iter().map(|clause| kin(fields, clause)));
            }
        }
        Self { groups }
    }

    /// Puts the best in their order. `best` has scores that [`Recency`] has weighed.
    pub(super) fn reorder(
        &self,
        searcher: &Searcher,
        recency: Recency,
        best: &mut [(Score, DocAddress)],
    ) -> tantivy::Result<()> {
        let looked_at = best.len().min(LOOKED_AT);
        let best = &mut best[..looked_at];
        // By place in the index, so that every list is read once and forwards.
        best.sort_unstable_by_key(|(_, at)| *at);
        let mut gains = vec![0.0; best.len()];
        for group in &self.groups {
            for (gain, most) in gains.iter_mut().zip(most_of(searcher, group, best)?) {
                *gain += most;
            }
        }
        let factors = recency.factors(searcher, best)?;
        for (((score, _), gain), factor) in best.iter_mut().zip(gains).zip(factors) {
            *score += gain * factor;
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(())
    }
}

/// What the best of some terms weighs in each article.
fn most_of(
    searcher: &Searcher,
    terms: &[Boxed],
    articles: &[(Score, DocAddress)],
) -> tantivy::Result<Vec<Score>> {
    let mut most = vec![0.0; articles.len()];
    for term in terms {
        let weight = term.weight(EnableScoring::enabled_from_searcher(searcher))?;
        let mut from = 0;
        for segment in articles.chunk_by(|(_, a), (_, b)| a.segment_ord == b.segment_ord) {
            let Some((_, first)) = segment.first() else {
                continue;
            };
            let until = from + segment.len();
            let mut list = weight.scorer(searcher.segment_reader(first.segment_ord), 1.0)?;
            for ((_, at), most) in segment.iter().zip(&mut most[from..until]) {
                if stands_in(&mut *list, at.doc_id) {
                    *most = list.score().max(*most);
                }
            }
            from = until;
        }
    }
    Ok(most)
}

fn stands_in(list: &mut dyn tantivy::query::Scorer, article: DocId) -> bool {
    if list.doc() < article {
        list.seek(article);
    }
    list.doc() == article
}

/// Neighbours in the question, as neighbours in the body and in the headline.
fn together(fields: &Fields, clauses: &[Clause]) -> Vec<Vec<Boxed>> {
    let word = |clause: &Clause| match clause.any.as_slice() {
        [Term::Word { folded, .. }] => Some(folded.clone()),
        _ => None,
    };
    clauses
        .windows(2)
        .filter_map(|pair| Some([word(&pair[0])?, word(&pair[1])?]))
        .flat_map(|pair| {
            let near = weighed(phrase(fields.body.surfaces, &pair), TOGETHER);
            let in_headline = phrase(fields.headline.surfaces, &pair);
            [vec![near], vec![weighed(in_headline, TOGETHER * HEADLINE)]]
        })
        .collect()
}
