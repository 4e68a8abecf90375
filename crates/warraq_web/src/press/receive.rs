//! What readers send: which form it is, what became of it, and what they see then.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Response, StatusCode};
use tracing::error;
use warraq_archive::chance;
use warraq_archive::model::{Key, KeyPurpose};
use warraq_archive::store::{Reading, StoreError};

use super::{PATIENCE, Press};
use crate::edition::Edition;
use crate::error::Error;
use crate::forms::{Form, Hindrance, Peer};
use crate::letters;
use crate::respond::{Answer, Ask};
use crate::site::form::Fields;
use crate::site::newsletter::Purpose;
use crate::site::notice::Notice;
use crate::site::{contact, newsletter, notice};

/// Where forms may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Destination {
    Comment,
    Contact,
    Newsletter,
    Confirm(Key),
    Choices(Key),
    Leave(Key),
}

impl Destination {
    fn of(path: &str, sends_mail: bool) -> Option<Self> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let key = |start: &str| Key::parse(path.strip_prefix(start)?);
        match path {
            "/comment" => return Some(Self::Comment),
            "/contact" => return Some(Self::Contact),
            _ if !sends_mail => return None,
            "/newsletter" => return Some(Self::Newsletter),
            _ => {}
        }
        key(newsletter::CONFIRM)
            .map(Self::Confirm)
            .or_else(|| key(newsletter::CHOICES).map(Self::Choices))
            .or_else(|| key(newsletter::LEAVE).map(Self::Leave))
    }
}

impl Destination {
    /// One provider sends for all its customers, and keys are not guessed: those are not counted.
    fn is_counted(&self) -> bool {
        !matches!(self, Self::Confirm(_) | Self::Leave(_))
    }
}

impl Press {
    /// The answer to a form.
    pub(crate) async fn receive(
        &self,
        path: &str,
        headers: &HeaderMap,
        peer: Option<Peer>,
        body: Body,
    ) -> Response<Body> {
        // Whatever comes in is answered as a page is.
        let ask = Ask::of(&Method::GET, headers);
        let Some(to) = Destination::of(path, self.0.archive.mail().is_some()) else {
            return self.send(
                &self.finish(Answer::bare(StatusCode::METHOD_NOT_ALLOWED)),
                ask,
            );
        };
        let answer = match self.read_form(&to, headers, body).await {
            Ok(form) => match self.count(&to, peer, headers) {
                Err(busy @ Hindrance::Busy) => Ok(self.hindered(busy)),
                counted => self.take(to, form, counted.err()).await,
            },
            Err(status) => self.say(Notice::unread(status), status).await,
        };
        match answer {
            Ok(answer) => self.send(&self.finish(answer), ask),
            // What was typed is never logged, and neither is the address: it may hold a key.
            Err(cause) => {
                error!(error = %cause, "Form could not be received: {cause}");
                let failed = self.failed(StatusCode::INTERNAL_SERVER_ERROR);
                self.send_made(failed, ask).await
            }
        }
    }

