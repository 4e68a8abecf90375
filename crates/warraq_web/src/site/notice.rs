//! Pages that say one thing: what became of a form, or what a link in a letter will do.

use axum::http::StatusCode;
use serde::Serialize;

use super::home;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{Head, LabelView};

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// A message was kept.
    Sent,
    /// Somebody asked for the newsletter; a letter may be on its way.
    Asked,
    /// The address is confirmed.
    Confirmed,
    /// What one gets has changed.
    Changed,
    /// The newsletter comes no more.
    Left,
    /// The link has expired, or never was one.
    Expired,
    /// The form came from another site.
    Foreign,
    /// The form was too large.
    TooLarge,
    /// That was no form.
    NoForm,
}

impl Notice {
    fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Asked => "asked",
            Self::Confirmed => "confirmed",
            Self::Changed => "changed",
            Self::Left => "left",
            Self::Expired => "expired",
            Self::Foreign => "foreign",
            Self::TooLarge => "too_large",
            Self::NoForm => "no_form",
        }
    }

    /// What to say when a form could not be read.
    pub(crate) fn unread(status: StatusCode) -> Self {
        match status {
            StatusCode::FORBIDDEN => Self::Foreign,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::NoForm,
        }
    }
}

/// What a button on a page of its own does: programs that open links press none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Button {
    /// Confirms an address.
    Confirm,
    /// Ends the newsletter.
    Leave,
}

#[derive(Serialize)]
struct NoticePage {
    trail: Vec<LabelView>,
    title: String,
    lead: String,
    action: String,
    button: String,
}

/// Says it.
pub(crate) fn say(edition: &Edition, notice: Notice, status: StatusCode) -> Result<Answer, Error> {
    let words = edition.words();
    let sentence = |part: &str| {
        words
            .say(&format!("notices.{}.{part}", notice.name()))
            .to_owned()
    };
    print(
        edition,
        NoticePage {
            trail: vec![home(edition)],
            title: sentence("title"),
            lead: sentence("lead"),
            action: String::new(),
            button: String::new(),
        },
        status,
    )
}

/// Asks before it is done; `path` is where the button leads.
pub(crate) fn ask(edition: &Edition, button: Button, path: &str) -> Result<Answer, Error> {
    let words = edition.words();
    let name = match button {
        Button::Confirm => "confirm",
        Button::Leave => "leave",
    };
    let sentence = |part: &str| words.say(&format!("buttons.{name}.{part}")).to_owned();
    print(
        edition,
        NoticePage {
            trail: vec![home(edition)],
            title: sentence("title"),
            lead: sentence("lead"),
            action: path.to_owned(),
            button: sentence("button"),
        },
        StatusCode::OK,
    )
}

fn print(edition: &Edition, page: NoticePage, status: StatusCode) -> Result<Answer, Error> {
    let head = Head {
        title: page.title.clone(),
        is_hidden: true,
        ..Head::default()
    };
    let answer = edition.print("notice.html", head, page, MadeFrom::default())?;
    Ok(answer.for_one().with_status(status))
}
