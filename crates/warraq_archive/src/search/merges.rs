//! Which segments of the index are made one.

use tantivy::index::SegmentMeta;
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};

/// Articles of a segment that is not merged any more.
const LARGE: usize = 60_000;
/// Segments that are merged together: what is merged is in memory.
const TOGETHER: usize = 6;

/// Merges segments while they are small, a few at a time. Every word of a question is looked up in every
/// segment, so there should be few; to merge large ones would take memory that grows with the archive,
/// and write the whole index again and again. An archive of a million articles has about a dozen.
#[derive(Debug)]
pub(super) struct Merges(LogMergePolicy);

impl Default for Merges {
    fn default() -> Self {
        let mut levels = LogMergePolicy::default();
        levels.set_max_docs_before_merge(LARGE);
        Self(levels)
    }
}

impl MergePolicy for Merges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let levels = self.0.compute_merge_candidates(segments);
        let groups = levels.iter().flat_map(|level| level.0.chunks(TOGETHER));
        groups
            .filter(|group| group.len() > 1)
            .map(|group| MergeCandidate(group.to_vec()))
            .collect()
    }
}
