//! The newsroom: what only those who work here see.
//!
//! Every address stands in one table, [`routes`], with the right that it takes; what is not there does
//! not exist. A page function is given the proof of that right, and nothing that changes something
//! can be called without one. Nothing here is ever kept by a cache, and nothing here is reached by
//! the code that answers readers.

mod agent;
mod articles;
mod audit;
mod comments;
mod dashboard;
mod door;
mod links;
mod nav;
mod own;
mod people;
mod picture;
mod prove;
mod reads;
mod routes;
mod settings;
mod shell;
mod throttle;
mod visit;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use tokio::sync::Semaphore;
use tracing::error;
use warraq_archive::Archive;
use warraq_archive::accounts::SignedIn;

use crate::error::Error;
use crate::forms::{Form, FormSize, Peer, Reception};
use crate::respond::Answer;

pub(crate) use links::path as welcome_path;
pub(crate) use routes::addresses;

use routes::{Access, Found, Way};
use throttle::Throttle;
use visit::{Headers, Visit};

/// Where the newsroom is.
pub(crate) const HOME: &str = "/admin";

/// Passwords that are compared at the same time: each takes 19 MB and a processor.
const DOORS: usize = 2;
/// Pages that are made at the same time. They share threads and connections with readers.
const ROOMS: usize = 4;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The newsroom, ready to answer.
#[derive(Debug)]
pub(crate) struct Newsroom {
    archive: Archive,
    throttle: Throttle,
    doors: Semaphore,
    rooms: Semaphore,
}

/// A request, as it came.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) peer: Option<Peer>,
    pub(crate) body: Body,
}

/// Whether a path is the newsroom's.
pub(crate) fn is_home_of(path: &str) -> bool {
    path.strip_prefix(HOME)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Newsroom {
    /// The newsroom of an archive. `secret` makes what is remembered of clients useless to others.
    pub(crate) fn new(archive: Archive, secret: [u8; 32]) -> Self {
        Self {
            archive,
            throttle: Throttle::new(secret),
            doors: Semaphore::new(DOORS),
            rooms: Semaphore::new(ROOMS),
        }
    }

    /// The answer to any request below [`HOME`].
    pub(crate) async fn answer(
        self: &Arc<Self>,
        reception: &Reception,
        request: Request<'_>,
    ) -> Answer {
        let path = request.uri.path().to_owned();
        let way = match *request.method {
            Method::GET | Method::HEAD => Way::Get,
            Method::POST => Way::Post,
            _ => return refusal(StatusCode::METHOD_NOT_ALLOWED),
        };
        let found = routes::find(way, &path);
        let client = reception.name(request.peer, request.headers);
        let headers = Headers::of(request.headers);
        let query = Form::of(request.uri.query().unwrap_or_default());
        let form = match way {
            Way::Get => Form::default(),
            Way::Post => {
                let home = self.archive.settings().url.clone();
                let size = match &found {
                    Some(Found { route, .. }) if !route.hashes() => FormSize::Manuscript,
                    _ => FormSize::Letter,
                };
                let read = reception.read_surely_ours(&home, request.headers, request.body, size);
                match read.await {
                    Ok(form) => form,
                    Err(status) => return refusal(status),
                }
            }
        };
        let turns = match &found {
            Some(Found { route, .. }) if route.hashes() => &self.doors,
            _ => &self.rooms,
        };
        let Ok(Ok(_turn)) = tokio::time::timeout(PATIENCE, turns.acquire()).await else {
            let mut busy = refusal(StatusCode::SERVICE_UNAVAILABLE);
            busy.retry_after = Some(5);
            return busy;
        };
        let newsroom = Arc::clone(self);
        let pattern = found.as_ref().map_or("", |found| found.route.pattern);
        let made = tokio::task::spawn_blocking(move || {
            let found = routes::find(way, &path);
            let visit = Visit::new(
                &newsroom.archive,
                &newsroom.throttle,
                way,
                &path,
                (query, form),
                headers,
                client,
            );
            enter(&visit, found)
        });
        match made.await.map_err(Error::from).flatten() {
            Ok(answer) => answer.of_newsroom(),
            // The pattern, not the path: that may hold a key.
            Err(cause) => {
                error!(%pattern, error = %cause, "Newsroom page {pattern} could not be made: {cause}");
                refusal(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

/// Finds out who comes, and leads them where they may go.
fn enter(visit: &Visit<'_>, found: Option<Found<'_>>) -> Result<Answer, Error> {
    let who = visit.who()?;
    let Some(Found { route, captured }) = found else {
        return match who {
            Some(who) => visit.problem(&who, StatusCode::NOT_FOUND, "not_found"),
            // Whoever is outside learns nothing of what is inside.
            None => outside(visit),
        };
    };
    visit.capture(captured);
    match (&route.access, who) {
        (Access::Door(handler), _) => handler(visit),
        (Access::Room(_, handler), Some(who)) => {
            note_seen(visit, &who);
            handler(visit, &who)
        }
        (Access::Room(..), None) => outside(visit),
    }
}

/// What somebody sees who would have to sign in first.
fn outside(visit: &Visit<'_>) -> Result<Answer, Error> {
    match visit.way {
        Way::Get => Ok(Answer::see(&door::address(visit.path))),
        Way::Post => visit.stranger_problem(StatusCode::UNAUTHORIZED, "signed_out"),
    }
}

/// A page must not fail because an import holds the one writer.
fn note_seen(visit: &Visit<'_>, who: &SignedIn) {
    if let Err(cause) = visit.archive.note_seen(who) {
        tracing::warn!(error = %cause, "A session could not be noted as seen: {cause}");
    }
}

/// What is said without looking at anything.
fn refusal(status: StatusCode) -> Answer {
    Answer::bare(status).of_newsroom()
}
