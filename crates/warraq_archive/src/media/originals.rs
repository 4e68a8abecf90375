//! Originals: kept under the SHA-256 of their content, written once, never changed.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::format::{self, Facts, Malformed};
use super::kind::{Format, HEAD, Kind};
use super::limits::{check_decoding, check_size};
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

/// Files that are being taken in together, so that the disk is waited for once and not for each.
///
/// Nothing is in the archive before [`Batch::settle`]; what is dropped unsettled is gone.
#[derive(Debug)]
pub struct Batch<'a> {
    originals: &'a Originals,
    /// Written, and not yet in their places.
    pending: HashMap<[u8; 32], PathBuf>,
}

impl Batch<'_> {
    /// Takes a file in, byte for byte.
    ///
    /// Memory does not grow with the file. Content that is held already is not written again.
    pub fn adopt(&mut self, source: &Path) -> Result<Adopted, MediaError> {
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
        let mut file = File::open(source).map_err(at_source)?;
        let (sha256, bytes) = hash(&mut file, &mut io::sink()).map_err(at_source)?;
        self.write(&sha256, bytes, |out| {
            file.rewind()?;
            if hash(&mut file, out)? == (sha256, bytes) {
                Ok(())
            } else {
                Err(io::Error::other("the file changed while it was read"))
            }
        })?;
        file.rewind().map_err(at_source)?;
        describe(&mut BufReader::new(file), sha256, bytes).map_err(at_source)
    }

    /// Takes the content of a file in.
    pub fn adopt_bytes(&mut self, content: &[u8]) -> Result<Adopted, MediaError> {
        let sha256: [u8; 32] = Sha256::digest(content).into();
        let bytes = content.len() as u64;
        self.write(&sha256, bytes, |out| out.write_all(content))?;
        describe(&mut Cursor::new(content), sha256, bytes)
            .map_err(|error| MediaError::io(&self.originals.path(&sha256), error))
    }

    /// Makes everything that was taken in last, also through a loss of power.
    pub fn settle(mut self) -> Result<(), MediaError> {
        let originals = self.originals;
        sync_files(self.pending.values())
            .map_err(|error| MediaError::io(&originals.incoming, error))?;
        let mut folders = BTreeSet::new();
        for (sha256, incoming) in self.pending.drain() {
            let path = originals.path(&sha256);
            fs::rename(incoming, &path).map_err(|error| MediaError::io(&path, error))?;
            folders.extend(path.parent().map(Path::to_owned));
        }
        folders.iter().try_for_each(|folder| {
            sync_folder(folder).map_err(|error| MediaError::io(folder, error))
        })
    }

    fn write(
        &mut self,
        sha256: &[u8; 32],
        bytes: u64,
        content: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<(), MediaError> {
        if self.pending.contains_key(sha256) || self.originals.holds(sha256, bytes) {
            return Ok(());
        }
        let incoming = self.originals.incoming();
        match File::create(&incoming).and_then(|mut file| content(&mut file)) {
            Ok(()) => {
                self.pending.insert(*sha256, incoming);
                Ok(())
            }
            Err(error) => {
                let _ = fs::remove_file(&incoming);
                Err(MediaError::io(&incoming, error))
            }
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        for incoming in self.pending.values() {
            let _ = fs::remove_file(incoming);
        }
    }
}

impl MediaStore {
    /// Begins to take in many files.
    pub fn batch(&self) -> Batch<'_> {
        Batch {
            originals: &self.inner.originals,
            pending: HashMap::new(),
        }
    }

    /// Takes one file in and makes it last. See [`Batch::adopt`].
    pub fn adopt(&self, source: &Path) -> Result<Adopted, MediaError> {
        let mut batch = self.batch();
        let adopted = batch.adopt(source)?;
        batch.settle()?;
        Ok(adopted)
    }

    /// Takes the content of one file in and makes it last.
    pub fn adopt_bytes(&self, content: &[u8]) -> Result<Adopted, MediaError> {
        let mut batch = self.batch();
        let adopted = batch.adopt_bytes(content)?;
        batch.settle()?;
        Ok(adopted)
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
    input: &mut (impl BufRead + Seek),
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
    input: &mut (impl BufRead + Seek),
    sha256: [u8; 32],
    bytes: u64,
) -> io::Result<Adopted> {
    let kind = Kind::of(&head(input)?);
    let (dimensions, problem) = match kind {
        Kind::Picture(format) => {
            input.rewind()?;
            match rewrite(format, input, &mut io::sink()) {
                Ok(facts) => {
                    let needed = facts.decode_bytes.saturating_add(bytes);
                    let oversize = check_size(&facts, "picture")
                        .and_then(|()| check_decoding(needed, "picture"))
                        .map_err(|error| error.to_string());
                    (
                        Some(facts.upright()),
                        oversize.err().or(facts.flaw.map(str::to_owned)),
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
        let made = fs::create_dir_all(&incoming).and_then(|()| {
            // All at once, so that no adoption has to make a folder last before its file.
            let folders = (0..=u8::MAX).map(|byte| root.join(format!("{byte:02x}")));
            let mut missing = folders.filter(|folder| !folder.is_dir()).peekable();
            if missing.peek().is_none() {
                return Ok(());
            }
            missing.try_for_each(fs::create_dir)?;
            sync_folder(&root)
        });
        made.map_err(|error| MediaError::io(&root, error))?;
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

    /// A path of its own for a file that is being written.
    pub(super) fn incoming(&self) -> PathBuf {
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        self.incoming
            .join(format!("{}-{number}", std::process::id()))
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

    pub(super) fn holds(&self, sha256: &[u8; 32], bytes: u64) -> bool {
        fs::metadata(self.path(sha256)).is_ok_and(|meta| meta.len() == bytes)
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

/// Makes the content of files last through a loss of power.
fn sync_files<'a>(mut files: impl Iterator<Item = &'a PathBuf>) -> io::Result<()> {
    files.try_for_each(|file| File::options().write(true).open(file)?.sync_all())
}

/// Makes the names in a folder last through a loss of power.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Only Unix opens folders as files; elsewhere the file system keeps this promise itself.
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
