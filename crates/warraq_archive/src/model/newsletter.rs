use super::{EmailAddress, Listing, Timestamp};

/// How often a subscriber hears from the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Once a day.
    Daily,
    /// Once a week.
    Weekly,
}

impl Rhythm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Daily, Self::Weekly];

    /// How forms and sentences call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// The rhythm of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.name() == name)
    }
}

/// What somebody wants to hear of, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// How often.
    pub rhythm: Rhythm,
    /// Sections and tags; none for the whole paper.
    pub lists: Vec<Listing>,
}

/// Somebody who asked for the newsletter.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// Number in the archive.
    pub id: i64,
    /// Where letters go.
    pub email: EmailAddress,
    /// What about.
    pub choice: Choice,
    /// Everything published before this moment has been told.
    pub told_until: Timestamp,
}

/// What a link in a letter allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPurpose {
    /// To say that the address is one's own.
    Confirm,
    /// To change what one gets, and to leave.
    Manage,
}
