//! JSON Feed 1.1.

use serde_json::{Value, json};

use super::{Feed, Item};
use crate::edition::Edition;

pub(super) fn write(feed: &Feed, edition: &Edition) -> Vec<u8> {
    let items: Vec<Value> = feed
        .items
        .iter()
        .map(|item| write_item(item, edition))
        .collect();
    let hubs: Vec<Value> = feed
        .hubs
        .iter()
        .map(|hub| json!({ "type": "WebSub", "url": hub }))
        .collect();
    let mut whole = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.page,
        "feed_url": feed.own,
        "language": feed.language,
        "items": items,
    });
    if !hubs.is_empty() {
        whole["hubs"] = hubs.into();
    }
    whole.to_string().into_bytes()
}

fn write_item(item: &Item, edition: &Edition) -> Value {
    let dates = edition.dates();
    let authors: Vec<Value> = item
        .authors
        .iter()
        .map(|name| json!({ "name": name }))
        .collect();
    let mut entry = json!({
        "id": item.guid,
        "url": item.link,
        "title": item.title,
        "date_published": dates.iso(item.published),
        "authors": authors,
        "tags": item.subjects,
    });
    if let Some(fields) = entry.as_object_mut() {
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                fields.insert(name.to_owned(), value.into());
            }
        };
        add("summary", &item.summary);
        add("image", item.picture.as_deref().unwrap_or_default());
        add(
            "date_modified",
            &item.updated.map(|at| dates.iso(at)).unwrap_or_default(),
        );
        // The format wants one of the two.
        if item.content.is_empty() {
            add(
                "content_text",
                if item.summary.is_empty() {
                    &item.title
                } else {
                    &item.summary
                },
            );
        } else {
            add("content_html", &item.content);
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::super::tests::{edition, feed};
    use super::write;

    #[test]
    fn every_item_has_an_id_and_content() {
        let feed: serde_json::Value = serde_json::from_slice(&write(&feed(), &edition())).unwrap();
        let item = &feed["items"][0];
        assert_eq!(item["id"], "https://old.example/?p=12");
        assert!(item["content_html"].as_str().unwrap().starts_with("<p>نص"));
        assert_eq!(item["authors"][1]["name"], "سامي");
    }
}
