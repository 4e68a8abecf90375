//! Pictures that are drawn from the words of an article, kept as the variants of photographs are.

use std::fs;
use std::path::Path;

use super::serve::{Disposition, Served};
use super::throwaway::{Made, RECIPE};
use super::{MediaError, MediaStore};
use crate::model::ArticleId;

impl MediaStore {
    /// The picture of an article's words, a PNG: drawn by `draw` unless the one of this `version` is
    /// there, and those of other versions are forgotten. Only one is drawn at a time.
    ///
    /// `version` names the words, in letters and digits that a file's name may have.
    pub fn drawn(
        &self,
        article: ArticleId,
        version: &str,
        draw: impl FnOnce() -> Vec<u8>,
    ) -> Result<Served, MediaError> {
        let folder = self.inner.throwaway.drawings(article.0);
        let file = format!("{version}.png");
        let body = self.inner.throwaway.get_or_make(&folder.join(&file), || {
            let _turn = self.inner.drawing.take();
            forget_others(&folder, &file);
            Ok(Made::Bytes(draw()))
        })?;
        Ok(Served {
            body,
            mime: "image/png",
            disposition: Disposition::Inline,
            etag: format!("\"card-{article}-{version}-{RECIPE}\""),
        })
    }
}

/// What cannot be removed now is removed when the words change again, or with the whole folder.
fn forget_others(folder: &Path, kept: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name() != kept {
            let _ = fs::remove_file(entry.path());
        }
    }
}
