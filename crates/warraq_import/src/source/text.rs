//! Bytes of unknown honesty in, clean text out.
//!
//! Real exports are declared UTF-8 and are Windows-1256, are cut inside a character by an old
//! database column, or hold control characters that no XML parser accepts. [`Text`] decodes,
//! repairs and normalises them piece by piece, says what it repaired, and still knows for every
//! place of its text where that stood in the source.

use std::collections::VecDeque;
use std::io::Read;

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1256};

/// How much is read from the source at a time.
const CHUNK: usize = 64 * 1024;

/// How much of a source is looked at to judge its encoding, from its first non-ASCII byte on.
const SAMPLE: usize = 64 * 1024;

/// An XML declaration stands within this many bytes.
const DECLARATION: usize = 1024;

/// More repairs than this between two calls of [`Text::repairs_before`] are added up instead of
/// listed, and more anchors are made coarser, so that a file of rubbish costs no memory.
const MOST_NOTES: usize = 4096;

/// Something that [`Text`] had to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What was changed.
    pub kind: RepairKind,
    /// Byte offset in the source of the first of them.
    pub offset: u64,
    /// How many.
    pub count: u64,
}

/// What [`Text`] can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepairKind {
    /// Bytes that are not of the encoding became U+FFFD.
    InvalidBytes,
    /// Control characters that XML forbids were dropped.
    ControlCharacters,
    /// The source was decoded as another encoding than it declares.
    NotAsDeclared {
        /// Name of the encoding that the source declares.
        declared: &'static str,
        /// Name of the encoding that it was read in.
        read_as: &'static str,
    },
    /// Reading failed; what follows is missing.
    Unreadable(std::io::ErrorKind),
}

/// Decodes and repairs a source, piece by piece, in constant memory.
///
/// The text holds only characters that XML allows, and line ends are `\n`.
pub struct Text<R> {
    input: R,
    charset: Charset,
    /// Read from the source and not yet decoded.
    raw: Vec<u8>,
    /// Whether the source has ended.
    ended: bool,
    /// Offset in the source of the next byte to be decoded.
    source: u64,
    /// Offset in the text of the next byte to be handed out.
    written: u64,
    /// The last character was a carriage return, which became a line end.
    after_return: bool,
    anchors: VecDeque<Anchor>,
    repairs: VecDeque<(u64, Repair)>,
}

/// From this place on, text and source run in step.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    text: u64,
    source: u64,
}

enum Charset {
    /// Nothing has been read yet.
    Unread,
    /// Only ASCII so far, so that nothing had to be decided.
    Undecided { declared: &'static Encoding },
    /// UTF-8, repaired where it is not.
    Utf8,
    /// Anything else.
    Other(Box<Decoder>),
}

impl<R: Read> Text<R> {
    /// Starts at the beginning of a source.
    pub fn new(input: R) -> Self {
        Self {
            input,
            charset: Charset::Unread,
            raw: Vec::new(),
            ended: false,
            source: 0,
            written: 0,
            after_return: false,
            anchors: VecDeque::from([Anchor { text: 0, source: 0 }]),
            repairs: VecDeque::new(),
        }
    }

    /// Appends some more text; `false` when the source has ended.
    pub fn read_into(&mut self, out: &mut String) -> bool {
        loop {
            let before = out.len();
            self.read_raw(CHUNK);
            if self.raw.is_empty() {
                return false;
            }
            self.decode(out);
            if out.len() > before {
                return true;
            }
            if self.ended && self.raw.is_empty() {
                return false;
            }
        }
    }

    /// Where a place of the text stood in the source.
    ///
    /// Exact where it is preceded by ASCII on its line, as the elements of an export are.
    pub fn origin(&self, text: u64) -> u64 {
        let after = self.anchors.partition_point(|anchor| anchor.text <= text);
        let anchor = match after.checked_sub(1) {
            Some(index) => self.anchors[index],
            None => return text,
        };
        anchor.source + (text - anchor.text) * self.ascii_width()
    }

