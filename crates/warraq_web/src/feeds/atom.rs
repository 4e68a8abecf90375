//! Atom 1.0.

use std::io;

use warraq_archive::model::guid_as_address;

use super::xml::Document;
use super::{Feed, Item};
use crate::edition::Edition;

pub(super) fn write(feed: &Feed, edition: &Edition) -> io::Result<Vec<u8>> {
    let dates = edition.dates();
    let mut document = Document::begin()?;
    let attributes = [
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xml:lang", &feed.language),
    ];
    document.element("feed", &attributes, |document| {
        document.text("title", &feed.title)?;
        document.text("subtitle", &feed.description)?;
        document.text("id", &feed.own)?;
        document.text("updated", &dates.iso(feed.updated.unwrap_or(edition.now())))?;
        let page = [
            ("rel", "alternate"),
            ("type", "text/html"),
            ("href", feed.page.as_str()),
        ];
        document.empty("link", &page)?;
        let own = [
            ("rel", "self"),
            ("type", "application/atom+xml"),
            ("href", feed.own.as_str()),
        ];
        document.empty("link", &own)?;
        for hub in &feed.hubs {
            document.empty("link", &[("rel", "hub"), ("href", hub)])?;
        }
        // An entry without an author takes the feed's: Atom asks for one or the other.
        document.element("author", &[], |document| {
            document.text("name", &edition.settings().title)
        })?;
        feed.items
            .iter()
            .try_for_each(|item| write_entry(item, document, edition))
    })?;
    Ok(document.finish())
}

fn write_entry(item: &Item, document: &mut Document, edition: &Edition) -> io::Result<()> {
    let dates = edition.dates();
    document.element("entry", &[], |document| {
        document.text("title", &item.title)?;
        document.text("id", &guid_as_address(&item.guid))?;
        document.text(
            "updated",
            &dates.iso(item.updated.unwrap_or(item.published)),
        )?;
        document.text("published", &dates.iso(item.published))?;
        let page = [
            ("rel", "alternate"),
            ("type", "text/html"),
            ("href", item.link.as_str()),
        ];
        document.empty("link", &page)?;
        for author in &item.authors {
            document.element("author", &[], |document| document.text("name", author))?;
        }
        for subject in &item.subjects {
            document.empty("category", &[("term", subject)])?;
        }
        if !item.summary.is_empty() {
            document.text_with("summary", &[("type", "text")], &item.summary)?;
        }
        if !item.content.is_empty() {
            document.text_with("content", &[("type", "html")], &item.content)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{edition, feed, read};
    use super::write;

    #[test]
    fn an_atom_feed_is_well_formed_whatever_its_words() {
        let text = read(&write(&feed(), &edition()).unwrap());
        assert!(text.contains("<published>2022-09-25T03:00:00+00:00</published>"));
        assert!(text.contains("<link rel=\"hub\" href=\"https://hub.example/\"/>"));
        assert!(text.contains("&lt;p&gt;نص ]]&gt; &amp;amp; "));
    }
}
