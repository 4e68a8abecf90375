//! Proofs that somebody may change an article, one's own or any.

use super::DeskError;
use crate::accounts::{Allowed, By, Reach, right};
use crate::model::{AccountId, SectionId};

/// The proof that somebody may do something with articles or pictures: with those that they began, or
/// with any.
#[derive(Debug)]
pub enum Proof<'a, OfOwn, OfAny> {
    /// With those that they began themselves.
    Own(&'a Allowed<OfOwn>),
    /// With any.
    Any(&'a Allowed<OfAny>),
}

/// The proof that somebody may change the text of an article.
pub type Editing<'a> = Proof<'a, right::Write, right::EditOthers>;

/// The proof that somebody may decide whether readers see an article.
pub type Publishing<'a> = Proof<'a, right::PublishOwn, right::PublishOthers>;

// By hand, because what is derived would ask it of the rights too.
impl<OfOwn, OfAny> Copy for Proof<'_, OfOwn, OfAny> {}

impl<OfOwn, OfAny> Clone for Proof<'_, OfOwn, OfAny> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<OfOwn, OfAny> Proof<'_, OfOwn, OfAny> {
    pub(crate) fn by(&self) -> &By {
        match self {
            Self::Own(allowed) => allowed.by(),
            Self::Any(allowed) => allowed.by(),
        }
    }

    /// Whether the proof holds for an article of `owner` in `section`: that of its newest text.
    pub(crate) fn check(
        &self,
        owner: Option<AccountId>,
        section: Option<SectionId>,
    ) -> Result<(), DeskError> {
        match self {
            Self::Own(allowed) => is_own(allowed.by(), owner),
            Self::Any(allowed) if allowed.by().reaches(owner, section) => Ok(()),
            Self::Any(_) => Err(DeskError::NotYours),
        }
    }

    /// Whether the proof holds for only a part of the paper.
    pub(super) fn is_bound(&self) -> bool {
        matches!(self, Self::Any(allowed) if allowed.by().reach != Reach::Everywhere)
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

fn is_own(by: &By, owner: Option<AccountId>) -> Result<(), DeskError> {
    if owner.is_some() && owner == by.account {
        Ok(())
    } else {
        Err(DeskError::NotYours)
    }
}
