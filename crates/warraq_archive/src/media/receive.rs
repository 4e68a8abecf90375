//! Files that somebody sends: written to the disk while they arrive, judged by their bytes, and only
//! then an original.

use std::fs::{self, File};
use std::io::{BufReader, Seek as _, Write as _};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::kind::{Format, Kind};
use super::limits::{check_decoding, check_size};
use super::originals::{self, head, rewrite, sync_folder};
use super::{MediaError, MediaStore, codec};

/// Bytes of the largest file that is taken: half an hour of film for the web.
pub const LARGEST: u64 = 512 << 20;
/// Bytes of the largest picture. The largest camera of a newsroom writes some 30 MB.
const LARGEST_PICTURE: u64 = 64 << 20;

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// There is nothing in it.
    Empty,
    /// It is no picture, film, sound or PDF by its bytes, whatever its name says.
    NotTaken,
    /// A picture that this program cannot decode, so that readers would get it as it is: HEIC and AVIF.
    Undecodable,
    /// It says that it is a picture, and is not a whole one.
    Broken,
    /// Too many bytes, or more pixels than anybody should unfold.
    TooLarge,
}

/// A file while it arrives. What is dropped before it was taken in is gone.
#[derive(Debug)]
pub struct Arriving {
    file: File,
    hash: Sha256,
    arrived: Arrived,
}

/// A file that has arrived, and is not in the archive yet. What is dropped is gone.
#[derive(Debug)]
pub struct Arrived {
    path: PathBuf,
    sha256: [u8; 32],
    bytes: u64,
}

impl Drop for Arrived {
    fn drop(&mut self) {
        // Not there any more when it was taken in.
        let _ = fs::remove_file(&self.path);
    }
}

/// A file that was found good.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) mime: &'static str,
    /// Pixels, upright, of a picture.
    pub(crate) dimensions: Option<(u32, u32)>,
}

impl Arriving {
    /// Writes what has arrived of it.
    pub fn write(&mut self, chunk: &[u8]) -> Result<(), MediaError> {
        self.hash.update(chunk);
        self.arrived.bytes += chunk.len() as u64;
        self.file
            .write_all(chunk)
            .map_err(|error| MediaError::io(&self.arrived.path, error))
    }

    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.arrived.bytes
    }

    /// Nothing more comes: makes it last.
    pub fn finish(mut self) -> Result<Arrived, MediaError> {
        self.file
            .sync_data()
            .map_err(|error| MediaError::io(&self.arrived.path, error))?;
        self.arrived.sha256 = self.hash.finalize().into();
        Ok(self.arrived)
    }
}

impl Arrived {
    /// SHA-256 of the content.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl MediaStore {
    /// Begins to receive a file.
    pub fn arrive(&self) -> Result<Arriving, MediaError> {
        let path = self.inner.originals.incoming();
        let file = File::options()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(|error| MediaError::io(&path, error))?;
        Ok(Arriving {
            file,
            hash: Sha256::new(),
            arrived: Arrived {
                path,
                sha256: [0; 32],
                bytes: 0,
            },
        })
    }

    /// Finds out what a file is, and decodes it if it is a picture.
    pub(crate) fn judge(&self, arrived: &Arrived) -> Result<Result<Judged, Objection>, MediaError> {
        if arrived.bytes == 0 {
            return Ok(Err(Objection::Empty));
        }
        if arrived.bytes > LARGEST {
            return Ok(Err(Objection::TooLarge));
        }
        let at_file = |error| MediaError::io(&arrived.path, error);
        let mut file = BufReader::new(File::open(&arrived.path).map_err(at_file)?);
        let kind = Kind::of(&head(&mut file).map_err(at_file)?);
        file.rewind().map_err(at_file)?;
        let mime = kind.mime();
        match kind {
            Kind::Picture(format) if !format.is_decoded() => Ok(Err(Objection::Undecodable)),
            Kind::Picture(format) => self.judge_picture(arrived, format, file),
            Kind::Film(..) => Ok(Ok(of_type(mime))),
            Kind::File(..)
                if mime == "application/pdf"
                    || mime.starts_with("audio/")
                    || mime.starts_with("video/") =>
            {
                Ok(Ok(of_type(mime)))
            }
            Kind::File(..) | Kind::Withheld(_) => Ok(Err(Objection::NotTaken)),
        }
    }

    fn judge_picture(
        &self,
        arrived: &Arrived,
        format: Format,
        mut file: BufReader<File>,
    ) -> Result<Result<Judged, Objection>, MediaError> {
        if arrived.bytes > LARGEST_PICTURE {
            return Ok(Err(Objection::TooLarge));
        }
        let _turn = self.inner.decoding.take();
        let mut clean = Vec::new();
        let facts = match rewrite(format, &mut file, &mut clean) {
            Ok(facts) => facts,
            Err(super::format::Malformed::Io(error)) => {
                return Err(MediaError::io(&arrived.path, error));
            }
            Err(_) => return Ok(Err(Objection::Broken)),
        };
        let needed = facts.decode_bytes.saturating_add(arrived.bytes);
        let is_bearable =
            check_size(&facts, "picture").and_then(|()| check_decoding(needed, "picture"));
        if is_bearable.is_err() {
            return Ok(Err(Objection::TooLarge));
        }
        if facts.flaw.is_some() || codec::decode(&clean, format).is_err() {
            return Ok(Err(Objection::Broken));
        }
        Ok(Ok(Judged {
            mime: format.mime(),
            dimensions: Some(facts.upright()),
        }))
    }

    /// Makes an original of what has arrived. It is the archive's when a row names it.
    pub(crate) fn keep(&self, arrived: &Arrived) -> Result<(), MediaError> {
        let originals = &self.inner.originals;
        if originals.holds(&arrived.sha256, arrived.bytes) {
            return Ok(());
        }
        let path = originals.path(&arrived.sha256);
        fs::rename(&arrived.path, &path).map_err(|error| MediaError::io(&path, error))?;
        let folder = path.parent().unwrap_or(&path);
        sync_folder(folder).map_err(|error| MediaError::io(folder, error))
    }

    /// Throws an original away that no row names any more, and the copies of it.
    pub(crate) fn forget(&self, sha256: &[u8; 32]) -> Result<(), MediaError> {
        let path = self.inner.originals.path(sha256);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(MediaError::io(&path, error));
            }
            _ => {}
        }
        let copies = self.inner.throwaway.folder(&originals::hex(sha256));
        // Copies may be thrown away at any moment; a folder that stays harms nobody.
        let _ = fs::remove_dir_all(copies);
        Ok(())
    }
}

fn of_type(mime: &'static str) -> Judged {
    Judged {
        mime,
        dimensions: None,
    }
}
