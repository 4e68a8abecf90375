//! The lists of the newsroom: written with every save, read a bounded stretch at a time.

use super::db::{Conn, DbError, Row, params};
use super::desk::Place;
use crate::desk::DeskLine;
use crate::model::{AccountId, ArticleId, PersonId, SectionId, Timestamp};

/// Under this owner the lines of all are counted.
const EVERYBODY: i64 = -1;

/// What a list says of an article.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) place: Place,
    /// When it is to appear or has appeared; of a draft, when it was saved.
    pub(crate) at: Timestamp,
    /// The newest one.
    pub(crate) headline: &'a str,
    /// That of the newest text.
    pub(crate) section: Option<SectionId>,
    /// Who wrote the newest text.
    pub(crate) byline: &'a [String],
}

/// Puts an article on a list, and keeps what it is counted and found by.
pub(crate) fn write(
    tx: &mut Conn,
    id: ArticleId,
    line: &Line<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    const BEFORE: &str = "select coalesce(a.owner_id, 0), d.standing from article a \
        left join desk_line d on d.article_id = a.id where a.id = $1";
    const SQL: &str = "insert into desk_line (article_id, standing, at, owner_id, section_id, \
        headline) values ($1, $2, $3, $4, $5, $6) on conflict (article_id) do update \
        set standing = excluded.standing, at = excluded.at, owner_id = excluded.owner_id, \
        section_id = excluded.section_id, headline = excluded.headline";
    const FORGET: &str = "delete from desk_word where article_id = $1";
    const WORD: &str = "insert into desk_word (word, standing, at, article_id) \
        values ($1, $2, $3, $4) on conflict (word, standing, at, article_id) do nothing";
    let found = tx.first(BEFORE, params![id.0], |row| {
        Ok((row.int(0)?, row.optional_int(1)?))
    })?;
    let (owner, before) = found.unwrap_or_default();
    let (standing, at) = (line.place as i64, line.at.millis());
    let section = line.section.map_or(0, |id| id.0);
    let values = params![id.0, standing, at, owner, section, line.headline];
    tx.execute(SQL, values)?;
    if before != Some(standing) {
        count(tx, owner, standing, 1)?;
        if let Some(before) = before {
            count(tx, owner, before, -1)?;
        }
    }
    if before.is_some() {
        tx.execute(FORGET, params![id.0])?;
    }
    if line.place != Place::Out || line.at > now {
        for word in crate::desk::words_of(line.headline, line.byline) {
            tx.execute(WORD, params![&word, standing, at, id.0])?;
        }
    }
    Ok(())
}

fn count(tx: &mut Conn, owner: i64, standing: i64, by: i64) -> Result<(), DbError> {
    const SQL: &str = "insert into desk_count (owner_id, standing, lines) values ($1, $2, $3) \
        on conflict (owner_id, standing) do update set lines = desk_count.lines + excluded.lines";
    tx.execute(SQL, params![EVERYBODY, standing, by])?;
    if owner != 0 {
        tx.execute(SQL, params![owner, standing, by])?;
    }
    Ok(())
}

/// How many lines of one owner, or of all, stand in each place.
pub(crate) fn counts(
    conn: &mut Conn,
    owner: Option<AccountId>,
) -> Result<Vec<(Place, usize)>, DbError> {
    const SQL: &str = "select standing, lines from desk_count where owner_id = $1 and lines > 0";
    let owner = owner.map_or(EVERYBODY, |id| id.0);
    conn.query(SQL, params![owner], |row| {
        Ok((Place::from_key(row.int(0)?), row.count(1)?))
    })
}

/// How many lines of one owner, or of all, are to appear after `now`; the counting ends at `most`.
pub(crate) fn scheduled(
    conn: &mut Conn,
    owner: Option<AccountId>,
    now: Timestamp,
    most: usize,
) -> Result<usize, DbError> {
    const ALL: &str = "select count(*) from (select article_id from desk_line \
        where standing = 1 and at > $1 limit $2) as due";
    const OWN: &str = "select count(*) from (select article_id from desk_line \
        where standing = 1 and at > $1 and owner_id = $3 limit $2) as due";
    let found = match owner {
        None => conn.first(ALL, params![now.millis(), most as i64], |row| row.count(0)),
        Some(owner) => {
            let values = params![now.millis(), most as i64, owner.0];
            conn.first(OWN, values, |row| row.count(0))
        }
    };
    Ok(found?.unwrap_or(0))
}

/// Which lines are looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) place: Place,
    /// After this moment,
    pub(crate) after: Timestamp,
    /// and before this line.
    pub(crate) before: (Timestamp, ArticleId),
}

/// By what a list is walked along, the newest first: an index leads each walk.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lead<'a> {
    All,
    Owner(AccountId),
    Section(SectionId),
    /// A word or a name of the byline, as `desk_word` keeps it.
    Word(&'a str),
    /// What somebody wrote that is before readers.
    Person(PersonId),
}

