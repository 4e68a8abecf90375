//! One SQL text for two databases.
//!
//! SQLite is the default and needs nothing installed; PostgreSQL takes over when a newsroom
//! outgrows one machine. Statements number their parameters `$1`, `$2`, …, which both understand,
//! and use 64-bit integers, text and bytes only. Store code is written once, as plain synchronous
//! functions over [`Conn`]; they run on database threads, never on the threads that answer readers.

use std::collections::HashMap;
use std::fmt;

/// What can go wrong below the store.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// SQLite refused.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused, or cannot be reached.
    #[error("PostgreSQL: {}", explain(.0))]
    Postgres(#[from] postgres::Error),
    /// A column does not hold what the schema says.
    #[error(
        "column {column} of a row holds {found}, not {wanted}: the database was changed by hand or is damaged; run `warraq verify`"
    )]
    Column {
        /// Position in the row.
        column: usize,
        /// What was expected.
        wanted: &'static str,
        /// What is there.
        found: String,
    },
}

/// The client library says only "db error"; the server's own words are in the source.
fn explain(error: &postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// A parameter of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    /// NULL.
    Null,
    /// A number, truth value or time.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Blob(value)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Parameters of a statement, in the order of their numbers.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::store::db::Value::from($value)),*] };
}
pub(crate) use params;

/// A row of an answer.
pub(crate) struct Row<'a>(Source<'a>);

enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Row")
    }
}

impl Row<'_> {
    /// The number in `column`.
    pub(crate) fn int(&self, column: usize) -> Result<i64, DbError> {
        self.optional_int(column)?
            .ok_or_else(|| null(column, "a number"))
    }

    /// The number in `column`, unless it is NULL.
    pub(crate) fn optional_int(&self, column: usize) -> Result<Option<i64>, DbError> {
        match self.0 {
            Source::Sqlite(row) => Ok(row.get(column)?),
            Source::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// The truth value in `column`.
    pub(crate) fn flag(&self, column: usize) -> Result<bool, DbError> {
        Ok(self.int(column)? != 0)
    }

    /// The answer of a comparison (`is not null`), which SQLite gives as a number.
    pub(crate) fn truth(&self, column: usize) -> Result<bool, DbError> {
        match self.0 {
            Source::Sqlite(row) => Ok(row.get(column)?),
            Source::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// The answer of a comparison, unless one side of it is NULL.
    pub(crate) fn optional_truth(&self, column: usize) -> Result<Option<bool>, DbError> {
        match self.0 {
            Source::Sqlite(row) => Ok(row.get(column)?),
            Source::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// The count in `column`.
    pub(crate) fn count(&self, column: usize) -> Result<usize, DbError> {
        let number = self.int(column)?;
        usize::try_from(number).map_err(|_| DbError::Column {
            column,
            wanted: "a count",
            found: number.to_string(),
        })
    }

    /// The text in `column`.
    pub(crate) fn text(&self, column: usize) -> Result<String, DbError> {
        self.optional_text(column)?
            .ok_or_else(|| null(column, "text"))
    }

    /// The text in `column`, unless it is NULL.
    pub(crate) fn optional_text(&self, column: usize) -> Result<Option<String>, DbError> {
        match self.0 {
            Source::Sqlite(row) => Ok(row.get(column)?),
            Source::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// The bytes in `column`, unless it is NULL.
    pub(crate) fn optional_blob(&self, column: usize) -> Result<Option<Vec<u8>>, DbError> {
        match self.0 {
            Source::Sqlite(row) => Ok(row.get(column)?),
            Source::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
}

fn null(column: usize, wanted: &'static str) -> DbError {
    DbError::Column {
        column,
        wanted,
        found: "nothing".to_owned(),
    }
}

/// A connection to the archive's database.
pub(crate) struct Conn(Backend);

enum Backend {
    Sqlite(rusqlite::Connection),
    Postgres {
        client: Box<postgres::Client>,
        prepared: HashMap<&'static str, postgres::Statement>,
    },
}

impl fmt::Debug for Conn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Backend::Sqlite(_) => "Conn(SQLite)",
            Backend::Postgres { .. } => "Conn(PostgreSQL)",
        })
    }
}

impl Conn {
    pub(super) fn sqlite(connection: rusqlite::Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(256);
        Self(Backend::Sqlite(connection))
    }

    pub(super) fn postgres(client: postgres::Client) -> Self {
        Self(Backend::Postgres {
            client: Box::new(client),
            prepared: HashMap::new(),
        })
    }

    /// Whether this is the embedded database.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.0, Backend::Sqlite(_))
    }

    /// Whether the server has closed this connection. The embedded database never does.
    pub(crate) fn is_closed(&self) -> bool {
        match &self.0 {
            Backend::Sqlite(_) => false,
            Backend::Postgres { client, .. } => client.is_closed(),
        }
    }

    /// Runs a statement that answers nothing; returns how many rows it touched.
    pub(crate) fn execute(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        match &mut self.0 {
            Backend::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                Ok(statement.raw_execute()? as u64)
            }
            Backend::Postgres { client, prepared } => {
                let statement = prepare(client, prepared, sql)?;
                Ok(client.execute(&statement, &values(params))?)
            }
        }
    }

    /// Adds a row to a table whose rows are numbered (`{id}`) and returns its number.
    pub(crate) fn insert(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
    ) -> Result<i64, DbError> {
        match &mut self.0 {
            Backend::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                statement.raw_execute()?;
                // RETURNING would build a table of one row each time.
                Ok(connection.last_insert_rowid())
            }
            Backend::Postgres { client, prepared } => {
                let statement = match prepared.get(sql) {
                    Some(statement) => statement.clone(),
                    None => client.prepare(&format!("{sql} returning id"))?,
                };
                prepared.insert(sql, statement.clone());
                let row = client.query_one(&statement, &values(params))?;
                Ok(row.try_get(0)?)
            }
        }
    }

    /// Runs a statement and reads every row of its answer.
    pub(crate) fn query<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        match &mut self.0 {
            Backend::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                let mut answer = Vec::new();
                while let Some(row) = rows.next()? {
                    answer.push(read(&Row(Source::Sqlite(row)))?);
                }
                Ok(answer)
            }
            Backend::Postgres { client, prepared } => {
                let statement = prepare(client, prepared, sql)?;
                let rows = client.query(&statement, &values(params))?;
                rows.iter()
                    .map(|row| read(&Row(Source::Postgres(row))))
                    .collect()
            }
        }
    }

    /// Runs a statement and reads the first row of its answer, if there is one.
    pub(crate) fn first<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        match &mut self.0 {
            Backend::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                rows.next()?
                    .map(|row| read(&Row(Source::Sqlite(row))))
                    .transpose()
            }
            Backend::Postgres { .. } => Ok(self.query(sql, params, read)?.into_iter().next()),
        }
    }

    /// Runs `work` in a transaction: all of it happens, or nothing.
    pub(crate) fn transaction<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.batch(if self.is_sqlite() {
            "begin immediate"
        } else {
            "begin"
        })?;
        match work(self) {
            Ok(answer) => {
                if let Err(error) = self.batch("commit") {
                    // A commit that failed may have left the transaction open (disk full).
                    let _ = self.batch("rollback");
                    return Err(error.into());
                }
                Ok(answer)
            }
            Err(error) => {
                // The first error is the one to tell; a rollback fails only when the connection is
                // gone, and then nothing was committed either.
                let _ = self.batch("rollback");
                Err(error)
            }
        }
    }

    /// Runs `work` over the database as it stands at one moment, whatever is written meanwhile. Many
    /// questions cost less so than each in a transaction of its own.
    pub(crate) fn snapshot<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.batch(if self.is_sqlite() {
            "begin"
        } else {
            "begin isolation level repeatable read, read only"
        })?;
        work(Snapshot(self).0)
    }

    /// Runs several statements without parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        match &mut self.0 {
            Backend::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Backend::Postgres { client, .. } => Ok(client.batch_execute(sql)?),
        }
    }
}

