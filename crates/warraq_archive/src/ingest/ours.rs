//! What the newsroom has decided of an article stays, whatever its source says later.

use warraq_import::record::Article;

use super::addresses;
use super::prepare::Content;
use super::{IngestError, Writer};
use crate::model::{ArticleId, Target};
use crate::store::writing::{self, RevisionRow};
use crate::store::{Conn, conversation, path, revision};

impl Writer<'_> {
    /// Keeps what a source says now of an article that was edited or withdrawn here. Readers go on
    /// seeing ours; the text of the source is among the revisions. Comments come in as ever.
    pub(super) fn keep_ours(
        &mut self,
        tx: &mut Conn,
        id: ArticleId,
        article: &Article,
        content: &Content,
    ) -> Result<(), IngestError> {
        let row = RevisionRow {
            at: self.now,
            origin: revision::OF_SOURCE,
            headline: &content.headline,
            kicker: "",
            standfirst: &content.standfirst,
            excerpt: &article.excerpt,
            body_source: &article.body_source,
            body_format: self.format,
            seo_title: &article.seo.title,
            seo_description: &article.seo.description,
            seo_canonical: &article.seo.canonical,
            around: None,
        };
        writing::revision(tx, id, &row)?;
        self.write_comments(tx, id, article, content, true)?;
        conversation::recount(tx, id)?;
        // Where the source has it now leads to where it is here.
        if let Some(link) = addresses::path_of(&article.common.link) {
            let link = warraq_text::path::canonical(&link);
            path::redirect(tx, &link, Target::Article(id), self.now)?;
        }
        self.report.kept_ours += 1;
        Ok(())
    }
}
