//! Dates: written for readers.

pub mod display;
