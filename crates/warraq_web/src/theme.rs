//! A newsroom's own look: templates, design tokens, style and files that lie in a folder.
//!
//! A theme is read whole when it is opened, so that no request reaches its folder. What of it cannot be
//! used is told with its place and its cure, and the built-in page stands where it would have stood.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use minijinja::ErrorKind;

use crate::look::Look;
use crate::respond::Kind;

mod check;
mod folder;

/// A theme as its folder had it.
#[derive(Debug, Default)]
pub(crate) struct Theme {
    /// By name, such as `front.html`.
    pub(crate) templates: Vec<Source>,
    /// `tokens.css`: what the design tokens are here.
    pub(crate) tokens: String,
    /// `theme.css`: rules after all others.
    pub(crate) style: String,
    /// Fonts, pictures and the like, by name below `assets/`.
    pub(crate) files: Vec<(String, Kind, Vec<u8>)>,
}

/// A template of a theme.
#[derive(Debug)]
pub(crate) struct Source {
    /// What other templates call it.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Something in a theme that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeProblem {
    /// The file, from the theme's folder on; `warraq/…` is a built-in template.
    pub file: String,
    /// Its line, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub cure: &'static str,
}

impl fmt::Display for ThemeProblem {
    /// `templates/front.html:12: undefined value; ask {% if … %} first`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}; {}", self.what, self.cure)
    }
}

/// Reads a theme, and prints a page of every kind with it from invented data. Empty when everything
/// in it can be used.
pub fn check_theme(folder: &Path) -> Vec<ThemeProblem> {
    open(folder).1
}

/// A theme's look, with all that is wrong with it.
pub(crate) fn open(folder: &Path) -> (Look, Vec<ThemeProblem>) {
    let (theme, mut problems) = folder::read(folder);
    problems.extend(theme.templates.iter().flat_map(refused_mark_up));
    let (look, more) = Look::of(&theme);
    problems.extend(more);
    problems.extend(check::print_all(&look));
    // One slip is met on many pages.
    let mut told = Vec::new();
    problems.retain(|problem| {
        let is_new = !told.contains(problem);
        if is_new {
            told.push(problem.clone());
        }
        is_new
    });
    (look, problems)
}

impl ThemeProblem {
    /// Something wrong with a whole file.
    pub(crate) fn of_file(
        file: impl Into<String>,
        what: impl Into<String>,
        cure: &'static str,
    ) -> Self {
        Self {
            file: file.into(),
            line: None,
            what: what.into(),
            cure,
        }
    }

    /// What could not be done for the page of `template`. `owns` tells whether the theme has a
    /// template of that name.
    pub(crate) fn of_template(
        template: &str,
        error: &minijinja::Error,
        owns: impl Fn(&str) -> bool,
    ) -> Self {
        let place = place(error, &owns);
        let file = match place.name().unwrap_or(template) {
            name if owns(name) => format!("templates/{name}"),
            name if name.starts_with("warraq/") => name.to_owned(),
            name => format!("warraq/{name}"),
        };
        let what = match place.detail() {
            Some(detail) => format!("{}: {detail}", place.kind()),
            None => place.kind().to_string(),
        };
        Self {
            file,
            line: place.line(),
            what,
            cure: cure(place.kind()),
        }
    }
}

/// The innermost error that lies in the theme, or else the innermost: an error in an included
/// template comes wrapped in one of the template that included it.
fn place(error: &minijinja::Error, owns: impl Fn(&str) -> bool) -> &minijinja::Error {
    let mut chain = vec![error];
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        chain.extend(cause.downcast_ref::<minijinja::Error>());
        next = cause.source();
    }
    let mut inward = chain.iter().rev().copied();
    let own = inward.find(|error| error.name().is_some_and(&owns));
    own.or(chain.last().copied()).unwrap_or(error)
}

fn cure(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::SyntaxError => "write it as Jinja is written",
        ErrorKind::UndefinedError => {
            "look up the page's fields in docs/themes.md, and ask {% if … %} for those that may be absent"
        }
        ErrorKind::TemplateNotFound => {
            "name a template of the theme, or a built-in one as warraq/NAME.html"
        }
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction => {
            "look up what there is in docs/themes.md"
        }
        ErrorKind::OutOfFuel => "let it loop over less",
        ErrorKind::WriteFailure => "let it print less: a page has at most 4 MB",
        _ => "see docs/themes.md",
    }
}

