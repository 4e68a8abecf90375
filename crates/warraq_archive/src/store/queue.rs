//! Comments as the desk looks through them: lists that cost the same however deep one is in them.

use super::db::{Conn, DbError, Row, params};
use crate::model::{
    AnsweredComment, ArticleId, CommentId, CommentPlace, CommentStanding, DeskComment, Timestamp,
};

/// Asks for comments as the desk sees them, with what is given at the end.
macro_rules! comments_that {
    ($rest:literal) => {
        concat!(
            "select c.id, c.article_id, a.path, c.name, c.body_source, c.at, c.standing, \
            coalesce(d.headline, ''), p.name, p.body_source from comment c \
            join article a on a.id = c.article_id \
            left join desk_line d on d.article_id = c.article_id \
            left join comment p on p.id = c.parent_id ",
            $rest
        )
    };
}

/// Comments of one standing that come after a place, newest first.
pub(crate) fn of_standing(
    conn: &mut Conn,
    standing: CommentStanding,
    after: Option<CommentPlace>,
    limit: usize,
) -> Result<Vec<DeskComment>, DbError> {
    const SQL: &str = comments_that!(
        "where c.kind = 0 and c.standing = $1 and (c.listed_at, c.id) < ($2, $3) \
        order by c.listed_at desc, c.id desc limit $4"
    );
    let (at, id) = after.map_or((i64::MAX, i64::MAX), |place| {
        (place.at.millis(), place.id.0)
    });
    conn.query(SQL, params![standing.key(), at, id, limit as i64], read)
}

/// A comment, whatever its standing.
pub(crate) fn one(conn: &mut Conn, id: CommentId) -> Result<Option<DeskComment>, DbError> {
    const SQL: &str = comments_that!("where c.id = $1 and c.kind = 0");
    conn.first(SQL, params![id.0], read)
}

/// How many comments have a standing, counted no further than `most`.
pub(crate) fn count(
    conn: &mut Conn,
    standing: CommentStanding,
    most: usize,
) -> Result<usize, DbError> {
    const SQL: &str = "select count(*) from \
        (select 1 from comment where kind = 0 and standing = $1 limit $2) found";
    let count = conn.first(SQL, params![standing.key(), most as i64], |row| {
        row.count(0)
    })?;
    Ok(count.unwrap_or(0))
}

/// Numbers of the newest comments under the name or the address of a comment, itself among them.
pub(crate) fn by_the_same(
    conn: &mut Conn,
    id: CommentId,
    limit: usize,
) -> Result<Vec<CommentId>, DbError> {
    const BY_NAME: &str = "select c.id from comment c where c.name = \
        (select name from comment where id = $1) and c.name <> '' and c.kind = 0 \
        order by c.id desc limit $2";
    const BY_ADDRESS: &str = "select comment_id from comment_private where email = \
        (select email from comment_private where comment_id = $1) and email <> '' \
        order by comment_id desc limit $2";
    let mut found = Vec::new();
    for sql in [BY_NAME, BY_ADDRESS] {
        let values = params![id.0, limit as i64];
        found.extend(conn.query(sql, values, |row| Ok(CommentId(row.int(0)?)))?);
    }
    found.sort_unstable_by_key(|found| std::cmp::Reverse(found.0));
    found.dedup();
    found.truncate(limit);
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<DeskComment, DbError> {
    let answers = match (row.optional_text(8)?, row.optional_text(9)?) {
        (Some(name), Some(text)) => Some(AnsweredComment { name, text }),
        _ => None,
    };
    Ok(DeskComment {
        id: CommentId(row.int(0)?),
        article: ArticleId(row.int(1)?),
        path: row.text(2)?,
        name: row.text(3)?,
        text: row.text(4)?,
        at: row.optional_int(5)?.map(Timestamp::from_millis),
        standing: CommentStanding::of_key(row.int(6)?),
        headline: row.text(7)?,
        answers,
    })
}
