//! `cargo xtask demo`: the invented newspaper, served from a new archive.
//!
//! Built with the dev profile, whose dependencies are optimised: the parts that cost something
//! (parsing, compression, the database, pictures) come from dependencies, sixty articles are
//! imported in a blink either way, and a first build takes about half of what `--release` takes.
//! It is also the profile of `cargo xtask test`, so whoever runs both compiles once.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::{editor, process, repository};

/// Where the paper is served when no other address is given.
const USUAL_ADDRESS: &str = "127.0.0.1:8080";

/// Builds, imports into a new `target/demo-archive`, serves until interrupted.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let address = arguments.first().map_or(USUAL_ADDRESS, String::as_str);
    if TcpStream::connect(address).is_ok() {
        bail!("something already listens on {address}; stop it, or `cargo xtask demo ADDR:PORT`");
    }
    build()?;
    let archive = repository::target().join("demo-archive");
    import(&archive)?;
    serve(&archive, address)
}

/// Builds the program with the workspace's one set of features, see [`crate::test`].
pub(crate) fn build() -> Result<()> {
    editor::build()?;
    process::run(&mut process::cargo(["build", "--workspace"]))
}

/// Imports the invented newspaper into a new archive.
pub(crate) fn import(archive: &Path) -> Result<()> {
    if archive.exists() {
        std::fs::remove_dir_all(archive)
            .with_context(|| format!("could not remove the old {}", archive.display()))?;
    }
    let newsroom = repository::root().join("fixtures/newsroom");
    let exports = exports(&newsroom)?;
    process::run(warraq(archive).arg("init"))?;
    let mut import = warraq(archive);
    import.args(["import", "wxr"]).args(&exports);
    let uploads = newsroom.join("uploads");
    if uploads.is_dir() {
        import.arg("--uploads").arg(uploads);
    }
    process::run(&mut import)
}

fn serve(archive: &Path, address: &str) -> Result<()> {
    let mut server = warraq(archive)
        .args(["serve", "--listen", address])
        .spawn()
        .context("could not start the server")?;
    wait_until_ready(&mut server, address)?;
    println!("\n  The paper is at http://{address}/  (Ctrl-C stops it)\n");
    let status = server.wait().context("lost the server")?;
    if !status.success() {
        bail!("the server stopped: {status}");
    }
    Ok(())
}

/// Asks `/healthz` until it answers 200 or the server gives up.
fn wait_until_ready(server: &mut Child, address: &str) -> Result<()> {
    while !is_ready(address) {
        if let Some(status) = server.try_wait()? {
            bail!("the server stopped before it was ready: {status}");
        }
        sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn is_ready(address: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn warraq(archive: &Path) -> std::process::Command {
    let mut command = process::command(repository::program(), ["--archive"]);
    command.arg(archive);
    command
}

/// The parts of the newspaper's export, in the order of their names.
fn exports(newsroom: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(newsroom)
        .with_context(|| format!("could not read {}", newsroom.display()))?;
    let mut exports: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.to_string_lossy();
            [".xml", ".xml.gz", ".zip"]
                .iter()
                .any(|ending| name.ends_with(ending))
        })
        .collect();
    if exports.is_empty() {
        bail!(
            "there is no export in {}; `cargo xtask fixtures` makes it",
            newsroom.display()
        );
    }
    exports.sort();
    Ok(exports)
}
