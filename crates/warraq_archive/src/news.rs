//! News for those who do not ask: hubs of feeds, and search engines.
//!
//! Nothing here knows how they are told. What became different for readers follows from the change
//! sequence and from the clock; whoever looks notes it in the transaction that moves the mark, so that
//! a kill at any moment neither loses nor repeats it. What is noted waits until it was told.

use crate::archive::Archive;
use crate::model::{DuePings, News, Ping, PingLine, Timestamp};
use crate::store::news::Mark;
use crate::store::{StoreError, change, news, ping};

/// Changes in one transaction.
const BATCH: usize = 500;
/// What waits for one recipient: as much as IndexNow takes at once. An import brings more, and is
/// found in the sitemaps.
const MOST_WAITING: usize = 10_000;

impl Archive {
    /// Looks for news since the last look and notes whom `tell` wants to be told; whether there was
    /// any. The first look only remembers where the archive stands: the past is no news.
    pub fn note_news(&self, tell: impl FnOnce(&News) -> Vec<Ping>) -> Result<bool, StoreError> {
        let now = self.clock().now();
        if !self.look(move |conn| news::is_any(conn, now))? {
            return Ok(false);
        }
        self.write(|tx| {
            let Some(mark) = news::mark(tx)? else {
                let seq = change::newest(tx)?;
                news::set_mark(tx, Mark { seq, until: now })?;
                return Ok(false);
            };
            let Some((found, next)) = news::after(tx, mark, now, BATCH)? else {
                return Ok(false);
            };
            let pings = tell(&found);
            for ping in &pings {
                ping::note(tx, ping, now)?;
            }
            let mut recipients: Vec<_> = pings.iter().map(|ping| &ping.recipient).collect();
            recipients.sort_unstable();
            recipients.dedup();
            for recipient in recipients {
                ping::forget_beyond(tx, recipient, MOST_WAITING)?;
            }
            news::set_mark(tx, next)?;
            Ok::<_, StoreError>(true)
        })
    }

    /// What may be told now, at most `limit` addresses for each recipient.
    pub fn pings_due(&self, limit: usize) -> Result<Vec<DuePings>, StoreError> {
        let now = self.clock().now();
        self.look(move |conn| ping::due(conn, now, limit))
    }

    /// The recipient has taken them, and is left alone until `rest_until`.
    pub fn pings_taken(&self, pings: &DuePings, rest_until: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| {
            ping::done(tx, pings)?;
            Ok(ping::rest(tx, &pings.recipient, rest_until, 0, "")?)
        })
    }

    /// The recipient does not take them now.
    pub fn postpone_pings(
        &self,
        pings: &DuePings,
        until: Timestamp,
        trouble: &str,
    ) -> Result<(), StoreError> {
        let attempts = pings.attempts.saturating_add(1);
        self.write(|tx| Ok(ping::rest(tx, &pings.recipient, until, attempts, trouble)?))
    }

    /// The recipient does not take them. What it said is kept; they are not.
    pub fn refuse_pings(&self, pings: &DuePings, trouble: &str) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.write(|tx| {
            ping::done(tx, pings)?;
            Ok(ping::rest(tx, &pings.recipient, now, 0, trouble)?)
        })
    }

    /// Forgets a recipient that the settings name no longer.
    pub fn forget_pings(&self, recipient: &str) -> Result<(), StoreError> {
        self.write(|tx| Ok(ping::forget(tx, recipient)?))
    }

    /// How it stands with every recipient.
    pub fn ping_lines(&self) -> Result<Vec<PingLine>, StoreError> {
        Ok(ping::lines(&mut self.connection()?)?)
    }
}
