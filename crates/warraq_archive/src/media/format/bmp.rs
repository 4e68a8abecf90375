//! BMP, which old sites still have: it holds no metadata, only what may follow its end.

use std::io::{BufRead, Write};

use super::{Facts, Malformed, copy, pixels, take};

/// The smallest header that states 32-bit dimensions.
const INFO_HEADER: u32 = 40;

pub(in super::super) fn rewrite(
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> Result<Facts, Malformed> {
    let file_header: [u8; 14] = take(input)?;
    let info: [u8; 20] = take(input)?;
    let [b, m, s0, s1, s2, s3, ..] = file_header;
    let [
        n0,
        n1,
        n2,
        n3,
        w0,
        w1,
        w2,
        w3,
        h0,
        h1,
        h2,
        h3,
        _,
        _,
        _,
        _,
        c0,
        c1,
        c2,
        c3,
    ] = info;
    if [b, m] != *b"BM" || u32::from_le_bytes([n0, n1, n2, n3]) < INFO_HEADER {
        return Err(Malformed::Broken("no BMP header"));
    }
    // Higher values embed a JPEG or a PNG, with its metadata.
    if u32::from_le_bytes([c0, c1, c2, c3]) > 3 {
        return Err(Malformed::Broken("a compression that is not shown"));
    }
    let width = i32::from_le_bytes([w0, w1, w2, w3]).unsigned_abs();
    let height = i32::from_le_bytes([h0, h1, h2, h3]).unsigned_abs();
    if width == 0 || height == 0 {
        return Err(Malformed::Broken("a picture without width or height"));
    }
    out.write_all(&file_header)?;
    out.write_all(&info)?;
    let size = u64::from(u32::from_le_bytes([s0, s1, s2, s3]));
    let mut facts = Facts::still(width, height);
    facts.decode_bytes = 4 * pixels(width, height);
    if let Err(error) = copy(input, out, size.saturating_sub(34), |_| ()) {
        match Malformed::from(error) {
            Malformed::Broken(_) => facts.flaw = Some("the picture breaks off"),
            error => return Err(error),
        }
    }
    Ok(facts)
}
