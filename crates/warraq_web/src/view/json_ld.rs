//! Data blocks in the vocabulary of schema.org.

use serde_json::{Value, json};
use warraq_archive::model::{Card, Correction, CorrectionKind, PersonLabel, PublishedArticle};

use super::correction::anchor;
use super::film::Film;
use super::{HeadImage, JsonLd, LabelView};
use crate::edition::Edition;

/// The paper itself, with its search.
pub(crate) fn web_site(edition: &Edition) -> JsonLd {
    let mut site = site(edition);
    let settings = edition.settings();
    add(&mut site, "@context", "https://schema.org".into());
    add(&mut site, "inLanguage", settings.language.as_str().into());
    add(&mut site, "publisher", publisher(edition));
    let search = json!({
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": edition.absolute("/search?q={search_term_string}"),
        },
        "query-input": "required name=search_term_string",
    });
    add(&mut site, "potentialAction", search);
    if !settings.description.is_empty() {
        add(
            &mut site,
            "description",
            settings.description.as_str().into(),
        );
    }
    site.into()
}

fn site(edition: &Edition) -> Value {
    let home = edition.absolute("/");
    json!({
        "@type": "WebSite",
        "@id": format!("{home}#website"),
        "url": home,
        "name": edition.settings().title,
    })
}

fn publisher(edition: &Edition) -> Value {
    let home = edition.absolute("/");
    let elsewhere: Vec<_> = edition
        .settings()
        .social
        .iter()
        .map(|(_, address)| address)
        .collect();
    let mut publisher = json!({
        "@type": "NewsMediaOrganization",
        "@id": format!("{home}#publisher"),
        "name": edition.settings().title,
        "url": home,
        "logo": {
            "@type": "ImageObject",
            "url": edition.absolute("/icon-512.png"),
            "width": 512,
            "height": 512,
        },
    });
    if !elsewhere.is_empty() {
        add(&mut publisher, "sameAs", json!(elsewhere));
    }
    publisher
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

/// A list of articles at `path`, in the order of the page.
pub(crate) fn list(title: &str, path: &str, cards: &[Card], edition: &Edition) -> JsonLd {
    let items: Vec<_> = cards
        .iter()
        .enumerate()
        .map(|(at, card)| {
            json!({
                "@type": "ListItem",
                "position": at + 1,
                "url": edition.absolute(&card.path),
                "name": card.headline,
            })
        })
        .collect();
    let address = edition.absolute(path);
    json!({
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": title,
        "inLanguage": edition.settings().language,
        "isPartOf": site(edition),
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": items.len(),
            "itemListElement": items,
        },
    })
    .into()
}

/// Somebody who writes.
pub(crate) fn person(label: &PersonLabel, about: &str, edition: &Edition) -> JsonLd {
    let mut person = writer(label, edition);
    add(&mut person, "@context", "https://schema.org".into());
    if !about.is_empty() {
        add(&mut person, "description", about.into());
    }
    add(&mut person, "worksFor", publisher(edition));
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
    image: &HeadImage,
    edition: &Edition,
) -> JsonLd {
    let dates = edition.dates();
    let address = edition.absolute(&article.path);
    let mut writers: Vec<_> = article
        .byline
        .iter()
        .map(|label| writer(label, edition))
        .collect();
    if writers.is_empty() {
        // An article that nobody signs is the paper's own.
        writers.push(publisher(edition));
    }
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": format!("{address}#article"),
        "mainEntityOfPage": address,
        "url": address,
        "identifier": article.guid,
        "headline": article.headline,
        "image": [image_object(image)],
        "datePublished": dates.iso(article.published_at),
        "inLanguage": article.language,
        "wordCount": article.words,
        "author": writers,
        "publisher": publisher(edition),
        "isPartOf": site(edition),
        "isAccessibleForFree": true,
        "commentCount": article.comment_count,
    });
    if !description.is_empty() {
        add(&mut data, "description", description.into());
    }
    // A change that no editor marked is none to readers.
    if let Some(at) = article.updated_at.filter(|at| *at > article.published_at) {
        add(&mut data, "dateModified", dates.iso(at).into());
    }
    let corrections: Vec<_> = article
        .corrections
        .iter()
        // An addition corrects nothing.
        .filter(|made| made.kind != CorrectionKind::Update)
        .map(|made| correction(made, &address, edition))
        .collect();
    if !corrections.is_empty() {
        add(&mut data, "correction", corrections.into());
    }
    if let Some(section) = &article.section {
        let others = article.other_sections.iter().map(|other| &other.name);
        let names: Vec<_> = std::iter::once(&section.name).chain(others).collect();
        add(&mut data, "articleSection", json!(names));
    }
    if !article.tags.is_empty() {
        let names: Vec<_> = article.tags.iter().map(|tag| &tag.name).collect();
        add(&mut data, "keywords", json!(names));
    }
    let films: Vec<_> = Film::all(article.body.as_str())
        .iter()
        .map(|film| video(film, article, description, image, edition))
        .collect();
    if !films.is_empty() {
        add(&mut data, "video", films.into());
    }
    data.into()
}

fn correction(made: &Correction, address: &str, edition: &Edition) -> Value {
    json!({
        "@type": "CorrectionComment",
        "text": made.text,
        "datePublished": edition.dates().iso(made.at),
        "url": format!("{address}#{}", anchor(made)),
    })
}

fn image_object(image: &HeadImage) -> Value {
    let mut object = json!({ "@type": "ImageObject", "url": image.address });
    if image.width > 0 {
        add(&mut object, "width", image.width.into());
        add(&mut object, "height", image.height.into());
    }
    object
}

fn video(
    film: &Film,
    article: &PublishedArticle,
    description: &str,
    image: &HeadImage,
    edition: &Edition,
) -> Value {
    let description = if description.is_empty() {
        &article.headline
    } else {
        description
    };
    let mut video = json!({
        "@type": "VideoObject",
        "name": article.headline,
        "description": description,
        "thumbnailUrl": [image.address],
        "uploadDate": edition.dates().iso(article.published_at),
    });
    match film {
        Film::Elsewhere { page, player } => {
            add(&mut video, "url", page.as_str().into());
            if let Some(player) = player {
                add(&mut video, "embedUrl", player.as_str().into());
            }
        }
        Film::Ours { path } => {
            add(&mut video, "contentUrl", edition.absolute(path).into());
        }
    }
    video
}

fn add(object: &mut Value, name: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}
