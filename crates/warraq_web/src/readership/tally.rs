//! Counts that wait to be written, and what keeps a reader from being counted twice.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use warraq_archive::model::{ArticleId, ReadSource, Reads, Timestamp};

/// Parts that are locked one by one, so that serving threads seldom meet.
const SHARDS: usize = 16;
/// Readers of articles that a part remembers, twice over: about four megabytes in all when full.
const REMEMBERED: usize = 8192;
const A_DAY: i64 = 86_400_000;

/// Whoever reads, for as long as it takes to count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    pub(super) client: [u8; 8],
    /// Tells apart those who share an address.
    pub(super) agent: &'a [u8],
}

/// What was read since the last batch.
#[derive(Debug)]
pub(super) struct Tally {
    secret: [u8; 32],
    shards: [Mutex<Shard>; SHARDS],
}

#[derive(Debug, Default)]
struct Shard {
    day: i64,
    articles: HashMap<ArticleId, u32>,
    sources: HashMap<ReadSource, u32>,
    seen: HashSet<u64>,
    /// What `seen` held when it was last full.
    seen_before: HashSet<u64>,
}

impl Tally {
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self {
            secret,
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// Counts a read, unless the same reader has read the same article within the same day.
    pub(super) fn count(
        &self,
        article: ArticleId,
        reader: Reader<'_>,
        source: ReadSource,
        now: Timestamp,
    ) {
        let day = now.millis().div_euclid(A_DAY);
        let mark = self.mark(article, reader, day);
        let mut shard = self.shard(mark);
        if shard.is_first(mark, day) {
            *shard.articles.entry(article).or_default() += 1;
            *shard.sources.entry(source).or_default() += 1;
        }
    }

    /// Everything that was counted; nothing is left.
    pub(super) fn take(&self) -> Reads {
        let mut articles: HashMap<ArticleId, u32> = HashMap::new();
        let mut sources: HashMap<ReadSource, u32> = HashMap::new();
        for part in 0..SHARDS as u64 {
            let (counted, came) = {
                let mut shard = self.shard(part);
                let counted = std::mem::take(&mut shard.articles);
                (counted, std::mem::take(&mut shard.sources))
            };
            for (article, reads) in counted {
                *articles.entry(article).or_default() += reads;
            }
            for (source, reads) in came {
                *sources.entry(source).or_default() += reads;
            }
        }
        Reads {
            articles: articles.into_iter().collect(),
            sources: sources.into_iter().collect(),
        }
    }

    /// Counts again what could not be written.
    pub(super) fn put_back(&self, reads: Reads) {
        let mut shard = self.shard(0);
        for (article, reads) in reads.articles {
            *shard.articles.entry(article).or_default() += reads;
        }
        for (source, reads) in reads.sources {
            *shard.sources.entry(source).or_default() += reads;
        }
    }

    /// What is remembered of a reader of an article: nobody without the secret can tell of whom, and
    /// it is another every day.
    fn mark(&self, article: ArticleId, reader: Reader<'_>, day: i64) -> u64 {
        let mut hash = blake3::Hasher::new_keyed(&self.secret);
        hash.update(&day.to_le_bytes());
        hash.update(&article.0.to_le_bytes());
        hash.update(&reader.client);
        hash.update(reader.agent);
        let mut first = [0; 8];
        hash.finalize_xof().fill(&mut first);
        u64::from_le_bytes(first)
    }

    fn shard(&self, mark: u64) -> MutexGuard<'_, Shard> {
        let part = usize::try_from(mark % SHARDS as u64).unwrap_or(0);
        // Counts are whole between statements: a panic elsewhere cannot have torn them.
        self.shards[part]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    fn is_first(&mut self, mark: u64, day: i64) -> bool {
        if self.day != day {
            self.day = day;
            self.seen.clear();
            self.seen_before.clear();
        }
        if self.seen_before.contains(&mark) || !self.seen.insert(mark) {
            return false;
        }
        if self.seen.len() >= REMEMBERED {
            self.seen_before = std::mem::take(&mut self.seen);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(A_DAY / 2);

    fn read(tally: &Tally, article: i64, client: u8, agent: &str, now: Timestamp) {
        let reader = Reader {
            client: [client; 8],
            agent: agent.as_bytes(),
        };
        tally.count(ArticleId(article), reader, ReadSource::Direct, now);
    }

    fn taken(tally: &Tally) -> Vec<(i64, u32)> {
        let mut articles = tally.take().articles;
        articles.sort_unstable();
        articles.iter().map(|(id, reads)| (id.0, *reads)).collect()
    }

    #[test]
    fn a_reader_counts_once_for_an_article() {
        let tally = Tally::new([7; 32]);
        for _ in 0..3 {
            read(&tally, 1, 1, "a", NOON);
        }
        read(&tally, 1, 1, "b", NOON);
        read(&tally, 1, 2, "a", NOON);
        read(&tally, 2, 1, "a", NOON);
        assert_eq!(taken(&tally), [(1, 3), (2, 1)]);
        read(&tally, 1, 1, "a", NOON);
        assert_eq!(taken(&tally), [], "also after a batch was written");
        read(&tally, 1, 1, "a", Timestamp::from_millis(A_DAY + 1));
        assert_eq!(taken(&tally), [(1, 1)], "another day");
    }

    #[test]
    fn what_could_not_be_written_is_counted_again() {
        let tally = Tally::new([7; 32]);
        read(&tally, 1, 1, "a", NOON);
        let reads = tally.take();
        assert_eq!(reads.sources, [(ReadSource::Direct, 1)]);
        tally.put_back(reads);
        read(&tally, 1, 2, "a", NOON);
        assert_eq!(taken(&tally), [(1, 2)]);
    }

    #[test]
    fn memory_is_bounded() {
        let tally = Tally::new([7; 32]);
        for article in 0..400_000 {
            read(&tally, article, 1, "a", NOON);
        }
        let remembered = |shard: &Mutex<Shard>| {
            let shard = shard.lock().unwrap();
            shard.seen.len() + shard.seen_before.len()
        };
        let most = SHARDS * 2 * REMEMBERED;
        assert!(tally.shards.iter().map(remembered).sum::<usize>() <= most);
    }
}
