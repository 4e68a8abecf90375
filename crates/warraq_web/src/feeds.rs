//! Feeds at the addresses where WordPress has them: RSS 2.0, Atom and JSON Feed.

use warraq_archive::model::{
    ArticleId, Card, Comment, Listing, PersonId, Published, PublishedArticle, SectionId, TagId,
    Timestamp,
};
use warraq_archive::search::SearchPage;
use warraq_archive::store::{ChangeKind, Reading};

use crate::address::Format;
use crate::cache::ANY_COMMENTS;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::{Answer, CachePolicy, Kind};
use crate::site::search::Question;
use crate::view::PictureView;

mod atom;
mod json;
mod rss;
mod xml;

pub(crate) use xml::Document;

/// Articles and comments in a feed.
const ITEMS: usize = 20;

/// A feed before it is written in one of the formats.
#[derive(Debug)]
pub(crate) struct Feed {
    title: String,
    description: String,
    /// Full address of the page that it is the feed of.
    page: String,
    /// Full address of the feed itself.
    own: String,
    /// Addresses of the hubs that tell subscribers of news.
    hubs: Vec<String>,
    language: String,
    updated: Option<Timestamp>,
    items: Vec<Item>,
}

/// An article or a comment in a feed.
#[derive(Debug)]
struct Item {
    title: String,
    /// Its name, the same for ever, wherever it is read.
    guid: String,
    /// Full address, percent-encoded.
    link: String,
    authors: Vec<String>,
    subjects: Vec<String>,
    summary: String,
    content: String,
    published: Timestamp,
    updated: Option<Timestamp>,
    comments: Option<CommentLinks>,
    picture: Option<String>,
}

#[derive(Debug)]
struct CommentLinks {
    page: String,
    feed: String,
    count: usize,
}

/// What a feed is the feed of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject {
    /// The whole paper.
    Paper,
    /// Articles with a film.
    Films,
    Section(SectionId),
    Tag(TagId),
    Person(PersonId),
}

/// The feed of a list of articles.
pub(crate) fn articles(
    reading: &mut Reading<'_>,
    edition: &Edition,
    subject: Subject,
    format: Format,
) -> Result<Option<Answer>, Error> {
    let settings = edition.settings();
    let (listing, name, description, base, key) = match subject {
        Subject::Paper => {
            let description = settings.description.clone();
            (Listing::All, None, description, "/".to_owned(), None)
        }
        Subject::Films => {
            let name = edition.words().say("front.video").to_owned();
            (
                Listing::Video,
                Some(name),
                String::new(),
                "/video/".to_owned(),
                None,
            )
        }
        Subject::Section(id) => {
            let Some(section) = reading.section(id)? else {
                return Ok(None);
            };
            let key = Some(ChangeKind::Section(id));
            let label = section.label;
            (
                Listing::Section(id),
                Some(label.name),
                section.description,
                label.path,
                key,
            )
        }
        Subject::Tag(id) => {
            let Some(tag) = reading.tag(id)? else {
                return Ok(None);
            };
            let key = Some(ChangeKind::Tag(id));
            (
                Listing::Tag(id),
                Some(tag.label.name),
                tag.description,
                tag.label.path,
                key,
            )
        }
        Subject::Person(id) => {
            let Some(person) = reading.person(id)? else {
                return Ok(None);
            };
            let key = Some(ChangeKind::Person(id));
            let label = person.label;
            (
                Listing::Person(id),
                Some(label.name),
                person.biography,
                label.path,
                key,
            )
        }
    };
    let found = reading.articles(listing, ITEMS)?;
    let path = format!("{base}{}", format.suffix());
    let mut made_from = MadeFrom::at(&path).listing(listing);
    if let Some(key) = key {
        made_from = made_from.with(key);
    }
    for article in &found {
        made_from = made_from.article(article.id);
    }
    let description = match &name {
        Some(name) => edition.described(name, &description),
        None => description,
    };
    let feed = Feed {
        title: titled(name.as_deref(), edition),
        description,
        page: edition.absolute(&base),
        own: edition.absolute(&path),
        hubs: settings.pings.hubs.clone(),
        language: settings.language.clone(),
        updated: newest(found.iter().map(|article| changed_at(article))),
        items: found
            .into_iter()
            .map(|article| article_item(article, edition))
            .collect(),
    };
    feed.write(format, edition, made_from).map(Some)
}