    /// Takes what was repaired before a place of the text, in order, and forgets it.
    pub fn repairs_before(&mut self, text: u64) -> Vec<Repair> {
        let old = self.anchors.partition_point(|anchor| anchor.text <= text);
        self.anchors.drain(..old.saturating_sub(1));
        let count = self.repairs.partition_point(|(at, _)| *at < text);
        self.repairs
            .drain(..count)
            .map(|(_, repair)| repair)
            .collect()
    }

    /// Reads until `wanted` bytes wait to be decoded or the source has ended.
    fn read_raw(&mut self, wanted: usize) {
        while self.raw.len() < wanted && !self.ended {
            let filled = self.raw.len();
            self.raw.resize(filled + CHUNK, 0);
            let read = self.input.read(&mut self.raw[filled..]);
            self.raw.truncate(filled + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    self.note(RepairKind::Unreadable(error.kind()), 1);
                }
            }
        }
    }

    fn decode(&mut self, out: &mut String) {
        if let Charset::Unread = self.charset {
            self.meet();
        }
        if let Charset::Undecided { declared } = self.charset {
            let ascii = Encoding::ascii_valid_up_to(&self.raw);
            if ascii < self.raw.len() {
                self.read_raw(ascii + SAMPLE);
                self.decide(declared, ascii);
            } else {
                return self.decode_utf8(out);
            }
        }
        match self.charset {
            Charset::Other(_) => self.decode_other(out),
            _ => self.decode_utf8(out),
        }
    }

    /// Looks at the byte-order mark and the declaration.
    fn meet(&mut self) {
        let (marked, mark) = match Encoding::for_bom(&self.raw) {
            Some((encoding, length)) => (Some(encoding), length),
            None => (None, 0),
        };
        self.raw.drain(..mark);
        self.source += mark as u64;
        self.anchors = VecDeque::from([Anchor {
            text: 0,
            source: self.source,
        }]);
        let start = self.raw.get(..2).unwrap_or_default();
        self.charset = match (marked, start) {
            (Some(encoding), _) if encoding == UTF_8 => Charset::Undecided { declared: UTF_8 },
            (Some(encoding), _) => other(encoding),
            (None, [b'<', 0]) => other(UTF_16LE),
            (None, [0, b'<']) => other(UTF_16BE),
            (None, _) => Charset::Undecided {
                declared: declared_encoding(&self.raw),
            },
        };
    }

    /// Judges by the bytes from the first non-ASCII one on whether the declaration is true.
    fn decide(&mut self, declared: &'static Encoding, first: usize) {
        let sample = &self.raw[first..self.raw.len().min(first + SAMPLE)];
        let (characters, strays) = utf8_evidence(sample);
        let read_as = if declared == UTF_8 {
            let hardly_utf8 = strays > 3 * characters;
            if hardly_utf8 && is_arabic_in_1256(sample) {
                WINDOWS_1256
            } else {
                UTF_8
            }
        } else if characters > 10 * strays {
            UTF_8
        } else {
            declared
        };
        if read_as != declared {
            let kind = RepairKind::NotAsDeclared {
                declared: declared.name(),
                read_as: read_as.name(),
            };
            self.note(kind, 1);
        }
        self.charset = if read_as == UTF_8 {
            Charset::Utf8
        } else {
            other(read_as)
        };
    }

    fn decode_utf8(&mut self, out: &mut String) {
        let mut raw = std::mem::take(&mut self.raw);
        let whole = if self.ended {
            raw.len()
        } else {
            whole_characters(&raw)
        };
        // The decoder validates several times as fast as the standard library.
        match UTF_8.decode_without_bom_handling_and_without_replacement(&raw[..whole]) {
            Some(text) => self.append(&text, out),
            None => self.decode_damaged(&raw[..whole], out),
        }
        raw.drain(..whole);
        self.raw = raw;
    }

    fn decode_damaged(&mut self, bytes: &[u8], out: &mut String) {
        for chunk in bytes.utf8_chunks() {
            self.append(chunk.valid(), out);
            if !chunk.invalid().is_empty() {
                self.note(RepairKind::InvalidBytes, 1);
                self.push(out, '\u{FFFD}', chunk.invalid().len() as u64);
            }
        }
    }

