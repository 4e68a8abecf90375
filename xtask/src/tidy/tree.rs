//! The files that the rules read.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::{process, repository};

/// Text files by their path from the root, with `/` between folders.
pub(super) struct Tree(BTreeMap<String, String>);

impl Tree {
    /// Every text file that is committed or could be: what git ignores is left out.
    pub(super) fn of_the_repository() -> Result<Self> {
        let list = [
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ];
        let paths = process::output(&mut process::command("git", list))?;
        let files = paths.split('\0').filter_map(|path| {
            // A file that was deleted but not yet committed has no text, nor has a picture.
            let text = std::fs::read_to_string(repository::root().join(path)).ok()?;
            Some((path.to_owned(), text))
        });
        Ok(Self(files.collect()))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Files whose path starts and ends so.
    pub(super) fn matching(&self, start: &str, end: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files()
            .filter(move |(path, _)| path.starts_with(start) && path.ends_with(end))
    }

    /// Our own Rust code.
    pub(super) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.matching("crates/", ".rs")
            .chain(self.matching("xtask/", ".rs"))
            .chain(self.matching("fuzz/", ".rs"))
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Tree {
    fn from(files: [(&str, &str); N]) -> Self {
        Self(
            files
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
                .into(),
        )
    }
}
