//! Pictures made on the spot, and ways to look into what is served.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use tempfile::TempDir;
use warraq_archive::media::{Adopted, Body, MediaStore, Served};
use warraq_archive::model::{MediaFile, MediaId};

/// A store in a folder of its own.
pub(crate) struct Archive {
    pub(crate) store: MediaStore,
    pub(crate) dir: TempDir,
}

pub(crate) fn archive() -> Archive {
    let dir = TempDir::new().unwrap();
    Archive {
        store: MediaStore::open(dir.path()).unwrap(),
        dir,
    }
}

impl Archive {
    /// Takes bytes in, as the row that the database would keep.
    pub(crate) fn adopt(&self, content: &[u8]) -> MediaFile {
        row(&self.store.adopt_bytes(content).unwrap())
    }
}

pub(crate) fn row(adopted: &Adopted) -> MediaFile {
    MediaFile {
        id: MediaId(7),
        sha256: adopted.sha256,
        mime: adopted.mime.to_owned(),
        dimensions: adopted.dimensions,
        bytes: adopted.bytes,
        crop: None,
    }
}

pub(crate) fn content(served: &Served) -> Vec<u8> {
    match &served.body {
        Body::Bytes(bytes) => bytes.to_vec(),
        Body::File { path, .. } => std::fs::read(path).unwrap(),
    }
}

pub(crate) fn decoded(served: &Served) -> DynamicImage {
    image::load_from_memory(&content(served)).unwrap()
}

const RED: Rgb<u8> = Rgb([220, 20, 20]);
const GREEN: Rgb<u8> = Rgb([20, 200, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 220]);
const WHITE: Rgb<u8> = Rgb([255, 255, 255]);

/// A picture with another colour in each quarter: red, green, blue, white from the top left.
pub(crate) fn quarters(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        }
    })
    .into()
}

/// Whether the quarters are where [`quarters`] put them.
#[track_caller]
pub(crate) fn check_quarters(picture: &DynamicImage) {
    let picture = picture.to_rgb8();
    let (width, height) = picture.dimensions();
    for (x, y, expected) in [
        (width / 4, height / 4, RED),
        (3 * width / 4, height / 4, GREEN),
        (width / 4, 3 * height / 4, BLUE),
        (3 * width / 4, 3 * height / 4, WHITE),
    ] {
        let found = picture.get_pixel(x, y);
        assert!(
            near(found.0, expected.0, 12),
            "at {x},{y}: {found:?} instead of {expected:?}"
        );
    }
}

pub(crate) fn near(found: [u8; 3], expected: [u8; 3], most: u8) -> bool {
    found
        .iter()
        .zip(expected)
        .all(|(a, b)| a.abs_diff(b) <= most)
}

pub(crate) fn jpeg(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 95))
        .unwrap();
    bytes
}

pub(crate) fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG segment with its length.
pub(crate) fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(payload.len() + 2).unwrap();
    [&[0xff, marker], &len.to_be_bytes()[..], payload].concat()
}

/// A PNG chunk with its checksum.
pub(crate) fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(&name);
    crc.update(data);
    let len = u32::try_from(data.len()).unwrap();
    [
        &len.to_be_bytes()[..],
        &name,
        data,
        &crc.sum().to_be_bytes(),
    ]
    .concat()
}

/// A WebP or RIFF chunk with its padding.
pub(crate) fn riff_chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let len = u32::try_from(data.len()).unwrap();
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [&name, &len.to_le_bytes()[..], data, padding].concat()
}

/// An EXIF block (TIFF, big-endian) with an orientation, an owner and a position.
pub(crate) fn exif(orientation: u16) -> Vec<u8> {
    let owner = b"SECRETOWNER\0";
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [
            &tag.to_be_bytes()[..],
            &kind.to_be_bytes(),
            &count.to_be_bytes(),
            &value,
        ]
        .concat()
    };
    let [o1, o0] = orientation.to_be_bytes();
    let heap: u32 = 8 + 2 + 3 * 12 + 4;
    tiff.extend(3u16.to_be_bytes());
    tiff.extend(entry(0x0112, 3, 1, [o1, o0, 0, 0]));
    tiff.extend(entry(0x013b, 2, 12, heap.to_be_bytes()));
    tiff.extend(entry(0x8825, 4, 1, (heap + 12).to_be_bytes()));
    tiff.extend([0; 4]);
    tiff.extend(owner);
    // The position: north.
    tiff.extend(1u16.to_be_bytes());
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend([0; 4]);
    tiff
}

/// A JPEG with an EXIF block after its start.
pub(crate) fn with_exif(jpeg: &[u8], exif: &[u8]) -> Vec<u8> {
    let block = segment(0xe1, &[b"Exif\0\0", exif].concat());
    [&jpeg[..2], &block, &jpeg[2..]].concat()
}

/// Where test data outside the repository lies, if it is here.
pub(crate) fn shared() -> Option<std::path::PathBuf> {
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let found = std::env::var_os("WARRAQ_SHARED")
        .map(Into::into)
        .into_iter()
        .chain([beside, "/work/shared".into()])
        .find(|dir: &std::path::PathBuf| dir.join("data/images").is_dir());
    if found.is_none() {
        println!("skipped: no shared test data (WARRAQ_SHARED)");
    }
    found
}
