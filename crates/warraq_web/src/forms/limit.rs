//! How often one client may send forms. Addresses are not kept: only a keyed hash of each, in
//! memory, for a few minutes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use warraq_archive::model::Timestamp;

use super::Client;

/// Forms that a client may send at once.
const BURST: i64 = 5;
/// After these it may send one in this time, in milliseconds.
const EVERY_MS: i64 = 60_000;
/// Clients that are remembered. All that come when these are many share one allowance.
const MOST: usize = 20_000;

/// For each client, the moment at which its allowance is whole again.
#[derive(Debug)]
pub(super) struct Limits {
    secret: [u8; 32],
    whole_at: Mutex<HashMap<u64, i64>>,
}

impl Limits {
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self {
            secret,
            whole_at: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one of a client's allowance, or says after how many seconds there is one.
    pub(super) fn take(&self, client: &Client, now: Timestamp) -> Result<(), u32> {
        /// Newcomers when too many are remembered.
        const CROWD: u64 = 0;
        let now = now.millis();
        let mut whole_at = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = self.name(client);
        if whole_at.len() >= MOST && !whole_at.contains_key(&key) {
            whole_at.retain(|_, at| *at > now);
            if whole_at.len() >= MOST {
                key = CROWD;
            }
        }
        let at = whole_at.entry(key).or_insert(now);
        let begins = (*at).max(now);
        let too_early = begins - now - (BURST - 1) * EVERY_MS;
        if too_early > 0 {
            let seconds = u32::try_from(too_early.unsigned_abs().div_ceil(1000));
            return Err(seconds.unwrap_or(u32::MAX));
        }
        *at = begins + EVERY_MS;
        Ok(())
    }

    fn name(&self, client: &Client) -> u64 {
        let hash = blake3::keyed_hash(&self.secret, &client.bytes());
        let (start, _) = hash.as_bytes().split_at(8);
        start
            .iter()
            .fold(0, |name, byte| name << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Peer;
    use super::*;

    fn client(n: u32) -> Client {
        let peer = Peer(std::net::Ipv4Addr::from_bits(0x0b00_0000 + n).into());
        Client::of(Some(peer), &axum::http::HeaderMap::new())
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn a_burst_is_allowed_and_then_one_a_minute() {
        let limits = Limits::new([7; 32]);
        for _ in 0..BURST {
            assert_eq!(limits.take(&client(1), at(0)), Ok(()));
        }
        assert_eq!(limits.take(&client(1), at(0)), Err(60));
        assert_eq!(limits.take(&client(1), at(59)), Err(1));
        assert_eq!(
            limits.take(&client(2), at(59)),
            Ok(()),
            "others are not held up"
        );
        assert_eq!(limits.take(&client(1), at(60)), Ok(()));
        assert_eq!(limits.take(&client(1), at(60)), Err(60));
        for _ in 0..BURST {
            assert_eq!(limits.take(&client(1), at(10_000)), Ok(()), "whole again");
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let limits = Limits::new([7; 32]);
        let most = u32::try_from(MOST).unwrap();
        for n in 0..most {
            assert_eq!(limits.take(&client(n), at(0)), Ok(()));
        }
        let newcomers = (most..most + 100).filter(|n| limits.take(&client(*n), at(0)).is_ok());
        assert_eq!(
            newcomers.count(),
            usize::try_from(BURST).unwrap(),
            "newcomers share one allowance"
        );
        assert!(limits.whole_at.lock().unwrap().len() <= MOST + 1);
        assert_eq!(
            limits.take(&client(most + 200), at(61)),
            Ok(()),
            "the forgotten make room"
        );
    }
}
