//! JPEG: kept are the tables, frames and scans, the colour profile, the JFIF density and Adobe's
//! colour mark. Everything else in an application segment or a comment goes, and what follows
//! the end of the picture.

use std::io::{BufRead, Write};

use super::{
    Facts, MAX_PROFILE_BYTES, Malformed, checked_profile, exif_orientation, take, take_vec,
};

/// Scans beyond which a progressive picture is an attack: encoders write about ten.
const MAX_SCANS: u32 = 100;
/// Payload of one profile segment: 65,533 less the signature and the two counters.
const PROFILE_SEGMENT: usize = 65_519;
const PROFILE_SIGNATURE: &[u8] = b"ICC_PROFILE\0";

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const DNL: u8 = 0xdc;
const DRI: u8 = 0xdd;
const DQT: u8 = 0xdb;
const DHT: u8 = 0xc4;
const DAC: u8 = 0xcc;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;

pub(in super::super) fn rewrite(
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> Result<Facts, Malformed> {
    if take(input)? != [0xff, SOI] {
        return Err(Malformed::Broken("no JPEG signature"));
    }
    out.write_all(&[0xff, SOI])?;

    let mut walk = Walk::default();
    let flaw = match walk.segments(input, out) {
        Ok(()) => None,
        // A picture whose end is missing is shown as far as it goes, and properly closed.
        Err(Malformed::Broken(_)) if walk.scans > 0 => Some("the picture breaks off"),
        Err(error) => return Err(error),
    };
    out.write_all(&[0xff, EOI])?;
    walk.facts(flaw)
}

#[derive(Default)]
struct Walk {
    frame: Option<Frame>,
    scans: u32,
    /// Whether the decoder must hold the whole picture as coefficients.
    buffered: bool,
    orientation: Option<image::metadata::Orientation>,
    adobe: Option<Vec<u8>>,
    profile_parts: Vec<(u8, Vec<u8>)>,
    profile: Option<Vec<u8>>,
}

struct Frame {
    width: u16,
    height: u16,
    progressive: bool,
    /// Horizontal and vertical sampling of each component.
    sampling: Vec<(u8, u8)>,
}

impl Walk {
    fn segments(
        &mut self,
        input: &mut impl BufRead,
        out: &mut impl Write,
    ) -> Result<(), Malformed> {
        let mut next = None;
        loop {
            let marker = match next.take() {
                Some(marker) => marker,
                None => find_marker(input)?,
            };
            match marker {
                EOI => return Ok(()),
                SOI | 0x01 | 0xd0..=0xd7 => {}
                SOS => {
                    self.start_scan(input, out)?;
                    next = Some(copy_entropy(input, out)?);
                }
                _ => self.segment(marker, input, out)?,
            }
        }
    }

    fn segment(
        &mut self,
        marker: u8,
        input: &mut impl BufRead,
        out: &mut impl Write,
    ) -> Result<(), Malformed> {
        let payload = payload(input)?;
        match marker {
            DQT | DHT | DAC | DRI | DNL => write_segment(out, marker, &[&payload])?,
            0xc0..=0xcf => {
                if self.frame.is_some() {
                    return Err(Malformed::Broken("a second frame"));
                }
                let frame = Frame::parse(marker, &payload)?;
                // Before the frame, where decoders look for it.
                if let Some(adobe) = self.adobe.take() {
                    frame.write_adobe(&adobe, out)?;
                }
                self.frame = Some(frame);
                write_segment(out, marker, &[&payload])?;
            }
            APP0 if payload.starts_with(b"JFIF\0") && payload.len() >= 12 => {
                // Version and density stay; the thumbnail after them goes.
                write_segment(out, marker, &[&payload[..12], &[0, 0]])?;
            }
            APP1 if payload.starts_with(b"Exif\0\0") && self.orientation.is_none() => {
                self.orientation = exif_orientation(&payload);
            }
            APP2 if payload.starts_with(PROFILE_SIGNATURE) && payload.len() > 14 => {
                let held: usize = self.profile_parts.iter().map(|(_, part)| part.len()).sum();
                if held + payload.len() <= MAX_PROFILE_BYTES {
                    self.profile_parts
                        .push((payload[12], payload[14..].to_vec()));
                }
            }
            APP14 if payload.starts_with(b"Adobe") && payload.len() >= 12 => match &self.frame {
                Some(frame) => frame.write_adobe(&payload, out)?,
                None => self.adobe = Some(payload),
            },
            _ => {}
        }
        Ok(())
    }

    fn start_scan(
        &mut self,
        input: &mut impl BufRead,
        out: &mut impl Write,
    ) -> Result<(), Malformed> {
        let Some(frame) = &self.frame else {
            return Err(Malformed::Broken("a scan before the frame"));
        };
        let header = payload(input)?;
        let components = usize::from(*header.first().unwrap_or(&0));
        if self.scans == 0 {
            self.buffered = frame.progressive || components < frame.sampling.len();
            self.profile = assemble(std::mem::take(&mut self.profile_parts));
            if let Some(profile) = &self.profile {
                write_profile(out, profile)?;
            }
        }
        self.scans += 1;
        if self.scans > MAX_SCANS {
            return Err(Malformed::Hostile("more than 100 scans"));
        }
        write_segment(out, SOS, &[&header])?;
        Ok(())
    }

    fn facts(self, flaw: Option<&'static str>) -> Result<Facts, Malformed> {
        let Some(frame) = self.frame.filter(|_| self.scans > 0) else {
            return Err(Malformed::Broken("no picture in it"));
        };
        let mut facts = Facts::still(frame.width.into(), frame.height.into());
        facts.decode_bytes = frame.decode_bytes(self.buffered);
        facts.orientation = self.orientation.unwrap_or(facts.orientation);
        facts.profile = self.profile;
        facts.flaw = flaw;
        Ok(facts)
    }
}

impl Frame {
    fn parse(marker: u8, payload: &[u8]) -> Result<Self, Malformed> {
        let (Some(&[_, h1, h0, w1, w0, count]), Some(components)) =
            (payload.first_chunk(), payload.get(6..))
        else {
            return Err(Malformed::Broken("a short frame header"));
        };
        let frame = Self {
            width: u16::from_be_bytes([w1, w0]),
            height: u16::from_be_bytes([h1, h0]),
            progressive: matches!(marker & 0x03, 0x02),
            sampling: components
                .chunks_exact(3)
                .map(|c| (c[1] >> 4, c[1] & 0x0f))
                .collect(),
        };
        if frame.width == 0 || frame.height == 0 {
            return Err(Malformed::Broken("a picture without width or height"));
        }
        if frame.sampling.len() != usize::from(count)
            || frame
                .sampling
                .iter()
                .any(|&(h, v)| !(1..=4).contains(&h) || !(1..=4).contains(&v))
        {
            return Err(Malformed::Broken("impossible components"));
        }
        Ok(frame)
    }

    /// Writes Adobe's mark, which says how colours are coded; an impossible value is written as
    /// what everyone takes it for.
    fn write_adobe(&self, payload: &[u8], out: &mut impl Write) -> Result<(), Malformed> {
        let (mark, coding) = (&payload[..11], payload[11]);
        let coding = match (self.sampling.len(), coding) {
            (3 | 4, 0) => 0,
            (3, _) => 1,
            (4, _) => 2,
            _ => return Ok(()),
        };
        write_segment(out, APP14, &[mark, &[coding]])
    }

    /// The decoder holds one byte a sample of the result and, if it must wait for later scans,
    /// two bytes a coefficient of each component.
    fn decode_bytes(&self, buffered: bool) -> u64 {
        let area = u64::from(self.width) * u64::from(self.height);
        let result = area * self.sampling.len() as u64;
        if !buffered {
            return result;
        }
        let (h_max, v_max) = self
            .sampling
            .iter()
            .fold((1, 1), |(h, v), s| (h.max(s.0), v.max(s.1)));
        let share: u64 = self
            .sampling
            .iter()
            .map(|&(h, v)| u64::from(h) * u64::from(v))
            .sum();
        result + 2 * area * share / (u64::from(h_max) * u64::from(v_max))
    }
}

fn assemble(mut parts: Vec<(u8, Vec<u8>)>) -> Option<Vec<u8>> {
    parts.sort_by_key(|(number, _)| *number);
    checked_profile(parts.into_iter().flat_map(|(_, part)| part).collect())
}

fn write_profile(out: &mut impl Write, profile: &[u8]) -> Result<(), Malformed> {
    // `MAX_PROFILE_BYTES` is less than 255 segments hold.
    let parts = profile.chunks(PROFILE_SEGMENT);
    let count = u8::try_from(parts.len()).unwrap_or(u8::MAX);
    for (number, part) in (1..=count).zip(parts) {
        write_segment(out, APP2, &[PROFILE_SIGNATURE, &[number, count], part])?;
    }
    Ok(())
}

/// The next marker, over whatever lies before it.
fn find_marker(input: &mut impl BufRead) -> Result<u8, Malformed> {
    loop {
        while take(input)? != [0xff] {}
        let mut marker = 0xff;
        while marker == 0xff {
            [marker] = take(input)?;
        }
        if marker != 0 {
            return Ok(marker);
        }
    }
}

fn payload(input: &mut impl BufRead) -> Result<Vec<u8>, Malformed> {
    let len = u64::from(u16::from_be_bytes(take(input)?));
    let len = len
        .checked_sub(2)
        .ok_or(Malformed::Broken("a segment shorter than its length"))?;
    Ok(take_vec(input, len)?)
}

fn write_segment(out: &mut impl Write, marker: u8, parts: &[&[u8]]) -> Result<(), Malformed> {
    let len = 2 + parts.iter().map(|part| part.len()).sum::<usize>();
    let len = u16::try_from(len).map_err(|_| Malformed::Broken("a segment longer than 65,535"))?;
    out.write_all(&[0xff, marker])?;
    out.write_all(&len.to_be_bytes())?;
    for part in parts {
        out.write_all(part)?;
    }
    Ok(())
}

/// Copies compressed data up to the next marker that is not part of it, and returns that marker.
fn copy_entropy(input: &mut impl BufRead, out: &mut impl Write) -> Result<u8, Malformed> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Err(Malformed::Broken("the file ends too early"));
        }
        let run = buffer
            .iter()
            .position(|&byte| byte == 0xff)
            .unwrap_or(buffer.len());
        out.write_all(&buffer[..run])?;
        let at_marker = run < buffer.len();
        input.consume(run);
        if !at_marker {
            continue;
        }
        let mut marker = 0xff;
        while marker == 0xff {
            [marker] = take(input)?;
        }
        match marker {
            0 | 0xd0..=0xd7 => out.write_all(&[0xff, marker])?,
            _ => return Ok(marker),
        }
    }
}
