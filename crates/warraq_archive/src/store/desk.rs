//! Where articles stand in the newsroom, and its lists of them.

use super::db::{Conn, DbError, Row, params};
use super::writing::Standing;
use crate::desk::{DeskLine, DeskStanding};
use crate::model::{AccountId, ArticleId, ArticleKind, MediaId, SectionId, Timestamp};

/// On which list an article is. What is out is scheduled or published, as the clock decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Draft = 0,
    Out = 1,
    Withdrawn = 2,
    /// On none: somebody threw it away.
    Away = 3,
}

impl Place {
    /// Where an article of a source belongs.
    pub(crate) fn of(standing: Standing) -> Self {
        match standing {
            Standing::Published => Self::Out,
            Standing::Trashed => Self::Away,
            Standing::Draft | Standing::Pending | Standing::Private | Standing::Password => {
                Self::Draft
            }
        }
    }

    fn from_key(key: i64) -> Self {
        match key {
            0 => Self::Draft,
            1 => Self::Out,
            2 => Self::Withdrawn,
            _ => Self::Away,
        }
    }
}

/// Puts an article on a list, under its newest headline. `at` is when it is to appear or has appeared;
/// of a draft, when it was saved.
pub(crate) fn write_line(
    tx: &mut Conn,
    id: ArticleId,
    place: Place,
    at: Timestamp,
    headline: &str,
) -> Result<(), DbError> {
    const SQL: &str = "insert into desk_line (article_id, standing, at, owner_id, headline, folded) \
        values ($1, $2, $3, coalesce((select owner_id from article where id = $1), 0), $4, $5) \
        on conflict (article_id) do update set standing = excluded.standing, at = excluded.at, \
        headline = excluded.headline, folded = excluded.folded";
    let folded = warraq_text::fold::fold(headline);
    let values = params![id.0, place as i64, at.millis(), headline, &folded];
    tx.execute(SQL, values)?;
    Ok(())
}

/// Which lines a page of a list holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) place: Place,
    /// After this moment,
    pub(crate) after: Timestamp,
    /// and before this line.
    pub(crate) before: (Timestamp, ArticleId),
    /// Whoever has not been heard of since does not write any more.
    pub(crate) held_since: Timestamp,
}

/// Lines of a list, newest first: those of one owner or all, whose folded headline holds `words`.
pub(crate) fn lines(
    conn: &mut Conn,
    span: Span,
    owner: Option<AccountId>,
    words: &str,
    limit: usize,
) -> Result<Vec<DeskLine>, DbError> {
    macro_rules! lines_that {
        ($own:literal) => {
            concat!(
                "select d.article_id, d.at, d.headline, s.name, o.name, w.name, \
                (select max(r.id) from revision r where r.article_id = d.article_id) \
                <> p.revision_id \
                from desk_line d join article a on a.id = d.article_id \
                left join section s on s.id = a.section_id \
                left join account o on o.id = a.owner_id \
                left join desk_hold h on h.article_id = d.article_id and h.at > $7 \
                left join account w on w.id = h.account_id \
                left join publication p on p.article_id = d.article_id \
                where d.standing = $1 and d.at > $2 and (d.at, d.article_id) < ($3, $4) \
                and d.folded like $5 escape '!'",
                $own,
                " order by d.at desc, d.article_id desc limit $6"
            )
        };
    }
    const ALL: &str = lines_that!("");
    const OWN: &str = lines_that!(" and d.owner_id = $8");
    let pattern = containing(words);
    let sql = if owner.is_some() { OWN } else { ALL };
    let values = params![
        span.place as i64,
        span.after.millis(),
        span.before.0.millis(),
        span.before.1.0,
        &pattern,
        limit as i64,
        span.held_since.millis(),
        owner.map_or(0, |id| id.0),
    ];
    let values = if owner.is_some() {
        values
    } else {
        &values[..7]
    };
    conn.query(sql, values, read_line)
}

fn read_line(row: &Row<'_>) -> Result<DeskLine, DbError> {
    Ok(DeskLine {
        id: ArticleId(row.int(0)?),
        at: Timestamp::from_millis(row.int(1)?),
        headline: row.text(2)?,
        section: row.optional_text(3)?,
        owner: row.optional_text(4)?,
        held_by: row.optional_text(5)?,
        is_ahead: row.optional_truth(6)?.unwrap_or(false),
    })
}

