//! Opening the embedded database.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::StoreError;
use super::db::Conn;

/// Marks the file as ours (`application_id`, "WRRQ").
const APPLICATION_ID: i64 = 0x5752_5251;
/// Before this version two connections that write and checkpoint at the same moment could corrupt
/// the file (SQLite's release notes, 3.51.3).
const OLDEST_SOUND: i32 = 3_051_003;

/// The one connection that writes.
///
/// `synchronous=FULL`: what was acknowledged survives a power cut; with NORMAL a WAL may lose it.
pub(super) fn open_writer(file: &Path) -> Result<Conn, StoreError> {
    if rusqlite::version_number() < OLDEST_SOUND {
        return Err(StoreError::OldSqlite(rusqlite::version().to_owned()));
    }
    let connection = open(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    )?;
    let found: i64 = connection.query_row("pragma application_id", [], |row| row.get(0))?;
    if found != 0 && found != APPLICATION_ID {
        return Err(StoreError::NotAnArchive(file.to_owned()));
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    // Pages in the middle of the trees change in every transaction; each checkpoint writes them once.
    connection.pragma_update(None, "wal_autocheckpoint", 16_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    Ok(Conn::sqlite(connection))
}

/// A connection that cannot write.
pub(super) fn open_reader(file: &Path) -> Result<Conn, StoreError> {
    let connection = open(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    Ok(Conn::sqlite(connection))
}

fn open(file: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|cause| StoreError::Open {
            file: file.to_owned(),
            cause,
        })?;
    // Otherwise the planner looks at the values, and prepares a statement again for each of them.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(std::time::Duration::from_secs(30))?;
    Ok(connection)
}

/// Writes the database as it stands at one moment to a new file.
pub(crate) fn copy(conn: &mut Conn, file: &Path) -> Result<(), StoreError> {
    if !conn.is_sqlite() {
        return Err(StoreError::NotEmbedded);
    }
    let name = file.to_string_lossy();
    conn.execute("vacuum into $1", &[super::db::Value::Text(&name)])?;
    Ok(())
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Db(error.into())
    }
}
