//! What became different for readers, and when: read from the sequence of changes and from the clock.

use super::change::{self, ChangeKind};
use super::db::{Conn, DbError, params};
use crate::model::{ArticleId, ArticleKind, News, NewsArticle, Timestamp};

/// Up to where others were told: changes by number, what was scheduled by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) seq: i64,
    pub(crate) until: Timestamp,
}

/// The mark; `None` before the first look.
pub(crate) fn mark(conn: &mut Conn) -> Result<Option<Mark>, DbError> {
    const SQL: &str = "select seq, until from news_mark where id = 1";
    conn.first(SQL, params![], |row| {
        Ok(Mark {
            seq: row.int(0)?,
            until: Timestamp::from_millis(row.int(1)?),
        })
    })
}

/// Moves the mark.
pub(crate) fn set_mark(tx: &mut Conn, mark: Mark) -> Result<(), DbError> {
    const SQL: &str = "insert into news_mark (id, seq, until) values (1, $1, $2) \
        on conflict (id) do update set seq = excluded.seq, until = excluded.until";
    tx.execute(SQL, params![mark.seq, mark.until.millis()])?;
    Ok(())
}

/// Whether there may be something to note: asked before anybody waits for the writer.
pub(crate) fn is_any(conn: &mut Conn, now: Timestamp) -> Result<bool, DbError> {
    let Some(mark) = mark(conn)? else {
        return Ok(true);
    };
    Ok(change::newest(conn)? != mark.seq || !come(conn, mark.until, now, 1)?.0.is_empty())
}

/// What is news after `mark`, and the mark to set when it is noted; at most `limit` changes, and as
/// many articles whose time has come. `None` when nothing is.
pub(crate) fn after(
    tx: &mut Conn,
    mark: Mark,
    now: Timestamp,
    limit: usize,
) -> Result<Option<(News, Mark)>, DbError> {
    let changes = change::since(tx, mark.seq, limit)?;
    let (mut articles, until) = come(tx, mark.until, now, limit)?;
    let seq = match changes.last() {
        Some(last) => last.seq,
        None if articles.is_empty() => return Ok(None),
        None => mark.seq,
    };
    let mut commented = Vec::new();
    for change in changes {
        match change.kind {
            ChangeKind::Article(id) => articles.push(id),
            ChangeKind::Comments(id) => commented.push(id),
            _ => {}
        }
    }
    let mut news = News::default();
    for id in each_once(articles) {
        news.articles.extend(article(tx, id, now)?);
    }
    for id in each_once(commented) {
        news.commented.extend(visible_path(tx, id, now)?);
    }
    Ok(Some((news, Mark { seq, until })))
}

fn each_once(mut ids: Vec<ArticleId>) -> Vec<ArticleId> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Articles and pages whose time came after `from`, up to the moment that is answered: `now`, unless
/// there are too many to be read at once.
fn come(
    tx: &mut Conn,
    from: Timestamp,
    now: Timestamp,
    limit: usize,
) -> Result<(Vec<ArticleId>, Timestamp), DbError> {
    const SQL: &str = "select article_id, visible_from from public_article \
        where kind = $1 and visible_from > $2 and visible_from <= $3 \
        order by visible_from, article_id limit $4";
    let (mut come, mut until) = (Vec::new(), now);
    for kind in [ArticleKind::Article, ArticleKind::Page] {
        let values = params![kind.key(), from.millis(), until.millis(), limit as i64];
        let found = tx.query(SQL, values, |row| {
            Ok((ArticleId(row.int(0)?), Timestamp::from_millis(row.int(1)?)))
        })?;
        if let Some((_, last)) = found.last().filter(|_| found.len() == limit) {
            until = *last;
        }
        come.extend(found.into_iter().map(|(id, _)| id));
    }
    Ok((come, until))
}

/// What is to be told of an article: nothing, unless readers can see it or could.
fn article(tx: &mut Conn, id: ArticleId, now: Timestamp) -> Result<Option<NewsArticle>, DbError> {
    const VISIBLE: &str = "select path, kind, has_video from public_article \
        where article_id = $1 and visible_from <= $2";
    // Of what was never before readers, nobody is told that it went away.
    const WITHDRAWN: &str = "select a.path, a.kind, cast(0 as bigint) from article a \
        join withdrawal w on w.article_id = a.id join publication p on p.article_id = a.id \
        where a.id = $1 and p.at <= w.at and p.at <= $2";
    let mut found = None;
    for sql in [VISIBLE, WITHDRAWN] {
        if found.is_none() {
            found = tx.first(sql, params![id.0, now.millis()], |row| {
                Ok((row.text(0)?, row.int(1)?, row.int(2)? != 0))
            })?;
        }
    }
    let Some((path, kind, has_video)) = found.filter(|(path, ..)| !path.is_empty()) else {
        return Ok(None);
    };
    let is_listed = kind == ArticleKind::Article.key();
    Ok(Some(NewsArticle {
        path,
        is_listed,
        has_video,
        lists: if is_listed {
            lists(tx, id)?
        } else {
            Vec::new()
        },
    }))
}

fn lists(tx: &mut Conn, id: ArticleId) -> Result<Vec<String>, DbError> {
    // `union` and not `union all`: a damaged source may hold a circle of parents.
    const SECTIONS: &str = "with recursive above (id) as (\
        select section_id from article_section where article_id = $1 \
        union select s.parent_id from section s join above on s.id = above.id \
        where s.parent_id is not null) \
        select s.path from above join section s on s.id = above.id order by s.id";
    const TAGS: &str = "select t.path from article_tag x join tag t on t.id = x.tag_id \
        where x.article_id = $1 order by x.position";
    const PEOPLE: &str = "select p.path from byline b join person p on p.id = b.person_id \
        where b.article_id = $1 order by b.position";
    let mut paths = Vec::new();
    for sql in [SECTIONS, TAGS, PEOPLE] {
        paths.extend(tx.query(sql, params![id.0], |row| row.text(0))?);
    }
    Ok(paths)
}

fn visible_path(tx: &mut Conn, id: ArticleId, now: Timestamp) -> Result<Option<String>, DbError> {
    const SQL: &str = "select path from public_article \
        where article_id = $1 and visible_from <= $2";
    tx.first(SQL, params![id.0, now.millis()], |row| row.text(0))
}