/// The feed of the newest comments.
pub(crate) fn comments(
    reading: &mut Reading<'_>,
    edition: &Edition,
    format: Format,
) -> Result<Answer, Error> {
    let found = reading.recent_comments(ITEMS)?;
    let path = format!("/comments/{}", format.suffix());
    let mut made_from = MadeFrom::at(&path).with(ANY_COMMENTS);
    let mut items = Vec::new();
    for (comment, card) in found {
        made_from = made_from.article(card.id);
        items.extend(comment_item(comment, Place::of_card(&card), edition));
    }
    let feed = Feed {
        title: titled(Some(edition.words().say("comments.title")), edition),
        description: edition.words().say("shell.comments_feed").to_owned(),
        page: edition.absolute("/"),
        own: edition.absolute(&path),
        hubs: edition.settings().pings.hubs.clone(),
        language: edition.settings().language.clone(),
        updated: newest(items.iter().map(|item| item.published)),
        items,
    };
    feed.write(format, edition, made_from)
}

/// The feed of the comments under an article.
pub(crate) fn comments_of(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: ArticleId,
    format: Format,
) -> Result<Option<Answer>, Error> {
    let Some(article) = reading.article(id)? else {
        return Ok(None);
    };
    let mut comments = reading.comments(id)?;
    comments.reverse();
    comments.truncate(ITEMS);
    let path = format!("{}{}", article.path, format.suffix());
    let made_from = MadeFrom::at(&path)
        .article(id)
        .with(ChangeKind::Comments(id));
    let place = Place {
        guid: &article.guid,
        path: &article.path,
        headline: &article.headline,
    };
    let items: Vec<_> = comments
        .into_iter()
        .filter_map(|comment| comment_item(comment, place, edition))
        .collect();
    let feed = Feed {
        title: edition
            .words()
            .say_with("comments.on", "name", &article.headline),
        description: article.excerpt.clone(),
        page: edition.absolute(&article.path),
        own: edition.absolute(&path),
        hubs: edition.settings().pings.hubs.clone(),
        language: article.language.clone(),
        updated: newest(items.iter().map(|item| item.published)),
        items,
    };
    feed.write(format, edition, made_from).map(Some)
}

/// The feed of a search.
pub(crate) fn search(
    edition: &Edition,
    question: &Question,
    found: SearchPage,
    format: Format,
) -> Result<Answer, Error> {
    let items: Vec<_> = found
        .hits
        .into_iter()
        .map(|hit| {
            let card = hit.card.into_inner();
            Item {
                guid: card.guid,
                link: edition.absolute(&card.path),
                authors: card.byline.into_iter().map(|person| person.name).collect(),
                subjects: card
                    .section
                    .into_iter()
                    .map(|section| section.name)
                    .collect(),
                content: String::new(),
                summary: card.excerpt,
                title: card.headline,
                published: card.published_at,
                updated: None,
                comments: None,
                picture: None,
            }
        })
        .collect();
    let title = edition
        .words()
        .say_with("search.title_of", "text", &question.text);
    let feed = Feed {
        title: titled(Some(&title), edition),
        description: title,
        page: edition.absolute(&question.address()),
        own: edition.absolute(&question.feed_address(format)),
        // What a search finds is different for many reasons: no hub can tell.
        hubs: Vec::new(),
        language: edition.settings().language.clone(),
        updated: newest(items.iter().map(|item| item.published)),
        items,
    };
    let mut answer = feed.write(format, edition, MadeFrom::default())?;
    answer.memory = None;
    answer.policy = CachePolicy::Minute;
    Ok(answer)
}

impl Feed {
    fn write(
        &self,
        format: Format,
        edition: &Edition,
        made_from: MadeFrom,
    ) -> Result<Answer, Error> {
        let (kind, body) = match format {
            Format::Rss => (Kind::Rss, rss::write(self, edition)?),
            Format::Atom => (Kind::Atom, atom::write(self, edition)?),
            Format::Json => (Kind::JsonFeed, json::write(self, edition)),
        };
        Ok(edition.machine(kind, body, self.updated, made_from))
    }
}

fn titled(name: Option<&str>, edition: &Edition) -> String {
    let paper = &edition.settings().title;
    name.map_or_else(|| paper.clone(), |name| format!("{name} – {paper}"))
}

fn newest(times: impl Iterator<Item = Timestamp>) -> Option<Timestamp> {
    times.max()
}

fn changed_at(article: &PublishedArticle) -> Timestamp {
    article
        .updated_at
        .map_or(article.published_at, |at| at.max(article.published_at))
}

fn article_item(article: Published<PublishedArticle>, edition: &Edition) -> Item {
    let article = article.into_inner();
    let picture = article.lead.as_ref().and_then(PictureView::in_article);
    let sections = article.section.iter().chain(&article.other_sections);
    let mut subjects: Vec<_> = sections.map(|section| section.name.clone()).collect();
    subjects.extend(article.tags.iter().map(|tag| tag.name.clone()));
    let link = edition.absolute(&article.path);
    Item {
        authors: article
            .byline
            .into_iter()
            .map(|person| person.name)
            .collect(),
        subjects,
        summary: if article.standfirst.is_empty() {
            article.excerpt
        } else {
            article.standfirst
        },
        published: article.published_at,
        updated: article.updated_at,
        comments: Some(CommentLinks {
            page: format!("{link}#comments"),
            feed: format!("{link}feed/"),
            count: article.comment_count,
        }),
        picture: picture.map(|picture| edition.absolute(&picture.largest)),
        content: absolute_links(article.body.as_str(), &edition.settings().url),
        title: article.headline,
        guid: article.guid,
        link,
    }
}

