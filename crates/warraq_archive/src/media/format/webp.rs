//! WebP: kept are the picture, its transparency, its animation and its colour profile.

use std::io::{BufRead, Seek, SeekFrom, Write};

use image::metadata::Orientation;

use super::{
    Facts, Frames, MAX_PROFILE_BYTES, Malformed, checked_profile, copy, exif_orientation, take,
    take_vec,
};

/// Bits of the extended header that promise metadata.
const EXIF_FLAG: u8 = 0x08;
const XMP_FLAG: u8 = 0x04;
const PROFILE_FLAG: u8 = 0x20;
/// More than any camera writes; only the orientation is read from it.
const MAX_EXIF_BYTES: u32 = 1 << 20;
const FRAME_HEADER: u32 = 16;

/// Walks twice, because the size of the whole stands at the start.
pub(in super::super) fn rewrite(
    input: &mut (impl BufRead + Seek),
    out: &mut impl Write,
) -> Result<Facts, Malformed> {
    let container: [u8; 4] = take(input)?;
    let stated = u64::from(u32::from_le_bytes(take(input)?)) + 8;
    let form: [u8; 4] = take(input)?;
    if &container != b"RIFF" || &form != b"WEBP" {
        return Err(Malformed::Broken("no WebP signature"));
    }
    let chunks = input.stream_position()?;
    let end = input.seek(SeekFrom::End(0))?.min(stated);
    input.seek(SeekFrom::Start(chunks))?;

    let mut walk = Walk::default();
    walk.plan(input, end)?;
    walk.write(input, out)?;
    walk.facts()
}

#[derive(Default)]
struct Walk {
    kept: Vec<Chunk>,
    canvas: Option<(u32, u32)>,
    frame: Option<(u32, u32)>,
    frames: Frames,
    orientation: Option<Orientation>,
    profile: Option<Vec<u8>>,
}

/// A chunk that stays: where its data stands in the source, or what is written in its place.
struct Chunk {
    name: [u8; 4],
    data: Data,
}

enum Data {
    At(u64, u32),
    Instead(Vec<u8>),
    /// A frame of an animation: its header, and its own chunks.
    Frame([u8; FRAME_HEADER as usize], Vec<Chunk>),
}

impl Walk {
    fn plan(&mut self, input: &mut (impl BufRead + Seek), end: u64) -> Result<(), Malformed> {
        loop {
            let at = input.stream_position()?;
            if at + 8 > end {
                return Ok(());
            }
            let name: [u8; 4] = take(input)?;
            let len = u32::from_le_bytes(take(input)?);
            let next = at + 8 + u64::from(len) + u64::from(len & 1);
            if at + 8 + u64::from(len) > end {
                return Err(Malformed::Broken("the file ends too early"));
            }
            match &name {
                b"VP8X" if len >= 10 => {
                    let mut data: [u8; 10] = take(input)?;
                    data[0] &= !(EXIF_FLAG | XMP_FLAG | PROFILE_FLAG);
                    let [_, _, _, _, w0, w1, w2, h0, h1, h2] = data;
                    self.canvas = Some((
                        u32::from_le_bytes([w0, w1, w2, 0]) + 1,
                        u32::from_le_bytes([h0, h1, h2, 0]) + 1,
                    ));
                    self.keep(name, Data::Instead(data.to_vec()));
                }
                b"ICCP" if len as usize <= MAX_PROFILE_BYTES && self.profile.is_none() => {
                    self.profile = checked_profile(take_vec(input, len.into())?);
                    if self.profile.is_some() {
                        self.keep(name, Data::At(at + 8, len));
                    }
                }
                b"EXIF" if len <= MAX_EXIF_BYTES => {
                    self.orientation = exif_orientation(&take_vec(input, len.into())?);
                }
                b"ANIM" if len == 6 => self.keep(name, Data::At(at + 8, len)),
                b"ALPH" => self.keep(name, Data::At(at + 8, len)),
                b"VP8 " | b"VP8L" => {
                    let size = bitstream_size(name, input)?;
                    self.frame.get_or_insert(size);
                    self.frames.add(size.0, size.1);
                    self.keep(name, Data::At(at + 8, len));
                }
                b"ANMF" if len >= FRAME_HEADER => self.animation_frame(input, next)?,
                _ => {}
            }
            input.seek(SeekFrom::Start(next))?;
        }
    }

