//! The archive for programs: JSON, described by `/api/openapi.json`.
//!
//! Fields are added and never taken away or changed; a breaking change gets an address of its own.

pub(crate) mod search;
pub(crate) mod suggest;

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::model::Card;

use crate::assets::Assets;
use crate::edition::Edition;
use crate::error::Error;
use crate::respond::{Answer, CachePolicy, Kind};

/// `GET /api/openapi.json` (OpenAPI 3.1).
pub(crate) fn description() -> Answer {
    let text = Assets::file("api/openapi.json");
    Answer::new(Kind::Json, text, CachePolicy::Day)
}

/// The answer when too many ask at once.
pub(crate) fn busy() -> Answer {
    const SOON: u32 = 3;
    let problem = r#"{"title":"Too many searches at once","status":503}"#;
    let mut answer = Answer::new(Kind::Problem, problem, CachePolicy::NoStore);
    answer.retry_after = Some(SOON);
    answer.with_status(StatusCode::SERVICE_UNAVAILABLE)
}

/// Answers that depend on the index have no end and are not kept.
fn answer(value: &impl Serialize) -> Result<Answer, Error> {
    Ok(Answer::new(
        Kind::Json,
        serde_json::to_vec(value)?,
        CachePolicy::Minute,
    ))
}

/// A thing with a page.
#[derive(Serialize)]
struct Thing {
    id: i64,
    name: String,
    url: String,
}

impl Thing {
    fn new(id: i64, name: &str, path: &str, edition: &Edition) -> Self {
        Self {
            id,
            name: name.to_owned(),
            url: edition.absolute(path),
        }
    }
}

/// An article in a list.
#[derive(Serialize)]
struct Article {
    id: i64,
    url: String,
    headline: String,
    kicker: String,
    excerpt: String,
    published: String,
    section: Option<Thing>,
    authors: Vec<Thing>,
    words: usize,
}

impl Article {
    fn new(card: &Card, edition: &Edition) -> Self {
        let section = card.section.as_ref();
        let authors = card.byline.iter();
        Self {
            id: card.id.0,
            url: edition.absolute(&card.path),
            headline: card.headline.clone(),
            kicker: card.kicker.clone(),
            excerpt: card.excerpt.clone(),
            published: edition.dates().iso(card.published_at),
            section: section.map(|s| Thing::new(s.id.0, &s.name, &s.path, edition)),
            authors: authors
                .map(|a| Thing::new(a.id.0, &a.name, &a.path, edition))
                .collect(),
            words: card.words,
        }
    }
}
