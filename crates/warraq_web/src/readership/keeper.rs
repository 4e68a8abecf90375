//! Writes down what was read, and looks at what is read most.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tracing::warn;
use warraq_archive::Archive;
use warraq_archive::model::{ReadWindow, Timestamp};
use warraq_archive::store::StoreError;

use super::{Ranking, Readership};
use crate::cache::{MOST_READ, PageCache};

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_millis(500);
/// Between two batches, in milliseconds: what is lost when the machine loses its power.
const WRITE_EVERY: i64 = 5_000;
/// Between two looks at what is read most, in milliseconds.
const RANK_EVERY: i64 = 60_000;
/// Between two times that old days are put into their months, in milliseconds.
const ROLL_EVERY: i64 = 3_600_000;
/// Fewer reads tell of one reader and not of readers.
const LEAST: usize = 5;
/// Articles among which those of each section are looked for.
const LOOKED_AT: usize = 200;

/// Keeps the readership of one press.
#[derive(Debug)]
pub(crate) struct Keeper {
    archive: Archive,
    readership: Arc<Readership>,
    cache: Weak<PageCache>,
    last: Mutex<Last>,
}

/// When each of its works was last done.
#[derive(Clone, Copy, Debug, Default)]
struct Last {
    written: Option<Timestamp>,
    ranked: Option<Timestamp>,
    rolled: Option<Timestamp>,
    /// The ranking was another one the last time: pages that were being made may have the old one.
    was_new: bool,
    is_failing: bool,
}

impl Keeper {
    pub(crate) fn new(
        archive: Archive,
        readership: &Arc<Readership>,
        cache: &Arc<PageCache>,
    ) -> Self {
        Self {
            archive,
            readership: Arc::clone(readership),
            cache: Arc::downgrade(cache),
            last: Mutex::default(),
        }
    }

    /// Keeps the readership until the page cache is gone.
    pub(crate) async fn run(&self) {
        while self.cache.strong_count() > 0 {
            self.look().await;
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Writes down what is counted and not written yet.
    pub(crate) async fn write(&self) -> Result<(), StoreError> {
        let reads = self.readership.take();
        if reads.is_empty() {
            return Ok(());
        }
        let (archive, batch) = (self.archive.clone(), reads.clone());
        let written = tokio::task::spawn_blocking(move || archive.add_reads(&batch)).await;
        match written {
            Ok(Err(error)) => {
                self.readership.put_back(reads);
                Err(error)
            }
            // A batch that made the writer panic would do so again.
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }

    async fn look(&self) {
        let now = self.archive.clock().now();
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut done = last;
        let result = self.work(&mut done, now).await;
        done.is_failing = result.is_err();
        if let Err(error) = result
            && !last.is_failing
        {
            warn!(%error, "Reads could not be kept; trying again");
        }
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = done;
    }

    async fn work(&self, last: &mut Last, now: Timestamp) -> Result<(), StoreError> {
        if is_due(&mut last.written, WRITE_EVERY, now) {
            self.write().await?;
        }
        if is_due(&mut last.ranked, RANK_EVERY, now) {
            self.rank(last).await?;
        }
        if is_due(&mut last.rolled, ROLL_EVERY, now) {
            let archive = self.archive.clone();
            if let Ok(rolled) = tokio::task::spawn_blocking(move || archive.roll_reads_up()).await {
                rolled?;
            }
        }
        Ok(())
    }

    async fn rank(&self, last: &mut Last) -> Result<(), StoreError> {
        let read = self.archive.read(|reading| {
            let short = reading.most_read(ReadWindow::Day, LEAST, LOOKED_AT)?;
            Ok((
                short,
                reading.most_read(ReadWindow::Week, LEAST, LOOKED_AT)?,
            ))
        });
        let (short, long) = read.await?;
        let is_new = self.readership.rank(Ranking::of(&short, &long));
        if (is_new || last.was_new)
            && let Some(cache) = self.cache.upgrade()
        {
            cache.forget(MOST_READ);
        }
        last.was_new = is_new;
        Ok(())
    }
}

/// Whether `every` milliseconds have passed since `last`, which is then now. A clock that was put
/// back does not stop the work.
fn is_due(last: &mut Option<Timestamp>, every: i64, now: Timestamp) -> bool {
    let passed = last.map(|last| now.millis() - last.millis());
    let is_due = passed.is_none_or(|passed| passed >= every || passed < 0);
    if is_due {
        *last = Some(now);
    }
    is_due
}