    fn animation_frame(
        &mut self,
        input: &mut (impl BufRead + Seek),
        end: u64,
    ) -> Result<(), Malformed> {
        let header: [u8; FRAME_HEADER as usize] = take(input)?;
        let mut chunks = Vec::new();
        loop {
            let at = input.stream_position()?;
            if at + 8 > end {
                break;
            }
            let name: [u8; 4] = take(input)?;
            let len = u32::from_le_bytes(take(input)?);
            let next = at + 8 + u64::from(len) + u64::from(len & 1);
            if matches!(&name, b"ALPH" | b"VP8 " | b"VP8L") && next <= end {
                if &name != b"ALPH" {
                    let size = bitstream_size(name, input)?;
                    self.frames.add(size.0, size.1);
                }
                chunks.push(Chunk {
                    name,
                    data: Data::At(at + 8, len),
                });
            }
            input.seek(SeekFrom::Start(next))?;
        }
        self.keep(*b"ANMF", Data::Frame(header, chunks));
        Ok(())
    }

    fn keep(&mut self, name: [u8; 4], data: Data) {
        self.kept.push(Chunk { name, data });
    }

    fn write(
        &mut self,
        input: &mut (impl BufRead + Seek),
        out: &mut impl Write,
    ) -> Result<(), Malformed> {
        if self.profile.is_some()
            && let Some(Chunk {
                data: Data::Instead(header),
                ..
            }) = self.kept.first_mut()
            && let Some(flags) = header.first_mut()
        {
            *flags |= PROFILE_FLAG;
        }
        let size = 4 + self.kept.iter().map(Chunk::written).sum::<u64>();
        let size = u32::try_from(size).map_err(|_| Malformed::Broken("larger than WebP can be"))?;
        out.write_all(b"RIFF")?;
        out.write_all(&size.to_le_bytes())?;
        out.write_all(b"WEBP")?;
        for chunk in &self.kept {
            chunk.write(input, out)?;
        }
        Ok(())
    }

    fn facts(self) -> Result<Facts, Malformed> {
        let Some((width, height)) = self.canvas.or(self.frame).filter(|_| self.frames.count > 0)
        else {
            return Err(Malformed::Broken("no picture in it"));
        };
        let mut facts = Facts::still(width, height);
        facts.count(self.frames);
        // Result, planes and a copy without transparency.
        facts.decode_bytes = 8 * facts.largest;
        facts.orientation = self.orientation.unwrap_or(facts.orientation);
        facts.profile = self.profile;
        Ok(facts)
    }
}

impl Chunk {
    fn len(&self) -> u64 {
        match &self.data {
            Data::At(_, len) => u64::from(*len),
            Data::Instead(bytes) => bytes.len() as u64,
            Data::Frame(_, chunks) => {
                u64::from(FRAME_HEADER) + chunks.iter().map(Self::written).sum::<u64>()
            }
        }
    }

    /// Bytes with the header and the padding.
    fn written(&self) -> u64 {
        8 + self.len() + (self.len() & 1)
    }

    fn write(
        &self,
        input: &mut (impl BufRead + Seek),
        out: &mut impl Write,
    ) -> Result<(), Malformed> {
        let len =
            u32::try_from(self.len()).map_err(|_| Malformed::Broken("larger than WebP can be"))?;
        out.write_all(&self.name)?;
        out.write_all(&len.to_le_bytes())?;
        match &self.data {
            Data::At(at, len) => {
                input.seek(SeekFrom::Start(*at))?;
                copy(input, out, u64::from(*len), |_| ())?;
            }
            Data::Instead(bytes) => out.write_all(bytes)?,
            Data::Frame(header, chunks) => {
                out.write_all(header)?;
                for chunk in chunks {
                    chunk.write(input, out)?;
                }
            }
        }
        if len & 1 == 1 {
            out.write_all(&[0])?;
        }
        Ok(())
    }
}

/// Width and height at the start of a lossy or lossless bitstream.
fn bitstream_size(name: [u8; 4], input: &mut impl BufRead) -> Result<(u32, u32), Malformed> {
    if &name == b"VP8L" {
        let [signature, b0, b1, b2, b3] = take(input)?;
        if signature != 0x2f {
            return Err(Malformed::Broken("no lossless signature"));
        }
        let bits = u32::from_le_bytes([b0, b1, b2, b3]);
        return Ok(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1));
    }
    let [_, _, _, s0, s1, s2, w0, w1, h0, h1] = take(input)?;
    if [s0, s1, s2] != [0x9d, 0x01, 0x2a] {
        return Err(Malformed::Broken("no lossy signature"));
    }
    let size = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    match (size(w0, w1), size(h0, h1)) {
        (0, _) | (_, 0) => Err(Malformed::Broken("a picture without width or height")),
        size => Ok(size),
    }
}
