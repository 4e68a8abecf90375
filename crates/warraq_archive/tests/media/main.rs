//! The originals, and what readers get of them.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests are tests"
)]

mod fixtures;
mod originals;
mod privacy;
mod robustness;
mod samples;
mod served;
mod uploads;
mod variants;
