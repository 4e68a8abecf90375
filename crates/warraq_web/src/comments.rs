//! What readers send: whose form it comes from, how much of it is taken, and the way to the desk.

mod limits;
mod origin;
mod queue;
mod sender;

pub(crate) use limits::{Limits, Refusal};
pub(crate) use origin::is_own_form;
pub(crate) use queue::{NotStored, Queue};
pub(crate) use sender::sender;
