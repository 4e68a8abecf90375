//! Who sends, as far as counting needs to know.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::HeaderMap;

/// The other end of a connection; the server notes it with each request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// A client: an IPv4 address, or the /64 of an IPv6 address, which is one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Client(IpAddr);

impl Client {
    /// The client at the other end or, when that is a proxy on this machine, whoever the proxy says
    /// was there: the last address of the list, which it wrote itself.
    pub(crate) fn of(peer: Option<Peer>, headers: &HeaderMap) -> Self {
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let peer = peer.map_or(here, |Peer(address)| address.to_canonical());
        let forwarded = || {
            let lists = headers.get_all("x-forwarded-for");
            let nearest = lists
                .iter()
                .next_back()?
                .to_str()
                .ok()?
                .rsplit(',')
                .next()?;
            nearest.trim().parse::<IpAddr>().ok()
        };
        let address = if peer.is_loopback() {
            forwarded().unwrap_or(peer)
        } else {
            peer
        };
        Self(address.to_canonical())
    }

    /// The bytes that are counted.
    pub(super) fn bytes(&self) -> [u8; 8] {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &str) -> Client {
        let mut headers = HeaderMap::new();
        if !forwarded.is_empty() {
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        }
        Client::of(Some(Peer(peer.parse().unwrap())), &headers)
    }

    #[test]
    fn a_proxy_on_this_machine_is_believed_in_its_last_word() {
        let real = client("203.0.113.9", "");
        assert_eq!(client("127.0.0.1", "203.0.113.9"), real);
        assert_eq!(client("127.0.0.1", "198.51.100.1, 203.0.113.9"), real);
        assert_eq!(client("::1", "203.0.113.9"), real);
        assert_eq!(client("::ffff:203.0.113.9", ""), real);
    }

    #[test]
    fn nobody_else_is_believed() {
        assert_eq!(
            client("203.0.113.9", "198.51.100.1"),
            client("203.0.113.9", "")
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
