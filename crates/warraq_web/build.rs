//! Takes the newsroom's editor in, if it was built: see `editor/` and `cargo xtask`'s `editor.rs`.
//! Without it the newsroom serves its plain form.

use std::path::Path;
use std::{env, fs, io};

/// The bundle that `node build.mjs` makes. Its folder is always there, so that cargo can watch it.
const FOLDER: &str = "../../editor/dist";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={FOLDER}");
    let bundle = match fs::read(Path::new(FOLDER).join("editor.js")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read?,
    };
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("editor.js"), bundle)
}
