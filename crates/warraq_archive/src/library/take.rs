//! Bringing a file in.

use super::{LibraryError, ROOM};
use crate::accounts::{Allowed, Deed, right};
use crate::archive::Archive;
use crate::media::{Arrived, Judged};
use crate::model::{MediaId, Target, Timestamp};
use crate::store::library::{self, Said};
use crate::store::path::{self, Claim};
use crate::store::writing::{self, MediaRow};
use crate::store::{ChangeKind, Conn, DbError, change};

/// What somebody brings in.
#[derive(Debug)]
pub struct NewMedia {
    /// The file.
    pub arrived: Arrived,
    /// What it was called where it came from, in any characters.
    pub name: String,
    /// What it shows, in words; may be empty.
    pub alt: String,
    /// One line with inline mark-up; may be empty.
    pub caption: String,
    /// Plain text; may be empty.
    pub credit: String,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The item that holds it.
    pub id: MediaId,
    /// Whether the library held this content already. Nothing was changed then.
    pub was_known: bool,
}

/// Why nothing was written.
enum NotTaken {
    /// The content is there already.
    Known(MediaId),
    Refused(LibraryError),
}

impl From<DbError> for NotTaken {
    fn from(error: DbError) -> Self {
        Self::Refused(error.into())
    }
}

impl Archive {
    /// Brings a file in. `random` makes an address that nobody guesses: readers get the file there when
    /// an article shows it.
    ///
    /// # Errors
    /// [`LibraryError::Objection`] when the bytes are nothing that a paper shows, whatever the name says.
    pub fn add_media(
        &self,
        by: &Allowed<right::AddMedia>,
        new: &NewMedia,
        random: [u8; 10],
    ) -> Result<Taken, LibraryError> {
        let sha256 = *new.arrived.sha256();
        if let Some(id) = self.look(move |conn| library::of_content(conn, &sha256))? {
            return Ok(Taken {
                id,
                was_known: true,
            });
        }
        let judged = self.media().judge(&new.arrived)?;
        let judged = judged.map_err(LibraryError::Objection)?;
        self.media().keep(&new.arrived)?;
        let settings = self.settings();
        let taken = self.act(by.by(), |tx, now| {
            if let Some(id) = library::of_content(tx, &sha256)? {
                return Err(NotTaken::Known(id));
            }
            let month = now
                .in_zone(&settings.time_zone)
                .strftime("%Y/%m")
                .to_string();
            let path = address(&month, random, &new.name, judged.mime);
            let id = write(tx, new, judged, &path, now)?;
            library::set_gate(tx, id, by.by().account)?;
            let deed = Deed::new("media-added", display_name(&new.name)).with(id.to_string());
            Ok((id, deed))
        });
        match taken {
            Ok(id) => Ok(Taken {
                id,
                was_known: false,
            }),
            Err(NotTaken::Known(id)) => Ok(Taken {
                id,
                was_known: true,
            }),
            Err(NotTaken::Refused(error)) => Err(error),
        }
    }
}

fn write(
    tx: &mut Conn,
    new: &NewMedia,
    judged: Judged,
    path: &str,
    now: Timestamp,
) -> Result<MediaId, NotTaken> {
    let name = display_name(&new.name);
    let row = MediaRow {
        sha256: Some(*new.arrived.sha256()),
        mime: judged.mime,
        dimensions: judged.dimensions,
        bytes: new.arrived.bytes(),
        title: &name,
        alt: "",
        caption: "",
        description: "",
        source_url: "",
        path,
        created_at: now,
        problem: "",
    };
    let id = writing::media(tx, None, &row)?;
    let said = Said {
        name: &name,
        alt: &warraq_text::bidi::plain(&new.alt),
        caption: &warraq_import::clean::inline(&new.caption),
        credit: &warraq_text::bidi::plain(&new.credit),
    };
    library::describe(tx, id, said)?;
    let canonical = warraq_text::path::canonical(path);
    match path::claim(tx, &canonical, Target::MediaFile(id), now)? {
        Claim::Ours => {}
        // Eighty random bits came twice: chance is broken, and nothing that it makes is to be trusted.
        Claim::TakenBy(_) => return Err(NotTaken::Refused(LibraryError::NoMedia)),
    }
    change::record(tx, ChangeKind::Media(id), now)?;
    Ok(id)
}

/// `/uploads/2026/11/RANDOM/ريح.jpg`, percent-encoded.
fn address(month: &str, random: [u8; 10], name: &str, mime: &str) -> String {
    let name = display_name(name);
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
    let slug = match warraq_text::slug::readable(stem) {
        slug if slug.is_empty() => "file".to_owned(),
        slug => slug,
    };
    let (random, extension) = (spelled(random), extension(mime));
    let path = format!("{ROOM}{month}/{random}/{slug}.{extension}");
    path::encode(&path).trim_end_matches('/').to_owned()
}

/// Sixteen letters and digits that nobody takes for one another.
fn spelled(random: [u8; 10]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyz2345678";
    let mut text = String::with_capacity(16);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in random {
        bits = (bits << 8) | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(char::from(LETTERS[(bits >> held & 31) as usize]));
        }
        bits &= (1 << held) - 1;
    }
    text
}

/// What a file is called in the newsroom: the last part of its name, in one line, without what turns
/// text around.
fn display_name(name: &str) -> String {
    /// The longest that file systems keep is 255 bytes.
    const LONGEST: usize = 200;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = warraq_text::bidi::plain(last);
    plain.trim().chars().take(LONGEST).collect()
}

/// The ending that the type of a file has in addresses.
fn extension(mime: &str) -> &'static str {
    match mime {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/bmp" => "bmp",
        "application/pdf" => "pdf",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "audio/ogg" => "ogg",
        "audio/wav" => "wav",
        "audio/flac" => "flac",
        "audio/aac" => "aac",
        "video/mp4" => "mp4",
        "video/webm" => "webm",
        "video/ogg" => "ogv",
        "video/quicktime" => "mov",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_bytes_are_sixteen_letters() {
        assert_eq!(spelled([0; 10]), "a".repeat(16));
        assert_eq!(spelled([255; 10]), "8".repeat(16));
        assert_ne!(spelled([1; 10]), spelled([2; 10]));
    }

    #[test]
    fn names_from_elsewhere_are_one_plain_line() {
        for (name, expected) in [
            ("صورة من دمشق.jpg", "صورة من دمشق.jpg"),
            ("C:\\fakepath\\ريح.jpg", "ريح.jpg"),
            ("../../etc/passwd", "passwd"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("a\r\nX-Injected: 1.jpg", "a X-Injected: 1.jpg"),
            ("", ""),
        ] {
            assert_eq!(display_name(name), expected);
        }
        assert_eq!(display_name(&"ص".repeat(500)).chars().count(), 200);
    }
}
