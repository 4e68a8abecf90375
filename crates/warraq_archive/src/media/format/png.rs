//! PNG and its animated form: kept are the chunks that make the picture look right, each no
//! longer than its purpose needs.

use std::io::{BufRead, Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use image::metadata::Orientation;

use super::{
    Facts, Frames, MAX_PROFILE_BYTES, Malformed, checked_profile, copy, exif_orientation, pixels,
    skip, take, take_vec,
};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// More than any camera writes; only the orientation is read from it.
const MAX_EXIF_BYTES: u64 = 1 << 20;

pub(in super::super) fn rewrite(
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> Result<Facts, Malformed> {
    if take(input)? != SIGNATURE {
        return Err(Malformed::Broken("no PNG signature"));
    }
    out.write_all(&SIGNATURE)?;

    let mut walk = Walk::default();
    match walk.chunks(input, out) {
        Ok(()) => {}
        Err(Malformed::Broken(_)) if walk.has_data => walk.flaw = Some("the picture breaks off"),
        Err(error) => return Err(error),
    }
    walk.facts()
}

#[derive(Default)]
struct Walk {
    header: Option<Header>,
    has_data: bool,
    frames: Frames,
    orientation: Option<Orientation>,
    profile: Option<Vec<u8>>,
    flaw: Option<&'static str>,
}

struct Header {
    width: u32,
    height: u32,
    depth: u8,
    colour: u8,
}

impl Walk {
    fn chunks(&mut self, input: &mut impl BufRead, out: &mut impl Write) -> Result<(), Malformed> {
        loop {
            let len = u32::from_be_bytes(take(input)?);
            let name: [u8; 4] = take(input)?;
            if len > i32::MAX as u32 {
                return Err(Malformed::Broken("a chunk of impossible length"));
            }
            match &name {
                b"IHDR" if self.header.is_none() && len == 13 => {
                    let data = take_vec(input, 13)?;
                    self.header = Some(Header::parse(&data)?);
                    skip(input, 4)?;
                    write_chunk(out, name, &data)?;
                }
                _ if self.header.is_none() => {
                    return Err(Malformed::Broken("no header at the start"));
                }
                b"iCCP" => self.colour_profile(input, len, out)?,
                b"eXIf" if u64::from(len) <= MAX_EXIF_BYTES => {
                    self.orientation = exif_orientation(&take_vec(input, len.into())?);
                    skip(input, 4)?;
                }
                b"fcTL" if len == 26 => {
                    let data = take_vec(input, 26)?;
                    if let Some(&[_, _, _, _, w3, w2, w1, w0, h3, h2, h1, h0]) = data.first_chunk()
                    {
                        self.frames.add(
                            u32::from_be_bytes([w3, w2, w1, w0]),
                            u32::from_be_bytes([h3, h2, h1, h0]),
                        );
                    }
                    skip(input, 4)?;
                    write_chunk(out, name, &data)?;
                }
                b"IEND" => {
                    write_chunk(out, name, &[])?;
                    return Ok(());
                }
                _ if kept(name, len) => {
                    self.has_data |= &name == b"IDAT";
                    self.copy_chunk(input, len, name, out)?;
                }
                _ => skip(input, u64::from(len) + 4)?,
            }
        }
    }

    fn copy_chunk(
        &mut self,
        input: &mut impl BufRead,
        len: u32,
        name: [u8; 4],
        out: &mut impl Write,
    ) -> Result<(), Malformed> {
        let mut crc = flate2::Crc::new();
        crc.update(&name);
        out.write_all(&len.to_be_bytes())?;
        out.write_all(&name)?;
        copy(input, out, len.into(), |run| crc.update(run))?;
        let stated: [u8; 4] = take(input)?;
        if u32::from_be_bytes(stated) != crc.sum() {
            self.flaw = Some("a checksum in it is wrong");
        }
        out.write_all(&stated)?;
        Ok(())
    }

    fn colour_profile(
        &mut self,
        input: &mut impl BufRead,
        len: u32,
        out: &mut impl Write,
    ) -> Result<(), Malformed> {
        if len as usize > MAX_PROFILE_BYTES || self.profile.is_some() {
            return Ok(skip(input, u64::from(len) + 4)?);
        }
        let data = take_vec(input, len.into())?;
        skip(input, 4)?;
        self.profile = inflate_profile(&data);
        if let Some(profile) = &self.profile {
            // Written anew, because the name and the tail of the chunk may carry anything.
            let mut data = b"icc\0\0".to_vec();
            let mut deflate = ZlibEncoder::new(&mut data, Compression::default());
            deflate.write_all(profile)?;
            deflate.finish()?;
            write_chunk(out, *b"iCCP", &data)?;
        }
        Ok(())
    }

    fn facts(self) -> Result<Facts, Malformed> {
        let Some(header) = self.header.filter(|_| self.has_data) else {
            return Err(Malformed::Broken("no picture in it"));
        };
        let mut facts = Facts::still(header.width, header.height);
        facts.decode_bytes = header.decode_bytes();
        if self.frames.count > 1 {
            facts.count(self.frames);
        }
        facts.orientation = self.orientation.unwrap_or(facts.orientation);
        facts.profile = self.profile;
        facts.flaw = self.flaw;
        Ok(facts)
    }
}

impl Header {
    fn parse(data: &[u8]) -> Result<Self, Malformed> {
        let Some(&[w3, w2, w1, w0, h3, h2, h1, h0, depth, colour]) = data.first_chunk() else {
            return Err(Malformed::Broken("a short header"));
        };
        let header = Self {
            width: u32::from_be_bytes([w3, w2, w1, w0]),
            height: u32::from_be_bytes([h3, h2, h1, h0]),
            depth,
            colour,
        };
        if header.width == 0 || header.height == 0 {
            return Err(Malformed::Broken("a picture without width or height"));
        }
        Ok(header)
    }

    /// Sixteen-bit samples are held together with their eight-bit form for a moment.
    fn decode_bytes(&self) -> u64 {
        let channels = match self.colour {
            // Grey, and grey that is or may be transparent.
            0 | 4 => 2,
            _ => 4,
        };
        let samples = pixels(self.width, self.height).saturating_mul(channels);
        if self.depth == 16 {
            samples.saturating_mul(3)
        } else {
            samples
        }
    }
}

/// Whether a chunk is part of the picture and no longer than its kind can be.
fn kept(name: [u8; 4], len: u32) -> bool {
    let longest = match &name {
        b"IDAT" | b"fdAT" => u32::MAX,
        b"PLTE" => 768,
        b"tRNS" => 256,
        b"cHRM" => 32,
        b"mDCV" => 24,
        b"pHYs" => 9,
        b"acTL" | b"cLLI" => 8,
        b"bKGD" => 6,
        b"gAMA" | b"sBIT" | b"cICP" => 4,
        b"sRGB" => 1,
        _ => return false,
    };
    len <= longest
}

/// The profile in an `iCCP` chunk; `None` if it is broken or inflates beyond what is bearable.
fn inflate_profile(chunk: &[u8]) -> Option<Vec<u8>> {
    let name = chunk.iter().take(80).position(|&byte| byte == 0)?;
    let deflated = chunk.get(name + 2..)?;
    let mut profile = Vec::new();
    ZlibDecoder::new(deflated)
        .take(MAX_PROFILE_BYTES as u64 + 1)
        .read_to_end(&mut profile)
        .ok()?;
    checked_profile(profile)
}

fn write_chunk(out: &mut impl Write, name: [u8; 4], data: &[u8]) -> Result<(), Malformed> {
    let len = u32::try_from(data.len()).map_err(|_| Malformed::Broken("a chunk too long"))?;
    let mut crc = flate2::Crc::new();
    crc.update(&name);
    crc.update(data);
    out.write_all(&len.to_be_bytes())?;
    out.write_all(&name)?;
    out.write_all(data)?;
    out.write_all(&crc.sum().to_be_bytes())?;
    Ok(())
}
