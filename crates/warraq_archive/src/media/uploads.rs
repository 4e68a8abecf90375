//! An index of a copy of `wp-content/uploads`, as an administrator gives it.
//!
//! Addresses and file names seldom agree to the byte: one side is decomposed Unicode because a
//! Mac packed it, the other percent-encoded once or twice, and a copy through Windows changed
//! the case. Both sides are brought to one form, and where several files have it the most exact
//! wins.

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

/// Encoded once by the browser, once by the old site, once by whoever copied the files.
const MAX_ENCODINGS: usize = 3;

/// Where every file of an uploads folder is.
///
/// Takes some 80 bytes a file: about 40 MB for half a million.
#[derive(Debug, Default)]
pub struct Uploads {
    folders: Vec<PathBuf>,
    files: Vec<UploadedFile>,
    /// Hash of the form that names are compared in, and the file; sorted.
    by_name: Vec<(u64, u32)>,
    /// Hash of the name that a size was made from, and the size; sorted.
    sizes: Vec<(u64, u32, u32)>,
    /// What could not be read, and why.
    problems: Vec<(PathBuf, io::Error)>,
}

#[derive(Debug)]
struct UploadedFile {
    folder: u32,
    name: Box<OsStr>,
}

/// Walks over an uploads folder once.
///
/// A link is followed only to a file inside the folder. What cannot be read is passed over and
/// listed in [`Uploads::problems`].
pub fn index(dir: &Path) -> io::Result<Uploads> {
    let root = dir.canonicalize()?;
    let mut uploads = Uploads::default();
    let mut waiting = vec![(root.clone(), String::new())];
    // The first folder must be readable; a mistyped path is no empty archive.
    fs::read_dir(&root)?;
    while let Some((folder, form)) = waiting.pop() {
        if let Err(error) = uploads.walk(&root, &folder, &form, &mut waiting) {
            uploads.problems.push((folder, error));
        }
    }
    uploads.by_name.sort_unstable();
    uploads.sizes.sort_unstable();
    uploads.sizes.dedup();
    Ok(uploads)
}

impl Uploads {
    /// Finds the file for the part of an address after `wp-content/uploads/`.
    pub fn find(&self, upload_relative_path: &str) -> Option<PathBuf> {
        let asked = upload_relative_path.trim_start_matches('/');
        let form = common_form(asked);
        range(&self.by_name, fingerprint(&form))
            .iter()
            .filter_map(|&(_, file)| self.path(file))
            .filter(|(relative, _)| common_form(relative) == form)
            .min_by_key(|(relative, _)| distance(asked, relative))
            .map(|(_, path)| path)
    }

    /// Sizes (`-WxH`) that exist beside a file, smallest first.
    pub fn sizes(&self, upload_relative_path: &str) -> Vec<(u32, u32)> {
        let form = common_form(upload_relative_path.trim_start_matches('/'));
        let mut sizes = self.sizes_of(&form);
        // Since 5.3 WordPress serves a reduced or turned copy, and names sizes after the upload.
        if let Some((stem, extension)) = form.rsplit_once('.')
            && let Some(stem) = stem
                .strip_suffix("-scaled")
                .or_else(|| stem.strip_suffix("-rotated"))
        {
            sizes.extend(self.sizes_of(&format!("{stem}.{extension}")));
        }
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Every file, in the order of the walk.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.files
            .iter()
            .map(|file| self.folders[file.folder as usize].join(&*file.name))
    }

    /// What could not be read, and why.
    pub fn problems(&self) -> &[(PathBuf, io::Error)] {
        &self.problems
    }

