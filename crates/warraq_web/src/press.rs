//! Everything that answering a request takes, shared by all threads.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Response, StatusCode};
use http_body_util::Full;
use tokio::sync::{Semaphore, SemaphorePermit};
use tracing::error;
use warraq_archive::Archive;
use warraq_archive::media::{MediaError, MediaStore, Served};
use warraq_archive::model::Timestamp;
use warraq_archive::store::{Reading, StoreError};

use crate::admin::{self, Newsroom};
use crate::api;
use crate::cache::{Boarding, Compressor, Flights, Follower, PageCache, wait};
use crate::dispatch::{Asked, Routed, Shape, dispatch};
use crate::edition::{Edition, FrameShelf};
use crate::error::Error;
use crate::forms::Reception;
use crate::headline_card::card;
use crate::locale::Words;
use crate::look::Looks;
use crate::params::Params;
use crate::readership::{Keeper, Readership, Visit};
use crate::respond::{
    Answer, Ask, CachePolicy, Demand, Finished, House, Kind, send_file, send_to_newsroom,
};
use crate::site::search::{self, Question};
use crate::site::{newsletter, problem};
use crate::{ServeOptions, feeds};

mod comments;
mod receive;

/// Searches at the same time. The archive has more database threads than this: reading goes on.
const SEARCHES: usize = 2;
/// How long a search may wait for its turn before the reader is told that search is busy.
const SEARCH_PATIENCE: Duration = Duration::from_millis(200);
/// How long a page may take before the reader is told that it cannot be shown.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a file may take: a picture may wait while others are made smaller.
const FILE_PATIENCE: Duration = Duration::from_mins(1);

/// The paper, ready to answer. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Press(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    archive: Archive,
    cache: Arc<PageCache>,
    flights: Flights,
    compressor: Compressor,
    frames: FrameShelf,
    looks: Arc<Looks>,
    searches: Semaphore,
    reception: Reception,
    newsroom: Arc<Newsroom>,
    readership: Arc<Readership>,
}

impl Press {
    /// A press for an archive.
    pub(crate) fn new(archive: Archive, options: &ServeOptions) -> Self {
        // While a theme is worked on, every page is made anew.
        let room = if options.reload {
            0
        } else {
            options.cache_bytes
        };
        let cache = Arc::new(PageCache::of(room));
        let theme = options.theme.as_deref().or(archive.theme());
        let looks = Arc::new(Looks::of(theme, options.reload));
        Self(Arc::new(Inner {
            compressor: Compressor::start(&cache),
            cache,
            flights: Flights::default(),
            frames: FrameShelf::new(archive.mail().is_some()),
            reception: Reception::new(secret(), &options.proxies),
            newsroom: Arc::new(Newsroom::new(archive.clone(), secret(), &looks)),
            looks,
            readership: Arc::new(Readership::new(secret(), &options.proxies)),
            archive,
            searches: Semaphore::new(SEARCHES),
        }))
    }

    /// The follower that keeps the page cache exact.
    pub(crate) fn follower(&self) -> Follower {
        Follower::new(self.0.archive.clone(), &self.0.cache)
    }

    /// Whoever writes down what is read.
    pub(crate) fn keeper(&self) -> Keeper {
        Keeper::new(self.0.archive.clone(), &self.0.readership, &self.0.cache)
    }

    /// Compresses all assets now.
    pub(crate) fn warm(&self) {
        self.0.looks.now().warm();
    }

    fn now(&self) -> Timestamp {
        self.0.archive.clock().now()
    }

    fn house(&self) -> House {
        House::of(&self.0.archive.settings().url)
    }

    /// The answer from the page cache, if it is there: the way that nearly every request takes.
    pub(crate) fn at_once(
        &self,
        visit: Visit<'_>,
        path: &str,
        query: Option<&str>,
    ) -> Option<Response<Full<bytes::Bytes>>> {
        if visit.method != Method::GET && visit.method != Method::HEAD {
            return None;
        }
        if let Some(query) = query
            && !Params::of(query).is_empty()
        {
            return None;
        }
        let now = self.now();
        let page = self.0.cache.get(path, now)?;
        self.asked_for(&page);
        self.note(&page, visit, now);
        Some(page.response(Ask::of(visit.method, visit.headers), now))
    }

