//! What is read most, beside lists of what is new.

use warraq_archive::model::{ArticleId, Card, Published};
use warraq_archive::store::Reading;

use crate::error::Error;
use crate::readership::FEWEST;

/// Articles in the box.
const SHOWN: usize = 5;

/// The most read of `ranked` that readers may still see; none where that says too little.
pub(super) fn cards(
    reading: &mut Reading<'_>,
    ranked: &[ArticleId],
) -> Result<Vec<Published<Card>>, Error> {
    let mut cards = reading.cards(ranked)?;
    if cards.len() < FEWEST {
        cards.clear();
    }
    cards.truncate(SHOWN);
    Ok(cards)
}
