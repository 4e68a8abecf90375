//! Lists of published articles, newest first.
//!
//! Each list keeps a count for every month, so that the start of any page is found by adding up a
//! few hundred small numbers and then stepping inside one month: page 5,000 costs what page 1 costs.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::db::{Conn, DbError, params};
use crate::model::{ArticleId, CivilMonth, Listing, MonthCount, Timestamp};

/// A stretch of a list: from `from` up to, not including, `until`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

impl Span {
    /// All of time.
    pub(super) const ALL: Self = Self {
        from: Timestamp::from_millis(i64::MIN),
        until: Timestamp::from_millis(i64::MAX),
    };

    /// From the first moment of `first` to the first moment of `last`'s next day.
    pub(super) fn of_days(first: Date, next: Date, zone: &TimeZone) -> Self {
        Self {
            from: midnight(first, zone),
            until: midnight(next, zone),
        }
    }

    /// The month on the wall clocks of `zone`.
    pub(super) fn of_month(month: CivilMonth, zone: &TimeZone) -> Self {
        let next = CivilMonth::from_ordinal(month.ordinal() + 1);
        Self::of_days(first_day(month), first_day(next), zone)
    }
}

/// The first moment of `date` on the wall clocks of `zone`.
pub(super) fn midnight(date: Date, zone: &TimeZone) -> Timestamp {
    let instant = date
        .to_zoned_datetime(zone.clone())
        .map_or(i64::MAX, |start| start.timestamp().as_millisecond());
    Timestamp::from_millis(instant)
}

fn first_day(month: CivilMonth) -> Date {
    Date::new(month.year, month.month, 1).unwrap_or(Date::MAX)
}

/// Puts an article into a list. A second call does no harm.
pub(crate) fn add(
    tx: &mut Conn,
    listing: Listing,
    at: Timestamp,
    article: ArticleId,
    zone: &TimeZone,
) -> Result<(), DbError> {
    const ROW: &str = "insert into listing (kind, target, at, article_id) values ($1, $2, $3, $4) \
        on conflict (kind, target, at, article_id) do nothing";
    const COUNT: &str = "insert into listing_month (kind, target, month, articles) \
        values ($1, $2, $3, 1) on conflict (kind, target, month) \
        do update set articles = listing_month.articles + 1";
    let (kind, target) = listing.key();
    if tx.execute(ROW, params![kind, target, at.millis(), article.0])? > 0 {
        tx.execute(COUNT, params![kind, target, at.month_in(zone).ordinal()])?;
        count_tag(tx, listing, 1)?;
    }
    Ok(())
}

/// Puts all articles of a list into another of its kind, and counts that anew.
pub(crate) fn merge(
    tx: &mut Conn,
    from: Listing,
    into: Listing,
    zone: &TimeZone,
) -> Result<(), DbError> {
    const ROWS: &str = "insert into listing (kind, target, at, article_id) \
        select kind, $3, at, article_id from listing where kind = $1 and target = $2 \
        on conflict (kind, target, at, article_id) do nothing";
    const DROP: &str = "delete from listing where kind = $1 and target = $2";
    const FORGET: &str = "delete from listing_month where kind = $1 and target = $2";
    const TIMES: &str = "select at from listing where kind = $1 and target = $2";
    const COUNT: &str = "insert into listing_month (kind, target, month, articles) \
        values ($1, $2, $3, $4)";
    const TAG: &str = "update tag set articles = $2 where id = $1";
    let ((kind, old), (_, new)) = (from.key(), into.key());
    tx.execute(ROWS, params![kind, old, new])?;
    tx.execute(DROP, params![kind, old])?;
    for list in [old, new] {
        tx.execute(FORGET, params![kind, list])?;
    }
    let times = tx.query(TIMES, params![kind, new], |row| {
        Ok(Timestamp::from_millis(row.int(0)?))
    })?;
    let mut months = std::collections::BTreeMap::new();
    for at in &times {
        *months.entry(at.month_in(zone).ordinal()).or_insert(0_i64) += 1;
    }
    for (month, articles) in months {
        tx.execute(COUNT, params![kind, new, month, articles])?;
    }
    if let Listing::Tag(tag) = into {
        tx.execute(TAG, params![tag.0, times.len() as i64])?;
    }
    Ok(())
}

/// Takes an article out of a list. A second call does no harm.
pub(crate) fn remove(
    tx: &mut Conn,
    listing: Listing,
    at: Timestamp,
    article: ArticleId,
    zone: &TimeZone,
) -> Result<(), DbError> {
    const ROW: &str =
        "delete from listing where kind = $1 and target = $2 and at = $3 and article_id = $4";
    const COUNT: &str = "update listing_month set articles = articles - 1 \
        where kind = $1 and target = $2 and month = $3";
    let (kind, target) = listing.key();
    if tx.execute(ROW, params![kind, target, at.millis(), article.0])? > 0 {
        tx.execute(COUNT, params![kind, target, at.month_in(zone).ordinal()])?;
        count_tag(tx, listing, -1)?;
    }
    Ok(())
}

fn count_tag(tx: &mut Conn, listing: Listing, by: i64) -> Result<(), DbError> {
    if let Listing::Tag(tag) = listing {
        const SQL: &str = "update tag set articles = articles + $2 where id = $1";
        tx.execute(SQL, params![tag.0, by])?;
    }
    Ok(())
}

