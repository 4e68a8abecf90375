//! `POST /comment`: from a filled form to the desk.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, Form, FromRequest as _};
use axum::http::request::Parts;
use axum::http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use tracing::{error, info};
use warraq_archive::model::{ArticleId, Received, WrittenComment};

use super::{Made, Press};
use crate::comments::{NotStored, Refusal, is_own_form, sender};
use crate::error::Error;
use crate::respond::{Answer, Ask};
use crate::site::article::{self, Draft};
use crate::site::thanks;

/// Seconds after which a busy desk may be asked again.
const LATER: u32 = 10;

/// The fields of the form, by the names that they have there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    article: i64,
    parent: Option<i64>,
    name: String,
    email: String,
    text: String,
    /// No reader sees this field.
    website: String,
}

impl Press {
    /// Takes what a reader wrote under an article.
    pub(crate) async fn take_comment(&self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let made = match self.try_to_take(&parts, body).await {
            Ok(made) => made,
            Err(cause) => {
                error!(error = %cause, "A comment could not be taken: {cause}");
                self.failed(StatusCode::INTERNAL_SERVER_ERROR)
            }
        };
        self.send_made(made, Ask::of(&Method::POST, &parts.headers))
            .await
    }

    async fn try_to_take(&self, parts: &Parts, body: Body) -> Result<Made, Error> {
        let settings = self.0.archive.settings();
        if !is_own_form(&parts.headers, &parts.uri, &settings.url) {
            return Ok(self.refused(StatusCode::FORBIDDEN, "foreign", None));
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        let sender = sender(peer, &parts.headers, &self.0.proxies);
        match self.0.limits.take(sender, self.now()) {
            Ok(()) => {}
            Err(Refusal::OfOne(seconds)) => {
                let status = StatusCode::TOO_MANY_REQUESTS;
                return Ok(self.refused(status, "too_many", Some(seconds)));
            }
            Err(Refusal::OfAll(seconds)) => return Ok(self.busy(seconds)),
        }
        let request = Request::from_parts(parts.clone(), body);
        let filled = match Form::<Filled>::from_request(request, &()).await {
            Ok(Form(filled)) => filled,
            Err(refusal) if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                return Ok(self.refused(StatusCode::PAYLOAD_TOO_LARGE, "too_long", None));
            }
            Err(refusal) => return Ok(self.finished(Answer::bare(refusal.status()))),
        };
        self.take(filled).await
    }

    async fn take(&self, filled: Filled) -> Result<Made, Error> {
        let id = ArticleId(filled.article);
        let written = WrittenComment {
            name: filled.name,
            email: filled.email,
            text: filled.text,
        };
        let settings = self.0.archive.settings();
        let comment = match written.under(id, filled.parent, &settings.comments) {
            Ok(comment) => comment,
            Err(objections) => {
                let draft = Draft::again(filled.parent, &written, objections);
                return self.form_again(id, draft).await;
            }
        };
        let comment = if filled.website.is_empty() {
            comment
        } else {
            comment.trapped()
        };
        match self.0.desk.store(comment).await {
            // Whoever fills traps learns nothing.
            Ok(Received::Stored(comment, standing)) => {
                info!(%comment, ?standing, "Received comment {comment}");
                Ok(self.finished(Answer::see(&thanks::address(id))))
            }
            Ok(Received::Already(_)) => Ok(self.finished(Answer::see(&thanks::address(id)))),
            Ok(Received::Closed(_) | Received::NoArticle) => {
                self.form_again(id, Draft::default()).await
            }
            Err(NotStored::Busy) => Ok(self.busy(LATER)),
            Err(NotStored::Store(error)) => Err(error.into()),
        }
    }

    /// The article with its form as it was filled, or with the sentence that stands in its place.
    async fn form_again(&self, id: ArticleId, draft: Draft) -> Result<Made, Error> {
        let page =
            self.reading(move |reading, edition| article::again(reading, edition, id, &draft));
        match tokio::time::timeout(super::PATIENCE, page).await?? {
            Some(answer) => Ok(self.finished(answer)),
            None => Ok(Made::Page(self.missing("/comment").await?)),
        }
    }

    fn busy(&self, seconds: u32) -> Made {
        self.refused(StatusCode::SERVICE_UNAVAILABLE, "busy", Some(seconds))
    }

    /// A page that asks the archive for nothing: a flood of these costs nobody anything.
    fn refused(&self, status: StatusCode, why: &str, retry_after: Option<u32>) -> Made {
        let mut answer = self.sorry(status, &format!("not_taken.{why}"));
        answer.retry_after = retry_after;
        self.finished(answer)
    }
}
