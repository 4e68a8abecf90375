//! The library as whoever may do everything, in a line each.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use warraq_archive::accounts::{Allowed, right};
use warraq_archive::desk::LeadPicture;
use warraq_archive::library::{
    Curating, Description, LibraryError, LibraryItem, LibraryQuery, NewMedia, Shelf,
};
use warraq_archive::model::{ArticleId, MediaId, Resolved};

use crate::support::Fixture;
use crate::support::desk::{text, write};

/// The library as whoever may do everything.
pub(crate) struct Shelves<'a>(pub(crate) &'a Fixture);

impl Shelves<'_> {
    pub(crate) fn send(
        &self,
        name: &str,
        content: &[u8],
        n: u8,
    ) -> Result<(MediaId, bool), LibraryError> {
        let mut arriving = self.0.archive.media().arrive()?;
        for chunk in content.chunks(1000) {
            arriving.write(chunk)?;
        }
        let new = NewMedia {
            arrived: arriving.finish()?,
            name: name.to_owned(),
            alt: "نهر".to_owned(),
            caption: "النهر <b>صباحًا</b>".to_owned(),
            credit: "سامي المرعشلي".to_owned(),
        };
        let taken = self.0.archive.add_media(&add(), &new, [n; 10])?;
        Ok((taken.id, taken.was_known))
    }

    pub(crate) fn add(&self, name: &str, n: u8) -> MediaId {
        let (id, was_known) = self.send(name, &picture(n, ImageFormat::Png), n).unwrap();
        assert!(!was_known);
        id
    }

    pub(crate) fn item(&self, id: MediaId) -> LibraryItem {
        let item = self.0.archive.library_item(&add(), id);
        item.unwrap().unwrap()
    }

    pub(crate) fn on(&self, shelf: Shelf, words: &str) -> Vec<i64> {
        let query = LibraryQuery {
            shelf,
            words: words.to_owned(),
            before: None,
        };
        let page = self.0.archive.library(&add(), &query).unwrap();
        page.items.iter().map(|item| item.id.0).collect()
    }

    pub(crate) fn delete(&self, id: MediaId) -> Result<(), LibraryError> {
        let any = Allowed::by_operator();
        self.0.archive.delete_media(Curating::Any(&any), id)
    }

    pub(crate) fn describe(&self, id: MediaId, said: &Description) -> Result<(), LibraryError> {
        let any = Allowed::by_operator();
        self.0.archive.describe_media(Curating::Any(&any), id, said)
    }

    /// Whether readers get the file, by its number and at its address.
    pub(crate) fn is_shown(&self, id: MediaId) -> bool {
        let path = warraq_text::path::canonical(&self.item(id).address);
        let archive = &self.0.archive;
        let file = archive.read_here(|reading| reading.media_file(id)).unwrap();
        let found = archive.read_here(|reading| reading.resolve(&path)).unwrap();
        let is_here = matches!(found, Resolved::Here { .. });
        assert_eq!(file.is_some(), is_here);
        is_here
    }

    /// Files below `media/`.
    pub(crate) fn originals(&self) -> usize {
        let folders = std::fs::read_dir(self.0.folder().join("media")).unwrap();
        let files = folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
        files.map(Iterator::count).sum()
    }
}

pub(crate) fn add() -> Allowed<right::AddMedia> {
    Allowed::by_operator()
}

/// A picture whose left half is red and whose right half is blue, different for each `n`.
pub(crate) fn picture(n: u8, format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(600, 400, |x, _| match x {
        0..300 => Rgb([220, n, 0]),
        _ => Rgb([0, n, 220]),
    });
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A draft with a picture at its head.
pub(crate) fn draft(fixture: &Fixture, lead: MediaId) -> ArticleId {
    let mut text = text("خريطة للرياح القديمة");
    text.lead = Some(LeadPicture::of(lead));
    fixture.archive.begin_article(&write(), &text).unwrap()
}
