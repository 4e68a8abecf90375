//! Who writes in an article just now. It keeps nobody from anything: that two texts do not overwrite
//! each other is the save's own care.

use super::{DeskError, Editing};
use crate::archive::Archive;
use crate::model::{AccountId, ArticleId, Timestamp};
use crate::store::{desk, hold};

/// How long after they were heard of last somebody is said to write. Browsers let a window that is not
/// looked at speak once a minute.
const HOLDS_FOR: i64 = 150_000;

/// Whoever writes in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// What they are called.
    pub who: String,
    /// Whether it is somebody's own other window.
    pub is_self: bool,
}

/// Whoever was heard of after this moment still writes.
pub(super) fn since(now: Timestamp) -> Timestamp {
    Timestamp::from_millis(now.millis().saturating_sub(HOLDS_FOR))
}

impl Archive {
    /// Says that somebody writes in an article, in the window of this pen. Answers whoever does so
    /// already, unless `takes` says that it is now this window.
    pub fn hold_article(
        &self,
        by: Editing<'_>,
        id: ArticleId,
        pen: &str,
        takes: bool,
    ) -> Result<Option<Holder>, DeskError> {
        let now = self.clock().now();
        let account = by.by().account.unwrap_or(AccountId(0));
        self.write(|tx| {
            let kept = desk::kept(tx, id)?.ok_or(DeskError::NoArticle)?;
            by.check(kept.owner, kept.on_desk)?;
            hold::hold(tx, id, (account, pen), (now, since(now)), takes)?;
            let held = hold::holder(tx, id, since(now))?;
            let other = held.filter(|held| held.pen != pen);
            Ok(other.map(|held| Holder {
                who: held.who,
                is_self: held.account == account,
            }))
        })
    }

    /// Whoever writes in an article.
    pub fn holder(&self, by: Editing<'_>, id: ArticleId) -> Result<Option<Holder>, DeskError> {
        let now = self.clock().now();
        let account = by.by().account.unwrap_or(AccountId(0));
        let held = self.look(move |conn| hold::holder(conn, id, since(now)))?;
        Ok(held.map(|held| Holder {
            who: held.who,
            is_self: held.account == account,
        }))
    }

    /// Says that a window does not write in an article any more.
    pub fn release_article(
        &self,
        _by: Editing<'_>,
        id: ArticleId,
        pen: &str,
    ) -> Result<(), DeskError> {
        self.write(|tx| Ok(hold::release(tx, id, pen)?))
    }
}
