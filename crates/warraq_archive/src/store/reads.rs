//! How often articles are read.
//!
//! A read is counted in three units of time: hours for what is read now, days for the newsroom, months for ever.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::db::{Conn, DbError, params};
use crate::model::{
    ArticleId, CivilMonth, ReadDay, ReadLine, ReadSource, ReadWindow, Reads, Timestamp,
};

/// Days from which the store counts.
const FIRST: Date = date(1970, 1, 1);
const AN_HOUR: i64 = 3_600_000;
/// Hours after which nobody asks for an hour.
const HOURS_KEPT: i64 = 48;
/// Days that are put into their months at once: each is a transaction's worth of rows.
const DAYS_AT_ONCE: i64 = 7;

/// A length of time in which reads are counted.
#[derive(Clone, Copy, Debug)]
enum Unit {
    Hour = 0,
    Day = 1,
    Month = 2,
}

impl ReadSource {
    fn key(self) -> i64 {
        match self {
            Self::Direct => 0,
            Self::OwnSite => 1,
            Self::Search => 2,
            Self::Social => 3,
            Self::Elsewhere => 4,
        }
    }
}

fn hour(at: Timestamp) -> i64 {
    at.millis().div_euclid(AN_HOUR)
}

fn day(day: Date) -> i64 {
    i64::from((day - FIRST).get_days())
}

fn date_of(day: i64) -> Date {
    i32::try_from(day)
        .ok()
        .and_then(|days| FIRST.checked_add(days.days()).ok())
        .unwrap_or(FIRST)
}

fn today(now: Timestamp, zone: &TimeZone) -> i64 {
    day(now.in_zone(zone).date())
}

/// Adds what was read to the hour and the day of `now`.
pub(crate) fn add(
    tx: &mut Conn,
    reads: &Reads,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(), DbError> {
    const COUNT: &str = "insert into read_count (unit, at, article_id, reads) \
        values ($1, $2, $3, $4) on conflict (unit, at, article_id) \
        do update set reads = read_count.reads + excluded.reads";
    const SOURCE: &str = "insert into read_source (day, source, reads) values ($1, $2, $3) \
        on conflict (day, source) do update set reads = read_source.reads + excluded.reads";
    let today = today(now, zone);
    let mut articles = reads.articles.clone();
    // Two servers that write at once must take the rows in one order.
    articles.sort_unstable();
    for (unit, at) in [(Unit::Hour, hour(now)), (Unit::Day, today)] {
        for (article, reads) in &articles {
            let values = params![unit as i64, at, article.0, i64::from(*reads)];
            tx.execute(COUNT, values)?;
        }
    }
    let mut sources = reads.sources.clone();
    sources.sort_unstable();
    for (source, reads) in sources {
        tx.execute(SOURCE, params![today, source.key(), i64::from(reads)])?;
    }
    Ok(())
}

/// Forgets hours that are past, and puts days before the last `days` into their months. `false` when
/// there is more of this to do.
pub(crate) fn roll_up(
    tx: &mut Conn,
    days: u32,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<bool, DbError> {
    const HOURS: &str = "delete from read_count where unit = 0 and at < $1";
    const DAYS: &str = "select distinct at from read_count \
        where unit = 1 and at < $1 order by at limit $2";
    const ADD: &str = "insert into read_count (unit, at, article_id, reads) \
        select cast($3 as bigint), cast($2 as bigint), c.article_id, c.reads from read_count c \
        where c.unit = 1 and c.at = $1 on conflict (unit, at, article_id) \
        do update set reads = read_count.reads + excluded.reads";
    const TAKE: &str = "delete from read_count where unit = 1 and at = $1";
    const SOURCES: &str = "delete from read_source where day < $1";
    tx.execute(HOURS, params![hour(now) - HOURS_KEPT])?;
    if days == 0 {
        return Ok(true);
    }
    let first_kept = today(now, zone) - i64::from(days) + 1;
    tx.execute(SOURCES, params![first_kept])?;
    let old = tx.query(DAYS, params![first_kept, DAYS_AT_ONCE], |row| row.int(0))?;
    for day in &old {
        let date = date_of(*day);
        let month = CivilMonth {
            year: date.year(),
            month: date.month(),
        };
        tx.execute(ADD, params![*day, month.ordinal(), Unit::Month as i64])?;
        tx.execute(TAKE, params![*day])?;
    }
    Ok((old.len() as i64) < DAYS_AT_ONCE)
}

/// Published articles that were read at least `least` times, the most read first.
pub(super) fn most_read(
    conn: &mut Conn,
    window: ReadWindow,
    least: usize,
    limit: usize,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<(ArticleId, usize)>, DbError> {
    // The most read are few: what stands before readers is asked of them alone.
    const SQL: &str = "select m.article_id, m.total from (select article_id, \
        cast(sum(reads) as bigint) as total from read_count where unit = $1 and at > $2 \
        group by article_id having cast(sum(reads) as bigint) >= $3 order by total desc, article_id limit $4) m \
        join public_article a on a.article_id = m.article_id \
        where a.kind = 0 and a.visible_from <= $5 order by m.total desc, m.article_id";
    let (unit, after) = match window {
        ReadWindow::Day => (Unit::Hour, hour(now) - 24),
        ReadWindow::Week => (Unit::Day, today(now, zone) - 7),
    };
    let values = params![unit as i64, after, least as i64, limit as i64, now.millis()];
    conn.query(SQL, values, |row| {
        Ok((ArticleId(row.int(0)?), row.count(1)?))
    })
}

/// The last `days` days, today first.
pub(crate) fn by_day(
    conn: &mut Conn,
    days: u32,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<ReadDay>, DbError> {
    const READS: &str = "select cast(sum(reads) as bigint) from read_count \
        where unit = 1 and at = $1";
    const SOURCES: &str = "select source, reads from read_source where day = $1";
    let today = today(now, zone);
    let mut found = Vec::new();
    for day in (0..i64::from(days)).map(|back| today - back) {
        let reads = conn.first(READS, params![day], |row| row.optional_int(0))?;
        let mut sources = [0; 5];
        for (source, reads) in conn.query(SOURCES, params![day], |row| {
            Ok((row.count(0)?, row.count(1)?))
        })? {
            if let Some(known) = sources.get_mut(source) {
                *known = reads;
            }
        }
        found.push(ReadDay {
            day: date_of(day),
            reads: reads
                .flatten()
                .and_then(|reads| usize::try_from(reads).ok())
                .unwrap_or(0),
            sources,
        });
    }
    Ok(found)
}

/// What was read most in the last `days` days, whether readers still see it or not.
pub(crate) fn lines(
    conn: &mut Conn,
    days: u32,
    limit: usize,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<ReadLine>, DbError> {
    const SQL: &str = "select m.article_id, m.total, a.headline from (select article_id, \
        cast(sum(reads) as bigint) as total from read_count where unit = 1 and at > $1 \
        group by article_id order by total desc, article_id limit $2) m \
        left join public_article a on a.article_id = m.article_id \
        order by m.total desc, m.article_id";
    let after = today(now, zone) - i64::from(days);
    conn.query(SQL, params![after, limit as i64], |row| {
        Ok(ReadLine {
            id: ArticleId(row.int(0)?),
            reads: row.count(1)?,
            headline: row.optional_text(2)?.unwrap_or_default(),
        })
    })
}
