//! An article or a page.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::model::{ArticleId, ArticleKind, PublishedArticle};
use warraq_archive::store::{ChangeKind, Reading};
use warraq_text::excerpt::excerpt;

use super::headline::Headline;
use super::{changes, home, oembed};
use crate::assets::Assets;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::headline_card;
use crate::respond::Answer;
use crate::view::{
    CardView, CommentForm, CorrectionView, FeedLink, Film, Head, HeadImage, Html, LabelView,
    Moment, PictureView, ShareLink, TagView, Thread, WriterView, age, json_ld, origin,
};

mod writing;

pub(crate) use writing::Draft;
use writing::Writing;

/// Articles in the box of related ones.
const RELATED: usize = 4;
/// Longest description for machines, in letters.
const DESCRIPTION: usize = 200;
/// A description shorter than this leaves half of a card on other sites empty, in letters.
const SHORT_DESCRIPTION: usize = 110;

#[derive(Serialize)]
struct ArticlePage {
    is_page: bool,
    language: String,
    /// `ltr` or `rtl` where the language runs against the page; else empty.
    direction: &'static str,
    trail: Vec<LabelView>,
    section: Option<LabelView>,
    kicker: String,
    headline: String,
    standfirst: String,
    /// «3 سنوات»; empty on a young article.
    age: String,
    byline: Vec<WriterView>,
    published: Moment,
    updated: Option<Moment>,
    corrections: Vec<CorrectionView>,
    /// Where everything stands that changed since the article was published.
    changes: String,
    minutes: String,
    picture: Option<PictureView>,
    body: Html,
    other_sections: Vec<LabelView>,
    tags: Vec<TagView>,
    share: Vec<ShareLink>,
    short: String,
    address: String,
    related: Vec<CardView>,
    comment_count: String,
    comments: Thread,
    has_comments: bool,
    comments_feed: String,
    /// Path of the page itself.
    path: String,
    /// The script that plays films of other sites; empty where there are none.
    film_script: &'static str,
    form: Option<CommentForm>,
    /// Why there is no form.
    closed: String,
    older: Option<CardView>,
    newer: Option<CardView>,
}

/// `GET` the canonical path of an article or a page.
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: ArticleId,
) -> Result<Option<Answer>, Error> {
    let page = page(reading, edition, id, &Draft::default())?;
    Ok(page.map(|(answer, _)| answer.read_as(id)))
}

/// The same with a form that answers the comment at `anchor`; `None` when that cannot be answered.
pub(crate) fn reply(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: ArticleId,
    anchor: i64,
) -> Result<Option<Answer>, Error> {
    let page = page(reading, edition, id, &Draft::answering(anchor))?;
    Ok(page.and_then(|(answer, answers)| (answers == Some(anchor)).then(|| answer.for_one())))
}

/// The same after a comment was sent that could not be taken.
pub(crate) fn again(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: ArticleId,
    draft: &Draft,
) -> Result<Option<Answer>, Error> {
    let page = page(reading, edition, id, draft)?;
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page.map(|(answer, _)| answer.for_one().with_status(refused)))
}

/// The page, and the anchor of the comment that its form answers.
fn page(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: ArticleId,
    draft: &Draft,
) -> Result<Option<(Answer, Option<i64>)>, Error> {
    let Some(article) = reading.article(id)? else {
        return Ok(None);
    };
    let is_page = article.kind == ArticleKind::Page;
    let comments = reading.comments(id)?;
    let ((older, newer), related) = if is_page {
        ((None, None), Vec::new())
    } else {
        (reading.neighbours(id)?, reading.related(id, RELATED)?)
    };

    let mut made_from = MadeFrom::at(&article.path)
        .article(id)
        .with(ChangeKind::Comments(id))
        .cards(&related)
        .cards(
            older
                .iter()
                .chain(&newer)
                .map(Card)
                .collect::<Vec<_>>()
                .iter(),
        );
    if newer.is_none() && !is_page {
        // The newest article will have a neighbour as soon as anything is published.
        made_from = made_from.listing(warraq_archive::model::Listing::All);
    }
    for key in labels(&article) {
        made_from = made_from.with(key);
    }

    let dates = edition.dates();
    let picture = article.lead.as_ref().and_then(PictureView::in_article);
    let mut trail = vec![home(edition)];
    trail.extend(
        article
            .section_trail
            .iter()
            .chain(&article.section)
            .map(LabelView::from),
    );
    let short = edition.absolute(&format!("/a/{id}"));
    let description = description(&article);
    let mut head = head(
        &article,
        &description,
        &trail,
        picture.as_ref(),
        &short,
        edition,
    );

    let writing = Writing::of(&article, draft, &comments, edition);
    let answers = writing.answers;
    head.is_hidden = writing.is_one_readers();
    made_from = made_from.until(writing.closes_at);

    let plays_films = plays_films(&article);
    let page = ArticlePage {
        is_page,
        direction: against_the_page(&article.language, edition),
        language: article.language.clone(),
        section: article.section.as_ref().map(LabelView::from),
        kicker: article.kicker.clone(),
        headline: article.headline.clone(),
        standfirst: article.standfirst.clone(),
        age: age(article.kind, article.published_at, edition),
        byline: article.byline.iter().map(WriterView::from).collect(),
        published: dates.day(article.published_at),
        updated: article.updated_at.map(|at| dates.day(at)),
        corrections: CorrectionView::all(&article.corrections, edition),
        changes: changes::path(&article.path),
        minutes: edition.minutes(article.words),
        picture,
        other_sections: article.other_sections.iter().map(LabelView::from).collect(),
        tags: article
            .tags
            .iter()
            .map(|tag| TagView::of(tag, edition))
            .collect(),
        share: ShareLink::all(&article.headline, &short, edition),
        address: edition.absolute(&article.path),
        short,
        related: CardView::all(&related, edition),
        comment_count: dates.number(comments.len()),
        has_comments: !comments.is_empty(),
        comments: Thread::of(comments, edition),
        comments_feed: format!("{}feed/", article.path),
        path: article.path.clone(),
        film_script: if plays_films {
            Assets::get().address("film.js")
        } else {
            ""
        },
        form: writing.form,
        closed: writing.closed,
        older: older.map(|card| CardView::of(&card, edition)),
        newer: newer.map(|card| CardView::of(&card, edition)),
        body: article.into_inner().body.into(),
        trail,
    };
    let answer = edition.print("article.html", head, page, made_from)?;
    Ok(Some((answer.with_players(plays_films), answers)))
}