    async fn read_form(
        &self,
        to: &Destination,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Form, StatusCode> {
        // Mail providers send this one for their customers, in either kind of form (RFC 8058).
        if matches!(to, Destination::Leave(_)) {
            return self
                .0
                .reception
                .let_in(body)
                .await
                .map(|()| Form::default());
        }
        let home = self.0.archive.settings().url.clone();
        self.0.reception.read(&home, headers, body).await
    }

    fn count(
        &self,
        to: &Destination,
        peer: Option<Peer>,
        headers: &HeaderMap,
    ) -> Result<(), Hindrance> {
        if !to.is_counted() {
            return Ok(());
        }
        self.0.reception.count(peer, headers, self.now())
    }

    /// What is said of a hindrance without asking the archive for anything: a flood of these costs
    /// readers nothing.
    pub(super) fn hindered(&self, hindrance: Hindrance) -> Answer {
        let (problem, cure) = match hindrance {
            Hindrance::TooOften(_) => ("hindered.too_often", "hindered.too_often_lead"),
            Hindrance::Busy => ("hindered.busy", "hindered.busy_lead"),
        };
        let mut answer = self.sorry(hindrance.status(), problem, cure);
        answer.retry_after = Some(hindrance.retry_after());
        answer
    }

    async fn take(
        &self,
        to: Destination,
        form: Form,
        hindrance: Option<Hindrance>,
    ) -> Result<Answer, Error> {
        match to {
            Destination::Comment => self.comment(&form, hindrance).await,
            Destination::Contact => self.contact(&form, hindrance).await,
            Destination::Newsletter => self.ask_for_newsletter(&form, hindrance).await,
            Destination::Choices(key) => self.change_newsletter(key, &form, hindrance).await,
            Destination::Confirm(key) => {
                let done = self
                    .write(move |archive| archive.confirm_newsletter(&key))
                    .await?;
                self.done(done, Notice::Confirmed).await
            }
            Destination::Leave(key) => {
                let left = self
                    .write(move |archive| archive.leave_newsletter(&key))
                    .await?;
                self.done(left.map(|()| true), Notice::Left).await
            }
        }
    }

    async fn contact(&self, form: &Form, hindrance: Option<Hindrance>) -> Result<Answer, Error> {
        if form.is_trapped() {
            return Ok(Answer::see(contact::THANKS));
        }
        let draft = contact::Draft::of(form);
        let message = match draft.finished() {
            Ok(message) if hindrance.is_none() => message,
            finished => {
                let wrong = finished.err().unwrap_or_default();
                return self
                    .page(move |reading, edition| {
                        contact::again(reading, edition, &draft, &wrong, hindrance)
                    })
                    .await;
            }
        };
        let settings = self.0.archive.settings();
        let desk = self.0.archive.mail().and_then(|_| settings.desk());
        let letter = match desk {
            Some(desk) => Some(letters::to_desk(&settings, &desk, &message)?),
            None => None,
        };
        let kept = self
            .write(move |archive| archive.keep_message(&message, letter.as_ref()))
            .await?;
        match kept {
            Ok(()) => Ok(Answer::see(contact::THANKS)),
            Err(busy) => {
                self.page(move |reading, edition| {
                    contact::again(reading, edition, &draft, &Fields::default(), Some(busy))
                })
                .await
            }
        }
    }

    async fn ask_for_newsletter(
        &self,
        form: &Form,
        hindrance: Option<Hindrance>,
    ) -> Result<Answer, Error> {
        if form.is_trapped() {
            return Ok(Answer::see(newsletter::THANKS));
        }
        let draft = newsletter::Draft::of(form);
        let (email, choice) = match draft.finished() {
            Ok(finished) if hindrance.is_none() => finished,
            finished => {
                let wrong = finished.err().unwrap_or_default();
                return self
                    .page(move |reading, edition| {
                        newsletter::again(reading, edition, Purpose::Ask, &draft, &wrong, hindrance)
                    })
                    .await;
            }
        };
        let key = Key::of(chance::bytes().map_err(Error::Chance)?);
        let letters = letters::asked(&self.0.archive.settings(), &email, &key)?;
        let asked = self
            .write(move |archive| archive.ask_for_newsletter(&email, &choice, &key, &letters))
            .await?;
        match asked {
            Ok(()) => Ok(Answer::see(newsletter::THANKS)),
            Err(busy) => {
                self.page(move |reading, edition| {
                    let wrong = Fields::default();
                    newsletter::again(reading, edition, Purpose::Ask, &draft, &wrong, Some(busy))
                })
                .await
            }
        }
    }

    async fn change_newsletter(
        &self,
        key: Key,
        form: &Form,
        hindrance: Option<Hindrance>,
    ) -> Result<Answer, Error> {
        let draft = newsletter::Draft::of(form);
        let again = |draft: newsletter::Draft, wrong, hindrance| {
            let key = key.clone();
            self.page(move |reading, edition| {
                let purpose = Purpose::Change(&key);
                newsletter::again(reading, edition, purpose, &draft, &wrong, hindrance)
            })
        };
        let choice = match draft.choice() {
            Ok(choice) if hindrance.is_none() => choice,
            chosen => return again(draft, chosen.err().unwrap_or_default(), hindrance).await,
        };
        let opens = key.clone();
        let changed = self
            .write(move |archive| archive.change_newsletter(&opens, &choice))
            .await?;
        match changed {
            Err(busy) => again(draft, Fields::default(), Some(busy)).await,
            done => self.done(done, Notice::Changed).await,
        }
    }

    /// `GET /newsletter/choices/KEY/`
    pub(super) async fn choices(
        &self,
        key: Key,
    ) -> Result<std::sync::Arc<crate::respond::Finished>, Error> {
        let archive = self.0.archive.clone();
        let wanted = key.clone();
        let asked =
            tokio::task::spawn_blocking(move || archive.subscriber(&wanted, KeyPurpose::Manage));
        let answer = match asked.await?? {
            Some(subscriber) => {
                self.page(move |reading, edition| {
                    newsletter::choices(reading, edition, &key, &subscriber.choice)
                })
                .await?
            }
            None => self.say(Notice::Expired, StatusCode::NOT_FOUND).await?,
        };
        Ok(self.keep(answer))
    }

    /// What is said after a key was used.
    async fn done(&self, done: Result<bool, Hindrance>, notice: Notice) -> Result<Answer, Error> {
        match done {
            Ok(true) => self.say(notice, StatusCode::OK).await,
            Ok(false) => self.say(Notice::Expired, StatusCode::NOT_FOUND).await,
            Err(busy) => {
                let mut answer = Answer::bare(busy.status());
                answer.retry_after = Some(busy.retry_after());
                Ok(answer)
            }
        }
    }

    pub(super) async fn say(&self, notice: Notice, status: StatusCode) -> Result<Answer, Error> {
        self.page(move |_, edition| notice::say(edition, notice, status))
            .await
    }

    /// Runs a page function on a database thread, within the patience of readers.
    pub(super) async fn page(
        &self,
        page: impl FnOnce(&mut Reading<'_>, &Edition) -> Result<Answer, Error> + Send + 'static,
    ) -> Result<Answer, Error> {
        tokio::time::timeout(PATIENCE, self.reading(page)).await?
    }

    /// Writes something down in its turn, on a thread that may wait for the disk.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&warraq_archive::Archive) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Result<T, Hindrance>, Error> {
        let turn = match self.0.reception.turn().await {
            Ok(turn) => turn,
            Err(busy) => return Ok(Err(busy)),
        };
        let archive = self.0.archive.clone();
        let written = tokio::task::spawn_blocking(move || {
            // It ends with the work, even when the sender is gone before.
            let _turn = turn;
            work(&archive)
        });
        Ok(Ok(written.await??))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_taken_where_they_are_shown() {
        let key = Key::of([7; 20]);
        let path = format!("/newsletter/leave/{}", key.text());
        assert_eq!(
            Destination::of("/contact/", false),
            Some(Destination::Contact)
        );
        assert_eq!(
            Destination::of("/contact", true),
            Some(Destination::Contact)
        );
        assert_eq!(
            Destination::of("/comment", false),
            Some(Destination::Comment)
        );
        assert_eq!(Destination::of("/newsletter/", false), None);
        assert_eq!(Destination::of(&path, true), Some(Destination::Leave(key)));
        assert_eq!(Destination::of("/newsletter/leave/x", true), None);
        assert_eq!(Destination::of("/", true), None);
    }
}
