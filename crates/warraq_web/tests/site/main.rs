//! The paper as readers and machines ask for it, over the invented newspaper.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod addresses;
mod api;
mod caching;
mod comments;
mod consent;
mod desk;
mod feeds;
mod freshness;
mod machines;
mod pages;
mod post;
mod reader;
mod shell;
mod whole_page;
