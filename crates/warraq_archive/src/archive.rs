//! The archive as the rest of Warraq holds it: one handle, cheap to clone.

use std::convert::Infallible;
use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::clock::SharedClock;
use crate::config::{Config, ConfigError, Mail};
use crate::media::{MediaError, MediaStore};
use crate::model::{ArticleId, Settings, Timestamp};
use crate::search::{Goes, Index, SearchError, SearchPage, SearchRequest, Suggestions};
use crate::store::{
    AddressRow, Conn, DbError, FileRow, Location, Pool, Reading, StoreError, lost, writing,
};

/// Database threads that answer readers.
const READERS: usize = 3;

/// Between two looks at the change sequence: what is published is found within a second.
const FOLLOW_EVERY: Duration = Duration::from_millis(250);
/// After a failure.
const FOLLOW_AGAIN: Duration = Duration::from_secs(5);

/// Why an archive cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no archive in the folder.
    #[error("{} holds no archive; make one with `warraq --archive {} init`", .0.display(), .0.display())]
    Missing(PathBuf),
    /// The folder cannot be made or read.
    #[error("cannot use the folder {}: {cause}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Another process does the same work on this archive.
    #[error(
        "another process ({holder}) is already at work on this archive ({what}); wait for it or stop it"
    )]
    Busy {
        /// Which work.
        what: &'static str,
        /// Process number of the other.
        holder: String,
    },
    /// `warraq.toml` cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The media store cannot be opened.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The search index cannot be opened or made.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// A newspaper's archive.
#[derive(Clone, Debug)]
pub struct Archive {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    clock: SharedClock,
    pool: Pool,
    media: MediaStore,
    index: Index,
    settings: RwLock<Arc<Settings>>,
    mail: Option<Mail>,
    theme: Option<PathBuf>,
}

/// A piece of work that only one process at a time may do on an archive. Let go when dropped.
#[derive(Debug)]
pub struct Claim {
    _file: File,
}

impl Archive {
    /// Makes an archive in `folder`, which may exist, and opens it. An archive that is there already
    /// is opened as it is.
    pub fn create(folder: &Path, clock: SharedClock) -> Result<Self, OpenError> {
        std::fs::create_dir_all(folder).map_err(|cause| OpenError::Folder {
            folder: folder.to_owned(),
            cause,
        })?;
        Self::open_at(folder, clock)
    }

    /// Opens the archive in `folder`.
    pub fn open(folder: &Path, clock: SharedClock) -> Result<Self, OpenError> {
        let config = Config::read(folder)?;
        if config.database.is_none() && !folder.join("archive.db").is_file() {
            return Err(OpenError::Missing(folder.to_owned()));
        }
        Self::open_at(folder, clock)
    }

    fn open_at(folder: &Path, clock: SharedClock) -> Result<Self, OpenError> {
        let config = Config::read(folder)?;
        let location = match config.database {
            Some(url) => Location::Postgres(url),
            None => Location::Sqlite(folder.join("archive.db")),
        };
        let pool = Pool::open(location, READERS)?;
        let settings = load_settings(&mut pool.writer())?;
        Ok(Self {
            inner: Arc::new(Inner {
                folder: folder.to_owned(),
                clock,
                pool,
                media: MediaStore::open(folder)?,
                index: Index::open(&folder.join("index"))?,
                settings: RwLock::new(Arc::new(settings)),
                mail: config.mail,
                theme: config.theme,
            }),
        })
    }

    /// The archive's folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Folder of the paper's theme, if it has one.
    pub fn theme(&self) -> Option<&Path> {
        self.inner.theme.as_deref()
    }

    /// The clock that decides what is published.
    pub fn clock(&self) -> &SharedClock {
        &self.inner.clock
    }

    /// The newsroom's settings, as last read.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(
            &self
                .inner
                .settings
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Reads the settings again, after they changed.
    pub fn reload_settings(&self) -> Result<(), StoreError> {
        let fresh = load_settings(&mut self.inner.pool.extra_reader()?)?;
        *self
            .inner
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        Ok(())
    }

    /// Changes settings, each `(key, value)`; all of them or, when one cannot be used, none.
    pub fn change_settings(&self, changes: &[(&str, &str)]) -> Result<(), ChangeSettingsError> {
        let mut tried = Settings::clone(&self.settings());
        for (key, value) in changes {
            tried.apply(key, value)?;
        }
        let now = self.inner.clock.now();
        self.write(|tx| {
            for (key, value) in changes {
                writing::setting(tx, key, value)?;
            }
            Ok::<_, StoreError>(crate::store::change::record(
                tx,
                crate::store::ChangeKind::Settings,
                now,
            )?)
        })?;
        Ok(self.reload_settings()?)
    }

