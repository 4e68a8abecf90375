use super::Role;
use crate::model::{AccountId, EmailAddress, Timestamp};

/// Somebody who works in the newsroom.
#[derive(Clone, Debug)]
pub struct Account {
    /// Number in the archive.
    pub id: AccountId,
    /// Where letters go, and what one signs in with.
    pub email: EmailAddress,
    /// As the newsroom calls them.
    pub name: String,
    /// What they are here.
    pub role: Role,
    /// Whether they can come in.
    pub standing: AccountStanding,
    /// Whether a code of a second device is asked for.
    pub has_totp: bool,
    /// When they were invited.
    pub created_at: Timestamp,
    /// When they came in last.
    pub signed_in_at: Option<Timestamp>,
}

/// Whether somebody can come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStanding {
    /// Has a link and no password yet.
    Invited,
    /// Signs in.
    Active,
    /// Kept for what they did; cannot sign in.
    Disabled,
}

impl AccountStanding {
    /// How the words of the newsroom call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// How the store keeps it.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Invited => 0,
            Self::Active => 1,
            Self::Disabled => 2,
        }
    }

    /// What the store kept. A number of a newer program lets nobody in.
    pub(crate) fn numbered(number: i64) -> Self {
        match number {
            0 => Self::Invited,
            1 => Self::Active,
            _ => Self::Disabled,
        }
    }
}

/// Somebody who is to work here.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// As the newsroom calls them.
    pub name: String,
    /// Where the invitation goes.
    pub email: EmailAddress,
    /// What they will be.
    pub role: Role,
}
