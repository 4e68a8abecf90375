//! The post: takes letters out of the archive's outbox and hands them to a mail server.
//!
//! The only crate that calls out. `envelope` writes a letter as a mail server wants it, `carrier`
//! speaks to the server, `round` empties the outbox as far as the server lets it, and `postman`
//! goes round for as long as the program runs.

mod carrier;
mod envelope;
mod postman;
mod round;

pub use carrier::{Carrier, Delivery, Unreachable};
pub use envelope::{Unwritable, sealed};
pub use postman::{go_round_in_background, send_now};
pub use round::{Round, go_round};
