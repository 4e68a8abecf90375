//! Bringing the index up to the change sequence, and to the clock: a scheduled article is taken at its
//! time. Before it, its words must not even weigh in the order of what readers find.

use std::time::Duration;

use tantivy::{IndexWriter, Term};

use super::document::{ArticleDocument, Scales};
use super::folder::Opened;
use super::merges::Merges;
use super::{Index, SearchError};
use crate::archive::Archive;
use crate::clock::Clock;
use crate::model::{ArticleId, Timestamp};
use crate::store::{ChangeKind, Conn, StoreError, change, indexing};

/// Memory for documents that are not yet on disk.
const WRITER_BYTES: usize = 32 << 20;
/// Changes looked at together.
const BATCH: usize = 2_000;
/// Articles read in one snapshot.
const READ_TOGETHER: usize = 32;
/// Articles between commits while catching up with a long sequence.
const COMMIT_EVERY: usize = 50_000;
/// How long to wait for changes that are on their way.
const PAUSE: Duration = Duration::from_millis(50);

impl Index {
    /// Follows the change sequence to its end. Returns how many articles were indexed; `None` when
    /// another process is doing it.
    pub fn follow(&self, archive: &Archive) -> Result<Option<usize>, SearchError> {
        self.follow_with(archive, |_| Goes::On)
    }

    /// The same, telling `progress` after each batch how many articles were indexed; at the end of
    /// the sequence `progress` may ask to wait for more ([`Goes::On`] ends there).
    pub fn follow_with(
        &self,
        archive: &Archive,
        progress: impl FnMut(Progress) -> Goes,
    ) -> Result<Option<usize>, SearchError> {
        self.follow_over(&mut archive.connection()?, &**archive.clock(), progress)
    }

    /// The same over a connection that the caller keeps, for looking again and again.
    pub(crate) fn follow_over(
        &self,
        conn: &mut Conn,
        clock: &dyn Clock,
        mut progress: impl FnMut(Progress) -> Goes,
    ) -> Result<Option<usize>, SearchError> {
        let seen = self.last_seen()?;
        if seen.change == change::newest(conn)?
            && indexing::due(conn, seen.until, clock.now())?.is_empty()
            && progress(Progress {
                indexed: 0,
                at_end: true,
            }) == Goes::On
        {
            return Ok(Some(0));
        }
        let Some(mut writer) = self.writer()? else {
            return Ok(None);
        };
        // Another process may have written before the writer was ours.
        let mut seen = self.last_seen()?;
        let scales = Scales::default();
        let mut indexed = 0;
        let mut uncommitted = 0;
        loop {
            let now = clock.now();
            let changes = change::since(conn, seen.change, BATCH)?;
            let at_end = changes.is_empty();
            // An empty index finds every article in the change sequence.
            let mut ids = match seen.change {
                0 => Vec::new(),
                _ => indexing::due(conn, seen.until, now)?,
            };
            uncommitted += changes.len() + ids.len();
            seen.until = now;
            for change in &changes {
                seen.change = change.seq;
                if let ChangeKind::Article(id) = change.kind {
                    ids.push(id);
                }
            }
            ids.sort_unstable();
            ids.dedup();
            for together in ids.chunks(READ_TOGETHER) {
                // Nothing is waited for inside: an open snapshot keeps SQLite's log from ending.
                let articles: Vec<_> = conn.snapshot(|conn| {
                    let read = |id: &ArticleId| Ok((*id, indexing::article(conn, *id, now)?));
                    together.iter().map(read).collect::<Result<_, StoreError>>()
                })?;
                for (id, article) in articles {
                    writer.delete_term(Term::from_field_i64(self.fields.id, id.0));
                    if let Some(article) = article {
                        let document = ArticleDocument::new(id, article, self.fields, &scales);
                        writer.add_document(document)?;
                    }
                }
            }
            indexed += ids.len();
            let goes = progress(Progress { indexed, at_end });
            // While more is on its way a commit would only make a small segment to be merged.
            let ends = at_end && goes == Goes::On;
            if uncommitted >= COMMIT_EVERY || (ends && uncommitted > 0) {
                commit(&mut writer, seen)?;
                uncommitted = 0;
            }
            if ends {
                break;
            }
            if goes == Goes::Waits {
                std::thread::sleep(PAUSE);
            }
        }
        writer.wait_merging_threads()?;
        Ok(Some(indexed))
    }

    /// The writer; `None` when another process has it.
    ///
    /// Its index is opened anew each time, because Tantivy must know which files other processes
    /// wrote to take them away when they are not needed.
    fn writer(&self) -> Result<Option<IndexWriter<ArticleDocument>>, SearchError> {
        loop {
            let opened = Opened::as_it_is(&self.folder)?;
            let writer = match opened.index.writer_with_num_threads(1, WRITER_BYTES) {
                Ok(writer) => writer,
                Err(tantivy::TantivyError::LockFailure(..)) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            // Otherwise another index was put here before it was locked.
            if opened.is_at(&self.folder) {
                writer.set_merge_policy(Box::new(Merges::default()));
                // A file that a killed writer left has the name of one that this writer makes.
                writer.garbage_collect_files().wait()?;
                return Ok(Some(writer));
            }
        }
    }

    /// How far the index has come. One that was exchanged, or cannot be read any more, is opened again.
    pub(crate) fn last_seen(&self) -> Result<Seen, SearchError> {
        let read = || {
            let state = self.state();
            let here = state.opened.is_at(&self.folder);
            here.then(|| state.opened.index.load_metas())
        };
        let metas = match read() {
            Some(Ok(metas)) => metas,
            _ => {
                self.look_again()?;
                self.state().opened.index.load_metas()?
            }
        };
        Ok(metas
            .payload
            .and_then(|seen| Seen::parse(&seen))
            .unwrap_or_default())
    }

    /// Numbers of all articles in the index, for comparing with the database.
    pub(crate) fn articles(&self) -> Result<Vec<ArticleId>, SearchError> {
        let searcher = self.searcher();
        let mut ids = Vec::new();
        for segment in searcher.segment_readers() {
            let column = segment.fast_fields().i64("id")?;
            for doc in segment.doc_ids_alive() {
                ids.extend(column.first(doc).map(ArticleId));
            }
        }
        Ok(ids)
    }
}

/// What a commit of the index has seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// The number of the last change.
    pub(crate) change: i64,
    /// The time: what is scheduled for later is not in the index.
    pub(crate) until: Timestamp,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            change: 0,
            until: Timestamp::from_millis(i64::MIN),
        }
    }
}

impl Seen {
    /// As it stands in the commit. What an older program wrote there is not understood, and the
    /// index fills itself again.
    fn parse(payload: &str) -> Option<Self> {
        let (change, until) = payload.split_once(' ')?;
        Some(Self {
            change: change.parse().ok()?,
            until: Timestamp::from_millis(until.parse().ok()?),
        })
    }

    fn payload(self) -> String {
        format!("{} {}", self.change, self.until.millis())
    }
}

/// How far following has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Articles indexed so far.
    pub indexed: usize,
    /// Whether the end of the sequence was reached.
    pub at_end: bool,
}

/// What a follower does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goes {
    /// Goes on; at the end of the sequence, stops.
    On,
    /// Waits a moment and looks for more.
    Waits,
}

fn commit(writer: &mut IndexWriter<ArticleDocument>, seen: Seen) -> Result<(), SearchError> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&seen.payload());
    commit.commit()?;
    Ok(())
}
