//! Nothing about the photographer leaves with a picture.

use image::ImageFormat;
use warraq_archive::media::{Served, VariantFormat};

use super::fixtures::{
    archive, chunk, content, encoded, exif, jpeg, quarters, riff_chunk, segment, with_exif,
};

const XMP: &[u8] =
    b"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf exif:GPSLatitude=\"33,30.8N\" k=\"SECRETXMP\"/>";
const IPTC: &[u8] = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x50\0\x0aSECRETIPTC\0";

/// Marks of metadata that must be in no picture served.
const MARKS: [&[u8]; 10] = [
    b"SECRET",
    b"Exif\0\0",
    b"ns.adobe.com",
    b"<x:xmpmeta",
    b"GPSLatitude",
    b"Photoshop 3.0",
    b"MM\0*\0\0\0\x08",
    b"II*\0\x08\0\0\0",
    b"MPF\0",
    b"<?php",
];

#[track_caller]
pub(crate) fn check_clean(name: &str, served: &Served) {
    let bytes = content(served);
    for mark in MARKS {
        let found = bytes.windows(mark.len()).any(|window| window == mark);
        assert!(
            !found,
            "{name}: {} is still in it",
            String::from_utf8_lossy(mark)
        );
    }
    let mut reader = std::io::Cursor::new(&bytes);
    let found = exif::Reader::new().read_from_container(&mut reader);
    assert!(found.is_err(), "{name}: EXIF is still in it");
}

#[test]
fn a_jpeg_loses_everything_but_the_picture_and_its_colour_profile() {
    let profile = [&[0; 36][..], b"acsp", &[7; 200]].concat();
    let plain = jpeg(&quarters(64, 48));
    let thumbnail = [
        b"JFIF\0\x01\x02\x01\0\x48\0\x48\x02\x01" as &[u8],
        b"SECRET",
    ]
    .concat();
    let meta = [
        segment(0xe0, &thumbnail),
        segment(0xe0, b"JFXX\0\x10SECRETTHUMB"),
        segment(0xe1, &[b"Exif\0\0", &exif(1)[..]].concat()),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP].concat()),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat()),
        segment(0xe2, b"MPF\0SECRETSECONDPICTURE"),
        segment(0xed, IPTC),
        segment(0xfe, b"<?php SECRETCOMMENT"),
    ]
    .concat();
    let (end, start) = (plain.len() - 2, 2);
    let source = [
        &plain[..start],
        &meta,
        &plain[start..end],
        &segment(0xfe, b"SECRETLATECOMMENT"),
        &plain[end..],
        b"SECRETTRAILER",
    ]
    .concat();

    let archive = archive();
    let served = archive.store.original(&archive.adopt(&source)).unwrap();
    check_clean("jpeg", &served);
    assert_eq!(served.mime, "image/jpeg");
    let clean = content(&served);
    assert!(
        clean.windows(profile.len()).any(|window| window == profile),
        "profile lost"
    );
    assert!(
        clean
            .windows(11)
            .any(|w| w == b"JFIF\0\x01\x02\x01\0\x48\0"),
        "density lost"
    );
    // Not a pixel has changed: lossless.
    assert_eq!(
        image::load_from_memory(&clean).unwrap(),
        image::load_from_memory(&plain).unwrap()
    );
}

#[test]
fn a_png_loses_text_exif_and_trailer() {
    let plain = encoded(&quarters(64, 48), ImageFormat::Png);
    let meta = [
        chunk(*b"tEXt", b"Comment\0SECRETCOMMENT"),
        chunk(*b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", XMP].concat()),
        chunk(*b"zTXt", b"Comment\0\0SECRET"),
        chunk(*b"eXIf", &exif(1)),
        chunk(*b"tIME", b"SECRETT"),
        chunk(*b"prVt", b"SECRET"),
        chunk(*b"pHYs", b"SECRETinstead"),
    ]
    .concat();
    let source = [&plain[..33], &meta, &plain[33..], b"SECRETTRAILER"].concat();

    let archive = archive();
    let served = archive.store.original(&archive.adopt(&source)).unwrap();
    check_clean("png", &served);
    assert_eq!(content(&served), plain);
}

#[test]
fn a_png_keeps_its_colour_profile_under_another_name() {
    use std::io::Write as _;
    let profile = [&[0; 36][..], b"acsp", &[7; 200]].concat();
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    deflated.write_all(&profile).unwrap();
    let iccp = [
        b"SECRETNAME\0\0",
        &deflated.finish().unwrap()[..],
        b"SECRETTAIL",
    ]
    .concat();
    let plain = encoded(&quarters(64, 48), ImageFormat::Png);
    let source = [&plain[..33], &chunk(*b"iCCP", &iccp), &plain[33..]].concat();

    let archive = archive();
    let served = archive.store.original(&archive.adopt(&source)).unwrap();
    check_clean("png", &served);
    let clean = content(&served);
    let mut decoder = image::codecs::png::PngDecoder::new(std::io::Cursor::new(&clean)).unwrap();
    assert_eq!(
        image::ImageDecoder::icc_profile(&mut decoder).unwrap(),
        Some(profile)
    );
}

#[test]
fn a_gif_loses_comments_and_other_programs_blocks_but_loops_on() {
    let comment = b"\x21\xfe\x0dSECRETCOMMENT\0";
    let xmp = b"\x21\xff\x0bXMP DataXMP\x09SECRETXMP\0";
    let loops = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    let frame = b"\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    let source = [
        &head[..],
        loops,
        comment,
        frame,
        xmp,
        frame,
        b"\x3b",
        b"SECRETTRAILER",
    ]
    .concat();

    let archive = archive();
    let served = archive.store.original(&archive.adopt(&source)).unwrap();
    assert_eq!(
        content(&served),
        [&head[..], loops, frame, frame, b"\x3b"].concat()
    );
    assert_eq!(served.mime, "image/gif");
}

