//! Maps of the site for search engines, and the manifest.

use serde_json::json;
use warraq_archive::model::{CivilMonth, Listing, Timestamp};
use warraq_archive::store::{Reading, SitemapEntry};

use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::feeds::Document;
use crate::icons;
use crate::respond::{Answer, CachePolicy, Kind};
use crate::site::{archive, offline};

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const NEWS: (&str, &str) = (
    "xmlns:news",
    "http://www.google.com/schemas/sitemap-news/0.9",
);
const IMAGE: (&str, &str) = (
    "xmlns:image",
    "http://www.google.com/schemas/sitemap-image/1.1",
);
/// The most addresses that one map may hold (sitemaps.org).
const MOST: usize = 50_000;
/// What a news map may hold (Google): the last two days, at most this many.
const NEWS_MILLIS: i64 = 48 * 3_600_000;
const MOST_NEWS: usize = 1_000;
/// Tags whose pages are worth finding by themselves.
const TAGS: usize = 1_000;

/// Which map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Map {
    Pages,
    News,
    Month(CivilMonth),
}

impl Map {
    /// Reads the last part of `/sitemaps/2022-09.xml`.
    pub(crate) fn named(file: &str) -> Option<Self> {
        match file.strip_suffix(".xml")? {
            "pages" => Some(Self::Pages),
            "news" => Some(Self::News),
            month => {
                let (year, month) = month.split_once('-')?;
                let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
                if year.len() != 4 || month.len() != 2 || !digits(year) || !digits(month) {
                    return None;
                }
                let month = CivilMonth {
                    year: year.parse().ok()?,
                    month: month.parse().ok()?,
                };
                (1..=12)
                    .contains(&month.month)
                    .then_some(Self::Month(month))
            }
        }
    }

    fn path(self) -> String {
        match self {
            Self::Pages => "/sitemaps/pages.xml".to_owned(),
            Self::News => "/sitemaps/news.xml".to_owned(),
            Self::Month(month) => format!("/sitemaps/{:04}-{:02}.xml", month.year, month.month),
        }
    }
}

/// From where WordPress and its most used plug-in have theirs.
pub(crate) fn moved() -> Answer {
    Answer::moved("/sitemap.xml")
}

/// `GET /sitemap.xml`: the list of all maps.
pub(crate) fn index(reading: &mut Reading<'_>, edition: &Edition) -> Result<Answer, Error> {
    let path = "/sitemap.xml";
    let pages = reading.sitemap_pages()?;
    let mut maps = vec![(Map::Pages, pages.iter().map(|page| page.modified_at).max())];
    let news = news(reading, edition)?;
    if !news.is_empty() {
        maps.push((Map::News, news.iter().map(|entry| entry.modified_at).max()));
    }
    let months = reading.months_changed()?;
    maps.extend(
        months
            .iter()
            .map(|(month, at)| (Map::Month(*month), Some(*at))),
    );
    let dates = edition.dates();
    let mut document = Document::begin()?;
    document.element("sitemapindex", &[NAMESPACE], |document| {
        maps.iter().try_for_each(|(map, changed)| {
            document.element("sitemap", &[], |document| {
                document.text("loc", &edition.absolute(&map.path()))?;
                changed.map_or(Ok(()), |at| document.text("lastmod", &dates.iso(at)))
            })
        })
    })?;
    let made_from = MadeFrom::at(path).listing(Listing::All);
    Ok(edition.machine(Kind::Sitemap, document.finish(), None, made_from))
}

/// `GET /sitemaps/…`; `None` for a month that holds nothing.
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    map: Map,
) -> Result<Option<Answer>, Error> {
    let made_from = MadeFrom::at(&map.path()).listing(Listing::All);
    let body = match map {
        Map::Month(month) => {
            let entries = reading.sitemap(month)?;
            if entries.is_empty() {
                return Ok(None);
            }
            entries_map(&entries, edition)?
        }
        Map::Pages => pages_map(reading, edition)?,
        Map::News => {
            let body = news_map(&news(reading, edition)?, edition)?;
            // It changes by the passing of time alone: nothing to keep.
            return Ok(Some(Answer::new(Kind::Sitemap, body, CachePolicy::Minute)));
        }
    };
    Ok(Some(edition.machine(Kind::Sitemap, body, None, made_from)))
}

fn entries_map(entries: &[SitemapEntry], edition: &Edition) -> Result<Vec<u8>, Error> {
    let lines = entries.iter().take(MOST).map(|entry| Line {
        path: &entry.path,
        modified: Some(entry.modified_at),
        picture: entry.picture.as_deref(),
    });
    map(lines, edition)
}

