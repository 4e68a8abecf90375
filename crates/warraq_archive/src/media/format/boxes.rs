//! The ISO container of AVIF, HEIC, MP4 and QuickTime.
//!
//! Everything in it is found by its place in the file, so nothing may move: what is private is
//! overwritten where it stands. A picture's metadata are items of their own, a film's stand in
//! user data beside the tracks.

use std::io::{BufRead, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use image::metadata::Orientation;

use super::{Facts, Malformed, copy, skip, take, take_vec};

/// Descriptions of a picture's parts take some kilobytes.
const MAX_ITEMS_BYTES: u64 = 4 << 20;
/// A film of two hours has an index of about 5 MB.
const MAX_INDEX_BYTES: u64 = 64 << 20;

/// Marks of a place, a device or an owner in a film's user data.
const PRIVATE_MARKS: [&[u8]; 8] = [
    b"\xa9xyz",
    b"loci",
    b"location",
    b"GPS",
    b"\xa9mak",
    b"\xa9mod",
    b"quicktime.m",
    b"xmpmeta",
];

/// Copies an AVIF or HEIC picture, its EXIF and XMP items overwritten.
pub(in super::super) fn rewrite_picture(
    input: &mut (impl BufRead + Seek),
    out: &mut impl Write,
) -> Result<Facts, Malformed> {
    let mut picture = None;
    let mut private = Vec::new();
    let end = each_box(input, |input, found| {
        match &found.name {
            b"meta" => {
                let items = Items::parse(&found.content(input, MAX_ITEMS_BYTES)?)
                    .ok_or(Malformed::Broken("a description that leads nowhere"))?;
                private.extend(items.private(found.data.start));
                picture = Some(items);
            }
            b"ftyp" | b"mdat" | b"moov" => {}
            _ => private.push(found.hollow()),
        }
        Ok(())
    })?;
    let (width, height, orientation) = picture
        .and_then(|items| items.primary())
        .ok_or(Malformed::Broken("no picture in it"))?;
    input.rewind()?;
    copy_without(input, out, end, private)?;
    let mut facts = Facts::still(width, height);
    facts.orientation = orientation;
    Ok(facts)
}

/// Whether a film says where it was shot, with what or by whom.
pub(in super::super) fn film_is_private(
    input: &mut (impl BufRead + Seek),
) -> Result<bool, Malformed> {
    let mut marked = false;
    let described = |bytes: &[u8]| {
        PRIVATE_MARKS
            .iter()
            .any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
    };
    each_box(input, |input, found| {
        match &found.name {
            b"moov" => {
                let index = found.content(input, MAX_INDEX_BYTES)?;
                marked |= user_data(&index)
                    .into_iter()
                    .any(|range| described(&index[range]));
            }
            b"meta" | b"uuid" | b"udta" => {
                marked |= described(&found.content(input, MAX_ITEMS_BYTES)?);
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(marked)
}

/// Copies a film without its user data.
pub(in super::super) fn rewrite_film(
    input: &mut (impl BufRead + Seek),
    out: &mut impl Write,
) -> Result<(), Malformed> {
    let mut private = Vec::new();
    let end = each_box(input, |input, found| {
        match &found.name {
            b"moov" => {
                let index = found.content(input, MAX_INDEX_BYTES)?;
                private.extend(user_data(&index).into_iter().map(|range| {
                    let place = |at: usize| found.data.start + at as u64;
                    Overwrite::hollow(place(range.start)..place(range.end))
                }));
            }
            b"meta" | b"uuid" | b"udta" => private.push(found.hollow()),
            _ => {}
        }
        Ok(())
    })?;
    input.rewind()?;
    copy_without(input, out, end, private)
}

/// A box at the top of the file.
struct TopBox {
    name: [u8; 4],
    whole: Range<u64>,
    data: Range<u64>,
}

impl TopBox {
    fn content(&self, input: &mut impl BufRead, most: u64) -> Result<Vec<u8>, Malformed> {
        let len = self.data.end - self.data.start;
        if len > most {
            return Err(Malformed::Broken("a description larger than any"));
        }
        Ok(take_vec(input, len)?)
    }

    fn hollow(&self) -> Overwrite {
        Overwrite::hollow(self.whole.clone())
    }
}

/// Visits the boxes at the top of a file, the input standing at the content of each, and returns
/// where the last one ends. What follows it is not part of the file.
fn each_box<I: BufRead + Seek>(
    input: &mut I,
    mut visit: impl FnMut(&mut I, &TopBox) -> Result<(), Malformed>,
) -> Result<u64, Malformed> {
    let len = input.seek(SeekFrom::End(0))?;
    let mut at = 0;
    while at + 8 <= len {
        input.seek(SeekFrom::Start(at))?;
        let short = u32::from_be_bytes(take(input)?);
        let name = take(input)?;
        let (header, size) = match short {
            0 => (8, len - at),
            1 => (16, u64::from_be_bytes(take(input)?)),
            _ => (8, u64::from(short)),
        };
        let plain = name
            .iter()
            .all(|&byte| byte.is_ascii_graphic() || byte == b' ' || byte > 0x7f);
        if !plain || size < header || size > len - at {
            break;
        }
        let found = TopBox {
            name,
            whole: at..at + size,
            data: at + header..at + size,
        };
        visit(input, &found)?;
        at += size;
    }
    if at == 0 {
        Err(Malformed::Broken("no container"))
    } else {
        Ok(at)
    }
}

/// Bytes that are written instead of what stands there.
struct Overwrite {
    place: Range<u64>,
    /// The first of them; zeros follow.
    with: &'static [u8],
}

impl Overwrite {
    /// Makes a box one that readers pass over, and empties it.
    fn hollow(whole: Range<u64>) -> Self {
        Self {
            place: whole.start + 4..whole.end,
            with: b"free",
        }
    }
}

fn copy_without(
    input: &mut impl BufRead,
    out: &mut impl Write,
    end: u64,
    mut private: Vec<Overwrite>,
) -> Result<(), Malformed> {
    private.sort_by_key(|overwrite| overwrite.place.start);
    let mut at = 0;
    for Overwrite { place, with } in private {
        let (start, stop) = (place.start.clamp(at, end), place.end.clamp(at, end));
        copy(input, out, start - at, |_| ())?;
        skip(input, stop - start)?;
        // Of overlapping ones, the first has its say.
        let head = if start == place.start { with } else { &[] };
        let head = &head[..head
            .len()
            .min(usize::try_from(stop - start).unwrap_or(usize::MAX))];
        out.write_all(head)?;
        let zeros = stop - start - head.len() as u64;
        std::io::copy(&mut std::io::repeat(0).take(zeros), out)?;
        at = stop;
    }
    copy(input, out, end - at, |_| ())?;
    Ok(())
}

/// The items that a `meta` box describes.
#[derive(Default)]
struct Items {
    primary: u64,
    /// Number, and where the type stands in the box, up to the end of the entry.
    metadata: Vec<(u64, Range<usize>)>,
    /// Number and place of parts: in the file, or in the `idat` box.
    places: Vec<(u64, bool, Range<u64>)>,
    properties: Vec<Property>,
    /// Numbers of items and the numbers of their properties, from 1.
    associations: Vec<(u64, u64)>,
    idat: Option<Range<usize>>,
}

enum Property {
    Size(u32, u32),
    Turned(u8),
    Other,
}

impl Items {
    fn parse(meta: &[u8]) -> Option<Self> {
        let mut items = Self::default();
        // Version and flags come first.
        for (name, _, data) in boxes(meta, 4..meta.len()) {
            let mut fields = Fields::new(meta, data.clone());
            match &name {
                b"pitm" => {
                    let version = fields.version()?;
                    items.primary = fields.number(if version == 0 { 2 } else { 4 })?;
                }
                b"iinf" => {
                    let version = fields.version()?;
                    fields.number(if version == 0 { 2 } else { 4 })?;
                    items.parse_entries(meta, fields.at..data.end)?;
                }
                b"iloc" => items.parse_places(&mut fields)?,
                b"iprp" => {
                    for (name, _, data) in boxes(meta, data) {
                        match &name {
                            b"ipco" => items.parse_properties(meta, data)?,
                            b"ipma" => items.parse_associations(&mut Fields::new(meta, data))?,
                            _ => {}
                        }
                    }
                }
                b"idat" => items.idat = Some(data),
                _ => {}
            }
        }
        Some(items)
    }

    fn parse_entries(&mut self, meta: &[u8], entries: Range<usize>) -> Option<()> {
        for (_, _, data) in boxes(meta, entries) {
            let mut fields = Fields::new(meta, data.clone());
            let item = match fields.version()? {
                2 => fields.number(2)?,
                3 => fields.number(4)?,
                _ => continue,
            };
            fields.number(2)?;
            if matches!(
                meta.get(fields.at..fields.at + 4)?,
                b"Exif" | b"mime" | b"uri "
            ) {
                self.metadata.push((item, fields.at..data.end));
            }
        }
        Some(())
    }

    fn parse_places(&mut self, fields: &mut Fields<'_>) -> Option<()> {
        let version = fields.version()?;
        let sizes = fields.number(2)?;
        let size = |shift: u32| usize::try_from((sizes >> shift) & 0x0f).ok();
        let (offset_size, len_size, base_size) = (size(12)?, size(8)?, size(4)?);
        let index_size = if version == 0 { 0 } else { size(0)? };
        let id_size = if version < 2 { 2 } else { 4 };
        for _ in 0..fields.number(id_size)? {
            let item = fields.number(id_size)?;
            let in_idat = version > 0 && fields.number(2)? & 0x0f == 1;
            fields.number(2)?;
            let base = fields.number(base_size)?;
            for _ in 0..fields.number(2)? {
                fields.number(index_size)?;
                let start = base.checked_add(fields.number(offset_size)?)?;
                let end = start.checked_add(fields.number(len_size)?)?;
                self.places.push((item, in_idat, start..end));
            }
        }
        Some(())
    }

    fn parse_properties(&mut self, meta: &[u8], properties: Range<usize>) -> Option<()> {
        for (name, _, data) in boxes(meta, properties) {
            let mut fields = Fields::new(meta, data);
            self.properties.push(match &name {
                b"ispe" => {
                    fields.version()?;
                    let mut side = || u32::try_from(fields.number(4)?).ok();
                    Property::Size(side()?, side()?)
                }
                b"irot" => Property::Turned(u8::try_from(fields.number(1)? & 3).ok()?),
                _ => Property::Other,
            });
        }
        Some(())
    }

    fn parse_associations(&mut self, fields: &mut Fields<'_>) -> Option<()> {
        let version = fields.number(1)?;
        let wide = fields.number(3)? & 1 == 1;
        for _ in 0..fields.number(4)? {
            let item = fields.number(if version == 0 { 2 } else { 4 })?;
            for _ in 0..fields.number(1)? {
                let property = if wide {
                    fields.number(2)? & 0x7fff
                } else {
                    fields.number(1)? & 0x7f
                };
                self.associations.push((item, property));
            }
        }
        Some(())
    }

    /// Sides of the main picture, and how it is turned for showing.
    fn primary(&self) -> Option<(u32, u32, Orientation)> {
        let mut size = None;
        let mut orientation = Orientation::NoTransforms;
        for (_, property) in self
            .associations
            .iter()
            .filter(|(item, _)| *item == self.primary)
        {
            let index = usize::try_from(*property).ok()?.checked_sub(1);
            match index.and_then(|index| self.properties.get(index)) {
                Some(Property::Size(width, height)) => size = Some((*width, *height)),
                // Counted anticlockwise.
                Some(Property::Turned(1)) => orientation = Orientation::Rotate270,
                Some(Property::Turned(2)) => orientation = Orientation::Rotate180,
                Some(Property::Turned(3)) => orientation = Orientation::Rotate90,
                _ => {}
            }
        }
        size.filter(|&(width, height)| width > 0 && height > 0)
            .map(|(width, height)| (width, height, orientation))
    }

    /// What to overwrite, in a file where the `meta` box's content starts at `meta`.
    fn private(&self, meta: u64) -> Vec<Overwrite> {
        let within = |at: usize| meta + at as u64;
        let mut private = Vec::new();
        for (item, entry) in &self.metadata {
            // Readers pass over items of a type that they do not know.
            private.push(Overwrite {
                place: within(entry.start)..within(entry.end),
                with: b"skip",
            });
            for (_, in_idat, place) in self.places.iter().filter(|(of, ..)| of == item) {
                let place = match &self.idat {
                    Some(idat) if *in_idat => {
                        let start = within(idat.start);
                        start.saturating_add(place.start)..start.saturating_add(place.end)
                    }
                    _ => place.clone(),
                };
                // No length means up to the end, of which these items make no use.
                private.push(Overwrite { place, with: &[] });
            }
        }
        private
    }
}

/// User data in a film's index: of the whole and of each track.
fn user_data(index: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (name, whole, data) in boxes(index, 0..index.len()) {
        match &name {
            b"udta" | b"meta" | b"uuid" => found.push(whole),
            b"trak" => found.extend(
                boxes(index, data)
                    .filter(|(name, ..)| matches!(name, b"udta" | b"meta" | b"uuid"))
                    .map(|(_, whole, _)| whole),
            ),
            _ => {}
        }
    }
    found
}

/// Boxes within a part of `bytes`: name, the whole and its content.
fn boxes(
    bytes: &[u8],
    part: Range<usize>,
) -> impl Iterator<Item = ([u8; 4], Range<usize>, Range<usize>)> {
    let mut fields = Fields::new(bytes, part.clone());
    std::iter::from_fn(move || {
        let start = fields.at;
        let short = fields.number(4)?;
        let name: [u8; 4] = bytes.get(start + 4..start + 8)?.try_into().ok()?;
        fields.at += 4;
        let size = match short {
            0 => part.end - start,
            1 => usize::try_from(fields.number(8)?).ok()?,
            _ => usize::try_from(short).ok()?,
        };
        let end = start
            .checked_add(size)
            .filter(|&end| end >= fields.at && end <= part.end)?;
        let data = fields.at..end;
        fields.at = end;
        Some((name, start..end, data))
    })
}

/// Big-endian numbers, one after the other.
struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    fn new(bytes: &'a [u8], part: Range<usize>) -> Self {
        Self {
            bytes: &bytes[..part.end.min(bytes.len())],
            at: part.start,
        }
    }

    fn number(&mut self, size: usize) -> Option<u64> {
        let bytes = self.bytes.get(self.at..self.at.checked_add(size)?)?;
        self.at += size;
        Some(
            bytes
                .iter()
                .fold(0, |number, &byte| (number << 8) | u64::from(byte)),
        )
    }

    /// The version of a full box, whose flags are passed over.
    fn version(&mut self) -> Option<u64> {
        let version = self.number(1)?;
        self.number(3)?;
        Some(version)
    }
}
