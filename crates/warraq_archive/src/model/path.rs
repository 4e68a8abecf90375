use super::{ArticleId, MediaId, PersonId, SectionId, TagId};

/// What a path of the site leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article or a page.
    Article(ArticleId),
    /// A section page.
    Section(SectionId),
    /// A tag page.
    Tag(TagId),
    /// An author page.
    Person(PersonId),
    /// The page of a picture or document.
    MediaPage(MediaId),
    /// The bytes of a picture or document.
    MediaFile(MediaId),
}

/// What a path means today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// Answer here. The canonical path is given so that other spellings can be redirected.
    Here {
        /// What to show.
        target: Target,
        /// Canonical path, percent-encoded.
        canonical: String,
    },
    /// Answer 301.
    Moved {
        /// Canonical path, percent-encoded.
        to: String,
    },
    /// Something was here and is not any more: answer 410.
    Gone {
        /// What the newsroom says of it, in its own words; may be empty.
        reason: String,
    },
    /// Nothing that readers may know of was ever here: answer 404.
    Unknown,
}
