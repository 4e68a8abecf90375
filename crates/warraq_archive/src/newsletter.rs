//! Who gets the newsletter, by their own word.
//!
//! An address hears nothing but one letter with a link until somebody who reads its letters has
//! confirmed it. Links carry a [`Key`], of which the archive keeps the hash. Whoever leaves is
//! forgotten altogether.

use crate::archive::Archive;
use crate::model::{Choice, EmailAddress, Key, KeyPurpose, Letter, Rhythm, Subscriber, Timestamp};
use crate::store::{StoreError, newsletter, outbox};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// How long somebody has to confirm.
const CONFIRM_WITHIN_MS: i64 = 7 * DAY_MS;
/// How long the links of a digest work. Longer than any law asks for; a new link is one form away.
const LINKS_WORK_MS: i64 = 100 * DAY_MS;
/// Between two letters with a link to one address, so that nobody's mailbox is filled by others.
const ASK_AGAIN_MS: i64 = 60 * MINUTE_MS;

/// The two letters that an address may get when somebody asks for the newsletter in its name. Both
/// are written before anybody knows which it will be: a stranger cannot tell by waiting.
#[derive(Clone, Debug)]
pub struct AskedLetters {
    /// For an address that is not confirmed: its link confirms.
    pub confirm: Letter,
    /// For an address that is: its link changes what it gets.
    pub known: Letter,
}

impl Archive {
    /// Somebody asks for the newsletter. Answers the same whether the address is known or not.
    ///
    /// A confirmed address keeps its choice: whoever asks may be anybody.
    pub fn ask_for_newsletter(
        &self,
        email: &EmailAddress,
        choice: &Choice,
        key: &Key,
        letters: &AskedLetters,
    ) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.write(|tx| {
            let known = newsletter::known(tx, email)?;
            let id = match known {
                Some(known) => known.id,
                None => newsletter::add(tx, email, choice.rhythm, now)?,
            };
            let is_confirmed = known.is_some_and(|known| known.is_confirmed);
            if !is_confirmed {
                newsletter::choose(tx, id, choice)?;
            }
            if known.is_some_and(|known| after(known.asked_at, ASK_AGAIN_MS) > now) {
                return Ok(());
            }
            newsletter::asked(tx, id, now)?;
            let (letter, purpose, works) = if is_confirmed {
                (&letters.known, KeyPurpose::Manage, LINKS_WORK_MS)
            } else {
                (&letters.confirm, KeyPurpose::Confirm, CONFIRM_WITHIN_MS)
            };
            newsletter::add_key(tx, key, id, purpose, after(now, works))?;
            outbox::add(tx, letter, now)?;
            Ok::<_, StoreError>(())
        })
    }

    /// Whose a key is, if it opens what is asked.
    pub fn subscriber(
        &self,
        key: &Key,
        purpose: KeyPurpose,
    ) -> Result<Option<Subscriber>, StoreError> {
        let now = self.clock().now();
        self.write(|tx| Ok(newsletter::by_key(tx, key, purpose, now)?))
    }

    /// Confirms the address that a key was sent to; whether the key opens that. A second call does
    /// no harm.
    pub fn confirm_newsletter(&self, key: &Key) -> Result<bool, StoreError> {
        let now = self.clock().now();
        self.write(|tx| {
            let found = newsletter::by_key(tx, key, KeyPurpose::Confirm, now)?;
            if let Some(subscriber) = &found {
                newsletter::confirm(tx, subscriber.id, now)?;
            }
            Ok::<_, StoreError>(found.is_some())
        })
    }

    /// Changes what somebody gets; whether the key opens that.
    pub fn change_newsletter(&self, key: &Key, choice: &Choice) -> Result<bool, StoreError> {
        let now = self.clock().now();
        self.write(|tx| {
            let found = newsletter::by_key(tx, key, KeyPurpose::Manage, now)?;
            if let Some(subscriber) = &found {
                newsletter::choose(tx, subscriber.id, choice)?;
            }
            Ok::<_, StoreError>(found.is_some())
        })
    }

    /// Forgets whom a key was sent to. A second call does no harm, and nobody is told whether there
    /// was anybody to forget.
    pub fn leave_newsletter(&self, key: &Key) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.write(|tx| {
            if let Some(subscriber) = newsletter::by_key(tx, key, KeyPurpose::Manage, now)? {
                newsletter::remove(tx, subscriber.id)?;
                outbox::withdraw(tx, &subscriber.email)?;
            }
            Ok::<_, StoreError>(())
        })
    }

    /// Subscribers after number `after` who have not been told what was published before `until`.
    pub fn untold_subscribers(
        &self,
        rhythm: Rhythm,
        until: Timestamp,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Subscriber>, StoreError> {
        let mut conn = self.connection()?;
        Ok(newsletter::untold(&mut conn, rhythm, until, after, limit)?)
    }

    /// Notes that a subscriber has been told everything before `until` and, in the same moment,
    /// posts the letter that tells it: both happen or neither. Nothing is posted when another
    /// process was faster or the subscriber has left meanwhile.
    pub fn tell_subscriber(
        &self,
        subscriber: &Subscriber,
        until: Timestamp,
        digest: Option<(&Letter, &Key)>,
    ) -> Result<bool, StoreError> {
        let now = self.clock().now();
        self.write(|tx| {
            if !newsletter::tell(tx, subscriber.id, subscriber.told_until, until)? {
                return Ok(false);
            }
            if let Some((letter, key)) = digest {
                let expires = after(now, LINKS_WORK_MS);
                newsletter::add_key(tx, key, subscriber.id, KeyPurpose::Manage, expires)?;
                outbox::add(tx, letter, now)?;
            }
            Ok::<_, StoreError>(true)
        })
    }

    /// Forgets keys that have expired, and addresses that nobody confirmed in time.
    pub fn forget_unconfirmed(&self) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.write(|tx| Ok(newsletter::forget_expired(tx, now)?))
    }

    /// How many addresses are confirmed, and how many are not yet.
    pub fn newsletter_counts(&self) -> Result<(usize, usize), StoreError> {
        Ok(newsletter::counts(&mut self.connection()?)?)
    }
}

fn after(at: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(at.millis().saturating_add(millis))
}
