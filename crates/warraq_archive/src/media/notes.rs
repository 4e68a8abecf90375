//! What a photograph says of itself. The newsroom sees it; readers never receive it.

use std::fs::File;
use std::io::BufReader;

use exif::{In, Tag, Value};

use super::{MediaError, MediaStore};
use crate::model::MediaFile;

/// The longest value that is shown, in letters.
const LONGEST: usize = 300;

/// Something that a photograph says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about, by its name among the words of the newsroom: `camera`, `position`.
    pub name: &'static str,
    /// As the camera or a program wrote it: plain text, from outside.
    pub text: String,
}

/// What the newsroom wants to know, in order.
const ASKED: [(Tag, &str); 7] = [
    (Tag::DateTimeOriginal, "taken"),
    (Tag::Make, "maker"),
    (Tag::Model, "camera"),
    (Tag::Artist, "artist"),
    (Tag::Copyright, "copyright"),
    (Tag::ImageDescription, "description"),
    (Tag::BodySerialNumber, "serial"),
];

impl MediaStore {
    /// What an original says of itself; nothing where it says nothing, or what nobody can read.
    pub fn notes(&self, media: &MediaFile) -> Result<Vec<Note>, MediaError> {
        let mut file = BufReader::new(self.inner.originals.file(media)?);
        Ok(read(&mut file))
    }
}

fn read(file: &mut BufReader<File>) -> Vec<Note> {
    // A picture without such notes, and one with broken ones, is a good picture.
    let Ok(said) = exif::Reader::new().read_from_container(file) else {
        return Vec::new();
    };
    let mut notes: Vec<Note> = Vec::new();
    for (tag, name) in ASKED {
        if let Some(field) = said.get_field(tag, In::PRIMARY) {
            let text = match &field.value {
                // Others than English are written in UTF-8, whatever the standard says.
                Value::Ascii(parts) => parts
                    .iter()
                    .map(|part| String::from_utf8_lossy(part).into_owned())
                    .collect::<Vec<_>>()
                    .join(" "),
                value => value.display_as(tag).to_string(),
            };
            note(&mut notes, name, &text);
        }
    }
    let place = |tag, reference| {
        let field = said.get_field(tag, In::PRIMARY)?;
        let side = said.get_field(reference, In::PRIMARY);
        let side = side.map(|side| side.display_value().to_string());
        let place = field.display_value();
        Some(format!("{place} {}", side.unwrap_or_default()))
    };
    let latitude = place(Tag::GPSLatitude, Tag::GPSLatitudeRef);
    let longitude = place(Tag::GPSLongitude, Tag::GPSLongitudeRef);
    if let Some((latitude, longitude)) = latitude.zip(longitude) {
        note(&mut notes, "position", &format!("{latitude}, {longitude}"));
    }
    notes
}

fn note(notes: &mut Vec<Note>, name: &'static str, text: &str) {
    let text = warraq_text::bidi::plain(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let text: String = words.join(" ").chars().take(LONGEST).collect();
    if !text.is_empty() {
        notes.push(Note { name, text });
    }
}
