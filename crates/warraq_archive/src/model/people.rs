use super::PersonId;

/// A name that leads to its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLabel {
    /// Number in the archive.
    pub id: PersonId,
    /// The name readers see.
    pub name: String,
    /// Path of the author page, percent-encoded.
    pub path: String,
}

/// Somebody who writes, as an author page shows them.
#[derive(Clone, Debug)]
pub struct Person {
    /// Name and address.
    pub label: PersonLabel,
    /// A guest rather than staff.
    pub guest: bool,
    /// Plain text; may be empty.
    pub biography: String,
}

/// Somebody who writes, with what they have written, for the team page.
#[derive(Clone, Debug)]
pub struct PersonSummary {
    /// Name and address.
    pub label: PersonLabel,
    /// A guest rather than staff.
    pub guest: bool,
    /// Published articles.
    pub articles: usize,
}
