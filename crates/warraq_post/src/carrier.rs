//! Speaks to the mail server. Says of each letter what became of it, and keeps apart what is the
//! letter's fault and what is the server's.

use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use warraq_archive::config::{Mail, Security};

/// How long the server may be silent. RFC 5321 (4.5.3.2) would grant ten minutes after the text; a
/// server that needs more than two is tried again, under the same Message-ID.
const PATIENCE: Duration = Duration::from_mins(2);
/// Longest words of a server that are kept, in letters.
const LONGEST_TROUBLE: usize = 300;

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The server has taken it.
    Taken,
    /// The server does not take it now (4xx).
    PutOff(String),
    /// The server will never take it (5xx).
    Refused(String),
}

/// The server cannot be reached, or does not work with us at all. Says nothing about a letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(String);

type SmtpError = lettre::transport::smtp::Error;

impl From<SmtpError> for Unreachable {
    fn from(error: SmtpError) -> Self {
        Self(words(&error))
    }
}

/// A connection to the mail server.
pub struct Carrier {
    connection: SmtpConnection,
    from: Address,
}

impl std::fmt::Debug for Carrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Carrier")
    }
}

impl Carrier {
    /// Connects, encrypts and logs in, as far as the description asks for it.
    pub fn connect(mail: &Mail) -> Result<Self, Unreachable> {
        Self::connect_within(mail, PATIENCE)
    }

    /// The same with another patience.
    pub fn connect_within(mail: &Mail, patience: Duration) -> Result<Self, Unreachable> {
        let from = mail.from.as_str().parse();
        let from: Address = from.map_err(|error| Unreachable(format!("sender: {error}")))?;
        let us = ClientId::Domain(mail.from.domain().to_owned());
        let server = (mail.host.as_str(), mail.port);
        let encryption = match mail.security {
            Security::None => None,
            Security::Tls | Security::StartTls => {
                Some(TlsParameters::new_rustls(mail.host.clone())?)
            }
        };
        let at_once = encryption
            .as_ref()
            .filter(|_| mail.security == Security::Tls);
        let mut connection = SmtpConnection::connect(server, Some(patience), &us, at_once, None)?;
        if mail.security == Security::StartTls
            && let Some(parameters) = &encryption
        {
            // Fails where the server does not offer it: never without.
            connection.starttls(parameters, &us)?;
        }
        if let Some((user, password)) = &mail.login {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)?;
        }
        Ok(Self { connection, from })
    }

    /// Hands a letter over.
    ///
    /// # Errors
    /// [`Unreachable`] when the connection broke, or when the server wants nothing from this sender
    /// (an answer to `MAIL FROM` is about us, not about the letter). The letter may be tried again.
    pub fn hand_over(&mut self, message: &Message) -> Result<Delivery, Unreachable> {
        let from = Some(self.from.clone());
        self.connection.command(MailFrom::new(from, Vec::new()))?;
        for to in message.envelope().to() {
            if let Err(error) = self.connection.command(Rcpt::new(to.clone(), Vec::new())) {
                return self.fault_of_the_letter(error);
            }
        }
        if let Err(error) = self.connection.command(Data) {
            return self.fault_of_the_letter(error);
        }
        match self.connection.message(&message.formatted()) {
            Ok(_) => Ok(Delivery::Taken),
            Err(error) => self.fault_of_the_letter(error),
        }
    }

    /// What an answer to a letter means; the connection is made ready for the next one.
    fn fault_of_the_letter(&mut self, error: SmtpError) -> Result<Delivery, Unreachable> {
        // 421: the server closes the connection, whatever was said before.
        let closes = error.status().is_some_and(|code| code.to_string() == "421");
        let delivery = if error.is_permanent() {
            Delivery::Refused(words(&error))
        } else if error.is_transient() && !closes {
            Delivery::PutOff(words(&error))
        } else {
            return Err(error.into());
        };
        // A connection that breaks here shows when the next letter is handed over.
        let _ = self.connection.command(Rset);
        Ok(delivery)
    }

    /// Says good-bye.
    pub fn leave(mut self) {
        let _ = self.connection.quit();
    }
}

/// What went wrong with its causes, bounded: a server may say anything.
fn words(error: &SmtpError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible.take(LONGEST_TROUBLE).collect()
}
