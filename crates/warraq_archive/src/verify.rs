//! Proving, from the archive alone, that it is whole.

use serde::Serialize;

use crate::archive::Archive;
use crate::media::MediaError;
use crate::search::SearchError;
use crate::store::{StoreError, audit, change, indexing, verify as store};

/// What was looked at and what was wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// How many things of each kind were looked at.
    pub checked: Vec<(&'static str, usize)>,
    /// What is wrong, each with its place and its cure.
    pub faults: Vec<String>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Why the archive could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index refused.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// Faults of one kind that are told one by one.
const TOLD: usize = 20;

/// Looks at everything: the database's own integrity, references between rows, texts and files
/// against their hashes, lists and their counts against what is published, the index against the
/// database.
pub fn verify(
    archive: &Archive,
    progress: &dyn Fn(&'static str, usize),
) -> Result<Verification, VerifyError> {
    let mut conn = archive.connection()?;
    let zone = archive.settings().time_zone.clone();
    let mut found = Verification::default();

    found.faults.extend(store::integrity(&mut conn)?);
    for check in store::CHECKS {
        let (rows, faults) = store::run(&mut conn, check)?;
        note(&mut found, check.what, rows, faults);
        progress(check.what, rows);
    }
    let (rows, faults) = store::bodies(&mut conn)?;
    note(&mut found, "revisions", rows, faults);
    progress("revisions", rows);
    let (rows, faults) = store::months(&mut conn, &zone)?;
    note(&mut found, "list months", rows, faults);
    progress("list months", rows);

    let files = store::files(&mut conn)?;
    let mut faults = Vec::new();
    for (number, file) in files.iter().enumerate() {
        if let Err(error) = archive.media().verify(file) {
            faults.push(describe_file(&error));
        }
        progress("media files", number + 1);
    }
    note(&mut found, "media files", files.len(), faults);

    let (rows, faults) = audit::broken_seals(&mut conn).map_err(StoreError::from)?;
    note(&mut found, "lines of the audit", rows, faults);
    progress("lines of the audit", rows);

    let (rows, faults) = index(archive)?;
    note(&mut found, "indexed articles", rows, faults);
    progress("indexed articles", rows);
    Ok(found)
}

fn describe_file(error: &MediaError) -> String {
    format!("{error}; restore the file from a backup, or import it again from the uploads")
}

fn index(archive: &Archive) -> Result<(usize, Vec<String>), VerifyError> {
    let cure = "run `warraq index rebuild`";
    let mut conn = archive.connection()?;
    let newest = change::newest(&mut conn).map_err(StoreError::from)?;
    let seen = archive.index().last_seen()?;
    let mut faults = Vec::new();
    if seen.change != newest {
        faults.push(format!(
            "the search index has seen change {} of {newest}; {cure}",
            seen.change
        ));
    }
    let mut held = archive.index().articles()?;
    held.sort_unstable();
    let wanted = indexing::all_articles(&mut conn, seen.until)?;
    let rows = wanted.len();
    if held != wanted {
        let missing: Vec<_> = wanted
            .iter()
            .filter(|id| held.binary_search(id).is_err())
            .collect();
        let strange: Vec<_> = held
            .iter()
            .filter(|id| wanted.binary_search(id).is_err())
            .collect();
        faults.extend(
            missing
                .iter()
                .map(|id| format!("article {id} is not in the index; {cure}")),
        );
        faults.extend(
            strange
                .iter()
                .map(|id| format!("the index holds article {id}, which is not public; {cure}")),
        );
        if missing.is_empty() && strange.is_empty() {
            faults.push(format!("the index holds some articles twice; {cure}"));
        }
    }
    Ok((rows, faults))
}

fn note(found: &mut Verification, what: &'static str, rows: usize, faults: Vec<String>) {
    found.checked.push((what, rows));
    let more = faults.len().saturating_sub(TOLD);
    found.faults.extend(faults.into_iter().take(TOLD));
    if more > 0 {
        found
            .faults
            .push(format!("… and {more} more of this kind ({what})"));
    }
}
