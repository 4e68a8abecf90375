//! The paper's sign in the sizes and formats that browsers and telephones ask for, made of the same
//! drawing as the others.

use std::sync::LazyLock;

use bytes::Bytes;
use image::codecs::ico::{IcoEncoder, IcoFrame};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

use crate::headline_card::sign;
use crate::respond::{Answer, CachePolicy, Kind};

/// Where the sign is as a PNG, and how large.
pub(crate) const SIZES: [(&str, u16); 3] = [
    ("/apple-touch-icon.png", 180),
    ("/icon-192.png", 192),
    ("/icon-512.png", 512),
];

/// Sizes in `favicon.ico`: tabs, shortcuts, and both on finer screens.
const IN_ICO: [u16; 3] = [16, 32, 48];

static PICTURES: LazyLock<[Bytes; 3]> = LazyLock::new(|| SIZES.map(|(_, size)| png(size).into()));
static ICO: LazyLock<Bytes> = LazyLock::new(|| ico().into());

/// `GET /favicon.ico`, `/apple-touch-icon.png`, `/icon-…png`
pub(crate) fn show(path: &str) -> Option<Answer> {
    // Older telephones ask for this one without being told of it.
    let path = path.replace("-precomposed.png", ".png");
    let (mime, bytes) = if path == "/favicon.ico" {
        ("image/x-icon", &*ICO)
    } else {
        let at = SIZES.iter().position(|(known, _)| *known == path)?;
        ("image/png", &PICTURES[at])
    };
    let kind = Kind::File { mime, saved: false };
    Some(Answer::new(kind, bytes.clone(), CachePolicy::Day))
}

fn png(size: u16) -> Vec<u8> {
    let mut png = Vec::new();
    let pixels = u32::from(size);
    // Writing to memory cannot fail, and a sign has as many pixels as its size says.
    let _ = PngEncoder::new(&mut png).write_image(
        &sign(size),
        pixels,
        pixels,
        ExtendedColorType::Rgba8,
    );
    png
}

fn ico() -> Vec<u8> {
    let frame = |size: u16| {
        let pixels = u32::from(size);
        IcoFrame::as_png(&sign(size), pixels, pixels, ExtendedColorType::Rgba8).ok()
    };
    let frames: Vec<_> = IN_ICO.into_iter().filter_map(frame).collect();
    let mut ico = Vec::new();
    // As above.
    let _ = IcoEncoder::new(&mut ico).encode_images(&frames);
    ico
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_there_in_every_size_and_covers_its_corners() {
        for (path, size) in SIZES {
            let answer = show(path).unwrap();
            let picture = image::load_from_memory(&answer.body).unwrap().to_rgba8();
            assert_eq!(picture.dimensions(), (u32::from(size), u32::from(size)));
            assert_eq!(picture.get_pixel(0, 0).0[3], 255, "{path}");
            assert_ne!(
                picture.get_pixel(0, 0),
                picture.get_pixel(u32::from(size) / 2, u32::from(size) / 3),
                "{path} is empty"
            );
        }
        let ico = show("/favicon.ico").unwrap();
        let largest = image::load_from_memory(&ico.body).unwrap();
        assert_eq!(largest.width(), 48);
        assert!(show("/apple-touch-icon-precomposed.png").is_some());
        assert!(show("/icon-1.png").is_none());
    }
}
