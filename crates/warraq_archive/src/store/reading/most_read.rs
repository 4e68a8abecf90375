//! What readers read most.

use super::Reading;
use crate::model::{ReadArticle, ReadWindow, SectionId};
use crate::store::db::params;
use crate::store::{StoreError, reads};

impl Reading<'_> {
    /// Published articles that were read at least `least` times, the most read first.
    pub fn most_read(
        &mut self,
        window: ReadWindow,
        least: usize,
        limit: usize,
    ) -> Result<Vec<ReadArticle>, StoreError> {
        const SECTIONS: &str = "with recursive above (id) as (select section_id \
            from article_section where article_id = $1 union select s.parent_id from section s \
            join above on above.id = s.id where s.parent_id is not null) \
            select id from above order by id";
        let zone = &self.settings.time_zone;
        let read = reads::most_read(self.conn, window, least, limit, self.now, zone)?;
        let mut articles = Vec::with_capacity(read.len());
        for (id, reads) in read {
            articles.push(ReadArticle {
                id,
                reads,
                sections: self
                    .conn
                    .query(SECTIONS, params![id.0], |row| Ok(SectionId(row.int(0)?)))?,
            });
        }
        Ok(articles)
    }
}
