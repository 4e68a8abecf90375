//! A search as its address spells it.

use warraq_archive::model::{PersonId, SectionId, TagId};
use warraq_archive::search::{SearchRequest, Sort};

use crate::address::Format;
use crate::params::{Name, Params};

/// Where searches are answered.
pub(crate) const PATH: &str = "/search";
/// Letters of a search that are read.
const LONGEST: usize = 200;
/// Pages that are offered: what is further down is found by better words.
pub(crate) const MOST_PAGES: usize = 50;

/// A search as its address spells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) text: String,
    pub(super) page: usize,
    pub(super) order: Order,
    pub(super) section: Option<i64>,
    pub(super) tag: Option<i64>,
    pub(super) person: Option<i64>,
    pub(super) year: Option<i16>,
}

/// The order of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    Relevance,
    Newest,
    Oldest,
}

impl Order {
    pub(super) const ALL: [(Self, &'static str); 3] = [
        (Self::Relevance, "relevance"),
        (Self::Newest, "newest"),
        (Self::Oldest, "oldest"),
    ];

    fn sort(self) -> Sort {
        match self {
            Self::Relevance => Sort::Relevance,
            Self::Newest => Sort::Newest,
            Self::Oldest => Sort::Oldest,
        }
    }
}

impl Question {
    /// Reads a search from known parameters: `?q=`, or `?s=` as WordPress has it.
    pub(crate) fn of(params: &Params) -> Self {
        let text = params
            .get(Name::Query)
            .or(params.get(Name::SearchOld))
            .unwrap_or_default();
        let order = params.get(Name::Order).unwrap_or_default();
        let page = params
            .number(Name::Page)
            .or(params.number(Name::Paged))
            .unwrap_or(1);
        Self {
            page: usize::try_from(page).unwrap_or(1).min(MOST_PAGES),
            order: Order::ALL
                .into_iter()
                .find(|(_, name)| *name == order)
                .map(|(order, _)| order)
                .unwrap_or_default(),
            section: params.number(Name::Section),
            tag: params.number(Name::TagNumber),
            person: params.number(Name::Person),
            year: params
                .number(Name::Year)
                .and_then(|year| i16::try_from(year).ok()),
            ..Self::about(text)
        }
    }

    /// A plain search.
    pub(crate) fn about(text: &str) -> Self {
        let line = warraq_text::bidi::plain(text);
        let text = line.trim().chars().take(LONGEST).collect();
        Self {
            text,
            page: 1,
            ..Self::default()
        }
    }

    /// Whether there is nothing to search for.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// What the index is asked.
    pub(crate) fn request(&self) -> SearchRequest {
        SearchRequest {
            text: self.text.clone(),
            page: self.page,
            sort: self.order.sort(),
            section: self.section.map(SectionId),
            tag: self.tag.map(TagId),
            person: self.person.map(PersonId),
            year: self.year,
        }
    }

    /// The address of this search.
    pub(crate) fn address(&self) -> String {
        format!("{PATH}?{}", self.query())
    }

    /// The address of this search for programs.
    pub(crate) fn api_address(&self) -> String {
        format!("/api{PATH}?{}", self.query())
    }

    /// The address at which whoever reads feeds follows this search: WordPress's own, unless
    /// something was chosen besides the words.
    pub(crate) fn feed_address(&self, format: Format) -> String {
        let followed = self.followed();
        if followed == Self::about(&self.text).followed() {
            return format!("{PATH}/{}/{}", self.address_text(), format.suffix());
        }
        format!("{PATH}?{}&feed={}", followed.query(), format.name())
    }

    /// This search as a feed has it: the newest first.
    pub(crate) fn followed(&self) -> Self {
        Self {
            order: Order::Newest,
            page: 1,
            ..self.clone()
        }
    }

    /// Another page of the same answer.
    pub(crate) fn at_page(&self, page: usize) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// The search as parameters of an address.
    fn query(&self) -> String {
        let mut address = format!("q={}", self.address_text());
        let mut add = |name: Name, value: Option<String>| {
            if let Some(value) = value {
                address.extend(["&", name.text(), "=", &value]);
            }
        };
        let order = Order::ALL
            .into_iter()
            .find(|(order, _)| *order == self.order);
        let order = order.filter(|(order, _)| *order != Order::Relevance);
        add(Name::Order, order.map(|(_, name)| name.to_owned()));
        add(Name::Section, self.section.map(|id| id.to_string()));
        add(Name::TagNumber, self.tag.map(|id| id.to_string()));
        add(Name::Person, self.person.map(|id| id.to_string()));
        add(Name::Year, self.year.map(|year| year.to_string()));
        add(Name::Page, (self.page > 1).then(|| self.page.to_string()));
        address
    }
}

impl Question {
    fn address_text(&self) -> String {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        utf8_percent_encode(&self.text, NON_ALPHANUMERIC).to_string()
    }

    /// The address of this search, from its first page, with something else wanted.
    pub(super) fn narrowed(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut narrowed = self.clone();
        narrowed.page = 1;
        change(&mut narrowed);
        narrowed.address()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_the_same_search() {
        let query = "q=%D8%AC%D8%B3%D8%B1+%26+%22x%22&order=oldest&year=2022&section=3&page=2";
        let question = Question::of(&Params::of(query));
        assert_eq!(question.text, "جسر & \"x\"");
        let address = question.address();
        let (_, query) = address.split_once('?').unwrap();
        assert_eq!(Question::of(&Params::of(query)), question);
    }

    #[test]
    fn a_search_is_bounded() {
        let long = format!("s={}&page=999999", "x".repeat(900));
        let question = Question::of(&Params::of(&long));
        assert_eq!(question.text.len(), LONGEST);
        assert_eq!(question.page, MOST_PAGES);
    }

    #[test]
    fn control_characters_are_not_searched_for() {
        assert_eq!(Question::about("  \u{202e}جسر\n ").text, "جسر");
        assert!(Question::about("\u{0}").is_empty());
    }
}
