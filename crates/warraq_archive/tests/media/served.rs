//! Files that are no pictures: what is shown, what is saved, what is never given.

use std::cell::Cell;

use warraq_archive::media::{Disposition, MediaError, VariantFormat};
use warraq_archive::model::ArticleId;

use super::fixtures::{archive, content};

#[test]
fn documents_are_saved_sound_and_film_are_played() {
    let archive = archive();
    for (source, mime, disposition) in [
        (
            &b"%PDF-1.4 /JavaScript"[..],
            "application/pdf",
            Disposition::Attachment,
        ),
        (
            b"PK\x03\x04 and more",
            "application/zip",
            Disposition::Attachment,
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word",
            "application/x-ole-storage",
            Disposition::Attachment,
        ),
        (b"ID3\x03", "audio/mpeg", Disposition::Inline),
        (
            b"\0\0\0\x10ftypM4A \0\0\0\0",
            "audio/mp4",
            Disposition::Inline,
        ),
        (
            b"\0\0\0\x10ftypisom\0\0\0\0",
            "video/mp4",
            Disposition::Inline,
        ),
        (b"OggS...vorbis", "audio/ogg", Disposition::Inline),
        (
            b"\x1a\x45\xdf\xa3\x42\x82\x84webm",
            "video/webm",
            Disposition::Inline,
        ),
    ] {
        let served = archive.store.original(&archive.adopt(source)).unwrap();
        assert_eq!((served.mime, served.disposition), (mime, disposition));
        assert_eq!(content(&served), source);
    }
}

#[test]
fn nothing_that_a_browser_might_run_is_given() {
    let archive = archive();
    for source in [
        &b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"[..],
        b"<!-- a -->\n<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg>&x;</svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"<?xml version=\"1.0\"?><?xml-stylesheet type=\"text/xsl\" href=\"#\"?><a/>",
        b"alert(1)",
        b"<?php echo 1; ?>",
        b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script>alert(1)</script>",
        b"push graphic-context\nviewbox 0 0 640 480\n",
        b"MZ\x90\0\x03",
        b"\x7fELF\x02\x01",
        b"",
    ] {
        let media = archive.adopt(source);
        let name = String::from_utf8_lossy(source);
        assert!(
            matches!(
                archive.store.original(&media),
                Err(MediaError::NotServed { .. })
            ),
            "{name}"
        );
        assert!(
            archive
                .store
                .variant(&media, 320, VariantFormat::Webp)
                .is_err(),
            "{name}"
        );
        assert!(archive.store.sized(&media, 10, 10).is_err(), "{name}");
    }
}

#[test]
fn what_only_begins_like_a_picture_is_refused() {
    let archive = archive();
    for source in [
        &b"GIF89a/*\0\0\0\0*/=1;alert(1)//;"[..],
        b"\xff\xd8\xff\xfe\0\x10<?php evil(); ?>\xff\xd9",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x04\0\0\0WEBP",
        b"BM\x40\0\0\0\0\0\0\0<script>alert(1)</script>",
    ] {
        let media = archive.adopt(source);
        let name = String::from_utf8_lossy(source);
        assert!(
            matches!(
                archive.store.original(&media),
                Err(MediaError::Broken { .. })
            ),
            "{name}"
        );
        assert!(archive.store.sized(&media, 10, 10).is_err(), "{name}");
    }
}

#[test]
fn a_database_row_cannot_talk_the_store_into_another_type() {
    let archive = archive();
    let mut media = archive.adopt(b"<svg onload=\"alert(1)\"/>");
    "image/png".clone_into(&mut media.mime);
    assert!(matches!(
        archive.store.original(&media),
        Err(MediaError::NotServed { .. })
    ));
}

#[test]
fn a_drawn_picture_is_drawn_once_and_forgotten_when_the_words_change() {
    let archive = archive();
    let drawn = Cell::new(0);
    let ask = |version: &str| {
        let draw = || {
            drawn.set(drawn.get() + 1);
            version.as_bytes().to_vec()
        };
        archive.store.drawn(ArticleId(12), version, draw).unwrap()
    };
    let served = ask("one");
    assert_eq!(
        (content(&served), served.mime),
        (b"one".to_vec(), "image/png")
    );
    assert_eq!(ask("one").etag, served.etag);
    assert_eq!(drawn.get(), 1);
    assert_ne!(ask("two").etag, served.etag);
    assert_eq!(content(&ask("one")), b"one");
    assert_eq!(drawn.get(), 3, "an old version was kept");
}
