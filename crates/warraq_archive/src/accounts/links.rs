//! Links that set a password, once: invitations, and the way back for whoever forgot it.

use super::door::DoorError;
use super::{AccountStanding, Allowed, By, Deed, Password, Salt, audit, right};
use crate::archive::Archive;
use crate::model::{AccountId, EmailAddress, Key, Letter, Timestamp};
use crate::store::{DbError, StoreError, account, outbox, session};

const MINUTE_MS: i64 = 60_000;
/// Whoever is invited may be away for a week.
pub(super) const INVITATION_MS: i64 = 7 * 24 * 60 * MINUTE_MS;
/// Whoever asks for the way back waits for it (OWASP: as short as mail allows).
pub(super) const RESET_MS: i64 = 30 * MINUTE_MS;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// To come in for the first time.
    Invitation,
    /// To choose a password again.
    Reset,
}

impl LinkPurpose {
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Invitation => 1,
            Self::Reset => 2,
        }
    }

    pub(crate) fn numbered(number: i64) -> Self {
        if number == 1 {
            Self::Invitation
        } else {
            Self::Reset
        }
    }

    fn works_for(self) -> i64 {
        match self {
            Self::Invitation => INVITATION_MS,
            Self::Reset => RESET_MS,
        }
    }

    pub(super) fn expires_at(self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis(now.millis().saturating_add(self.works_for()))
    }

    /// The link that somebody of this standing needs; `None` for those who may not come in.
    pub(super) fn of(standing: AccountStanding) -> Option<Self> {
        match standing {
            AccountStanding::Invited => Some(Self::Invitation),
            AccountStanding::Active => Some(Self::Reset),
            AccountStanding::Disabled => None,
        }
    }
}

/// Whose a link is.
#[derive(Clone, Debug)]
pub struct LinkOwner {
    /// As the newsroom calls them.
    pub name: String,
    /// What they sign in with.
    pub email: EmailAddress,
    /// What the link is for.
    pub purpose: LinkPurpose,
}

impl Archive {
    /// Whose a link is, if it opens anything.
    pub fn link_owner(&self, key: &Key) -> Result<Option<LinkOwner>, StoreError> {
        let now = self.clock().now();
        let key = key.clone();
        self.look(move |conn| {
            let Some((id, purpose)) = account::by_link(conn, &key, now)? else {
                return Ok(None);
            };
            let kept = account::kept(conn, id)?;
            let kept = kept.filter(|kept| kept.account.standing != AccountStanding::Disabled);
            Ok(kept.map(|kept| LinkOwner {
                name: kept.account.name,
                email: kept.account.email,
                purpose,
            }))
        })
    }

    /// Sets the password of whose a link is; whether it opened that. Whoever was signed in is no
    /// longer, the link is used up, and a second factor stays what it was.
    pub fn set_password_by_link(
        &self,
        key: &Key,
        password: &Password,
        salt: Salt,
    ) -> Result<bool, DoorError> {
        let hash = password.hashed(salt).map_err(DoorError::Hash)?;
        let now = self.clock().now();
        self.write(|tx| {
            let Some((id, purpose)) = account::by_link(tx, key, now)? else {
                return Ok(false);
            };
            account::hold_still(tx, id)?;
            let Some(kept) = account::kept(tx, id)? else {
                return Ok(false);
            };
            let is_disabled = kept.account.standing == AccountStanding::Disabled;
            if is_disabled || !account::use_link(tx, key)? {
                return Ok(false);
            }
            account::remove_links(tx, id)?;
            account::set_password(tx, id, &hash)?;
            account::set_standing(tx, id, AccountStanding::Active)?;
            session::end_others(tx, id, None)?;
            session::forget_devices(tx, id)?;
            let deed = match purpose {
                LinkPurpose::Invitation => Deed::new("invitation-taken", ""),
                LinkPurpose::Reset => Deed::new("password-reset", ""),
            };
            audit::record(tx, &By::own(&kept.account), &deed, now)?;
            Ok(true)
        })
    }

    /// Posts the way back to whoever has this address, if they sign in here. Nobody is told whether
    /// somebody does.
    pub fn ask_for_way_back(
        &self,
        email: &EmailAddress,
        key: &Key,
        letter: &Letter,
    ) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.write(|tx| {
            let found = account::by_address(tx, &email.folded())?;
            let found = found.filter(|kept| kept.account.standing == AccountStanding::Active);
            if let Some(kept) = found {
                let purpose = LinkPurpose::Reset;
                account::set_link(tx, kept.account.id, key, purpose, purpose.expires_at(now))?;
                outbox::add(tx, letter, now)?;
                let deed = Deed::new("way-back-asked", kept.account.name.clone());
                audit::record(tx, &By::stranger(), &deed, now)?;
            }
            Ok::<_, StoreError>(())
        })
    }

    /// Makes a link for somebody, in the place of the one before; `None` when they may not come in.
    /// `letter` writes what is mailed, when the paper sends mail.
    pub fn make_link(
        &self,
        by: &Allowed<right::ManageAccounts>,
        id: AccountId,
        key: &Key,
        letter: impl FnOnce(&LinkOwner) -> Option<Letter>,
    ) -> Result<Option<LinkPurpose>, StoreError> {
        let kept = self.look(move |conn| account::kept(conn, id))?;
        let Some(kept) = kept else { return Ok(None) };
        let Some(purpose) = LinkPurpose::of(kept.account.standing) else {
            return Ok(None);
        };
        let letter = letter(&LinkOwner {
            name: kept.account.name.clone(),
            email: kept.account.email,
            purpose,
        });
        self.act(by.by(), |tx, now| {
            account::set_link(tx, id, key, purpose, purpose.expires_at(now))?;
            if let Some(letter) = &letter {
                outbox::add(tx, letter, now)?;
            }
            let deed = Deed::new("link-made", kept.account.name.clone());
            Ok::<_, DbError>((Some(purpose), deed))
        })
        .map_err(StoreError::from)
    }
}
