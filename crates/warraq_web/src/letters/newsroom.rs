//! Letters to those who work here.

use serde::Serialize;
use warraq_archive::model::{EmailAddress, Letter, Settings};

use super::Desk;
use crate::error::Error;

#[derive(Serialize)]
struct WithLink<'a> {
    text: String,
    link: &'a str,
}

/// Invites somebody to the newsroom.
pub(crate) fn invitation(
    settings: &Settings,
    to: &EmailAddress,
    name: &str,
    by: &str,
    link: &str,
) -> Result<Letter, Error> {
    let desk = Desk::of(settings);
    let text = desk.say("letters.invitation_text");
    let text = text.replace("{name}", name).replace("{by}", by);
    let subject = desk.say("letters.invitation_subject");
    desk.write("invitation", to, subject, WithLink { text, link })
}

/// Leads somebody back who forgot their password.
pub(crate) fn way_back(
    settings: &Settings,
    to: &EmailAddress,
    link: &str,
) -> Result<Letter, Error> {
    let desk = Desk::of(settings);
    let text = desk.say("letters.way_back_text");
    let subject = desk.say("letters.way_back_subject");
    desk.write("way_back", to, subject, WithLink { text, link })
}
