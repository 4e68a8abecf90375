//! Who works in the newsroom, what each may do, and how it is proved.
//!
//! A browser carries a token; the archive makes of it a [`SignedIn`], which says who somebody is. What
//! changes something takes an [`Allowed`], which a `SignedIn` gives only to those whose role has the
//! right. Every deed and its line in the audit are one transaction.

mod account;
mod allowed;
mod audit;
mod door;
mod links;
mod own;
mod password;
mod people;
mod role;
mod session;
mod totp;
mod wordpress;

pub use account::{Account, AccountStanding, NewAccount};
pub use allowed::{Allowed, Claim, Refusal, SignedIn, right};
pub use audit::{AuditLine, AuditPage, Deed};
pub use door::{Attempt, DoorError, Entrance};
pub use links::{LinkOwner, LinkPurpose};
pub use own::FactorError;
pub use password::{Password, Salt, Weakness};
pub use people::PeopleError;
pub use role::{Right, Role};
pub use session::OpenSession;
pub use totp::{RecoveryCode, TotpSecret};

pub(crate) use allowed::{By, Reach};
pub(crate) use audit::seal;
pub(crate) use session::Stage;
