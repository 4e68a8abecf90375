//! What a source brought beside its bodies, for whoever cleans a body of it, now or years later.

use std::cell::RefCell;

use warraq_import::clean::{Attachment, Attachments};
use warraq_import::record::Other;

use crate::store::imports::{self, ItemKind};
use crate::store::{Conn, media};

/// The pictures and shared blocks of a source.
pub(crate) struct Kept<'a> {
    source: &'a str,
    conn: RefCell<&'a mut Conn>,
}

impl<'a> Kept<'a> {
    /// Those of `source`, asked for over `conn`. A source that nobody imported has none.
    pub(crate) fn of(source: &'a str, conn: &'a mut Conn) -> Self {
        Self {
            source,
            conn: RefCell::new(conn),
        }
    }

    /// Asks something else over the same connection.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&mut Conn) -> T) -> T {
        question(&mut self.conn.borrow_mut())
    }
}

impl Attachments for Kept<'_> {
    fn by_id(&self, external_id: i64) -> Option<Attachment> {
        let mut conn = self.conn.borrow_mut();
        let key = external_id.to_string();
        let id = imports::target(&mut conn, self.source, ItemKind::Media, &key).ok()??;
        media::attachment(&mut conn, id).ok()?
    }

    fn children_of(&self, article_external_id: i64) -> Vec<i64> {
        let mut conn = self.conn.borrow_mut();
        media::uploaded_for(&mut conn, self.source, article_external_id).unwrap_or_default()
    }

    fn shared_block(&self, external_id: i64) -> Option<String> {
        let mut conn = self.conn.borrow_mut();
        let key = external_id.to_string();
        let kept = imports::kept(&mut conn, self.source, ItemKind::Other, &key).ok()??;
        let block: Other = serde_json::from_str(&kept).ok()?;
        let is_shown =
            block.common.source_type == "wp_block" && block.common.source_status == "publish";
        is_shown.then_some(block.body_source)
    }
}
