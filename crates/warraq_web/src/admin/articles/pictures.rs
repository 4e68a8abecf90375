//! The pictures of the form in which an article is written: the one at its head, and those in its text.

use serde::Serialize;
use warraq_archive::accounts::{SignedIn, right};
use warraq_archive::library::LibraryItem;
use warraq_archive::model::MediaId;

use super::typed::{Fault, Typed};
use crate::admin::media::{self, Thumb};
use crate::admin::visit::Visit;
use crate::error::Error;

/// What is wrong when the picture at the head is none.
pub(super) const NONE: Fault = ("lead", "form.choose");

/// What a text can show.
#[derive(Serialize)]
pub(super) struct Pictures {
    /// The picture at the head; absent when there is none.
    lead: Option<Thumb>,
    /// What the library says of it.
    library: Said,
    /// Whether nobody has said in words what it shows, neither here nor in the library.
    lacks_alt: bool,
    /// The newest of the library.
    recent: Vec<Thumb>,
    accept: &'static str,
}

#[derive(Default, Serialize)]
struct Said {
    alt: String,
    caption: String,
    credit: String,
}

impl Said {
    fn by(item: &LibraryItem) -> Self {
        Self {
            alt: item.alt.clone(),
            caption: warraq_import::clean::text(item.caption.as_str()),
            credit: item.credit.clone(),
        }
    }
}

impl Pictures {
    pub(super) fn of(visit: &Visit<'_>, who: &SignedIn, text: &Typed) -> Result<Self, Error> {
        let mut pictures = Self {
            lead: None,
            library: Said::default(),
            lacks_alt: false,
            recent: Vec::new(),
            accept: media::ACCEPT,
        };
        let Ok(allowed) = who.claim::<right::AddMedia>() else {
            return Ok(pictures);
        };
        pictures.recent = media::recent(visit, &allowed)?;
        let id = text.lead.parse().ok().map(MediaId);
        let item = match id {
            Some(id) => visit.archive.library_item(&allowed, id)?,
            None => None,
        };
        if let Some(item) = item {
            pictures.lacks_alt = item.alt.trim().is_empty() && text.lead_alt.is_empty();
            pictures.library = Said::by(&item);
            pictures.lead = Some(Thumb::of(visit, &item));
            pictures.recent.retain(|thumb| thumb.id != item.id);
        }
        Ok(pictures)
    }
}

/// The text of a form, with the files that it brought, and what is wrong with those.
pub(super) fn typed(visit: &Visit<'_>, who: &SignedIn) -> Result<(Typed, Vec<Fault>), Error> {
    let mut typed = Typed::of(&visit.form);
    let mut faults = Vec::new();
    for brought in media::bring(visit, who)? {
        let is_lead = brought.field == "lead_file";
        match brought.became {
            Ok((id, _)) if is_lead => typed.lead = id.to_string(),
            Ok((id, _)) => {
                let marker = visit
                    .words
                    .say_with("admin.media.marker", "n", &id.to_string());
                typed.body = format!("{}\n\n{marker}", typed.body.trim_end());
            }
            Err(why) if is_lead => faults.push(("lead_file", why)),
            Err(why) => faults.push(("body_files", why)),
        }
    }
    Ok((typed, faults))
}
