//! What was found, counted by section, tag, author and year in the pass that finds it.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::model::{PersonLabel, SectionLabel, TagLabel};

/// Counts of what was found, the largest first; years in order.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// By section.
    pub sections: Vec<(SectionLabel, usize)>,
    /// By tag.
    pub tags: Vec<(TagLabel, usize)>,
    /// By author.
    pub people: Vec<(PersonLabel, usize)>,
    /// By year, on the paper's wall clocks; years between that have nothing included.
    pub years: Vec<(i16, usize)>,
}

/// Counts by number.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) sections: Numbers,
    pub(super) tags: Numbers,
    pub(super) people: Numbers,
    /// One for each of the given years.
    pub(super) years: Vec<usize>,
    pub(super) total: usize,
}

/// How often each number occurs. Numbers are those of rows: small and without great gaps.
#[derive(Debug, Default)]
pub(super) struct Numbers(Vec<u32>);

impl Numbers {
    fn count(&mut self, number: i64, by: u32) {
        let Ok(at) = usize::try_from(number) else {
            return;
        };
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        if let Some(count) = self.0.get_mut(at) {
            *count += by;
        }
    }

    fn add(&mut self, other: &Self) {
        for (number, &count) in (0..).zip(&other.0) {
            if count > 0 {
                self.count(number, count);
            }
        }
    }

    /// The numbers that occur most, with how often.
    pub(super) fn most(&self, limit: usize) -> Vec<(i64, usize)> {
        let mut found: Vec<(i64, usize)> = (0..)
            .zip(&self.0)
            .filter(|(_, count)| **count > 0)
            .map(|(number, count)| (number, *count as usize))
            .collect();
        let order = |a: &(i64, usize), b: &(i64, usize)| b.1.cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > limit {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        found.sort_unstable_by(order);
        found
    }
}

/// Counts everything that matches.
pub(super) struct FacetCollector {
    /// First moments of the years, in order, and the end of the last.
    pub(super) years: Vec<i64>,
}

pub(super) struct SegmentFacets {
    years: Vec<i64>,
    at: Column<i64>,
    section: Column<i64>,
    tag: Column<i64>,
    person: Column<i64>,
    counts: Counts,
}

impl Collector for FacetCollector {
    type Fruit = Counts;
    type Child = SegmentFacets;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentFacets> {
        let columns = segment.fast_fields();
        Ok(SegmentFacets {
            years: self.years.clone(),
            at: columns.i64("at")?,
            section: columns.i64("section")?,
            tag: columns.i64("tag")?,
            person: columns.i64("person")?,
            counts: Counts {
                years: vec![0; self.years.len()],
                ..Counts::default()
            },
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counts>) -> tantivy::Result<Counts> {
        let mut all = Counts {
            years: vec![0; self.years.len()],
            ..Counts::default()
        };
        for part in segments {
            all.sections.add(&part.sections);
            all.tags.add(&part.tags);
            all.people.add(&part.people);
            all.total += part.total;
            for (sum, count) in all.years.iter_mut().zip(part.years) {
                *sum += count;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentFacets {
    type Fruit = Counts;

    fn collect(&mut self, doc: DocId, _: Score) {
        let Self { counts, .. } = self;
        counts.total += 1;
        for number in self.section.values_for_doc(doc) {
            counts.sections.count(number, 1);
        }
        for number in self.tag.values_for_doc(doc) {
            counts.tags.count(number, 1);
        }
        for number in self.person.values_for_doc(doc) {
            counts.people.count(number, 1);
        }
        if let Some(at) = self.at.first(doc) {
            let year = self.years.partition_point(|start| *start <= at);
            if let Some(count) = year.checked_sub(1).and_then(|at| counts.years.get_mut(at)) {
                *count += 1;
            }
        }
    }

    fn harvest(self) -> Counts {
        self.counts
    }
}
