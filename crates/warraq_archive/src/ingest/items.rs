//! Telling whether an item of a source is new, changed, unchanged or a repetition.

use serde::Serialize;
use warraq_import::record::Common;

use crate::store::imports::{self, ItemKind, ItemRow, Outcome};
use crate::store::{Conn, DbError};

/// Part of every content hash. Raised when the way from source to page changes so much that an
/// import of the same file should write everything again.
const PIPELINE: u8 = 1;

/// The run that is going on.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) id: i64,
    pub(super) source: String,
    /// The interrupted run that this one takes up.
    pub(super) resumes: Option<i64>,
}

/// What is known of an item before anything is written.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Never seen.
    New { key: String },
    /// Seen, and different now.
    Changed { key: String, target: i64 },
    /// Seen, and the same.
    Same { key: String, known: ItemRow },
    /// Seen in this very run: the source holds it twice.
    Repeated,
}

/// What was done with an item.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) hash: [u8; 32],
    pub(super) target: i64,
    pub(super) outcome: Outcome,
    pub(super) identity: String,
}

impl Done {
    /// Something that items use and the source does not declare.
    pub(super) fn undeclared(target: i64) -> Self {
        Self {
            hash: [0; 32],
            target,
            outcome: Outcome::Stored,
            identity: String::new(),
        }
    }
}

impl Run {
    /// Judges an item with a WordPress-like number, which damaged sources use more than once.
    pub(super) fn judge_item(
        &self,
        conn: &mut Conn,
        kind: ItemKind,
        common: &Common,
        hash: &[u8; 32],
    ) -> Result<Verdict, DbError> {
        let identity = identity(common);
        let numbered = common.external_id.to_string();
        if common.external_id != 0 {
            match imports::find(conn, &self.source, kind, &numbered)? {
                None => return Ok(Verdict::New { key: numbered }),
                Some(known) if known.identity == identity || known.run != self.id => {
                    return Ok(self.judge_known(numbered, known, hash));
                }
                // Another item of this run has the number already.
                Some(_) => {}
            }
        }
        let key = format!("{numbered}:{identity}");
        Ok(match imports::find(conn, &self.source, kind, &key)? {
            None => Verdict::New { key },
            Some(known) => self.judge_known(key, known, hash),
        })
    }

    /// Judges an item that has a name rather than a number.
    pub(super) fn judge_named(
        &self,
        conn: &mut Conn,
        kind: ItemKind,
        key: &str,
        hash: &[u8; 32],
    ) -> Result<Verdict, DbError> {
        let key = key.to_owned();
        Ok(match imports::find(conn, &self.source, kind, &key)? {
            None => Verdict::New { key },
            Some(known) => self.judge_known(key, known, hash),
        })
    }

    fn judge_known(&self, key: String, known: ItemRow, hash: &[u8; 32]) -> Verdict {
        if known.run == self.id {
            Verdict::Repeated
        } else if known.content_hash == *hash {
            Verdict::Same { key, known }
        } else {
            Verdict::Changed {
                key,
                target: known.target,
            }
        }
    }

    /// Remembers what was done with an item.
    pub(super) fn remember(
        &self,
        tx: &mut Conn,
        kind: ItemKind,
        key: &str,
        done: Done,
    ) -> Result<(), DbError> {
        let row = ItemRow {
            content_hash: done.hash,
            target: done.target,
            run: self.id,
            outcome: done.outcome,
            identity: done.identity,
        };
        imports::remember(tx, &self.source, kind, key, &row)
    }

    /// The same run, for remembering what items use without the source declaring it: a later
    /// declaration is then a change and not a repetition.
    pub(super) fn undeclared(&self) -> Self {
        Self {
            id: 0,
            ..self.clone()
        }
    }

    /// Notes that an unchanged item was seen again, and tells how it counts: an item that the
    /// interrupted run had stored counts as stored in the run that completes it.
    pub(super) fn see_again(
        &self,
        tx: &mut Conn,
        kind: ItemKind,
        key: &str,
        known: ItemRow,
    ) -> Result<Outcome, DbError> {
        let outcome = if Some(known.run) == self.resumes {
            known.outcome
        } else {
            Outcome::Unchanged
        };
        let row = ItemRow {
            run: self.id,
            outcome,
            ..known
        };
        imports::remember(tx, &self.source, kind, key, &row)?;
        Ok(outcome)
    }
}

/// What tells two items with the same number apart.
pub(super) fn identity(common: &Common) -> String {
    format!(
        "{}\u{1f}{}\u{1f}{}",
        common.source_type, common.slug, common.guid
    )
}

/// Hash of everything that a record says, its place in the file excepted (callers clear it).
pub(super) fn content_hash(record: &impl Serialize) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[PIPELINE]);
    // Records are plain data: writing them to a hasher cannot fail.
    let _ = serde_json::to_writer(
        std::io::BufWriter::with_capacity(16 << 10, &mut hasher),
        record,
    );
    *hasher.finalize().as_bytes()
}
