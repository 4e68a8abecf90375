//! Changing what the newsroom has decided once, for every page.

use crate::Archive;
use crate::accounts::{Allowed, By, Deed, right};
use crate::model::{Settings, SettingsError};
use crate::store::change::{ChangeKind, record};
use crate::store::{Conn, DbError, StoreError, listing, writing};

/// Why settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeSettingsError {
    /// A value cannot be used.
    #[error(transparent)]
    Value(#[from] SettingsError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for ChangeSettingsError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl Archive {
    /// Changes settings, each `(key, value)`; all of them or, when one cannot be used, none. For
    /// imports and commands; somebody of the newsroom uses
    /// [`change_settings_by`](Self::change_settings_by).
    pub fn change_settings(&self, changes: &[(&str, &str)]) -> Result<(), ChangeSettingsError> {
        self.change(None, changes)
    }

    /// The same as somebody of the newsroom, sealed in the audit.
    pub fn change_settings_by(
        &self,
        by: &Allowed<right::ChangeSettings>,
        changes: &[(&str, &str)],
    ) -> Result<(), ChangeSettingsError> {
        self.change(Some(by.by()), changes)
    }

    fn change(&self, by: Option<&By>, changes: &[(&str, &str)]) -> Result<(), ChangeSettingsError> {
        let before = self.settings();
        let mut tried = Settings::clone(&before);
        for (key, value) in changes {
            tried.apply(key, value)?;
        }
        let work = |tx: &mut Conn, now| {
            for (key, value) in changes {
                writing::setting(tx, key, value)?;
            }
            if tried.time_zone != before.time_zone {
                listing::count_anew(tx, &tried.time_zone)?;
                record(tx, ChangeKind::Everything, now)?;
            }
            record(tx, ChangeKind::Settings, now)?;
            Ok::<_, ChangeSettingsError>(())
        };
        match by {
            Some(by) => self.act(by, |tx, now| {
                work(tx, now)?;
                Ok::<_, ChangeSettingsError>(((), deed(changes)))
            })?,
            None => {
                let now = self.clock().now();
                self.write(|tx| work(tx, now))?;
            }
        }
        Ok(self.reload_settings()?)
    }

    /// Every stored setting, by key.
    pub fn stored_settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.look(writing::settings)
    }
}

/// Which settings were changed. Their values are not told: they may be long.
fn deed(changes: &[(&str, &str)]) -> Deed {
    let keys: Vec<_> = changes.iter().map(|(key, _)| *key).collect();
    Deed::new("settings-changed", keys.join(" "))
}
