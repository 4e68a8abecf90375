//! How often articles are read, without knowing who reads.
//!
//! An article is counted when it is handed to a reader, also from the page cache: no cookie, no script,
//! no address on the disk. The counts wait in memory and are written every few seconds.

mod keeper;
mod ranking;
mod tally;
mod visit;

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use warraq_archive::model::{ArticleId, Reads, Settings, Timestamp};

use crate::forms::{Client, Proxies};

pub(crate) use keeper::Keeper;
pub(crate) use ranking::{FEWEST, Ranking};
pub(crate) use visit::Visit;

use tally::{Reader, Tally};

/// What is read how often.
#[derive(Debug)]
pub(crate) struct Readership {
    proxies: Proxies,
    tally: Tally,
    ranking: RwLock<Arc<Ranking>>,
}

impl Readership {
    /// `secret` makes what is remembered of readers for a day useless to anybody else; `proxies` on
    /// other machines tell readers apart.
    pub(crate) fn new(secret: [u8; 32], proxies: &[IpAddr]) -> Self {
        Self {
            proxies: Proxies::named(proxies),
            tally: Tally::new(secret),
            ranking: RwLock::default(),
        }
    }

    /// Counts that an article was handed to somebody who reads, once a day for each reader.
    pub(crate) fn note(
        &self,
        article: ArticleId,
        visit: Visit<'_>,
        settings: &Settings,
        now: Timestamp,
    ) {
        if !settings.counts_reads || !visit.is_reading() {
            return;
        }
        let reader = Reader {
            client: Client::of(visit.peer, visit.headers, &self.proxies).bytes(),
            agent: visit.agent(),
        };
        let source = visit.source(&settings.url);
        self.tally.count(article, reader, source, now);
    }

    /// What is read most, as last looked at.
    pub(crate) fn ranking(&self) -> Arc<Ranking> {
        Arc::clone(&self.ranking.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether this is another ranking than the last.
    fn rank(&self, fresh: Ranking) -> bool {
        let mut ranking = self.ranking.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = **ranking != fresh;
        *ranking = Arc::new(fresh);
        is_new
    }

    fn take(&self) -> Reads {
        self.tally.take()
    }

    fn put_back(&self, reads: Reads) {
        self.tally.put_back(reads);
    }
}
