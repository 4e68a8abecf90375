//! From rows to the things that readers see.

use warraq_import::clean::SafeHtml;

use crate::model::{
    ArticleId, ArticleKind, Card, Comment, CommentId, CommentKind, Focus, MediaId, PersonId,
    PersonLabel, Picture, SectionId, SectionLabel, TagId, TagLabel, Timestamp,
};
use crate::store::db::{DbError, Row};

impl ArticleKind {
    /// How the store spells this kind.
    pub(crate) fn key(self) -> i64 {
        match self {
            Self::Article => 0,
            Self::Page => 1,
        }
    }

    fn from_key(kind: i64) -> Self {
        if kind == 1 { Self::Page } else { Self::Article }
    }
}

/// The columns of a tag, in the order in which [`read_tag_label`] reads them, with the articles that
/// readers may see: the moment is `$2`.
macro_rules! tag_select {
    ($rest:literal) => {
        concat!(
            "select t.id, t.name, t.path, t.articles - (select count(*) from listing f \
             where f.kind = 2 and f.target = t.id and f.at > $2)",
            $rest
        )
    };
}
pub(super) use tag_select;

pub(super) fn read_card(row: &Row<'_>) -> Result<Card, DbError> {
    let standfirst = row.text(5)?;
    Ok(Card {
        id: ArticleId(row.int(0)?),
        kind: ArticleKind::from_key(row.int(1)?),
        path: row.text(2)?,
        headline: row.text(3)?,
        kicker: row.text(4)?,
        excerpt: if standfirst.is_empty() {
            row.text(6)?
        } else {
            standfirst
        },
        published_at: Timestamp::from_millis(row.int(7)?),
        words: row.count(8)?,
        comment_count: row.count(9)?,
        has_video: row.flag(10)?,
        section: match row.optional_int(11)? {
            Some(id) => Some(SectionLabel {
                id: SectionId(id),
                name: row.text(12)?,
                path: row.text(13)?,
            }),
            None => None,
        },
        lead: read_picture(row, 14)?,
        guid: row.text(24)?,
        byline: Vec::new(),
    })
}

pub(super) fn read_picture(row: &Row<'_>, first: usize) -> Result<Option<Picture>, DbError> {
    let Some(id) = row.optional_int(first)? else {
        return Ok(None);
    };
    Ok(Some(Picture {
        id: MediaId(id),
        path: row.text(first + 1)?,
        dimensions: dimensions(row.optional_int(first + 2)?, row.optional_int(first + 3)?),
        alt: row.text(first + 4)?,
        caption: SafeHtml::from_store(row.text(first + 5)?),
        credit: row.text(first + 6)?,
        present: row.truth(first + 7)?,
        focus: read_focus(row, first + 8)?,
    }))
}

fn read_focus(row: &Row<'_>, first: usize) -> Result<Option<Focus>, DbError> {
    let sides = row.optional_int(first)?.zip(row.optional_int(first + 1)?);
    Ok(sides.and_then(|(x, y)| Focus::at(x, y)))
}

pub(super) fn dimensions(width: Option<i64>, height: Option<i64>) -> Option<(u32, u32)> {
    Some((u32::try_from(width?).ok()?, u32::try_from(height?).ok()?))
}

pub(super) fn read_comment(row: &Row<'_>) -> Result<Comment, DbError> {
    let id = row.int(0)?;
    let external = row.int(1)?;
    Ok(Comment {
        id: CommentId(id),
        anchor: if external > 0 { external } else { id },
        parent: row.optional_int(2)?.map(CommentId),
        kind: if row.int(3)? == 0 {
            CommentKind::Comment
        } else {
            CommentKind::Pingback
        },
        name: row.text(4)?,
        url: row.text(5)?,
        body: SafeHtml::from_store(row.text(6)?),
        at: row.optional_int(7)?.map(Timestamp::from_millis),
    })
}

pub(super) fn read_section_label(row: &Row<'_>) -> Result<SectionLabel, DbError> {
    Ok(SectionLabel {
        id: SectionId(row.int(0)?),
        name: row.text(1)?,
        path: row.text(2)?,
    })
}

pub(super) fn read_tag_label(row: &Row<'_>) -> Result<TagLabel, DbError> {
    Ok(TagLabel {
        id: TagId(row.int(0)?),
        name: row.text(1)?,
        path: row.text(2)?,
        articles: row.count(3)?,
    })
}

pub(super) fn read_person_label(row: &Row<'_>) -> Result<PersonLabel, DbError> {
    Ok(PersonLabel {
        id: PersonId(row.int(0)?),
        name: row.text(1)?,
        path: row.text(2)?,
    })
}
