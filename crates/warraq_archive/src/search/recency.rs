//! What is new weighs a little more: who types a name today mostly means today's news of it.
//!
//! A factor from 1 to 1.25 that falls with the age of the article (ARABIC.md 5.4). It never lifts an
//! article over one that says clearly more, and whoever names a time has said how old it may be.

use tantivy::collector::{Collector, TopDocs};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader};
use warraq_text::query::Query as Typed;

use super::SearchRequest;
use crate::model::Timestamp;

/// How much more an article of this moment weighs.
const MOST: f32 = 0.25;
/// Days after which 1/e of it is left.
const FADES: f32 = 90.0;
/// Days after which nothing is left that could change an order.
const FORGOTTEN: f32 = 1_000.0;
const DAY: f32 = 86_400_000.0;

/// Whether the age of an article counts, and seen from when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recency {
    now: Option<Timestamp>,
}

impl Recency {
    /// Of a question that is asked now.
    pub(super) fn of(request: &SearchRequest, typed: &Typed, now: Timestamp) -> Self {
        let filters = &typed.filters;
        let names_a_time = request.year.is_some()
            || !filters.years.is_empty()
            || filters.from.is_some()
            || filters.until.is_some();
        Self {
            now: (!names_a_time).then_some(now),
        }
    }

    /// The best articles, best first.
    pub(super) fn best(self, top: TopDocs) -> impl Collector<Fruit = Vec<(Score, DocAddress)>> {
        top.tweak_score(move |segment: &SegmentReader| {
            let dates = segment.fast_fields().i64("at").ok();
            move |article: DocId, score: Score| {
                let at = dates.as_ref().and_then(|dates| dates.first(article));
                score * self.factor(at)
            }
        })
    }

    /// What each of these weighs for its age.
    pub(super) fn factors(
        self,
        searcher: &Searcher,
        articles: &[(Score, DocAddress)],
    ) -> tantivy::Result<Vec<f32>> {
        let mut factors = Vec::with_capacity(articles.len());
        for segment in articles.chunk_by(|(_, a), (_, b)| a.segment_ord == b.segment_ord) {
            let Some((_, first)) = segment.first() else {
                continue;
            };
            let reader = searcher.segment_reader(first.segment_ord);
            let dates = reader.fast_fields().i64("at")?;
            factors.extend(
                segment
                    .iter()
                    .map(|(_, at)| self.factor(dates.first(at.doc_id))),
            );
        }
        Ok(factors)
    }

    fn factor(self, at: Option<i64>) -> f32 {
        let (Some(now), Some(at)) = (self.now, at) else {
            return 1.0;
        };
        let days = now.millis().saturating_sub(at).max(0) as f32 / DAY;
        // Nearly all of an archive is old, and every match is asked.
        if days > FORGOTTEN {
            return 1.0;
        }
        1.0 + MOST * (-days / FADES).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::Recency;
    use crate::model::Timestamp;

    #[test]
    fn what_is_new_weighs_at_most_a_quarter_more() {
        let day = 86_400_000;
        let now = Timestamp::from_millis(10_000 * day);
        let recency = Recency { now: Some(now) };
        let factor = |days: i64| recency.factor(Some(now.millis() - days * day));
        assert!((factor(0) - 1.25).abs() < 1e-6);
        assert!(factor(0) > factor(30) && factor(30) > factor(365));
        assert!(factor(3_650) < 1.001);
        // An article from the future, after a clock went back, and one without a date.
        assert!((factor(-5) - 1.25).abs() < 1e-6);
        assert!((recency.factor(None) - 1.0).abs() < 1e-6);
        assert!((Recency { now: None }.factor(Some(0)) - 1.0).abs() < 1e-6);
    }
}
