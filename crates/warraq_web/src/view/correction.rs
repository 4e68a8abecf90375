//! What readers are told of mistakes.

use serde::Serialize;
use warraq_archive::model::{Correction, CorrectionKind};

use super::Moment;
use crate::edition::Edition;

/// A dated note on an article.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CorrectionView {
    /// `correction-7`
    pub(crate) anchor: String,
    /// «تصحيح»
    pub(crate) name: &'static str,
    pub(crate) at: Moment,
    pub(crate) text: String,
}

impl CorrectionView {
    pub(crate) fn all(corrections: &[Correction], edition: &Edition) -> Vec<Self> {
        let of = |correction| Self::of(correction, edition);
        corrections.iter().map(of).collect()
    }

    pub(crate) fn of(correction: &Correction, edition: &Edition) -> Self {
        let words = edition.words();
        Self {
            anchor: anchor(correction),
            name: match correction.kind {
                CorrectionKind::Correction => words.say("corrections.correction"),
                CorrectionKind::Clarification => words.say("corrections.clarification"),
                CorrectionKind::Update => words.say("corrections.update"),
            },
            at: edition.dates().day_and_clock(correction.at),
            text: correction.text.clone(),
        }
    }
}

/// Where a note stands on the pages that show it.
pub(super) fn anchor(correction: &Correction) -> String {
    format!("correction-{}", correction.id)
}
