//! Letters to the newsroom.

use serde::Serialize;
use warraq_archive::model::{ContactMessage, EmailAddress, Letter, Settings};

use super::Desk;
use crate::error::Error;

#[derive(Serialize)]
struct FromReader<'a> {
    name: &'a str,
    email: &'a str,
    about: &'a str,
    paragraphs: Vec<&'a str>,
}

/// Brings a reader's message to the desk. An answer goes to the reader.
pub(crate) fn to_desk(
    settings: &Settings,
    to: &EmailAddress,
    message: &ContactMessage,
) -> Result<Letter, Error> {
    let desk = Desk::of(settings);
    let about = format!("contact.subjects.{}", message.subject.name());
    let about = desk.words.say(&about).to_owned();
    let subject = desk.say("letters.desk_subject").replace("{about}", &about);
    let letter = FromReader {
        name: &message.name,
        email: message.email.as_str(),
        about: &about,
        paragraphs: message.body.lines().collect(),
    };
    let written = desk.write("desk", to, subject.replace("{name}", &message.name), letter)?;
    Ok(Letter {
        reply_to: Some(message.email.clone()),
        ..written
    })
}

/// A letter that says that letters arrive.
///
/// # Errors
/// When a template fails, which is a fault of the program.
pub fn trial(
    settings: &Settings,
    to: &EmailAddress,
) -> Result<Letter, Box<dyn std::error::Error + Send + Sync>> {
    let desk = Desk::of(settings);
    let subject = desk.say("letters.trial_subject");
    Ok(desk.write("trial", to, subject, ())?)
}
