//! Where packages were fetched from is nobody's business but the machine's that fetched them.

use super::Finding;
use super::tree::Tree;

/// Hosts of package registries, written apart so that this file does not find itself.
const HOSTS: &[&str] = &[
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("pypi", ".org"),
    concat!("files.", "pythonhosted.org"),
    concat!("deb.", "debian.org"),
];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .flat_map(|(path, text)| {
            (1..).zip(text.lines()).filter_map(move |(line, text)| {
                let host = HOSTS.iter().find(|host| text.contains(*host))?;
                let cure = "name packages, not hosts; a lock file is written without them \
                            (npm: omit-lockfile-registry-resolved)";
                Some(Finding::new(path, line, format!("{host}: {cure}")))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    #[test]
    fn a_registry_in_a_lock_file_is_found() {
        let line = format!("\"resolved\": \"https://{}/a.tgz\"", HOSTS[0]);
        check_finds(
            rule,
            "tests/browser/package-lock.json",
            &line,
            1,
            "omit-lockfile",
        );
    }

    #[test]
    fn a_package_by_its_name_passes() {
        check_passes(
            rule,
            "tests/browser/package-lock.json",
            "\"axe-core\": \"4.11.0\"",
        );
    }
}
