//! What somebody writes, and where it stands.

use crate::model::{AccountId, ArticleId, MediaId, RevisionId, SectionId, Timestamp};

/// An article as somebody types it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// Plain text, one line.
    pub headline: String,
    /// Plain text above the headline; may be empty.
    pub kicker: String,
    /// Plain text below the headline; may be empty.
    pub standfirst: String,
    /// Paragraphs with empty lines between them, or HTML; kept as it was typed, cleaned for readers.
    pub body: String,
    /// The last part of the address, decoded; empty when the headline makes it.
    pub slug: String,
    /// The main section.
    pub section: Option<SectionId>,
    /// Names of those who wrote it, in order. A name that nobody has becomes somebody's when the article
    /// is published.
    pub byline: Vec<String>,
    /// Names of tags, in order. New ones are made when the article is published.
    pub tags: Vec<String>,
    /// What search engines are told instead of the headline; may be empty.
    pub seo_title: String,
    /// What search engines are told instead of the standfirst; may be empty.
    pub seo_description: String,
    /// The picture at its head.
    pub lead: Option<LeadPicture>,
}

/// The picture at the head of an article, and what this article says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadPicture {
    /// Which.
    pub id: MediaId,
    /// Alternative text; empty where the library's holds.
    pub alt: String,
    /// One line with inline mark-up, as it was typed; empty where the library's holds.
    pub caption: String,
    /// Plain text; empty where the library's holds.
    pub credit: String,
}

impl LeadPicture {
    /// A picture of which the article says nothing of its own.
    pub fn of(id: MediaId) -> Self {
        Self {
            id,
            alt: String::new(),
            caption: String::new(),
            credit: String::new(),
        }
    }
}

/// A text as it was saved.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Number in the archive; later ones are greater.
    pub id: RevisionId,
    /// When.
    pub at: Timestamp,
    /// What whoever saved it is called; `None` for an import.
    pub who: Option<String>,
    /// The text.
    pub text: Manuscript,
}

/// A revision in a list.
#[derive(Clone, Debug)]
pub struct RevisionLine {
    /// Number in the archive.
    pub id: RevisionId,
    /// When.
    pub at: Timestamp,
    /// What whoever saved it is called; `None` for an import.
    pub who: Option<String>,
    /// Its headline.
    pub headline: String,
    /// Whether it is what was published last.
    pub is_public: bool,
}

/// Revisions of an article, newest first.
#[derive(Clone, Debug)]
pub struct RevisionPage {
    /// The revisions.
    pub lines: Vec<RevisionLine>,
    /// What to ask for to see older ones, if there are any.
    pub older: Option<RevisionId>,
}

/// Where an article stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DeskStanding {
    /// Nobody but the newsroom sees it.
    #[default]
    Draft,
    /// It will appear.
    Scheduled,
    /// Readers see it.
    Published,
    /// Readers saw it, and are told that it was withdrawn.
    Withdrawn,
}

impl DeskStanding {
    /// All of them, in the order in which an article goes through them.
    pub const ALL: [Self; 4] = [
        Self::Draft,
        Self::Scheduled,
        Self::Published,
        Self::Withdrawn,
    ];

    /// How addresses and words of the newsroom call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The standing of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// An article as the newsroom sees it.
#[derive(Clone, Debug)]
pub struct DeskArticle {
    /// Number in the archive.
    pub id: ArticleId,
    /// Where it stands.
    pub standing: DeskStanding,
    /// When it appears or has appeared; of others, when it was saved or withdrawn.
    pub at: Timestamp,
    /// Whoever began it here.
    pub owner: Option<AccountId>,
    /// Where readers find it, percent-encoded; empty until it is published.
    pub path: String,
    /// Why it was withdrawn; may be empty.
    pub reason: String,
    /// What was saved last.
    pub newest: Revision,
    /// Whether what was saved last is not what was published last.
    pub is_ahead: bool,
}

/// An article in a list of the newsroom.
#[derive(Clone, Debug)]
pub struct DeskLine {
    /// Number in the archive.
    pub id: ArticleId,
    /// When it appears or has appeared; of others, when it was saved or withdrawn.
    pub at: Timestamp,
    /// What its newest revision is called; may be empty.
    pub headline: String,
    /// The main section of its newest revision.
    pub section: Option<String>,
    /// What whoever began it here is called.
    pub owner: Option<String>,
    /// What whoever writes in it just now is called, where a list says so.
    pub held_by: Option<String>,
    /// Whether what was saved last is not what was published last.
    pub is_ahead: bool,
}
