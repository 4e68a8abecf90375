//! The post: takes letters out of the archive's outbox and hands them to a mail server, and tells
//! hubs and search engines of news.
//!
//! The only crate that calls out, and never for a reader who waits. Of letters, `envelope` writes a letter as a mail server wants it, `carrier`
//! speaks to the server, `round` empties the outbox as far as the server lets it, and `postman`
//! goes round for as long as the program runs. Of
//! news, `caller` speaks to a web server, and `herald` tells whoever has to be told.

mod caller;
mod carrier;
mod envelope;
mod herald;
mod postman;
mod round;

pub use caller::{Caller, Reply};
pub use carrier::{Carrier, Delivery, Unreachable};
pub use envelope::{Unwritable, sealed};
pub use herald::{Told, tell, tell_in_background};
pub use postman::{go_round_in_background, send_now};
pub use round::{Round, go_round};
