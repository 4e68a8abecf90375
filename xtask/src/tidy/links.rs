//! Links between our documents lead somewhere.

use super::Finding;
use super::tree::Tree;

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    // What an invented newspaper says of itself is its own affair.
    let documents = tree
        .matching("", ".md")
        .filter(|(path, _)| !path.starts_with("fixtures/"));
    documents
        .flat_map(|(path, text)| in_document(tree, path, text))
        .collect()
}

fn in_document(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let dead = (1..).zip(text.lines()).flat_map(|(line, text)| {
        let dead = targets(text).filter(|target| !leads(tree, path, target));
        dead.map(move |target| (line, target)).collect::<Vec<_>>()
    });
    dead.map(|(line, target)| Finding::new(path, line, format!("{target:?} leads nowhere")))
        .collect()
}

/// What a line of Markdown links to within the repository.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let links = line
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'));
    links
        .map(|(target, _)| target.split('#').next().unwrap_or(target))
        .filter(|target| !target.is_empty() && !target.contains("://"))
}

/// Whether a file or a folder is where a link of this document points.
fn leads(tree: &Tree, document: &str, target: &str) -> bool {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part != ".." {
            parts.push(part);
        } else if parts.pop().is_none() {
            return false;
        }
    }
    let path = parts.join("/");
    let folder = format!("{path}/");
    tree.files()
        .any(|(file, _)| file == path || file.starts_with(&folder))
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    #[test]
    fn a_dead_link_is_found() {
        check_finds(rule, "docs/a.md", "\nsee [b](b.md)", 2, "leads nowhere");
        check_finds(rule, "a.md", "[out](../b.md)", 1, "leads nowhere");
    }

    #[test]
    fn files_folders_and_the_web_are_led_to() {
        check_passes(
            rule,
            "docs/a.md",
            "[me](a.md#b) [me](../docs/a.md) [us](../docs) [here](#b)",
        );
        check_passes(rule, "docs/a.md", "[licence](https://licence.example/)");
    }
}
