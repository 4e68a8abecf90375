//! Who works here: what administrators decide.

use super::links::LinkPurpose;
use super::{Account, AccountStanding, Allowed, Deed, NewAccount, Role, right, wordpress};
use crate::archive::Archive;
use crate::model::{AccountId, EmailAddress, Key, Letter, SectionId};
use crate::store::{Conn, DbError, StoreError, account, outbox, section, session};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The address belongs to somebody who is here.
    #[error("somebody with this address has an account")]
    Taken,
    /// There is no such account.
    #[error("there is no such account")]
    Nobody,
    /// Nobody would be left to run the newsroom.
    #[error("one administrator must be able to sign in")]
    LastAdministrator,
    /// What was given is no password as WordPress keeps it.
    #[error("this is no password hash of WordPress: it begins with $P$, $wp$2y$ or $2y$")]
    NotWordPress,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for PeopleError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl Archive {
    /// Whether nobody works here yet.
    pub fn has_no_accounts(&self) -> Result<bool, StoreError> {
        self.look(account::is_empty)
    }

    /// Everybody who works here.
    pub fn accounts(&self, _by: &Allowed<right::SeeAccounts>) -> Result<Vec<Account>, StoreError> {
        self.look(account::all)
    }

    /// Somebody who works here, by their address.
    pub fn account_of(
        &self,
        _by: &Allowed<right::SeeAccounts>,
        email: &EmailAddress,
    ) -> Result<Option<Account>, StoreError> {
        let folded = email.folded();
        let kept = self.look(move |conn| account::by_address(conn, &folded))?;
        Ok(kept.map(|kept| kept.account))
    }

    /// Invites somebody: the key of the link sets their password. The letter goes into the outbox.
    pub fn invite(
        &self,
        by: &Allowed<right::ManageAccounts>,
        new: &NewAccount,
        key: &Key,
        letter: Option<&Letter>,
    ) -> Result<AccountId, PeopleError> {
        self.act(by.by(), |tx, now| {
            let id = account::add(tx, new, now)?.ok_or(PeopleError::Taken)?;
            let purpose = LinkPurpose::Invitation;
            account::set_link(tx, id, key, purpose, purpose.expires_at(now))?;
            if let Some(letter) = letter {
                outbox::add(tx, letter, now)?;
            }
            let deed = Deed::new("account-invited", new.name.clone()).with(new.role.name());
            Ok((id, deed))
        })
    }

    /// Takes somebody over from WordPress with the password that they have there.
    pub fn admit_from_wordpress(
        &self,
        by: &Allowed<right::ManageAccounts>,
        new: &NewAccount,
        kept: &str,
    ) -> Result<AccountId, PeopleError> {
        if !wordpress::is_hash(kept) {
            return Err(PeopleError::NotWordPress);
        }
        self.act(by.by(), |tx, now| {
            let id = account::add(tx, new, now)?.ok_or(PeopleError::Taken)?;
            account::set_password(tx, id, kept)?;
            account::set_standing(tx, id, AccountStanding::Active)?;
            let deed = Deed::new("account-admitted", new.name.clone()).with(new.role.name());
            Ok((id, deed))
        })
    }

    /// Changes what somebody is.
    pub fn change_role(
        &self,
        by: &Allowed<right::ManageAccounts>,
        id: AccountId,
        role: Role,
    ) -> Result<(), PeopleError> {
        self.act(by.by(), |tx, _| {
            let known = known(tx, id)?;
            if role != Role::Administrator {
                let left = others_left(tx, &known)?;
                left.ok_or(PeopleError::LastAdministrator)?;
            }
            account::set_role(tx, id, role)?;
            Ok(((), Deed::new("role-changed", known.name).with(role.name())))
        })
    }

    /// The sections that somebody edits.
    pub fn sections_of(
        &self,
        _by: &Allowed<right::SeeAccounts>,
        id: AccountId,
    ) -> Result<Vec<SectionId>, StoreError> {
        self.look(move |conn| account::sections(conn, id))
    }

    /// Sets the sections that somebody edits, from the next request on. Of roles that are not bound to
    /// sections it says nothing.
    pub fn set_sections(
        &self,
        by: &Allowed<right::ManageAccounts>,
        id: AccountId,
        sections: &[SectionId],
    ) -> Result<(), PeopleError> {
        self.act(by.by(), |tx, _| {
            let known = known(tx, id)?;
            account::set_sections(tx, id, sections)?;
            let mut names = Vec::new();
            for section in sections {
                names.extend(section::find(tx, *section)?.map(|line| line.name));
            }
            let deed = Deed::new("sections-set", known.name);
            Ok(((), deed.with(names.join("، "))))
        })
    }

    /// Lets nobody in with this account, from the next request on.
    pub fn disable(
        &self,
        by: &Allowed<right::ManageAccounts>,
        id: AccountId,
    ) -> Result<(), PeopleError> {
        self.act(by.by(), |tx, _| {
            let known = known(tx, id)?;
            others_left(tx, &known)?.ok_or(PeopleError::LastAdministrator)?;
            account::set_standing(tx, id, AccountStanding::Disabled)?;
            account::remove_links(tx, id)?;
            session::end_others(tx, id, None)?;
            session::forget_devices(tx, id)?;
            Ok(((), Deed::new("account-disabled", known.name)))
        })
    }

    /// Lets somebody in again, once they have chosen a password anew.
    pub fn enable(
        &self,
        by: &Allowed<right::ManageAccounts>,
        id: AccountId,
    ) -> Result<(), PeopleError> {
        self.act(by.by(), |tx, _| {
            let known = known(tx, id)?;
            if known.standing == AccountStanding::Disabled {
                account::set_password(tx, id, "")?;
                account::set_standing(tx, id, AccountStanding::Invited)?;
            }
            Ok(((), Deed::new("account-enabled", known.name)))
        })
    }

    /// Takes away the second factor of somebody who has lost it, and all sessions with it.
    pub fn remove_factor_of(
        &self,
        by: &Allowed<right::ManageAccounts>,
        id: AccountId,
    ) -> Result<(), PeopleError> {
        self.act(by.by(), |tx, _| {
            let known = known(tx, id)?;
            account::set_totp(tx, id, None, 0)?;
            account::set_recovery(tx, id, &[])?;
            session::end_others(tx, id, None)?;
            Ok(((), Deed::new("factor-taken", known.name)))
        })
    }
}

fn known(tx: &mut Conn, id: AccountId) -> Result<Account, PeopleError> {
    account::hold_still(tx, id)?;
    let kept = account::kept(tx, id)?;
    kept.map(|kept| kept.account).ok_or(PeopleError::Nobody)
}

/// Whether somebody else can still run the newsroom; `None` when this is the last one who can.
fn others_left(tx: &mut Conn, known: &Account) -> Result<Option<()>, DbError> {
    let is_one = known.role == Role::Administrator && known.standing == AccountStanding::Active;
    let count = account::active_administrators(tx)?;
    Ok((!is_one || count > 1).then_some(()))
}
