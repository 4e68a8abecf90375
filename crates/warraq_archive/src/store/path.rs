//! The one router of content: every path that the site ever served.

use super::db::{Conn, DbError, params};
use super::{StoreError, listing, media};
use crate::model::{
    ArticleId, Listing, MediaId, PersonId, Resolved, SectionId, TagId, Target, Timestamp,
};
use crate::taxonomy::{Redirect, RedirectLine};

impl Target {
    /// How the store spells this target.
    pub(super) fn key(self) -> (i64, i64) {
        match self {
            Self::Article(id) => (1, id.0),
            Self::Section(id) => (2, id.0),
            Self::Tag(id) => (3, id.0),
            Self::Person(id) => (4, id.0),
            Self::MediaPage(id) => (5, id.0),
            Self::MediaFile(id) => (6, id.0),
        }
    }

    fn from_key(kind: i64, target: i64) -> Option<Self> {
        match kind {
            1 => Some(Self::Article(ArticleId(target))),
            2 => Some(Self::Section(SectionId(target))),
            3 => Some(Self::Tag(TagId(target))),
            4 => Some(Self::Person(PersonId(target))),
            5 => Some(Self::MediaPage(MediaId(target))),
            6 => Some(Self::MediaFile(MediaId(target))),
            _ => None,
        }
    }
}

/// Whoever holds a path that somebody else asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// The path is the asker's now, or was already.
    Ours,
    /// Another target has it.
    TakenBy(Target),
}

/// Finds what a canonical path means today, as far as readers may know.
pub(super) fn resolve(conn: &mut Conn, path: &str, now: Timestamp) -> Result<Resolved, StoreError> {
    const SQL: &str = "select kind, target, moved_to from path where path = $1";
    let row = conn.first(SQL, params![path], |row| {
        Ok((row.int(0)?, row.int(1)?, row.optional_text(2)?))
    })?;
    let Some((kind, id, moved_to)) = row else {
        return Ok(Resolved::Unknown);
    };
    let Some(target) = Target::from_key(kind, id) else {
        return Ok(match moved_to {
            Some(to) => Resolved::Moved { to },
            None => Resolved::Gone {
                reason: String::new(),
            },
        });
    };
    let Some(canonical) = canonical_of(conn, target, now)? else {
        let reason = why_gone(conn, target, now)?;
        return Ok(reason.map_or(Resolved::Unknown, |reason| Resolved::Gone { reason }));
    };
    Ok(match moved_to {
        Some(_) => Resolved::Moved { to: canonical },
        None => Resolved::Here { target, canonical },
    })
}

/// Where readers find `target` now; `None` when they may not.
fn canonical_of(
    conn: &mut Conn,
    target: Target,
    now: Timestamp,
) -> Result<Option<String>, DbError> {
    const ARTICLE: &str =
        "select path from public_article where article_id = $1 and visible_from <= $2";
    let (sql, id) = match target {
        Target::Article(id) => {
            return conn.first(ARTICLE, params![id.0, now.millis()], |row| row.text(0));
        }
        Target::Section(id) => ("select path from section where id = $1", id.0),
        // Whoever could guess the name would learn what an article that is to appear is about.
        Target::Tag(id) if !listing::is_told(conn, Listing::Tag(id), now)? => return Ok(None),
        Target::Person(id) if !listing::is_told(conn, Listing::Person(id), now)? => {
            return Ok(None);
        }
        Target::Tag(id) => ("select path from tag where id = $1", id.0),
        Target::Person(id) => ("select path from person where id = $1", id.0),
        Target::MediaFile(id) => {
            if !media::is_shown(conn, id, now)? {
                return Ok(None);
            }
            ("select path from media where id = $1", id.0)
        }
        Target::MediaPage(id) => return media_page_path(conn, id),
    };
    conn.first(sql, params![id], |row| row.text(0))
}

fn media_page_path(conn: &mut Conn, media: MediaId) -> Result<Option<String>, DbError> {
    const SQL: &str = "select path from path where kind = 5 and target = $1 and moved_to is null";
    conn.first(SQL, params![media.0], |row| Ok(encode(&row.text(0)?)))
}

/// Percent-encodes a canonical path for use in a link, as WordPress does: lower-case hex, a slash at
/// the end.
pub(crate) fn encode(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~')
        .remove(b'%')
        .remove(b'@')
        .remove(b',');
    let mut encoded = with_lower_hex(&utf8_percent_encode(path, PLAIN).to_string());
    if !encoded.ends_with('/') {
        encoded.push('/');
    }
    encoded
}

/// Lower-cases the hex digits of percent-codes and nothing else.
fn with_lower_hex(encoded: &str) -> String {
    let mut hex = 0;
    let lower = |letter: char| {
        if letter == '%' {
            hex = 2;
        } else if hex > 0 {
            hex -= 1;
            return letter.to_ascii_lowercase();
        }
        letter
    };
    encoded.chars().map(lower).collect()
}