    fn decode_other(&mut self, out: &mut String) {
        let raw = std::mem::take(&mut self.raw);
        let Charset::Other(decoder) = &mut self.charset else {
            return;
        };
        let room = decoder
            .max_utf8_buffer_length(raw.len())
            .unwrap_or(raw.len() * 3 + 16);
        let mut text = String::with_capacity(room);
        let (_, _, damaged) = decoder.decode_to_string(&raw, &mut text, self.ended);
        if damaged {
            let count = text.matches('\u{FFFD}').count() as u64;
            self.note(RepairKind::InvalidBytes, count);
        }
        for line in text.split_inclusive('\n') {
            self.anchor();
            self.append(line, out);
        }
    }

    /// Appends decoded text without what XML forbids, and with `\n` for every line end.
    fn append(&mut self, text: &str, out: &mut String) {
        let mut rest = text;
        while !rest.is_empty() {
            let plain = plain_prefix(rest);
            if plain > 0 {
                let (run, after) = rest.split_at(plain);
                let skip = usize::from(self.after_return && run.starts_with('\n'));
                self.after_return = false;
                if skip > 0 {
                    self.source += self.ascii_width();
                    self.anchor();
                }
                out.push_str(&run[skip..]);
                self.written += (run.len() - skip) as u64;
                self.source += self.source_length(&run[skip..]);
                rest = after;
                continue;
            }
            let mut characters = rest.chars();
            let Some(odd) = characters.next() else { return };
            rest = characters.as_str();
            let length = self.source_length(odd.encode_utf8(&mut [0; 4]));
            match odd {
                '\r' => {
                    self.after_return = true;
                    out.push('\n');
                    self.written += 1;
                    self.source += length;
                }
                '\0'..='\x1F' | '\u{FFFE}' | '\u{FFFF}' => {
                    self.note(RepairKind::ControlCharacters, 1);
                    self.source += length;
                    self.anchor();
                }
                _ => self.push(out, odd, length),
            }
        }
    }

    /// Appends one character that took `length` bytes in the source.
    fn push(&mut self, out: &mut String, character: char, length: u64) {
        self.after_return = false;
        out.push(character);
        self.written += character.len_utf8() as u64;
        self.source += length;
        if character.len_utf8() as u64 != length {
            self.anchor();
        }
    }

    /// Remembers that text and source are in step from here on.
    fn anchor(&mut self) {
        let anchor = Anchor {
            text: self.written,
            source: self.source,
        };
        let crowded = self.anchors.len() > 64 * MOST_NOTES;
        match self.anchors.back_mut() {
            Some(last) if last.text == anchor.text => *last = anchor,
            Some(last) if crowded && anchor.text - last.text < CHUNK as u64 => {}
            _ => self.anchors.push_back(anchor),
        }
    }

    fn note(&mut self, kind: RepairKind, count: u64) {
        let crowded = self.repairs.len() >= MOST_NOTES;
        let same = self
            .repairs
            .iter_mut()
            .rev()
            .take(3)
            .find(|(_, last)| last.kind == kind);
        match same {
            Some((_, last)) if crowded => last.count += count,
            _ => {
                let repair = Repair {
                    kind,
                    offset: self.source,
                    count,
                };
                self.repairs.push_back((self.written, repair));
            }
        }
    }

    /// How many bytes of the source an ASCII character takes.
    fn ascii_width(&self) -> u64 {
        match &self.charset {
            Charset::Other(decoder) if is_utf16(decoder) => 2,
            _ => 1,
        }
    }

    /// How many bytes of the source a piece of the text took.
    fn source_length(&self, text: &str) -> u64 {
        let length = match &self.charset {
            Charset::Other(decoder) if is_utf16(decoder) => 2 * text.encode_utf16().count(),
            Charset::Other(_) => text.chars().count(),
            _ => text.len(),
        };
        length as u64
    }
}

fn other(encoding: &'static Encoding) -> Charset {
    Charset::Other(Box::new(encoding.new_decoder_without_bom_handling()))
}

fn is_utf16(decoder: &Decoder) -> bool {
    decoder.encoding() == UTF_16LE || decoder.encoding() == UTF_16BE
}

