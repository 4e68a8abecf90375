use warraq_import::clean::SafeHtml;

use super::Timestamp;

/// A text that tells readers of their rights or of the paper's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// What the paper knows of its readers.
    Privacy,
    /// What it keeps in their browsers.
    Cookies,
    /// On which terms it may be used.
    Terms,
}

impl Law {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Privacy, Self::Cookies, Self::Terms];

    /// Its name in addresses and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Privacy => "privacy",
            Self::Cookies => "cookies",
            Self::Terms => "terms",
        }
    }

    /// The text of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|law| law.name() == name)
    }
}

/// One version of such a text. Versions are never changed.
#[derive(Clone, Debug)]
pub struct LawText {
    /// Since when it holds.
    pub since: Timestamp,
    /// What it says.
    pub body: SafeHtml,
}
