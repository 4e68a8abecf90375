//! The router for whatever the page cache did not answer.

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Request, Response};
use axum::routing::post;

use crate::press::Press;

/// Bytes of a form: a comment of 5,000 Arabic letters takes half of them in percent-codes.
const LONGEST_FORM: usize = 64 * 1024;

/// All addresses lead to the paper, which knows every path that it ever served. What is sent to it
/// is a comment.
pub(crate) fn over(press: Press) -> Router {
    // An old page may have the same address: it is shown to whoever asks for it.
    let comment = post(comment)
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .fallback(paper);
    Router::new()
        .route("/comment", comment)
        .fallback(paper)
        .with_state(press)
}

async fn comment(State(press): State<Press>, request: Request<Body>) -> Response<Body> {
    press.take_comment(request).await
}

async fn paper(State(press): State<Press>, request: Request<Body>) -> Response<Body> {
    let uri = request.uri();
    press
        .answer(request.method(), uri.path(), uri.query(), request.headers())
        .await
}
