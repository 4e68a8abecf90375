//! The page for writing to the paper.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::model::{
    ContactMessage, ContactSubject, EmailAddress, Published, PublishedArticle, Resolved, Target,
};
use warraq_archive::store::Reading;

use super::form::{Field, Fields, Sentence, one_line};
use super::home;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::forms::{Form, Hindrance};
use crate::respond::Answer;
use crate::view::{Head, Html, LabelView};

/// Where the page is, unless a page of the paper has this path.
pub(crate) const PATH: &str = "/contact/";
/// What is shown after a message was kept.
pub(crate) const THANKS: &str = "/contact/thanks/";

/// Longest values, in letters.
const LONGEST_NAME: usize = 120;
const LONGEST_MESSAGE: usize = 10_000;

/// What somebody has filled in so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    name: String,
    email: String,
    subject: String,
    message: String,
}

impl Draft {
    pub(crate) fn of(form: &Form) -> Self {
        Self {
            name: one_line(form.text("name")),
            email: form.text("email").to_owned(),
            subject: form.text("subject").to_owned(),
            message: form.text("message").to_owned(),
        }
    }

    /// The message, or the fields that keep it from being one.
    pub(crate) fn finished(&self) -> Result<ContactMessage, Fields> {
        let mut wrong = Fields::default();
        let subject = ContactSubject::named(&self.subject);
        wrong.note("subject", subject.is_none(), "form.choose");
        wrong.note("name", self.name.is_empty(), "form.fill_in");
        wrong.note(
            "name",
            self.name.chars().count() > LONGEST_NAME,
            "form.too_long",
        );
        let email = EmailAddress::parse(&self.email);
        wrong.note("email", email.is_none(), "form.no_email");
        wrong.note("message", self.message.is_empty(), "form.fill_in");
        let letters = self.message.chars().count();
        wrong.note("message", letters > LONGEST_MESSAGE, "form.too_long");
        match (subject, email) {
            (Some(subject), Some(email)) if wrong.is_empty() => Ok(ContactMessage {
                name: self.name.clone(),
                email,
                subject,
                body: self.message.clone(),
            }),
            _ => Err(wrong),
        }
    }
}

#[derive(Serialize)]
struct ContactPage {
    trail: Vec<LabelView>,
    title: String,
    /// What the paper's own page at this path says.
    own: Option<Html>,
    hindrance: String,
    wrong: Vec<Sentence>,
    subjects: Vec<SubjectView>,
    subject: Field,
    name: Field,
    email: Field,
    message: Field,
    desk: String,
    pgp: String,
}

#[derive(Serialize)]
struct SubjectView {
    name: &'static str,
    label: String,
    is_chosen: bool,
}

/// `GET /contact/`
pub(crate) fn show(reading: &mut Reading<'_>, edition: &Edition) -> Result<Answer, Error> {
    page(
        reading,
        edition,
        &Draft::default(),
        &Fields::default(),
        None,
    )
}

/// The page with what was typed and what is wrong with it, or what hinders it.
pub(crate) fn again(
    reading: &mut Reading<'_>,
    edition: &Edition,
    draft: &Draft,
    wrong: &Fields,
    hindrance: Option<Hindrance>,
) -> Result<Answer, Error> {
    let mut answer = page(reading, edition, draft, wrong, hindrance)?.for_one();
    answer.retry_after = hindrance.map(Hindrance::retry_after);
    let status = hindrance.map_or(StatusCode::UNPROCESSABLE_ENTITY, Hindrance::status);
    Ok(answer.with_status(status))
}

/// The paper's own page at this path, if it has one.
pub(crate) fn own_page(
    reading: &mut Reading<'_>,
) -> Result<Option<Published<PublishedArticle>>, Error> {
    let found = reading.resolve(PATH.trim_end_matches('/'))?;
    match found {
        Resolved::Here {
            target: Target::Article(id),
            ..
        } => Ok(reading.article(id)?),
        _ => Ok(None),
    }
}

fn page(
    reading: &mut Reading<'_>,
    edition: &Edition,
    draft: &Draft,
    wrong: &Fields,
    hindrance: Option<Hindrance>,
) -> Result<Answer, Error> {
    let words = edition.words();
    let own = own_page(reading)?.map(Published::into_inner);
    let mut made_from = MadeFrom::at(PATH);
    let mut title = words.say("contact.title").to_owned();
    if let Some(own) = &own {
        made_from = made_from.article(own.id);
        title.clone_from(&own.headline);
    }
    let subject = |subject: ContactSubject| SubjectView {
        name: subject.name(),
        label: words
            .say(&format!("contact.subjects.{}", subject.name()))
            .to_owned(),
        is_chosen: draft.subject == subject.name(),
    };
    let page = ContactPage {
        trail: vec![home(edition)],
        title: title.clone(),
        own: own.map(|own| Html::from(own.body)),
        hindrance: super::form::hindrance(edition, hindrance),
        wrong: wrong.sentences(edition, "contact"),
        subjects: ContactSubject::ALL.map(subject).into(),
        subject: wrong.field(edition, "subject", &draft.subject),
        name: wrong.field(edition, "name", &draft.name),
        email: wrong.field(edition, "email", &draft.email),
        message: wrong.field(edition, "message", &draft.message),
        desk: edition.settings().email.clone(),
        pgp: edition.settings().pgp.clone(),
    };
    let head = Head {
        title,
        description: words.say("contact.lead").to_owned(),
        is_hidden: hindrance.is_some() || !wrong.is_empty(),
        ..Head::default()
    };
    edition.print("contact.html", head, page, made_from)
}
