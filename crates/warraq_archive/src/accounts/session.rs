//! How long a browser stays signed in.

use crate::model::{SessionId, Timestamp};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Without being seen: a night (OWASP's session guide asks for less at banks, and for no more).
pub(super) const IDLE_MS: i64 = 12 * HOUR_MS;
/// From the sign-in on, seen or not.
pub(super) const LASTS_MS: i64 = 7 * 24 * HOUR_MS;
/// For typing the code of the second factor.
pub(super) const SECOND_STEP_MS: i64 = 10 * MINUTE_MS;
/// For how long a password that was given is fresh.
pub(super) const FRESH_FOR_MS: i64 = 15 * MINUTE_MS;
/// Wrong codes after which the password is asked for again.
pub(super) const MOST_TRIES: i64 = 5;
/// For how long a browser is known.
pub(super) const DEVICE_MS: i64 = 180 * 24 * HOUR_MS;

/// Whether `now` is at most `millis` after `at`. A clock that was put back makes nothing younger.
pub(super) fn is_within(at: Timestamp, millis: i64, now: Timestamp) -> bool {
    now.millis().saturating_sub(at.millis()) < millis
}

/// How far somebody has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Has given the password, not yet the code.
    Password,
    /// Is in.
    Inside,
}

impl Stage {
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Password => 0,
            Self::Inside => 1,
        }
    }
}

/// A browser in which somebody is signed in, as its owner sees it.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Number in the archive.
    pub id: SessionId,
    /// What the browser calls itself.
    pub agent: String,
    /// When somebody signed in there.
    pub created_at: Timestamp,
    /// When it was seen last, within a minute.
    pub seen_at: Timestamp,
}