    /// Every stored setting, by key.
    pub fn stored_settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        Ok(writing::settings(&mut self.connection()?)?)
    }

    /// Copies the database, not the media, into another folder, as it stands at one moment.
    pub fn copy_to(&self, folder: &Path) -> Result<(), OpenError> {
        std::fs::create_dir_all(folder).map_err(|cause| OpenError::Folder {
            folder: folder.to_owned(),
            cause,
        })?;
        Ok(crate::store::copy(
            &mut self.connection()?,
            &folder.join("archive.db"),
        )?)
    }

    /// The mail server; `None` when the paper sends no mail.
    pub fn mail(&self) -> Option<&Mail> {
        self.inner.mail.as_ref()
    }

    /// Originals and what readers get of them.
    pub fn media(&self) -> &MediaStore {
        &self.inner.media
    }

    /// The search index.
    pub fn index(&self) -> &Index {
        &self.inner.index
    }

    /// Runs `work` on a database thread, over the archive as readers may see it now.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Reading<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let settings = self.settings();
        let now = self.inner.clock.now();
        self.inner.pool.submit(move |conn| {
            let read = conn.snapshot(|conn| work(&mut Reading::new(conn, now, &settings)));
            let _ = answer.send(read);
        });
        answered.await.unwrap_or_else(|_| Err(lost()))
    }

    /// The same, for callers that may wait where they are (commands, followers).
    pub fn read_here<T>(
        &self,
        work: impl FnOnce(&mut Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.read_at(self.inner.clock.now(), work)
    }

    /// The same at another moment.
    pub(crate) fn read_at<T>(
        &self,
        at: Timestamp,
        work: impl FnOnce(&mut Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let settings = self.settings();
        let mut conn = self.inner.pool.extra_reader()?;
        conn.snapshot(|conn| work(&mut Reading::new(conn, at, &settings)))
    }

    /// Asks the store on a database thread, for callers that may wait where they are and want no
    /// gate for readers before them: the newsroom, and whoever looks again and again for work.
    pub(crate) fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = std::sync::mpsc::channel();
        self.inner.pool.submit(move |conn| {
            let found = conn.snapshot(work);
            let _ = answer.send(found);
        });
        Ok(answered.recv().map_err(|_| lost())??)
    }

    /// Tells `each` every address that the paper has or had, and where it leads.
    pub fn addresses(&self, each: impl FnMut(AddressRow)) -> Result<(), StoreError> {
        crate::store::addresses(&mut self.connection()?, each)
    }

    /// Tells `each` every picture and document with its file.
    pub fn files(&self, each: impl FnMut(FileRow)) -> Result<(), StoreError> {
        crate::store::files(&mut self.connection()?, each)
    }

    /// Keeps the search index up to the change sequence, on a thread of its own, for as long as the
    /// program runs. Another process that writes the index is left to it.
    pub fn follow_in_background(&self) -> Result<(), StoreError> {
        let archive = self.clone();
        let follow = move || {
            loop {
                let Err(error) = archive.follow_over_one_connection();
                tracing::warn!(%error, "Search index could not follow; trying again");
                std::thread::sleep(FOLLOW_AGAIN);
            }
        };
        std::thread::Builder::new()
            .name("warraq-index".to_owned())
            .spawn(follow)
            .map_err(StoreError::Thread)?;
        Ok(())
    }

    /// Looks at the change sequence again and again until that fails. One connection serves all looks.
    fn follow_over_one_connection(&self) -> Result<Infallible, SearchError> {
        let mut conn = self.connection()?;
        loop {
            self.inner
                .index
                .follow_over(&mut conn, &*self.inner.clock, |_| Goes::On)?;
            std::thread::sleep(FOLLOW_EVERY);
        }
    }

    /// Finds articles.
    pub async fn search(&self, request: SearchRequest) -> Result<SearchPage, SearchError> {
        self.ask(move |index, reading| index.search(reading, &request))
            .await
    }

    /// Where the beginning of a question may lead.
    pub async fn suggest(&self, text: String) -> Result<Suggestions, SearchError> {
        self.ask(move |index, reading| index.suggest(reading, &text))
            .await
    }

    /// Asks the index, on a database thread.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Index, &mut Reading<'_>) -> Result<T, SearchError> + Send + 'static,
    ) -> Result<T, SearchError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let settings = self.settings();
        let now = self.inner.clock.now();
        let archive = self.clone();
        self.inner.pool.submit(move |conn| {
            let found = conn.snapshot(|conn| {
                question(
                    &archive.inner.index,
                    &mut Reading::new(conn, now, &settings),
                )
            });
            let _ = answer.send(found);
        });
        answered
            .await
            .unwrap_or_else(|_| Err(SearchError::Store(lost())))
    }

    /// The best articles for a text with their scores, in the order in which a search shows them.
    pub fn rank(&self, text: &str, limit: usize) -> Result<Vec<(ArticleId, f32)>, SearchError> {
        let settings = self.settings();
        let now = self.inner.clock.now();
        let mut conn = self.inner.pool.extra_reader()?;
        conn.snapshot(|conn| {
            let mut reading = Reading::new(conn, now, &settings);
            self.inner.index.rank(&mut reading, text, limit)
        })
    }

    /// Runs `work` in one transaction of the writer.
    pub(crate) fn write<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.inner.pool.writer().transaction(work)
    }

    /// A connection of the caller's own, for long reading.
    pub(crate) fn connection(&self) -> Result<Conn, StoreError> {
        self.inner.pool.extra_reader()
    }

    /// Claims a piece of work (`serve`, `import`) for this process.
    ///
    /// # Errors
    /// [`OpenError::Busy`] with the other's process number when another process has it.
    pub fn claim(&self, what: &'static str) -> Result<Claim, OpenError> {
        let path = self.inner.folder.join(format!("{what}.lock"));
        let folder = |cause| OpenError::Folder {
            folder: self.inner.folder.clone(),
            cause,
        };
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(folder)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(folder)?;
                return Err(OpenError::Busy {
                    what,
                    holder: holder.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(cause)) => return Err(folder(cause)),
        }
        file.set_len(0).map_err(folder)?;
        file.rewind().map_err(folder)?;
        write!(file, "{}", std::process::id()).map_err(folder)?;
        Ok(Claim { _file: file })
    }
}

/// Why settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeSettingsError {
    /// A value cannot be used.
    #[error(transparent)]
    Value(#[from] crate::model::SettingsError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn load_settings(conn: &mut Conn) -> Result<Settings, StoreError> {
    let mut settings = Settings::default();
    for (key, value) in writing::settings(conn)? {
        // A value that an older program accepted and this one does not leaves the default.
        if let Err(error) = settings.apply(&key, &value) {
            tracing::warn!(%error, "Setting ignored");
        }
    }
    Ok(settings)
}
