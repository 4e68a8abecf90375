//! Proofs: who somebody is, and that they may do what they ask for.

use std::marker::PhantomData;

use super::session::{FRESH_FOR_MS, is_within};
use super::{Account, Right};
use crate::model::{AccountId, SectionId, SessionId, Timestamp};

pub use super::role::right;

/// A right as a type.
pub trait Claim {
    /// The right.
    const RIGHT: Right;
}

/// Somebody who has signed in. Only the archive makes one, of a token that it knows.
#[derive(Clone, Debug)]
pub struct SignedIn {
    account: Account,
    session: SessionId,
    proved_at: Timestamp,
    seen_at: Timestamp,
    lacks_factor: bool,
    reach: Reach,
    now: Timestamp,
}

/// Where the rights of somebody over what others wrote hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// In the whole paper.
    Everywhere,
    /// In these sections; those below them are among them.
    Sections(Vec<SectionId>),
}

/// Why somebody who has signed in may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Their role does not have the right.
    #[error("the role does not have this right")]
    NoRight,
    /// Their role takes a second factor, and they have none yet.
    #[error("the role takes a second factor")]
    NoSecondFactor,
    /// It takes a sign-in of a moment ago.
    #[error("it takes a fresh sign-in")]
    NotFresh,
}

impl SignedIn {
    pub(super) fn of(
        account: Account,
        session: SessionId,
        (proved_at, seen_at): (Timestamp, Timestamp),
        lacks_factor: bool,
        reach: Reach,
        now: Timestamp,
    ) -> Self {
        Self {
            reach,
            account,
            session,
            proved_at,
            seen_at,
            lacks_factor,
            now,
        }
    }

    /// Who it is.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// In which browser.
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// When the browser was seen before this.
    pub fn seen_at(&self) -> Timestamp {
        self.seen_at
    }

    /// Whether the password was given a moment ago.
    pub fn is_fresh(&self) -> bool {
        is_within(self.proved_at, FRESH_FOR_MS, self.now)
    }

    /// Whether the role takes a second factor that is not there yet.
    pub fn lacks_factor(&self) -> bool {
        self.lacks_factor
    }

    /// Whether somebody may do something now.
    pub fn check(&self, right: Right) -> Result<(), Refusal> {
        let is_own = matches!(right, Right::SeeOwnAccount | Right::SecureOwnAccount);
        if !self.account.role.may(right) {
            Err(Refusal::NoRight)
        } else if self.lacks_factor && !is_own {
            Err(Refusal::NoSecondFactor)
        } else if right.is_grave() && !self.is_fresh() {
            Err(Refusal::NotFresh)
        } else {
            Ok(())
        }
    }

    /// The proof that somebody may do something now.
    pub fn claim<R: Claim>(&self) -> Result<Allowed<R>, Refusal> {
        self.check(R::RIGHT)?;
        Ok(Allowed {
            by: By {
                reach: self.reach.clone(),
                ..By::own(&self.account)
            },
            right: PhantomData,
        })
    }
}

/// The proof that whoever asks has the right `R`: what changes something takes one.
#[derive(Clone, Debug)]
pub struct Allowed<R> {
    by: By,
    right: PhantomData<R>,
}

impl<R> Allowed<R> {
    /// Whoever can start this program on the archive's folder needs no account.
    pub fn by_operator() -> Self {
        Self {
            by: By::operator(),
            right: PhantomData,
        }
    }

    pub(crate) fn by(&self) -> &By {
        &self.by
    }
}

/// Who does something.
#[derive(Clone, Debug)]
pub(crate) struct By {
    /// `None` for a command at the machine.
    pub(crate) account: Option<AccountId>,
    pub(crate) name: String,
    pub(crate) reach: Reach,
}

impl By {
    /// Whoever starts this program at the machine.
    fn operator() -> Self {
        Self {
            account: None,
            name: "warraq".to_owned(),
            reach: Reach::Everywhere,
        }
    }

    /// Somebody of whom nothing is known.
    pub(crate) fn stranger() -> Self {
        Self {
            account: None,
            name: String::new(),
            reach: Reach::Everywhere,
        }
    }

    pub(crate) fn own(account: &Account) -> Self {
        Self {
            account: Some(account.id),
            name: account.name.clone(),
            reach: Reach::Everywhere,
        }
    }

    /// Whether rights over what others wrote hold for an article of `owner` in `section`. One's own is
    /// one's own wherever it stands.
    pub(crate) fn reaches(&self, owner: Option<AccountId>, section: Option<SectionId>) -> bool {
        let is_own = owner.is_some() && owner == self.account;
        match &self.reach {
            Reach::Everywhere => true,
            Reach::Sections(sections) => {
                is_own || section.is_some_and(|section| sections.contains(&section))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AccountStanding, Role};
    use super::*;
    use crate::model::EmailAddress;

    fn signed_in(role: Role, minutes_ago: i64, lacks_factor: bool) -> SignedIn {
        let now = Timestamp::from_millis(1_000_000_000);
        let proved = Timestamp::from_millis(now.millis() - minutes_ago * 60_000);
        let account = Account {
            id: AccountId(1),
            email: EmailAddress::parse("rana@example.org").unwrap(),
            name: "رنا".to_owned(),
            role,
            standing: AccountStanding::Active,
            has_totp: false,
            created_at: now,
            signed_in_at: None,
        };
        SignedIn::of(
            account,
            SessionId(1),
            (proved, now),
            lacks_factor,
            Reach::Everywhere,
            now,
        )
    }

    #[test]
    fn a_right_is_given_to_those_who_have_it() {
        let rana = signed_in(Role::Author, 0, false);
        assert!(rana.claim::<right::Write>().is_ok());
        let refused = rana.claim::<right::ManageAccounts>().unwrap_err();
        assert_eq!(refused, Refusal::NoRight);
    }

    #[test]
    fn grave_things_take_a_fresh_sign_in() {
        let stale = signed_in(Role::Administrator, 16, false);
        let refused = stale.claim::<right::ManageAccounts>().unwrap_err();
        assert_eq!(refused, Refusal::NotFresh);
        assert!(stale.claim::<right::SeeAccounts>().is_ok());
        let fresh = signed_in(Role::Administrator, 14, false);
        assert!(fresh.claim::<right::ManageAccounts>().is_ok());
    }

    #[test]
    fn whoever_lacks_a_factor_gets_to_their_own_account_only() {
        let rana = signed_in(Role::Administrator, 0, true);
        for right in Right::ALL {
            let own = matches!(right, Right::SeeOwnAccount | Right::SecureOwnAccount);
            assert_eq!(rana.check(*right).is_ok(), own, "{right:?}");
        }
    }
}
