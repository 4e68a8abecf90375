//! How often passwords and codes may be tried: it slows whoever guesses, and locks nobody out.
//!
//! Strangers share the allowance of the account that they try, so that many addresses guess no faster
//! than one. A browser in which the owner has signed in before has an allowance of its own (OWASP:
//! device cookies), and a link by mail makes any browser such a one: what strangers do never keeps an
//! owner out. Unknown addresses are counted as if they were accounts.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use warraq_archive::model::{Timestamp, Token};

use crate::forms::{Allowance, Rate};

/// One client at the door, whatever it tries.
const OF_CLIENT: Rate = Rate {
    at_once: 20,
    every_ms: 20_000,
};
/// All strangers who try one account: sixty an hour.
const OF_ACCOUNT: Rate = Rate {
    at_once: 8,
    every_ms: 60_000,
};
/// A browser that the owner has used.
const OF_DEVICE: Rate = Rate {
    at_once: 10,
    every_ms: 30_000,
};
/// Codes of a second factor: a million of them, guessed at this pace, take two years.
const OF_CODES: Rate = Rate {
    at_once: 10,
    every_ms: 60_000,
};
/// Letters with the way back to one address.
const OF_LETTERS: Rate = Rate {
    at_once: 3,
    every_ms: 20 * 60_000,
};
/// What is remembered before what is whole again is forgotten.
const REMEMBERED: usize = 16_384;

/// Counts what is tried.
#[derive(Debug)]
pub(super) struct Throttle {
    secret: [u8; 32],
    taken: Mutex<HashMap<[u8; 16], Allowance>>,
}

/// Who tries what.
#[derive(Clone, Debug)]
pub(super) enum Trial<'a> {
    /// A stranger, or a browser that is not known for this account, tries a password.
    Stranger { client: u64, email: &'a str },
    /// A known browser tries a password.
    Known { device: &'a Token, email: &'a str },
    /// Somebody whose password was right tries a code.
    Code { email: &'a str },
    /// Somebody who is inside gives their password again.
    Again { email: &'a str },
    /// Somebody asks for the way back: counted as a client.
    Asking { client: u64 },
    /// A letter with the way back to an address.
    Letter { email: &'a str },
}

impl Trial<'_> {
    /// The allowances that it takes from.
    fn purses(&self) -> Vec<(String, &'static Rate)> {
        let folded = |email: &str| email.trim().to_ascii_lowercase();
        match self {
            Self::Stranger { client, email } => vec![
                (format!("client {client}"), &OF_CLIENT),
                (format!("account {}", folded(email)), &OF_ACCOUNT),
            ],
            Self::Known { device, email } => {
                let name = format!("device {} {}", device.text(), folded(email));
                vec![(name, &OF_DEVICE)]
            }
            Self::Code { email } => vec![(format!("code {}", folded(email)), &OF_CODES)],
            Self::Again { email } => vec![(format!("again {}", folded(email)), &OF_DEVICE)],
            Self::Asking { client } => vec![(format!("client {client}"), &OF_CLIENT)],
            Self::Letter { email } => vec![(format!("letter {}", folded(email)), &OF_LETTERS)],
        }
    }
}

impl Throttle {
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self {
            secret,
            taken: Mutex::default(),
        }
    }

    /// Takes one of each allowance or, when one is used up, none, and says how many seconds to wait.
    pub(super) fn take(&self, trial: &Trial<'_>, now: Timestamp) -> Result<(), u32> {
        let now = now.millis();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.len() >= REMEMBERED {
            taken.retain(|_, allowance| !allowance.is_whole(now));
        }
        let mut less = Vec::new();
        for (name, rate) in trial.purses() {
            let name = self.name(&name);
            let allowance = taken.get(&name).copied().unwrap_or_default();
            less.push((name, allowance.less_one(rate, now)?));
        }
        taken.extend(less);
        Ok(())
    }

    /// Gives back what was taken for a trial that was right: only what is wrong is counted.
    pub(super) fn give_back(&self, trial: &Trial<'_>) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, rate) in trial.purses() {
            if let Some(allowance) = taken.get_mut(&self.name(&name)) {
                *allowance = allowance.more_by_one(rate);
            }
        }
    }

    /// Addresses are not kept, not even in memory.
    fn name(&self, text: &str) -> [u8; 16] {
        let hash = blake3::keyed_hash(&self.secret, text.as_bytes());
        let mut name = [0; 16];
        name.copy_from_slice(&hash.as_bytes()[..16]);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYLA: &str = "layla@example.org";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn stranger(client: u64) -> Trial<'static> {
        Trial::Stranger {
            client,
            email: LAYLA,
        }
    }

    #[test]
    fn many_addresses_guess_no_faster_than_one() {
        let throttle = Throttle::new([7; 32]);
        let guessed = (0..36_000)
            .filter(|tenth| {
                let client = u64::try_from(*tenth).unwrap();
                throttle.take(&stranger(client), at(tenth / 10)).is_ok()
            })
            .count();
        assert!(guessed <= 68, "{guessed} guesses in an hour");
    }

    #[test]
    fn the_owner_is_not_kept_out_by_strangers() {
        let throttle = Throttle::new([7; 32]);
        while throttle.take(&stranger(1), at(0)).is_ok() {}
        let device = Token::of([1; 32]);
        let known = Trial::Known {
            device: &device,
            email: LAYLA,
        };
        assert_eq!(throttle.take(&known, at(0)), Ok(()));
        assert!(throttle.take(&stranger(2), at(60)).is_ok(), "nor for long");
    }

    #[test]
    fn one_spelling_is_one_account() {
        let throttle = Throttle::new([7; 32]);
        while throttle.take(&stranger(1), at(0)).is_ok() {}
        let spelled = Trial::Stranger {
            client: 2,
            email: " Layla@Example.org",
        };
        assert!(throttle.take(&spelled, at(0)).is_err());
    }

    #[test]
    fn what_was_right_costs_nothing_and_pays_for_nothing_else() {
        let throttle = Throttle::new([7; 32]);
        for _ in 0..100 {
            assert_eq!(throttle.take(&stranger(1), at(0)), Ok(()));
            throttle.give_back(&stranger(1));
        }
        let wrong = (0..100).filter(|_| throttle.take(&stranger(1), at(0)).is_ok());
        assert_eq!(i64::try_from(wrong.count()), Ok(OF_ACCOUNT.at_once));
        throttle.give_back(&stranger(1));
        assert_eq!(throttle.take(&stranger(1), at(0)), Ok(()));
        assert!(throttle.take(&stranger(1), at(0)).is_err());
    }
}
