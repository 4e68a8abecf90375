//! Some words belong to one folder: databases, search, the clock, the network.

use super::Finding;
use super::rust_source::{RustSource, first_test_line, is_test_file};
use super::tree::Tree;

struct Home {
    words: &'static [&'static str],
    /// Paths that may use them; a folder ends in `/`.
    allowed: &'static [&'static str],
    /// Whether tests may use them anywhere.
    in_tests: bool,
    cure: &'static str,
}

const STORE: &str = "crates/warraq_archive/src/store/";
const SERVER: &str = "crates/warraq_web/src/server";
const COMMANDS: &str = "crates/warraq/src/cmd/";

const HOMES: &[Home] = &[
    Home {
        words: &["rusqlite", "libsqlite3_sys", "postgres::", "tokio_postgres"],
        // The contract suite starts a PostgreSQL of its own and makes databases in it.
        allowed: &[STORE, "crates/warraq_archive/tests/"],
        in_tests: false,
        cure: "only the store speaks to a database; write a function there, named for the question",
    },
    Home {
        words: &["tantivy"],
        allowed: &["crates/warraq_archive/src/search/"],
        in_tests: false,
        cure: "only search/ knows the index; give it a function in the words of the newsroom",
    },
    Home {
        words: &[
            "SystemTime::now",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
        ],
        // The server measures how long a connection has been silent; no page depends on it.
        allowed: &[
            "crates/warraq_archive/src/clock.rs",
            COMMANDS,
            SERVER,
            "xtask/",
        ],
        in_tests: true,
        cure: "time is passed in: take a `now`, or the archive's clock",
    },
    Home {
        words: &["getrandom"],
        allowed: &["crates/warraq_archive/src/chance.rs"],
        in_tests: true,
        cure: "chance is passed in: take the bytes, or ask archive::chance at the edge",
    },
    Home {
        words: &["lettre", "ureq"],
        allowed: &["crates/warraq_post/"],
        in_tests: false,
        cure: "only warraq_post calls out; put a letter into the outbox, or note the news",
    },
    Home {
        words: &["from_store"],
        allowed: &[STORE, "crates/warraq_import/src/clean/safe_html.rs"],
        in_tests: true,
        cure: "only what the sanitiser has made is safe; only the store may say that it was",
    },
    Home {
        words: &["by_operator"],
        allowed: &["crates/warraq_archive/src/accounts/allowed.rs", COMMANDS],
        in_tests: true,
        cure: "only a command at the machine needs no account; ask whoever is signed in for the claim",
    },
    Home {
        words: &["from_safe_string"],
        allowed: &["crates/warraq_web/src/view/html.rs"],
        in_tests: true,
        cure: "mark-up passes a template unescaped as `Html` or `JsonLd` of view/html.rs only",
    },
    Home {
        words: &["HeaderValue", "headers_mut", "insert_header", ".header("],
        allowed: &[
            "crates/warraq_web/src/respond",
            "crates/warraq_web/src/cache",
            // The headers of letters are no response's.
            "crates/warraq_post/src/envelope.rs",
        ],
        in_tests: true,
        cure: "response headers are made in respond and cache; return a named cache policy",
    },
    Home {
        words: &[
            "TcpStream",
            "TcpListener",
            "UdpSocket",
            "UnixStream",
            "ToSocketAddrs",
            "socket2",
        ],
        allowed: &[SERVER, "xtask/src/demo.rs"],
        in_tests: true,
        cure: "only the server's accept loop opens sockets; nothing here calls out",
    },
    Home {
        words: &["process::exit", "process::abort"],
        allowed: &[],
        in_tests: false,
        cure: "return an `ExitCode` from main, so that everything is closed on the way out",
    },
];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .flat_map(|(path, text)| in_file(path, text))
        .collect()
}

