//! The append-only sequence that everything else follows.

use super::db::{Conn, DbError, params};
use crate::model::{ArticleId, Listing, MediaId, PersonId, SectionId, TagId, Timestamp};

/// Something that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Position in the sequence.
    pub seq: i64,
    /// What changed.
    pub kind: ChangeKind,
}

/// What can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// An article as readers see it: published, corrected, withdrawn.
    Article(ArticleId),
    /// Membership of a list.
    Listing(Listing),
    /// The comments under an article.
    Comments(ArticleId),
    /// A section's name, place or address.
    Section(SectionId),
    /// A tag's name or address.
    Tag(TagId),
    /// A person's name or address.
    Person(PersonId),
    /// A picture's text or file.
    Media(MediaId),
    /// A menu.
    Menus,
    /// A setting.
    Settings,
    /// Many things at once, as an import makes them: whoever caches pages forgets them all.
    Everything,
}

impl ChangeKind {
    fn encode(self) -> (i64, i64) {
        match self {
            Self::Article(ArticleId(id)) => (1, id),
            Self::Listing(listing) => {
                let (kind, target) = listing.key();
                (10 + kind, target)
            }
            Self::Comments(ArticleId(id)) => (2, id),
            Self::Section(SectionId(id)) => (3, id),
            Self::Tag(TagId(id)) => (4, id),
            Self::Person(PersonId(id)) => (5, id),
            Self::Media(MediaId(id)) => (6, id),
            Self::Menus => (7, 0),
            Self::Settings => (8, 0),
            Self::Everything => (9, 0),
        }
    }

    /// A kind that this program does not know is read as [`ChangeKind::Everything`], which is safe.
    fn decode(kind: i64, target: i64) -> Self {
        match kind {
            1 => Self::Article(ArticleId(target)),
            2 => Self::Comments(ArticleId(target)),
            3 => Self::Section(SectionId(target)),
            4 => Self::Tag(TagId(target)),
            5 => Self::Person(PersonId(target)),
            6 => Self::Media(MediaId(target)),
            7 => Self::Menus,
            8 => Self::Settings,
            kind => Listing::from_key(kind - 10, target).map_or(Self::Everything, Self::Listing),
        }
    }
}

impl Listing {
    /// How the store spells this list.
    pub(super) fn key(self) -> (i64, i64) {
        match self {
            Self::All => (0, 0),
            Self::Section(id) => (1, id.0),
            Self::Tag(id) => (2, id.0),
            Self::Person(id) => (3, id.0),
            Self::Video => (4, 0),
        }
    }

    /// The list that the store spells so.
    pub(super) fn from_key(kind: i64, target: i64) -> Option<Self> {
        match kind {
            0 => Some(Self::All),
            1 => Some(Self::Section(SectionId(target))),
            2 => Some(Self::Tag(TagId(target))),
            3 => Some(Self::Person(PersonId(target))),
            4 => Some(Self::Video),
            _ => None,
        }
    }
}

/// Appends to the sequence, in the transaction of the change itself.
pub(crate) fn record(tx: &mut Conn, kind: ChangeKind, now: Timestamp) -> Result<(), DbError> {
    const SQL: &str = "insert into change (kind, target, at) values ($1, $2, $3)";
    let (kind, target) = kind.encode();
    tx.execute(SQL, params![kind, target, now.millis()])?;
    Ok(())
}

/// The number of the newest change, 0 when nothing ever changed.
pub(crate) fn newest(conn: &mut Conn) -> Result<i64, DbError> {
    let seq = conn.first("select max(seq) from change", params![], |row| {
        row.optional_int(0)
    })?;
    Ok(seq.flatten().unwrap_or(0))
}

/// Changes after `seq`, oldest first, at most `limit`.
pub(crate) fn since(conn: &mut Conn, seq: i64, limit: usize) -> Result<Vec<Change>, DbError> {
    const SQL: &str = "select seq, kind, target from change where seq > $1 order by seq limit $2";
    conn.query(SQL, params![seq, limit as i64], |row| {
        Ok(Change {
            seq: row.int(0)?,
            kind: ChangeKind::decode(row.int(1)?, row.int(2)?),
        })
    })
}
