use warraq_import::clean::SafeHtml;

use super::{ArticleId, CommentId, Timestamp};

/// What a shown comment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentKind {
    /// Written by a reader.
    Comment,
    /// Another site linked here.
    Pingback,
}

/// An approved comment.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Number in the archive.
    pub id: CommentId,
    /// The anchor `comment-N` that old links use.
    pub anchor: i64,
    /// The comment that it answers, when that one is shown too.
    pub parent: Option<CommentId>,
    /// What it is.
    pub kind: CommentKind,
    /// Name as given, safe for one line.
    pub name: String,
    /// Address of the commenter, http(s) only; may be empty.
    pub url: String,
    /// The text.
    pub body: SafeHtml,
    /// When it was written.
    pub at: Option<Timestamp>,
}

/// Where a comment stands. Readers see [`CommentStanding::Approved`] alone. Nothing is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommentStanding {
    /// Waits for the desk.
    Held,
    /// Shown.
    Approved,
    /// Unwanted advertising.
    Spam,
    /// Thrown away for another reason.
    Trashed,
}

impl CommentStanding {
    /// All of them, in the order of the desk.
    pub const ALL: [Self; 4] = [Self::Held, Self::Approved, Self::Spam, Self::Trashed];

    /// How addresses call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Approved => "shown",
            Self::Spam => "spam",
            Self::Trashed => "bin",
        }
    }

    /// The standing of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// What the desk decides on a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Show it.
    Approve,
    /// It is spam; the classifier learns from it.
    Spam,
    /// Do not show it; nothing is learned.
    Trash,
    /// Let it wait; what an earlier decision taught is forgotten.
    Hold,
}

impl Decision {
    /// All of them, in the order in which the desk offers them.
    pub const ALL: [Self; 4] = [Self::Approve, Self::Trash, Self::Spam, Self::Hold];

    /// How forms call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Spam => "spam",
            Self::Trash => "trash",
            Self::Hold => "hold",
        }
    }

    /// The decision of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// Where the comment stands afterwards.
    pub fn standing(self) -> CommentStanding {
        match self {
            Self::Approve => CommentStanding::Approved,
            Self::Spam => CommentStanding::Spam,
            Self::Trash => CommentStanding::Trashed,
            Self::Hold => CommentStanding::Held,
        }
    }
}

/// A comment as the desk sees it, whatever its standing.
#[derive(Clone, Debug)]
pub struct DeskComment {
    /// Number in the archive.
    pub id: CommentId,
    /// The article under which it was written.
    pub article: ArticleId,
    /// That article's path, percent-encoded.
    pub path: String,
    /// That article's newest headline; empty for one that the newsroom lists nowhere.
    pub headline: String,
    /// Where it stands.
    pub standing: CommentStanding,
    /// The comment that it answers.
    pub answers: Option<AnsweredComment>,
    /// Name as given, safe for one line; may be empty.
    pub name: String,
    /// The text as it was typed, or as the old site had it.
    pub text: String,
    /// When it was written.
    pub at: Option<Timestamp>,
}

/// What a comment answers, as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredComment {
    /// Name as given.
    pub name: String,
    /// The text as it was typed.
    pub text: String,
}

/// A place in a list of comments: the line after which it goes on. Comments of which nobody knows when
/// they were written come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentPlace {
    /// When the comment was written; 0 where nobody knows.
    pub at: Timestamp,
    /// The comment.
    pub id: CommentId,
}

impl DeskComment {
    /// Its place in a list.
    pub fn place(&self) -> CommentPlace {
        CommentPlace {
            at: self.at.unwrap_or(Timestamp::from_millis(0)),
            id: self.id,
        }
    }
}

/// Why readers cannot write under an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The paper takes no comments.
    Paper,
    /// This article takes none.
    Article,
    /// So many days after publication no article takes any.
    Age(u32),
}

/// What became of a comment that a reader sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is stored, and stands so.
    Stored(CommentId, CommentStanding),
    /// The same was stored a moment ago: somebody pressed twice.
    Already(CommentId),
    /// The article takes no comments.
    Closed(Closed),
    /// There is no such article.
    NoArticle,
}