/// A line before it is known whether it is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) id: ArticleId,
    pub(crate) at: Timestamp,
    pub(crate) owner: Option<AccountId>,
    pub(crate) section: Option<SectionId>,
    pub(crate) headline: String,
}

/// The next lines of a walk, at most `limit`.
pub(crate) fn candidates(
    conn: &mut Conn,
    lead: Lead<'_>,
    span: Span,
    limit: usize,
) -> Result<Vec<Candidate>, DbError> {
    macro_rules! walk {
        ($from:literal, $at:literal, $own:literal) => {
            concat!(
                "select d.article_id, d.at, d.owner_id, d.section_id, d.headline from ",
                $from,
                " where ",
                $at,
                ".at > $2 and (",
                $at,
                ".at, ",
                $at,
                ".article_id) < ($3, $4) and ",
                $own,
                " order by ",
                $at,
                ".at desc, ",
                $at,
                ".article_id desc limit $5"
            )
        };
    }
    const ALL: &str = walk!("desk_line d", "d", "d.standing = $1");
    const OWNER: &str = walk!("desk_line d", "d", "d.standing = $1 and d.owner_id = $6");
    const SECTION: &str = walk!("desk_line d", "d", "d.standing = $1 and d.section_id = $6");
    const WORD: &str = walk!(
        "desk_word w join desk_line d on d.article_id = w.article_id",
        "w",
        "w.standing = $1 and w.word = $6"
    );
    const PERSON: &str = walk!(
        "listing l join desk_line d on d.article_id = l.article_id",
        "l",
        "d.standing = $1 and l.kind = 3 and l.target = $6"
    );
    let (at, id) = span.before;
    let ends = [span.place as i64, span.after.millis(), at.millis(), id.0];
    let [place, after, at, id] = ends;
    let limit = limit as i64;
    let (sql, last) = match lead {
        Lead::All => {
            let values = params![place, after, at, id, limit];
            return conn.query(ALL, values, read_candidate);
        }
        Lead::Word(word) => {
            let values = params![place, after, at, id, limit, word];
            return conn.query(WORD, values, read_candidate);
        }
        Lead::Owner(owner) => (OWNER, owner.0),
        Lead::Section(section) => (SECTION, section.0),
        Lead::Person(person) => (PERSON, person.0),
    };
    let values = params![place, after, at, id, limit, last];
    conn.query(sql, values, read_candidate)
}

/// One line, if it stands there.
pub(crate) fn candidate(
    conn: &mut Conn,
    id: ArticleId,
    place: Place,
) -> Result<Option<Candidate>, DbError> {
    const SQL: &str = "select article_id, at, owner_id, section_id, headline from desk_line \
        where article_id = $1 and standing = $2";
    conn.first(SQL, params![id.0, place as i64], read_candidate)
}

fn read_candidate(row: &Row<'_>) -> Result<Candidate, DbError> {
    let some = |id: i64| (id != 0).then_some(id);
    Ok(Candidate {
        id: ArticleId(row.int(0)?),
        at: Timestamp::from_millis(row.int(1)?),
        owner: some(row.int(2)?).map(AccountId),
        section: some(row.int(3)?).map(SectionId),
        headline: row.text(4)?,
    })
}

/// A line with all that a list says of it, and what decides who may see it.
pub(crate) fn owned(
    conn: &mut Conn,
    id: ArticleId,
) -> Result<Option<(Candidate, DeskLine)>, DbError> {
    const SQL: &str = "select article_id, at, owner_id, section_id, headline from desk_line \
        where article_id = $1";
    let Some(candidate) = conn.first(SQL, params![id.0], read_candidate)? else {
        return Ok(None);
    };
    Ok(line(conn, id)?.map(|line| (candidate, line)))
}

/// A line with all that a list says of it.
pub(crate) fn line(conn: &mut Conn, id: ArticleId) -> Result<Option<DeskLine>, DbError> {
    const SQL: &str = "select d.article_id, d.at, d.headline, s.name, o.name, \
        (select max(r.id) from revision r where r.article_id = d.article_id \
        and r.origin <> 'source') <> p.revision_id \
        from desk_line d left join section s on s.id = d.section_id \
        left join account o on o.id = d.owner_id \
        left join publication p on p.article_id = d.article_id where d.article_id = $1";
    conn.first(SQL, params![id.0], |row| {
        Ok(DeskLine {
            id: ArticleId(row.int(0)?),
            at: Timestamp::from_millis(row.int(1)?),
            headline: row.text(2)?,
            section: row.optional_text(3)?,
            owner: row.optional_text(4)?,
            held_by: None,
            is_ahead: row.optional_truth(5)?.unwrap_or(false),
        })
    })
}
