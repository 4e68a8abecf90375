//! What other sites show of an article when somebody pastes its address (oembed.com).

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use warraq_archive::model::{ArticleId, Resolved, Target};
use warraq_archive::store::Reading;

use super::article;
use crate::address::Address;
use crate::edition::Edition;
use crate::error::Error;
use crate::feeds::Document;
use crate::params::{Name, Params};
use crate::respond::{Answer, CachePolicy, Kind};

/// Where it is asked for.
pub(crate) const PATH: &str = "/oembed";
/// Where WordPress was asked: pages that were kept elsewhere still name it.
pub(crate) const OLD_PATH: &str = "/wp-json/oembed/1.0/embed";

/// Seconds for which others may keep an answer.
const KEPT: u32 = 3600;

/// Where the answer for a canonical path is asked for, without the format.
pub(crate) fn address(path: &str, edition: &Edition) -> String {
    let article = edition.absolute(path);
    let article = utf8_percent_encode(&article, NON_ALPHANUMERIC);
    edition.absolute(&format!("{PATH}?url={article}"))
}

/// An answer of the type `link`: words and a picture, no mark-up of ours on their page.
#[derive(Debug, Serialize)]
struct Link {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    author_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    author_url: String,
    provider_name: String,
    provider_url: String,
    cache_age: u32,
    #[serde(flatten)]
    thumbnail: Option<Thumbnail>,
}

#[derive(Debug, Serialize)]
struct Thumbnail {
    #[serde(rename = "thumbnail_url")]
    address: String,
    #[serde(rename = "thumbnail_width")]
    width: u32,
    #[serde(rename = "thumbnail_height")]
    height: u32,
}

/// `GET /oembed?url=…&format=json`
///
/// 501 for a format that nobody knows, 404 for an address that is not that of an article.
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    params: &Params,
) -> Result<Answer, Error> {
    let is_xml = match params.get(Name::FormatOf) {
        None | Some("json") => false,
        Some("xml") => true,
        Some(_) => return Ok(Answer::bare(StatusCode::NOT_IMPLEMENTED)),
    };
    let Some(link) = link(reading, edition, params)? else {
        return Ok(Answer::bare(StatusCode::NOT_FOUND));
    };
    let (kind, body) = if is_xml {
        (Kind::Xml, link.xml()?)
    } else {
        (Kind::Json, serde_json::to_vec(&link)?)
    };
    Ok(Answer::new(kind, body, CachePolicy::Minute))
}

fn link(
    reading: &mut Reading<'_>,
    edition: &Edition,
    params: &Params,
) -> Result<Option<Link>, Error> {
    let address = params.get(Name::Url).unwrap_or_default();
    let Some(path) = path_of(address, &edition.settings().url) else {
        return Ok(None);
    };
    let Some(id) = article_at(reading, path)? else {
        return Ok(None);
    };
    let Some(article) = reading.article(id)? else {
        return Ok(None);
    };
    let (address, width, height) = article::thumbnail(&article, edition);
    let fits = |name, side: u32| {
        params
            .number(name)
            .is_none_or(|most| i64::from(side) <= most)
    };
    let fits = fits(Name::MaxWidth, width) && fits(Name::MaxHeight, height);
    let thumbnail = (fits && width > 0).then_some(Thumbnail {
        address,
        width,
        height,
    });
    let writer = article.byline.first();
    Ok(Some(Link {
        version: "1.0",
        kind: "link",
        title: article.headline.clone(),
        author_name: writer.map(|person| person.name.clone()).unwrap_or_default(),
        author_url: writer
            .map(|person| edition.absolute(&person.path))
            .unwrap_or_default(),
        provider_name: edition.settings().title.clone(),
        provider_url: edition.absolute("/"),
        cache_age: KEPT,
        thumbnail,
    }))
}

/// The article at a path: its canonical one, an old one, or the short link.
fn article_at(reading: &mut Reading<'_>, path: &str) -> Result<Option<ArticleId>, Error> {
    let asked = Address::of(path);
    if let Some(id) = asked.short_id() {
        return Ok(Some(ArticleId(id)));
    }
    let mut found = reading.resolve(&asked.whole)?;
    if let Resolved::Moved { to } = &found {
        found = reading.resolve(&Address::of(to).whole)?;
    }
    Ok(match found {
        Resolved::Here {
            target: Target::Article(id),
            ..
        } => Some(id),
        _ => None,
    })
}

/// The path of an address of this paper, without what a query or a fragment says.
fn path_of<'a>(address: &'a str, home: &str) -> Option<&'a str> {
    // With or without encryption, it is the same paper.
    let (_, home) = home.split_once("://")?;
    let (_, place) = address.split_once("://")?;
    let rest = place.strip_prefix(home)?;
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    path.starts_with('/').then_some(path)
}

impl Link {
    fn xml(&self) -> Result<Vec<u8>, Error> {
        let mut document = Document::begin()?;
        document.element("oembed", &[], |document| {
            document.text("version", self.version)?;
            document.text("type", self.kind)?;
            document.text("title", &self.title)?;
            if !self.author_name.is_empty() {
                document.text("author_name", &self.author_name)?;
                document.text("author_url", &self.author_url)?;
            }
            document.text("provider_name", &self.provider_name)?;
            document.text("provider_url", &self.provider_url)?;
            document.text("cache_age", &self.cache_age.to_string())?;
            let Some(picture) = &self.thumbnail else {
                return Ok(());
            };
            document.text("thumbnail_url", &picture.address)?;
            document.text("thumbnail_width", &picture.width.to_string())?;
            document.text("thumbnail_height", &picture.height.to_string())
        })?;
        Ok(document.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn only_addresses_of_this_paper_have_a_path() {
        let home = "https://a.example";
        assert_eq!(
            path_of("https://a.example/%D8%AE/?x=1#y", home),
            Some("/%D8%AE/")
        );
        assert_eq!(path_of("http://a.example/a/12", home), Some("/a/12"));
        for other in [
            "https://b.example/a/",
            "https://a.example.evil/a/",
            "/a/",
            "",
            "https://a.example",
        ] {
            assert_eq!(path_of(other, home), None, "{other}");
        }
    }
}