fn pages_map(reading: &mut Reading<'_>, edition: &Edition) -> Result<Vec<u8>, Error> {
    let mut lines: Vec<(String, Option<Timestamp>)> = vec![("/".to_owned(), None)];
    for section in reading.sections()? {
        lines.extend(section.children.into_iter().map(|child| (child.path, None)));
        lines.push((section.label.path, None));
    }
    lines.extend(
        reading
            .sitemap_pages()?
            .into_iter()
            .map(|page| (page.path, Some(page.modified_at))),
    );
    lines.extend(
        reading
            .people()?
            .into_iter()
            .map(|person| (person.label.path, None)),
    );
    lines.extend(
        reading
            .tags_by_use(TAGS)?
            .into_iter()
            .map(|tag| (tag.path, None)),
    );
    let lines = lines.iter().take(MOST).map(|(path, modified)| Line {
        path,
        modified: *modified,
        picture: None,
    });
    map(lines, edition)
}

/// A page in a map.
struct Line<'a> {
    path: &'a str,
    modified: Option<Timestamp>,
    picture: Option<&'a str>,
}

fn map<'a>(lines: impl Iterator<Item = Line<'a>>, edition: &Edition) -> Result<Vec<u8>, Error> {
    let dates = edition.dates();
    let mut document = Document::begin()?;
    document.element("urlset", &[NAMESPACE, IMAGE], |document| {
        for line in lines {
            document.element("url", &[], |document| {
                document.text("loc", &edition.absolute(line.path))?;
                if let Some(at) = line.modified {
                    document.text("lastmod", &dates.iso(at))?;
                }
                let Some(picture) = line.picture else {
                    return Ok(());
                };
                document.element("image:image", &[], |document| {
                    document.text("image:loc", &edition.absolute(picture))
                })
            })?;
        }
        Ok(())
    })?;
    Ok(document.finish())
}

fn news(reading: &mut Reading<'_>, edition: &Edition) -> Result<Vec<SitemapEntry>, Error> {
    let from = Timestamp::from_millis(edition.now().millis() - NEWS_MILLIS);
    let mut entries = reading.sitemap_since(from)?;
    entries.truncate(MOST_NEWS);
    Ok(entries)
}

fn news_map(entries: &[SitemapEntry], edition: &Edition) -> Result<Vec<u8>, Error> {
    let dates = edition.dates();
    let settings = edition.settings();
    let mut document = Document::begin()?;
    document.element("urlset", &[NAMESPACE, NEWS], |document| {
        if entries.is_empty() {
            // A map without an address is no valid map.
            return document.element("url", &[], |document| {
                document.text("loc", &edition.absolute("/"))
            });
        }
        entries.iter().try_for_each(|entry| {
            document.element("url", &[], |document| {
                document.text("loc", &edition.absolute(&entry.path))?;
                document.element("news:news", &[], |document| {
                    document.element("news:publication", &[], |document| {
                        document.text("news:name", &settings.title)?;
                        // The map knows languages, and no countries but China.
                        let language = settings.language.split('-').next().unwrap_or_default();
                        document.text("news:language", language)
                    })?;
                    document.text("news:publication_date", &dates.iso(entry.published_at))?;
                    document.text("news:title", &entry.headline)
                })
            })
        })
    })?;
    Ok(document.finish())
}

/// `GET /manifest.webmanifest`
pub(crate) fn manifest(edition: &Edition) -> Answer {
    let settings = edition.settings();
    let mut icons = vec![json!({
        "src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml",
    })];
    icons.extend(icons::SIZES.map(|(path, size)| {
        json!({ "src": path, "sizes": format!("{size}x{size}"), "type": "image/png" })
    }));
    // The sign covers its corners: a telephone may cut it to any form.
    icons.push(json!({
        "src": "/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable",
    }));
    let words = edition.words();
    let shortcut = |name: &str, url: &str| json!({ "name": words.say(name), "url": url });
    let manifest = json!({
        "id": "/",
        "name": settings.title,
        "short_name": settings.title,
        "description": settings.description,
        "lang": settings.language,
        "dir": edition.words().direction,
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "categories": ["news"],
        "shortcuts": [
            shortcut("search.title", "/search"),
            shortcut("archive.title", archive::PATH),
            shortcut("offline.title", offline::PATH),
        ],
        "background_color": edition.look().colour("paper").to_string(),
        "theme_color": edition.look().colour("rubric").to_string(),
        "icons": icons,
    });
    Answer::new(Kind::Manifest, manifest.to_string(), CachePolicy::Page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_known_by_their_names() {
        let month = CivilMonth {
            year: 2022,
            month: 9,
        };
        assert_eq!(Map::named("2022-09.xml"), Some(Map::Month(month)));
        assert_eq!(Map::Month(month).path(), "/sitemaps/2022-09.xml");
        assert_eq!(Map::named("news.xml"), Some(Map::News));
        for file in [
            "2022-13.xml",
            "2022-9.xml",
            "+022-09.xml",
            "x.xml",
            "2022-09",
            "2022-+9.xml",
        ] {
            assert_eq!(Map::named(file), None, "{file}");
        }
    }
}
