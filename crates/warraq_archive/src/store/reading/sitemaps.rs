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
    /// When its page last changed.
    pub modified_at: Timestamp,
}

impl Reading<'_> {
    /// Articles of a month for its sitemap.
    pub fn sitemap(&mut self, month: CivilMonth) -> Result<Vec<SitemapEntry>, StoreError> {
        let span = Span::of_month(month, &self.settings.time_zone);
        self.sitemap_between(ArticleKind::Article, span)
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
        const SQL: &str = "select path, headline, visible_from, modified_at from public_article \
            where kind = $1 and visible_from >= $2 and visible_from < $3 and visible_from <= $4 \
            order by visible_from desc limit 50000";
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
                    modified_at: Timestamp::from_millis(row.int(3)?),
                })
            },
        )?)
    }
}
