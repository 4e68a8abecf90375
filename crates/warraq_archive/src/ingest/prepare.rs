//! Cleaning, before anything is written: runs beside the writer, on its own thread.

use warraq_import::clean::{self, Cleaned, Context, SafeHtml};
use warraq_import::record::{Article, Common};

use super::items::{Run, content_hash};
use super::kept::Kept;
use crate::store::Conn;
use crate::store::imports::{self, ItemKind};

/// An article with everything that can be worked out without writing.
pub(super) struct PreparedArticle {
    pub(super) article: Article,
    pub(super) place: warraq_import::record::Place,
    pub(super) hash: [u8; 32],
    /// Absent when the archive holds the same article already.
    pub(super) content: Option<Content>,
}

/// What cleaning made of an article.
pub(super) struct Content {
    pub(super) headline: String,
    pub(super) standfirst: String,
    pub(super) excerpt: String,
    pub(super) body: Cleaned,
    pub(super) words: usize,
    pub(super) comments: Vec<SafeHtml>,
}

/// Letters of an excerpt that is made from the text.
pub(crate) const EXCERPT: usize = 240;

/// Turns records into what the writer needs.
pub(super) struct Cleaner<'a> {
    run: &'a Run,
    site_hosts: &'a [String],
    kept: Kept<'a>,
}

impl<'a> Cleaner<'a> {
    /// A cleaner that asks `conn` for what bodies refer to.
    pub(super) fn new(run: &'a Run, site_hosts: &'a [String], conn: &'a mut Conn) -> Self {
        Self {
            run,
            site_hosts,
            kept: Kept::of(&run.source, conn),
        }
    }

    /// Works out everything about an article that needs no writing.
    pub(super) fn prepare(&self, mut article: Article) -> PreparedArticle {
        let place = std::mem::take(&mut article.common.place);
        let hash = content_hash(&article);
        let content = if self.is_known(&article, &hash) {
            None
        } else {
            Some(self.clean(&article))
        };
        PreparedArticle {
            article,
            place,
            hash,
            content,
        }
    }

    /// Whether the archive holds this very article. The writer decides; this only saves work, so a
    /// store that does not answer counts as no.
    fn is_known(&self, article: &Article, hash: &[u8; 32]) -> bool {
        let key = article.common.external_id.to_string();
        self.kept
            .ask(|conn| imports::find(conn, &self.run.source, ItemKind::Article, &key))
            .is_ok_and(|known| known.is_some_and(|known| known.content_hash == *hash))
    }

    pub(super) fn clean(&self, article: &Article) -> Content {
        let context = Context {
            site_hosts: self.site_hosts,
            attachments: &self.kept,
            article_external_id: article.common.external_id,
            footnotes: footnotes(&article.common),
        };
        let body = clean::article(&article.body_source, &context);
        let standfirst = warraq_text::bidi::plain(&clean::text(&article.excerpt));
        Content {
            headline: warraq_text::bidi::plain(&clean::title(&article.common.title)),
            excerpt: warraq_text::excerpt::excerpt(&body.text, EXCERPT),
            words: warraq_text::reading_time::words(&body.text),
            comments: article
                .comments
                .iter()
                .map(|c| clean::comment(&c.body))
                .collect(),
            standfirst,
            body,
        }
    }
}

fn footnotes(common: &Common) -> &str {
    let notes = common.meta.iter().find(|(name, _)| name == "footnotes");
    notes.map_or("", |(_, json)| json)
}
