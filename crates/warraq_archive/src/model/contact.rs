use super::{EmailAddress, Timestamp};

/// What a reader writes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactSubject {
    /// News, or something to know.
    News,
    /// A mistake in the paper.
    Correction,
    /// Something of the archive.
    Archive,
    /// Advertisements and partnership.
    Business,
    /// Anything else.
    Other,
}

impl ContactSubject {
    /// All, in the order in which a form offers them.
    pub const ALL: [Self; 5] = [
        Self::News,
        Self::Correction,
        Self::Archive,
        Self::Business,
        Self::Other,
    ];

    /// How forms and the store call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Correction => "correction",
            Self::Archive => "archive",
            Self::Business => "business",
            Self::Other => "other",
        }
    }

    /// The subject of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }
}

/// What a reader wrote to the paper.
#[derive(Clone, Debug)]
pub struct ContactMessage {
    /// Who writes, as they call themselves.
    pub name: String,
    /// Where an answer goes.
    pub email: EmailAddress,
    /// What about.
    pub subject: ContactSubject,
    /// The message: plain text, lines ended by `\n`.
    pub body: String,
}

/// A message that the archive keeps.
#[derive(Clone, Debug)]
pub struct KeptMessage {
    /// Number in the archive.
    pub id: i64,
    /// When it came.
    pub at: Timestamp,
    /// The message.
    pub message: ContactMessage,
}
