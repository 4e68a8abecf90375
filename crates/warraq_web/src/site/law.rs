//! What the newsroom wrote on privacy, cookies and terms, each version under its date.

use jiff::civil::Date;
use serde::Serialize;
use warraq_archive::model::{Law, LawText};
use warraq_archive::store::Reading;

use super::{home, privacy};
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{Head, Html, LabelView, Moment};

#[derive(Serialize)]
struct LawPage {
    trail: Vec<LabelView>,
    title: String,
    body: Html,
    since: Moment,
    /// Where the text that holds now is; empty on its own page.
    current: String,
    versions: Vec<Version>,
}

/// A version in the list of all.
#[derive(Serialize)]
struct Version {
    href: String,
    since: Moment,
    is_shown: bool,
}

/// Where a text is, unless a page of the paper has this path.
pub(crate) fn path(law: Law) -> String {
    format!("/{}/", law.name())
}

/// The key of its title.
pub(crate) fn title_key(law: Law) -> &'static str {
    match law {
        Law::Privacy => "law.privacy",
        Law::Cookies => "law.cookies",
        Law::Terms => "law.terms",
    }
}

/// `/terms` or `/terms/2026-11-27`, with the path that it is spelled with.
pub(crate) fn named(base: &str) -> Option<(Law, Option<Date>, String)> {
    let rest = base.strip_prefix('/')?;
    let (name, day) = match rest.split_once('/') {
        Some((name, day)) => (name, Some(day)),
        None => (rest, None),
    };
    let law = Law::named(name)?;
    let Some(day) = day else {
        return Some((law, None, path(law)));
    };
    let date: Date = day.parse().ok()?;
    let canonical = format!("{}{date}/", path(law));
    Some((law, Some(date), canonical))
}

/// `GET /privacy/`, `/cookies/`, `/terms/` and the version of a day: of two on one day, the later.
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    law: Law,
    day: Option<Date>,
) -> Result<Option<Answer>, Error> {
    let mut versions = reading.law(law)?;
    let dates = edition.dates();
    versions.dedup_by_key(|version| dates.date(version.since));
    let shown = match day {
        Some(day) => versions
            .iter()
            .position(|version| dates.date(version.since) == day),
        None => (!versions.is_empty()).then_some(0),
    };
    let Some(shown) = shown else {
        // The paper itself knows what it keeps.
        return match (law, day) {
            (Law::Privacy, None) => privacy::show(edition).map(Some),
            _ => Ok(None),
        };
    };
    let title = edition.words().say(title_key(law));
    let LawText { since, body } = versions[shown].clone();
    let here = match day {
        Some(day) => format!("{}{day}/", path(law)),
        None => path(law),
    };
    let page = LawPage {
        trail: vec![home(edition)],
        title: title.to_owned(),
        body: body.into(),
        since: dates.day(since),
        current: if shown == 0 { String::new() } else { path(law) },
        versions: versions
            .iter()
            .enumerate()
            .map(|(at, version)| Version {
                href: format!("{}{}/", path(law), dates.date(version.since)),
                since: dates.day(version.since),
                is_shown: at == shown,
            })
            .collect(),
    };
    let head = Head {
        title: title.to_owned(),
        description: edition.described(title, ""),
        canonical: if shown == 0 {
            edition.absolute(&path(law))
        } else {
            String::new()
        },
        ..Head::default()
    };
    edition
        .print("law.html", head, page, MadeFrom::at(&here))
        .map(Some)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn texts_and_their_versions_are_known_by_their_addresses() {
        assert_eq!(
            named("/terms"),
            Some((Law::Terms, None, "/terms/".to_owned()))
        );
        let day = date(2026, 11, 27);
        let version = "/cookies/2026-11-27/".to_owned();
        assert_eq!(
            named("/cookies/2026-11-27"),
            Some((Law::Cookies, Some(day), version))
        );
        for other in ["/term", "/terms/x", "/terms/2026-13-01", "/", "terms"] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
