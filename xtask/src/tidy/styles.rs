//! Style sheets that work from right to left: logical properties only, letters left joined.

use super::Finding;
use super::tree::Tree;

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    let sheets = tree.matching("crates/warraq_web/assets/", ".css");
    sheets
        .flat_map(|(path, text)| in_sheet(path, text))
        .collect()
}

fn in_sheet(path: &str, text: &str) -> Vec<Finding> {
    declarations(text)
        .into_iter()
        .filter_map(|(line, property, value)| {
            let cure = objection(&property, &value)?;
            Some(Finding::new(
                path,
                line,
                format!("`{property}: {value}`: {cure}"),
            ))
        })
        .collect()
}

/// Why a declaration has no place in a sheet of ours.
fn objection(property: &str, value: &str) -> Option<&'static str> {
    let physical = |word: &str| word == "left" || word == "right";
    let words = || value.split_whitespace();
    match property {
        "letter-spacing" => Some("it tears joined Arabic letters apart"),
        "text-transform" => Some("Arabic has no capitals, and Latin names are kept as written"),
        "text-align" | "float" | "clear" | "caption-side" if words().any(physical) => {
            Some("say start or end, or inline-start and inline-end")
        }
        _ if property.starts_with("--") => None,
        _ if property.split('-').any(physical) => Some(
            "say it logically: inset-inline-start, margin-inline-end, border-start-start-radius",
        ),
        _ => None,
    }
}

/// `property: value` pairs with their lines; comments are skipped.
fn declarations(text: &str) -> Vec<(usize, String, String)> {
    let text = without_comments(text);
    let mut found = Vec::new();
    let mut start = 0;
    for (end, letter) in text.char_indices() {
        if !matches!(letter, '{' | '}' | ';') {
            continue;
        }
        let piece = &text[start..end];
        let trimmed = piece.trim_start();
        // What stands before an opening brace is a selector or a condition.
        if letter != '{'
            && let Some((property, value)) = trimmed.split_once(':')
        {
            let line = text[..start + piece.len() - trimmed.len()]
                .matches('\n')
                .count()
                + 1;
            found.push((
                line,
                property.trim().to_lowercase(),
                value.trim().to_owned(),
            ));
        }
        start = end + 1;
    }
    found
}

fn without_comments(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, comment)) = rest.split_once("/*") {
        let (inside, after) = comment.split_once("*/").unwrap_or((comment, ""));
        kept += before;
        kept.extend(inside.chars().filter(|letter| *letter == '\n'));
        rest = after;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    const PATH: &str = "crates/warraq_web/assets/site.css";

    #[test]
    fn a_physical_side_is_found() {
        check_finds(rule, PATH, "a{\n  margin-left: 1rem;\n}", 2, "margin-left");
        check_finds(rule, PATH, "a { color: red; left:0 }", 1, "logically");
        check_finds(
            rule,
            PATH,
            "a { border-top-right-radius: 2px }",
            1,
            "logically",
        );
        check_finds(
            rule,
            PATH,
            "@media print { a { text-align: left } }",
            1,
            "start or end",
        );
        check_finds(rule, PATH, "a { float: right; }", 1, "start or end");
    }

    #[test]
    fn what_tears_letters_apart_is_found() {
        check_finds(rule, PATH, "h1 { letter-spacing: .1em }", 1, "joined");
        check_finds(
            rule,
            PATH,
            "h1 { text-transform: uppercase }",
            1,
            "capitals",
        );
    }

    #[test]
    fn logical_properties_pass() {
        check_passes(
            rule,
            PATH,
            "/* margin-left: 1px; */ a:hover { margin-inline-start: 1px }",
        );
        check_passes(
            rule,
            PATH,
            "a { text-align: start; top: 0; background: url(left.svg) }",
        );
    }

    #[test]
    fn lines_are_counted_through_comments() {
        check_finds(rule, PATH, "/*\n\n*/\na { right: 0 }", 4, "right");
    }
}
