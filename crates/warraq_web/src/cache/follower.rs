//! The follower of the archive's changes that keeps the page cache exact.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tracing::warn;
use warraq_archive::Archive;
use warraq_archive::store::{ChangeKind, Reading, StoreError};

use super::PageCache;

/// How often the archive is asked for changes.
const INTERVAL: Duration = Duration::from_millis(200);
/// Changes taken at once.
const BATCH: usize = 2048;

/// Follows the archive's changes and drops what they make untrue.
#[derive(Clone, Debug)]
pub(crate) struct Follower {
    archive: Archive,
    cache: Weak<PageCache>,
}

impl Follower {
    pub(crate) fn new(archive: Archive, cache: &Arc<PageCache>) -> Self {
        Self {
            archive,
            cache: Arc::downgrade(cache),
        }
    }

    /// Takes note of where the archive is now; pages are made from here on.
    pub(crate) async fn begin(&self) -> Result<(), StoreError> {
        let seq = self.archive.read(newest_change).await?;
        if let Some(cache) = self.cache.upgrade() {
            cache.begin_at(seq);
        }
        Ok(())
    }

    /// Follows everything that has changed so far.
    pub(crate) async fn catch_up(&self) -> Result<(), StoreError> {
        while let Some(cache) = self.cache.upgrade() {
            let seq = cache.followed();
            let changes = self
                .archive
                .read(move |reading| reading.changes_since(seq, BATCH))
                .await?;
            if changes.iter().any(|change| changes_settings(change.kind)) {
                let archive = self.archive.clone();
                let reloaded = tokio::task::spawn_blocking(move || archive.reload_settings()).await;
                if let Ok(reloaded) = reloaded {
                    reloaded?;
                }
            }
            cache.follow(&changes);
            if changes.len() < BATCH {
                break;
            }
        }
        Ok(())
    }

    /// Follows until the cache is gone.
    pub(crate) async fn run(self) {
        let mut failing = false;
        while self.cache.strong_count() > 0 {
            let caught_up = self.catch_up().await;
            if let Err(error) = &caught_up
                && !failing
            {
                warn!(%error, "Changes of the archive cannot be followed, pages may be out of date");
            }
            failing = caught_up.is_err();
            tokio::time::sleep(INTERVAL).await;
        }
    }
}

fn newest_change(reading: &mut Reading<'_>) -> Result<i64, StoreError> {
    reading.change_seq()
}

/// Whether another process may have changed a setting that this one holds.
fn changes_settings(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::Settings | ChangeKind::Everything)
}