fn in_file(path: &str, text: &str) -> Vec<Finding> {
    let source = RustSource::parse(text);
    let tests = if is_test_file(path) {
        0
    } else {
        first_test_line(&source.code)
    };
    let strangers = HOMES
        .iter()
        .filter(|home| !home.allowed.iter().any(|a| path.starts_with(a)));
    strangers
        .flat_map(|home| {
            let lines = source
                .lines()
                .filter(move |(line, _)| !home.in_tests || *line < tests);
            lines.filter_map(move |(line, code)| {
                let word = home.words.iter().find(|word| has_word(code, word))?;
                Some(Finding::new(path, line, format!("`{word}`: {}", home.cure)))
            })
        })
        .collect()
}

/// Whether code has a word that no other letters continue.
pub(super) fn has_word(code: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let open = !word.starts_with(part_of_name) || !code[..at].ends_with(part_of_name);
        let end =
            !word.ends_with(part_of_name) || !code[at + word.len()..].starts_with(part_of_name);
        open && end
    })
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    #[test]
    fn a_database_driver_outside_the_store_is_found() {
        let import = "\nuse rusqlite::Connection;";
        check_finds(
            rule,
            "crates/warraq_archive/src/ingest.rs",
            import,
            2,
            "`rusqlite`",
        );
        check_passes(rule, "crates/warraq_archive/src/store/db.rs", import);
        check_finds(
            rule,
            "crates/warraq_web/src/site/front.rs",
            "postgres::Client",
            1,
            "store",
        );
    }

    #[test]
    fn the_index_outside_search_is_found() {
        check_finds(
            rule,
            "crates/warraq_archive/src/verify.rs",
            "tantivy::Index",
            1,
            "`tantivy`",
        );
        check_passes(
            rule,
            "crates/warraq_archive/src/search/mod.rs",
            "tantivy::Index",
        );
    }

    #[test]
    fn the_clock_is_found_but_not_in_tests() {
        let code = "let now = Timestamp::now();";
        check_finds(
            rule,
            "crates/warraq_web/src/site/front.rs",
            code,
            1,
            "passed in",
        );
        check_passes(rule, "crates/warraq_archive/src/clock.rs", code);
        check_passes(rule, "crates/warraq/src/cmd/import.rs", code);
        check_passes(rule, "crates/warraq_web/tests/site.rs", code);
        let tests = format!("\n#[cfg(test)]\nmod tests {{\n{code}\n}}");
        check_passes(rule, "crates/warraq_web/src/site/front.rs", &tests);
    }

    #[test]
    fn safe_html_that_nobody_sanitised_is_found() {
        let code = "SafeHtml::from_store(html)";
        check_finds(
            rule,
            "crates/warraq_web/src/view/article.rs",
            code,
            1,
            "sanitiser",
        );
        let code = "Value::from_safe_string(html)";
        check_finds(
            rule,
            "crates/warraq_web/src/site/front.rs",
            code,
            1,
            "unescaped",
        );
    }

    #[test]
    fn a_header_made_by_a_handler_is_found() {
        let code = "response.headers_mut().insert(header::ETAG, tag);";
        check_finds(
            rule,
            "crates/warraq_web/src/site/front.rs",
            code,
            1,
            "cache policy",
        );
        check_passes(rule, "crates/warraq_web/src/respond.rs", code);
    }

    #[test]
    fn a_socket_is_found() {
        let code = "use std::net::TcpStream;";
        check_finds(
            rule,
            "crates/warraq_archive/src/fetch.rs",
            code,
            1,
            "accept loop",
        );
        check_passes(rule, "crates/warraq_web/src/server/mod.rs", code);
    }

    #[test]
    fn leaving_through_the_window_is_found() {
        check_finds(
            rule,
            "crates/warraq/src/main.rs",
            "std::process::exit(1)",
            1,
            "ExitCode",
        );
    }

    #[test]
    fn comments_strings_and_longer_names_are_not_words() {
        check_passes(
            rule,
            "crates/warraq_text/src/lib.rs",
            "// as tantivy does\nf(\"tantivy\")",
        );
        check_passes(
            rule,
            "crates/warraq_text/src/lib.rs",
            "mod no_tantivy_here;",
        );
    }
}
