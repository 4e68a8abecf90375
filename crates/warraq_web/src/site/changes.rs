//! What changed in an article since it was published.

use serde::Serialize;
use warraq_archive::model::ArticleId;
use warraq_archive::store::Reading;

use super::home;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::params::Name;
use crate::respond::Answer;
use crate::view::{CorrectionView, Head, LabelView, Moment, json_ld};

#[derive(Serialize)]
struct ChangesPage {
    trail: Vec<LabelView>,
    headline: String,
    /// Of the article.
    path: String,
    corrections: Vec<CorrectionView>,
    published: Moment,
}

/// The address of the page, for the article at `canonical`. It is a query, because any path may be
/// one that the old site had.
pub(crate) fn path(canonical: &str) -> String {
    format!("{canonical}?{}", Name::Changes.text())
}

/// `GET` the path of an article with `?changes`.
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: ArticleId,
) -> Result<Option<Answer>, Error> {
    let Some(article) = reading.article(id)? else {
        return Ok(None);
    };
    let title = edition.words().say("corrections.log");
    let trail = vec![
        home(edition),
        LabelView {
            name: article.headline.clone(),
            href: article.path.clone(),
        },
    ];
    let head = Head {
        title: format!("{title}: {}", article.headline),
        canonical: edition.absolute(&path(&article.path)),
        data: vec![json_ld::trail(&trail, title, edition)],
        ..Head::default()
    };
    let page = ChangesPage {
        corrections: article
            .corrections
            .iter()
            .map(|made| CorrectionView::of(made, edition))
            .collect(),
        published: edition.dates().day_and_clock(article.published_at),
        headline: article.headline.clone(),
        path: article.path.clone(),
        trail,
    };
    // Pages are kept by their paths, and this one has a query.
    let made_from = MadeFrom::default();
    edition
        .print("changes.html", head, page, made_from)
        .map(Some)
}
