//! The archive: the one truth of a newspaper, and what follows from it.
//!
//! Everything that can change is a row of the database; everything else (search index, page cache,
//! picture variants) follows the change sequence and may be thrown away at any moment.

pub mod accounts;
mod archive;
mod bans;
pub mod chance;
pub mod clock;
mod comments;
pub mod config;
mod contact;
mod corrections;
pub mod desk;
pub mod front;
pub mod ingest;
mod law;
pub mod library;
pub mod media;
pub mod model;
mod moderation;
mod news;
mod newsletter;
mod post;
mod reads;
pub mod search;
mod spam;
pub mod store;
pub mod taxonomy;
pub mod verify;

pub use archive::{Archive, ChangeSettingsError, Claim, OpenError};
pub use corrections::CorrectError;
pub use moderation::{AnswerError, CommentCase, CommentQueue, DecideError};
pub use newsletter::AskedLetters;
pub use spam::Verdict as SpamOpinion;
