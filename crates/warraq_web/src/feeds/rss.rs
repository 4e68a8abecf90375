//! RSS 2.0, with the extensions that WordPress's feeds have.

use std::io;

use super::xml::Document;
use super::{Feed, Item};
use crate::edition::Edition;

const NAMESPACES: [(&str, &str); 6] = [
    ("version", "2.0"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:wfw", "http://wellformedweb.org/CommentAPI/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:slash", "http://purl.org/rss/1.0/modules/slash/"),
];
const MEDIA: (&str, &str) = ("xmlns:media", "http://search.yahoo.com/mrss/");

pub(super) fn write(feed: &Feed, edition: &Edition) -> io::Result<Vec<u8>> {
    let mut document = Document::begin()?;
    let mut attributes = NAMESPACES.to_vec();
    attributes.push(MEDIA);
    document.element("rss", &attributes, |document| {
        document.element("channel", &[], |document| {
            document.text("title", &feed.title)?;
            let own = [
                ("href", feed.own.as_str()),
                ("rel", "self"),
                ("type", "application/rss+xml"),
            ];
            document.empty("atom:link", &own)?;
            for hub in &feed.hubs {
                document.empty("atom:link", &[("href", hub), ("rel", "hub")])?;
            }
            document.text("link", &feed.page)?;
            document.text("description", &feed.description)?;
            if let Some(updated) = feed.updated {
                document.text("lastBuildDate", &edition.dates().rfc822(updated))?;
            }
            document.text("language", &feed.language)?;
            feed.items
                .iter()
                .try_for_each(|item| write_item(item, document, edition))
        })
    })?;
    Ok(document.finish())
}

fn write_item(item: &Item, document: &mut Document, edition: &Edition) -> io::Result<()> {
    document.element("item", &[], |document| {
        document.text("title", &item.title)?;
        document.text("link", &item.link)?;
        if let Some(comments) = &item.comments {
            document.text("comments", &comments.page)?;
        }
        for author in &item.authors {
            document.text("dc:creator", author)?;
        }
        document.text("pubDate", &edition.dates().rfc822(item.published))?;
        for subject in &item.subjects {
            document.text("category", subject)?;
        }
        document.text_with("guid", &[("isPermaLink", "false")], &item.guid)?;
        // Read as mark-up: what is a sign in plain text is written as one.
        document.text("description", &as_markup(&item.summary))?;
        if !item.content.is_empty() {
            document.cdata("content:encoded", &item.content)?;
        }
        if let Some(comments) = &item.comments {
            document.text("wfw:commentRss", &comments.feed)?;
            document.text("slash:comments", &comments.count.to_string())?;
        }
        if let Some(picture) = &item.picture {
            document.empty("media:content", &[("url", picture), ("medium", "image")])?;
        }
        Ok(())
    })
}

fn as_markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{edition, feed, read};
    use super::write;

    #[test]
    fn a_feed_is_well_formed_whatever_its_words() {
        let text = read(&write(&feed(), &edition()).unwrap());
        assert!(text.contains("عنوان &lt;مهم&gt; &amp; غريب"));
        assert!(text.contains("<pubDate>Sun, 25 Sep 2022 03:00:00 +0000</pubDate>"));
        assert!(text.contains("<link>https://a.example/2022/%d8%ae/</link>"));
        assert!(text.contains("<guid isPermaLink=\"false\">https://old.example/?p=12</guid>"));
        assert!(text.contains("<description>ملخّص &amp;lt;أول&gt;</description>"));
        assert!(text.contains("<dc:creator>سامي</dc:creator>"));
        assert!(text.contains("<atom:link href=\"https://hub.example/\" rel=\"hub\"/>"));
    }

    #[test]
    fn mark_up_cannot_end_its_block() {
        let text = read(&write(&feed(), &edition()).unwrap());
        assert!(!text.contains("نص ]]> &amp;"));
    }
}
