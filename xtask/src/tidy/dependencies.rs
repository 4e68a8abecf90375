//! Which crate may know which: text ← import ← archive ← web and post ← the program.

use super::Finding;
use super::tree::Tree;

struct Crate {
    name: &'static str,
    /// Our crates that it may know.
    knows: &'static [&'static str],
    /// Others' crates that would break what it is.
    never: &'static [&'static [&'static str]],
}

const DRIVERS: [&str; 4] = ["rusqlite", "postgres", "tokio-postgres", "tantivy"];
const HTTP: [&str; 6] = [
    "axum",
    "hyper",
    "hyper-util",
    "minijinja",
    "tower",
    "tower-http",
];
/// What calls out.
const CALLS: [&str; 2] = ["lettre", "ureq"];
const WORLD: [&str; 4] = ["tokio", "socket2", "reqwest", "tempfile"];

const CRATES: &[Crate] = &[
    Crate {
        name: "warraq_text",
        knows: &[],
        never: &[],
    },
    Crate {
        name: "warraq_import",
        knows: &["warraq_text"],
        never: &[],
    },
    Crate {
        name: "warraq_archive",
        knows: &["warraq_text", "warraq_import"],
        never: &[&HTTP, &CALLS],
    },
    Crate {
        name: "warraq_web",
        knows: &["warraq_text", "warraq_import", "warraq_archive"],
        never: &[&DRIVERS, &CALLS],
    },
    Crate {
        name: "warraq_post",
        knows: &["warraq_archive"],
        never: &[&DRIVERS, &HTTP],
    },
    Crate {
        name: "warraq",
        knows: &[
            "warraq_text",
            "warraq_import",
            "warraq_archive",
            "warraq_web",
            "warraq_post",
        ],
        never: &[&DRIVERS, &CALLS],
    },
    Crate {
        name: "xtask",
        knows: &[],
        never: &[],
    },
    Crate {
        name: "fuzz",
        knows: &["warraq_text", "warraq_import"],
        never: &[],
    },
];

/// Crates that never touch the world: the same bytes give the same answer.
const PURE: [&str; 2] = ["warraq_text", "warraq_import"];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    let manifests = tree.matching("", "/Cargo.toml");
    manifests
        .flat_map(|(path, text)| in_manifest(path, text))
        .collect()
}

fn in_manifest(path: &str, text: &str) -> Vec<Finding> {
    let Ok(manifest) = text.parse::<toml::Table>() else {
        return vec![Finding::new(path, 1, "not TOML")];
    };
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name")?.as_str());
    let folder = path.trim_end_matches("/Cargo.toml").rsplit('/').next();
    let Some(krate) = CRATES
        .iter()
        .find(|krate| Some(krate.name) == name && name == folder)
    else {
        let message = "a crate that ARCHITECTURE.md does not draw, or in a folder of another name: \
                       draw it, then add it to xtask/src/tidy/dependencies.rs";
        return vec![Finding::new(path, 1, message)];
    };
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
    let names = dependencies.into_iter().flat_map(toml::Table::keys);
    names
        .filter_map(|name| {
            let message = objection(krate, name)?;
            let line = text
                .lines()
                .position(|line| line.starts_with(name.as_str()))
                .unwrap_or(0);
            Some(Finding::new(path, line + 1, message))
        })
        .collect()
}

fn objection(krate: &Crate, dependency: &str) -> Option<String> {
    let ours = CRATES.iter().any(|other| other.name == dependency);
    if ours && !krate.knows.contains(&dependency) {
        return Some(format!("{} must not know {dependency}", krate.name));
    }
    let foreign = krate.never.iter().any(|list| list.contains(&dependency));
    let worldly = PURE.contains(&krate.name)
        && [&DRIVERS[..], &HTTP, &CALLS, &WORLD]
            .iter()
            .any(|list| list.contains(&dependency));
    (foreign || worldly).then(|| {
        format!(
            "{dependency} does not belong in {}; see the crates' table in ARCHITECTURE.md",
            krate.name
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    fn manifest(name: &str, dependency: &str) -> String {
        format!("[package]\nname = \"{name}\"\n[dependencies]\n{dependency}.workspace = true")
    }

    #[test]
    fn an_arrow_the_wrong_way_is_found() {
        let text = manifest("warraq_text", "warraq_archive");
        check_finds(
            rule,
            "crates/warraq_text/Cargo.toml",
            &text,
            4,
            "must not know",
        );
        let text = manifest("warraq_archive", "warraq_text");
        check_passes(rule, "crates/warraq_archive/Cargo.toml", &text);
    }

    #[test]
    fn a_pure_crate_with_a_socket_is_found() {
        let text = manifest("warraq_import", "tokio");
        check_finds(
            rule,
            "crates/warraq_import/Cargo.toml",
            &text,
            4,
            "does not belong",
        );
    }

    #[test]
    fn a_driver_in_the_web_and_a_router_in_the_archive_are_found() {
        let text = manifest("warraq_web", "rusqlite");
        check_finds(
            rule,
            "crates/warraq_web/Cargo.toml",
            &text,
            4,
            "does not belong",
        );
        let text = manifest("warraq_archive", "axum");
        check_finds(
            rule,
            "crates/warraq_archive/Cargo.toml",
            &text,
            4,
            "does not belong",
        );
    }

    #[test]
    fn a_crate_that_nobody_drew_is_found() {
        let text = manifest("warraq_utils", "serde");
        check_finds(
            rule,
            "crates/warraq_utils/Cargo.toml",
            &text,
            1,
            "ARCHITECTURE.md",
        );
    }
}
