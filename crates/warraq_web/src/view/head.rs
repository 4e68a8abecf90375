//! What a page says of itself to machines: title, canonical address, cards, data blocks.

use serde::Serialize;

use super::{JsonLd, PictureView};
use crate::edition::Edition;

/// The `<head>` of a page.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Head {
    /// Without the paper's name.
    pub(crate) title: String,
    pub(crate) description: String,
    /// The description for those who share the page, where it must say more; else empty.
    pub(crate) shared: String,
    /// Full address; empty on pages that have none, such as the page for what is missing.
    pub(crate) canonical: String,
    /// `article` or `website`.
    pub(crate) kind: &'static str,
    /// The picture that stands for the page on other sites.
    pub(crate) image: Option<HeadImage>,
    pub(crate) published: String,
    pub(crate) modified: String,
    pub(crate) section: String,
    pub(crate) tags: Vec<String>,
    pub(crate) is_hidden: bool,
    pub(crate) feeds: Vec<FeedLink>,
    pub(crate) older: String,
    pub(crate) newer: String,
    pub(crate) short: String,
    /// What a site that shows links asks for a frame of this page; empty where there is none.
    pub(crate) oembed: String,
    pub(crate) data: Vec<JsonLd>,
}

/// The picture that stands for a page on other sites.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct HeadImage {
    /// Full address.
    pub(crate) address: String,
    pub(crate) alt: String,
    /// Pixels; 0 while unknown.
    pub(crate) width: u16,
    /// Pixels; 0 while unknown.
    pub(crate) height: u16,
}

impl HeadImage {
    pub(crate) fn of(picture: &PictureView, edition: &Edition) -> Self {
        Self {
            address: edition.absolute(&picture.largest),
            alt: picture.alt.clone(),
            ..Self::default()
        }
    }
}

/// A feed that belongs to a page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FeedLink {
    pub(crate) title: String,
    pub(crate) href: String,
}
