//! Saying what a file is and what is shown of it, and deleting what nothing shows.

use super::look::may_change;
use super::{Curating, LibraryError, LibraryItem};
use crate::accounts::Deed;
use crate::archive::Archive;
use crate::model::{Crop, Focus, MediaId};
use crate::store::library::{self, Said};
use crate::store::{ChangeKind, Conn, change};

/// What somebody says of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// What it is called in the newsroom.
    pub name: String,
    /// What it shows, in words; may be empty.
    pub alt: String,
    /// One line with inline mark-up; may be empty.
    pub caption: String,
    /// Plain text; may be empty.
    pub credit: String,
    /// What matters in it.
    pub focus: Option<Focus>,
    /// What is shown of it; `None` for all.
    pub crop: Option<Crop>,
}

impl Archive {
    /// Writes what is said of a file and what is shown of it. The original stays as it is. Readers see
    /// it at once where articles say nothing of their own.
    pub fn describe_media(
        &self,
        by: Curating<'_>,
        id: MediaId,
        said: &Description,
    ) -> Result<(), LibraryError> {
        let found = self.look(move |conn| library::item(conn, id))?;
        let file = found.and_then(|item| item.file);
        let can_be_cut = match &file {
            Some(file) if said.crop.is_some() => self.media().can_be_cut(file)?,
            _ => false,
        };
        self.act(by.by(), |tx, now| {
            let item = held(tx, by, id)?;
            let sides = item.file.as_ref().and_then(|file| file.dimensions);
            let crop = said.crop.filter(|_| can_be_cut);
            let crop = crop.and_then(|crop| crop.within(sides?));
            let plain = warraq_text::bidi::plain;
            let words = Said {
                name: &plain(&said.name),
                alt: &plain(&said.alt),
                caption: &warraq_import::clean::inline(&said.caption),
                credit: &plain(&said.credit),
            };
            library::describe(tx, id, words)?;
            library::frame(tx, id, crop, said.focus)?;
            change::record(tx, ChangeKind::Media(id), now)?;
            let deed = Deed::new("media-changed", plain(&said.name)).with(id.to_string());
            Ok(((), deed))
        })
    }

    /// Deletes a file that was brought in here and that no article shows, its original included.
    ///
    /// # Errors
    /// [`LibraryError::InUse`] when an article or somebody's draft shows it.
    pub fn delete_media(&self, by: Curating<'_>, id: MediaId) -> Result<(), LibraryError> {
        let orphan = self.act(by.by(), |tx, now| {
            let item = held(tx, by, id)?;
            if item.uses > 0 {
                return Err(LibraryError::InUse);
            }
            if !library::delete(tx, id)? {
                return Err(LibraryError::OfOldSite);
            }
            change::record(tx, ChangeKind::Media(id), now)?;
            let sha256 = item.file.map(|file| file.sha256);
            let others = match &sha256 {
                Some(sha256) => library::of_content(tx, sha256)?,
                None => None,
            };
            let deed = Deed::new("media-deleted", item.name).with(id.to_string());
            Ok((sha256.filter(|_| others.is_none()), deed))
        })?;
        if let Some(sha256) = orphan {
            // After the row: an original that nothing names is less than a row that names nothing.
            self.media().forget(&sha256)?;
        }
        Ok(())
    }
}

/// An item that nobody else changes until this transaction ends, and that this person may change.
fn held(tx: &mut Conn, by: Curating<'_>, id: MediaId) -> Result<LibraryItem, LibraryError> {
    library::hold_still(tx, id)?;
    let item = library::item(tx, id)?.ok_or(LibraryError::NoMedia)?;
    may_change(by, &item)?;
    Ok(item)
}
