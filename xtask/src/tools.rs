//! What the tests need beyond Rust and Node, and how it gets there.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{process, repository};

/// A program that some test starts.
pub(crate) struct Tool {
    name: &'static str,
    /// Debian's package of it.
    package: &'static str,
    needed_for: &'static str,
    present: fn() -> bool,
}

const CHROMIUM: Tool = Tool {
    name: "Chromium",
    package: "chromium",
    needed_for: "the browser suite",
    present: || std::env::var_os("CHROMIUM").is_some() || Path::new("/usr/bin/chromium").exists(),
};

const JAVA: Tool = Tool {
    name: "Java",
    package: "default-jre-headless",
    needed_for: "the mark-up checker of the browser suite",
    present: || process::succeeds(Command::new("java").arg("-version")),
};

const NODE: Tool = Tool {
    name: "Node",
    package: "nodejs",
    needed_for: "the browser suite and the newsroom's editor",
    present: || process::succeeds(Command::new("node").arg("--version")),
};

const NPM: Tool = Tool {
    name: "npm",
    package: "npm",
    needed_for: "the browser suite and the newsroom's editor",
    present: || process::succeeds(Command::new("npm").arg("--version")),
};

const PDFTOTEXT: Tool = Tool {
    name: "pdftotext",
    package: "poppler-utils",
    needed_for: "the browser suite, which reads what it printed",
    present: || process::succeeds(Command::new("pdftotext").arg("-v")),
};

const POSTGRESQL: Tool = Tool {
    name: "PostgreSQL's server",
    package: "postgresql",
    needed_for: "the contract suite of the store",
    present: || {
        std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|versions| {
            versions
                .flatten()
                .any(|version| version.path().join("bin/initdb").exists())
        })
    },
};

const XMLLINT: Tool = Tool {
    name: "xmllint",
    package: "libxml2-utils",
    needed_for: "the browser suite, which holds feeds and sitemaps against their schemas",
    present: || process::succeeds(Command::new("xmllint").arg("--version")),
};

/// What the Rust tests start.
pub(crate) const RUST_TESTS: [Tool; 1] = [POSTGRESQL];

/// What builds the newsroom's editor.
pub(crate) const EDITOR: [Tool; 2] = [NODE, NPM];

/// What the browser suite starts.
pub(crate) const BROWSER: [Tool; 6] = [CHROMIUM, JAVA, NODE, NPM, PDFTOTEXT, XMLLINT];

/// Installs what is missing with apt, as root or through a sudo that does not ask.
///
/// # Errors
///
/// Where something is missing and cannot be installed, with the command that would do it.
pub(crate) fn install(tools: &[Tool]) -> Result<()> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| !(tool.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for tool in &missing {
        println!("{} is not here; {} needs it", tool.name, tool.needed_for);
    }
    let packages: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
    let by_hand = format!(
        "apt-get install --no-install-recommends {}",
        packages.join(" ")
    );
    if !process::succeeds(Command::new("apt-get").arg("--version")) {
        bail!("this is no Debian: install what `{by_hand}` would");
    }
    let Some(prefix) = privilege() else {
        bail!("neither root nor a sudo that does not ask: run `sudo {by_hand}`");
    };
    apt_get(prefix, &["update", "--quiet"])?;
    apt_get(
        prefix,
        &[
            &["install", "--yes", "--quiet", "--no-install-recommends"],
            &packages[..],
        ]
        .concat(),
    )
}

/// Installs the browser suite's own packages.
pub(crate) fn install_browser_suite() -> Result<()> {
    install_packages(&repository::root().join("tests/browser"))
}

/// Installs the packages of a folder, exactly those of its lock file.
pub(crate) fn install_packages(folder: &Path) -> Result<()> {
    let written = |path: &str| {
        folder
            .join(path)
            .metadata()
            .and_then(|file| file.modified())
            .ok()
    };
    let installed = written("node_modules/.package-lock.json");
    if installed.is_some() && installed >= written("package-lock.json") {
        return Ok(());
    }
    println!(
        "{} has no packages yet, or older ones than its lock file",
        folder.display()
    );
    process::run(process::command("npm", ["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

fn apt_get(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let words = [
        prefix,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
        arguments,
    ]
    .concat();
    process::run(&mut process::command(words[0], &words[1..]))
}

/// What to put before a command that changes the machine; `None` where we may not.
fn privilege() -> Option<&'static [&'static str]> {
    let user = process::output(Command::new("id").arg("-u")).unwrap_or_default();
    if user.trim() == "0" {
        Some(&[])
    } else if process::succeeds(Command::new("sudo").args(["-n", "true"])) {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}
