//! Who sends, as far as counting needs to know.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::HeaderMap;

/// The other end of a connection; the server notes it with each request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// A client: an IPv4 address, or the /64 of an IPv6 address, which is one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Client(IpAddr);

/// Proxies before this server, believed when they say for whom they ask: those on this machine, and
/// those that are named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(Vec<IpAddr>);

impl Proxies {
    pub(crate) fn named(proxies: &[IpAddr]) -> Self {
        Self(proxies.iter().map(IpAddr::to_canonical).collect())
    }

    fn has(&self, address: IpAddr) -> bool {
        address.is_loopback() || self.0.contains(&address)
    }
}

impl Client {
    /// The client at the other end or, when that is a proxy, whoever it says was there: the last
    /// address of the list that is no proxy's. What stands before that, the sender may have written.
    pub(crate) fn of(peer: Option<Peer>, headers: &HeaderMap, proxies: &Proxies) -> Self {
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let peer = peer.map_or(here, |Peer(address)| address.to_canonical());
        if !proxies.has(peer) {
            return Self(peer);
        }
        let lists = headers.get_all("x-forwarded-for").iter().rev();
        let named = lists
            .flat_map(|list| list.to_str().unwrap_or_default().rsplit(','))
            .map(|one| address(one.trim()))
            // Nothing is known of who stands before what is no address.
            .map_while(|address| address)
            .find(|address| !proxies.has(*address));
        Self(named.unwrap_or(peer))
    }

    /// The bytes that are counted.
    pub(crate) fn bytes(&self) -> [u8; 8] {
        match self.0 {
            IpAddr::V4(address) => {
                let [a, b, c, d] = address.octets();
                // No network of IPv6 begins with zeros and has an IPv4 address behind them.
                [0, 0, 0, 0, a, b, c, d]
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                let mut bytes = [0; 8];
                for (pair, segment) in bytes.chunks_exact_mut(2).zip([a, b, c, d]) {
                    pair.copy_from_slice(&segment.to_be_bytes());
                }
                bytes
            }
        }
    }
}

/// Reads `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` and `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let address: Option<IpAddr> = bare.parse().ok().or_else(with_port);
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &str) -> Client {
        behind(&[], peer, forwarded)
    }

    /// A slash parts the lines of the header.
    fn behind(proxies: &[&str], peer: &str, forwarded: &str) -> Client {
        let mut headers = HeaderMap::new();
        for line in forwarded.split('/').filter(|line| !line.is_empty()) {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let proxies: Vec<_> = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        let peer = Peer(peer.parse().unwrap());
        Client::of(Some(peer), &headers, &Proxies::named(&proxies))
    }

    #[test]
    fn a_proxy_on_this_machine_is_believed_in_its_last_word() {
        let real = client("203.0.113.9", "");
        assert_eq!(client("127.0.0.1", "203.0.113.9"), real);
        assert_eq!(client("127.0.0.1", "198.51.100.1, 203.0.113.9"), real);
        assert_eq!(client("::1", "203.0.113.9:4711"), real);
        assert_eq!(client("::ffff:203.0.113.9", ""), real);
    }

    #[test]
    fn a_named_proxy_is_believed_in_the_last_address_that_is_none_of_them() {
        let proxies = ["192.0.2.80", "192.0.2.81"];
        let real = client("203.0.113.9", "");
        let named = |peer, forwarded| behind(&proxies, peer, forwarded);
        assert_eq!(named("192.0.2.80", "203.0.113.9"), real);
        assert_eq!(named("::ffff:192.0.2.80", "203.0.113.9"), real);
        assert_eq!(named("127.0.0.1", "203.0.113.9, 192.0.2.80"), real);
        assert_eq!(named("192.0.2.80", "1.1.1.1/2.2.2.2, 203.0.113.9"), real);
        assert_eq!(named("192.0.2.80", "203.0.113.9/192.0.2.81"), real);
        assert_eq!(
            named("192.0.2.80", "[2001:db8::1]:443"),
            client("2001:db8::1", "")
        );
    }

    #[test]
    fn nobody_else_is_believed() {
        let liar = client("203.0.113.9", "");
        assert_eq!(client("203.0.113.9", "198.51.100.1"), liar);
        assert_eq!(behind(&["192.0.2.80"], "203.0.113.9", "198.51.100.1"), liar);
    }

    #[test]
    fn a_proxy_that_says_nothing_of_use_is_one_client() {
        let proxy = client("192.0.2.80", "");
        assert_eq!(behind(&["192.0.2.80"], "192.0.2.80", ""), proxy);
        assert_eq!(
            behind(&["192.0.2.80"], "192.0.2.80", "1.1.1.1, unknown"),
            proxy
        );
    }

    #[test]
    fn one_customer_is_one_client() {
        let bytes = |peer| client(peer, "").bytes();
        assert_eq!(bytes("2001:db8:1:2::1"), bytes("2001:db8:1:2:ffff::9"));
        assert_ne!(bytes("2001:db8:1:2::1"), bytes("2001:db8:1:3::1"));
        assert_ne!(bytes("203.0.113.9"), bytes("203.0.113.10"));
    }
}
