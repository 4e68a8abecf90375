//! Whatever the bytes, the store answers; and cleaning twice is cleaning once.

use image::ImageFormat;
use proptest::prelude::*;
use warraq_archive::media::VariantFormat;

use super::fixtures::{archive, content, encoded, exif, jpeg, quarters, with_exif};

/// A sound picture of every format, and a film.
fn seeds() -> Vec<Vec<u8>> {
    let picture = quarters(24, 16);
    let mut film =
        b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x20moov\0\0\0\x18udta\0\0\0\x10\xa9xyz".to_vec();
    film.extend(b"+33SECRE\0\0\0\x0cmdatdata");
    vec![
        with_exif(&jpeg(&picture), &exif(6)),
        encoded(&picture, ImageFormat::Png),
        encoded(&picture, ImageFormat::Gif),
        encoded(&picture, ImageFormat::WebP),
        encoded(&picture, ImageFormat::Bmp),
        film,
        avif(),
    ]
}

/// The container of an AVIF picture with one item of pixels and one of EXIF.
fn avif() -> Vec<u8> {
    let full = |name: &[u8; 4], data: &[u8]| iso_box(*name, &[&[0; 4], data].concat());
    let entry = |id: u8, kind: &[u8; 4]| {
        iso_box(
            *b"infe",
            &[&[2, 0, 0, 0, 0, id, 0, 0][..], kind, b"\0"].concat(),
        )
    };
    let size = full(b"ispe", &[0, 0, 0, 24, 0, 0, 0, 16]);
    let meta = full(
        b"meta",
        &[
            full(b"pitm", &[0, 1]),
            full(
                b"iinf",
                &[&[0, 2][..], &entry(1, b"av01"), &entry(2, b"Exif")].concat(),
            ),
            full(
                b"iloc",
                &[0x44, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 14],
            ),
            iso_box(
                *b"iprp",
                &[
                    iso_box(*b"ipco", &size),
                    full(b"ipma", &[0, 0, 0, 1, 0, 1, 1, 1]),
                ]
                .concat(),
            ),
        ]
        .concat(),
    );
    [
        iso_box(*b"ftyp", b"avif\0\0\0\0"),
        meta,
        iso_box(*b"mdat", &[7; 64]),
    ]
    .concat()
}

fn iso_box(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let len = u32::try_from(data.len() + 8).unwrap();
    [&len.to_be_bytes()[..], &name, data].concat()
}

#[test]
fn the_seeds_are_sound() {
    let archive = archive();
    for seed in seeds() {
        let media = archive.adopt(&seed);
        archive
            .store
            .original(&media)
            .unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn damaged_files_are_answered() {
    let archive = archive();
    let seeds = seeds();
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..Default::default()
    };
    proptest!(config, |(
        seed in 0..seeds.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    )| {
        let mut bytes = seeds[seed].clone();
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        let media = archive.adopt(&bytes);
        let _ = archive.store.variant(&media, 320, VariantFormat::Webp);
        let _ = archive.store.sized(&media, 10, 10);
        if let Ok(once) = archive.store.original(&media) {
            let once = content(&once);
            let again = archive.store.original(&archive.adopt(&once));
            prop_assert_eq!(content(&again.unwrap()), once);
        }
    });
}
