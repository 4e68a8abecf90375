//! Who sends: the address at the other end, or the one that a proxy of ours names.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::HeaderName;

use crate::server::neighbourhood;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What counts as one sender; `None` where nobody can be told apart, as behind a proxy on this
/// machine that `proxies` does not name.
///
/// `X-Forwarded-For` is believed when one of `proxies` wrote it, and then its last address that is
/// none of them: whatever stands before that the sender may have written.
pub(crate) fn sender(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    proxies: &[IpAddr],
) -> Option<u128> {
    let peer = peer?.to_canonical();
    let is_proxy = |address: &IpAddr| proxies.iter().any(|proxy| proxy.to_canonical() == *address);
    if !is_proxy(&peer) {
        return neighbourhood(peer);
    }
    let lines: Vec<_> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .map(|line| line.to_str().unwrap_or_default())
        .collect();
    let named = lines
        .iter()
        .rev()
        .flat_map(|line| line.rsplit(','))
        .map(|part| address(part.trim()))
        // What is no address stops the search: who stands before it is hearsay.
        .take_while(Option::is_some)
        .flatten()
        .find(|address| !is_proxy(address));
    neighbourhood(named.unwrap_or(peer))
}

/// Reads `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` and `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let address = bare.parse().ok().or_else(with_port);
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&'static str], expected: &str) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
        }
        let proxies = ["192.0.2.80", "127.0.0.1"].map(|proxy| proxy.parse().unwrap());
        let found = sender(Some(peer.parse().unwrap()), &headers, &proxies);
        assert_eq!(found, neighbourhood(expected.parse().unwrap()));
    }

    #[test]
    fn a_stranger_is_not_believed() {
        check("198.51.100.7", &["203.0.113.9"], "198.51.100.7");
    }

    #[test]
    fn a_named_proxy_tells_who_sends() {
        check("192.0.2.80", &["203.0.113.9"], "203.0.113.9");
        check("127.0.0.1", &["203.0.113.9, 192.0.2.80"], "203.0.113.9");
        check("::ffff:192.0.2.80", &["[2001:db8::1]:443"], "2001:db8::1");
    }

    #[test]
    fn what_the_sender_wrote_himself_counts_for_nothing() {
        check(
            "192.0.2.80",
            &["1.1.1.1", "2.2.2.2, 203.0.113.9"],
            "203.0.113.9",
        );
        check("192.0.2.80", &["1.1.1.1, unknown"], "192.0.2.80");
        check("192.0.2.80", &[], "192.0.2.80");
    }

    #[test]
    fn behind_an_unnamed_proxy_of_this_machine_all_are_one() {
        let headers = HeaderMap::new();
        let local = "127.0.0.1".parse().ok();
        assert_eq!(sender(local, &headers, &[]), None);
        assert_eq!(sender(None, &headers, &[]), None);
    }
}
