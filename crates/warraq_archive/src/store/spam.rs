//! What decisions taught the classifier of spam.

use super::db::{Conn, DbError, params};
use crate::spam::{Counts, Experience};

/// Rows that count the whole; no clue is called so, since clues have a colon.
const DECISIONS: &str = "decisions";
const CLUES: &str = "clues";

/// What is known of each of `clues`, and of all together.
pub(crate) fn known(
    conn: &mut Conn,
    clues: &[String],
) -> Result<(Experience, Vec<Counts>), DbError> {
    let experience = Experience {
        decisions: counts(conn, DECISIONS)?,
        clues: counts(conn, CLUES)?,
        vocabulary: vocabulary(conn)?,
    };
    let known = clues.iter().map(|clue| counts(conn, clue));
    Ok((experience, known.collect::<Result<_, _>>()?))
}

fn counts(conn: &mut Conn, clue: &str) -> Result<Counts, DbError> {
    const SQL: &str = "select good, spam from spam_clue where clue = $1";
    let found = conn.first(SQL, params![clue], |row| {
        Ok(Counts {
            good: row.int(0)?,
            spam: row.int(1)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

fn vocabulary(conn: &mut Conn) -> Result<i64, DbError> {
    let found = conn.first("select count(*) from spam_clue", params![], |row| {
        row.int(0)
    })?;
    Ok(found.unwrap_or(0))
}

/// Learns from a decision on a comment; an earlier one on the same comment must be forgotten before.
pub(crate) fn learn(
    tx: &mut Conn,
    comment: i64,
    is_spam: bool,
    clues: &[String],
) -> Result<(), DbError> {
    const SQL: &str = "insert into spam_lesson (comment_id, spam, clues) values ($1, $2, $3)";
    let lines = clues.join("\n");
    tx.execute(SQL, params![comment, is_spam, &lines])?;
    count(tx, is_spam, &lines, 1)
}

/// What the last decision on a comment taught, if it taught anything: whether it is spam.
pub(crate) fn taught(conn: &mut Conn, comment: i64) -> Result<Option<bool>, DbError> {
    const SQL: &str = "select spam from spam_lesson where comment_id = $1";
    conn.first(SQL, params![comment], |row| row.flag(0))
}

/// Takes back what the last decision on a comment taught, if it taught anything.
pub(crate) fn forget(tx: &mut Conn, comment: i64) -> Result<(), DbError> {
    const SQL: &str = "select spam, clues from spam_lesson where comment_id = $1";
    let lesson = tx.first(SQL, params![comment], |row| {
        Ok((row.flag(0)?, row.text(1)?))
    })?;
    let Some((is_spam, clues)) = lesson else {
        return Ok(());
    };
    tx.execute(
        "delete from spam_lesson where comment_id = $1",
        params![comment],
    )?;
    count(tx, is_spam, &clues, -1)?;
    for clue in clues.lines() {
        // What nobody has seen is not known.
        tx.execute(
            "delete from spam_clue where clue = $1 and good <= 0 and spam <= 0",
            params![clue],
        )?;
    }
    Ok(())
}

/// Counts the clues of a lesson, one a line, `times` times more.
fn count(tx: &mut Conn, is_spam: bool, clues: &str, times: i64) -> Result<(), DbError> {
    for clue in clues.lines() {
        add(tx, clue, is_spam, times)?;
    }
    add(tx, CLUES, is_spam, times * clues.lines().count() as i64)?;
    add(tx, DECISIONS, is_spam, times)
}

fn add(tx: &mut Conn, clue: &str, is_spam: bool, more: i64) -> Result<(), DbError> {
    const SQL: &str = "insert into spam_clue (clue, good, spam) values ($1, $2, $3) \
        on conflict (clue) do update set good = spam_clue.good + excluded.good, \
        spam = spam_clue.spam + excluded.spam";
    let (good, spam) = if is_spam { (0, more) } else { (more, 0) };
    tx.execute(SQL, params![clue, good, spam])?;
    Ok(())
}
