//! Copies that can be made again at any time: made once, kept in a folder that may vanish.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use tracing::warn;

use super::{Body, MediaError};

/// Larger copies are given as a file, to be streamed.
pub(super) const IN_MEMORY: u64 = 8 << 20;

/// Part of every name in the cache and of every `ETag`: to be raised whenever the same original
/// would come out as different bytes.
pub(super) const RECIPE: &str = "1";

type Flight = Arc<OnceLock<Result<Body, MediaError>>>;

/// The folder of copies, and the copies that are being made right now.
#[derive(Debug)]
pub(super) struct Throwaway {
    root: PathBuf,
    flights: Mutex<HashMap<PathBuf, Flight>>,
    written: AtomicU64,
}

/// What making a copy yields.
pub(super) enum Made {
    Bytes(Vec<u8>),
    /// Not to be kept: made again when asked for again.
    Unkept(Vec<u8>),
    /// A file made by [`Throwaway::scratch`], because it is too large for memory.
    File(PathBuf),
}

impl Throwaway {
    pub(super) fn new(root: PathBuf) -> Self {
        Self {
            root: root.join(RECIPE),
            flights: Mutex::default(),
            written: AtomicU64::new(0),
        }
    }

    /// Where the copies of one original stand.
    pub(super) fn folder(&self, sha256_hex: &str) -> PathBuf {
        self.root.join(&sha256_hex[..2]).join(sha256_hex)
    }

    /// Where the pictures that are drawn from the words of one article stand. A folder of folders
    /// with a hundred thousand entries is slow to walk: they are dealt out to 256.
    pub(super) fn drawings(&self, article: i64) -> PathBuf {
        let share = format!("{:02x}", article.rem_euclid(256));
        self.root
            .join("drawn")
            .join(share)
            .join(article.to_string())
    }

    /// Gives the copy at `path`, making it if it is not there.
    ///
    /// However many ask at the same moment, it is made once and all get the same answer.
    pub(super) fn get_or_make(
        &self,
        path: &Path,
        make: impl FnOnce() -> Result<Made, MediaError>,
    ) -> Result<Body, MediaError> {
        if let Some(kept) = load(path) {
            return Ok(kept);
        }
        let flight = {
            let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(flights.entry(path.to_owned()).or_default())
        };
        let answer = flight
            .get_or_init(|| {
                // Another flight may have landed since this caller looked.
                load(path).map_or_else(|| self.keep(path, make()?), Ok)
            })
            .clone();
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if flights
            .get(path)
            .is_some_and(|current| Arc::ptr_eq(current, &flight))
        {
            flights.remove(path);
        }
        answer
    }

    /// Creates a file that becomes a copy when it is complete.
    pub(super) fn scratch(&self) -> io::Result<(File, PathBuf)> {
        fs::create_dir_all(&self.root)?;
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let path = self
            .root
            .join(format!("scratch-{}-{number}", std::process::id()));
        Ok((File::create(&path)?, path))
    }

    fn keep(&self, path: &Path, made: Made) -> Result<Body, MediaError> {
        match made {
            Made::Unkept(bytes) => Ok(Body::Bytes(bytes.into())),
            Made::Bytes(bytes) => {
                let written = self.scratch().and_then(|(mut file, scratch)| {
                    file.write_all(&bytes)?;
                    settle(&file, &scratch, path)
                });
                // A full disk must not keep readers from pictures.
                if let Err(error) = written {
                    warn!(path = %path.display(), %error, "Could not keep {}", path.display());
                }
                Ok(Body::Bytes(bytes.into()))
            }
            Made::File(scratch) => File::open(&scratch)
                .and_then(|file| settle(&file, &scratch, path))
                .map_err(|error| MediaError::io(path, error))
                .and_then(|()| {
                    load(path).ok_or_else(|| {
                        MediaError::io(path, io::Error::from(io::ErrorKind::NotFound))
                    })
                }),
        }
    }
}

/// Moves a complete file to its place. Synced first, or a loss of power could leave a hollow
/// file under a good name.
fn settle(file: &File, scratch: &Path, path: &Path) -> io::Result<()> {
    let settled = file.sync_data().and_then(|()| {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(scratch, path)
    });
    if settled.is_err() {
        let _ = fs::remove_file(scratch);
    }
    settled
}

/// The file at `path`, in memory unless it is large.
pub(super) fn load(path: &Path) -> Option<Body> {
    let len = fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    if len > IN_MEMORY {
        return Some(Body::File {
            path: path.to_owned(),
            len,
        });
    }
    fs::read(path)
        .ok()
        .map(|bytes| Body::Bytes(Bytes::from(bytes)))
}

/// A bound on how much is done at once.
#[derive(Debug)]
pub(super) struct Permits {
    free: Mutex<usize>,
    returned: Condvar,
}

impl Permits {
    pub(super) fn new(count: usize) -> Self {
        Self {
            free: Mutex::new(count),
            returned: Condvar::new(),
        }
    }

    /// Waits for its turn; the turn ends when the result is dropped.
    pub(super) fn take(&self) -> Permit<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self
            .returned
            .wait_while(free, |free| *free == 0)
            .unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Permit { permits: self }
    }
}

/// One turn.
pub(super) struct Permit<'a> {
    permits: &'a Permits,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self
            .permits
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner) += 1;
        self.permits.returned.notify_one();
    }
}
