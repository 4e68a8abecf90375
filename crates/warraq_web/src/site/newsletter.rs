//! The page for asking for the newsletter, and the one for changing what one gets.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::model::{Choice, EmailAddress, Key, Listing, Rhythm, SectionId, TagId};
use warraq_archive::store::Reading;

use super::form::{Field, Fields, Sentence};
use super::home;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::forms::{Form, Hindrance};
use crate::respond::Answer;
use crate::view::{Head, LabelView};

/// Where the page is, unless a page of the paper has this path.
pub(crate) const PATH: &str = "/newsletter/";
/// What is shown after somebody has asked, whoever it was.
pub(crate) const THANKS: &str = "/newsletter/thanks/";
/// Where links in letters lead; a key follows.
pub(crate) const CONFIRM: &str = "/newsletter/confirm/";
pub(crate) const CHOICES: &str = "/newsletter/choices/";
pub(crate) const LEAVE: &str = "/newsletter/leave/";

/// A path as the log may have it.
pub(crate) fn without_key(path: &str) -> &str {
    let keyed = [CONFIRM, CHOICES, LEAVE]
        .into_iter()
        .find(|start| path.starts_with(start));
    keyed.unwrap_or(path)
}

/// Tags that the page offers, the most used first.
const TAGS: usize = 12;
/// Sections and tags that one may follow.
const MOST_LISTS: usize = 60;

/// What somebody has filled in so far.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    email: String,
    rhythm: Option<Rhythm>,
    lists: Vec<Listing>,
}

impl Draft {
    /// An empty form, with the section or tag from whose page somebody came.
    pub(crate) fn from_page_of(list: Option<Listing>) -> Self {
        Self {
            email: String::new(),
            rhythm: Some(Rhythm::Daily),
            lists: list.into_iter().collect(),
        }
    }

    pub(crate) fn of(form: &Form) -> Self {
        let numbers = |name| form.all(name).filter_map(|id| id.parse().ok());
        let sections = numbers("section").map(|id| Listing::Section(SectionId(id)));
        let tags = numbers("tag").map(|id| Listing::Tag(TagId(id)));
        Self {
            email: form.text("email").to_owned(),
            rhythm: Rhythm::named(form.text("rhythm")),
            lists: sections.chain(tags).take(MOST_LISTS).collect(),
        }
    }

    fn chosen(choice: &Choice) -> Self {
        Self {
            email: String::new(),
            rhythm: Some(choice.rhythm),
            lists: choice.lists.clone(),
        }
    }

    /// What was asked for, or the fields that keep it from being that.
    pub(crate) fn finished(&self) -> Result<(EmailAddress, Choice), Fields> {
        let mut wrong = Fields::default();
        let email = EmailAddress::parse(&self.email);
        wrong.note("email", email.is_none(), "form.no_email");
        let choice = self.choice();
        wrong.note("rhythm", choice.is_err(), "form.choose");
        match (email, choice) {
            (Some(email), Ok(choice)) => Ok((email, choice)),
            _ => Err(wrong),
        }
    }

    /// The choice alone.
    pub(crate) fn choice(&self) -> Result<Choice, Fields> {
        let Some(rhythm) = self.rhythm else {
            let mut wrong = Fields::default();
            wrong.note("rhythm", true, "form.choose");
            return Err(wrong);
        };
        Ok(Choice {
            rhythm,
            lists: self.lists.clone(),
        })
    }
}

/// Where the form is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose<'a> {
    /// To ask for the newsletter.
    Ask,
    /// To change what one gets.
    Change(&'a Key),
}

impl Purpose<'_> {
    fn action(self) -> String {
        match self {
            Self::Ask => PATH.to_owned(),
            Self::Change(key) => format!("{CHOICES}{}/", key.text()),
        }
    }
}

#[derive(Serialize)]
struct NewsletterPage {
    trail: Vec<LabelView>,
    title: String,
    lead: String,
    action: String,
    button: String,
    leave: String,
    hindrance: String,
    wrong: Vec<Sentence>,
    asks_email: bool,
    email: Field,
    rhythm: Field,
    rhythms: Vec<Offered>,
    sections: Vec<Offered>,
    tags: Vec<Offered>,
}

/// Something to choose.
#[derive(Serialize)]
struct Offered {
    value: String,
    label: String,
    is_chosen: bool,
}

/// `GET /newsletter/`
pub(crate) fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    list: Option<Listing>,
) -> Result<Answer, Error> {
    let draft = Draft::from_page_of(list);
    let answer = page(
        reading,
        edition,
        Purpose::Ask,
        &draft,
        &Fields::default(),
        None,
    )?;
    // The page under its own address is the one without a choice.
    Ok(match list {
        Some(_) => answer.for_one(),
        None => answer,
    })
}

