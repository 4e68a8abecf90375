use super::{SectionId, TagId};

/// A section's name and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionLabel {
    /// Number in the archive.
    pub id: SectionId,
    /// The name readers see.
    pub name: String,
    /// Path of the section page, percent-encoded.
    pub path: String,
}

/// A section as its page shows it.
#[derive(Clone, Debug)]
pub struct Section {
    /// Name and address.
    pub label: SectionLabel,
    /// Plain text; may be empty.
    pub description: String,
    /// Ancestors from the top.
    pub trail: Vec<SectionLabel>,
    /// Sections directly below that hold articles.
    pub children: Vec<SectionLabel>,
    /// Published articles, those of sub-sections included.
    pub articles: usize,
}

/// A tag's name and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagLabel {
    /// Number in the archive.
    pub id: TagId,
    /// The name readers see.
    pub name: String,
    /// Path of the tag page, percent-encoded.
    pub path: String,
    /// Published articles.
    pub articles: usize,
}

/// A tag as its page shows it.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Name, address and count.
    pub label: TagLabel,
    /// Plain text; may be empty.
    pub description: String,
}
