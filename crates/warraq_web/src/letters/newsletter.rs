//! Letters to somebody in whose name the newsletter was asked for.

use serde::Serialize;
use warraq_archive::AskedLetters;
use warraq_archive::model::{EmailAddress, Key, Settings};

use super::{Desk, Links};
use crate::error::Error;
use crate::site::newsletter::CONFIRM;

#[derive(Serialize)]
struct Asked {
    confirm: String,
}

#[derive(Serialize)]
struct Known {
    links: Links,
}

/// Both letters that the address may get; the archive decides.
pub(crate) fn asked(
    settings: &Settings,
    to: &EmailAddress,
    key: &Key,
) -> Result<AskedLetters, Error> {
    let desk = Desk::of(settings);
    let confirm = Asked {
        confirm: desk.keyed(CONFIRM, key),
    };
    let known = Known {
        links: desk.links(key),
    };
    Ok(AskedLetters {
        confirm: desk.write("confirm", to, desk.say("letters.confirm_subject"), confirm)?,
        known: desk.write("known", to, desk.say("letters.known_subject"), known)?,
    })
}
