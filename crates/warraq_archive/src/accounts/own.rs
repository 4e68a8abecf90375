//! What everybody decides of their own account.

use super::door::DoorError;
use super::{Allowed, Deed, Password, RecoveryCode, Salt, SignedIn, TotpSecret, right};
use crate::archive::Archive;
use crate::store::{DbError, StoreError, account, session};

/// Why a second factor was not changed.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// The code is not that of the secret: the clocks differ, or it was typed wrong.
    #[error("the code is not right")]
    WrongCode,
    /// The role takes a second factor.
    #[error("the role takes a second factor")]
    Demanded,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for FactorError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl Archive {
    /// Changes somebody's own password. All their other browsers are let out.
    pub fn change_password(
        &self,
        by: &Allowed<right::SecureOwnAccount>,
        who: &SignedIn,
        password: &Password,
        salt: Salt,
    ) -> Result<(), DoorError> {
        let hash = password.hashed(salt).map_err(DoorError::Hash)?;
        self.act(by.by(), |tx, _| {
            let id = who.account().id;
            account::set_password(tx, id, &hash)?;
            account::remove_links(tx, id)?;
            session::end_others(tx, id, Some(who.session()))?;
            session::forget_devices(tx, id)?;
            Ok(((), Deed::new("password-changed", "")))
        })
    }

    /// Makes a device somebody's second factor, when it shows the right code; `codes` are for paper.
    pub fn add_factor(
        &self,
        by: &Allowed<right::SecureOwnAccount>,
        who: &SignedIn,
        secret: &TotpSecret,
        typed: &str,
        codes: &[RecoveryCode],
    ) -> Result<(), FactorError> {
        self.act(by.by(), |tx, now| {
            let step = secret.step(typed, 0, now).ok_or(FactorError::WrongCode)?;
            let id = who.account().id;
            account::set_totp(tx, id, Some(secret), step)?;
            account::set_recovery(tx, id, codes)?;
            session::end_others(tx, id, Some(who.session()))?;
            Ok(((), Deed::new("factor-added", "")))
        })
    }

    /// Takes away somebody's own second factor, where their role does not take one.
    pub fn remove_factor(
        &self,
        by: &Allowed<right::SecureOwnAccount>,
        who: &SignedIn,
    ) -> Result<(), FactorError> {
        if self.settings().second_factor.contains(&who.account().role) {
            return Err(FactorError::Demanded);
        }
        self.act(by.by(), |tx, _| {
            let id = who.account().id;
            account::set_totp(tx, id, None, 0)?;
            account::set_recovery(tx, id, &[])?;
            Ok(((), Deed::new("factor-removed", "")))
        })
    }

    /// Replaces the codes on paper.
    pub fn renew_recovery_codes(
        &self,
        by: &Allowed<right::SecureOwnAccount>,
        who: &SignedIn,
        codes: &[RecoveryCode],
    ) -> Result<(), StoreError> {
        self.act(by.by(), |tx, _| {
            account::set_recovery(tx, who.account().id, codes)?;
            Ok(((), Deed::new("recovery-renewed", "")))
        })
    }

    /// How many codes on paper somebody has left.
    pub fn recovery_codes_left(&self, who: &SignedIn) -> Result<usize, StoreError> {
        let id = who.account().id;
        self.look(move |conn| account::recovery_left(conn, id))
    }
}
