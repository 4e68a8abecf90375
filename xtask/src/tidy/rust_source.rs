//! Rust source as the rules read it: code without comments and strings, and the strings apart.

/// A source file taken apart, every piece at its own line.
#[derive(Debug, Default)]
pub(super) struct RustSource {
    /// The code, with the insides of comments and strings blanked.
    pub(super) code: String,
    /// String literals as they are written, with the line that each starts on.
    pub(super) strings: Vec<(usize, String)>,
}

impl RustSource {
    pub(super) fn parse(text: &str) -> Self {
        let mut parser = Parser {
            rest: text,
            line: 1,
            source: Self::default(),
        };
        while parser.step() {}
        parser.source
    }

    /// Lines of code, numbered from one.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.code.lines())
    }
}

/// Whether a file is no part of the program: tests, beside the code or apart, and examples.
pub(super) fn is_test_file(path: &str) -> bool {
    path.contains("/tests/")
        || path.contains("/examples/")
        || path.ends_with("/tests.rs")
        || path.ends_with("_tests.rs")
}

/// The line that the tests at the end of a file start on.
///
/// Our files keep them last, so that everything after `#[cfg(test)]` on a module is a test.
pub(super) fn first_test_line(code: &str) -> usize {
    let mut previous = "";
    for (number, line) in (1..).zip(code.lines()) {
        if previous.trim() == "#[cfg(test)]" && line.trim_start().starts_with("mod ") {
            return number - 1;
        }
        if !line.trim().is_empty() {
            previous = line;
        }
    }
    usize::MAX
}

struct Parser<'a> {
    rest: &'a str,
    line: usize,
    source: RustSource,
}

impl Parser<'_> {
    /// Takes one comment, literal or character of code. `false` at the end.
    fn step(&mut self) -> bool {
        if self.rest.starts_with("//") {
            self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment_length(self.rest));
        } else if let Some((before, inside, after)) = string_lengths(self.rest, &self.source.code) {
            self.code(before);
            let string = self.rest[..inside].to_owned();
            self.source.strings.push((self.line, string));
            self.blank(inside);
            self.code(after);
        } else if let Some(length) = character_length(self.rest) {
            self.blank(length);
        } else if let Some(letter) = self.rest.chars().next() {
            self.code(letter.len_utf8());
        } else {
            return false;
        }
        true
    }

    fn code(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.source.code.push_str(taken);
        self.line += taken.matches('\n').count();
        self.rest = rest;
    }

    fn blank(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.source
            .code
            .extend(taken.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        self.line += taken.matches('\n').count();
        self.rest = rest;
    }
}

fn block_comment_length(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Lengths of the opening, the inside and the closing of a string literal that starts here.
fn string_lengths(text: &str, before: &str) -> Option<(usize, usize, usize)> {
    if let Some(inside) = text.strip_prefix('"') {
        let mut escaped = false;
        let end = inside.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let length = end.unwrap_or(inside.len());
        return Some((1, length, usize::from(end.is_some())));
    }
    // An `r` that ends a name opens nothing.
    if before.ends_with(|c: char| c.is_alphanumeric() && c != 'b' && c != 'c' || c == '_') {
        return None;
    }
    let hashes = text
        .strip_prefix('r')?
        .chars()
        .take_while(|c| *c == '#')
        .count();
    let inside = text[1 + hashes..].strip_prefix('"')?;
    let closing = format!("\"{}", "#".repeat(hashes));
    let end = inside.find(&closing);
    let length = end.unwrap_or(inside.len());
    Some((hashes + 2, length, end.map_or(0, |_| closing.len())))
}

/// Length of a character literal that starts here; a lifetime is none.
fn character_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if inside.starts_with('\\') {
        let end = inside[2..].find('\'')?;
        return Some(1 + 2 + end + 1);
    }
    let letter = inside.chars().next()?.len_utf8();
    inside[letter..].starts_with('\'').then_some(1 + letter + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, strings: &[(usize, &str)]) {
        let source = RustSource::parse(text);
        let found: Vec<(usize, &str)> = source
            .strings
            .iter()
            .map(|(line, string)| (*line, string.as_str()))
            .collect();
        assert_eq!((source.code.as_str(), found.as_slice()), (code, strings));
    }

    #[test]
    fn comments_are_blanked() {
        check("a // لا\nb", "a      \nb", &[]);
        check("a /* x /* y */ \n */ b", "a              \n    b", &[]);
    }

    #[test]
    fn strings_are_set_apart() {
        check(
            r#"f("a \" // b")"#,
            r#"f("         ")"#,
            &[(1, r#"a \" // b"#)],
        );
        check("\nf(r#\"a\"b\"#)", "\nf(r#\"   \"#)", &[(2, "a\"b")]);
        check("f(br\"x\")", "f(br\" \")", &[(1, "x")]);
    }

    #[test]
    fn a_quotation_mark_as_a_character_opens_no_string() {
        check(r#"'"' + "x""#, r#"    + " ""#, &[(1, "x")]);
        check(r"'\'' 'a", r"     'a", &[]);
    }

    #[test]
    fn a_name_that_ends_in_r_opens_no_raw_string() {
        check("for\"x\"", "for\" \"", &[(1, "x")]);
    }

    #[test]
    fn tests_start_at_their_module() {
        assert_eq!(
            first_test_line("fn a() {}\n\n#[cfg(test)]\nmod tests {\n}"),
            3
        );
        assert_eq!(first_test_line("#[cfg(test)]\nfn check() {}"), usize::MAX);
    }
}
