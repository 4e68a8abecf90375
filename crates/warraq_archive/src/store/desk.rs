//! Where articles stand in the newsroom.

use super::db::{Conn, DbError, params};
use super::media;
use super::writing::Standing;
use crate::desk::DeskStanding;
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

    pub(super) fn from_key(key: i64) -> Self {
        match key {
            0 => Self::Draft,
            1 => Self::Out,
            2 => Self::Withdrawn,
            _ => Self::Away,
        }
    }
}

/// An article as the newsroom knows it.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) place: Place,
    pub(crate) at: Timestamp,
    pub(crate) kind: ArticleKind,
    pub(crate) owner: Option<AccountId>,
    pub(crate) section: Option<SectionId>,
    /// The section of its newest text.
    pub(crate) on_desk: Option<SectionId>,
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
        a.slug, a.path, a.language, a.sticky, a.comments_open, p.first_at, p.updated_at, w.reason, \
        d.section_id from article a join desk_line d on d.article_id = a.id \
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
            on_desk: Some(row.int(14)?).filter(|id| *id != 0).map(SectionId),
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
    (section, lead): (Option<SectionId>, Option<MediaId>),
    slug: &str,
    path: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "update article set standing = $2, section_id = $3, slug = $4, path = $5, \
        modified_at = $6, lead_media_id = $7 where id = $1";
    let standing = Standing::Published as i64;
    let (section, lead) = (section.map(|id| id.0), lead.map(|id| id.0));
    tx.execute(
        SQL,
        params![id.0, standing, section, slug, path, now.millis(), lead],
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
    media::hide(tx, id, now)?;
    tx.execute(PUBLIC, params![id.0])?;
    tx.execute(PUBLICATION, params![id.0, now.millis()])?;
    Ok(())
}

/// A withdrawn article is withdrawn for this reason and no other, and by the newsroom.
pub(crate) fn set_reason(tx: &mut Conn, id: ArticleId, reason: &str) -> Result<(), DbError> {
    const SQL: &str = "update withdrawal set reason = $2, ours = 1 where article_id = $1";
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
    const SQL: &str = "select id, name from person where folded = $1 union all \
        select target, name from name_alias where kind = 2 and folded = $1 order by 1";
    conn.query(SQL, params![folded], |row| Ok((row.int(0)?, row.text(1)?)))
}

/// Tags of a folded name.
pub(crate) fn tags_called(conn: &mut Conn, folded: &str) -> Result<Vec<(i64, String)>, DbError> {
    const SQL: &str = "select id, name from tag where folded = $1 union all \
        select target, name from name_alias where kind = 1 and folded = $1 order by 1";
    conn.query(SQL, params![folded], |row| Ok((row.int(0)?, row.text(1)?)))
}
