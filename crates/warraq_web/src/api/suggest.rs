//! `GET /api/suggest`: where the beginning of a question may lead.

use serde::Serialize;
use warraq_archive::search::Suggestions;
use warraq_archive::store::Named;

use super::answer;
use crate::edition::Edition;
use crate::error::Error;
use crate::respond::Answer;

#[derive(Serialize)]
struct Suggested<'a> {
    query: &'a str,
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    kind: &'static str,
    text: &'a str,
    url: String,
    /// What the kind is called, for showing beside the text.
    label: &'a str,
}

/// Sections, authors, tags, then articles: at most ten in all.
pub(crate) fn show(edition: &Edition, query: &str, found: &Suggestions) -> Result<Answer, Error> {
    let suggestion = |kind, text, path: &str, label| Suggestion {
        kind,
        text,
        // The script follows it on whatever host the page was opened.
        url: path.to_owned(),
        label: edition.words().say(label),
    };
    let named = found.names.iter().map(|named| match named {
        Named::Section(it) => suggestion("section", &it.name, &it.path, "suggest.section"),
        Named::Person(it) => suggestion("author", &it.name, &it.path, "suggest.author"),
        Named::Tag(it) => suggestion("tag", &it.name, &it.path, "suggest.tag"),
    });
    let articles = found.articles.iter();
    let articles =
        articles.map(|it| suggestion("article", &it.headline, &it.path, "suggest.article"));
    answer(&Suggested {
        query,
        suggestions: named.chain(articles).collect(),
    })
}
