//! GIF: kept are the frames, their timing and the number of loops. Comments, plain text and
//! every other application's blocks go, and what follows the trailer.

use std::io::{BufRead, Write};

use super::{Facts, Frames, Malformed, copy, skip, take, take_vec};

const IMAGE: u8 = 0x2c;
const EXTENSION: u8 = 0x21;
const TRAILER: u8 = 0x3b;
const GRAPHIC_CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;

pub(in super::super) fn rewrite(
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> Result<Facts, Malformed> {
    let signature: [u8; 6] = take(input)?;
    if &signature != b"GIF87a" && &signature != b"GIF89a" {
        return Err(Malformed::Broken("no GIF signature"));
    }
    let screen: [u8; 7] = take(input)?;
    let [w0, w1, h0, h1, flags, _, _] = screen;
    out.write_all(&signature)?;
    out.write_all(&screen)?;
    copy(input, out, colour_table_bytes(flags), |_| ())?;

    let mut facts = Facts::still(
        u16::from_le_bytes([w0, w1]).into(),
        u16::from_le_bytes([h0, h1]).into(),
    );
    let mut frames = Frames::default();
    match blocks(input, out, &mut frames) {
        Ok(()) => {}
        Err(Malformed::Broken(_)) if frames.count > 0 => {
            facts.flaw = Some("the picture breaks off");
        }
        Err(error) => return Err(error),
    }
    if frames.count == 0 || facts.stored.0 == 0 || facts.stored.1 == 0 {
        return Err(Malformed::Broken("no picture in it"));
    }
    out.write_all(&[TRAILER])?;
    facts.count(frames);
    // The decoder may hold a frame beside the canvas, four bytes a pixel each.
    facts.decode_bytes = 8 * facts.largest;
    Ok(facts)
}

fn blocks(
    input: &mut impl BufRead,
    out: &mut impl Write,
    frames: &mut Frames,
) -> Result<(), Malformed> {
    loop {
        match take(input)? {
            [IMAGE] => {
                let descriptor: [u8; 9] = take(input)?;
                let [_, _, _, _, w0, w1, h0, h1, flags] = descriptor;
                // The colour table and the size of the first code.
                let table = take_vec(input, colour_table_bytes(flags) + 1)?;
                frames.add(
                    u16::from_le_bytes([w0, w1]).into(),
                    u16::from_le_bytes([h0, h1]).into(),
                );
                out.write_all(&[IMAGE])?;
                out.write_all(&descriptor)?;
                out.write_all(&table)?;
                copy_sub_blocks(input, out)?;
            }
            [EXTENSION] => extension(input, out)?,
            [TRAILER] => return Ok(()),
            _ => return Err(Malformed::Broken("an unknown block")),
        }
    }
}

fn extension(input: &mut impl BufRead, out: &mut impl Write) -> Result<(), Malformed> {
    let [label] = take(input)?;
    let [len] = take(input)?;
    match (label, len) {
        (GRAPHIC_CONTROL, 4) => {
            let control: [u8; 4] = take(input)?;
            out.write_all(&[EXTENSION, label, len])?;
            out.write_all(&control)?;
            out.write_all(&[0])?;
            skip_sub_blocks(input)
        }
        (APPLICATION, 11) => {
            let application: [u8; 11] = take(input)?;
            if &application != b"NETSCAPE2.0" && &application != b"ANIMEXTS1.0" {
                return skip_sub_blocks(input);
            }
            match take(input)? {
                [0] => Ok(()),
                [3] => {
                    let loops: [u8; 3] = take(input)?;
                    out.write_all(&[EXTENSION, label, len])?;
                    out.write_all(&application)?;
                    out.write_all(&[3])?;
                    out.write_all(&loops)?;
                    out.write_all(&[0])?;
                    skip_sub_blocks(input)
                }
                [len] => {
                    skip(input, len.into())?;
                    skip_sub_blocks(input)
                }
            }
        }
        (_, 0) => Ok(()),
        _ => {
            skip(input, len.into())?;
            skip_sub_blocks(input)
        }
    }
}

/// Copies sub-blocks up to the empty one that ends them, which is written in any case.
fn copy_sub_blocks(input: &mut impl BufRead, out: &mut impl Write) -> Result<(), Malformed> {
    loop {
        let block = take(input).and_then(|[len]: [u8; 1]| take_vec(input, len.into()));
        let block = match block {
            Ok(block) => block,
            Err(error) => {
                out.write_all(&[0])?;
                return Err(error.into());
            }
        };
        let len = u8::try_from(block.len()).unwrap_or(u8::MAX);
        out.write_all(&[len])?;
        out.write_all(&block)?;
        if len == 0 {
            return Ok(());
        }
    }
}

fn skip_sub_blocks(input: &mut impl BufRead) -> Result<(), Malformed> {
    copy_sub_blocks(input, &mut std::io::sink())
}

/// Bytes of the colour table that the flags of a screen or a frame announce.
fn colour_table_bytes(flags: u8) -> u64 {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 0x07) + 1)
    }
}
