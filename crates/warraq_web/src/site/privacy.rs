//! What the paper knows of its readers, for papers that have no page of their own about it.

use jiff::civil::{Date, date};
use serde::Serialize;

use super::home;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{Head, LabelView, Moment};

/// Where the page is, unless a page of the paper has this path.
pub(crate) const PATH: &str = "/privacy/";
/// The day on which what the page says, or what the program does, last changed.
const VERSION: Date = date(2026, 11, 28);

#[derive(Serialize)]
struct PrivacyPage {
    trail: Vec<LabelView>,
    version: Moment,
    has_newsletter: bool,
    counts_reads: bool,
    email: String,
}

/// `GET /privacy/`
pub(crate) fn show(edition: &Edition) -> Result<Answer, Error> {
    let words = edition.words();
    let page = PrivacyPage {
        trail: vec![home(edition)],
        version: edition.dates().civil(VERSION),
        has_newsletter: edition.sends_mail(),
        counts_reads: edition.settings().counts_reads,
        email: edition.settings().email.clone(),
    };
    let head = Head {
        title: words.say("privacy.title").to_owned(),
        description: words.say("privacy.lead").to_owned(),
        ..Head::default()
    };
    edition.print("privacy.html", head, page, MadeFrom::at(PATH))
}
