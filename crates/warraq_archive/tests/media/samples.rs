//! Real and hostile pictures: served clean, or refused plainly.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use warraq_archive::media::{MediaError, Served, VariantFormat};

use super::fixtures::{archive, decoded, near, row, shared};
use super::privacy::check_clean;

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.extension().is_some_and(|ext| ext != "json"))
        .collect();
    files.sort();
    files
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[track_caller]
fn check_served_or_refused(file: &str, answer: Result<Served, MediaError>) {
    match answer {
        Ok(served) if served.mime.starts_with("image/") => check_clean(file, &served),
        Ok(served) => panic!("{file}: served as {}", served.mime),
        Err(
            MediaError::NotServed { .. } | MediaError::Broken { .. } | MediaError::TooLarge { .. },
        ) => {}
        Err(error) => panic!("{file}: {error}"),
    }
}

#[test]
fn every_sample_is_served_clean_or_refused_plainly() {
    let Some(shared) = shared() else { return };
    let images = shared.join("data/images");
    let archive = archive();
    for dir in [images.clone(), images.join("hostile"), images.join("svg")] {
        for path in files(&dir) {
            let file = name(&path);
            let media = row(&archive.store.adopt(&path).unwrap());
            check_served_or_refused(file, archive.store.original(&media));
            for format in [VariantFormat::Webp, VariantFormat::Jpeg] {
                check_served_or_refused(file, archive.store.variant(&media, 320, format));
            }
            check_served_or_refused(file, archive.store.sized(&media, 50, 50));
            archive.store.verify(&media).unwrap();
        }
    }
}

#[test]
fn pictures_that_others_decode_are_served_in_the_size_that_others_see() {
    let Some(shared) = shared() else { return };
    let images = shared.join("data/images");
    let observed: Vec<Value> =
        serde_json::from_slice(&fs::read(images.join("observed.json")).unwrap()).unwrap();
    let archive = archive();
    let mut seen = 0;
    for facts in observed {
        let file = facts["file"].as_str().unwrap();
        let format = facts["format"].as_str().unwrap_or_default();
        if facts["decodes"] != true || format == "SVG" {
            continue;
        }
        let side = |key: &str| u32::try_from(facts[key].as_u64().unwrap()).unwrap();
        let (mut width, mut height) = (side("width"), side("height"));
        if facts["orientation"]
            .as_u64()
            .is_some_and(|orientation| orientation >= 5)
        {
            (width, height) = (height, width);
        }
        let adopted = archive.store.adopt(&images.join(file)).unwrap();
        assert_eq!(adopted.dimensions, Some((width, height)), "{file}");
        let media = row(&adopted);
        archive
            .store
            .original(&media)
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        let variant = archive
            .store
            .variant(&media, 320, VariantFormat::Jpeg)
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        if variant.mime == "image/jpeg" {
            assert_eq!(decoded(&variant).width(), width.min(320), "{file}");
        }
        seen += 1;
    }
    assert!(seen >= 30, "only {seen} samples");
}

#[test]
fn a_picture_that_breaks_off_is_shown_as_far_as_it_goes() {
    let Some(shared) = shared() else { return };
    let archive = archive();
    for file in [
        "sharp__truncated.jpg",
        "Pillow__truncated_jpeg.jpg",
        "Pillow__broken_data_stream.png",
    ] {
        let adopted = archive
            .store
            .adopt(&shared.join("data/images").join(file))
            .unwrap();
        assert_eq!(
            adopted.problem.as_deref(),
            Some("the picture breaks off"),
            "{file}"
        );
        let media = row(&adopted);
        archive
            .store
            .original(&media)
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        archive
            .store
            .variant(&media, 320, VariantFormat::Webp)
            .unwrap_or_else(|error| panic!("{file}: {error}"));
    }
}

/// Mean colours of a grid of 4 by 3, row by row.
type Grid = [[u8; 3]; 12];

#[test]
fn four_inks_come_out_in_the_right_colours() {
    let Some(shared) = shared() else { return };
    // Reckoned with Pillow 13, the first from its profile with Little CMS (perceptual), the
    // second without a profile.
    let references: [(&str, Grid, u8); 2] = [
        (
            "sharp__Channel_digital_image_CMYK_color.jpg",
            [
                [113, 113, 111],
                [124, 124, 121],
                [103, 105, 103],
                [121, 124, 123],
                [110, 121, 91],
                [107, 120, 95],
                [96, 100, 95],
                [128, 134, 114],
                [119, 130, 99],
                [119, 130, 117],
                [127, 129, 128],
                [185, 185, 185],
            ],
            6,
        ),
        (
            "Pillow__pil_sample_cmyk.jpg",
            [
                [36, 5, 8],
                [12, 5, 6],
                [14, 5, 6],
                [6, 4, 5],
                [64, 7, 11],
                [102, 9, 13],
                [66, 7, 10],
                [54, 7, 10],
                [1, 4, 5],
                [1, 4, 5],
                [1, 4, 5],
                [1, 4, 5],
            ],
            8,
        ),
    ];
    let archive = archive();
    for (file, expected, most) in references {
        let media = row(&archive
            .store
            .adopt(&shared.join("data/images").join(file))
            .unwrap());
        for format in [VariantFormat::Webp, VariantFormat::Jpeg] {
            let variant = decoded(&archive.store.variant(&media, 2000, format).unwrap());
            let grid = image::imageops::thumbnail(&variant.to_rgb8(), 4, 3);
            for (found, expected) in grid.pixels().zip(expected) {
                assert!(
                    near(found.0, expected, most),
                    "{file}: {:?}, not {expected:?}",
                    found.0
                );
            }
        }
    }
}