/// Ends the transaction also when `work` panics, so that the connection can be used again.
struct Snapshot<'a>(&'a mut Conn);

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // It fails only when the connection is gone, which the next statement tells.
        let _ = self.0.batch("rollback");
    }
}

fn values<'a>(params: &'a [Value<'_>]) -> Vec<&'a (dyn postgres::types::ToSql + Sync)> {
    params.iter().map(|value| value as _).collect()
}

fn prepare(
    client: &mut postgres::Client,
    prepared: &mut HashMap<&'static str, postgres::Statement>,
    sql: &'static str,
) -> Result<postgres::Statement, DbError> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    let statement = client.prepare(sql)?;
    prepared.insert(sql, statement.clone());
    Ok(statement)
}

/// `$1` is a *named* parameter to SQLite, numbered by first appearance: bind by name.
fn bind(
    statement: &mut rusqlite::CachedStatement<'_>,
    params: &[Value<'_>],
) -> Result<(), DbError> {
    const NAMES: [&str; 32] = [
        "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14",
        "$15", "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24", "$25", "$26", "$27",
        "$28", "$29", "$30", "$31", "$32",
    ];
    for (name, value) in NAMES.iter().zip(params) {
        if let Some(index) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    Ok(())
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

impl postgres::types::ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &postgres::types::Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(postgres::types::IsNull::Yes),
            Self::Int(value) => value.to_sql(kind, out),
            // PostgreSQL alone refuses NUL in text; no reader misses it.
            Self::Text(value) if value.contains('\0') => value.replace('\0', "").to_sql(kind, out),
            Self::Text(value) => value.to_sql(kind, out),
            Self::Blob(value) => value.to_sql(kind, out),
        }
    }

    fn accepts(kind: &postgres::types::Type) -> bool {
        use postgres::types::Type;
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(kind)
    }

    postgres::types::to_sql_checked!();
}
