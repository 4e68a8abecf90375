//! Originals: kept under the SHA-256 of their content, written once, never changed.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::format::{self, Facts, Malformed};
use super::kind::{Format, HEAD, Kind};
use super::serve::check_size;
use super::{MediaError, MediaStore};
use crate::model::MediaFile;

/// Files up to this size are held in memory while they are taken in, and so read once only.
const HELD: u64 = 8 << 20;
const CHUNK: usize = 64 << 10;

/// What became of a file that was taken in.
#[derive(Clone, Debug)]
pub struct Adopted {
    /// SHA-256 of the content, under which it is kept.
    pub sha256: [u8; 32],
    /// Media type found in the bytes.
    pub mime: &'static str,
    /// Pixels after applying the orientation, for pictures.
    pub dimensions: Option<(u32, u32)>,
    /// Bytes of the file.
    pub bytes: u64,
    /// Why readers will not get it, or not whole. It is kept all the same.
    pub problem: Option<String>,
}

/// A file in the store that no row of the archive knows.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// SHA-256 that the file is named by.
    pub sha256: [u8; 32],
    /// Where it stands.
    pub path: PathBuf,
}

impl MediaStore {
    /// Takes a file into the archive, byte for byte.
    ///
    /// Memory does not grow with the file. Content that is held already is not written again.
    pub fn adopt(&self, source: &Path) -> Result<Adopted, MediaError> {
        let at_source = |error| MediaError::io(source, error);
        // Asked before opening: opening a pipe waits for its other end.
        let meta = fs::metadata(source).map_err(at_source)?;
        if !meta.is_file() {
            return Err(at_source(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a file",
            )));
        }
        if meta.len() <= HELD {
            return self.adopt_bytes(&fs::read(source).map_err(at_source)?);
        }
        let (sha256, bytes) = hash(&mut File::open(source).map_err(at_source)?, &mut io::sink())
            .map_err(at_source)?;
        let originals = &self.inner.originals;
        if !originals.holds(&sha256, bytes) {
            originals.write(&sha256, |out| {
                let copied = hash(&mut File::open(source)?, out)?;
                if copied == (sha256, bytes) {
                    Ok(())
                } else {
                    Err(io::Error::other("the file changed while it was read"))
                }
            })?;
        }
        let path = originals.path(&sha256);
        let file = File::open(&path).map_err(|error| MediaError::io(&path, error))?;
        let described = describe(&mut BufReader::new(file), sha256, bytes);
        described.map_err(|error| MediaError::io(&path, error))
    }

    /// Takes the content of a file into the archive.
    pub fn adopt_bytes(&self, content: &[u8]) -> Result<Adopted, MediaError> {
        let sha256: [u8; 32] = Sha256::digest(content).into();
        let bytes = content.len() as u64;
        let originals = &self.inner.originals;
        if !originals.holds(&sha256, bytes) {
            originals.write(&sha256, |out| out.write_all(content))?;
        }
        describe(&mut Cursor::new(content), sha256, bytes)
            .map_err(|error| MediaError::io(&originals.path(&sha256), error))
    }

    /// Reads an original again and compares its hash.
    pub fn verify(&self, media: &MediaFile) -> Result<(), MediaError> {
        let mut file = self.inner.originals.file(media)?;
        let path = self.inner.originals.path(&media.sha256);
        let found =
            hash(&mut file, &mut io::sink()).map_err(|error| MediaError::io(&path, error))?;
        if found == (media.sha256, media.bytes) {
            Ok(())
        } else {
            Err(MediaError::Altered {
                media: label(media),
            })
        }
    }

    /// Walks over the originals and yields those that `known` does not know.
    pub fn orphans(
        &self,
        known: impl Fn(&[u8; 32]) -> bool,
    ) -> impl Iterator<Item = Result<Orphan, MediaError>> {
        self.inner
            .originals
            .all()
            .filter(move |orphan| match orphan {
                Ok(orphan) => !known(&orphan.sha256),
                Err(_) => true,
            })
    }

    /// Removes what interrupted adoptions have left. To be called while nothing else adopts.
    pub fn sweep(&self) -> Result<(), MediaError> {
        let incoming = &self.inner.originals.incoming;
        for entry in fs::read_dir(incoming).map_err(|error| MediaError::io(incoming, error))? {
            let path = entry
                .map_err(|error| MediaError::io(incoming, error))?
                .path();
            fs::remove_file(&path).map_err(|error| MediaError::io(&path, error))?;
        }
        Ok(())
    }
}

/// Number and hash of a file, for messages.
pub(super) fn label(media: &MediaFile) -> String {
    format!("media {} ({}…)", media.id, &hex(&media.sha256)[..12])
}