/// What the newsroom says of something that readers could see once and cannot see now; `None` when
/// they never could.
fn why_gone(conn: &mut Conn, target: Target, now: Timestamp) -> Result<Option<String>, DbError> {
    const WITHDRAWN: &str = "select reason from withdrawal where article_id = $1";
    // Withdrawn, and to come again later.
    const SEEN: &str = "select '' from publication where article_id = $1 and first_at <= $2";
    // Their articles were all withdrawn.
    const TAG: &str = "select '' from article_tag x join publication p \
        on p.article_id = x.article_id where x.tag_id = $1 and p.first_at <= $2 limit 1";
    const PERSON: &str = "select '' from byline x join publication p \
        on p.article_id = x.article_id where x.person_id = $1 and p.first_at <= $2 limit 1";
    let id = match target {
        Target::Article(id) => id,
        Target::Tag(id) => {
            return conn.first(TAG, params![id.0, now.millis()], |row| row.text(0));
        }
        Target::Person(id) => {
            return conn.first(PERSON, params![id.0, now.millis()], |row| row.text(0));
        }
        Target::MediaFile(id) => {
            let was_shown = media::was_shown(conn, id, now)?;
            return Ok(was_shown.then(String::new));
        }
        _ => return Ok(None),
    };
    let withdrawn = conn.first(WITHDRAWN, params![id.0], |row| row.text(0))?;
    match withdrawn {
        Some(reason) => Ok(Some(reason)),
        None => conn.first(SEEN, params![id.0, now.millis()], |row| row.text(0)),
    }
}

/// Gives `path` to `target`, unless another target holds it. A path that led elsewhere as a mere
/// redirect is taken over.
pub(crate) fn claim(
    tx: &mut Conn,
    path: &str,
    target: Target,
    now: Timestamp,
) -> Result<Claim, DbError> {
    const INSERT: &str = "insert into path (path, kind, target, moved_to, since) \
        values ($1, $2, $3, null, $4) on conflict (path) do nothing";
    let (kind, id) = target.key();
    if tx.execute(INSERT, params![path, kind, id, now.millis()])? > 0 {
        return Ok(Claim::Ours);
    }
    let (holder, moved) = holder(tx, path)?;
    match holder {
        Some(holder) if holder == target && !moved => Ok(Claim::Ours),
        // An article's address is worth more than that of a picture's own page.
        Some(Target::MediaPage(_)) if matches!(target, Target::Article(_)) => {
            take(tx, path, target)?;
            Ok(Claim::Ours)
        }
        Some(holder) if !moved => Ok(Claim::TakenBy(holder)),
        _ => {
            take(tx, path, target)?;
            Ok(Claim::Ours)
        }
    }
}

fn take(tx: &mut Conn, path: &str, target: Target) -> Result<(), DbError> {
    const SQL: &str = "update path set kind = $2, target = $3, moved_to = null where path = $1";
    let (kind, id) = target.key();
    tx.execute(SQL, params![path, kind, id])?;
    Ok(())
}

/// Makes `path` lead to wherever `target` is, unless the path is in use.
pub(crate) fn redirect(
    tx: &mut Conn,
    path: &str,
    target: Target,
    now: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into path (path, kind, target, moved_to, since) \
        values ($1, $2, $3, '', $4) on conflict (path) do nothing";
    let (kind, id) = target.key();
    tx.execute(SQL, params![path, kind, id, now.millis()])?;
    Ok(())
}

/// Turns every other path at which `target` answered into a redirect to `path`.
pub(crate) fn settle(tx: &mut Conn, path: &str, target: Target) -> Result<(), DbError> {
    const SQL: &str = "update path set moved_to = '' \
        where kind = $1 and target = $2 and path <> $3 and moved_to is null";
    let (kind, id) = target.key();
    tx.execute(SQL, params![kind, id, path])?;
    Ok(())
}

/// Whose a canonical path is, and whether it only leads there.
pub(crate) fn holder_of(conn: &mut Conn, path: &str) -> Result<Option<(Target, bool)>, DbError> {
    let (holder, moved) = holder(conn, path)?;
    Ok(holder.map(|holder| (holder, moved)))
}

fn holder(tx: &mut Conn, path: &str) -> Result<(Option<Target>, bool), DbError> {
    const SQL: &str = "select kind, target, moved_to from path where path = $1";
    let row = tx.first(SQL, params![path], |row| {
        Ok((
            Target::from_key(row.int(0)?, row.int(1)?),
            row.optional_text(2)?.is_some(),
        ))
    })?;
    Ok(row.unwrap_or((None, true)))
}

/// Lines of the paper's own making behind a path, in order.
pub(crate) fn own(
    conn: &mut Conn,
    after: &str,
    limit: usize,
) -> Result<Vec<RedirectLine>, DbError> {
    const SQL: &str = "select path, moved_to, since from path \
        where kind = 0 and target = 0 and path > $1 order by path limit $2";
    conn.query(SQL, params![after, limit as i64], |row| {
        Ok(RedirectLine {
            path: row.text(0)?,
            does: row.optional_text(1)?.map_or(Redirect::Gone, Redirect::To),
            since: Timestamp::from_millis(row.int(2)?),
        })
    })
}

/// Where a path of the paper's own making leads.
pub(crate) fn own_target(conn: &mut Conn, path: &str) -> Result<Option<String>, DbError> {
    const SQL: &str = "select moved_to from path where path = $1 and kind = 0";
    let found = conn.first(SQL, params![path], |row| row.optional_text(0))?;
    Ok(found.flatten())
}

/// Gives a path that nothing has something to do. Answers whether nothing had it.
pub(crate) fn set_own(
    tx: &mut Conn,
    path: &str,
    moved_to: Option<&str>,
    now: Timestamp,
) -> Result<bool, DbError> {
    const SQL: &str = "insert into path (path, kind, target, moved_to, since) \
        values ($1, 0, 0, $2, $3) on conflict (path) do update \
        set moved_to = excluded.moved_to, since = excluded.since where path.kind = 0";
    Ok(tx.execute(SQL, params![path, moved_to, now.millis()])? > 0)
}

/// Takes a path of the paper's own making away. Answers whether it was one.
pub(crate) fn remove_own(tx: &mut Conn, path: &str) -> Result<bool, DbError> {
    const SQL: &str = "delete from path where path = $1 and kind = 0";
    Ok(tx.execute(SQL, params![path])? > 0)
}
