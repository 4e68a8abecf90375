//! Reads a theme's folder: what it may hold, how much of it, and nothing from outside.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use super::{Source, Theme, ThemeProblem};
use crate::respond::Kind;

/// Files in all, templates and others.
const MOST_FILES: usize = 200;
/// Bytes of a template or a sheet.
const LONGEST_TEXT: u64 = 256 * 1024;
/// Bytes of a font or a picture.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;
/// Folders in folders.
const DEEPEST: usize = 4;

/// Reads what a folder holds of a theme. What cannot be used is left out and told.
pub(super) fn read(folder: &Path) -> (Theme, Vec<ThemeProblem>) {
    let mut reader = Reader::default();
    let mut theme = Theme::default();
    if !folder.is_dir() {
        let what = format!("{} is no folder that can be read", folder.display());
        reader.tell("theme", what, "name the folder of the theme");
        return (theme, reader.problems);
    }
    reader.look_round(folder);
    reader.walk(folder, "templates", 0);
    reader.walk(folder, "assets", 0);
    for name in std::mem::take(&mut reader.found) {
        reader.take(folder, &name, &mut theme);
    }
    for (name, text) in [
        ("tokens.css", &mut theme.tokens),
        ("theme.css", &mut theme.style),
    ] {
        if is_plain_file(&folder.join(name)) {
            *text = reader.text(folder, name).unwrap_or_default();
        }
    }
    (theme, reader.problems)
}

#[derive(Default)]
struct Reader {
    /// Names from the theme's folder on, in order.
    found: Vec<String>,
    problems: Vec<ThemeProblem>,
}

impl Reader {
    fn tell(&mut self, file: &str, what: impl Into<String>, cure: &'static str) {
        self.problems.push(ThemeProblem::of_file(file, what, cure));
    }

    /// Tells what lies beside the parts of a theme and would be passed over in silence: a
    /// template in the wrong folder, a sheet with a slip in its name.
    fn look_round(&mut self, folder: &Path) {
        const KNOWN: [&str; 4] = ["templates", "assets", "tokens.css", "theme.css"];
        for name in names(folder).unwrap_or_default() {
            let is_link = fs::symlink_metadata(folder.join(&name)).is_ok_and(|at| at.is_symlink());
            if KNOWN.contains(&name.as_str()) && is_link {
                self.tell(&name, LINK, LINK_CURE);
            }
            let kind = name.rsplit_once('.').map(|(_, kind)| kind);
            let is_part = matches!(kind, Some("html" | "css"));
            if !KNOWN.contains(&name.as_str()) && is_part {
                let cure = "templates lie in templates/; styles are tokens.css and theme.css";
                self.tell(&name, "it is not used", cure);
            }
        }
    }

    /// Collects the names of the files below `at`, which is one of the theme's folders.
    fn walk(&mut self, folder: &Path, at: &str, depth: usize) {
        let path = folder.join(at);
        let here = fs::symlink_metadata(&path);
        if !here.is_ok_and(|here| here.is_dir()) {
            return;
        }
        let names = match names(&path) {
            Ok(names) => names,
            Err(cause) => return self.tell(at, cause.to_string(), UNREADABLE),
        };
        for name in names.iter().filter(|name| !name.starts_with('.')) {
            let name = format!("{at}/{name}");
            let Ok(kind) = fs::symlink_metadata(folder.join(&name)) else {
                continue;
            };
            if kind.is_symlink() {
                self.tell(&name, LINK, LINK_CURE);
            } else if kind.is_dir() && depth < DEEPEST {
                self.walk(folder, &name, depth + 1);
            } else if kind.is_file() && self.found.len() < MOST_FILES {
                self.found.push(name);
            } else {
                let what = "it is not used: the theme has too many files, or folders in folders";
                self.tell(&name, what, "keep to 200 files, four folders deep");
            }
        }
    }

    fn take(&mut self, folder: &Path, name: &str, theme: &mut Theme) {
        if let Some(template) = name.strip_prefix("templates/") {
            let is_page = template
                .rsplit_once('.')
                .is_some_and(|(_, kind)| kind == "html");
            if !is_page || template.starts_with("warraq/") {
                let cure = "name it NAME.html; names with warraq/ are the built-in ones";
                return self.tell(name, "it is no template that can be used", cure);
            }
            if let Some(text) = self.text(folder, name) {
                theme.templates.push(Source {
                    name: template.to_owned(),
                    text,
                });
            }
        } else if let Some(asset) = name.strip_prefix("assets/") {
            let Some(kind) = kind(asset) else {
                let cure = "use woff2, svg, png, jpg, webp, avif, gif, css or js, \
                            in names of letters, digits, dots, - and _";
                return self.tell(name, "it cannot be served", cure);
            };
            if let Some(bytes) = self.bytes(folder, name, LARGEST_FILE) {
                theme.files.push((asset.to_owned(), kind, bytes));
            }
        }
    }

    fn text(&mut self, folder: &Path, name: &str) -> Option<String> {
        let bytes = self.bytes(folder, name, LONGEST_TEXT)?;
        let text = String::from_utf8(bytes);
        if text.is_err() {
            self.tell(name, "it is not UTF-8", "save it as UTF-8");
        }
        text.ok()
    }

    fn bytes(&mut self, folder: &Path, name: &str, most: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = fs::File::open(folder.join(name));
        let read = file.and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
        if let Err(cause) = read {
            self.tell(name, cause.to_string(), UNREADABLE);
            return None;
        }
        if bytes.len() as u64 > most {
            let what = format!("it has more than {} KB", most / 1024);
            self.tell(name, what, "make it smaller");
            return None;
        }
        Some(bytes)
    }
}

const UNREADABLE: &str = "let the program read it";
const LINK: &str = "it is a symbolic link, and a theme reads nothing outside its folder";
const LINK_CURE: &str = "put the file itself there";

fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|at| at.is_file())
}

/// What a folder holds, in order.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string().ok());
    }
    names.sort_unstable();
    Ok(names)
}

/// How a file of this name is served; `None` for one that is not.
fn kind(name: &str) -> Option<Kind> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"._-/".contains(&b);
    if !name.bytes().all(is_plain) {
        return None;
    }
    let shown = |mime| Kind::File { mime, saved: false };
    Some(match name.rsplit_once('.')?.1 {
        "woff2" => Kind::Font,
        "svg" => Kind::Svg,
        "css" => Kind::Style,
        "js" => Kind::Script,
        "png" => shown("image/png"),
        "jpg" | "jpeg" => shown("image/jpeg"),
        "webp" => shown("image/webp"),
        "avif" => shown("image/avif"),
        "gif" => shown("image/gif"),
        _ => return None,
    })
}
