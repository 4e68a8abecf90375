//! Variants: the right side up, the right size, the right colours.

use std::fs;
use std::sync::Barrier;

use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use warraq_archive::media::VariantFormat::{Jpeg, Webp};
use warraq_archive::media::{Body, MediaError};

use super::fixtures::{
    archive, check_quarters, chunk, content, decoded, encoded, exif, jpeg, near, quarters,
    riff_chunk, with_exif,
};

/// The picture as a camera stores it that notes this orientation.
fn stored(upright: &DynamicImage, orientation: Orientation) -> DynamicImage {
    let mut stored = upright.clone();
    stored.apply_orientation(match orientation {
        Orientation::Rotate90 => Orientation::Rotate270,
        Orientation::Rotate270 => Orientation::Rotate90,
        its_own_inverse => its_own_inverse,
    });
    stored
}

#[test]
fn every_orientation_comes_out_upright() {
    let archive = archive();
    for value in 1..=8 {
        let orientation = Orientation::from_exif(value).unwrap();
        let picture = stored(&quarters(96, 64), orientation);
        let media = archive.adopt(&with_exif(&jpeg(&picture), &exif(value.into())));
        assert_eq!(media.dimensions, Some((96, 64)), "{orientation:?}");
        let original = decoded(&archive.store.original(&media).unwrap());
        assert_eq!(
            (original.width(), original.height()),
            (96, 64),
            "{orientation:?}"
        );
        check_quarters(&original);
        check_quarters(&decoded(&archive.store.variant(&media, 320, Webp).unwrap()));
        let sized = decoded(&archive.store.sized(&media, 48, 32).unwrap());
        assert_eq!((sized.width(), sized.height()), (48, 32), "{orientation:?}");
        check_quarters(&sized);
    }
}

#[test]
fn a_turned_png_and_a_turned_webp_come_out_upright() {
    let archive = archive();
    let picture = stored(&quarters(96, 64), Orientation::Rotate90);
    let png = encoded(&picture, ImageFormat::Png);
    let png = [&png[..33], &chunk(*b"eXIf", &exif(6)), &png[33..]].concat();
    let webp = encoded(&picture, ImageFormat::WebP);
    let body = [
        b"WEBP".to_vec(),
        riff_chunk(*b"VP8X", &[8, 0, 0, 0, 63, 0, 0, 95, 0, 0]),
        webp[12..].to_vec(),
        riff_chunk(*b"EXIF", &exif(6)),
    ];
    for source in [png, riff_chunk(*b"RIFF", &body.concat())] {
        let media = archive.adopt(&source);
        assert_eq!(media.dimensions, Some((96, 64)));
        let served = archive.store.original(&media).unwrap();
        assert_eq!(served.mime, media.mime);
        check_quarters(&decoded(&served));
    }
}

#[test]
fn widths_snap_up_and_never_enlarge() {
    let archive = archive();
    let media = archive.adopt(&jpeg(&quarters(1000, 500)));
    for (asked, expected) in [
        (1, 320),
        (320, 320),
        (321, 480),
        (700, 800),
        (1200, 1000),
        (9000, 1000),
    ] {
        let variant = decoded(&archive.store.variant(&media, asked, Jpeg).unwrap());
        assert_eq!(
            (variant.width(), variant.height()),
            (expected, expected / 2),
            "{asked}"
        );
        check_quarters(&variant);
    }
}

#[test]
fn an_old_size_is_exact_and_cut_where_the_ratio_differs() {
    let archive = archive();
    let media = archive.adopt(&jpeg(&quarters(1000, 500)));
    for (asked, expected) in [
        ((300, 150), (300, 150)),
        ((150, 150), (150, 150)),
        ((300, 151), (300, 151)),
        ((2000, 1000), (1000, 500)),
        ((1000, 1000), (500, 500)),
        ((0, 0), (1, 1)),
    ] {
        let sized = decoded(&archive.store.sized(&media, asked.0, asked.1).unwrap());
        assert_eq!((sized.width(), sized.height()), expected, "{asked:?}");
    }
    check_quarters(&decoded(&archive.store.sized(&media, 150, 150).unwrap()));
}

