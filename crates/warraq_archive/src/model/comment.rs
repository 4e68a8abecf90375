use warraq_import::clean::SafeHtml;

use super::{CommentId, Timestamp};

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
