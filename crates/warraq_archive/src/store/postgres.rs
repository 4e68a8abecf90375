//! Connecting to PostgreSQL.

use super::StoreError;
use super::db::Conn;

/// Connects to the database at `url` (`postgres://user@host/db` or `postgres:///db?host=/socket`).
pub(super) fn open(url: &str) -> Result<Conn, StoreError> {
    let client = ::postgres::Client::connect(url, ::postgres::NoTls).map_err(|cause| {
        StoreError::Connect {
            url: without_password(url),
            cause,
        }
    })?;
    let mut conn = Conn::postgres(client);
    // Comparison by bytes, whatever the server's locale: order is decided in Rust.
    conn.batch("set client_min_messages = warning; set standard_conforming_strings = on")?;
    Ok(conn)
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.split_once('@') {
        Some((user, place)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{place}")
        }
        None => url.to_owned(),
    }
}
