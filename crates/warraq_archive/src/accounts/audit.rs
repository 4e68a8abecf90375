//! What was done in the newsroom: lines that are only ever added, each sealed with the one before.

use super::{Allowed, By, right};
use crate::archive::Archive;
use crate::model::{AccountId, Timestamp};
use crate::store::{Conn, DbError, StoreError, audit};

/// Lines on a page.
const PAGE: usize = 100;

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What, by its name among the words of the newsroom: `account-invited`.
    pub what: &'static str,
    /// To whom or what: a name, a headline.
    pub subject: String,
    /// What else there is to say: the new role. May be empty.
    pub detail: String,
}

impl Deed {
    /// A deed without details.
    pub fn new(what: &'static str, subject: impl Into<String>) -> Self {
        Self {
            what,
            subject: subject.into(),
            detail: String::new(),
        }
    }

    /// The same with a detail.
    #[must_use]
    pub fn with(self, detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }
}

/// A line of the audit.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// Number in the archive.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for a command at the machine.
    pub account: Option<AccountId>,
    /// What they were called then.
    pub who: String,
    /// What they did, as a [`Deed`] names it.
    pub deed: String,
    /// To whom or what.
    pub subject: String,
    /// What else there is to say.
    pub detail: String,
    /// Proves this line and all before it.
    pub seal: Vec<u8>,
}

/// Lines of the audit, newest first.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// What to ask for to see older ones, if there are any.
    pub older: Option<i64>,
}

impl Archive {
    /// Does something and writes the line that says so: both happen or neither. Whatever changes
    /// something in the newsroom goes through here.
    pub(crate) fn act<T, E: From<DbError>>(
        &self,
        by: &By,
        work: impl FnOnce(&mut Conn, Timestamp) -> Result<(T, Deed), E>,
    ) -> Result<T, E> {
        let now = self.clock().now();
        self.write(|tx| {
            let (answer, deed) = work(tx, now)?;
            record(tx, by, &deed, now)?;
            Ok(answer)
        })
    }

    /// The same for several deeds at once: all of them, each with its line, or none.
    pub(crate) fn act_all<T, E: From<DbError>>(
        &self,
        by: &By,
        work: impl FnOnce(&mut Conn, Timestamp) -> Result<(T, Vec<Deed>), E>,
    ) -> Result<T, E> {
        let now = self.clock().now();
        self.write(|tx| {
            let (answer, deeds) = work(tx, now)?;
            for deed in &deeds {
                record(tx, by, deed, now)?;
            }
            Ok(answer)
        })
    }

    /// Lines of the audit before the line `before`, newest first.
    pub fn audit(
        &self,
        _by: &Allowed<right::ReadAudit>,
        before: Option<i64>,
    ) -> Result<AuditPage, StoreError> {
        self.look(move |conn| {
            let mut lines = audit::before(conn, before.unwrap_or(i64::MAX), PAGE + 1)?;
            let has_older = lines.len() > PAGE;
            lines.truncate(PAGE);
            let older = lines.last().filter(|_| has_older).map(|line| line.id);
            Ok(AuditPage { lines, older })
        })
    }
}

/// Writes a line into the audit, in the transaction of what it tells of.
pub(super) fn record(tx: &mut Conn, by: &By, deed: &Deed, now: Timestamp) -> Result<(), DbError> {
    audit::hold_still(tx)?;
    let mut line = AuditLine {
        id: 0,
        at: now,
        account: by.account,
        who: by.name.clone(),
        deed: deed.what.to_owned(),
        subject: deed.subject.clone(),
        detail: deed.detail.clone(),
        seal: Vec::new(),
    };
    let before = audit::newest_seal(tx)?;
    line.seal = seal(&before, &line).to_vec();
    audit::add(tx, &line)
}

/// What proves a line: a hash over the seal before it and everything that the line says.
pub(crate) fn seal(before: &[u8], line: &AuditLine) -> [u8; 32] {
    let mut hash = blake3::Hasher::new();
    // Each part with its length: nothing can move from one into the next.
    let mut part = |bytes: &[u8]| {
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    part(before);
    part(&line.at.millis().to_le_bytes());
    part(&line.account.map_or(0, |id| id.0).to_le_bytes());
    for text in [&line.who, &line.deed, &line.subject, &line.detail] {
        part(text.as_bytes());
    }
    *hash.finalize().as_bytes()
}
