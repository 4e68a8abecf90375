//! Who gets the newsletter.

use super::db::{Conn, DbError, Row, params};
use super::outbox::address;
use crate::model::{Choice, EmailAddress, Key, KeyPurpose, Listing, Rhythm, Subscriber, Timestamp};

/// What is known of an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub(crate) id: i64,
    pub(crate) is_confirmed: bool,
    pub(crate) asked_at: Timestamp,
}

fn rhythm_number(rhythm: Rhythm) -> i64 {
    match rhythm {
        Rhythm::Daily => 1,
        Rhythm::Weekly => 2,
    }
}

fn purpose_number(purpose: KeyPurpose) -> i64 {
    match purpose {
        KeyPurpose::Confirm => 1,
        KeyPurpose::Manage => 2,
    }
}

/// Whether somebody with this address asked before.
pub(crate) fn known(conn: &mut Conn, email: &EmailAddress) -> Result<Option<Known>, DbError> {
    const SQL: &str = "select id, confirmed_at, asked_at from subscriber where folded = $1";
    conn.first(SQL, params![&email.folded()], |row| {
        Ok(Known {
            id: row.int(0)?,
            is_confirmed: row.optional_int(1)?.is_some(),
            asked_at: Timestamp::from_millis(row.int(2)?),
        })
    })
}

/// Adds an address that nobody has confirmed yet.
pub(crate) fn add(
    tx: &mut Conn,
    email: &EmailAddress,
    rhythm: Rhythm,
    now: Timestamp,
) -> Result<i64, DbError> {
    const SQL: &str = "insert into subscriber (folded, email, rhythm, asked_at, confirmed_at, \
        told_until) values ($1, $2, $3, $4, null, $4)";
    let folded = email.folded();
    let values = params![&folded, email.as_str(), rhythm_number(rhythm), now.millis()];
    tx.insert(SQL, values)
}

/// Remembers when a letter with a link was last written to an address.
pub(crate) fn asked(tx: &mut Conn, id: i64, now: Timestamp) -> Result<(), DbError> {
    const SQL: &str = "update subscriber set asked_at = $2 where id = $1";
    tx.execute(SQL, params![id, now.millis()])?;
    Ok(())
}

/// Sets what somebody hears of, and how often.
pub(crate) fn choose(tx: &mut Conn, id: i64, choice: &Choice) -> Result<(), DbError> {
    const RHYTHM: &str = "update subscriber set rhythm = $2 where id = $1";
    const LIST: &str = "insert into subscriber_list (subscriber_id, kind, target) \
        values ($1, $2, $3) on conflict (subscriber_id, kind, target) do nothing";
    tx.execute(RHYTHM, params![id, rhythm_number(choice.rhythm)])?;
    let sql = "delete from subscriber_list where subscriber_id = $1";
    tx.execute(sql, params![id])?;
    for list in &choice.lists {
        let (kind, target) = list.key();
        tx.execute(LIST, params![id, kind, target])?;
    }
    Ok(())
}

/// Confirms an address. A second call does no harm.
pub(crate) fn confirm(tx: &mut Conn, id: i64, now: Timestamp) -> Result<(), DbError> {
    const SQL: &str = "update subscriber set confirmed_at = $2, told_until = $2 \
        where id = $1 and confirmed_at is null";
    tx.execute(SQL, params![id, now.millis()])?;
    Ok(())
}

/// Forgets somebody altogether.
pub(crate) fn remove(tx: &mut Conn, id: i64) -> Result<(), DbError> {
    tx.execute(
        "delete from subscriber_key where subscriber_id = $1",
        params![id],
    )?;
    tx.execute(
        "delete from subscriber_list where subscriber_id = $1",
        params![id],
    )?;
    tx.execute("delete from subscriber where id = $1", params![id])?;
    Ok(())
}

/// Lets a key open what it is for, until it expires.
pub(crate) fn add_key(
    tx: &mut Conn,
    key: &Key,
    subscriber: i64,
    purpose: KeyPurpose,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into subscriber_key (hash, subscriber_id, purpose, expires_at) \
        values ($1, $2, $3, $4)";
    let hash = key.hash();
    let values = params![
        hash.as_slice(),
        subscriber,
        purpose_number(purpose),
        expires_at.millis()
    ];
    tx.execute(SQL, values)?;
    Ok(())
}

