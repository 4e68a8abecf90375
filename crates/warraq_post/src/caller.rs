//! Speaks to a web server that wants to be told something. Says what became of it.

use std::time::Duration;

use ureq::Agent;
use ureq::http::StatusCode;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// How long a call may take, from looking up the name to the end of the answer's head.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest that a server may ask us to wait.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// What a server says to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It has taken it (2xx).
    Taken,
    /// It cannot be reached or does not take it now (5xx, 408, 429), with how long it wants to be
    /// left alone, if it says so in seconds.
    PutOff(String, Option<Duration>),
    /// It will not take this (3xx, 4xx): the address or the key is wrong.
    Refused(String),
}

/// Somebody who calls web servers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Caller(Agent);

impl Caller {
    /// A caller with the usual patience.
    pub fn new() -> Self {
        Self::with_patience(PATIENCE)
    }

    /// A caller with another patience.
    pub fn with_patience(patience: Duration) -> Self {
        let tls = TlsConfig::builder().root_certs(authorities());
        let config = Agent::config_builder()
            .timeout_global(Some(patience))
            .http_status_as_error(false)
            // Whoever moves says so once, and the newsroom changes the setting.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("Warraq/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build())
            .build();
        Self(config.into())
    }

    /// Posts a body to an address.
    pub fn post(&self, address: &str, kind: &str, body: &str) -> Reply {
        match self.0.post(address).content_type(kind).send(body) {
            Ok(answer) => {
                let wait = answer.headers().get("retry-after");
                let wait = wait.and_then(|wait| wait.to_str().ok()?.trim().parse().ok());
                reply(answer.status(), wait.map(Duration::from_secs))
            }
            Err(ureq::Error::BadUri(_) | ureq::Error::Http(_)) => {
                Reply::Refused("this is no address".to_owned())
            }
            Err(error) => Reply::PutOff(error.to_string(), None),
        }
    }
}

impl Default for Caller {
    fn default() -> Self {
        Self::new()
    }
}

/// The system's own list of authorities, as for mail. Without one no server is believed.
fn authorities() -> RootCerts {
    let found = rustls_native_certs::load_native_certs();
    let certificates: Vec<_> = found
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate).to_owned())
        .collect();
    RootCerts::new_with_certs(&certificates)
}

fn reply(status: StatusCode, wait: Option<Duration>) -> Reply {
    let wait = wait.map(|wait| wait.min(LONGEST_WAIT));
    match status {
        status if status.is_success() => Reply::Taken,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            Reply::PutOff(status.to_string(), wait)
        }
        status if status.is_server_error() => Reply::PutOff(status.to_string(), wait),
        status => Reply::Refused(status.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_cannot_silence_us_for_ever() {
        let busy = reply(StatusCode::TOO_MANY_REQUESTS, Some(Duration::MAX));
        let Reply::PutOff(_, wait) = busy else {
            panic!("{busy:?}");
        };
        assert_eq!(wait, Some(LONGEST_WAIT));
    }

    #[test]
    fn what_is_our_fault_is_not_tried_again() {
        for status in [301, 400, 403, 404, 422] {
            let status = StatusCode::from_u16(status).unwrap();
            assert!(matches!(reply(status, None), Reply::Refused(_)), "{status}");
        }
        for status in [200, 202, 204] {
            assert_eq!(
                reply(StatusCode::from_u16(status).unwrap(), None),
                Reply::Taken
            );
        }
    }
}
