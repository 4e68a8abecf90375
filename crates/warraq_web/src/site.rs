//! Pages that readers see, one file a kind.
//!
//! A page function is given what it may read and the edition that it is printed in, and answers
//! with the finished page or with `None` when what it should show is not (or no longer) published.

pub(crate) mod archive;
pub(crate) mod article;
pub(crate) mod changes;
pub(crate) mod contact;
pub(crate) mod form;
pub(crate) mod front;
pub(crate) mod headline;
pub(crate) mod law;
pub(crate) mod list;
pub(crate) mod media_page;
mod most_read;
pub(crate) mod newsletter;
pub(crate) mod notice;
pub(crate) mod notices;
pub(crate) mod oembed;
pub(crate) mod offline;
pub(crate) mod period;
pub(crate) mod privacy;
pub(crate) mod problem;
pub(crate) mod search;
pub(crate) mod sitemap;
pub(crate) mod thanks;
pub(crate) mod writers;

use crate::edition::Edition;
use crate::view::LabelView;

/// The first step of every trail.
fn home(edition: &Edition) -> LabelView {
    LabelView {
        name: edition.words().say("shell.home").to_owned(),
        href: "/".to_owned(),
    }
}