pub(super) fn hex(sha256: &[u8; 32]) -> String {
    sha256
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Walks over a picture, writing what readers may have of it.
pub(super) fn rewrite(
    format: Format,
    input: &mut (impl io::BufRead + io::Seek),
    out: &mut impl Write,
) -> Result<Facts, Malformed> {
    match format {
        Format::Avif | Format::Heic => format::boxes::rewrite_picture(input, out),
        Format::Bmp => format::bmp::rewrite(input, out),
        Format::Gif => format::gif::rewrite(input, out),
        Format::Jpeg => format::jpeg::rewrite(input, out),
        Format::Png => format::png::rewrite(input, out),
        Format::Webp => format::webp::rewrite(input, out),
    }
}

/// Reads as much of the start as [`Kind::of`] looks at.
pub(super) fn head(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    input.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn describe(
    input: &mut (impl io::BufRead + io::Seek),
    sha256: [u8; 32],
    bytes: u64,
) -> io::Result<Adopted> {
    let kind = Kind::of(&head(input)?);
    let (dimensions, problem) = match kind {
        Kind::Picture(format) => {
            input.rewind()?;
            match rewrite(format, input, &mut io::sink()) {
                Ok(facts) => {
                    let oversize = check_size(&facts, "picture").err();
                    let problem = oversize.map(|error| error.to_string());
                    (
                        Some(facts.upright()),
                        problem.or(facts.flaw.map(str::to_owned)),
                    )
                }
                Err(Malformed::Io(error)) => return Err(error),
                Err(Malformed::Broken(reason)) => (None, Some(format!("broken picture: {reason}"))),
                Err(Malformed::Hostile(reason)) => {
                    (None, Some(format!("hostile picture: {reason}")))
                }
            }
        }
        Kind::Film(..) | Kind::File(..) => (None, None),
        Kind::Withheld(_) if bytes == 0 => (None, Some("empty file".to_owned())),
        Kind::Withheld(mime) => (None, Some(format!("{mime} is not served"))),
    };
    Ok(Adopted {
        sha256,
        mime: kind.mime(),
        dimensions,
        bytes,
        problem,
    })
}

/// Hashes all of `input` while copying it to `out`.
fn hash(input: &mut impl Read, out: &mut impl Write) -> io::Result<([u8; 32], u64)> {
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    let mut bytes = 0;
    loop {
        let read = match input.read(&mut chunk) {
            Ok(0) => return Ok((hasher.finalize().into(), bytes)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&chunk[..read]);
        out.write_all(&chunk[..read])?;
        bytes += read as u64;
    }
}

/// The folder of originals.
#[derive(Debug)]
pub(super) struct Originals {
    root: PathBuf,
    incoming: PathBuf,
    written: AtomicU64,
}

impl Originals {
    pub(super) fn open(root: PathBuf) -> Result<Self, MediaError> {
        let incoming = root.join("incoming");
        fs::create_dir_all(&incoming).map_err(|error| MediaError::io(&incoming, error))?;
        Ok(Self {
            root,
            incoming,
            written: AtomicU64::new(0),
        })
    }

    pub(super) fn path(&self, sha256: &[u8; 32]) -> PathBuf {
        let hex = hex(sha256);
        self.root.join(&hex[..2]).join(hex)
    }

    /// Opens the original of a row.
    pub(super) fn file(&self, media: &MediaFile) -> Result<File, MediaError> {
        let path = self.path(&media.sha256);
        File::open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => MediaError::Missing {
                media: label(media),
            },
            _ => MediaError::io(&path, error),
        })
    }

    fn holds(&self, sha256: &[u8; 32], bytes: u64) -> bool {
        fs::metadata(self.path(sha256)).is_ok_and(|meta| meta.len() == bytes)
    }

    /// Writes an original so that after a crash it is there whole or not at all.
    fn write(
        &self,
        sha256: &[u8; 32],
        content: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<(), MediaError> {
        let path = self.path(sha256);
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let incoming = self
            .incoming
            .join(format!("{}-{number}", std::process::id()));
        let written = (|| {
            let mut file = File::create(&incoming)?;
            content(&mut file)?;
            file.sync_all()?;
            let folder = path.parent().unwrap_or(&self.root);
            if !folder.is_dir() {
                fs::create_dir_all(folder)?;
                sync_folder(&self.root)?;
            }
            fs::rename(&incoming, &path)?;
            sync_folder(folder)
        })();
        written.map_err(|error| {
            let _ = fs::remove_file(&incoming);
            MediaError::io(&path, error)
        })
    }

    fn all(&self) -> impl Iterator<Item = Result<Orphan, MediaError>> + use<> {
        listed(&self.root)
            .filter(|folder| !folder.as_ref().is_ok_and(|path| !is_hex(path, 2)))
            .flat_map(
                |folder| -> Box<dyn Iterator<Item = Result<PathBuf, MediaError>>> {
                    match folder {
                        Ok(path) => Box::new(listed(&path)),
                        Err(error) => Box::new(std::iter::once(Err(error))),
                    }
                },
            )
            .filter_map(|file| match file {
                Ok(path) => Some(Ok(Orphan {
                    sha256: parse_hex(&path)?,
                    path,
                })),
                Err(error) => Some(Err(error)),
            })
    }
}

/// Paths in a folder; an error that stops the listing is its last item.
fn listed(folder: &Path) -> Box<dyn Iterator<Item = Result<PathBuf, MediaError>>> {
    let folder = folder.to_owned();
    match fs::read_dir(&folder) {
        Ok(entries) => Box::new(entries.map(move |entry| match entry {
            Ok(entry) => Ok(entry.path()),
            Err(error) => Err(MediaError::io(&folder, error)),
        })),
        Err(error) => Box::new(std::iter::once(Err(MediaError::io(&folder, error)))),
    }
}

fn is_hex(path: &Path, len: usize) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.len() == len && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn parse_hex(path: &Path) -> Option<[u8; 32]> {
    if !is_hex(path, 64) {
        return None;
    }
    let name = path.file_name()?.to_str()?;
    let mut sha256 = [0; 32];
    for (index, byte) in sha256.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&name[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(sha256)
}

/// Makes the names in a folder last through a loss of power.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // Only Unix opens folders as files; elsewhere the file system keeps this promise itself.
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
