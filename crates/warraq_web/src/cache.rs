//! Finished pages, kept until something that they were made from changes.
//!
//! A page is kept under its canonical path and nothing else, so that no query string and no way of
//! writing percent-codes can fill the cache. Each page carries the set of things that it was made
//! from; a change drops exactly the pages that carry it.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use warraq_archive::model::{ArticleId, Timestamp};
use warraq_archive::store::{Change, ChangeKind};

use crate::respond::{Finished, Memory};

mod compressor;
mod flight;
mod follower;

pub(crate) use compressor::Compressor;
pub(crate) use flight::{Boarding, Flights, wait};
pub(crate) use follower::Follower;

/// How many changes are remembered for pages that were being made while things changed.
const REMEMBERED_CHANGES: usize = 4096;

/// Finished pages by canonical path.
pub(crate) struct PageCache {
    pages: Cache<String, Arc<Finished>, ByBytes>,
    // Held while pages are dropped and while a new page is compared with what was dropped.
    log: Mutex<ChangeLog>,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<String, Arc<Finished>> for ByBytes {
    fn weight(&self, path: &String, page: &Arc<Finished>) -> u64 {
        path.len() as u64 + page.weight()
    }
}

impl PageCache {
    /// A cache of at most `bytes`.
    pub(crate) fn of(bytes: u64) -> Self {
        /// A page with its codings, roughly.
        const A_PAGE: u64 = 40_000;
        let pages = usize::try_from(bytes / A_PAGE).unwrap_or(1).max(16);
        Self {
            pages: Cache::with_weighter(pages, bytes, ByBytes),
            log: Mutex::new(ChangeLog::default()),
        }
    }

    /// The page at a canonical path, if it is kept and still true.
    pub(crate) fn get(&self, path: &str, now: Timestamp) -> Option<Arc<Finished>> {
        self.pages.get(path).filter(|page| page.is_fresh(now))
    }

    /// Keeps a page, unless something that it was made from changed while it was being made.
    pub(crate) fn keep(&self, page: &Arc<Finished>) -> bool {
        let Some(memory) = page
            .memory
            .as_ref()
            .filter(|memory| !memory.path.is_empty())
        else {
            return false;
        };
        let log = self.log();
        let true_still = !log.has_touched(memory);
        if true_still {
            self.pages.insert(memory.path.clone(), Arc::clone(page));
        }
        true_still
    }

    /// Puts a better-compressed page in the place of `old`, if that is still what is kept.
    pub(crate) fn improve(&self, old: &Arc<Finished>, new: &Arc<Finished>) {
        let Some(memory) = &old.memory else { return };
        let _log = self.log();
        if self
            .pages
            .peek(&memory.path)
            .is_some_and(|kept| Arc::ptr_eq(&kept, old))
        {
            self.pages.insert(memory.path.clone(), Arc::clone(new));
        }
    }

    /// The newest change that the cache has followed.
    pub(crate) fn followed(&self) -> i64 {
        self.log().followed
    }

    /// Begins to follow the changes after `seq`.
    pub(crate) fn begin_at(&self, seq: i64) {
        let mut log = self.log();
        log.followed = log.followed.max(seq);
        log.begins = log.begins.max(seq);
    }

    /// Drops every page that carries one of `changes`.
    pub(crate) fn follow(&self, changes: &[Change]) {
        let Some(last) = changes.last() else { return };
        let mut log = self.log();
        log.followed = log.followed.max(last.seq);
        for change in changes {
            log.push(*change);
        }
        let touched: HashSet<ChangeKind> = changes
            .iter()
            .flat_map(|change| touched_by(change.kind))
            .collect();
        if touched.iter().any(|kind| touches_all(*kind)) {
            self.pages.clear();
        } else {
            self.drop_those(|key| touched.contains(key));
        }
    }

    /// Drops the pages that carry a key which no change touches.
    pub(crate) fn forget(&self, key: ChangeKind) {
        self.drop_those(|carried| *carried == key);
    }

    fn drop_those(&self, is_dropped: impl Fn(&ChangeKind) -> bool) {
        self.pages.retain(|_, page| {
            let memory = page.memory.as_ref();
            !memory.is_some_and(|memory| memory.keys.iter().any(&is_dropped))
        });
    }

    fn log(&self) -> MutexGuard<'_, ChangeLog> {
        // The log is whole between its statements: a panic elsewhere cannot have torn it.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for PageCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageCache")
            .field("pages", &self.pages.len())
            .finish_non_exhaustive()
    }
}

/// What a page carries that shows the newest comments of the paper, whichever articles they are
/// under. No article has this number.
pub(crate) const ANY_COMMENTS: ChangeKind = ChangeKind::Comments(ArticleId(0));

/// What a page carries that shows what is read most. No article has this number.
pub(crate) const MOST_READ: ChangeKind = ChangeKind::Article(ArticleId(0));

/// The keys that a change touches. A comment changes the number of comments too, which stands
/// wherever the article does.
fn touched_by(kind: ChangeKind) -> impl Iterator<Item = ChangeKind> {
    let others = match kind {
        ChangeKind::Comments(id) => Some([ChangeKind::Article(id), ANY_COMMENTS]),
        _ => None,
    };
    std::iter::once(kind).chain(others.into_iter().flatten())
}

fn touches_all(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::Everything | ChangeKind::Settings)
}

/// The last changes that were followed.
#[derive(Debug, Default)]
struct ChangeLog {
    followed: i64,
    /// Changes up to this one are forgotten.
    begins: i64,
    recent: VecDeque<Change>,
}