/// Whether the body has a film that can play in the page.
fn plays_films(article: &PublishedArticle) -> bool {
    let films = Film::all(article.body.as_str());
    films.iter().any(Film::has_player)
}

/// The direction of a language where it is not that of the page.
fn against_the_page(language: &str, edition: &Edition) -> &'static str {
    const RIGHT_TO_LEFT: [&str; 7] = ["ar", "ckb", "fa", "he", "ps", "ug", "ur"];
    let primary = language.split('-').next().unwrap_or_default();
    let direction = if RIGHT_TO_LEFT.contains(&primary) {
        "rtl"
    } else {
        "ltr"
    };
    if primary.is_empty() || direction == edition.words().direction {
        ""
    } else {
        direction
    }
}

/// A card that was handed out bare, seen as the others are.
struct Card<'a>(&'a warraq_archive::model::Card);

impl std::ops::Deref for Card<'_> {
    type Target = warraq_archive::model::Card;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

/// The names on the page, whose change changes the page.
fn labels(article: &PublishedArticle) -> Vec<ChangeKind> {
    let sections = article
        .section
        .iter()
        .chain(&article.section_trail)
        .chain(&article.other_sections);
    let mut keys: Vec<_> = sections
        .map(|section| ChangeKind::Section(section.id))
        .collect();
    keys.extend(article.tags.iter().map(|tag| ChangeKind::Tag(tag.id)));
    keys.extend(
        article
            .byline
            .iter()
            .map(|person| ChangeKind::Person(person.id)),
    );
    keys.extend(
        article
            .lead
            .iter()
            .map(|picture| ChangeKind::Media(picture.id)),
    );
    keys
}

fn description(article: &PublishedArticle) -> String {
    let chosen = [
        &article.seo_description,
        &article.standfirst,
        &article.excerpt,
    ];
    let mut written = chosen.into_iter().filter(|text| !text.trim().is_empty());
    let Some(first) = written.next() else {
        return String::new();
    };
    let is_short = first.chars().count() < SHORT_DESCRIPTION;
    let more = written.next().filter(|more| {
        // What an editor wrote for search engines stands as it is.
        is_short && article.seo_description.is_empty() && !more.starts_with(first.as_str())
    });
    match more {
        Some(more) => excerpt(&format!("{first} {more}"), DESCRIPTION),
        None => excerpt(first, DESCRIPTION),
    }
}

/// A picture of an article for other sites: its full address, its width and its height.
pub(crate) fn thumbnail(article: &PublishedArticle, edition: &Edition) -> (String, u32, u32) {
    match article.lead.as_ref().and_then(PictureView::in_article) {
        Some(picture) => (
            edition.absolute(&picture.src),
            picture.width,
            picture.height,
        ),
        None => {
            let card = card(article, edition);
            (card.address, card.width.into(), card.height.into())
        }
    }
}

/// The picture of the headline, for an article that has none.
fn card(article: &PublishedArticle, edition: &Edition) -> HeadImage {
    let headline = Headline {
        id: article.id,
        text: &article.headline,
        section: article.section.as_ref(),
        published_at: (article.kind == ArticleKind::Article).then_some(article.published_at),
    };
    HeadImage {
        address: headline.address(edition),
        alt: article.headline.clone(),
        width: headline_card::WIDTH,
        height: headline_card::HEIGHT,
    }
}

fn head(
    article: &PublishedArticle,
    description: &str,
    trail: &[LabelView],
    picture: Option<&PictureView>,
    short: &str,
    edition: &Edition,
) -> Head {
    let dates = edition.dates();
    let is_page = article.kind == ArticleKind::Page;
    let title = if article.seo_title.is_empty() {
        &article.headline
    } else {
        &article.seo_title
    };
    let image = match picture {
        Some(picture) => HeadImage::of(picture, edition),
        None => card(article, edition),
    };
    let mut data = vec![json_ld::trail(trail, &article.headline, edition)];
    if !is_page {
        data.insert(0, json_ld::article(article, description, &image, edition));
    }
    let origin = origin(article.kind, article.published_at, edition);
    let shared = if origin.is_empty() {
        origin
    } else {
        format!("{origin}. {description}").trim_end().to_owned()
    };
    Head {
        title: title.clone(),
        description: description.to_owned(),
        shared,
        kind: if is_page { "website" } else { "article" },
        image: Some(image),
        published: if is_page {
            String::new()
        } else {
            dates.iso(article.published_at)
        },
        modified: article
            .updated_at
            .map(|at| dates.iso(at))
            .unwrap_or_default(),
        section: article
            .section
            .as_ref()
            .map(|s| s.name.clone())
            .unwrap_or_default(),
        tags: article.tags.iter().map(|tag| tag.name.clone()).collect(),
        feeds: vec![FeedLink {
            title: edition.words().say("comments.feed").to_owned(),
            href: format!("{}feed/", article.path),
        }],
        short: short.to_owned(),
        oembed: oembed::address(&article.path, edition),
        data,
        ..Head::default()
    }
}
