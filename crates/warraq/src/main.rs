//! Warraq in one program.

fn main() {}
