//! Originals are kept whole, once, and found out when they change.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use image::ImageFormat;
use warraq_archive::media::MediaError;

use super::fixtures::{archive, encoded, exif, jpeg, quarters, row, with_exif};

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn an_original_is_kept_byte_for_byte_under_its_hash() {
    let archive = archive();
    let source = with_exif(&jpeg(&quarters(64, 48)), &exif(1));
    let adopted = archive.store.adopt_bytes(&source).unwrap();
    assert_eq!(adopted.mime, "image/jpeg");
    assert_eq!(adopted.dimensions, Some((64, 48)));
    assert_eq!(adopted.problem, None);

    let kept = files(&archive.dir.path().join("media"));
    let [kept] = &kept[..] else {
        panic!("{kept:?}")
    };
    let name = kept.file_name().unwrap().to_str().unwrap();
    assert_eq!(name.len(), 64);
    assert!(kept.ends_with(Path::new("media").join(&name[..2]).join(name)));
    assert_eq!(fs::read(kept).unwrap(), source);
}

#[test]
fn known_content_is_not_written_again() {
    let archive = archive();
    let source = archive.dir.path().join("صورة.png");
    fs::write(&source, encoded(&quarters(64, 48), ImageFormat::Png)).unwrap();
    archive.store.adopt(&source).unwrap();
    let media = archive.dir.path().join("media");
    let kept = files(&media).remove(0);
    let mut permissions = fs::metadata(&kept).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&kept, permissions).unwrap();
    let before = fs::metadata(&kept).unwrap().modified().unwrap();

    archive.store.adopt(&source).unwrap();
    assert_eq!(files(&media), std::slice::from_ref(&kept));
    assert_eq!(fs::metadata(&kept).unwrap().modified().unwrap(), before);
}

#[test]
fn a_large_file_is_adopted_like_a_small_one() {
    let archive = archive();
    let source = archive.dir.path().join("film.mp4");
    let mut content = b"\0\0\0\x10ftypisom\0\0\0\0".to_vec();
    content.resize(9 << 20, 0x5a);
    fs::write(&source, &content).unwrap();
    let by_path = archive.store.adopt(&source).unwrap();
    let by_bytes = archive.store.adopt_bytes(&content).unwrap();
    assert_eq!(by_path.sha256, by_bytes.sha256);
    assert_eq!(by_path.mime, "video/mp4");
    archive.store.verify(&row(&by_path)).unwrap();
}

#[test]
fn an_altered_or_missing_original_is_found() {
    let archive = archive();
    let media = archive.adopt(b"%PDF-1.7 one");
    archive.store.verify(&media).unwrap();
    let kept = files(&archive.dir.path().join("media")).remove(0);
    fs::write(&kept, b"%PDF-1.7 two").unwrap();
    assert!(matches!(
        archive.store.verify(&media),
        Err(MediaError::Altered { .. })
    ));
    fs::remove_file(&kept).unwrap();
    assert!(matches!(
        archive.store.verify(&media),
        Err(MediaError::Missing { .. })
    ));
    assert!(matches!(
        archive.store.original(&media),
        Err(MediaError::Missing { .. })
    ));
}

#[test]
fn files_that_no_row_knows_are_listed() {
    let archive = archive();
    let known = archive.adopt(b"%PDF-1.7 known");
    let lost = archive.adopt(b"%PDF-1.7 lost");
    let rows = HashSet::from([known.sha256]);
    let orphans: Vec<_> = archive
        .store
        .orphans(|hash| rows.contains(hash))
        .map(Result::unwrap)
        .collect();
    let [orphan] = &orphans[..] else {
        panic!("{orphans:?}")
    };
    assert_eq!(orphan.sha256, lost.sha256);
    assert_eq!(fs::read(&orphan.path).unwrap(), b"%PDF-1.7 lost");
}

#[test]
fn interrupted_adoptions_are_swept_away() {
    let archive = archive();
    let left = archive.dir.path().join("media/incoming/4711-0");
    fs::write(&left, b"half").unwrap();
    assert_eq!(archive.store.orphans(|_| false).count(), 0);
    archive.store.sweep().unwrap();
    assert!(!left.exists());
}

#[test]
fn the_type_is_found_in_the_bytes_and_not_in_the_name() {
    let archive = archive();
    for (name, content, mime) in [
        ("photo.jpg", &encoded(&quarters(8, 8), ImageFormat::Png)[..], "image/png"),
        ("photo.jpg", b"<!doctype html><script>alert(1)</script>", "text/html"),
        ("photo.png", b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<svg onload=\"a()\"/>", "image/svg+xml"),
        ("sound.mp3", b"OggS\0\x02aaaaaaaaaaaaaaaaaaaaaa\x01vorbis", "audio/ogg"),
        ("page.docx", b"PK\x03\x04\x14\0[Content_Types].xml PK\x03\x04 word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("book.zip", b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0mimetypeapplication/epub+zipPK", "application/epub+zip"),
        ("a.mp3", b"\xff\xfb\x90\x64\0\0", "audio/mpeg"),
        ("x.jpg", b"<?php echo 1; ?>\xff\xd8\xff", "application/octet-stream"),
        ("x.gif", b"", "application/octet-stream"),
    ] {
        let source = archive.dir.path().join(name);
        fs::write(&source, content).unwrap();
        assert_eq!(archive.store.adopt(&source).unwrap().mime, mime, "{name}");
    }
}

#[test]
fn what_readers_will_not_get_is_said_when_it_comes_in() {
    let archive = archive();
    let problem = |content: &[u8]| archive.store.adopt_bytes(content).unwrap().problem;
    let jpeg = jpeg(&quarters(64, 48));
    assert_eq!(problem(&jpeg), None);
    assert_eq!(
        problem(&jpeg[..jpeg.len() - 20]).as_deref(),
        Some("the picture breaks off")
    );
    assert_eq!(problem(b"").as_deref(), Some("empty file"));
    assert_eq!(
        problem(b"<svg/>").as_deref(),
        Some("image/svg+xml is not served")
    );
    let mut huge = encoded(&quarters(8, 8), ImageFormat::Png);
    huge[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    huge[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    assert_eq!(
        problem(&huge).as_deref(),
        Some("picture: 3600000000 pixels where at most 50000000 are allowed")
    );
}

#[test]
fn a_folder_or_a_pipe_is_no_file() {
    let archive = archive();
    assert!(matches!(
        archive.store.adopt(archive.dir.path()),
        Err(MediaError::Io { .. })
    ));
}

#[test]
fn a_batch_is_in_the_archive_when_it_is_settled_and_not_before() {
    let archive = archive();
    let media = archive.dir.path().join("media");
    let mut batch = archive.store.batch();
    let first = batch.adopt_bytes(b"%PDF-1.7 first").unwrap();
    let twice = batch.adopt_bytes(b"%PDF-1.7 first").unwrap();
    let second = batch.adopt_bytes(b"%PDF-1.7 second").unwrap();
    assert_eq!(first.sha256, twice.sha256);
    assert_eq!(archive.store.orphans(|_| false).count(), 0);
    assert_eq!(files(&media).len(), 2);
    batch.settle().unwrap();
    archive.store.verify(&row(&first)).unwrap();
    archive.store.verify(&row(&second)).unwrap();

    let mut dropped = archive.store.batch();
    let third = dropped.adopt_bytes(b"%PDF-1.7 third").unwrap();
    drop(dropped);
    assert!(matches!(
        archive.store.verify(&row(&third)),
        Err(MediaError::Missing { .. })
    ));
    assert_eq!(files(&media).len(), 2);
}
