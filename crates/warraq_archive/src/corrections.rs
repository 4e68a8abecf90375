//! Telling readers what was wrong in an article, and what was added to it.

use crate::Archive;
use crate::model::{ArticleId, CorrectionId, CorrectionKind, DeskCorrection, Listing, Timestamp};
use crate::store::change::{ChangeKind, record};
use crate::store::{Conn, DbError, StoreError, correction, publishing};

/// Letters of a note: what is longer is an article.
const LONGEST: usize = 2000;

/// Why an article was not corrected.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// Readers do not see the article: change it, there is nobody to be told.
    #[error("readers do not see article {0}; there is nobody to be told of a change in it")]
    NotPublished(ArticleId),
    /// There is no such correction.
    #[error("there is no correction {0}")]
    NoCorrection(CorrectionId),
    /// Nothing is said.
    #[error("the correction says nothing; write what was wrong and what is right")]
    NoText,
    /// It is too long for a note.
    #[error("the correction has more than {LONGEST} letters; shorten it")]
    LongText,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for CorrectError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl Archive {
    /// Tells readers of an article what was wrong in it, or what was added. The article counts as
    /// changed from now on. The same again is not said twice.
    pub fn correct(
        &self,
        article: ArticleId,
        kind: CorrectionKind,
        text: &str,
    ) -> Result<CorrectionId, CorrectError> {
        let text = one_paragraph(text)?;
        let now = self.clock().now();
        self.write(|tx| correct(tx, article, kind, &text, now))
    }

    /// Takes a correction back, as if readers had never been told. A second time changes nothing.
    pub fn take_correction_back(&self, id: CorrectionId) -> Result<(), CorrectError> {
        let now = self.clock().now();
        self.write(|tx| take_back(tx, id, now))
    }

    /// Every correction of an article for the newsroom, oldest first.
    pub fn corrections_of(&self, article: ArticleId) -> Result<Vec<DeskCorrection>, StoreError> {
        Ok(correction::of_article(&mut self.connection()?, article)?)
    }
}

fn one_paragraph(text: &str) -> Result<String, CorrectError> {
    let plain = warraq_text::bidi::plain(text);
    let text = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        Err(CorrectError::NoText)
    } else if text.chars().count() > LONGEST {
        Err(CorrectError::LongText)
    } else {
        Ok(text)
    }
}

fn correct(
    tx: &mut Conn,
    article: ArticleId,
    kind: CorrectionKind,
    text: &str,
    now: Timestamp,
) -> Result<CorrectionId, CorrectError> {
    let visible_from = publishing::visible_from(tx, article)?;
    if visible_from.is_none_or(|from| from > now) {
        return Err(CorrectError::NotPublished(article));
    }
    if let Some(id) = correction::same(tx, article, kind, text)? {
        return Ok(id);
    }
    let id = correction::add(tx, article, kind, text, now)?;
    follow(tx, article, now)?;
    Ok(id)
}

fn take_back(tx: &mut Conn, id: CorrectionId, now: Timestamp) -> Result<(), CorrectError> {
    let Some((article, stands)) = correction::article_of(tx, id)? else {
        return Err(CorrectError::NoCorrection(id));
    };
    if !stands {
        return Ok(());
    }
    correction::take_back(tx, id, now)?;
    // Readers see nothing of an article that was withdrawn meanwhile.
    if publishing::visible_from(tx, article)?.is_some() {
        follow(tx, article, now)?;
    }
    Ok(())
}

fn follow(tx: &mut Conn, article: ArticleId, now: Timestamp) -> Result<(), DbError> {
    correction::show(tx, article, now)?;
    record(tx, ChangeKind::Article(article), now)?;
    // Sitemaps are made from the list of all articles, and say when each was changed.
    record(tx, ChangeKind::Listing(Listing::All), now)
}
