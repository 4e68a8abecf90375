//! What search engines are told of.

use super::Reading;
use crate::model::{ArticleKind, CivilMonth, Timestamp};
use crate::store::StoreError;
use crate::store::db::params;
use crate::store::listing::Span;

/// A line of a sitemap.
#[derive(Clone, Debug)]
pub struct SitemapEntry {
    /// Canonical path, percent-encoded.
    pub path: String,
    /// Plain text.
    pub headline: String,
    /// When readers first could read it.
    pub published_at: Timestamp,
    /// When its page last changed: never before readers could read it.
    pub modified_at: Timestamp,
    /// Path of its lead picture, percent-encoded, where the archive holds it.
    pub picture: Option<String>,
}

impl Reading<'_> {
    /// Articles of a month for its sitemap.
    pub fn sitemap(&mut self, month: CivilMonth) -> Result<Vec<SitemapEntry>, StoreError> {
        let span = Span::of_month(month, &self.settings.time_zone);
        self.sitemap_between(ArticleKind::Article, span)
    }

    /// When a page of each month that holds articles last changed, oldest month first.
    pub fn months_changed(&mut self) -> Result<Vec<(CivilMonth, Timestamp)>, StoreError> {
        const SQL: &str = "select visible_from, modified_at from public_article \
            where kind = $1 and visible_from <= $2 order by visible_from";
        let kind = ArticleKind::Article.key();
        let times = self
            .conn
            .query(SQL, params![kind, self.now.millis()], |row| {
                Ok((row.int(0)?, row.int(1)?))
            })?;
        let mut months: Vec<(CivilMonth, Timestamp)> = Vec::new();
        for (from, modified) in times {
            let month = Timestamp::from_millis(from).month_in(&self.settings.time_zone);
            let changed = Timestamp::from_millis(modified.max(from));
            match months.last_mut().filter(|(last, _)| *last == month) {
                Some((_, at)) => *at = changed.max(*at),
                None => months.push((month, changed)),
            }
        }
        Ok(months)
    }

    /// Articles that readers first could read after `from`, for the news sitemap.
    pub fn sitemap_since(&mut self, from: Timestamp) -> Result<Vec<SitemapEntry>, StoreError> {
        self.sitemap_between(ArticleKind::Article, Span { from, ..Span::ALL })
    }

    /// Undated pages for their sitemap.
    pub fn sitemap_pages(&mut self) -> Result<Vec<SitemapEntry>, StoreError> {
        self.sitemap_between(ArticleKind::Page, Span::ALL)
    }

    fn sitemap_between(
        &mut self,
        kind: ArticleKind,
        span: Span,
    ) -> Result<Vec<SitemapEntry>, StoreError> {
        const SQL: &str = "select a.path, a.headline, a.visible_from, a.modified_at, \
            case when m.sha256 is null then null else m.path end \
            from public_article a left join media m on m.id = a.lead_media_id \
            where a.kind = $1 and a.visible_from >= $2 and a.visible_from < $3 \
            and a.visible_from <= $4 order by a.visible_from desc limit 50000";
        Ok(self.conn.query(
            SQL,
            params![
                kind.key(),
                span.from.millis(),
                span.until.millis(),
                self.now.millis()
            ],
            |row| {
                Ok(SitemapEntry {
                    path: row.text(0)?,
                    headline: row.text(1)?,
                    published_at: Timestamp::from_millis(row.int(2)?),
                    modified_at: Timestamp::from_millis(row.int(3)?.max(row.int(2)?)),
                    picture: row.optional_text(4)?,
                })
            },
        )?)
    }
}
