//! The Arabic language as pure functions: the same text gives the same answer, and no text panics.
//!
//! What readers type and what journalists wrote rarely agree letter for letter. This crate says
//! when two words are the same word ([`fold`], [`stem`]), where words begin and end in a text as
//! it was written ([`tokens`]), what a search box means ([`query`]), and how to show the answer
//! in Arabic ([`highlight`], [`excerpt`], [`dates`], [`digits`], [`plural`]).
//!
//! ```
//! use warraq_text::{fold::fold, stem::light};
//!
//! assert_eq!(fold("إِيـران"), fold("ايران"));
//! assert_eq!(light(&fold("والمصالحة")), light(&fold("مصالحه")));
//! ```
//!
//! Folded text is for matching only. It is never shown to a reader.

mod letters;
mod lexicon;

pub mod fold;
pub mod tokens;

pub mod analyze;
pub mod stem;

pub mod highlight;
pub mod keyboard;
pub mod query;
pub mod spelling;
pub mod translit;

pub mod excerpt;
pub mod reading_time;

pub mod dates;
pub mod digits;
pub mod plural;

pub mod bidi;
pub mod difference;
pub mod path;
pub mod slug;
pub mod sort_key;
