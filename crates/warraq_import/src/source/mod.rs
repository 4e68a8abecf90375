//! Opens what an archive arrives in: plain files, `.gz`, `.zip`, in one piece or in several.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use crate::record::{Place, Problem, ProblemKind};

mod bounded;
pub mod text;

use bounded::{Bounded, Checked};

/// More entries than this are in no export that somebody zipped.
const MOST_ENTRIES: u64 = 10_000;

/// One file of an archive, by itself or in a zip. It may be read any number of times.
#[derive(Clone, Debug)]
pub struct Part {
    /// The file's name as given; of an entry of a zip, `export.zip/part-1.xml`.
    pub name: String,
    path: PathBuf,
    packing: Packing,
}

#[derive(Clone, Copy, Debug)]
enum Packing {
    Plain,
    Gzip,
    Stored { start: u64, length: u64, crc: u32 },
    Deflated { start: u64, length: u64, crc: u32 },
}

/// Lists the parts of an archive: each file, the exports in each zip, and those in each folder, in
/// the order given and then by name.
///
/// What a file is, is told by its first bytes and not by its name.
pub fn open<P: AsRef<Path>>(paths: &[P]) -> Vec<Result<Part, Problem>> {
    let mut parts = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let found = if path.is_dir() {
            in_folder(path)
        } else {
            in_file(path)
        };
        match found {
            Ok(found) => parts.extend(found),
            Err(error) => parts.push(Err(unreadable(&path.to_string_lossy(), &error))),
        }
    }
    parts
}

impl Part {
    /// Reads the part from its beginning, uncompressed.
    ///
    /// A damaged or absurdly compressed part ends in an error of reading where that is noticed.
    pub fn read(&self) -> Result<Box<dyn Read + Send>, Problem> {
        self.reader()
            .map_err(|error| unreadable(&self.name, &error))
    }

    fn reader(&self) -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(&self.path)?;
        Ok(match self.packing {
            Packing::Plain => Box::new(file),
            Packing::Gzip => {
                let length = file.metadata()?.len();
                Box::new(Bounded::new(
                    MultiGzDecoder::new(BufReader::new(file)),
                    length,
                ))
            }
            Packing::Stored { start, length, crc } => {
                file.seek(SeekFrom::Start(start))?;
                Box::new(Checked::new(file.take(length), crc))
            }
            Packing::Deflated { start, length, crc } => {
                file.seek(SeekFrom::Start(start))?;
                let deflated = DeflateDecoder::new(BufReader::new(file.take(length)));
                Box::new(Checked::new(Bounded::new(deflated, length), crc))
            }
        })
    }
}

/// The exports in a folder, by name. Folders below it are not looked into.
fn in_folder(folder: &Path) -> io::Result<Vec<Result<Part, Problem>>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let named = |extension: &std::ffi::OsStr| {
            ["xml", "wxr", "gz", "zip"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        };
        if path.is_file() && path.extension().is_some_and(named) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(open(&paths))
}

fn in_file(path: &Path) -> io::Result<Vec<Result<Part, Problem>>> {
    let mut file = File::open(path)?;
    let mut magic = Vec::new();
    file.by_ref().take(4).read_to_end(&mut magic)?;
    let name = path.to_string_lossy().into_owned();
    let packing = match magic.as_slice() {
        [0x1F, 0x8B, ..] => Packing::Gzip,
        b"PK\x03\x04" | b"PK\x05\x06" => return in_zip(file, &name, path),
        _ => Packing::Plain,
    };
    Ok(vec![Ok(Part {
        name,
        path: path.to_owned(),
        packing,
    })])
}

/// The exports in a zip. Nothing is unpacked to disk, so that an entry's name is only a name.
fn in_zip(mut file: File, name: &str, path: &Path) -> io::Result<Vec<Result<Part, Problem>>> {
    if entries_claimed(&mut file)? > MOST_ENTRIES {
        let detail = format!("The zip holds more than {MOST_ENTRIES} entries; unpack it first.");
        return Ok(vec![Err(problem(name, ProblemKind::TooLarge, detail))]);
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(io::Error::other)?;
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(io::Error::other)?;
        if !is_export(entry.name()) {
            continue;
        }
        let name = format!("{name}/{}", entry.name());
        let (length, crc) = (entry.compressed_size(), entry.crc32());
        let start = entry.data_start();
        let packing = match (entry.encrypted(), entry.compression(), start) {
            (false, CompressionMethod::Stored, Some(start)) => {
                Packing::Stored { start, length, crc }
            }
            (false, CompressionMethod::Deflated, Some(start)) => {
                Packing::Deflated { start, length, crc }
            }
            _ => {
                let detail = "The entry is encrypted or packed in a way that is not known here; \
                              unpack the zip first.";
                parts.push(Err(problem(
                    &name,
                    ProblemKind::Unreadable,
                    detail.to_owned(),
                )));
                continue;
            }
        };
        parts.push(Ok(Part {
            name,
            path: path.to_owned(),
            packing,
        }));
    }
    if parts.is_empty() {
        let detail = "The zip holds no file that ends in .xml or .wxr.".to_owned();
        parts.push(Err(problem(name, ProblemKind::NotTheFormat, detail)));
    }
    Ok(parts)
}

fn is_export(name: &str) -> bool {
    let extension = Path::new(name).extension().unwrap_or_default();
    let known = ["xml", "wxr"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known));
    // macOS adds a shadow of every file.
    known && !name.starts_with("__MACOSX/")
}

/// How many entries the end of a zip claims to have, read before anything is made of them.
fn entries_claimed(file: &mut File) -> io::Result<u64> {
    const RECORD: u64 = 22;
    const LONGEST_COMMENT: u64 = 0xFFFF;
    let length = file.metadata()?.len();
    let start = length.saturating_sub(RECORD + LONGEST_COMMENT);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.by_ref()
        .take(RECORD + LONGEST_COMMENT)
        .read_to_end(&mut tail)?;
    file.seek(SeekFrom::Start(0))?;
    let record =
        memchr::memmem::rfind(&tail, b"PK\x05\x06").and_then(|at| tail.get(at + 10..at + 12));
    Ok(record.map_or(0, |count| {
        u64::from(u16::from_le_bytes([count[0], count[1]]))
    }))
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    let detail = format!("The file could not be opened: {error}.");
    problem(name, ProblemKind::Unreadable, detail)
}

fn problem(name: &str, kind: ProblemKind, detail: String) -> Problem {
    let place = Place {
        file: name.to_owned(),
        ..Place::default()
    };
    Problem {
        kind,
        place,
        detail,
        lost: true,
    }
}