/// What a list holds in a span, and where a page of it begins.
pub(super) struct Page {
    pub(super) ids: Vec<ArticleId>,
    pub(super) total: usize,
}

/// Reads the page of `size` that begins after `skip` visible articles.
pub(super) fn page(
    conn: &mut Conn,
    listing: Listing,
    span: Span,
    skip: usize,
    size: usize,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Page, DbError> {
    let months = counts(conn, listing)?;
    let inside = |month: &MonthCount| {
        let whole = Span::of_month(month.month, zone);
        whole.from < span.until && whole.until > span.from
    };
    let whole_months = span.until.millis() == i64::MAX || is_month_start(span, zone);
    let held = if whole_months {
        months
            .iter()
            .filter(|month| inside(month))
            .map(|month| month.articles)
            .sum()
    } else {
        count_between(conn, listing, span)?
    };
    let unborn = Span {
        from: Timestamp::from_millis(now.millis().saturating_add(1)),
        ..span
    };
    let unborn = if unborn.from < span.until {
        count_between(conn, listing, unborn)?
    } else {
        0
    };
    let total = held.saturating_sub(unborn);
    if skip >= total {
        return Ok(Page {
            ids: Vec::new(),
            total,
        });
    }

    let mut before = unborn + skip;
    let mut until = span.until;
    if whole_months {
        for month in months.iter().filter(|month| inside(month)) {
            if before < month.articles {
                until = Span::of_month(month.month, zone).until;
                break;
            }
            before -= month.articles;
        }
    }
    let ids = rows(
        conn,
        listing,
        Span {
            from: span.from,
            until,
        },
        before,
        size,
    )?;
    Ok(Page { ids, total })
}

fn is_month_start(span: Span, zone: &TimeZone) -> bool {
    let whole = |at: Timestamp| {
        let month = at.month_in(zone);
        Span::of_month(month, zone).from == at
    };
    whole(span.from) && whole(span.until)
}

/// Counts of every month of a list, newest first. Months that lost all their articles are left out.
pub(super) fn counts(conn: &mut Conn, listing: Listing) -> Result<Vec<MonthCount>, DbError> {
    const SQL: &str = "select month, articles from listing_month \
        where kind = $1 and target = $2 and articles > 0 order by month desc";
    let (kind, target) = listing.key();
    conn.query(SQL, params![kind, target], |row| {
        Ok(MonthCount {
            month: CivilMonth::from_ordinal(row.int(0)?),
            articles: row.count(1)?,
        })
    })
}

/// Articles of a list whose time has come.
pub(crate) fn total(conn: &mut Conn, listing: Listing, now: Timestamp) -> Result<usize, DbError> {
    const SQL: &str = "select cast(coalesce(sum(articles), 0) as bigint) from listing_month \
        where kind = $1 and target = $2";
    let (kind, target) = listing.key();
    let held = conn
        .first(SQL, params![kind, target], |row| row.count(0))?
        .unwrap_or(0);
    let unborn = Span {
        from: Timestamp::from_millis(now.millis().saturating_add(1)),
        ..Span::ALL
    };
    Ok(held.saturating_sub(count_between(conn, listing, unborn)?))
}

/// Whether a list holds an article whose time has come.
pub(super) fn is_told(conn: &mut Conn, listing: Listing, now: Timestamp) -> Result<bool, DbError> {
    const SQL: &str = "select article_id from listing \
        where kind = $1 and target = $2 and at <= $3 limit 1";
    let (kind, target) = listing.key();
    let values = params![kind, target, now.millis()];
    Ok(conn.first(SQL, values, |row| row.int(0))?.is_some())
}

fn count_between(conn: &mut Conn, listing: Listing, span: Span) -> Result<usize, DbError> {
    const SQL: &str = "select count(*) from listing \
        where kind = $1 and target = $2 and at >= $3 and at < $4";
    let (kind, target) = listing.key();
    let row = conn.first(
        SQL,
        params![kind, target, span.from.millis(), span.until.millis()],
        |row| row.count(0),
    )?;
    Ok(row.unwrap_or(0))
}

/// Articles of a list in a span, newest first.
pub(super) fn rows(
    conn: &mut Conn,
    listing: Listing,
    span: Span,
    skip: usize,
    limit: usize,
) -> Result<Vec<ArticleId>, DbError> {
    const SQL: &str = "select article_id from listing \
        where kind = $1 and target = $2 and at >= $3 and at < $4 \
        order by at desc, article_id desc limit $5 offset $6";
    let (kind, target) = listing.key();
    conn.query(
        SQL,
        params![
            kind,
            target,
            span.from.millis(),
            span.until.millis(),
            limit as i64,
            skip as i64
        ],
        |row| Ok(ArticleId(row.int(0)?)),
    )
}

/// The next article of a list after `at`, nearest first, that is visible at `now`.
pub(super) fn newer(
    conn: &mut Conn,
    listing: Listing,
    at: Timestamp,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<ArticleId>, DbError> {
    const SQL: &str = "select article_id from listing \
        where kind = $1 and target = $2 and at > $3 and at <= $4 \
        order by at, article_id limit $5";
    let (kind, target) = listing.key();
    conn.query(
        SQL,
        params![kind, target, at.millis(), now.millis(), limit as i64],
        |row| Ok(ArticleId(row.int(0)?)),
    )
}