#[test]
fn a_webp_loses_exif_xmp_and_unknown_chunks() {
    let simple = encoded(&quarters(64, 48), ImageFormat::WebP);
    let bitstream = &simple[12..];
    let header = [0x2c, 0, 0, 0, 63, 0, 0, 47, 0, 0];
    let profile = [&[0; 36][..], b"acsp", &[7; 201]].concat();
    let body = [
        b"WEBP".to_vec(),
        riff_chunk(*b"VP8X", &header),
        riff_chunk(*b"ICCP", &profile),
        bitstream.to_vec(),
        riff_chunk(*b"EXIF", &exif(1)),
        riff_chunk(*b"XMP ", XMP),
        riff_chunk(*b"MINE", b"SECRET"),
    ]
    .concat();
    let source = [riff_chunk(*b"RIFF", &body), b"SECRETTRAILER".to_vec()].concat();

    let archive = archive();
    let media = archive.adopt(&source);
    assert_eq!(media.dimensions, Some((64, 48)));
    let served = archive.store.original(&media).unwrap();
    check_clean("webp", &served);
    let clean = content(&served);
    assert!(
        clean.windows(profile.len()).any(|window| window == profile),
        "profile lost"
    );
    assert_eq!(clean[20], 0x20, "flags promise what is gone");
    super::fixtures::check_quarters(&image::load_from_memory(&clean).unwrap());
}

#[test]
fn variants_carry_no_metadata_either() {
    let source = with_exif(&jpeg(&quarters(64, 48)), &exif(6));
    let archive = archive();
    let media = archive.adopt(&source);
    for format in [VariantFormat::Webp, VariantFormat::Jpeg] {
        check_clean(
            "variant",
            &archive.store.variant(&media, 320, format).unwrap(),
        );
    }
    check_clean("sized", &archive.store.sized(&media, 30, 30).unwrap());
    check_clean("turned", &archive.store.original(&media).unwrap());
}

#[test]
fn a_film_loses_its_place_and_camera_and_nothing_moves() {
    let user_data = |text: &[u8]| iso_box(*b"udta", &[&iso_box(*b"\xa9xyz", text), text].concat());
    let track = iso_box(
        *b"trak",
        &[iso_box(*b"tkhd", b"track"), user_data(b"+33SECRET")].concat(),
    );
    let index = [
        iso_box(*b"mvhd", b"header"),
        track,
        user_data(b"+33.5138+036.2765/SECRET"),
        iso_box(*b"meta", b"com.apple.quicktime.model SECRETPHONE"),
    ];
    let source = [
        iso_box(*b"ftyp", b"isom\0\0\0\0"),
        iso_box(*b"uuid", b"<x:xmpmeta SECRETXMP"),
        iso_box(*b"moov", &index.concat()),
        iso_box(*b"mdat", b"frames"),
    ]
    .concat();
    let archive = archive();
    let media = archive.adopt(&[&source[..], b"SECRETTRAILER"].concat());
    let served = archive.store.original(&media).unwrap();
    check_clean("film", &served);
    let clean = content(&served);
    assert_eq!(clean.len(), source.len());
    for kept in [&b"mvhdheader"[..], b"tkhdtrack", b"mdatframes"] {
        let place = |bytes: &[u8]| bytes.windows(kept.len()).position(|window| window == kept);
        assert_eq!(place(&clean), place(&source));
        assert!(place(&clean).is_some());
    }
}

#[test]
fn a_film_that_tells_nothing_is_served_as_it_is() {
    let source = [
        iso_box(*b"ftyp", b"M4A \0\0\0\0"),
        iso_box(
            *b"moov",
            &iso_box(*b"udta", b"\xa9nam The title of a podcast"),
        ),
        iso_box(*b"mdat", b"sound"),
    ]
    .concat();
    let archive = archive();
    let served = archive.store.original(&archive.adopt(&source)).unwrap();
    assert_eq!((served.mime, content(&served)), ("audio/mp4", source));
    assert!(
        !archive.dir.path().join("cache").exists(),
        "a needless copy"
    );
}

fn iso_box(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let len = u32::try_from(data.len() + 8).unwrap();
    [&len.to_be_bytes()[..], &name, data].concat()
}
