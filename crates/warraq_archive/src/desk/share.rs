//! Showing one version of an article to somebody outside, for a while.

use super::look::{Preview, laid_out};
use super::write::held;
use super::{DeskError, Editing};
use crate::accounts::Deed;
use crate::archive::Archive;
use crate::model::{ArticleId, Key, ShareId, Timestamp};
use crate::store::{StoreError, desk_share, revision};

/// A link that shows a version to whoever has it.
#[derive(Clone, Debug)]
pub struct Share {
    /// Number in the archive.
    pub id: ShareId,
    /// What whoever made it is called.
    pub who: String,
    /// Until when it opens something.
    pub until: Timestamp,
}

impl Archive {
    /// Shows what was saved last to whoever has the key, for so many milliseconds. What is saved after
    /// that is not shown by it.
    pub fn share(
        &self,
        by: Editing<'_>,
        id: ArticleId,
        key: &Key,
        millis: i64,
    ) -> Result<(), DeskError> {
        self.act(by.by(), |tx, now| {
            let (kept, newest) = held(tx, id)?;
            by.check(kept.owner, kept.on_desk)?;
            let until = Timestamp::from_millis(now.millis().saturating_add(millis));
            desk_share::forget_old(tx, now)?;
            let revision = newest.revision.id;
            desk_share::add(tx, (id, revision), key, &by.by().name, until)?;
            Ok((
                (),
                Deed::new("article-shared", newest.revision.text.headline),
            ))
        })
    }

    /// Lets a link open nothing any more.
    pub fn unshare(&self, by: Editing<'_>, id: ArticleId, share: ShareId) -> Result<(), DeskError> {
        self.act(by.by(), |tx, _| {
            let (kept, newest) = held(tx, id)?;
            by.check(kept.owner, kept.on_desk)?;
            desk_share::remove(tx, id, share)?;
            Ok((
                (),
                Deed::new("article-unshared", newest.revision.text.headline),
            ))
        })
    }

    /// The links of an article that open something.
    pub fn shares(&self, by: Editing<'_>, id: ArticleId) -> Result<Vec<Share>, DeskError> {
        self.desk_article(by, id)?;
        let now = self.clock().now();
        Ok(self.look(move |conn| desk_share::of(conn, id, now))?)
    }

    /// The version that a key shows, if it opens anything.
    pub fn shared(&self, key: &Key) -> Result<Option<Preview>, StoreError> {
        let (now, settings, key) = (self.clock().now(), self.settings(), key.clone());
        self.look(move |conn| {
            let Some((article, shown)) = desk_share::by_key(conn, &key, now)? else {
                return Ok(None);
            };
            match revision::one(conn, article, shown)? {
                Some(kept) => {
                    let text = kept.revision.text;
                    laid_out(conn, article, text, &settings).map(Some)
                }
                None => Ok(None),
            }
        })
    }
}