/// `GET /newsletter/choices/KEY/` of somebody who gets the newsletter.
pub(crate) fn choices(
    reading: &mut Reading<'_>,
    edition: &Edition,
    key: &Key,
    choice: &Choice,
) -> Result<Answer, Error> {
    let draft = Draft::chosen(choice);
    let answer = page(
        reading,
        edition,
        Purpose::Change(key),
        &draft,
        &Fields::default(),
        None,
    )?;
    Ok(answer.for_one())
}

/// The page with what was typed and what is wrong with it, or what hinders it.
pub(crate) fn again(
    reading: &mut Reading<'_>,
    edition: &Edition,
    purpose: Purpose<'_>,
    draft: &Draft,
    wrong: &Fields,
    hindrance: Option<Hindrance>,
) -> Result<Answer, Error> {
    let mut answer = page(reading, edition, purpose, draft, wrong, hindrance)?;
    answer.retry_after = hindrance.map(Hindrance::retry_after);
    let status = hindrance.map_or(StatusCode::UNPROCESSABLE_ENTITY, Hindrance::status);
    Ok(answer.for_one().with_status(status))
}

fn page(
    reading: &mut Reading<'_>,
    edition: &Edition,
    purpose: Purpose<'_>,
    draft: &Draft,
    wrong: &Fields,
    hindrance: Option<Hindrance>,
) -> Result<Answer, Error> {
    let words = edition.words();
    let (name, leave) = match purpose {
        Purpose::Ask => ("ask", String::new()),
        Purpose::Change(key) => ("change", format!("{LEAVE}{}/", key.text())),
    };
    let say = |part: &str| words.say(&format!("newsletter.{name}.{part}")).to_owned();
    let rhythm = |rhythm: Rhythm| Offered {
        value: rhythm.name().to_owned(),
        label: words
            .say(&format!("newsletter.rhythms.{}", rhythm.name()))
            .to_owned(),
        is_chosen: draft.rhythm == Some(rhythm),
    };
    let page = NewsletterPage {
        trail: vec![home(edition)],
        title: say("title"),
        lead: say("lead"),
        action: purpose.action(),
        button: say("button"),
        leave,
        hindrance: super::form::hindrance(edition, hindrance),
        wrong: wrong.sentences(edition, "newsletter"),
        asks_email: matches!(purpose, Purpose::Ask),
        email: wrong.field(edition, "email", &draft.email),
        rhythm: wrong.field(edition, "rhythm", ""),
        rhythms: Rhythm::ALL.map(rhythm).into(),
        sections: sections(reading, draft)?,
        tags: tags(reading, draft)?,
    };
    let head = Head {
        title: page.title.clone(),
        description: page.lead.clone(),
        is_hidden: !page.asks_email || hindrance.is_some() || !wrong.is_empty(),
        ..Head::default()
    };
    let made_from = match purpose {
        Purpose::Ask => MadeFrom::at(PATH).listing(Listing::All),
        Purpose::Change(_) => MadeFrom::default(),
    };
    edition.print("newsletter.html", head, page, made_from)
}

/// Sections of the top level, and those that are chosen already.
fn sections(reading: &mut Reading<'_>, draft: &Draft) -> Result<Vec<Offered>, Error> {
    let chosen = draft.lists.iter().filter_map(|list| match list {
        Listing::Section(id) => Some(*id),
        _ => None,
    });
    let chosen: BTreeSet<_> = chosen.collect();
    let mut labels: Vec<_> = reading
        .sections()?
        .into_iter()
        .map(|section| section.label)
        .collect();
    for id in &chosen {
        if !labels.iter().any(|label| label.id == *id) {
            labels.extend(reading.section_label(*id)?);
        }
    }
    let offered = |label: warraq_archive::model::SectionLabel| Offered {
        is_chosen: chosen.contains(&label.id),
        value: label.id.to_string(),
        label: label.name,
    };
    Ok(labels.into_iter().map(offered).collect())
}

/// The tags with the most articles, and those that are chosen already.
fn tags(reading: &mut Reading<'_>, draft: &Draft) -> Result<Vec<Offered>, Error> {
    let chosen = draft.lists.iter().filter_map(|list| match list {
        Listing::Tag(id) => Some(*id),
        _ => None,
    });
    let chosen: BTreeSet<_> = chosen.collect();
    let mut labels = reading.tags_by_use(TAGS)?;
    for id in &chosen {
        if !labels.iter().any(|label| label.id == *id) {
            labels.extend(reading.tag(*id)?.map(|tag| tag.label));
        }
    }
    let offered = |label: warraq_archive::model::TagLabel| Offered {
        is_chosen: chosen.contains(&label.id),
        value: label.id.to_string(),
        label: label.name,
    };
    Ok(labels.into_iter().map(offered).collect())
}
