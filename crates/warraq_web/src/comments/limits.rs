//! How much is taken: so many comments from one address, so many from all together.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

use warraq_archive::model::Timestamp;

/// From one address: a few at once, then one a minute.
const OF_ONE: Rate = Rate {
    at_once: 5,
    every: 60_000,
};
/// From all: what no paper gets, and what costs the disk nothing that readers would notice.
const OF_ALL: Rate = Rate {
    at_once: 120,
    every: 500,
};
/// Addresses that are remembered. Each is forgotten when it may send as much as a new one, within
/// minutes; since all together are limited too, far fewer are ever needed.
const REMEMBERED: usize = 4096;

/// Why a comment is not taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// This address sent too many; it may send again after so many seconds.
    OfOne(u32),
    /// Too many came from everywhere; seconds as before.
    OfAll(u32),
}

/// Counts comments as they come. Addresses are known by a hash alone, whose key is made when the
/// program starts and dies with it.
#[derive(Debug)]
pub(crate) struct Limits {
    key: RandomState,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    of_all: Bucket,
    of_one: HashMap<u64, Bucket>,
}

impl Limits {
    /// Limits that know addresses under `key`.
    pub(crate) fn new(key: RandomState) -> Self {
        Self {
            key,
            taken: Mutex::default(),
        }
    }

    /// Takes a comment, or says why not. `sender` is `None` when nobody can tell senders apart:
    /// then only all together are limited.
    pub(crate) fn take(&self, sender: Option<u128>, now: Timestamp) -> Result<(), Refusal> {
        let now = now.millis();
        let sender = sender.map(|sender| self.key.hash_one(sender));
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.of_one.len() >= REMEMBERED {
            taken.of_one.retain(|_, bucket| !bucket.is_full(now));
        }
        let of_one = match sender {
            Some(sender) => taken.of_one.get(&sender).copied().unwrap_or_default(),
            None => Bucket::default(),
        };
        let of_one = of_one.after_one(&OF_ONE, now).map_err(Refusal::OfOne)?;
        let of_all = taken
            .of_all
            .after_one(&OF_ALL, now)
            .map_err(Refusal::OfAll)?;
        taken.of_all = of_all;
        if let Some(sender) = sender {
            taken.of_one.insert(sender, of_one);
        }
        Ok(())
    }
}

/// So many at once, then one in so many milliseconds.
#[derive(Debug)]
struct Rate {
    at_once: i64,
    every: i64,
}

/// A bucket of tokens, kept as the one number that it takes: when it will be full again, in
/// milliseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    full_at: i64,
}

impl Bucket {
    fn is_full(self, now: i64) -> bool {
        self.full_at <= now
    }

    /// The bucket with one token less, or after how many seconds it has one.
    fn after_one(self, rate: &Rate, now: i64) -> Result<Self, u32> {
        let size = rate.at_once * rate.every;
        // No bucket takes as long as that to fill: the clock was put back, and keeps nobody out.
        let full_at = if self.full_at > now + 2 * size {
            now
        } else {
            self.full_at.max(now)
        };
        let full_at = full_at + rate.every;
        let late = full_at - now - size;
        if late > 0 {
            return Err(u32::try_from(late.div_euclid(1000) + 1).unwrap_or(u32::MAX));
        }
        Ok(Self { full_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_795_165_200_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(START + seconds * 1000)
    }

    fn limits() -> Limits {
        Limits::new(RandomState::new())
    }

    #[test]
    fn one_address_sends_five_and_then_one_a_minute() {
        let limits = limits();
        for _ in 0..5 {
            assert_eq!(limits.take(Some(1), at(0)), Ok(()));
        }
        assert_eq!(limits.take(Some(1), at(0)), Err(Refusal::OfOne(61)));
        assert_eq!(limits.take(Some(2), at(0)), Ok(()));
        assert_eq!(limits.take(Some(1), at(59)), Err(Refusal::OfOne(2)));
        assert_eq!(limits.take(Some(1), at(60)), Ok(()));
        assert!(limits.take(Some(1), at(61)).is_err());
    }

    #[test]
    fn all_together_are_limited_and_what_is_refused_costs_nobody_anything() {
        let limits = limits();
        let taken = (0..10_000)
            .filter(|sender| limits.take(Some(*sender), at(0)).is_ok())
            .count();
        assert_eq!(taken, 120);
        assert_eq!(limits.take(None, at(0)), Err(Refusal::OfAll(1)));
        assert_eq!(limits.take(Some(9_999), at(1)), Ok(()));
    }

    #[test]
    fn addresses_are_forgotten() {
        let limits = limits();
        for second in 0..20_000_u32 {
            let sent = limits.take(Some(u128::from(second)), at(i64::from(second)));
            assert_eq!(sent, Ok(()));
        }
        assert!(limits.taken.lock().unwrap().of_one.len() <= REMEMBERED);
    }

    #[test]
    fn a_clock_that_is_put_back_keeps_nobody_out() {
        let limits = limits();
        assert_eq!(limits.take(Some(1), at(100_000)), Ok(()));
        for _ in 0..5 {
            assert_eq!(limits.take(Some(1), at(0)), Ok(()));
        }
        assert_eq!(limits.take(Some(1), at(0)), Err(Refusal::OfOne(61)));
    }
}
