//! What was done in the newsroom.

use super::db::{Conn, DbError, Row, params};
use crate::accounts::{AuditLine, seal};
use crate::model::{AccountId, Timestamp};

/// Lines that are read at once to check their seals.
const BATCH: usize = 1_000;

/// Keeps others from adding a line until this transaction ends: each line is sealed with the last.
pub(crate) fn hold_still(tx: &mut Conn) -> Result<(), DbError> {
    // The embedded database has one writer.
    if tx.is_sqlite() {
        return Ok(());
    }
    tx.batch("lock table audit in share row exclusive mode")
}

/// The seal of the newest line; empty when there is none.
pub(crate) fn newest_seal(conn: &mut Conn) -> Result<Vec<u8>, DbError> {
    const SQL: &str = "select seal from audit order by id desc limit 1";
    let seal = conn.first(SQL, params![], |row| row.optional_blob(0))?;
    Ok(seal.flatten().unwrap_or_default())
}

/// Adds a line.
pub(crate) fn add(tx: &mut Conn, line: &AuditLine) -> Result<(), DbError> {
    const SQL: &str = "insert into audit (at, account_id, who, deed, subject, detail, seal) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    let values = params![
        line.at.millis(),
        line.account.map(|id| id.0),
        &line.who,
        &line.deed,
        &line.subject,
        &line.detail,
        line.seal.as_slice(),
    ];
    tx.insert(SQL, values)?;
    Ok(())
}

/// Lines before a line, newest first.
pub(crate) fn before(
    conn: &mut Conn,
    before: i64,
    limit: usize,
) -> Result<Vec<AuditLine>, DbError> {
    const SQL: &str = "select id, at, account_id, who, deed, subject, detail, seal from audit \
        where id < $1 order by id desc limit $2";
    conn.query(SQL, params![before, limit as i64], read_line)
}

/// How many lines there are, and what is wrong with their seals.
pub(crate) fn broken_seals(conn: &mut Conn) -> Result<(usize, Vec<String>), DbError> {
    const SQL: &str = "select id, at, account_id, who, deed, subject, detail, seal from audit \
        where id > $1 order by id limit $2";
    let (mut count, mut after, mut faults) = (0, 0, Vec::new());
    let mut last = Vec::new();
    loop {
        let lines = conn.query(SQL, params![after, BATCH as i64], read_line)?;
        let Some(end) = lines.last() else {
            return Ok((count, faults));
        };
        after = end.id;
        count += lines.len();
        for line in lines {
            if seal(&last, &line) != line.seal.as_slice() {
                faults.push(format!(
                    "line {} of the audit is not what was written, or a line before it is gone: \
                     compare with a backup",
                    line.id
                ));
            }
            last = line.seal;
        }
    }
}

fn read_line(row: &Row<'_>) -> Result<AuditLine, DbError> {
    Ok(AuditLine {
        id: row.int(0)?,
        at: Timestamp::from_millis(row.int(1)?),
        account: row.optional_int(2)?.map(AccountId),
        who: row.text(3)?,
        deed: row.text(4)?,
        subject: row.text(5)?,
        detail: row.text(6)?,
        seal: row.optional_blob(7)?.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Location, Pool};
    use super::*;

    fn faults_after(meddle: &'static str) -> usize {
        let folder = tempfile::tempdir().unwrap();
        let pool = Pool::open(Location::Sqlite(folder.path().join("a.db")), 1).unwrap();
        let mut conn = pool.writer();
        for n in 1..=5 {
            let mut line = AuditLine {
                id: n,
                at: Timestamp::from_millis(n),
                account: Some(AccountId(n)),
                who: "ليلى".to_owned(),
                deed: "signed-in".to_owned(),
                subject: String::new(),
                detail: String::new(),
                seal: Vec::new(),
            };
            let before = newest_seal(&mut conn).unwrap();
            line.seal = seal(&before, &line).to_vec();
            add(&mut conn, &line).unwrap();
        }
        conn.batch(meddle).unwrap();
        let (_, faults) = broken_seals(&mut conn).unwrap();
        faults.len()
    }

    #[test]
    fn what_was_altered_shows() {
        assert_eq!(faults_after(""), 0);
        for meddle in [
            "update audit set who = 'سامي' where id = 3",
            "update audit set at = at + 1 where id = 3",
            "update audit set account_id = null where id = 5",
            "update audit set subject = deed, deed = subject where id = 2",
            "delete from audit where id = 3",
            "delete from audit where id = 1",
        ] {
            assert!(faults_after(meddle) > 0, "{meddle}");
        }
    }
}
