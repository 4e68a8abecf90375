//! The router for whatever the page cache did not answer.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};

use crate::press::Press;

/// All addresses lead to the paper, which knows every path that it ever served.
pub(crate) fn over(press: Press) -> Router {
    Router::new().fallback(paper).with_state(press)
}

async fn paper(State(press): State<Press>, request: Request<Body>) -> Response<Body> {
    let uri = request.uri();
    press
        .answer(request.method(), uri.path(), uri.query(), request.headers())
        .await
}