impl ChangeLog {
    fn push(&mut self, change: Change) {
        self.recent.push_back(change);
        if self.recent.len() > REMEMBERED_CHANGES
            && let Some(forgotten) = self.recent.pop_front()
        {
            self.begins = forgotten.seq;
        }
    }

    /// Whether a page that has seen changes up to `memory.seq` may be out of date.
    fn has_touched(&self, memory: &Memory) -> bool {
        if memory.seq >= self.followed {
            return false;
        }
        memory.seq < self.begins
            || self
                .recent
                .iter()
                .rev()
                .take_while(|change| change.seq > memory.seq)
                .any(|change| {
                    touches_all(change.kind)
                        || touched_by(change.kind).any(|key| memory.keys.contains(&key))
                })
    }
}

#[cfg(test)]
mod tests {
    use warraq_archive::model::Listing;

    use super::*;
    use crate::respond::{Answer, CachePolicy, Coding, House, Kind};

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn page(path: &str, keys: &[ChangeKind], seq: i64, until: Option<i64>) -> Arc<Finished> {
        let until = until.map(Timestamp::from_millis);
        let answer =
            Answer::new(Kind::Html, "خبر".repeat(400), CachePolicy::Page).remembered(Memory {
                path: path.to_owned(),
                keys: keys.to_vec(),
                seq,
                until,
            });
        Arc::new(Finished::new(answer, House::of("http://a.example")))
    }

    fn article(id: i64) -> ChangeKind {
        ChangeKind::Article(ArticleId(id))
    }

    fn change(seq: i64, kind: ChangeKind) -> Change {
        Change { seq, kind }
    }

    #[test]
    fn a_change_drops_exactly_the_pages_made_from_it() {
        let cache = PageCache::of(1 << 20);
        cache.keep(&page("/1", &[article(1)], 0, None));
        cache.keep(&page("/2", &[article(2)], 0, None));
        cache.keep(&page(
            "/",
            &[article(1), ChangeKind::Listing(Listing::All)],
            0,
            None,
        ));
        cache.follow(&[change(1, article(1))]);
        assert!(cache.get("/1", NOW).is_none());
        assert!(cache.get("/", NOW).is_none());
        assert!(cache.get("/2", NOW).is_some());
        cache.follow(&[change(2, ChangeKind::Everything)]);
        assert!(cache.get("/2", NOW).is_none());
    }

    #[test]
    fn a_comment_drops_every_page_that_counts_comments() {
        let cache = PageCache::of(1 << 20);
        let comments = |id| ChangeKind::Comments(ArticleId(id));
        cache.keep(&page("/1", &[article(1), comments(1)], 0, None));
        cache.keep(&page("/list", &[article(1)], 0, None));
        cache.keep(&page("/comments/feed/", &[ANY_COMMENTS], 0, None));
        cache.keep(&page("/2", &[article(2), comments(2)], 0, None));
        cache.follow(&[change(1, comments(1))]);
        for dropped in ["/1", "/list", "/comments/feed/"] {
            assert!(cache.get(dropped, NOW).is_none(), "{dropped}");
        }
        assert!(cache.get("/2", NOW).is_some());
        assert!(!cache.keep(&page("/list", &[article(1)], 0, None)));
    }

    #[test]
    fn a_page_made_before_a_change_is_not_kept_after_it() {
        let cache = PageCache::of(1 << 20);
        cache.follow(&[change(7, article(1)), change(8, article(2))]);
        assert!(!cache.keep(&page("/1", &[article(1)], 6, None)));
        assert!(cache.keep(&page("/3", &[article(3)], 6, None)));
        assert!(cache.keep(&page("/1", &[article(1)], 8, None)));
    }

    #[test]
    fn a_page_older_than_the_memory_of_changes_is_not_kept() {
        let cache = PageCache::of(1 << 20);
        cache.begin_at(10);
        assert!(!cache.keep(&page("/1", &[article(1)], 9, None)));
        assert!(cache.keep(&page("/1", &[article(1)], 10, None)));
        let many: Vec<_> = (11..)
            .take(REMEMBERED_CHANGES + 5)
            .map(|seq| change(seq, article(9)))
            .collect();
        cache.follow(&many);
        assert!(!cache.keep(&page("/2", &[article(2)], 12, None)));
    }

    #[test]
    fn a_page_is_not_served_past_its_truth() {
        let cache = PageCache::of(1 << 20);
        cache.keep(&page("/", &[], 0, Some(2_000)));
        assert!(cache.get("/", NOW).is_some());
        assert!(cache.get("/", Timestamp::from_millis(2_000)).is_none());
    }

    #[test]
    fn the_cache_stays_within_its_bytes() {
        let cache = PageCache::of(100_000);
        for n in 0..500 {
            cache.keep(&page(&format!("/{n}"), &[], 0, None));
        }
        assert!(cache.pages.weight() <= 100_000);
    }

    #[test]
    fn compression_does_not_bring_back_a_dropped_page() {
        let cache = PageCache::of(1 << 20);
        let old = page("/1", &[article(1)], 0, None);
        cache.keep(&old);
        cache.improve(&old, &Arc::new(old.compressed(5)));
        assert!(!cache.get("/1", NOW).unwrap().lacks(Coding::Brotli));
        cache.follow(&[change(1, article(1))]);
        cache.improve(&old, &Arc::new(old.compressed(5)));
        assert!(cache.get("/1", NOW).is_none());
    }
}
