use super::{Card, CivilMonth, PersonId, SectionId, TagId};

/// Articles on a page of a list: as many as WordPress has unless somebody changed it, so that old
/// addresses of pages (`/page/7/`) hold what they held.
pub const PAGE_SIZE: usize = 10;

/// A list of published articles, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listing {
    /// Every article.
    All,
    /// A section with its sub-sections.
    Section(SectionId),
    /// A tag.
    Tag(TagId),
    /// An author.
    Person(PersonId),
    /// Articles with a film.
    Video,
}

/// A year, a month or a day of the archive, on the paper's wall clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A year.
    Year(i16),
    /// A month.
    Month(CivilMonth),
    /// A day.
    Day(jiff::civil::Date),
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct CardPage {
    /// At most [`PAGE_SIZE`] cards.
    pub cards: Vec<Card>,
    /// Number of this page, from 1.
    pub page: usize,
    /// Pages in all, at least 1.
    pub pages: usize,
    /// Articles in all.
    pub total: usize,
}

/// How many articles a month holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthCount {
    /// The month.
    pub month: CivilMonth,
    /// Published articles.
    pub articles: usize,
}

/// How many articles a day holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The day.
    pub day: jiff::civil::Date,
    /// Published articles.
    pub articles: usize,
}
