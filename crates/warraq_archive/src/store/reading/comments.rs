//! What readers wrote under what is published.

use super::Reading;
use super::rows::read_comment;
use crate::model::{ArticleId, Card, Comment, Published};
use crate::store::StoreError;
use crate::store::db::params;

impl Reading<'_> {
    /// Approved comments of an article, in the order in which they were written.
    pub fn comments(&mut self, id: ArticleId) -> Result<Vec<Comment>, StoreError> {
        const SQL: &str = "select c.id, c.external_id, c.parent_id, c.kind, c.name, c.url, c.body, \
            c.at from comment c join public_article a on a.article_id = c.article_id \
            where c.article_id = $1 and c.standing = 1 and c.kind < 2 and a.visible_from <= $2 \
            order by c.id limit 2000";
        let mut comments = self
            .conn
            .query(SQL, params![id.0, self.now.millis()], read_comment)?;
        let shown: std::collections::HashSet<_> = comments.iter().map(|c| c.id).collect();
        for comment in &mut comments {
            comment.parent = comment.parent.filter(|parent| shown.contains(parent));
        }
        Ok(comments)
    }

    /// The newest approved comments, each with its article.
    pub fn recent_comments(
        &mut self,
        limit: usize,
    ) -> Result<Vec<(Comment, Published<Card>)>, StoreError> {
        const SQL: &str = "select c.id, c.external_id, c.parent_id, c.kind, c.name, c.url, c.body, \
            c.at, c.article_id from comment c join public_article a \
            on a.article_id = c.article_id where c.standing = 1 and c.kind = 0 \
            and c.at is not null and a.visible_from <= $1 order by c.at desc limit $2";
        let found = self
            .conn
            .query(SQL, params![self.now.millis(), limit as i64], |row| {
                Ok((read_comment(row)?, ArticleId(row.int(8)?)))
            })?;
        let mut recent = Vec::with_capacity(found.len());
        for (comment, article) in found {
            if let Some(card) = self.cards(&[article])?.pop() {
                recent.push((comment, card));
            }
        }
        Ok(recent)
    }
}
