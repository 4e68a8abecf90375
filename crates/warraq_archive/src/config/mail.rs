//! The mail server. Its password is a secret: it stands in `warraq.toml` or in the environment,
//! never in the database, which is copied and passed on.

use std::fmt;

use serde::Deserialize;

use crate::model::EmailAddress;

/// How to reach the server that takes the paper's mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// Name and password, where the server asks for them.
    pub login: Option<(String, String)>,
    /// Whom letters come from.
    pub from: EmailAddress,
}

/// The password does not appear in logs by accident.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({}:{}, {:?})", self.host, self.port, self.security)
    }
}

/// How the connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// From the first byte; port 465.
    Tls,
    /// After the server's greeting, and never without; port 587.
    StartTls,
    /// Not at all: a server on this machine; port 25.
    None,
}

impl Security {
    fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// Why the mail server cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// There is a part of a description, without the host.
    #[error("mail: host is missing; set it under [mail] in warraq.toml or as WARRAQ_MAIL_HOST")]
    NoHost,
    /// Nobody sends the letters.
    #[error(
        "mail: from is missing or no address; set it under [mail] in warraq.toml or as WARRAQ_MAIL_FROM"
    )]
    NoSender,
    /// Neither of the three.
    #[error("mail: security = {0:?} is not known; use tls, starttls or none")]
    Security(String),
    /// No port.
    #[error("mail: port = {0:?} is no port; use 1 to 65535")]
    Port(String),
    /// A name without a password, or a password without a name.
    #[error("mail: user and password belong together; set both or neither")]
    HalfLogin,
    /// A password that everybody on the way could read.
    #[error(
        "mail: a password must not be sent without encryption to {0}; use security = \"tls\" or \"starttls\""
    )]
    OpenPassword(String),
}

/// The description as it is written, part by part.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    host: Option<String>,
    port: Option<u16>,
    security: Option<String>,
    user: Option<String>,
    password: Option<String>,
    from: Option<String>,
    /// The port as the environment gives it, which may be anything.
    #[serde(skip)]
    port_text: Option<String>,
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Written(…)")
    }
}

impl Written {
    /// The same with what `environment` says by name.
    pub(super) fn with(mut self, environment: impl Fn(&str) -> Option<String>) -> Self {
        let said = |part: &str| {
            let value = environment(&format!("WARRAQ_MAIL_{part}"));
            value.filter(|value| !value.is_empty())
        };
        self.host = said("HOST").or(self.host);
        self.port_text = said("PORT");
        self.security = said("SECURITY").or(self.security);
        self.user = said("USER").or(self.user);
        self.password = said("PASSWORD").or(self.password);
        self.from = said("FROM").or(self.from);
        self
    }

    /// The server that is described; `None` when nothing is.
    pub(super) fn read(self) -> Result<Option<Mail>, MailError> {
        let Some(host) = self.host else {
            let is_empty = self.from.is_none() && self.user.is_none() && self.password.is_none();
            return if is_empty {
                Ok(None)
            } else {
                Err(MailError::NoHost)
            };
        };
        let from = self.from.as_deref().and_then(EmailAddress::parse);
        let from = from.ok_or(MailError::NoSender)?;
        let security = match self.security.as_deref() {
            None | Some("starttls") => Security::StartTls,
            Some("tls") => Security::Tls,
            Some("none") => Security::None,
            Some(other) => return Err(MailError::Security(other.to_owned())),
        };
        let port = match self.port_text {
            Some(text) => text.parse().map_err(|_| MailError::Port(text))?,
            None => self.port.unwrap_or(security.port()),
        };
        let login = match (self.user, self.password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            _ => return Err(MailError::HalfLogin),
        };
        if login.is_some() && security == Security::None && !is_this_machine(&host) {
            return Err(MailError::OpenPassword(host));
        }
        Ok(Some(Mail {
            host,
            port,
            security,
            login,
            from,
        }))
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host
        .parse()
        .map(|address: std::net::IpAddr| address.is_loopback());
    host == "localhost" || address == Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str, environment: &[(&str, &str)]) -> Result<Option<Mail>, MailError> {
        let written: Written = toml::from_str(toml).unwrap();
        let said = |name: &str| {
            let found = environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        written.with(said).read()
    }

    #[test]
    fn no_description_is_no_server() {
        assert_eq!(read("", &[]), Ok(None));
    }

    #[test]
    fn a_server_is_described_by_file_and_environment() {
        let file = "host = \"mail.example\"\nuser = \"paper\"\nfrom = \"paper@example.org\"";
        let mail = read(file, &[("WARRAQ_MAIL_PASSWORD", "سر")])
            .unwrap()
            .unwrap();
        assert_eq!((mail.port, mail.security), (587, Security::StartTls));
        assert_eq!(mail.login, Some(("paper".to_owned(), "سر".to_owned())));
        let moved = read(
            file,
            &[
                ("WARRAQ_MAIL_HOST", "other.example"),
                ("WARRAQ_MAIL_PORT", "2525"),
                ("WARRAQ_MAIL_PASSWORD", "x"),
                ("WARRAQ_MAIL_SECURITY", "tls"),
            ],
        );
        let moved = moved.unwrap().unwrap();
        assert_eq!((moved.host.as_str(), moved.port), ("other.example", 2525));
        assert_eq!(moved.security, Security::Tls);
    }

    #[test]
    fn a_password_never_travels_in_the_open() {
        let open =
            "user = \"a\"\npassword = \"b\"\nfrom = \"a@example.org\"\nsecurity = \"none\"\n";
        let there = read(&format!("{open}host = \"mail.example\""), &[]);
        assert_eq!(
            there,
            Err(MailError::OpenPassword("mail.example".to_owned()))
        );
        let here = read(&format!("{open}host = \"127.0.0.1\""), &[]);
        assert!(here.is_ok_and(|mail| mail.is_some()));
    }

    #[test]
    fn half_a_description_is_refused() {
        assert_eq!(read("user = \"a\"", &[]), Err(MailError::NoHost));
        assert_eq!(read("host = \"h\"", &[]), Err(MailError::NoSender));
        let half = "host = \"h\"\nfrom = \"a@example.org\"\nuser = \"a\"";
        assert_eq!(read(half, &[]), Err(MailError::HalfLogin));
        let port = read(
            "host = \"h\"\nfrom = \"a@example.org\"",
            &[("WARRAQ_MAIL_PORT", "x")],
        );
        assert_eq!(port, Err(MailError::Port("x".to_owned())));
    }

    #[test]
    fn the_password_does_not_print_itself() {
        let file = "host = \"h\"\nuser = \"a\"\npassword = \"geheim\"\nfrom = \"a@example.org\"";
        let mail = read(file, &[]).unwrap();
        assert!(!format!("{mail:?}").contains("geheim"));
    }
}