/// The pattern of texts that hold `words`, which mean themselves.
fn containing(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in warraq_text::fold::fold(words).chars() {
        if matches!(c, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// An article as the newsroom knows it.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) place: Place,
    pub(crate) at: Timestamp,
    pub(crate) kind: ArticleKind,
    pub(crate) owner: Option<AccountId>,
    pub(crate) section: Option<SectionId>,
    pub(crate) lead: Option<MediaId>,
    pub(crate) slug: String,
    pub(crate) path: String,
    pub(crate) language: String,
    pub(crate) sticky: bool,
    pub(crate) comments_open: bool,
    /// When readers could see it first, or will.
    pub(crate) first_at: Option<Timestamp>,
    pub(crate) updated_at: Option<Timestamp>,
    /// Why it was withdrawn.
    pub(crate) reason: Option<String>,
}

impl Kept {
    pub(crate) fn standing(&self, now: Timestamp) -> DeskStanding {
        match self.place {
            Place::Out if self.at > now => DeskStanding::Scheduled,
            Place::Out => DeskStanding::Published,
            Place::Withdrawn => DeskStanding::Withdrawn,
            Place::Draft | Place::Away => DeskStanding::Draft,
        }
    }

    /// Whether readers could ever see it.
    pub(crate) fn was_seen(&self, now: Timestamp) -> bool {
        self.first_at.is_some_and(|first| first <= now)
    }
}

/// Reads what the newsroom knows of an article, its text excepted.
pub(crate) fn kept(conn: &mut Conn, id: ArticleId) -> Result<Option<Kept>, DbError> {
    const SQL: &str = "select d.standing, d.at, a.kind, a.owner_id, a.section_id, a.lead_media_id, \
        a.slug, a.path, a.language, a.sticky, a.comments_open, p.first_at, p.updated_at, w.reason \
        from article a join desk_line d on d.article_id = a.id \
        left join publication p on p.article_id = a.id \
        left join withdrawal w on w.article_id = a.id where a.id = $1";
    let time = |at: Option<i64>| at.map(Timestamp::from_millis);
    conn.first(SQL, params![id.0], |row| {
        Ok(Kept {
            place: Place::from_key(row.int(0)?),
            at: Timestamp::from_millis(row.int(1)?),
            kind: if row.int(2)? == ArticleKind::Page.key() {
                ArticleKind::Page
            } else {
                ArticleKind::Article
            },
            owner: row.optional_int(3)?.map(AccountId),
            section: row.optional_int(4)?.map(SectionId),
            lead: row.optional_int(5)?.map(MediaId),
            slug: row.text(6)?,
            path: row.text(7)?,
            language: row.text(8)?,
            sticky: row.flag(9)?,
            comments_open: row.flag(10)?,
            first_at: time(row.optional_int(11)?),
            updated_at: time(row.optional_int(12)?),
            reason: row.optional_text(13)?,
        })
    })
}

/// Keeps anybody else from changing an article until this transaction ends.
pub(crate) fn hold_still(tx: &mut Conn, id: ArticleId) -> Result<(), DbError> {
    const SQL: &str = "update article set kind = kind where id = $1";
    tx.execute(SQL, params![id.0])?;
    Ok(())
}

/// Says who began an article.
pub(crate) fn set_owner(
    tx: &mut Conn,
    id: ArticleId,
    owner: Option<AccountId>,
) -> Result<(), DbError> {
    const SQL: &str = "update article set owner_id = $2 where id = $1";
    tx.execute(SQL, params![id.0, owner.map(|owner| owner.0)])?;
    Ok(())
}

/// Notes on an article's row that it is before readers, and where.
pub(crate) fn set_out(
    tx: &mut Conn,
    id: ArticleId,
    section: Option<SectionId>,
    slug: &str,
    path: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "update article set standing = $2, section_id = $3, slug = $4, path = $5, \
        modified_at = $6 where id = $1";
    let standing = Standing::Published as i64;
    let section = section.map(|id| id.0);
    tx.execute(
        SQL,
        params![id.0, standing, section, slug, path, now.millis()],
    )?;
    Ok(())
}

/// Notes on an article's row that it is not before readers.
pub(crate) fn set_in(tx: &mut Conn, id: ArticleId, now: Timestamp) -> Result<(), DbError> {
    const SQL: &str = "update article set standing = $2, modified_at = $3 where id = $1";
    tx.execute(SQL, params![id.0, Standing::Draft as i64, now.millis()])?;
    Ok(())
}

/// Takes an article from before readers, and forgets its publication if the time of it never came.
pub(crate) fn forget_unseen(tx: &mut Conn, id: ArticleId, now: Timestamp) -> Result<(), DbError> {
    const PUBLIC: &str = "delete from public_article where article_id = $1";
    const PUBLICATION: &str = "delete from publication where article_id = $1 and first_at > $2";
    tx.execute(PUBLIC, params![id.0])?;
    tx.execute(PUBLICATION, params![id.0, now.millis()])?;
    Ok(())
}

/// A withdrawn article is withdrawn for this reason and no other.
pub(crate) fn set_reason(tx: &mut Conn, id: ArticleId, reason: &str) -> Result<(), DbError> {
    const SQL: &str = "update withdrawal set reason = $2 where article_id = $1";
    tx.execute(SQL, params![id.0, reason])?;
    Ok(())
}

/// Sections that an article stands in.
pub(crate) fn sections_of(conn: &mut Conn, id: ArticleId) -> Result<Vec<SectionId>, DbError> {
    const SQL: &str =
        "select section_id from article_section where article_id = $1 order by section_id";
    conn.query(SQL, params![id.0], |row| Ok(SectionId(row.int(0)?)))
}

/// Every section by its name, in the order of the alphabet.
pub(crate) fn sections(conn: &mut Conn) -> Result<Vec<(SectionId, String)>, DbError> {
    const SQL: &str = "select id, name from section order by sort_key, id";
    conn.query(SQL, params![], |row| {
        Ok((SectionId(row.int(0)?), row.text(1)?))
    })
}

/// People of a folded name.
pub(crate) fn people_called(conn: &mut Conn, folded: &str) -> Result<Vec<(i64, String)>, DbError> {
    const SQL: &str = "select id, name from person where folded = $1 order by id";
    conn.query(SQL, params![folded], |row| Ok((row.int(0)?, row.text(1)?)))
}

/// Tags of a folded name.
pub(crate) fn tags_called(conn: &mut Conn, folded: &str) -> Result<Vec<(i64, String)>, DbError> {
    const SQL: &str = "select id, name from tag where folded = $1 order by id";
    conn.query(SQL, params![folded], |row| Ok((row.int(0)?, row.text(1)?)))
}
