//! SQL lives in the store.

use super::Finding;
use super::rust_source::RustSource;
use super::tree::Tree;

const STORE: &str = "crates/warraq_archive/src/store/";

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    let in_code = tree
        .rust()
        .filter(|(path, _)| !is_home(path))
        .flat_map(|(path, text)| {
            let strings = RustSource::parse(text).strings;
            let statements = strings
                .into_iter()
                .filter(|(_, string)| is_statement(string));
            statements
                .map(|(line, _)| Finding::new(path, line, CURE))
                .collect::<Vec<_>>()
        });
    let files = tree
        .matching("crates/", ".sql")
        .filter(|(path, _)| !is_home(path));
    in_code
        .chain(files.map(|(path, _)| Finding::new(path, 1, CURE)))
        .collect()
}

const CURE: &str = "SQL outside the store: write a function there, named for the question";

fn is_home(path: &str) -> bool {
    path.starts_with(STORE) || path == "xtask/src/tidy/sql.rs"
}

/// Whether a string starts as a statement does and goes on as one.
fn is_statement(string: &str) -> bool {
    let lower = string.trim_start().to_lowercase();
    let starts = |word: &str| lower.starts_with(word);
    let goes_on = |word: &str| lower.split_whitespace().any(|other| other == word);
    starts("select ") && goes_on("from")
        || starts("update ") && goes_on("set")
        || starts("insert into ")
        || starts("delete from ")
        || starts("create table ")
        || starts("create index ")
        || starts("alter table ")
        || starts("drop table ")
        || starts("pragma ")
        || starts("with ") && goes_on("select")
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    #[test]
    fn a_statement_outside_the_store_is_found() {
        let code = "\nconst ALL: &str = \"select id\\n from article\";";
        check_finds(rule, "crates/warraq_archive/src/publish.rs", code, 2, "SQL");
        check_finds(
            rule,
            "crates/warraq_web/src/x.rs",
            "f(\"PRAGMA optimize\")",
            1,
            "SQL",
        );
        check_passes(rule, "crates/warraq_archive/src/store/article.rs", code);
    }

    #[test]
    fn a_file_of_sql_outside_the_store_is_found() {
        check_finds(rule, "crates/warraq_archive/sql/1.sql", "", 1, "SQL");
        check_passes(rule, "crates/warraq_archive/src/store/schema/001.sql", "");
    }

    #[test]
    fn a_sentence_is_no_statement() {
        check_passes(
            rule,
            "crates/warraq/src/cmd/serve.rs",
            "f(\"update the index\")",
        );
        check_passes(
            rule,
            "crates/warraq/src/cmd/serve.rs",
            "f(\"selects articles from it\")",
        );
    }
}
