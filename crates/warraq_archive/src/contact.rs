//! What readers write to the paper.

use crate::archive::Archive;
use crate::model::{ContactMessage, KeptMessage, Letter};
use crate::store::{StoreError, contact, outbox};

impl Archive {
    /// Keeps a message and, in the same moment, the letter that brings it to the desk.
    pub fn keep_message(
        &self,
        message: &ContactMessage,
        to_desk: Option<&Letter>,
    ) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.write(|tx| {
            contact::add(tx, message, now)?;
            if let Some(letter) = to_desk {
                outbox::add(tx, letter, now)?;
            }
            Ok::<_, StoreError>(())
        })
    }

    /// Messages, newest first.
    pub fn messages(&self, limit: usize) -> Result<Vec<KeptMessage>, StoreError> {
        Ok(contact::newest(&mut self.connection()?, limit)?)
    }

    /// Takes away a message for good; whether it was there.
    pub fn forget_message(&self, id: i64) -> Result<bool, StoreError> {
        self.write(|tx| Ok(contact::delete(tx, id)?))
    }
}
