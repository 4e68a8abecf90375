//! Proofs that somebody may change an article, one's own or any.

use super::DeskError;
use crate::accounts::{Allowed, By, right};
use crate::model::AccountId;

/// The proof that somebody may change the text of an article.
#[derive(Clone, Copy, Debug)]
pub enum Editing<'a> {
    /// Of those that they began themselves.
    Own(&'a Allowed<right::Write>),
    /// Of any.
    Any(&'a Allowed<right::EditOthers>),
}

/// The proof that somebody may decide whether readers see an article.
#[derive(Clone, Copy, Debug)]
pub enum Publishing<'a> {
    /// Of those that they began themselves.
    Own(&'a Allowed<right::PublishOwn>),
    /// Of any.
    Any(&'a Allowed<right::PublishOthers>),
}

impl Editing<'_> {
    pub(super) fn by(&self) -> &By {
        match self {
            Self::Own(allowed) => allowed.by(),
            Self::Any(allowed) => allowed.by(),
        }
    }

    /// Whether the proof holds for an article of `owner`.
    pub(super) fn check(&self, owner: Option<AccountId>) -> Result<(), DeskError> {
        match self {
            Self::Own(allowed) => is_own(allowed.by(), owner),
            Self::Any(_) => Ok(()),
        }
    }

    /// Whose articles alone the proof is good for; `None` for those of all.
    pub(super) fn only(&self) -> Option<AccountId> {
        match self {
            // Nobody has the number 0.
            Self::Own(allowed) => Some(allowed.by().account.unwrap_or(AccountId(0))),
            Self::Any(_) => None,
        }
    }
}

impl Publishing<'_> {
    pub(super) fn by(&self) -> &By {
        match self {
            Self::Own(allowed) => allowed.by(),
            Self::Any(allowed) => allowed.by(),
        }
    }

    /// Whether the proof holds for an article of `owner`.
    pub(super) fn check(&self, owner: Option<AccountId>) -> Result<(), DeskError> {
        match self {
            Self::Own(allowed) => is_own(allowed.by(), owner),
            Self::Any(_) => Ok(()),
        }
    }
}

fn is_own(by: &By, owner: Option<AccountId>) -> Result<(), DeskError> {
    if owner.is_some() && owner == by.account {
        Ok(())
    } else {
        Err(DeskError::NotYours)
    }
}
