//! The paper as readers and machines ask for it, over the invented newspaper.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod addresses;
mod api;
mod caching;
mod comments;
mod consent;
mod corrections;
mod desk;
mod feeds;
mod films;
mod freshness;
mod machines;
mod pages;
mod post;
mod reader;
mod readership;
mod shell;
mod theme;
mod whole_page;
