//! What a reader's own device has kept, to be read without a line.

use serde::Serialize;
use warraq_text::digits::Digits;

use super::home;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{Head, LabelView};

/// Where the page is, unless a page of the paper has this path. The worker knows it, too.
pub(crate) const PATH: &str = "/offline/";

#[derive(Serialize)]
struct OfflinePage {
    trail: Vec<LabelView>,
    /// How the device writes times: the language with the paper's calendar and digits (BCP 47).
    locale: String,
}

/// `GET /offline/`: the same for all readers; their devices fill in what they keep.
pub(crate) fn show(edition: &Edition) -> Result<Answer, Error> {
    let digits = match edition.dates().digits() {
        Digits::Latin => "latn",
        Digits::ArabicIndic => "arab",
    };
    let language = &edition.settings().language;
    let page = OfflinePage {
        trail: vec![home(edition)],
        locale: format!("{language}-u-ca-gregory-nu-{digits}"),
    };
    let head = Head {
        title: edition.words().say("offline.title").to_owned(),
        is_hidden: true,
        ..Head::default()
    };
    edition.print("offline.html", head, page, MadeFrom::at(PATH))
}
