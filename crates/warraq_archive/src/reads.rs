//! Keeping how often articles are read.

use crate::Archive;
use crate::model::{ReadDay, ReadLine, Reads};
use crate::store::{StoreError, reads};

impl Archive {
    /// Adds what was read just now, in one short transaction.
    pub fn add_reads(&self, read: &Reads) -> Result<(), StoreError> {
        if read.is_empty() {
            return Ok(());
        }
        let settings = self.settings();
        let now = self.clock().now();
        self.write(|tx| Ok(reads::add(tx, read, now, &settings.time_zone)?))
    }

    /// Puts days that are older than the paper keeps them into their months, and forgets hours that
    /// are past.
    pub fn roll_reads_up(&self) -> Result<(), StoreError> {
        let settings = self.settings();
        let now = self.clock().now();
        // In short transactions: others write, too.
        while !self.write(|tx| {
            let (days, zone) = (settings.read_days, &settings.time_zone);
            Ok::<_, StoreError>(reads::roll_up(tx, days, now, zone)?)
        })? {}
        Ok(())
    }

    /// How much was read on each of the last `days` days, today first.
    pub fn reads_by_day(&self, days: u32) -> Result<Vec<ReadDay>, StoreError> {
        let zone = &self.settings().time_zone;
        let now = self.clock().now();
        Ok(reads::by_day(&mut self.connection()?, days, now, zone)?)
    }

    /// What was read most in the last `days` days.
    pub fn most_read(&self, days: u32, limit: usize) -> Result<Vec<ReadLine>, StoreError> {
        let zone = &self.settings().time_zone;
        let now = self.clock().now();
        Ok(reads::lines(
            &mut self.connection()?,
            days,
            limit,
            now,
            zone,
        )?)
    }
}
