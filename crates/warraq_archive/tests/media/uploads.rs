//! Files of an old uploads folder are found by whatever address asks for them.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;
use warraq_archive::media::uploads::{self, Uploads};

fn uploads(files: &[&str]) -> (TempDir, Uploads) {
    let dir = TempDir::new().unwrap();
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
    }
    let uploads = uploads::index(dir.path()).unwrap();
    (dir, uploads)
}

#[track_caller]
fn check(file: &str, asked: &str) {
    let (_dir, uploads) = uploads(&[file, "2022/09/another.jpg"]);
    let found = uploads
        .find(asked)
        .map(|path| fs::read_to_string(path).unwrap());
    assert_eq!(found.as_deref(), Some(file), "{asked}");
}

#[test]
fn a_plain_name_is_found() {
    check("2022/09/photo.jpg", "2022/09/photo.jpg");
    check("2022/09/photo.jpg", "/2022//09/photo.jpg");
}

#[test]
fn composed_and_decomposed_arabic_are_one_name() {
    let composed: String = "2022/09/أخبار-آسيا.jpg".nfc().collect();
    let decomposed: String = composed.nfd().collect();
    assert_ne!(composed, decomposed);
    check(&composed, &decomposed);
    check(&decomposed, &composed);
}

#[test]
fn percent_encoding_of_either_case_once_or_twice_is_undone() {
    check("2022/09/صورة.jpg", "2022/09/%D8%B5%D9%88%D8%B1%D8%A9.jpg");
    check("2022/09/صورة.jpg", "2022/09/%d8%b5%d9%88%d8%b1%d8%a9.jpg");
    check(
        "2022/09/صورة.jpg",
        "2022/09/%25D8%25B5%25d9%2588%25D8%25B1%25D8%25A9.jpg",
    );
    check("2022/09/%d8%b5%d9%88%d8%b1%d8%a9.jpg", "2022/09/صورة.jpg");
    check(
        "2022/09/%D8%B5%D9%88%D8%B1%D8%A9.jpg",
        "2022/09/%d8%b5%d9%88%d8%b1%d8%a9.jpg",
    );
    check("2022/09/100%.jpg", "2022/09/100%25.jpg");
    check("2022/09/100%.jpg", "2022/09/100%.jpg");
}

#[test]
fn case_plus_and_space_do_not_matter() {
    check("2022/09/Photo One.JPG", "2022/09/photo%20one.jpg");
    check("2022/09/Photo One.JPG", "2022/09/Photo+One.jpg");
    check("2022/09/a+b.jpg", "2022/09/a%2Bb.jpg");
}

#[test]
fn of_several_the_most_exact_is_taken() {
    let files = [
        "a/Photo.jpg",
        "a/photo.jpg",
        "a/PHOTO.JPG",
        "a/b c.jpg",
        "a/b+c.jpg",
    ];
    let (_dir, uploads) = uploads(&files);
    for file in files {
        assert_eq!(
            fs::read_to_string(uploads.find(file).unwrap()).unwrap(),
            file
        );
    }
    assert_eq!(
        fs::read_to_string(uploads.find("a/b%20c.jpg").unwrap()).unwrap(),
        "a/b c.jpg"
    );
}

#[test]
fn nothing_outside_the_folder_is_found() {
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("secret.txt"), "secret").unwrap();
    let (dir, _) = uploads(&["2022/a.jpg"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(
            outside.path().join("secret.txt"),
            dir.path().join("file.txt"),
        )
        .unwrap();
        symlink(outside.path(), dir.path().join("folder")).unwrap();
        symlink(dir.path(), dir.path().join("2022/loop")).unwrap();
        symlink(dir.path().join("2022/a.jpg"), dir.path().join("2022/b.jpg")).unwrap();
    }
    let uploads = uploads::index(dir.path()).unwrap();
    for asked in [
        "file.txt",
        "folder/secret.txt",
        "../secret.txt",
        "2022/../../secret.txt",
        "/etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "2022",
        "",
    ] {
        assert_eq!(uploads.find(asked), None, "{asked}");
    }
    #[cfg(unix)]
    assert!(uploads.find("2022/b.jpg").is_some());
}

#[test]
fn sizes_beside_a_file_are_listed() {
    let (_dir, uploads) = uploads(&[
        "2022/photo.jpg",
        "2022/photo-300x200.jpg",
        "2022/photo-150x150.jpg",
        "2022/photo-300x200.png",
        "2022/photo-x.jpg",
        "2022/photo-+1x2.jpg",
        "2023/photo-10x10.jpg",
        "2022/photo-two-768x512.jpg",
        "2022/صورة.jpg",
        "2022/صورة-64x48.jpg",
    ]);
    assert_eq!(uploads.sizes("2022/photo.jpg"), [(150, 150), (300, 200)]);
    assert_eq!(
        uploads.sizes("2022/Photo-scaled.jpg"),
        [(150, 150), (300, 200)]
    );
    assert_eq!(uploads.sizes("2022/photo-two.jpg"), [(768, 512)]);
    assert_eq!(
        uploads.sizes("2022/%D8%B5%D9%88%D8%B1%D8%A9.jpg"),
        [(64, 48)]
    );
    assert_eq!(uploads.sizes("2022/none.jpg"), []);
}

#[test]
fn a_mistyped_folder_is_an_error_and_no_empty_archive() {
    assert!(uploads::index(Path::new("/no/such/folder")).is_err());
}
