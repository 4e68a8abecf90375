//! What a list of articles is narrowed to, as its address says it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use warraq_archive::desk::{DeskQuery, DeskStanding};
use warraq_archive::model::{AccountId, ArticleId, SectionId, Timestamp};

use super::PATH;
use crate::forms::Form;
use crate::site::form::one_line;

/// The filters as they were chosen.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Filters {
    pub(super) standing: &'static str,
    pub(super) q: String,
    /// The number of a section; empty for all.
    pub(super) section: String,
    pub(super) author: String,
    /// The number of an account; empty for all.
    pub(super) owner: String,
    /// The first day, as browsers spell it; empty for none.
    pub(super) from: String,
    /// The last day.
    pub(super) to: String,
}

impl Filters {
    pub(super) fn of(form: &Form) -> Self {
        let standing = DeskStanding::named(form.text("standing")).unwrap_or_default();
        let number = |name| {
            let number: Option<i64> = form.text(name).parse().ok();
            number.map_or_else(String::new, |number| number.to_string())
        };
        let day = |name| {
            let day: Option<Date> = form.text(name).parse().ok();
            day.map_or_else(String::new, |day| day.to_string())
        };
        Self {
            standing: standing.name(),
            q: one_line(form.text("q")),
            section: number("section"),
            author: one_line(form.text("author")),
            owner: number("owner"),
            from: day("from"),
            to: day("to"),
        }
    }

    /// Whether the list is all that stands there.
    pub(super) fn is_empty(&self) -> bool {
        self.pairs().all(|(_, value)| value.is_empty())
    }

    pub(super) fn query(&self, before: &str, zone: &TimeZone) -> DeskQuery {
        let day: Option<Date> = self.to.parse().ok();
        DeskQuery {
            standing: DeskStanding::named(self.standing).unwrap_or_default(),
            words: self.q.clone(),
            section: self.section.parse().ok().map(SectionId),
            author: self.author.clone(),
            owner: self.owner.parse().ok().map(AccountId),
            from: midnight(self.from.parse().ok(), zone),
            until: midnight(day.and_then(|day| day.tomorrow().ok()), zone),
            before: place(before),
        }
    }

    /// The same filters on another standing.
    pub(super) fn at(&self, standing: DeskStanding) -> Self {
        Self {
            standing: standing.name(),
            ..self.clone()
        }
    }

    /// A page of the list, which begins after a line.
    pub(super) fn address(&self, before: Option<(Timestamp, ArticleId)>) -> String {
        let mut address = format!("{PATH}?standing={}", self.standing);
        for (name, value) in self.pairs().filter(|(_, value)| !value.is_empty()) {
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
            address.push_str(&format!("&{name}={value}"));
        }
        if let Some((at, id)) = before {
            address.push_str(&format!("&before={}.{id}", at.millis()));
        }
        address
    }

    fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("q", self.q.as_str()),
            ("section", &self.section),
            ("author", &self.author),
            ("owner", &self.owner),
            ("from", &self.from),
            ("to", &self.to),
        ]
        .into_iter()
    }
}

/// The line that an address names.
fn place(text: &str) -> Option<(Timestamp, ArticleId)> {
    let (at, id) = text.split_once('.')?;
    let at = Timestamp::from_millis(at.parse().ok()?);
    Some((at, ArticleId(id.parse().ok()?)))
}

fn midnight(day: Option<Date>, zone: &TimeZone) -> Option<Timestamp> {
    let start = day?.to_zoned_datetime(zone.clone()).ok()?;
    Some(Timestamp::from_millis(start.timestamp().as_millisecond()))
}
