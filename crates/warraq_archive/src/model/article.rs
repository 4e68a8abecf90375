use serde::{Deserialize, Serialize};
use warraq_import::clean::SafeHtml;

use super::{ArticleId, Correction, PersonLabel, Picture, SectionLabel, TagLabel, Timestamp};

/// Dated article or undated page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArticleKind {
    /// Dated, in sections and feeds.
    Article,
    /// Undated, outside sections and feeds.
    Page,
}

/// Proof that what is inside may be shown to readers at this moment.
///
/// Made only by the store's published gate: a publication exists, its time has come, and it was not
/// withdrawn.
#[derive(Clone, Debug)]
pub struct Published<T>(T);

impl<T> Published<T> {
    pub(crate) fn vouched(inner: T) -> Self {
        Self(inner)
    }

    /// What is published.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Published<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Everything that an article's page says of the article itself.
#[derive(Clone, Debug)]
pub struct PublishedArticle {
    /// Number in the archive; the short permalink is `/a/ID`.
    pub id: ArticleId,
    /// Article or page.
    pub kind: ArticleKind,
    /// What feeds call it, for ever: as its source did, or else a `urn:uuid:` of its own.
    pub guid: String,
    /// Canonical path, percent-encoded, as it stands in links.
    pub path: String,
    /// Plain text.
    pub headline: String,
    /// Plain text above the headline; may be empty.
    pub kicker: String,
    /// Plain text below the headline; may be empty.
    pub standfirst: String,
    /// First words, for cards and descriptions.
    pub excerpt: String,
    /// The body.
    pub body: SafeHtml,
    /// BCP 47 language tag.
    pub language: String,
    /// Main section.
    pub section: Option<SectionLabel>,
    /// The main section's ancestors, from the top, without itself.
    pub section_trail: Vec<SectionLabel>,
    /// Further sections.
    pub other_sections: Vec<SectionLabel>,
    /// Authors in order.
    pub byline: Vec<PersonLabel>,
    /// Tags in order.
    pub tags: Vec<TagLabel>,
    /// Lead picture, unless the body begins with the same.
    pub lead: Option<Picture>,
    /// When readers first could read it.
    pub published_at: Timestamp,
    /// Last substantive change that an editor marked.
    pub updated_at: Option<Timestamp>,
    /// What was corrected, newest first.
    pub corrections: Vec<Correction>,
    /// Words in the body.
    pub words: usize,
    /// Whether readers may still comment.
    pub comments_open: bool,
    /// Approved comments.
    pub comment_count: usize,
    /// Whether a film is embedded.
    pub has_video: bool,
    /// Title for search engines; empty when it is the headline.
    pub seo_title: String,
    /// Description for search engines; empty when it is the excerpt.
    pub seo_description: String,
}

/// An article in a list.
#[derive(Clone, Debug)]
pub struct Card {
    /// Number in the archive.
    pub id: ArticleId,
    /// Article or page.
    pub kind: ArticleKind,
    /// What feeds call it, for ever.
    pub guid: String,
    /// Canonical path, percent-encoded.
    pub path: String,
    /// Plain text.
    pub headline: String,
    /// Plain text; may be empty.
    pub kicker: String,
    /// First words or standfirst.
    pub excerpt: String,
    /// Main section.
    pub section: Option<SectionLabel>,
    /// Authors in order.
    pub byline: Vec<PersonLabel>,
    /// Lead picture.
    pub lead: Option<Picture>,
    /// When readers first could read it.
    pub published_at: Timestamp,
    /// Words in the body.
    pub words: usize,
    /// Approved comments.
    pub comment_count: usize,
    /// Whether a film is embedded.
    pub has_video: bool,
}
