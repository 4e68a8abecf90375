//! Which articles somebody may change: the proofs that they have, the widest first.

use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{Editing, Publishing};

/// What somebody may write in.
pub(super) struct Pens<'a> {
    own: &'a Allowed<right::Write>,
    any: Option<Allowed<right::EditOthers>>,
}

impl<'a> Pens<'a> {
    pub(super) fn of(who: &SignedIn, own: &'a Allowed<right::Write>) -> Self {
        Self {
            own,
            any: who.claim().ok(),
        }
    }

    pub(super) fn editing(&self) -> Editing<'_> {
        match &self.any {
            Some(any) => Editing::Any(any),
            None => Editing::Own(self.own),
        }
    }
}

/// What somebody may put before readers.
pub(super) struct Presses<'a> {
    own: &'a Allowed<right::PublishOwn>,
    any: Option<Allowed<right::PublishOthers>>,
}

impl<'a> Presses<'a> {
    pub(super) fn of(who: &SignedIn, own: &'a Allowed<right::PublishOwn>) -> Self {
        Self {
            own,
            any: who.claim().ok(),
        }
    }

    pub(super) fn publishing(&self) -> Publishing<'_> {
        match &self.any {
            Some(any) => Publishing::Any(any),
            None => Publishing::Own(self.own),
        }
    }
}
