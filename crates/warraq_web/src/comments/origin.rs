//! Whether a form was filled on a page of ours.

use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a browser says that a form of this site was sent. Every browser since 2020 says so in
/// one of two ways; who says nothing is a program.
///
/// `home` is the paper's home address: behind a proxy the host that is asked may be another.
pub(crate) fn is_own_form(headers: &HeaderMap, uri: &Uri, home: &str) -> bool {
    let value = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = value(FETCH_SITE) {
        // `none`: the reader sent it again by hand.
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = value(ORIGIN).and_then(host_of) else {
        return false;
    };
    let asked = value(HOST).or_else(|| uri.authority().map(Authority::as_str));
    [asked, host_of(home)]
        .into_iter()
        .flatten()
        .any(|own| own.eq_ignore_ascii_case(origin))
}

/// `a.example:8080` of `https://a.example:8080/`.
fn host_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    rest.split(['/', '?', '#'])
        .next()
        .filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(lines: &[(&'static str, &'static str)], expected: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let uri = Uri::from_static("/comment");
        assert_eq!(
            is_own_form(&headers, &uri, "https://paper.example"),
            expected
        );
    }

    #[test]
    fn browsers_say_where_a_form_stood() {
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "same-site")], false);
        check(
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://paper.example"),
            ],
            false,
        );
    }

    #[test]
    fn older_browsers_name_the_host() {
        check(&[("origin", "https://paper.example")], true);
        check(
            &[
                ("origin", "http://127.0.0.1:8080"),
                ("host", "127.0.0.1:8080"),
            ],
            true,
        );
        check(
            &[
                ("origin", "https://evil.example"),
                ("host", "paper.example"),
            ],
            false,
        );
        check(&[("origin", "https://paper.example.evil.example")], false);
    }

    #[test]
    fn who_says_nothing_is_no_browser() {
        check(&[], false);
        check(&[("origin", "null"), ("host", "null")], false);
    }
}
