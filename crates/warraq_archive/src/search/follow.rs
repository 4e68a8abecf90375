//! Bringing the index up to the change sequence.

use std::time::Duration;

use tantivy::{IndexWriter, TantivyDocument, Term};

use super::{Fields, Index, SearchError};
use crate::archive::Archive;
use crate::model::ArticleId;
use crate::store::{ChangeKind, Conn, change, indexing};

/// Memory for documents that are not yet on disk.
const WRITER_BYTES: usize = 48 << 20;
/// Changes looked at together.
const BATCH: usize = 2_000;
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
        self.follow_over(&mut archive.connection()?, progress)
    }

    /// The same over a connection that the caller keeps, for looking again and again.
    pub(crate) fn follow_over(
        &self,
        conn: &mut Conn,
        mut progress: impl FnMut(Progress) -> Goes,
    ) -> Result<Option<usize>, SearchError> {
        let mut seen = self.last_seen()?;
        if seen == change::newest(conn)?
            && progress(Progress {
                indexed: 0,
                at_end: true,
            }) == Goes::On
        {
            return Ok(Some(0));
        }
        let index = self.state().index.clone();
        let mut writer: IndexWriter = match index.writer_with_num_threads(1, WRITER_BYTES) {
            Ok(writer) => writer,
            Err(tantivy::TantivyError::LockFailure(..)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut indexed = 0;
        let mut uncommitted = 0;
        loop {
            let changes = change::since(conn, seen, BATCH)?;
            let at_end = changes.is_empty();
            let mut ids: Vec<ArticleId> = Vec::with_capacity(changes.len());
            for change in &changes {
                seen = change.seq;
                if let ChangeKind::Article(id) = change.kind {
                    ids.push(id);
                }
            }
            ids.sort_unstable();
            ids.dedup();
            conn.snapshot(|conn| {
                ids.iter()
                    .try_for_each(|id| write_article(&writer, &self.fields, conn, *id))
            })?;
            indexed += ids.len();
            uncommitted += changes.len();
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
        self.state().reader.reload()?;
        Ok(Some(indexed))
    }

    /// The number of the last change that the index has seen.
    pub fn last_seen(&self) -> Result<i64, SearchError> {
        let payload = self.state().index.load_metas()?.payload;
        Ok(payload.and_then(|seq| seq.parse().ok()).unwrap_or(0))
    }

    /// Numbers of all articles in the index, for comparing with the database.
    pub(crate) fn articles(&self) -> Result<Vec<ArticleId>, SearchError> {
        let searcher = self.searcher()?;
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

fn write_article(
    writer: &IndexWriter,
    fields: &Fields,
    conn: &mut Conn,
    id: ArticleId,
) -> Result<(), SearchError> {
    writer.delete_term(Term::from_field_i64(fields.id, id.0));
    let Some(article) = indexing::article(conn, id)? else {
        return Ok(());
    };
    let mut document = TantivyDocument::default();
    document.add_i64(fields.id, id.0);
    document.add_i64(fields.at, article.visible_from.millis());
    for section in article.sections {
        document.add_i64(fields.section, section);
    }
    for tag in article.tags {
        document.add_i64(fields.tag, tag);
    }
    for person in article.people {
        document.add_i64(fields.person, person);
    }
    for (field, text) in [
        (fields.headline, &article.headline),
        (fields.body, &article.text),
    ] {
        document.add_text(field.surfaces, text);
        document.add_text(field.lemmas, text);
    }
    writer.add_document(document)?;
    Ok(())
}

fn commit(writer: &mut IndexWriter, seen: i64) -> Result<(), SearchError> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&seen.to_string());
    commit.commit()?;
    Ok(())
}