    /// Counts that an article is read.
    fn note(&self, page: &Finished, visit: Visit<'_>, now: Timestamp) {
        if let Some(article) = page.article {
            let settings = self.0.archive.settings();
            self.0.readership.note(article, visit, &settings, now);
        }
    }

    /// The answer to a request that is refused for its form.
    pub(crate) fn refuse(&self, status: StatusCode) -> Response<Full<bytes::Bytes>> {
        let headers = HeaderMap::new();
        let refusal = self.finish(Answer::bare(status));
        refusal.response(Ask::of(&Method::GET, &headers), self.now())
    }

    /// The answer to what is asked in the newsroom. It passes by the page cache.
    pub(crate) async fn lead_to_newsroom(&self, request: admin::Request<'_>) -> Response<Body> {
        let ask = Ask::of(request.method, request.headers);
        let mut answer = self.0.newsroom.answer(&self.0.reception, request).await;
        if let Some(file) = answer.file.take() {
            return send_to_newsroom(file, self.house(), ask);
        }
        let made = Made::Page(Arc::new(self.finish(answer)));
        self.send_made(made, ask).await
    }

    fn asked_for(&self, page: &Arc<Finished>) {
        match page.asked_again() {
            Demand::Second => self.0.compressor.quickly(page),
            Demand::Much => self.0.compressor.thoroughly(page),
            Demand::Other => {}
        }
    }

    /// The answer to any request.
    pub(crate) async fn answer(
        &self,
        visit: Visit<'_>,
        path: &str,
        query: Option<&str>,
    ) -> Response<Body> {
        let Visit {
            method, headers, ..
        } = visit;
        let ask = Ask::of(method, headers);
        if method != Method::GET && method != Method::HEAD {
            return self.send(
                &self.finish(Answer::bare(StatusCode::METHOD_NOT_ALLOWED)),
                ask,
            );
        }
        if let Some(asset) = path.strip_prefix("/assets/") {
            return match self.0.looks.now().finished(asset, self.house()) {
                Some(asset) => self.send(asset, ask),
                None => self.send(&self.finish(Answer::bare(StatusCode::NOT_FOUND)), ask),
            };
        }
        let params = query.map(Params::of).unwrap_or_default();
        if !params.is_empty() {
            let made = self.make(path, params).await;
            return self.send_made(made, ask).await;
        }
        let path = &with_lower_case_codes(path);
        loop {
            if let Some(page) = self.0.cache.get(path, self.now()) {
                self.asked_for(&page);
                self.note(&page, visit, self.now());
                return self.send(&page, ask);
            }
            match self.0.flights.board(path) {
                Boarding::Passenger(landing) => {
                    if let Some(page) = wait(landing).await {
                        self.note(&page, visit, self.now());
                        return self.send(&page, ask);
                    }
                }
                Boarding::Pilot(pilot) => {
                    let made = self.make(path, params).await;
                    if let Made::Page(page) = &made {
                        pilot.land(page);
                        self.note(page, visit, self.now());
                    }
                    return self.send_made(made, ask).await;
                }
            }
        }
    }

