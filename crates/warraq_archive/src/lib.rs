//! The archive: the one truth of a newspaper, and what follows from it.

pub mod clock;
pub mod media;
pub mod model;
