//! Menus, and pictures with their pages and files.

use warraq_import::clean::SafeHtml;

use super::Reading;
use super::rows::read_picture;
use crate::model::{ArticleId, MediaFile, MediaId, MediaPage, Menu};
use crate::store::db::params;
use crate::store::{StoreError, media, menu};

impl Reading<'_> {
    /// A menu by its place on the page: `main` or `footer`.
    pub fn menu(&mut self, place: &str) -> Result<Menu, StoreError> {
        menu::read(self.conn, place, self.now)
    }

    /// What the old site called an attachment page.
    pub fn media_page(&mut self, id: MediaId) -> Result<Option<MediaPage>, StoreError> {
        const SQL: &str = "select id, path, coalesce(crop_width, width), \
            coalesce(crop_height, height), alt, caption, credit, sha256 is not null, focus_x, \
            focus_y, title, description, mime, article_id from media where id = $1";
        let row = self.conn.first(SQL, params![id.0], |row| {
            Ok((
                read_picture(row, 0)?,
                row.text(10)?,
                row.text(11)?,
                row.text(12)?,
                row.optional_int(13)?,
            ))
        })?;
        let Some((Some(picture), title, description, mime, article)) = row else {
            return Ok(None);
        };
        let card = match article {
            Some(article) => self.plain_cards(&[ArticleId(article)])?.pop(),
            None => None,
        };
        let (article, section) = match card {
            Some(card) => (Some((card.id, card.headline, card.path)), card.section),
            None => (None, None),
        };
        let description = SafeHtml::from_store(description);
        Ok(Some(MediaPage {
            picture,
            title,
            description,
            mime,
            article,
            section,
        }))
    }

    /// Where a media file's bytes are; `None` when the archive does not hold them, or when no article
    /// shows to readers what was brought in for articles alone.
    pub fn media_file(&mut self, id: MediaId) -> Result<Option<MediaFile>, StoreError> {
        if !media::is_shown(self.conn, id, self.now)? {
            return Ok(None);
        }
        Ok(media::file(self.conn, id)?)
    }
}