    /// Makes an answer, and keeps it if it is one to be kept.
    async fn make(&self, path: &str, params: Params) -> Made {
        let made = self.try_to_make(path, params).await;
        let path = newsletter::without_key(path);
        match made {
            Ok(made) => made,
            Err(Error::Late) => {
                error!(%path, "Page {path} took too long");
                self.failed(StatusCode::SERVICE_UNAVAILABLE)
            }
            Err(cause) => {
                error!(%path, error = %cause, "Page {path} could not be made: {cause}");
                self.failed(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }

    async fn try_to_make(&self, path: &str, params: Params) -> Result<Made, Error> {
        let asked = Asked::new(path, params);
        let routed = self.reading(move |reading, edition| dispatch(reading, edition, &asked));
        let page = match tokio::time::timeout(PATIENCE, routed).await?? {
            Routed::Answer(answer) => Ok(self.keep(answer)),
            Routed::Missing => self.missing(path).await,
            Routed::Choices(key) => self.choices(key).await,
            Routed::Search(question, shape) => {
                tokio::time::timeout(PATIENCE, self.search(question, shape)).await?
            }
            Routed::Suggest(text) => tokio::time::timeout(PATIENCE, self.suggest(text)).await?,
            Routed::Original(file) => {
                return self.file(path, move |media| media.original(&file)).await;
            }
            Routed::Sized(file, width, height) => {
                return self
                    .file(path, move |media| media.sized(&file, width, height))
                    .await;
            }
            Routed::Variant(file, width, format) => {
                return self
                    .file(path, move |media| media.variant(&file, width, format))
                    .await;
            }
            Routed::HeadlineCard(id, text) => {
                return self
                    .file(path, move |media| {
                        media.drawn(id, &text.key(), || card(&text))
                    })
                    .await;
            }
        };
        page.map(Made::Page)
    }

    /// Runs a page function on a database thread.
    async fn reading<T: Send + 'static>(
        &self,
        page: impl FnOnce(&mut Reading<'_>, &Edition) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let inner = Arc::clone(&self.0);
        let made = self.0.archive.read(move |reading| {
            let (settings, look) = (inner.archive.settings(), inner.looks.now());
            let ranking = inner.readership.ranking();
            let edition = Edition::open(reading, settings, &inner.frames, ranking, look)?;
            Ok::<_, StoreError>(page(reading, &edition))
        });
        made.await?
    }

    /// A turn to ask the index; `None` when too many wait for one.
    async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        let turn = tokio::time::timeout(SEARCH_PATIENCE, self.0.searches.acquire());
        turn.await.ok()?.ok()
    }

    async fn search(&self, question: Question, shape: Shape) -> Result<Arc<Finished>, Error> {
        let Some(_turn) = self.turn().await else {
            return Ok(self.keep(match shape {
                Shape::Api => api::busy(),
                Shape::Page | Shape::Feed(_) => {
                    let page = move |reading: &mut Reading<'_>, edition: &Edition| {
                        search::busy(reading, edition, &question)
                    };
                    self.reading(page).await?
                }
            }));
        };
        let question = match shape {
            Shape::Feed(_) => question.followed(),
            Shape::Page | Shape::Api => question,
        };
        let found = if question.is_empty() {
            None
        } else {
            Some(self.0.archive.search(question.request()).await?)
        };
        let page = move |reading: &mut Reading<'_>, edition: &Edition| match (shape, found) {
            (Shape::Api, found) => api::search::show(edition, &question, found.as_ref()),
            (Shape::Feed(format), Some(found)) => feeds::search(edition, &question, found, format),
            (Shape::Page | Shape::Feed(_), found) => {
                search::show(reading, edition, &question, found.as_ref())
            }
        };
        Ok(self.keep(self.reading(page).await?))
    }