/// The article under which a comment stands.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    guid: &'a str,
    path: &'a str,
    headline: &'a str,
}

impl<'a> Place<'a> {
    fn of_card(card: &'a Card) -> Self {
        Self {
            guid: &card.guid,
            path: &card.path,
            headline: &card.headline,
        }
    }
}

/// A comment without a date cannot be put in the order of a feed.
fn comment_item(comment: Comment, place: Place<'_>, edition: &Edition) -> Option<Item> {
    let words = edition.words();
    let anchor = format!("#comment-{}", comment.anchor);
    Some(Item {
        title: words.say_with("comments.on", "name", place.headline),
        // As WordPress named it.
        guid: format!("{}{anchor}", place.guid),
        link: edition.absolute(&format!("{}{anchor}", place.path)),
        authors: vec![comment.name]
            .into_iter()
            .filter(|name| !name.trim().is_empty())
            .collect(),
        subjects: Vec::new(),
        summary: String::new(),
        content: absolute_links(comment.body.as_str(), &edition.settings().url),
        published: comment.at?,
        updated: None,
        comments: None,
        picture: None,
    })
}

/// Links of the paper to itself, written in full: a feed reader knows no home to start from.
fn absolute_links(html: &str, home: &str) -> String {
    let mut full = String::with_capacity(html.len() + 256);
    let mut rest = html;
    // The sanitiser writes every attribute in double quotes.
    while let Some(at) = rest.find("=\"/") {
        let (before, after) = rest.split_at(at);
        let name = before.rsplit(' ').next().unwrap_or_default();
        full.push_str(before);
        full.push_str("=\"");
        if matches!(name, "href" | "src" | "poster") && !after.starts_with("=\"//") {
            full.push_str(home);
        }
        rest = &after[2..];
    }
    full.push_str(rest);
    full
}

#[cfg(test)]
mod tests {
    use warraq_archive::model::Settings;

    use super::*;

    pub(super) fn edition() -> Edition {
        let url = "https://a.example".to_owned();
        Edition::for_tests(Settings {
            title: "ورقة".to_owned(),
            url,
            ..Settings::default()
        })
    }

    pub(super) fn feed() -> Feed {
        let at = Timestamp::from_millis(1_664_074_800_000);
        Feed {
            title: "علوم – ورقة".to_owned(),
            description: "وصف & شرح".to_owned(),
            page: "https://a.example/category/science/".to_owned(),
            own: "https://a.example/category/science/feed/".to_owned(),
            hubs: vec!["https://hub.example/".to_owned()],
            language: "ar".to_owned(),
            updated: Some(at),
            items: vec![Item {
                guid: "https://old.example/?p=12".to_owned(),
                title: "عنوان <مهم> & \u{b}غريب".to_owned(),
                link: "https://a.example/2022/%d8%ae/".to_owned(),
                authors: vec!["ليلى".to_owned(), "سامي".to_owned()],
                subjects: vec!["علوم".to_owned()],
                summary: "ملخّص <أول>".to_owned(),
                content: "<p>نص ]]> &amp; <a href=\"https://a.example/x/\">رابط</a></p>".to_owned(),
                published: at,
                updated: None,
                comments: Some(CommentLinks {
                    page: "https://a.example/2022/%d8%ae/#comments".to_owned(),
                    feed: "https://a.example/2022/%d8%ae/feed/".to_owned(),
                    count: 2,
                }),
                picture: Some("https://a.example/media/1/1200.jpg".to_owned()),
            }],
        }
    }

    /// Reads a document to its end and gives its text.
    pub(super) fn read(xml: &[u8]) -> String {
        let text = std::str::from_utf8(xml).unwrap();
        let mut reader = quick_xml::Reader::from_str(text);
        let mut depth = 0i32;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
        text.to_owned()
    }

    #[test]
    fn links_of_the_paper_are_written_in_full() {
        let html =
            r#"<a href="/x/">a</a><img src="/u/a.jpg" alt="/x"><a href="//b.example/">b</a>"#;
        assert_eq!(
            absolute_links(html, "https://a.example"),
            r#"<a href="https://a.example/x/">a</a><img src="https://a.example/u/a.jpg" alt="/x"><a href="//b.example/">b</a>"#
        );
    }
}
