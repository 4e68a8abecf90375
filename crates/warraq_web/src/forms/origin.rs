//! Whether a form was sent by a page of this paper.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// Whether nothing says that another site sent this. `home` is the paper's address.
///
/// Every browser of today says it in one of the two headers. What says nothing is no browser, and
/// carries nobody's rights with it.
pub(super) fn is_ours(headers: &HeaderMap, home: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(ORIGIN.as_str()) else {
        return true;
    };
    let host_of = |address: &str| address.split_once("://").map(|(_, host)| host.to_owned());
    let Some(from) = host_of(origin) else {
        return false;
    };
    host_of(home).as_deref() == Some(from.as_str()) || text(HOST.as_str()) == Some(from.as_str())
}

/// Whether a request says where it comes from, as browsers of today do with every form.
pub(super) fn says_where_from(headers: &HeaderMap) -> bool {
    headers.contains_key("sec-fetch-site") || headers.contains_key(ORIGIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&'static str, &str)], expected: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        assert_eq!(
            is_ours(&map, "https://paper.example"),
            expected,
            "{headers:?}"
        );
    }

    #[test]
    fn our_own_pages_may_send() {
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("origin", "https://paper.example")], true);
        check(
            &[
                ("origin", "http://127.0.0.1:8080"),
                ("host", "127.0.0.1:8080"),
            ],
            true,
        );
        check(&[], true);
    }

    #[test]
    fn other_sites_may_not() {
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "none")], false);
        check(
            &[
                ("origin", "https://evil.example"),
                ("host", "paper.example"),
            ],
            false,
        );
        check(&[("origin", "null")], false);
        check(&[("origin", "https://paper.example.evil.example")], false);
        check(
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://paper.example"),
            ],
            false,
        );
    }
}
