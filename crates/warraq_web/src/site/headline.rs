//! The picture of a headline: its words, and where it is.

use warraq_archive::model::{ArticleId, ArticleKind, SectionLabel, Timestamp};
use warraq_archive::store::Reading;

use crate::edition::Edition;
use crate::error::Error;
use crate::headline_card::CardText;
use crate::view::{Frame, origin};

/// What the card of an article says.
pub(crate) struct Headline<'a> {
    pub(crate) id: ArticleId,
    pub(crate) text: &'a str,
    pub(crate) section: Option<&'a SectionLabel>,
    /// `None` for a page, which has no day.
    pub(crate) published_at: Option<Timestamp>,
}

/// `GET /card/ID.png`; `None` for what readers may not know of.
pub(crate) fn card(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: ArticleId,
) -> Result<Option<CardText>, Error> {
    let found = reading.cards(&[id])?;
    Ok(found.first().map(|card| {
        let headline = Headline {
            id,
            text: &card.headline,
            section: card.section.as_ref(),
            published_at: (card.kind == ArticleKind::Article).then_some(card.published_at),
        };
        headline.words(edition)
    }))
}

impl Headline<'_> {
    /// The full address of the card. It changes with the words: sharing sites keep a picture for
    /// as long as its address stays the same.
    pub(crate) fn address(&self, edition: &Edition) -> String {
        let version = self.words(edition).key();
        let version = version.get(..8).unwrap_or_default();
        edition.absolute(&format!("/card/{}.png?v={version}", self.id))
    }

    fn words(&self, edition: &Edition) -> CardText {
        let dates = edition.dates();
        let words = edition.words();
        let title = &edition.settings().title;
        let age = |at: Timestamp| origin(ArticleKind::Article, at, edition);
        CardText {
            paper: title.clone(),
            has_wordmark: Frame::has_wordmark(title),
            section: self
                .section
                .map(|section| section.name.clone())
                .unwrap_or_default(),
            headline: self.text.to_owned(),
            date: self
                .published_at
                .map(|at| dates.day(at).text)
                .unwrap_or_default(),
            age: self.published_at.map(age).unwrap_or_default(),
            is_right_to_left: words.direction == "rtl",
        }
    }
}
