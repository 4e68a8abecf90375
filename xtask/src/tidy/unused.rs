//! A dependency that nobody names is taken out.

use super::Finding;
use super::rust_source::RustSource;
use super::tree::Tree;
use super::words::has_word;

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    let manifests = tree.matching("", "/Cargo.toml");
    manifests
        .flat_map(|(path, text)| in_manifest(tree, path, text))
        .collect()
}

fn in_manifest(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let folder = path.trim_end_matches("Cargo.toml");
    let code: String = tree
        .matching(folder, ".rs")
        .map(|(_, text)| RustSource::parse(text).code)
        .collect();
    let manifest: toml::Table = text.parse().unwrap_or_default();
    let names = ["dependencies", "dev-dependencies", "build-dependencies"]
        .into_iter()
        .filter_map(|kind| manifest.get(kind)?.as_table())
        .flat_map(toml::Table::keys);
    names
        .filter(|name| !has_word(&code, &name.replace('-', "_")))
        .map(|name| {
            let line = text
                .lines()
                .position(|line| line.starts_with(name.as_str()))
                .unwrap_or(0);
            Finding::new(
                path,
                line + 1,
                format!("nothing here uses {name}: take it out"),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(dependency: &str, code: &str, expected: &[&str]) {
        let manifest = format!("[package]\n[dependencies]\n{dependency}.workspace = true");
        let tree = Tree::from([
            ("crates/warraq_text/Cargo.toml", manifest.as_str()),
            ("crates/warraq_text/src/fold.rs", code),
            ("crates/warraq_textile/src/lib.rs", "serde::Serialize"),
        ]);
        let places: Vec<String> = rule(&tree).iter().map(Finding::to_string).collect();
        assert_eq!(places, expected);
    }

    #[test]
    fn a_dependency_that_nobody_names_is_found() {
        check(
            "serde",
            "// serde",
            &["crates/warraq_text/Cargo.toml:3: nothing here uses serde: take it out"],
        );
    }

    #[test]
    fn a_dependency_is_named_with_underscores() {
        check(
            "percent-encoding",
            "use percent_encoding::percent_decode;",
            &[],
        );
    }
}
