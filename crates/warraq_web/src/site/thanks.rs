//! What a reader sees who has sent a comment.

use serde::Serialize;
use warraq_archive::model::ArticleId;
use warraq_archive::store::Reading;

use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{CardView, Head};

/// The path of the page.
pub(crate) const PATH: &str = "/comment/thanks";

#[derive(Serialize)]
struct ThanksPage {
    lead: String,
    /// The article that was written about, if it can be seen.
    article: Option<CardView>,
}

/// The address of the page after a comment under `article`.
pub(crate) fn address(article: ArticleId) -> String {
    format!("{PATH}?article={article}")
}

/// `GET /comment/thanks?article=`
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    article: Option<i64>,
) -> Result<Answer, Error> {
    let cards = match article {
        Some(id) => reading.cards(&[ArticleId(id)])?,
        None => Vec::new(),
    };
    let words = edition.words();
    let lead = if edition.settings().comments.hold {
        words.say("thanks.held")
    } else {
        words.say("thanks.shown")
    };
    let head = Head {
        title: words.say("thanks.title").to_owned(),
        is_hidden: true,
        ..Head::default()
    };
    let page = ThanksPage {
        lead: lead.to_owned(),
        article: CardView::all(&cards, edition).pop(),
    };
    let answer = edition.print("thanks.html", head, page, MadeFrom::default())?;
    Ok(answer.for_one())
}
