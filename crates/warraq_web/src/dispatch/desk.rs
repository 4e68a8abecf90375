//! Pages from which readers write to the paper, and those that links in letters open.

use warraq_archive::model::{Key, Listing, SectionId, TagId};
use warraq_archive::store::Reading;

use super::{Asked, Routed, spelled};
use crate::address::View;
use crate::edition::Edition;
use crate::error::Error;
use crate::params::Name;
use crate::respond::Answer;
use crate::site::notice::{Button, Notice};
use crate::site::{contact, law, newsletter, notice};

/// The page for writing to the paper, with what the paper's own page at this path says.
pub(super) fn contact(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
) -> Result<Option<Routed>, Error> {
    let is_contact = asked.address.base == "/contact" && asked.address.view == View::Itself;
    if !is_contact || contact::own_page(reading)?.is_none() {
        return Ok(None);
    }
    spelled(asked, contact::PATH, || {
        contact::show(reading, edition).map(Some)
    })
}

/// Finds the page, where the archive has none of its own at the same path.
pub(super) fn page(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
) -> Result<Option<Routed>, Error> {
    if asked.address.view != View::Itself {
        return Ok(None);
    }
    let base = asked.address.base.as_str();
    let thanks = |notice| notice::say(edition, notice, axum::http::StatusCode::OK).map(Some);
    match base {
        "/contact" => {
            return spelled(asked, contact::PATH, || {
                contact::show(reading, edition).map(Some)
            });
        }
        "/contact/thanks" => return spelled(asked, contact::THANKS, || thanks(Notice::Sent)),
        _ => {}
    }
    if let Some((law, day, path)) = law::named(base) {
        let Some(answer) = law::show(reading, edition, law, day)? else {
            return Ok(None);
        };
        return spelled(asked, &path, || Ok(Some(answer)));
    }
    // A paper that sends no mail has no newsletter.
    if !edition.sends_mail() {
        return Ok(None);
    }
    match base {
        "/newsletter" => {
            let list = followed(asked);
            return spelled(asked, newsletter::PATH, || {
                newsletter::show(reading, edition, list).map(Some)
            });
        }
        "/newsletter/thanks" => {
            return spelled(asked, newsletter::THANKS, || thanks(Notice::Asked));
        }
        _ => {}
    }
    keyed(edition, asked)
}

/// The section or tag from whose page somebody came.
fn followed(asked: &Asked) -> Option<Listing> {
    let section = asked.params.number(Name::Section);
    let tag = asked.params.number(Name::TagNumber);
    let section = section.map(|id| Listing::Section(SectionId(id)));
    section.or(tag.map(|id| Listing::Tag(TagId(id))))
}

/// Pages that a key opens. Those with a button alone look the same for every key.
fn keyed(edition: &Edition, asked: &Asked) -> Result<Option<Routed>, Error> {
    let base = asked.address.base.as_str();
    let key = |path: &str| {
        let rest = base.strip_prefix(path)?;
        Key::parse(rest)
    };
    let button = |button, path: &str, key: &Key| -> Result<Option<Answer>, Error> {
        notice::ask(edition, button, &format!("{path}{}/", key.text())).map(Some)
    };
    let routed = if let Some(key) = key(newsletter::CONFIRM) {
        button(Button::Confirm, newsletter::CONFIRM, &key)?
    } else if let Some(key) = key(newsletter::LEAVE) {
        button(Button::Leave, newsletter::LEAVE, &key)?
    } else if let Some(key) = key(newsletter::CHOICES) {
        return Ok(Some(Routed::Choices(key)));
    } else {
        None
    };
    Ok(routed.map(Routed::Answer))
}
