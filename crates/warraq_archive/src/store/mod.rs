//! All SQL of Warraq, behind functions named for the question that they answer.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod autosave;
pub(crate) mod ban;
pub(crate) mod change;
pub(crate) mod comment;
pub(crate) mod contact;
pub(crate) mod conversation;
pub(crate) mod correction;
mod db;
pub(crate) mod decision;
pub(crate) mod desk;
pub(crate) mod desk_batch;
pub(crate) mod desk_line;
pub(crate) mod desk_review;
pub(crate) mod desk_share;
pub(crate) mod front;
pub(crate) mod hold;
pub(crate) mod imports;
pub(crate) mod indexing;
pub(crate) mod law;
mod ledger;
pub(crate) mod library;
pub(crate) mod listing;
pub(crate) mod media;
pub(crate) mod menu;
mod migrate;
mod name_word;
pub(crate) mod names;
pub(crate) mod news;
pub(crate) mod newsletter;
pub(crate) mod outbox;
pub(crate) mod path;
pub(crate) mod ping;
mod pool;
mod postgres;
pub(crate) mod publishing;
pub(crate) mod queue;
mod reading;
pub(crate) mod reads;
pub(crate) mod revision;
pub(crate) mod section;
pub(crate) mod session;
pub(crate) mod spam;
mod sqlite;
pub(crate) mod verify;
pub(crate) mod writing;

use std::path::PathBuf;

pub use change::{Change, ChangeKind};
pub use db::DbError;
pub use ledger::{AddressRow, FileRow};
pub use reading::{NameKind, Named, Reading, SitemapEntry};

pub(crate) use db::Conn;
pub(crate) use ledger::{addresses, files};
pub(crate) use pool::{Location, Pool, lost};
pub(crate) use sqlite::copy;

/// Why the archive's store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The database file cannot be opened.
    #[error("cannot open {}: {cause}; check that the folder exists and belongs to you", file.display())]
    Open {
        /// The file.
        file: PathBuf,
        /// What SQLite says.
        cause: rusqlite::Error,
    },
    /// The database server cannot be reached.
    #[error(
        "cannot connect to {url}: {cause}; check that PostgreSQL runs and that the address in warraq.toml is right"
    )]
    Connect {
        /// The address without its password.
        url: String,
        /// What the client says.
        cause: ::postgres::Error,
    },
    /// The file is some other program's database.
    #[error("{} is not a Warraq archive; choose another folder with --archive", .0.display())]
    NotAnArchive(PathBuf),
    /// The program was built with a version of SQLite that can corrupt archives.
    #[error(
        "this program was built with SQLite {0}, which can corrupt a database; build it with the bundled version"
    )]
    OldSqlite(String),
    /// A newer program wrote this archive.
    #[error(
        "the archive has schema {found}, this program knows {known}: use the newer program, or restore a backup"
    )]
    Newer {
        /// Version in the archive.
        found: i64,
        /// Newest version that this program knows.
        known: i64,
    },
    /// What was asked needs the embedded database.
    #[error("this works on the embedded database only; copy a PostgreSQL archive with pg_dump")]
    NotEmbedded,
    /// The system gave no thread.
    #[error("cannot start a database thread: {0}")]
    Thread(std::io::Error),
}
