//! Bombs cost no more memory than honest pictures. A process of its own, to measure itself.

use std::fs;
use std::path::PathBuf;

use warraq_archive::media::{MediaStore, VariantFormat};
use warraq_archive::model::{MediaFile, MediaId};

/// The most memory that this process has held, in MB; `None` where the system does not say.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? >> 10)
}

#[test]
fn bombs_are_met_in_little_memory() {
    let dir = std::env::var_os("WARRAQ_SHARED")
        .map_or_else(|| PathBuf::from("/work/shared"), PathBuf::from)
        .join("data/images/hostile");
    if !dir.is_dir() || peak().is_none() {
        println!("skipped: no hostile pictures, or no /proc");
        return;
    }
    let archive = tempfile::TempDir::new().unwrap();
    let store = MediaStore::open(archive.path()).unwrap();
    let before = peak().unwrap();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let adopted = store.adopt(&path).unwrap();
        let media = MediaFile {
            id: MediaId(1),
            sha256: adopted.sha256,
            mime: adopted.mime.to_owned(),
            dimensions: adopted.dimensions,
            bytes: adopted.bytes,
            crop: None,
        };
        let _ = store.original(&media);
        let _ = store.variant(&media, 320, VariantFormat::Webp);
        let _ = store.sized(&media, 300, 200);
        let grown = peak().unwrap() - before;
        assert!(grown < 64, "{}: {grown} MB", path.display());
    }
}
