//! Threads that own database connections, and the queue before them.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::db::{Conn, DbError};
use super::{StoreError, postgres, sqlite};

type Job = Box<dyn FnOnce(&mut Conn) + Send>;

/// Where the database is.
#[derive(Clone, Debug)]
pub(crate) enum Location {
    /// A file of the archive.
    Sqlite(std::path::PathBuf),
    /// `postgres://…`
    Postgres(String),
}

impl Location {
    fn reader(&self) -> Result<Conn, StoreError> {
        match self {
            Self::Sqlite(file) => sqlite::open_reader(file),
            Self::Postgres(url) => postgres::open(url),
        }
    }

    fn writer(&self) -> Result<Conn, StoreError> {
        match self {
            Self::Sqlite(file) => sqlite::open_writer(file),
            Self::Postgres(url) => postgres::open(url),
        }
    }
}

/// Reader threads and the one writer of this process.
pub(crate) struct Pool {
    jobs: Sender<Job>,
    writer: Mutex<Conn>,
    location: Location,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pool({:?})", self.location)
    }
}

impl Pool {
    /// Opens the writer, brings the schema up to date, and starts `readers` threads.
    pub(crate) fn open(location: Location, readers: usize) -> Result<Self, StoreError> {
        let mut writer = location.writer()?;
        super::migrate::migrate(&mut writer)?;
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        for number in 0..readers.max(1) {
            let conn = location.reader()?;
            let queue = Arc::clone(&queue);
            let location = location.clone();
            std::thread::Builder::new()
                .name(format!("warraq-db-{number}"))
                .spawn(move || serve(conn, &queue, &location))
                .map_err(StoreError::Thread)?;
        }
        Ok(Self {
            jobs,
            writer: Mutex::new(writer),
            location,
        })
    }

    /// Hands `job` to the next free reader thread.
    pub(crate) fn submit(&self, job: impl FnOnce(&mut Conn) + Send + 'static) {
        // The queue's other end lives as long as a reader thread does, and those end with `jobs`.
        let _ = self.jobs.send(Box::new(job));
    }

    /// The writer, when nobody else of this process writes.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Conn> {
        // A writer that panicked left its transaction to be rolled back by the next `begin`'s
        // failure at the latest; the connection itself is sound.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens one more connection for reading, for long work that must not hold up readers.
    pub(crate) fn extra_reader(&self) -> Result<Conn, StoreError> {
        self.location.reader()
    }
}

fn serve(mut conn: Conn, queue: &Mutex<Receiver<Job>>, location: &Location) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // A job that panics must not take the connection's thread with it.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&mut conn)));
        while conn.is_closed() {
            match location.reader() {
                Ok(fresh) => conn = fresh,
                Err(error) => {
                    tracing::warn!(%error, "Database connection lost; trying again");
                    std::thread::sleep(Duration::from_millis(250));
                }
            }
        }
    }
}

/// Turns a panic's or a closed queue's silence into an error.
pub(crate) fn lost() -> StoreError {
    StoreError::Db(DbError::Column {
        column: 0,
        wanted: "an answer",
        found: "the database thread stopped working on it".to_owned(),
    })
}