/// The encoding that the XML declaration names; UTF-8 where it names none that we know.
///
/// UTF-16 cannot be declared in single bytes, so that such a declaration is no evidence.
fn declared_encoding(raw: &[u8]) -> &'static Encoding {
    let head = &raw[..raw.len().min(DECLARATION)];
    let label = || {
        let start = memchr::memmem::find(head, b"<?xml")?;
        let end = start + memchr::memmem::find(&head[start..], b"?>")?;
        let declaration = &head[start..end];
        let value = memchr::memmem::find(declaration, b"encoding")? + b"encoding".len();
        let mut quoted = declaration[value..].split(|byte| matches!(byte, b'"' | b'\''));
        quoted.nth(1)
    };
    match label().and_then(Encoding::for_label) {
        Some(encoding) if encoding.is_ascii_compatible() => encoding,
        _ => UTF_8,
    }
}

/// Length of the bytes without the beginning of a character at their end.
fn whole_characters(bytes: &[u8]) -> usize {
    let tail = bytes.iter().rev().take(3);
    let lead = tail.take_while(|byte| (0x80..0xC0).contains(*byte)).count() + 1;
    let Some(start) = bytes.len().checked_sub(lead) else {
        return bytes.len();
    };
    let wanted = match bytes[start] {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => 1,
    };
    if wanted > lead { start } else { bytes.len() }
}

/// How many characters beyond ASCII are valid UTF-8, and how many bytes are not.
fn utf8_evidence(sample: &[u8]) -> (usize, usize) {
    sample
        .utf8_chunks()
        .fold((0, 0), |(characters, strays), chunk| {
            let more = chunk
                .valid()
                .chars()
                .filter(|character| !character.is_ascii())
                .count();
            (characters + more, strays + chunk.invalid().len())
        })
}

/// Whether the bytes read as Windows-1256 are mostly Arabic letters beyond ASCII.
fn is_arabic_in_1256(sample: &[u8]) -> bool {
    let (text, _) = WINDOWS_1256.decode_without_bom_handling(sample);
    let beyond = text.chars().filter(|character| !character.is_ascii());
    let (arabic, all) = beyond.fold((0_usize, 0_usize), |(arabic, all), character| {
        (
            arabic + usize::from(matches!(character, '\u{060C}'..='\u{06FF}')),
            all + 1,
        )
    });
    // Two thirds: the rest are quotes, dashes and the odd Latin letter.
    all >= 2 && arabic * 3 >= all * 2
}