#[test]
fn transparency_stays_in_webp_and_lies_on_white_in_jpeg() {
    let archive = archive();
    let mut picture = RgbaImage::from_pixel(64, 64, Rgba([0, 0, 0, 0]));
    for x in 32..64 {
        for y in 0..64 {
            picture.put_pixel(x, y, Rgba([200, 10, 10, 255]));
        }
    }
    let media = archive.adopt(&encoded(&picture.into(), ImageFormat::Png));
    let webp = decoded(&archive.store.variant(&media, 320, Webp).unwrap()).to_rgba8();
    assert_eq!(webp.get_pixel(8, 8).0[3], 0);
    assert_eq!(webp.get_pixel(56, 8).0[3], 255);
    let jpeg = decoded(&archive.store.variant(&media, 320, Jpeg).unwrap()).to_rgb8();
    assert!(near(jpeg.get_pixel(8, 8).0, [255; 3], 4));
    assert!(near(jpeg.get_pixel(56, 8).0, [200, 10, 10], 12));
    let sized = archive.store.sized(&media, 32, 32).unwrap();
    assert_eq!(sized.mime, "image/png");
    assert_eq!(decoded(&sized).to_rgba8().get_pixel(2, 2).0[3], 0);
}

#[test]
fn sixteen_bits_grey_and_palettes_all_become_variants() {
    let archive = archive();
    let picture = quarters(64, 64);
    for picture in [
        DynamicImage::from(picture.to_rgb16()),
        picture.to_rgba16().into(),
        picture.to_luma8().into(),
        picture.to_luma_alpha8().into(),
        picture.to_luma16().into(),
        picture.to_luma_alpha16().into(),
    ] {
        let media = archive.adopt(&encoded(&picture, ImageFormat::Png));
        let expected = picture.to_rgb8();
        for format in [Webp, Jpeg] {
            let variant = decoded(&archive.store.variant(&media, 320, format).unwrap()).to_rgb8();
            for (x, y) in [(16, 16), (48, 16), (16, 48), (48, 48)] {
                let (found, expected) = (variant.get_pixel(x, y).0, expected.get_pixel(x, y).0);
                assert!(
                    near(found, expected, 12),
                    "{:?}: {found:?} {expected:?}",
                    picture.color()
                );
            }
        }
    }
}

#[test]
fn an_animation_is_served_as_it_is_and_its_old_sizes_stand_still() {
    let frame = b"\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    let archive = archive();
    let moving = archive.adopt(&[&head[..], frame, frame, b"\x3b"].concat());
    assert_eq!(
        archive.store.variant(&moving, 320, Webp).unwrap().mime,
        "image/gif"
    );
    assert_eq!(
        archive.store.sized(&moving, 150, 150).unwrap().mime,
        "image/png"
    );
    let still = archive.adopt(&[&head[..], frame, b"\x3b"].concat());
    assert_eq!(
        archive.store.variant(&still, 320, Webp).unwrap().mime,
        "image/webp"
    );
}

#[test]
fn a_picture_in_another_colour_space_comes_out_in_srgb() {
    // Display P3: its red 200 is more than sRGB has, its grey is the same grey.
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let picture: DynamicImage = image::RgbImage::from_fn(64, 32, |x, _| {
        image::Rgb(if x < 32 { [200, 60, 60] } else { [128; 3] })
    })
    .into();
    let mut source = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut source, 98);
    image::ImageEncoder::set_icc_profile(&mut encoder, profile).unwrap();
    encoder.encode_image(&picture).unwrap();
    let archive = archive();
    let media = archive.adopt(&source);
    let variant = decoded(&archive.store.variant(&media, 320, Jpeg).unwrap()).to_rgb8();
    let (red, grey) = (variant.get_pixel(10, 10).0, variant.get_pixel(50, 10).0);
    // Reckoned with Little CMS.
    assert!(near(red, [216, 46, 54], 8), "{red:?}");
    assert!(near(grey, [128; 3], 4), "{grey:?}");
}

