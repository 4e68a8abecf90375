//! Requests that are refused before anybody looks at what they ask for.

use axum::http::header::HOST;
use axum::http::{Request, StatusCode, Version};

/// The longest address: a search of two hundred Arabic letters takes 1,200 bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;
/// The longest head of a request.
const LONGEST_HEAD: usize = 16 * 1024;

/// What is wrong with the head of a request, if anything is.
///
/// The connection reads heads beyond these bounds, up to a bound of its own: it has to read a
/// request to the end before the client can read that it was refused.
pub(super) fn objection<B>(request: &Request<B>) -> Option<StatusCode> {
    let address = request
        .uri()
        .path_and_query()
        .map_or(0, |address| address.as_str().len());
    if address > LONGEST_ADDRESS {
        return Some(StatusCode::URI_TOO_LONG);
    }
    let headers = request.headers();
    let lines = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len());
    if address + lines.sum::<usize>() > LONGEST_HEAD {
        return Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    // Two hosts are how a request is made to mean one thing to a proxy and another to us.
    let hosts = headers.get_all(HOST).iter().count();
    let wants_one = request.version() == Version::HTTP_11;
    (hosts > 1 || (wants_one && hosts == 0)).then_some(StatusCode::BAD_REQUEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, headers: &[(&str, &str)], expected: Option<StatusCode>) {
        let mut request = Request::builder().uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        assert_eq!(objection(&request.body(()).unwrap()), expected);
    }

    #[test]
    fn an_ordinary_request_is_welcome() {
        check(
            "/?s=%D8%AC%D8%B3%D8%B1",
            &[("host", "a.example"), ("accept", "*/*")],
            None,
        );
    }

    #[test]
    fn one_host_is_named() {
        check(
            "/",
            &[("host", "a"), ("host", "b")],
            Some(StatusCode::BAD_REQUEST),
        );
        check("/", &[], Some(StatusCode::BAD_REQUEST));
    }

    #[test]
    fn heads_are_bounded() {
        let long = format!("/?s={}", "a".repeat(9_000));
        check(&long, &[("host", "a")], Some(StatusCode::URI_TOO_LONG));
        let cookie = "a".repeat(17_000);
        let headers = [("host", "a"), ("cookie", cookie.as_str())];
        check(
            "/",
            &headers,
            Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE),
        );
    }
}
