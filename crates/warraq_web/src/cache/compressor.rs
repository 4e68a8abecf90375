//! Compression away from the threads that serve readers.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::thread;

use tracing::warn;

use super::PageCache;
use crate::respond::Finished;

/// Pages that may wait. When more do, they stay as they are until they are much asked for.
const QUEUE: usize = 256;
/// For a page that was asked for again: 1.7 ms for 40 KB.
const QUICK: i32 = 5;
/// For a page that is much asked for: 11 ms for 40 KB, 4 % smaller.
const THOROUGH: i32 = 9;

/// A page, and the brotli quality that it deserves.
type Job = (Arc<Finished>, i32);

/// One thread that compresses finished pages.
#[derive(Clone, Debug)]
pub(crate) struct Compressor(SyncSender<Job>);

impl Compressor {
    /// Starts the thread; it ends with the cache.
    pub(crate) fn start(cache: &Arc<PageCache>) -> Self {
        let (sender, jobs) = sync_channel(QUEUE);
        let cache = Arc::downgrade(cache);
        let started = thread::Builder::new()
            .name("compressor".to_owned())
            .spawn(move || work(&cache, &jobs));
        if let Err(error) = started {
            warn!(%error, "No thread for compression, pages are sent plain");
        }
        Self(sender)
    }

    /// Compresses a page that was asked for again.
    pub(crate) fn quickly(&self, page: &Arc<Finished>) {
        self.compress(page, QUICK);
    }

    /// Compresses a page that is much asked for.
    pub(crate) fn thoroughly(&self, page: &Arc<Finished>) {
        self.compress(page, THOROUGH);
    }

    fn compress(&self, page: &Arc<Finished>, quality: i32) {
        // A full queue is no failure: the page is served plain meanwhile.
        let _ = self.0.try_send((Arc::clone(page), quality));
    }
}

fn work(cache: &Weak<PageCache>, jobs: &Receiver<Job>) {
    while let Ok((page, quality)) = jobs.recv() {
        let better = page.compressed(quality);
        let Some(cache) = cache.upgrade() else { return };
        cache.improve(&page, &Arc::new(better));
    }
}
