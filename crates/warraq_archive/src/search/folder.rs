//! The folder of the index: judged when it is opened, made beside its place, put there in one piece.
//!
//! Several programs may have an archive open: one serves, another imports, a third makes the index
//! anew. None of them may throw away under another what is only being written, and each must see when
//! another has put a new index into the place of the old.

use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use tantivy::directory::INDEX_WRITER_LOCK;
use tantivy::schema::Schema;
use tantivy::{Directory, TantivyError};

use super::{SearchError, analysis, fields};

/// Times that an index is judged anew because it changed under the look.
const LOOKS: usize = 20;

/// An index as it was opened.
pub(super) struct Opened {
    pub(super) index: tantivy::Index,
    /// The folder itself, whatever its name now: as long as it is held, no other gets its number.
    held: File,
}

impl Opened {
    /// Opens what is in `folder`, without judging it.
    pub(super) fn as_it_is(folder: &Path) -> Result<Self, SearchError> {
        let held = File::open(folder).map_err(refused(folder))?;
        let mut index = tantivy::Index::open_in_dir(folder)?;
        // A question is asked of several segments at once.
        index.set_default_multithread_executor()?;
        analysis::register_analyzers(&index);
        Ok(Self { index, held })
    }

    /// Whether this is still what has the name `folder`.
    pub(super) fn is_at(&self, folder: &Path) -> bool {
        same_file(&self.held, folder)
    }
}

/// Opens the index in `folder`; one that is missing, damaged or of an older form is made anew, empty.
pub(super) fn open(folder: &Path) -> Result<Opened, SearchError> {
    let (schema, _) = fields::schema();
    if let Some(opened) = sound(folder, &schema) {
        return Ok(opened);
    }
    let _turn = turn(folder)?;
    // Another program may have made it while this one waited.
    if let Some(opened) = sound(folder, &schema) {
        return Ok(opened);
    }
    let _writing = if folder.is_dir() {
        let writer = writer_lock(folder)?;
        writer.try_lock().map_err(|_| SearchError::Busy)?;
        Some(writer)
    } else {
        None
    };
    put(&empty(folder, "empty")?, folder)?;
    Opened::as_it_is(folder)
}

/// Makes an empty index beside `folder` and returns where; what an interrupted one left goes.
pub(super) fn empty(folder: &Path, name: &str) -> Result<PathBuf, SearchError> {
    let (schema, _) = fields::schema();
    let fresh = folder.with_extension(name);
    remove(&fresh)?;
    std::fs::create_dir_all(&fresh).map_err(refused(&fresh))?;
    tantivy::Index::create_in_dir(&fresh, schema)?;
    Ok(fresh)
}

/// Waits until nobody writes the index in `folder`, and keeps it so.
pub(super) fn wait_for_writers(folder: &Path) -> Result<File, SearchError> {
    loop {
        let writer = writer_lock(folder)?;
        writer.lock().map_err(refused(folder))?;
        // Whoever wrote may have put another folder here.
        if same_file(&writer, &folder.join(&INDEX_WRITER_LOCK.filepath)) {
            return Ok(writer);
        }
    }
}

/// Puts the index in `fresh` into the place of the one in `folder`, of which the caller holds the
/// writer's lock. Killed between the two steps it leaves no index, and the next program makes one.
pub(super) fn replace(fresh: &Path, folder: &Path) -> Result<(), SearchError> {
    let _turn = turn(folder)?;
    put(fresh, folder)
}

fn put(fresh: &Path, folder: &Path) -> Result<(), SearchError> {
    let old = folder.with_extension("old");
    remove(&old)?;
    match std::fs::rename(folder, &old) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(refused(folder)(cause)),
        _ => {}
    }
    std::fs::rename(fresh, folder).map_err(refused(folder))?;
    remove(&old)
}

/// An index that can be trusted; `None`, with the reason in the log, when there is none.
fn sound(folder: &Path, schema: &Schema) -> Option<Opened> {
    for _ in 0..LOOKS {
        let before = std::fs::read(folder.join("meta.json")).ok()?;
        let fault = match judge(folder, schema) {
            Ok(opened) => return Some(opened),
            Err(fault) => fault,
        };
        // A program that writes takes away files that it needs no longer, also from under this look.
        if std::fs::read(folder.join("meta.json")).is_ok_and(|after| after == before) {
            tracing::warn!(fault, "Search index will be made anew: {fault}");
            return None;
        }
    }
    tracing::warn!("Search index changes faster than it can be looked at");
    None
}

fn judge(folder: &Path, schema: &Schema) -> Result<Opened, String> {
    let said = |error: TantivyError| error.to_string();
    let opened = Opened::as_it_is(folder).map_err(|error| error.to_string())?;
    let index = &opened.index;
    if index.schema() != *schema {
        return Err("it has an older form".to_owned());
    }
    // All files that the last commit names: Tantivy's own look leaves out what another program wrote.
    for file in index.load_metas().map_err(said)?.list_segment_files() {
        let directory = index.directory();
        let exists = directory.exists(&file).map_err(|error| error.to_string())?;
        if exists && !directory.validate_checksum(&file).unwrap_or(false) {
            return Err(format!("{} is damaged", file.display()));
        }
        if !exists && is_always_there(&file) {
            return Err(format!("{} is missing", file.display()));
        }
    }
    index.reader().map_err(said)?.searcher();
    Ok(opened)
}

/// Whether every segment has such a file. Of those that only some have, Tantivy misses what it needs.
fn is_always_there(file: &Path) -> bool {
    let ending = file.extension().unwrap_or_default();
    ending != "del" && ending != "temp"
}

/// Only one program at a time makes an index or puts it in its place.
fn turn(folder: &Path) -> Result<File, SearchError> {
    let file = lock_file(&folder.with_extension("turn"))?;
    file.lock().map_err(refused(folder))?;
    Ok(file)
}

/// The file that Tantivy locks (flock) while it writes.
fn writer_lock(folder: &Path) -> Result<File, SearchError> {
    lock_file(&folder.join(&INDEX_WRITER_LOCK.filepath))
}

fn lock_file(path: &Path) -> Result<File, SearchError> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).map_err(refused(path))
}

fn same_file(open: &File, path: &Path) -> bool {
    let number = |of: std::fs::Metadata| (of.dev(), of.ino());
    match (open.metadata(), path.metadata()) {
        (Ok(open), Ok(path)) => number(open) == number(path),
        _ => false,
    }
}

fn remove(folder: &Path) -> Result<(), SearchError> {
    let removed = if folder.is_file() {
        std::fs::remove_file(folder)
    } else {
        std::fs::remove_dir_all(folder)
    };
    match removed {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(refused(folder)(cause)),
        _ => Ok(()),
    }
}

fn refused(folder: &Path) -> impl Fn(std::io::Error) -> SearchError {
    let folder = folder.to_owned();
    move |cause| SearchError::Folder {
        folder: folder.clone(),
        cause,
    }
}
