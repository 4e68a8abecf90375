//! Pages for addresses that have none: never here, here no more, or broken.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::model::{Card, Listing, Published};
use warraq_archive::search::{SearchPage, SearchRequest};
use warraq_archive::store::Reading;
use warraq_text::path;

use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::{Answer, CachePolicy};
use crate::view::{CardView, Head};

/// Articles that the page offers instead.
const OFFERED: usize = 5;

#[derive(Serialize)]
struct ProblemPage {
    number: String,
    title: String,
    lead: String,
    /// What the newsroom says of it; may be empty.
    reason: String,
    /// The address that was asked for; may be empty.
    address: String,
    /// Its words, for the search box.
    words: String,
    offer: String,
    offered: Vec<CardView>,
}

/// Nothing that readers may know of was ever at the address. `nearest` is what a search for its
/// words has found, if there was time for one.
pub(crate) fn not_found(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &str,
    nearest: Option<SearchPage>,
) -> Result<Answer, Error> {
    let nearest = nearest
        .into_iter()
        .flat_map(|found| found.hits)
        .map(|hit| hit.card);
    let nearest = nearest.take(OFFERED).collect();
    page(
        reading,
        edition,
        StatusCode::NOT_FOUND,
        ("not_found", String::new()),
        asked,
        nearest,
    )
}

/// Something was at the address and was withdrawn, for this reason if the newsroom gives one.
pub(crate) fn gone(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &str,
    reason: String,
) -> Result<Answer, Error> {
    page(
        reading,
        edition,
        StatusCode::GONE,
        ("gone", reason),
        asked,
        Vec::new(),
    )
}

fn page(
    reading: &mut Reading<'_>,
    edition: &Edition,
    status: StatusCode,
    (problem, reason): (&str, String),
    asked: &str,
    nearest: Vec<Published<Card>>,
) -> Result<Answer, Error> {
    let words = edition.words();
    let address = warraq_text::bidi::plain(&path::canonical(asked));
    let title = words.say(&format!("problem.{problem}")).to_owned();
    let (offer, offered) = if nearest.is_empty() {
        ("problem.latest", reading.newest(Listing::All, OFFERED)?)
    } else {
        ("problem.nearest", nearest)
    };
    let head = Head {
        title: title.clone(),
        is_hidden: true,
        ..Head::default()
    };
    let page = ProblemPage {
        number: edition.dates().bare(status.as_u16()),
        title,
        lead: words.say(&format!("problem.{problem}_lead")).to_owned(),
        reason,
        words: words_of(&address),
        address: shortened(address),
        offer: words.say(offer).to_owned(),
        offered: CardView::all(&offered, edition),
    };
    let mut answer = edition.print("problem.html", head, page, MadeFrom::default())?;
    // One page for each wrong address would let anybody fill the cache.
    answer.memory = None;
    answer.policy = CachePolicy::Minute;
    Ok(answer.with_status(status))
}

/// A search for what an address may have meant; `None` when it holds no words.
pub(crate) fn question(asked: &str) -> Option<SearchRequest> {
    let text = words_of(&warraq_text::bidi::plain(&path::canonical(asked)));
    let request = SearchRequest {
        text,
        page: 1,
        ..SearchRequest::default()
    };
    (!request.text.is_empty()).then_some(request)
}

/// The words of a path: those that somebody might search for.
fn words_of(address: &str) -> String {
    const MOST: usize = 8;
    let last = address
        .rsplit('/')
        .find(|part| !part.is_empty())
        .unwrap_or_default();
    let words = last.split(['-', '_', '.', '+', ' ', '%']).filter(|word| {
        word.chars().count() > 1 && word.chars().any(char::is_alphabetic) && *word != "html"
    });
    words.take(MOST).collect::<Vec<_>>().join(" ")
}

fn shortened(mut address: String) -> String {
    const LONGEST: usize = 120;
    if let Some((cut, _)) = address.char_indices().nth(LONGEST) {
        address.truncate(cut);
        address.push('…');
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_dead_address_can_be_searched_for() {
        assert_eq!(words_of("/2016/03/old-quarter-winds"), "old quarter winds");
        assert_eq!(words_of("/أخبار/جسر-السلوى.html"), "جسر السلوى");
        assert_eq!(words_of("/"), "");
    }

    #[test]
    fn a_long_address_is_cut() {
        assert_eq!(shortened("ب".repeat(500)).chars().count(), 121);
    }
}
