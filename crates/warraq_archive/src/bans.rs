//! Readers whose comments are taken for spam, known by the mail address that they give.

use crate::Archive;
use crate::DecideError;
use crate::accounts::{Allowed, Deed, right};
use crate::model::{CommentId, Timestamp};
use crate::store::{Conn, StoreError, ban, conversation};

impl Archive {
    /// Takes whatever comes from the mail address of a comment for spam, until a moment or for ever.
    ///
    /// # Errors
    /// [`DecideError::NoComment`] when there is none of this number, [`DecideError::NoAddress`] when
    /// it came without one.
    pub fn ban_writer(
        &self,
        by: &Allowed<right::Moderate>,
        id: CommentId,
        until: Option<Timestamp>,
    ) -> Result<(), DecideError> {
        self.act(by.by(), |tx, now| {
            let (name, email) = writer(tx, id)?;
            ban::set(tx, &email, until, now)?;
            Ok(((), Deed::new("reader-banned", name).with(email)))
        })
    }

    /// Takes a ban back. Errors are those of [`ban_writer`](Self::ban_writer).
    pub fn unban_writer(
        &self,
        by: &Allowed<right::Moderate>,
        id: CommentId,
    ) -> Result<(), DecideError> {
        self.act(by.by(), |tx, _| {
            let (name, email) = writer(tx, id)?;
            ban::lift(tx, &email)?;
            Ok(((), Deed::new("reader-unbanned", name).with(email)))
        })
    }

    /// The mail address of whoever wrote a comment, and whether it is banned now; `None` when there
    /// is no address.
    pub fn writer_of(
        &self,
        _by: &Allowed<right::Moderate>,
        id: CommentId,
    ) -> Result<Option<(String, bool)>, StoreError> {
        let now = self.clock().now();
        self.look(move |conn| match conversation::writer(conn, id)? {
            Some((_, email)) if !email.is_empty() => {
                let is_banned = ban::holds(conn, &email, now)?;
                Ok(Some((email, is_banned)))
            }
            _ => Ok(None),
        })
    }
}

/// Name and mail address of whoever wrote a comment.
fn writer(tx: &mut Conn, id: CommentId) -> Result<(String, String), DecideError> {
    let (name, email) = conversation::writer(tx, id)?.ok_or(DecideError::NoComment(id))?;
    if email.is_empty() {
        return Err(DecideError::NoAddress(id));
    }
    Ok((name, email))
}