/// Length of the prefix that needs no look at each character.
///
/// Stops at control characters other than tab and line feed, and at the byte that starts U+FFFE
/// and U+FFFF (with their harmless neighbours, of which Arabic text has few).
fn plain_prefix(text: &str) -> usize {
    const BLOCK: usize = 64;
    let odd = |byte: u8| (byte < 0x20 && byte != b'\t' && byte != b'\n') || byte == 0xEF;
    let bytes = text.as_bytes();
    let mut at = 0;
    for block in bytes.chunks(BLOCK) {
        // Without an early exit this compiles to a few vector instructions.
        if block.iter().fold(false, |any, byte| any | odd(*byte)) {
            return at
                + block
                    .iter()
                    .position(|byte| odd(*byte))
                    .unwrap_or(block.len());
        }
        at += block.len();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Vec<Repair>) {
        let mut source = Text::new(bytes);
        let mut text = String::new();
        while source.read_into(&mut text) {}
        (text, source.repairs_before(u64::MAX))
    }

    fn kinds(repairs: &[Repair]) -> Vec<(RepairKind, u64)> {
        repairs
            .iter()
            .map(|repair| (repair.kind, repair.offset))
            .collect()
    }

    #[test]
    fn clean_text_is_left_alone() {
        let arabic = "<title>خبرٌ «أوّل» — ﷺ</title>\n";
        assert_eq!(read(arabic.as_bytes()), (arabic.to_owned(), vec![]));
    }

    #[test]
    fn a_byte_order_mark_vanishes() {
        assert_eq!(read("\u{FEFF}خبر".as_bytes()), ("خبر".to_owned(), vec![]));
    }

    #[test]
    fn undeclared_windows_1256_is_recognised_and_reported() {
        let (bytes, _, _) =
            WINDOWS_1256.encode("<?xml version=\"1.0\"?><title>صحيفة الأرشيف</title>");
        let (text, repairs) = read(&bytes);
        assert!(text.ends_with("<title>صحيفة الأرشيف</title>"));
        let kind = RepairKind::NotAsDeclared {
            declared: "UTF-8",
            read_as: "windows-1256",
        };
        assert_eq!(kinds(&repairs), [(kind, 0)]);
    }

    #[test]
    fn declared_windows_1256_is_no_repair() {
        let source = "<?xml version=\"1.0\" encoding='windows-1256'?><title>صحيفة</title>";
        let (bytes, _, _) = WINDOWS_1256.encode(source);
        assert_eq!(read(&bytes), (source.to_owned(), vec![]));
    }

    #[test]
    fn utf8_under_another_declaration_is_still_utf8() {
        let source = "<?xml version=\"1.0\" encoding=\"windows-1256\"?><title>صحيفة</title>";
        let (text, repairs) = read(source.as_bytes());
        assert_eq!(text, source);
        let kind = RepairKind::NotAsDeclared {
            declared: "windows-1256",
            read_as: "UTF-8",
        };
        assert_eq!(kinds(&repairs), [(kind, 0)]);
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        let source = "<?xml version=\"1.0\"?><title>صحيفة 📰</title>";
        let little: Vec<u8> = source.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&little), (source.to_owned(), vec![]));
        let big = [0xFE, 0xFF]
            .into_iter()
            .chain(source.encode_utf16().flat_map(u16::to_be_bytes));
        assert_eq!(read(&big.collect::<Vec<u8>>()), (source.to_owned(), vec![]));
    }

    #[test]
    fn half_a_character_becomes_one_replacement_and_is_reported() {
        let (text, repairs) = read(b"\xD8\xAE\xD8\xA8\xD8 \xD8\xB1");
        assert_eq!(text, "خب\u{FFFD} ر");
        assert_eq!(kinds(&repairs), [(RepairKind::InvalidBytes, 4)]);
    }

    #[test]
    fn control_characters_are_dropped_and_reported() {
        let (text, repairs) = read("a\0b\x0Bc\tد".as_bytes());
        assert!(text.starts_with("abc\t"));
        let kind = RepairKind::ControlCharacters;
        assert_eq!(kinds(&repairs)[..2], [(kind, 1), (kind, 3)]);
    }

    #[test]
    fn every_line_end_becomes_a_line_feed() {
        assert_eq!(read(b"a\r\nb\rc\r\r\nd\n").0, "a\nb\nc\n\nd\n");
    }

    #[test]
    fn places_lead_back_to_the_source() {
        let mut source = Text::new(&b"a\r\nb\x01\xFF\r\n<item>"[..]);
        let mut text = String::new();
        while source.read_into(&mut text) {}
        let item = text.find("<item>").expect("the item is there") as u64;
        assert_eq!(source.origin(item), 8);
        assert_eq!(source.origin(0), 0);
    }

    #[test]
    fn places_in_other_encodings_lead_back_to_the_source() {
        let utf16: Vec<u8> = "\u{FEFF}صحيفة\r\n\t<item>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let (cp1256, _, _) = WINDOWS_1256.encode("صحيفة الأرشيف\r\n\t<item>");
        for (bytes, offset) in [(utf16, 18), (cp1256.into_owned(), 16)] {
            let mut source = Text::new(bytes.as_slice());
            let mut text = String::new();
            while source.read_into(&mut text) {}
            let item = text.find("<item>").expect("the item is there") as u64;
            assert_eq!(source.origin(item), offset);
        }
    }

    #[test]
    fn characters_split_between_reads_are_joined() {
        struct Dribble<'a>(&'a [u8]);
        impl Read for Dribble<'_> {
            fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
                let Some((first, rest)) = self.0.split_first() else {
                    return Ok(0);
                };
                out[0] = *first;
                self.0 = rest;
                Ok(1)
            }
        }
        let mut source = Text::new(Dribble("خبر\r\nآخر".as_bytes()));
        let mut text = String::new();
        while source.read_into(&mut text) {}
        assert_eq!(text, "خبر\nآخر");
    }
}
