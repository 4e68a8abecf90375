//! Letters that the paper writes: the same words as text and as HTML.
//!
//! A letter is no page: its style stands in its elements, because mail programs throw away
//! everything else. It fetches nothing, so that nobody learns when it is read.

mod contact;
mod digest;
mod newsletter;
mod newsroom;

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;
use warraq_archive::model::{EmailAddress, Key, Letter, MailingList, Settings};

use crate::error::Error;
use crate::locale::Words;
use crate::site::newsletter::{CHOICES, LEAVE};
use crate::templates::Templates;

pub(crate) use contact::to_desk;
pub use contact::trial;
pub use digest::{write_newsletters, write_newsletters_in_background};
pub(crate) use newsletter::asked;
pub(crate) use newsroom::{invitation, way_back};

/// A paper that writes letters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Desk<'a> {
    settings: &'a Settings,
    words: &'static Words,
}

/// What the templates know of the paper.
#[derive(Serialize)]
struct Paper<'a> {
    title: &'a str,
    home: &'a str,
    language: &'a str,
    direction: &'static str,
    /// Where lines begin: `right` or `left`, since mail programs know nothing else.
    side: &'static str,
}

/// Links that only the recipient has.
#[derive(Serialize)]
struct Links {
    choices: String,
    leave: String,
}

impl<'a> Desk<'a> {
    pub(crate) fn of(settings: &'a Settings) -> Self {
        Self {
            settings,
            words: Words::of(&settings.language),
        }
    }

    /// The full address of a page of the paper.
    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.settings.url)
    }

    /// A page that a key opens.
    fn keyed(&self, path: &str, key: &Key) -> String {
        self.address(&format!("{path}{}/", key.text()))
    }

    fn links(&self, key: &Key) -> Links {
        Links {
            choices: self.keyed(CHOICES, key),
            leave: self.keyed(LEAVE, key),
        }
    }

    /// What a letter of the newsletter says of it.
    fn list(&self, key: &Key) -> MailingList {
        let host = self.settings.url.split_once("://");
        let host = host.map_or("", |(_, rest)| {
            rest.split(['/', ':']).next().unwrap_or(rest)
        });
        MailingList {
            id: format!("newsletter.{host}"),
            unsubscribe: self.keyed(LEAVE, key),
        }
    }

    /// A sentence in which the paper is named.
    fn say(&self, key: &str) -> String {
        self.words.say_with(key, "paper", &self.settings.title)
    }

    /// Writes a letter with the two templates of this name.
    fn write(
        &self,
        template: &str,
        to: &EmailAddress,
        subject: String,
        letter: impl Serialize,
    ) -> Result<Letter, Error> {
        let templates = Templates::get();
        let is_from_right = self.words.direction == "rtl";
        let paper = Paper {
            title: &self.settings.title,
            home: &self.settings.url,
            language: &self.settings.language,
            direction: self.words.direction,
            side: if is_from_right { "right" } else { "left" },
        };
        let context = context! {
            w => self.words.tree(),
            paper => Value::from(Serde(&paper)),
            subject => subject.as_str(),
            letter => Value::from(Serde(&letter)),
        };
        Ok(Letter {
            to: to.clone(),
            reply_to: None,
            plain: templates.render(&format!("letters/{template}.txt"), context.clone())?,
            html: templates.render(&format!("letters/{template}.html"), context)?,
            subject,
            list: None,
        })
    }
}

#[cfg(test)]
mod tests;