    fn walk(
        &mut self,
        root: &Path,
        folder: &Path,
        form: &str,
        waiting: &mut Vec<(PathBuf, String)>,
    ) -> io::Result<()> {
        let number = narrow(self.folders.len())?;
        self.folders.push(folder.to_owned());
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let form = join(form, &common_form(&name.to_string_lossy()));
            let kind = entry.file_type()?;
            if kind.is_dir() {
                waiting.push((entry.path(), form));
            } else if kind.is_file() || leads_inside(root, &entry.path()) {
                self.by_name
                    .push((fingerprint(&form), narrow(self.files.len())?));
                if let Some((source, width, height)) = size_suffix(&form) {
                    self.sizes.push((fingerprint(&source), width, height));
                }
                self.files.push(UploadedFile {
                    folder: number,
                    name: name.into_boxed_os_str(),
                });
            }
        }
        Ok(())
    }

    /// The path of a file relative to the root, as text, and the path itself.
    fn path(&self, file: u32) -> Option<(String, PathBuf)> {
        let file = self.files.get(file as usize)?;
        let path = self.folders.get(file.folder as usize)?.join(&*file.name);
        let relative = path.strip_prefix(self.folders.first()?).ok()?;
        let parts: Vec<_> = relative.iter().map(OsStr::to_string_lossy).collect();
        Some((parts.join("/"), path))
    }

    fn sizes_of(&self, form: &str) -> Vec<(u32, u32)> {
        let hash = fingerprint(form);
        let start = self.sizes.partition_point(|&(found, ..)| found < hash);
        let sizes = self.sizes[start..].iter();
        sizes
            .take_while(|&&(found, ..)| found == hash)
            .map(|&(_, w, h)| (w, h))
            .collect()
    }
}

/// The form that addresses and file names are compared in: percent-encoding undone, `+` a space,
/// composed Unicode, small letters, no empty steps.
fn common_form(path: &str) -> String {
    let step = |step: &str| -> String {
        decoded(step)
            .replace('+', " ")
            .nfc()
            .flat_map(char::to_lowercase)
            .nfc()
            .collect()
    };
    path.split('/')
        .filter(|step| !step.is_empty())
        .map(step)
        .collect::<Vec<_>>()
        .join("/")
}

/// Undoes percent-encoding until nothing changes.
fn decoded(path: &str) -> String {
    let mut path = path.to_owned();
    for _ in 0..MAX_ENCODINGS {
        if !path.contains('%') {
            break;
        }
        let Ok(once) = percent_decode_str(&path).decode_utf8() else {
            break;
        };
        if once == path {
            break;
        }
        path = once.into_owned();
    }
    path
}

/// How far a file's path is from the address that asks for it; only to choose among several.
fn distance(asked: &str, relative: &str) -> u8 {
    let composed = |path: &str| path.nfc().collect::<String>();
    if asked == relative {
        0
    } else if decoded(asked) == relative {
        1
    } else if composed(&decoded(asked)) == composed(relative) {
        2
    } else if composed(&decoded(asked).replace('+', " ")) == composed(&decoded(relative)) {
        3
    } else {
        4
    }
}

fn fingerprint(form: &str) -> u64 {
    // Keys are the same in every process; collisions are told apart by the form itself.
    let mut hasher = DefaultHasher::new();
    form.hash(&mut hasher);
    hasher.finish()
}

fn range(sorted: &[(u64, u32)], hash: u64) -> &[(u64, u32)] {
    let start = sorted.partition_point(|&(found, _)| found < hash);
    let len = sorted[start..].partition_point(|&(found, _)| found == hash);
    &sorted[start..start + len]
}

/// `a/photo-300x200.jpg` is `a/photo.jpg`, 300 by 200.
fn size_suffix(form: &str) -> Option<(String, u32, u32)> {
    let (stem, extension) = form.rsplit_once('.')?;
    let (stem, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let number = |digits: &str| {
        // `parse` alone would take a sign.
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| plain)
    };
    Some((
        format!("{stem}.{extension}"),
        number(width)?,
        number(height)?,
    ))
}

fn leads_inside(root: &Path, link: &Path) -> bool {
    link.canonicalize()
        .is_ok_and(|target| target.starts_with(root) && target.is_file())
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

fn narrow(count: usize) -> io::Result<u32> {
    u32::try_from(count).map_err(|_| io::Error::other("more than four thousand million files"))
}
