//! The formats that an archive arrives in: bytes in, records out.
//!
//! Nothing here opens a socket, a database or a clock: the same bytes give the same records. A
//! parser yields `Result<Record, Problem>` an item and goes on, so that one bad item never stops an
//! import.

pub mod clean;
pub mod php;
pub mod record;
pub mod source;
pub mod wxr;
