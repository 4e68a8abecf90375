//! What a page says of itself to machines: title, canonical address, cards, data blocks.

use serde::Serialize;
use serde_json::{Value, json};
use warraq_archive::model::{PersonLabel, PublishedArticle};

use super::{JsonLd, LabelView, PictureView};
use crate::edition::Edition;

/// The `<head>` of a page.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Head {
    /// Without the paper's name.
    pub(crate) title: String,
    pub(crate) description: String,
    /// Full address; empty on pages that have none, such as the page for what is missing.
    pub(crate) canonical: String,
    /// `article` or `website`.
    pub(crate) kind: &'static str,
    /// Full address of a picture; may be empty.
    pub(crate) image: String,
    pub(crate) image_alt: String,
    pub(crate) published: String,
    pub(crate) modified: String,
    pub(crate) section: String,
    pub(crate) tags: Vec<String>,
    pub(crate) is_hidden: bool,
    pub(crate) feeds: Vec<FeedLink>,
    pub(crate) older: String,
    pub(crate) newer: String,
    pub(crate) short: String,
    pub(crate) data: Vec<JsonLd>,
}

/// A feed that belongs to a page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FeedLink {
    pub(crate) title: String,
    pub(crate) href: String,
}

/// Data blocks in the vocabulary of schema.org.
pub(crate) mod json_ld {
    use super::{
        Edition, JsonLd, LabelView, PersonLabel, PictureView, PublishedArticle, Value, json,
    };

    /// The paper itself, with its search.
    pub(crate) fn web_site(edition: &Edition) -> JsonLd {
        let home = edition.absolute("/");
        json!({
            "@context": "https://schema.org",
            "@type": "WebSite",
            "@id": format!("{home}#website"),
            "url": home,
            "name": edition.settings().title,
            "description": edition.settings().description,
            "inLanguage": edition.settings().language,
            "publisher": publisher(edition),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": edition.absolute("/search?q={search_term_string}"),
                },
                "query-input": "required name=search_term_string",
            },
        })
        .into()
    }

    fn publisher(edition: &Edition) -> Value {
        let home = edition.absolute("/");
        let elsewhere: Vec<_> = edition
            .settings()
            .social
            .iter()
            .map(|(_, address)| address)
            .collect();
        json!({
            "@type": "NewsMediaOrganization",
            "@id": format!("{home}#publisher"),
            "name": edition.settings().title,
            "url": home,
            "logo": { "@type": "ImageObject", "url": edition.absolute("/favicon.svg") },
            "sameAs": elsewhere,
        })
    }

    /// The trail that the page shows; the last name is the page itself.
    pub(crate) fn trail(steps: &[LabelView], last: &str, edition: &Edition) -> JsonLd {
        let mut items = Vec::with_capacity(steps.len() + 1);
        for step in steps {
            items.push(json!({
                "@type": "ListItem",
                "position": items.len() + 1,
                "name": step.name,
                "item": edition.absolute(&step.href),
            }));
        }
        items.push(json!({ "@type": "ListItem", "position": items.len() + 1, "name": last }));
        json!({
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": items,
        })
        .into()
    }

    /// Somebody who writes.
    pub(crate) fn person(label: &PersonLabel, about: &str, edition: &Edition) -> JsonLd {
        let mut person = writer(label, edition);
        if let Some(fields) = person.as_object_mut() {
            fields.insert("@context".to_owned(), "https://schema.org".into());
            if !about.is_empty() {
                fields.insert("description".to_owned(), about.into());
            }
            fields.insert("worksFor".to_owned(), publisher(edition));
        }
        person.into()
    }

    fn writer(label: &PersonLabel, edition: &Edition) -> Value {
        let address = edition.absolute(&label.path);
        json!({
            "@type": "Person",
            "@id": format!("{address}#person"),
            "name": label.name,
            "url": address,
        })
    }

    /// An article.
    pub(crate) fn article(
        article: &PublishedArticle,
        description: &str,
        picture: Option<&PictureView>,
        edition: &Edition,
    ) -> JsonLd {
        let dates = edition.dates();
        let address = edition.absolute(&article.path);
        let modified = article.updated_at.unwrap_or(article.published_at);
        let writers: Vec<_> = article
            .byline
            .iter()
            .map(|label| writer(label, edition))
            .collect();
        let keywords: Vec<_> = article.tags.iter().map(|tag| tag.name.as_str()).collect();
        let mut data = json!({
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": format!("{address}#article"),
            "mainEntityOfPage": address,
            "url": address,
            "headline": article.headline,
            "description": description,
            "datePublished": dates.iso(article.published_at),
            "dateModified": dates.iso(modified),
            "inLanguage": article.language,
            "wordCount": article.words,
            "author": writers,
            "publisher": publisher(edition),
            "isPartOf": { "@id": format!("{}#website", edition.absolute("/")) },
            "isAccessibleForFree": true,
            "commentCount": article.comment_count,
            "keywords": keywords,
        });
        if let Some(fields) = data.as_object_mut() {
            if let Some(section) = &article.section {
                fields.insert("articleSection".to_owned(), section.name.as_str().into());
            }
            if let Some(picture) = picture {
                let image = vec![edition.absolute(&picture.largest)];
                fields.insert("image".to_owned(), image.into());
            }
        }
        data.into()
    }
}
