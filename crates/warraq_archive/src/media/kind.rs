//! What a file is, found in its first bytes and never in its name.

use super::serve::Disposition;

/// Bytes of a file's start that are looked at.
pub(super) const HEAD: usize = 4096;

/// What a file is, and with that what readers may have of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A picture, given out without its metadata.
    Picture(Format),
    /// A film or a sound in the ISO container, given out without what is private in it.
    Film(&'static str, Disposition),
    /// Anything else that is given out as it is.
    File(&'static str, Disposition),
    /// Kept, and never given out: a browser might run it, or nobody knows what it is.
    Withheld(&'static str),
}

/// Picture formats that this program understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Avif,
    Bmp,
    Gif,
    Heic,
    Jpeg,
    Png,
    Webp,
}

impl Format {
    pub(super) fn mime(self) -> &'static str {
        match self {
            Self::Avif => "image/avif",
            Self::Bmp => "image/bmp",
            Self::Gif => "image/gif",
            Self::Heic => "image/heic",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    /// Whether this program can turn, scale and re-encode it.
    pub(super) fn is_decoded(self) -> bool {
        !matches!(self, Self::Avif | Self::Heic)
    }
}

impl Kind {
    pub(super) fn mime(self) -> &'static str {
        match self {
            Self::Picture(format) => format.mime(),
            Self::Film(mime, _) | Self::File(mime, _) | Self::Withheld(mime) => mime,
        }
    }

    /// Tells a file by its first [`HEAD`] bytes, or all of them if it is shorter.
    pub(super) fn of(head: &[u8]) -> Self {
        if let Some(kind) = by_signature(head) {
            return kind;
        }
        if let Some(mime) = audio_frame(head) {
            return Self::File(mime, Disposition::Inline);
        }
        Self::Withheld(text_type(head))
    }
}

fn by_signature(head: &[u8]) -> Option<Kind> {
    use Disposition::{Attachment, Inline};
    let at = |offset: usize, signature: &[u8]| {
        head.get(offset..)
            .is_some_and(|rest| rest.starts_with(signature))
    };
    let kind = match head {
        [0xff, 0xd8, 0xff, ..] => Kind::Picture(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Kind::Picture(Format::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Kind::Picture(Format::Gif),
        // The reserved words of the header are zero, which no text beginning with "BM" has.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Kind::Picture(Format::Bmp),
        [b'R', b'I', b'F', b'F', ..] if at(8, b"WEBP") => Kind::Picture(Format::Webp),
        [b'R', b'I', b'F', b'F', ..] if at(8, b"WAVE") => Kind::File("audio/wav", Inline),
        [b'R', b'I', b'F', b'F', ..] if at(8, b"AVI ") => Kind::File("video/x-msvideo", Attachment),
        [b'%', b'P', b'D', b'F', b'-', ..] => Kind::File("application/pdf", Attachment),
        [b'I', b'D', b'3', ..] => Kind::File("audio/mpeg", Inline),
        [b'f', b'L', b'a', b'C', ..] => Kind::File("audio/flac", Inline),
        [b'O', b'g', b'g', b'S', ..] => Kind::File(ogg_type(head), Inline),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Kind::File(matroska_type(head), Inline),
        [b'W', b'E', b'B', b'V', b'T', b'T', ..] => Kind::File("text/vtt", Inline),
        [b'P', b'K', 3, 4, ..] => Kind::File(zip_type(head), Attachment),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => {
            Kind::File("application/x-ole-storage", Attachment)
        }
        [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => Kind::File("application/vnd.rar", Attachment),
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => {
            Kind::File("application/x-7z-compressed", Attachment)
        }
        [0x1f, 0x8b, 8, ..] => Kind::File("application/gzip", Attachment),
        [b'{', b'\\', b'r', b't', b'f', ..] => Kind::File("application/rtf", Attachment),
        [0, 0, 1, 0xba | 0xb3, ..] => Kind::File("video/mpeg", Attachment),
        [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, ..] => {
            Kind::File("video/x-ms-asf", Attachment)
        }
        [b'F', b'L', b'V', 1, ..] => Kind::File("video/x-flv", Attachment),
        [b'#', b'!', b'A', b'M', b'R', ..] => Kind::File("audio/amr", Attachment),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Kind::Withheld("image/tiff"),
        [0, 0, 1, 0, count, 0, ..] if *count > 0 => Kind::Withheld("image/x-icon"),
        _ if at(4, b"ftyp") => iso_media(head),
        _ => return None,
    };
    Some(kind)
}

/// Types of the ISO container, by the brand that the file names first.
fn iso_media(head: &[u8]) -> Kind {
    use Disposition::{Attachment, Inline};
    match head.get(8..12) {
        Some(b"avif" | b"avis") => Kind::Picture(Format::Avif),
        Some(b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1") => {
            Kind::Picture(Format::Heic)
        }
        Some(b"M4A " | b"M4B ") => Kind::Film("audio/mp4", Inline),
        Some(b"qt  ") => Kind::Film("video/quicktime", Attachment),
        Some([b'3', b'g', ..]) => Kind::Film("video/3gpp", Inline),
        _ => Kind::Film("video/mp4", Inline),
    }
}

fn ogg_type(head: &[u8]) -> &'static str {
    if contains(head, b"theora") {
        "video/ogg"
    } else if contains(head, b"vorbis") || contains(head, b"OpusHead") || contains(head, b"Speex") {
        "audio/ogg"
    } else {
        "application/ogg"
    }
}

fn matroska_type(head: &[u8]) -> &'static str {
    let head = &head[..head.len().min(64)];
    if contains(head, b"webm") {
        "video/webm"
    } else {
        "video/x-matroska"
    }
}

fn zip_type(head: &[u8]) -> &'static str {
    // The first entry of these is stored and says the type of the whole.
    const STATED: [&str; 4] = [
        "application/epub+zip",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
    ];
    if let Some(rest) = head
        .get(30..)
        .and_then(|rest| rest.strip_prefix(b"mimetype"))
        && let Some(stated) = STATED
            .into_iter()
            .find(|mime| rest.starts_with(mime.as_bytes()))
    {
        return stated;
    }
    if !contains(head, b"[Content_Types].xml") && !contains(head, b"_rels/") {
        "application/zip"
    } else if contains(head, b"word/") {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    } else if contains(head, b"xl/") {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    } else if contains(head, b"ppt/") {
        "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    } else {
        "application/zip"
    }
}

/// Raw MPEG audio or AAC without a container: a frame header in which no field is impossible.
fn audio_frame(head: &[u8]) -> Option<&'static str> {
    let &[0xff, second, third, ..] = head else {
        return None;
    };
    if second & 0xf6 == 0xf0 {
        return Some("audio/aac");
    }
    let version = (second >> 3) & 0x03;
    let layer = (second >> 1) & 0x03;
    let bit_rate = third >> 4;
    let sample_rate = (third >> 2) & 0x03;
    let valid = second & 0xe0 == 0xe0
        && version != 1
        && layer != 0
        && bit_rate != 0
        && bit_rate != 15
        && sample_rate != 3;
    valid.then_some("audio/mpeg")
}

/// A name for what is withheld, for reports.
fn text_type(head: &[u8]) -> &'static str {
    let Ok(text) = std::str::from_utf8(head).or_else(|error| {
        // The head may end inside a letter.
        std::str::from_utf8(&head[..error.valid_up_to()])
            .ok()
            .filter(|_| error.error_len().is_none())
            .ok_or(())
    }) else {
        return "application/octet-stream";
    };
    if text.is_empty() || text.contains('\0') {
        return "application/octet-stream";
    }
    let text = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    let marked = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    if marked(&["<!doctype html", "<html", "<head", "<body", "<script"]) && !text.contains("<svg") {
        "text/html"
    } else if text.starts_with('<') && text.contains("<svg") {
        "image/svg+xml"
    } else if text.starts_with("<?xml") {
        "application/xml"
    } else {
        "text/plain"
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}
