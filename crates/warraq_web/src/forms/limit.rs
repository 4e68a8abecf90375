//! How often forms may be sent: by one client, and by all together. Addresses are not kept: only a
//! keyed hash of each, in memory, for a few minutes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use warraq_archive::model::Timestamp;

use super::{Client, Hindrance};

/// One client: a few at once, then one a minute.
const OF_ONE: Rate = Rate {
    at_once: 5,
    every_ms: 60_000,
};
/// All together: what no paper gets, and what costs the disk nothing that readers would notice.
const OF_ALL: Rate = Rate {
    at_once: 120,
    every_ms: 500,
};
/// Clients that are remembered. Each is forgotten when its allowance is whole again, within minutes;
/// since all together are limited too, far fewer are ever needed.
const REMEMBERED: usize = 4096;

/// Counts forms as they come.
#[derive(Debug)]
pub(super) struct Limits {
    secret: [u8; 32],
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    of_all: Allowance,
    of_one: HashMap<u64, Allowance>,
}

impl Limits {
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self {
            secret,
            taken: Mutex::default(),
        }
    }

    /// Takes one of a client's allowance and of that of all, or says why there is none. What is
    /// refused takes nothing.
    pub(super) fn take(&self, client: &Client, now: Timestamp) -> Result<(), Hindrance> {
        let now = now.millis();
        let name = self.name(client);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.of_one.len() >= REMEMBERED {
            taken.of_one.retain(|_, allowance| !allowance.is_whole(now));
        }
        let of_one = taken.of_one.get(&name).copied().unwrap_or_default();
        let of_one = of_one.less_one(&OF_ONE, now).map_err(Hindrance::TooOften)?;
        let of_all = taken.of_all.less_one(&OF_ALL, now);
        taken.of_all = of_all.map_err(|_| Hindrance::Busy)?;
        taken.of_one.insert(name, of_one);
        Ok(())
    }

    pub(super) fn name(&self, client: &Client) -> u64 {
        let hash = blake3::keyed_hash(&self.secret, &client.bytes());
        let (start, _) = hash.as_bytes().split_at(8);
        start
            .iter()
            .fold(0, |name, byte| name << 8 | u64::from(*byte))
    }
}

/// So many at once, then one in so many milliseconds.
#[derive(Debug)]
pub(crate) struct Rate {
    pub(crate) at_once: i64,
    pub(crate) every_ms: i64,
}

/// What may still be sent, kept as the one number that it takes: the moment at which it is whole
/// again, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Allowance {
    whole_at: i64,
}

impl Allowance {
    pub(crate) fn is_whole(self, now: i64) -> bool {
        self.whole_at <= now
    }

    /// The allowance with one less, or after how many seconds there is one.
    pub(crate) fn less_one(self, rate: &Rate, now: i64) -> Result<Self, u32> {
        let whole = rate.at_once * rate.every_ms;
        // No allowance takes as long as that: the clock was put back, and keeps nobody out.
        let begins = if self.whole_at > now + 2 * whole {
            now
        } else {
            self.whole_at.max(now)
        };
        let whole_at = begins + rate.every_ms;
        let too_early = whole_at - now - whole;
        if too_early > 0 {
            let seconds = u32::try_from(too_early.unsigned_abs().div_ceil(1000));
            return Err(seconds.unwrap_or(u32::MAX));
        }
        Ok(Self { whole_at })
    }

    /// The allowance with one more, as if it had not been taken.
    pub(crate) fn more_by_one(self, rate: &Rate) -> Self {
        Self {
            whole_at: self.whole_at - rate.every_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Peer, Proxies};
    use super::*;

    fn client(n: u32) -> Client {
        let peer = Peer(std::net::Ipv4Addr::from_bits(0x0b00_0000 + n).into());
        let headers = axum::http::HeaderMap::new();
        Client::of(Some(peer), &headers, &Proxies::default())
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn wait(seconds: u32) -> Result<(), Hindrance> {
        Err(Hindrance::TooOften(seconds))
    }

    #[test]
    fn a_burst_is_allowed_and_then_one_a_minute() {
        let limits = Limits::new([7; 32]);
        for _ in 0..OF_ONE.at_once {
            assert_eq!(limits.take(&client(1), at(0)), Ok(()));
        }
        assert_eq!(limits.take(&client(1), at(0)), wait(60));
        assert_eq!(limits.take(&client(1), at(59)), wait(1));
        assert_eq!(
            limits.take(&client(2), at(59)),
            Ok(()),
            "others are not held up"
        );
        assert_eq!(limits.take(&client(1), at(60)), Ok(()));
        assert_eq!(limits.take(&client(1), at(60)), wait(60));
        for _ in 0..OF_ONE.at_once {
            assert_eq!(limits.take(&client(1), at(10_000)), Ok(()), "whole again");
        }
    }

    #[test]
    fn all_together_are_limited_and_what_is_refused_costs_nobody_anything() {
        let limits = Limits::new([7; 32]);
        let taken = (0..10_000).filter(|n| limits.take(&client(*n), at(0)).is_ok());
        assert_eq!(i64::try_from(taken.count()), Ok(OF_ALL.at_once));
        assert_eq!(
            limits.take(&client(10_000), at(0)),
            Err(Hindrance::Busy),
            "it is not this client's fault"
        );
        assert_eq!(limits.take(&client(9_999), at(1)), Ok(()));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let limits = Limits::new([7; 32]);
        for second in 0..20_000 {
            let sent = limits.take(&client(second), at(second.into()));
            assert_eq!(sent, Ok(()));
        }
        assert!(limits.taken.lock().unwrap().of_one.len() <= REMEMBERED);
    }

    #[test]
    fn a_clock_that_is_put_back_keeps_nobody_out() {
        let limits = Limits::new([7; 32]);
        assert_eq!(limits.take(&client(1), at(100_000)), Ok(()));
        for _ in 0..OF_ONE.at_once {
            assert_eq!(limits.take(&client(1), at(0)), Ok(()));
        }
        assert_eq!(limits.take(&client(1), at(0)), wait(60));
    }
}