/// Whose a key is.
pub(crate) fn by_key(
    conn: &mut Conn,
    key: &Key,
    purpose: KeyPurpose,
    now: Timestamp,
) -> Result<Option<Subscriber>, DbError> {
    const SQL: &str = "select s.id, s.email, s.rhythm, s.told_until from subscriber_key k \
        join subscriber s on s.id = k.subscriber_id \
        where k.hash = $1 and k.purpose = $2 and k.expires_at > $3";
    let hash = key.hash();
    let values = params![hash.as_slice(), purpose_number(purpose), now.millis()];
    let Some(mut subscriber) = conn.first(SQL, values, read_subscriber)? else {
        return Ok(None);
    };
    subscriber.choice.lists = lists(conn, subscriber.id)?;
    Ok(Some(subscriber))
}

/// Confirmed subscribers after number `after` who have not been told what was published before
/// `until`, in the order of their numbers.
pub(crate) fn untold(
    conn: &mut Conn,
    rhythm: Rhythm,
    until: Timestamp,
    after: i64,
    limit: usize,
) -> Result<Vec<Subscriber>, DbError> {
    const SQL: &str = "select id, email, rhythm, told_until from subscriber \
        where rhythm = $1 and told_until < $2 and id > $3 and confirmed_at is not null \
        order by id limit $4";
    let values = params![rhythm_number(rhythm), until.millis(), after, limit as i64];
    let mut found = conn.query(SQL, values, read_subscriber)?;
    for subscriber in &mut found {
        subscriber.choice.lists = lists(conn, subscriber.id)?;
    }
    Ok(found)
}

fn read_subscriber(row: &Row<'_>) -> Result<Subscriber, DbError> {
    Ok(Subscriber {
        id: row.int(0)?,
        email: address(1, &row.text(1)?)?,
        choice: Choice {
            rhythm: if row.int(2)? == rhythm_number(Rhythm::Weekly) {
                Rhythm::Weekly
            } else {
                Rhythm::Daily
            },
            lists: Vec::new(),
        },
        told_until: Timestamp::from_millis(row.int(3)?),
    })
}

fn lists(conn: &mut Conn, subscriber: i64) -> Result<Vec<Listing>, DbError> {
    const SQL: &str = "select kind, target from subscriber_list where subscriber_id = $1 \
        order by kind, target";
    let found = conn.query(SQL, params![subscriber], |row| {
        Ok(Listing::from_key(row.int(0)?, row.int(1)?))
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// Moves somebody's mark from `from` to `until`. `false` when it was moved by another, or when
/// the subscriber has left: then nothing may be sent.
pub(crate) fn tell(
    tx: &mut Conn,
    id: i64,
    from: Timestamp,
    until: Timestamp,
) -> Result<bool, DbError> {
    const SQL: &str = "update subscriber set told_until = $3 where id = $1 and told_until = $2";
    let moved = tx.execute(SQL, params![id, from.millis(), until.millis()])?;
    Ok(moved == 1)
}

/// Forgets keys that have expired, and addresses that nobody confirmed and no key can confirm.
pub(crate) fn forget_expired(tx: &mut Conn, now: Timestamp) -> Result<(), DbError> {
    const KEYS: &str = "delete from subscriber_key where expires_at <= $1";
    const LISTS: &str = "delete from subscriber_list where subscriber_id in \
        (select s.id from subscriber s where s.confirmed_at is null and not exists \
        (select 1 from subscriber_key k where k.subscriber_id = s.id))";
    const SUBSCRIBERS: &str = "delete from subscriber where confirmed_at is null and not exists \
        (select 1 from subscriber_key k where k.subscriber_id = subscriber.id)";
    tx.execute(KEYS, params![now.millis()])?;
    tx.execute(LISTS, params![])?;
    tx.execute(SUBSCRIBERS, params![])?;
    Ok(())
}

/// How many addresses are confirmed, and how many are not yet.
pub(crate) fn counts(conn: &mut Conn) -> Result<(usize, usize), DbError> {
    const CONFIRMED: &str = "select count(*) from subscriber where confirmed_at is not null";
    const ASKED: &str = "select count(*) from subscriber where confirmed_at is null";
    let confirmed = conn.first(CONFIRMED, params![], |row| row.count(0))?;
    let asked = conn.first(ASKED, params![], |row| row.count(0))?;
    Ok((confirmed.unwrap_or(0), asked.unwrap_or(0)))
}
