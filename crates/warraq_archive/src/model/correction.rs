use super::{CorrectionId, Timestamp};

/// What an editor tells readers of a change in what they could read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CorrectionKind {
    /// Something was wrong.
    Correction,
    /// Something could be misunderstood.
    Clarification,
    /// Something was added.
    Update,
}

/// A dated note on an article that readers see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Number in the archive.
    pub id: CorrectionId,
    /// When readers were told.
    pub at: Timestamp,
    /// What it is.
    pub kind: CorrectionKind,
    /// Plain text, one paragraph.
    pub text: String,
}

/// The same as the newsroom sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskCorrection {
    /// What was written.
    pub correction: Correction,
    /// When it was taken back, if it was: readers do not see it.
    pub taken_back_at: Option<Timestamp>,
}
