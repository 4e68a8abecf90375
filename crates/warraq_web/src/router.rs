//! The router for whatever the page cache did not answer.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, Response};

use crate::admin;
use crate::forms::Peer;
use crate::press::Press;
use crate::readership::Visit;

/// All addresses lead to the paper, which knows every path that it ever served.
pub(crate) fn over(press: Press) -> Router {
    Router::new().fallback(paper).with_state(press)
}

async fn paper(State(press): State<Press>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let peer = head.extensions.get::<Peer>().copied();
    if admin::is_home_of(head.uri.path()) {
        let request = admin::Request {
            method: &head.method,
            uri: &head.uri,
            headers: &head.headers,
            peer,
            body,
        };
        return press.lead_to_newsroom(request).await;
    }
    if head.method == Method::POST {
        return press
            .receive(head.uri.path(), &head.headers, peer, body)
            .await;
    }
    let visit = Visit {
        method: &head.method,
        headers: &head.headers,
        peer,
    };
    let uri = head.uri;
    press.answer(visit, uri.path(), uri.query()).await
}
