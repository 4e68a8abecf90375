//! The outbox: a letter that was written is stored, and is sent later by whoever can call out.
//!
//! Nothing here knows a mail server. A letter leaves the outbox when a server has taken it; if the
//! program is killed between the two, it is sent again under the same Message-ID.

use crate::archive::Archive;
use crate::model::{Letter, OutboxLine, Timestamp, WaitingLetter};
use crate::store::{StoreError, outbox};

/// Letters that were refused are kept for this long, for the administrator to see: as long as an
/// address that nobody confirms.
const REFUSED_KEPT_MS: i64 = 7 * 24 * 3_600_000;

impl Archive {
    /// Puts a letter into the outbox.
    pub fn post(&self, letter: &Letter) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.write(|tx| Ok::<_, StoreError>(outbox::add(tx, letter, now)?))?;
        Ok(())
    }

    /// Letters whose time has come, those that wait longest first.
    pub fn letters_due(&self, limit: usize) -> Result<Vec<WaitingLetter>, StoreError> {
        let now = self.clock().now();
        self.look(move |conn| outbox::due(conn, now, limit))
    }

    /// When the next letter is due, if any waits.
    pub fn next_letter_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.look(outbox::next_due)
    }

    /// A server has taken the letter.
    pub fn letter_sent(&self, id: i64) -> Result<(), StoreError> {
        self.write(|tx| Ok(outbox::sent(tx, id)?))
    }

    /// A server has put the letter off.
    pub fn postpone_letter(
        &self,
        id: i64,
        until: Timestamp,
        trouble: &str,
    ) -> Result<(), StoreError> {
        self.write(|tx| Ok(outbox::postpone(tx, id, until, trouble)?))
    }

    /// A server will not take the letter. It is kept for a week, and not tried again.
    pub fn refuse_letter(&self, id: i64, trouble: &str) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.write(|tx| Ok(outbox::refuse(tx, id, now, trouble)?))
    }

    /// Forgets letters that were refused a week ago.
    pub fn forget_refused_letters(&self) -> Result<u64, StoreError> {
        let now = self.clock().now().millis();
        let before = Timestamp::from_millis(now.saturating_sub(REFUSED_KEPT_MS));
        self.write(|tx| Ok(outbox::forget_refused(tx, before)?))
    }

    /// The outbox as an administrator sees it: what waits, then what was refused.
    pub fn outbox(&self, limit: usize) -> Result<Vec<OutboxLine>, StoreError> {
        Ok(outbox::lines(&mut self.connection()?, limit)?)
    }

    /// How many letters wait, and how many were refused.
    pub fn outbox_counts(&self) -> Result<(usize, usize), StoreError> {
        Ok(outbox::counts(&mut self.connection()?)?)
    }
}
