//! What must hold for any bytes: one function a target of `fuzz_targets/`.
//!
//! The tests of `warraq_text` and `warraq_import` run the same functions over the fixtures, so that
//! they compile and hold with a stable compiler too.

pub mod import;
pub mod text;
