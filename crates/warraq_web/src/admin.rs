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
mod front;
mod links;
mod media;
mod names;
mod nav;
mod own;
mod people;
mod picture;
mod prove;
mod redirects;
mod routes;
mod sections;
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
use warraq_archive::store::StoreError;

use crate::error::Error;
use crate::forms::{Form, FormSize, Peer, Reception, SentFile, are_in};
use crate::look::Looks;
use crate::respond::{Answer, House};

pub(crate) use links::path as welcome_path;
pub(crate) use routes::addresses;

use routes::{Access, Found, Route, Way};
use throttle::Throttle;
use visit::{Headers, Visit};

/// Where the newsroom is.
pub(crate) const HOME: &str = "/admin";

/// Passwords that are compared at the same time: each takes 19 MB and a processor.
const DOORS: usize = 2;
/// Pages that are made at the same time. They share threads and connections with readers.
const ROOMS: usize = 4;
/// Forms with files that arrive at the same time. Each takes a megabyte and a part of the disk.
const UPLOADS: usize = 6;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The newsroom, ready to answer.
#[derive(Debug)]
pub(crate) struct Newsroom {
    archive: Archive,
    /// How the paper looks, for pages that show it as it will be.
    looks: Arc<Looks>,
    throttle: Throttle,
    doors: Semaphore,
    rooms: Semaphore,
    uploads: Semaphore,
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
    pub(crate) fn new(archive: Archive, secret: [u8; 32], looks: &Arc<Looks>) -> Self {
        Self {
            archive,
            looks: Arc::clone(looks),
            throttle: Throttle::new(secret),
            doors: Semaphore::new(DOORS),
            rooms: Semaphore::new(ROOMS),
            uploads: Semaphore::new(UPLOADS),
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
        let mut files = Vec::new();
        let form = match way {
            Way::Get => Form::default(),
            Way::Post if are_in(request.headers) => {
                match self
                    .receive(reception, found.as_ref(), &headers, request)
                    .await
                {
                    Ok((form, sent)) => {
                        files = sent;
                        form
                    }
                    Err(status) => return refusal(status),
                }
            }
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
                (&newsroom.archive, &newsroom.looks),
                &newsroom.throttle,
                way,
                &path,
                (query, form, files),
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

impl Newsroom {
    /// Reads a form with files, if whoever sends it may bring some to where they send it. Of others
    /// nothing is read: they are told so where the form is answered.
    async fn receive(
        self: &Arc<Self>,
        reception: &Reception,
        found: Option<&Found<'_>>,
        headers: &Headers,
        request: Request<'_>,
    ) -> Result<(Form, Vec<SentFile>), StatusCode> {
        let Some(Route {
            access: Access::Room(right, _),
            takes_files: true,
            ..
        }) = found.map(|found| found.route)
        else {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        };
        let settings = self.archive.settings();
        let (right, archive) = (*right, self.archive.clone());
        let token = headers.session(House::of(&settings.url));
        let may = tokio::task::spawn_blocking(move || {
            let who = token.map(|token| archive.signed_in(&token)).transpose()?;
            let who = who.flatten();
            Ok::<_, StoreError>(who.is_some_and(|who| who.check(right).is_ok()))
        });
        match may.await {
            Ok(Ok(true)) => {}
            Ok(Ok(false)) => return Ok((Form::default(), Vec::new())),
            Ok(Err(_)) | Err(_) => return Err(StatusCode::SERVICE_UNAVAILABLE),
        }
        let Ok(Ok(_turn)) = tokio::time::timeout(PATIENCE, self.uploads.acquire()).await else {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        };
        let media = self.archive.media();
        reception
            .read_files(&settings.url, request.headers, request.body, media)
            .await
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