/// What browsers will refuse, and what would undo the escaping.
fn refused_mark_up(source: &Source) -> Vec<ThemeProblem> {
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(source.text.lines()) {
        let mut refuse = |what: &str, cure| {
            problems.push(ThemeProblem {
                file: format!("templates/{}", source.name),
                line: Some(number),
                what: what.to_owned(),
                cure,
            });
        };
        if line.contains(" style=") || line.contains("<style") {
            refuse(
                "browsers refuse inline style here",
                "write the rule into theme.css",
            );
        }
        let runs = |at: usize| {
            let tag = line.get(at..).unwrap_or_default();
            let tag = tag.split('>').next().unwrap_or_default();
            !tag.contains("src=") && !tag.contains("application/ld+json")
        };
        if line.match_indices("<script").any(|(at, _)| runs(at)) || line.contains("javascript:") {
            refuse(
                "browsers refuse inline script here",
                "put it into a file below assets/, and name that with asset(…)",
            );
        }
        if has_handler(line) {
            refuse(
                "browsers refuse event attributes here",
                "listen in a file below assets/",
            );
        }
    }
    problems
}

/// Whether a line has an attribute such as `onclick=`.
fn has_handler(line: &str) -> bool {
    line.match_indices(" on").any(|(at, _)| {
        let rest = line.get(at + 3..).unwrap_or_default();
        let name = rest.split('=').next().unwrap_or_default();
        let is_name = name.len() > 2 && name.bytes().all(|b| b.is_ascii_lowercase());
        is_name && rest.len() > name.len()
    })
}

/// Replaces the files that a sheet names, `url(assets/…)`, by their addresses.
pub(crate) fn with_addresses(
    file: &str,
    style: &str,
    addresses: &HashMap<String, String>,
) -> (String, Vec<ThemeProblem>) {
    let mut written = String::with_capacity(style.len());
    let mut problems = Vec::new();
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("url(") {
        written.push_str(before);
        written.push_str("url(");
        let Some((inside, behind)) = after.split_once(')') else {
            rest = after;
            continue;
        };
        let named = inside.trim().trim_matches(['"', '\'']);
        let known = named
            .starts_with("assets/")
            .then(|| addresses.get(named))
            .flatten();
        // A mark within the page is no file, and an address of ours is one already.
        match known {
            Some(address) => written.push_str(address),
            None => {
                written.push_str(inside);
                if !named.starts_with('#') && !named.starts_with('/') {
                    let at = style.len() - rest.len() + before.len();
                    let line = style.get(..at).unwrap_or_default().matches('\n').count() + 1;
                    problems.push(ThemeProblem {
                        file: file.to_owned(),
                        line: Some(line),
                        what: format!("url({named}) is no file of the theme"),
                        cure: "put the file below assets/ and write url(assets/NAME); nothing of others is loaded",
                    });
                }
            }
        }
        written.push(')');
        rest = behind;
    }
    written.push_str(rest);
    (written, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_names_files_by_their_addresses() {
        let addresses =
            HashMap::from([("assets/a.woff2".to_owned(), "/assets/a-1.woff2".to_owned())]);
        let style =
            "a { src: url(\"assets/a.woff2\") }\nb { background: url(https://b.example/c.png) }";
        let (written, problems) = with_addresses("theme.css", style, &addresses);
        assert!(written.starts_with("a { src: url(/assets/a-1.woff2) }\n"));
        assert_eq!(problems.len(), 1);
        assert_eq!(
            (problems[0].file.as_str(), problems[0].line),
            ("theme.css", Some(2))
        );
    }

    #[test]
    fn what_browsers_refuse_is_told() {
        let check = |text: &str, expected: usize| {
            let source = Source {
                name: "front.html".to_owned(),
                text: text.to_owned(),
            };
            assert_eq!(refused_mark_up(&source).len(), expected, "{text}");
        };
        check("<p onclick=\"a()\">", 1);
        check("<p style=\"color: red\">", 1);
        check("<script>a()</script>", 1);
        check("<script src=\"{{ asset(\"a.js\") }}\"></script>", 0);
        check("<script type=\"application/ld+json\">", 0);
        check("<p class=\"on\">Depends on one = two</p>", 0);
    }
}
