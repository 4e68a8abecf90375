//! What readers were told of mistakes.

use super::Reading;
use crate::model::{ArticleId, Correction, CorrectionId, CorrectionKind, Timestamp};
use crate::store::StoreError;
use crate::store::db::params;

impl Reading<'_> {
    /// What was corrected in an article that readers see, newest first.
    pub(super) fn corrections(&mut self, id: ArticleId) -> Result<Vec<Correction>, StoreError> {
        const SQL: &str = "select correction_id, at, kind, text from public_correction \
            where article_id = $1 order by at desc, correction_id desc";
        Ok(self.conn.query(SQL, params![id.0], |row| {
            Ok(Correction {
                id: CorrectionId(row.int(0)?),
                at: Timestamp::from_millis(row.int(1)?),
                kind: CorrectionKind::from_key(row.int(2)?),
                text: row.text(3)?,
            })
        })?)
    }
}
