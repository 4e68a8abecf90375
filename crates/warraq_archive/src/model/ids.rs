//! Numbers that cannot be mistaken for one another.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An article or a page.
    ArticleId,
    /// An article's text as it stood at one moment.
    RevisionId,
    /// A text that somebody typed and did not save.
    AutosaveId,
    /// Somebody who writes.
    PersonId,
    /// A section of the paper.
    SectionId,
    /// A tag.
    TagId,
    /// A picture, sound, film or document.
    MediaId,
    /// A reader's comment.
    CommentId,
    /// Somebody who works in the newsroom.
    AccountId,
    /// A browser in which somebody is signed in.
    SessionId,
    /// A note on a change in an article.
    CorrectionId,
    /// What was done to many articles at once.
    BatchId,
    /// A link that shows a version to somebody outside.
    ShareId,
}