    /// Whoever types asks often, and searches come first: no turn, no suggestions.
    async fn suggest(&self, text: String) -> Result<Arc<Finished>, Error> {
        let Some(_turn) = self.turn().await else {
            return Ok(self.keep(api::busy()));
        };
        let found = self.0.archive.suggest(text.clone()).await?;
        let answer = move |_: &mut Reading<'_>, edition: &Edition| {
            api::suggest::show(edition, &text, &found)
        };
        Ok(self.keep(self.reading(answer).await?))
    }

    /// The page for an address where nothing is, with what it may have meant. The guess must not
    /// take a turn from somebody who searches.
    async fn missing(&self, path: &str) -> Result<Arc<Finished>, Error> {
        let nearest = match (problem::question(path), self.0.searches.try_acquire()) {
            (Some(question), Ok(_turn)) => self.0.archive.search(question).await.ok(),
            _ => None,
        };
        let path = path.to_owned();
        let page = move |reading: &mut Reading<'_>, edition: &Edition| {
            problem::not_found(reading, edition, &path, nearest)
        };
        Ok(self.keep(self.reading(page).await?))
    }

    /// Asks the media store, on a thread that may wait.
    async fn file(
        &self,
        path: &str,
        ask: impl FnOnce(&MediaStore) -> Result<Served, MediaError> + Send + 'static,
    ) -> Result<Made, Error> {
        let archive = self.0.archive.clone();
        let served = tokio::task::spawn_blocking(move || ask(archive.media()));
        match tokio::time::timeout(FILE_PATIENCE, served).await?? {
            Ok(served) => Ok(Made::File(served)),
            // A file that is damaged, missing or not for readers is, to them, not there.
            Err(cause) => {
                tracing::debug!(%path, error = %cause, "File not served");
                Ok(Made::Page(self.missing(path).await?))
            }
        }
    }

    fn finish(&self, answer: Answer) -> Finished {
        Finished::new(answer, self.house())
    }

    fn keep(&self, answer: Answer) -> Arc<Finished> {
        let page = Arc::new(self.finish(answer));
        self.0.cache.keep(&page);
        page
    }

    /// The page for when nothing else can be shown.
    fn failed(&self, status: StatusCode) -> Made {
        let answer = self.sorry(status, "problem.failed", "problem.failed_lead");
        Made::Page(Arc::new(self.finish(answer)))
    }

    /// A page that asks the archive for nothing. It says a problem and what cures it, by
    /// their keys.
    fn sorry(&self, status: StatusCode, problem: &str, cure: &str) -> Answer {
        let settings = self.0.archive.settings();
        let words = Words::of(&settings.language);
        let look = self.0.looks.now();
        let html = look.render(
            "failed.html",
            minijinja::context! {
                problem => words.say(problem),
                cure => words.say(cure),
                title => settings.title.as_str(),
                language => settings.language.as_str(),
                direction => words.direction,
                style => look.address("core.css"),
            },
        );
        let html = html.unwrap_or_else(|_| words.say(problem).to_owned());
        Answer::new(Kind::Html, html, CachePolicy::NoStore).with_status(status)
    }

    fn send(&self, page: &Finished, ask: Ask<'_>) -> Response<Body> {
        page.response(ask, self.now()).map(Body::new)
    }

    /// Sends what was made for this request, in the coding that it asks for: many pages are asked for
    /// once. Whoever comes after gets the same, and causes the other codings.
    async fn send_made(&self, made: Made, ask: Ask<'_>) -> Response<Body> {
        let page = match made {
            Made::File(served) => return send_file(served, self.house(), ask),
            Made::Page(page) => page,
        };
        let Some(coding) = ask.coding().filter(|coding| page.lacks(*coding)) else {
            return self.send(&page, ask);
        };
        let plain = Arc::clone(&page);
        match tokio::task::spawn_blocking(move || Arc::new(plain.coded(coding))).await {
            Ok(coded) => {
                self.0.cache.improve(&page, &coded);
                self.send(&coded, ask)
            }
            Err(_) => self.send(&page, ask),
        }
    }
}

/// What makes the counts of clients useless to anybody else, for as long as this program runs. A
/// system without chance leaves them readable by whoever reads our memory.
fn secret() -> [u8; 32] {
    warraq_archive::chance::bytes().unwrap_or_default()
}

/// What was made for a request.
enum Made {
    Page(Arc<Finished>),
    File(Served),
}

/// The path with its percent-codes in lower case, as canonical paths are kept.
fn with_lower_case_codes(path: &str) -> String {
    let mut in_code = 0;
    let lower = |c: char| {
        if c == '%' {
            in_code = 2;
            return c;
        }
        if in_code > 0 {
            in_code -= 1;
            return c.to_ascii_lowercase();
        }
        c
    };
    path.chars().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::with_lower_case_codes;

    #[test]
    fn only_percent_codes_are_lowered() {
        assert_eq!(with_lower_case_codes("/A/%D8%AEX%DA/Z"), "/A/%d8%aeX%da/Z");
        assert_eq!(with_lower_case_codes("/%D"), "/%d");
    }
}