#[test]
fn many_readers_at_once_get_one_variant() {
    let archive = archive();
    let media = archive.adopt(&jpeg(&quarters(800, 600)));
    let start = Barrier::new(8);
    let bodies: Vec<_> = std::thread::scope(|scope| {
        let ask = || {
            start.wait();
            archive.store.variant(&media, 480, Webp).unwrap()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        bodies
            .iter()
            .all(|served| content(served) == content(&bodies[0]))
    );
    assert!(bodies.iter().all(|served| served.etag == bodies[0].etag));
}

#[test]
fn throwaway_copies_may_vanish_at_any_moment() {
    let archive = archive();
    let media = archive.adopt(&with_exif(&jpeg(&quarters(64, 48)), &exif(3)));
    let ask = || {
        let original = archive.store.original(&media).unwrap();
        let variant = archive.store.variant(&media, 320, Webp).unwrap();
        (
            content(&original),
            original.etag,
            content(&variant),
            variant.etag,
        )
    };
    let first = ask();
    fs::remove_dir_all(archive.dir.path().join("cache")).unwrap();
    assert_eq!(ask(), first);
    assert!(archive.dir.path().join("cache").is_dir());
}

#[test]
fn readers_get_pictures_though_nothing_can_be_kept() {
    let archive = archive();
    let media = archive.adopt(&jpeg(&quarters(64, 48)));
    // A file where the folder should be.
    fs::write(archive.dir.path().join("cache"), b"").unwrap();
    check_quarters(&decoded(&archive.store.original(&media).unwrap()));
    check_quarters(&decoded(&archive.store.variant(&media, 320, Webp).unwrap()));
}

#[test]
fn who_tries_sizes_does_not_fill_the_disk() {
    let archive = archive();
    let media = archive.adopt(&jpeg(&quarters(200, 200)));
    for width in 1..=100 {
        archive.store.sized(&media, width, 1).unwrap();
    }
    let kept = walk(&archive.dir.path().join("cache"));
    assert_eq!(kept, 64);
}

fn walk(dir: &std::path::Path) -> usize {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { walk(&path) } else { 1 })
        .sum()
}

#[test]
fn a_large_picture_is_cleaned_into_a_file() {
    let archive = archive();
    let noise = image::RgbImage::from_fn(2000, 1600, |x, y| {
        let n = x
            .wrapping_mul(2_654_435_761)
            .wrapping_add(y.wrapping_mul(40_503))
            ^ (x * y);
        let [a, b, c, _] = n.wrapping_mul(0x9e37_79b9).to_le_bytes();
        image::Rgb([a, b, c])
    });
    let plain = encoded(&noise.into(), ImageFormat::Png);
    assert!(plain.len() > 8 << 20, "{}", plain.len());
    let source = [
        &plain[..33],
        &chunk(*b"tEXt", b"Comment\0SECRET"),
        &plain[33..],
    ]
    .concat();
    let served = archive.store.original(&archive.adopt(&source)).unwrap();
    let Body::File { path, len } = &served.body else {
        panic!("in memory")
    };
    assert_eq!(*len, plain.len() as u64);
    assert_eq!(fs::read(path).unwrap(), plain);
}

#[test]
fn a_huge_frame_in_a_small_animation_is_refused() {
    let frame = |side: u16| {
        let [low, high] = side.to_le_bytes();
        [
            &[0x2c, 0, 0, 0, 0, low, high, low, high, 0][..],
            b"\x02\x02\x44\x01\0",
        ]
        .concat()
    };
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    let archive = archive();
    let media = archive.adopt(&[&head[..], &frame(1), &frame(30_000), b"\x3b"].concat());
    for answer in [
        archive.store.original(&media),
        archive.store.sized(&media, 1, 1),
    ] {
        assert!(
            matches!(answer, Err(MediaError::TooLarge { .. })),
            "{answer:?}"
        );
    }
}

#[test]
fn a_refusal_names_the_picture_and_the_limit() {
    let archive = archive();
    let mut huge = encoded(&quarters(8, 8), ImageFormat::Png);
    huge[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    huge[20..24].copy_from_slice(&1_000u32.to_be_bytes());
    let media = archive.adopt(&huge);
    let refusal = archive.store.variant(&media, 320, Webp).unwrap_err();
    assert!(matches!(refusal, MediaError::TooLarge { .. }));
    let said = refusal.to_string();
    assert!(said.starts_with("media 7 ("), "{said}");
    assert!(
        said.ends_with("60000000 pixels where at most 50000000 are allowed"),
        "{said}"
    );
    assert!(matches!(
        archive.store.original(&media),
        Err(MediaError::TooLarge { .. })
    ));
}
