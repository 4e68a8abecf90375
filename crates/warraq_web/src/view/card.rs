//! Articles in lists.

use serde::Serialize;
use warraq_archive::model::{Card, PersonLabel, SectionLabel, TagLabel};
use warraq_text::highlight::Fragment;
use warraq_text::reading_time;

use super::{Moment, PictureView};
use crate::edition::Edition;

/// A name that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LabelView {
    pub(crate) name: String,
    pub(crate) href: String,
}

impl From<&SectionLabel> for LabelView {
    fn from(label: &SectionLabel) -> Self {
        Self {
            name: label.name.clone(),
            href: label.path.clone(),
        }
    }
}

impl From<&PersonLabel> for LabelView {
    fn from(label: &PersonLabel) -> Self {
        Self {
            name: label.name.clone(),
            href: label.path.clone(),
        }
    }
}

/// A tag with the number of its articles.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TagView {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) articles: String,
}

impl TagView {
    pub(crate) fn of(tag: &TagLabel, edition: &Edition) -> Self {
        Self {
            name: tag.name.clone(),
            href: tag.path.clone(),
            articles: edition.dates().number(tag.articles),
        }
    }
}

/// An article in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CardView {
    pub(crate) href: String,
    pub(crate) headline: String,
    /// Words above the headline; empty when the section's name stands there.
    pub(crate) kicker: String,
    pub(crate) excerpt: String,
    pub(crate) section: Option<LabelView>,
    pub(crate) byline: Vec<LabelView>,
    pub(crate) picture: Option<PictureView>,
    pub(crate) day: Moment,
    pub(crate) clock: Moment,
    /// The time of day for what is of today, the date for what is older.
    pub(crate) stamp: Moment,
    /// «3 دقائق»
    pub(crate) minutes: String,
    /// «4 تعليقات»; empty when there are none.
    pub(crate) comments: String,
    pub(crate) has_video: bool,
}

impl CardView {
    pub(crate) fn of(card: &Card, edition: &Edition) -> Self {
        let dates = edition.dates();
        Self {
            href: card.path.clone(),
            headline: card.headline.clone(),
            kicker: card.kicker.clone(),
            excerpt: card.excerpt.clone(),
            section: card.section.as_ref().map(LabelView::from),
            byline: card.byline.iter().map(LabelView::from).collect(),
            picture: card.lead.as_ref().and_then(PictureView::in_list),
            day: dates.day(card.published_at),
            clock: dates.clock(card.published_at),
            stamp: if dates.date(card.published_at) == dates.date(edition.now()) {
                dates.clock(card.published_at)
            } else {
                dates.day(card.published_at)
            },
            minutes: edition.minutes(card.words),
            comments: match card.comment_count {
                0 => String::new(),
                n => edition.count("comments", n),
            },
            has_video: card.has_video,
        }
    }

    /// Cards of a list.
    pub(crate) fn all<'a, C: std::ops::Deref<Target = Card> + 'a>(
        cards: impl IntoIterator<Item = &'a C>,
        edition: &Edition,
    ) -> Vec<Self> {
        cards
            .into_iter()
            .map(|card| Self::of(card, edition))
            .collect()
    }
}

impl Edition {
    /// How long an article takes to read: «3 دقائق»; empty for an article without words.
    pub(crate) fn minutes(&self, words: usize) -> String {
        match reading_time::minutes(words) {
            0 => String::new(),
            minutes => self.count("minutes", minutes as usize),
        }
    }
}

/// A piece of a found text.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FragmentView {
    text: String,
    marked: bool,
}

/// Found text as templates see it.
pub(crate) fn fragments(found: &[Fragment]) -> Vec<FragmentView> {
    let view = |part: &Fragment| FragmentView {
        text: part.text.clone(),
        marked: part.marked,
    };
    found.iter().map(view).collect()
}
