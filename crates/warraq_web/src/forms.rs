//! Receiving forms: what holds for every form, whatever it is for.
//!
//! A form comes from a page of this paper, is small, is not sent too often by one client, and is
//! written down in its turn. Nothing here knows what forms say.

mod body;
mod client;
mod files;
mod limit;
mod origin;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use warraq_archive::media::MediaStore;
use warraq_archive::model::Timestamp;

pub(crate) use body::{Form, FormSize};
pub(crate) use client::{Client, Peer, Proxies};
pub(crate) use files::{SentFile, are_in};
pub(crate) use limit::{Allowance, Rate};

use limit::Limits;

/// The field that people do not see and leave empty. Programs that fill in everything fill it in.
pub(crate) const TRAP: &str = "website";
/// Forms that may wait to be written down. Each takes a few milliseconds of the one writer.
const QUEUE: usize = 64;
/// How long a form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may wait for its turn: an import may hold the one writer.
const QUEUE_PATIENCE: Duration = Duration::from_secs(10);

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
    proxies: Proxies,
    limits: Limits,
    places: Arc<Semaphore>,
    pen: Arc<Semaphore>,
}

/// The turn of a form that is written down. It ends when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _place: OwnedSemaphorePermit,
    _pen: OwnedSemaphorePermit,
}

impl Reception {
    /// `secret` makes what is remembered of clients useless to anybody else; `proxies` on other
    /// machines tell clients apart.
    pub(crate) fn new(secret: [u8; 32], proxies: &[IpAddr]) -> Self {
        Self {
            proxies: Proxies::named(proxies),
            limits: Limits::new(secret),
            places: Arc::new(Semaphore::new(QUEUE)),
            pen: Arc::new(Semaphore::new(1)),
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
        self.read_up_to(home, headers, body, FormSize::Letter).await
    }

    /// Reads a form of which the browser says that a page of `home` has sent it. Whoever carries rights
    /// with them is asked for more than readers are: what says nothing is refused.
    ///
    /// # Errors
    /// As those of [`read`](Self::read).
    pub(crate) async fn read_surely_ours(
        &self,
        home: &str,
        headers: &HeaderMap,
        body: Body,
        size: FormSize,
    ) -> Result<Form, StatusCode> {
        if !origin::says_where_from(headers) {
            return Err(StatusCode::FORBIDDEN);
        }
        self.read_up_to(home, headers, body, size).await
    }

    /// Reads a form with files, of which the browser says that a page of `home` has sent it. Whoever
    /// sends it must have been found to have the right already: files may be large.
    ///
    /// # Errors
    /// The status that says why there is no form. Nothing of what had arrived is left then.
    pub(crate) async fn read_files(
        &self,
        home: &str,
        headers: &HeaderMap,
        body: Body,
        media: &MediaStore,
    ) -> Result<(Form, Vec<SentFile>), StatusCode> {
        if !origin::says_where_from(headers) || !origin::is_ours(headers, home) {
            return Err(StatusCode::FORBIDDEN);
        }
        files::read(headers, body, media).await
    }

    async fn read_up_to(
        &self,
        home: &str,
        headers: &HeaderMap,
        body: Body,
        size: FormSize,
    ) -> Result<Form, StatusCode> {
        if !origin::is_ours(headers, home) {
            return Err(StatusCode::FORBIDDEN);
        }
        let read = tokio::time::timeout(PATIENCE, body::read(headers, body, size));
        read.await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
    }

    /// A name for whoever sends, which says nothing to anybody else.
    pub(crate) fn name(&self, peer: Option<Peer>, headers: &HeaderMap) -> u64 {
        self.limits.name(&Client::of(peer, headers, &self.proxies))
    }

    /// Lets in what others send too, of any kind, because a secret in its address says everything.
    pub(crate) async fn let_in(&self, body: Body) -> Result<(), StatusCode> {
        let read = tokio::time::timeout(PATIENCE, body::bytes(body, FormSize::Letter));
        let read = read.await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT));
        read.map(|_| ())
    }

    /// Counts a form of whoever sends it.
    ///
    /// # Errors
    /// When there are too many, of this client or of all.
    pub(crate) fn count(
        &self,
        peer: Option<Peer>,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<(), Hindrance> {
        let client = Client::of(peer, headers, &self.proxies);
        self.limits.take(&client, now)
    }

    /// Waits for the turn to be written down. One at a time: the writer takes no more, and the
    /// threads that may wait for disks are the readers' too.
    ///
    /// # Errors
    /// When too many wait already, or it takes too long.
    pub(crate) async fn turn(&self) -> Result<Turn, Hindrance> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Hindrance::Busy)?;
        let pen = Arc::clone(&self.pen).acquire_owned();
        match tokio::time::timeout(QUEUE_PATIENCE, pen).await {
            Ok(Ok(pen)) => Ok(Turn {
                _place: place,
                _pen: pen,
            }),
            Ok(Err(_)) | Err(_) => Err(Hindrance::Busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_queue_is_bounded_and_moves_on() {
        let reception = Arc::new(Reception::new([0; 32], &[]));
        let first = reception.turn().await.unwrap();
        let mut others = tokio::task::JoinSet::new();
        for _ in 1..QUEUE {
            let reception = Arc::clone(&reception);
            others.spawn(async move { reception.turn().await.is_ok() });
        }
        tokio::time::sleep(QUEUE_PATIENCE / 2).await;
        assert_eq!(reception.turn().await.err(), Some(Hindrance::Busy));
        drop(first);
        assert!(
            others
                .join_all()
                .await
                .into_iter()
                .all(|took_turn| took_turn)
        );
        assert!(reception.turn().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let reception = Reception::new([0; 32], &[]);
        let _first = reception.turn().await.unwrap();
        assert_eq!(reception.turn().await.err(), Some(Hindrance::Busy));
    }
}
