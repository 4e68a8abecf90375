//! Receiving forms: what holds for every form, whatever it is for.
//!
//! A form comes from a page of this paper, is small, is not sent too often by one client, and is
//! written down in its turn. Nothing here knows what forms say.

mod body;
mod client;
mod limit;
mod origin;

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use tokio::sync::{Semaphore, SemaphorePermit};
use warraq_archive::model::Timestamp;

pub(crate) use body::Form;
pub(crate) use client::{Client, Peer};

use limit::Limits;

/// The field that people do not see and leave empty. Programs that fill in everything fill it in.
pub(crate) const TRAP: &str = "website";
/// Forms that may wait to be written down. Each takes a few milliseconds of the one writer.
const QUEUE: usize = 64;
/// How long a form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// What stands in the way of a form that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hindrance {
    /// This client sends too many; it may come again after so many seconds.
    TooOften(u32),
    /// Too many forms of everybody wait.
    Busy,
}

impl Hindrance {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Seconds after which the form may be sent again.
    pub(crate) fn retry_after(self) -> u32 {
        match self {
            Self::TooOften(seconds) => seconds,
            Self::Busy => 5,
        }
    }
}

/// Where forms are received.
#[derive(Debug)]
pub(crate) struct Reception {
    limits: Limits,
    queue: Semaphore,
}

impl Reception {
    /// `secret` makes what is remembered of clients useless to anybody else.
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        Self {
            limits: Limits::new(secret),
            queue: Semaphore::new(QUEUE),
        }
    }

    /// Reads a form that a page of `home` has sent.
    ///
    /// # Errors
    /// The status that says why there is no form: foreign, too large, too slow, no form at all.
    pub(crate) async fn read(
        &self,
        home: &str,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Form, StatusCode> {
        if !origin::is_ours(headers, home) {
            return Err(StatusCode::FORBIDDEN);
        }
        let read = tokio::time::timeout(PATIENCE, body::read(headers, body));
        read.await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
    }

    /// Lets in what others send too, of any kind, because a secret in its address says everything.
    pub(crate) async fn let_in(&self, body: Body) -> Result<(), StatusCode> {
        let read = tokio::time::timeout(PATIENCE, body::bytes(body));
        let read = read.await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT));
        read.map(|_| ())
    }

    /// Counts a form of this client.
    pub(crate) fn count(&self, client: &Client, now: Timestamp) -> Result<(), Hindrance> {
        self.limits.take(client, now).map_err(Hindrance::TooOften)
    }

    /// A place in the queue of forms that are written down. It is left when dropped.
    pub(crate) fn turn(&self) -> Result<SemaphorePermit<'_>, Hindrance> {
        self.queue.try_acquire().map_err(|_| Hindrance::Busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_is_bounded_and_moves_on() {
        let reception = Reception::new([0; 32]);
        let mut turns: Vec<_> = (0..QUEUE).map(|_| reception.turn().unwrap()).collect();
        assert_eq!(reception.turn().err(), Some(Hindrance::Busy));
        turns.pop();
        assert!(reception.turn().is_ok());
    }
}
