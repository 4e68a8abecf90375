//! The newsroom, as those who work there and those who should not see it ask for it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod accounts;
mod comments;
mod curating;
mod desk;
mod door;
mod factor;
mod library;
mod pictures;
mod publishing;
mod rights;
mod settings;
mod unsaved;
mod writing;
