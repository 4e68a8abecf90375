//! The library: what comes in, what does not, and what is said of it.

use axum::http::StatusCode;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::Value;
use warraq_archive::accounts::Role;

use crate::support::{Browser, LAYLA, Newsroom, Reply};

const SAMI: &str = "sami@example.org";
const DATA: (&str, &str) = ("accept", "application/json");

/// A picture, different for each `n`.
pub(crate) fn picture(n: u8, format: ImageFormat) -> Vec<u8> {
    // Far apart, or JPEG would make one of two.
    let n = n.wrapping_mul(25);
    let pixels = RgbImage::from_fn(900, 600, |x, _| match x {
        0..450 => Rgb([220, n, 0]),
        _ => Rgb([0, n, 220]),
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A photograph that says where it was taken, and by whom.
pub(crate) fn photograph() -> Vec<u8> {
    let jpeg = picture(7, ImageFormat::Jpeg);
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let head = [tag.to_be_bytes(), kind.to_be_bytes()].concat();
        [&head[..], &count.to_be_bytes(), &value].concat()
    };
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    // Owner and position; the owner's name lies behind the entries.
    let heap: u32 = 8 + 2 + 2 * 12 + 4;
    tiff.extend(2_u16.to_be_bytes());
    tiff.extend(entry(0x013b, 2, 12, heap.to_be_bytes()));
    tiff.extend(entry(0x8825, 4, 1, (heap + 12).to_be_bytes()));
    tiff.extend([0; 4]);
    tiff.extend(b"SECRETOWNER\0");
    let degrees: u32 = heap + 12 + 2 + 4 * 12 + 4;
    tiff.extend(4_u16.to_be_bytes());
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, degrees.to_be_bytes()));
    tiff.extend(entry(3, 2, 2, *b"E\0\0\0"));
    tiff.extend(entry(4, 5, 3, degrees.to_be_bytes()));
    tiff.extend([0; 4]);
    for part in [33_u32, 1, 30, 1, 49, 1] {
        tiff.extend(part.to_be_bytes());
    }
    let block = [b"Exif\0\0", &tiff[..]].concat();
    let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &block, &jpeg[2..]].concat()
}

impl Browser {
    /// Sends one file as a script does.
    pub(crate) async fn upload(&mut self, name: &str, content: &[u8]) -> Reply {
        let file = [("file", name, content)];
        self.send("/admin/media", &[], &file, &[DATA]).await
    }

    /// Sends a picture that is taken. Returns what a script is told of it.
    pub(crate) async fn add(&mut self, name: &str, content: &[u8]) -> Value {
        let reply = self.upload(name, content).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        serde_json::from_str(&reply.text).unwrap()
    }
}

#[tokio::test]
async fn a_script_is_told_what_a_file_became() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let content = picture(1, ImageFormat::Jpeg);
    let told = layla.add("ريح من رُبى.jpg", &content).await;
    let address = told["address"].as_str().unwrap();
    assert!(address.starts_with("/uploads/2026/11/"));
    let path = warraq_text::path::canonical(address);
    assert!(path.ends_with("/ريح-من-ربى.jpg"), "{path}");
    assert_eq!(
        (&told["width"], &told["height"]),
        (&900.into(), &600.into())
    );
    assert_eq!(told["known"], false);
    let again = layla.add("wind.jpg", &content).await;
    assert_eq!((&again["id"], &again["known"]), (&told["id"], &true.into()));
    assert_eq!(newsroom.originals(), 1);
    let seen = layla.get(told["shown"].as_str().unwrap()).await;
    assert_eq!(
        (seen.status, seen.header("content-type")),
        (StatusCode::OK, "image/jpeg")
    );
    assert_eq!(seen.header("cache-control"), "no-store");
    let small = layla.get(told["thumb"].as_str().unwrap()).await;
    assert_eq!(small.header("content-type"), "image/webp");
    let found = layla.get("/admin/media.json?q=%D8%B1%D8%A8%D9%89").await; // ربى
    assert_eq!(
        found.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(
        found.header("access-control-allow-origin"),
        "",
        "ours alone"
    );
    let found: Value = serde_json::from_str(&found.text).unwrap();
    assert_eq!(found["items"][0]["id"], told["id"]);
    assert_eq!(found["before"], Value::Null);
    let none = layla.get("/admin/media.json?q=xyz").await.text;
    assert!(none.contains("\"items\":[]"));
}

#[tokio::test]
async fn a_form_brings_many_and_tells_what_was_not_taken() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let (first, second) = (picture(1, ImageFormat::Png), picture(2, ImageFormat::WebP));
    let files: [(&str, &str, &[u8]); 2] = [("file", "أ.png", &first), ("file", "ب.webp", &second)];
    let sent = layla.send("/admin/media", &[], &files, &[]).await;
    assert_eq!(sent.leads(), (303, "/admin/media?done=added"));
    let one = [("file", "ج.png", &*first)];
    let known = layla.send("/admin/media", &[], &one, &[]).await;
    assert!(known.leads().1.ends_with("?done=known"));
    let page = layla.get(known.leads().1).await.text;
    assert!(page.contains("في المكتبة من قبل") && page.contains("أ.png"));
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"></svg>";
    let third = picture(3, ImageFormat::Jpeg);
    let mixed: [(&str, &str, &[u8]); 3] = [
        ("file", "رسم.svg", svg),
        ("file", "<b>\u{202e}gpj.jpg", svg),
        ("file", "د.jpg", &third),
    ];
    let sent = layla.send("/admin/media", &[], &mixed, &[]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in [
        "<bdi>رسم.svg</bdi>",
        "<bdi>&lt;b&gt;gpj.jpg</bdi>",
        "أُخذ ملف واحد",
    ] {
        assert!(sent.text.contains(shown), "{shown}");
    }
    assert_eq!(newsroom.originals(), 3);
    let nothing = layla
        .send("/admin/media", &[], &[("file", "", b"")], &[])
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_no_picture_is_not_taken() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut bomb = picture(1, ImageFormat::Bmp);
    bomb[18..26].copy_from_slice(&[0x60, 0xea, 0, 0, 0x60, 0xea, 0, 0]);
    let jpeg = picture(2, ImageFormat::Jpeg);
    for (name, content) in [
        ("bomb.bmp", &bomb[..]),
        ("cut.jpg", &jpeg[..jpeg.len() / 2]),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("x.php.jpg", &[b"<?php echo 1; ?>", &jpeg[..]].concat()),
        ("empty.jpg", b""),
    ] {
        let refused = layla.upload(name, content).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.text.contains("\"problem\":\""), "{name}");
    }
    assert_eq!(newsroom.originals(), 0);
    let told = layla.add("page.html", &jpeg).await;
    assert!(told["address"].as_str().unwrap().ends_with("/page.jpg"));
}

#[tokio::test]
async fn nothing_is_read_of_whoever_may_not() {
    let newsroom = Newsroom::new();
    newsroom.account(SAMI, "سامي", Role::Moderator);
    let content = picture(1, ImageFormat::Jpeg);
    let stranger = newsroom.browser().upload("a.jpg", &content).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    let mut sami = newsroom.signed_in(SAMI).await;
    let moderator = sami.upload("a.jpg", &content).await;
    assert_eq!(moderator.status, StatusCode::FORBIDDEN);
    let mut layla = newsroom.signed_in(LAYLA).await;
    let foreign = [
        ("content-type", "multipart/form-data; boundary=x"),
        ("sec-fetch-site", "cross-site"),
    ];
    let body =
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\na\r\n--x--";
    for headers in [&foreign[..], &foreign[..1]] {
        let reply = layla.ask_with("POST", "/admin/media", body.to_vec(), headers);
        assert_eq!(reply.await.status, StatusCode::FORBIDDEN);
    }
    // A form that takes no files.
    let sent = layla
        .send("/admin/sign-out", &[], &[("file", "a", b"a")], &[])
        .await;
    assert_eq!(sent.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let cut = [foreign[0], ("sec-fetch-site", "same-origin")];
    let broken = layla.ask_with("POST", "/admin/media", body[..70].to_vec(), &cut);
    assert_eq!(broken.await.status, StatusCode::BAD_REQUEST);
    assert_eq!(newsroom.originals(), 0);
}

#[tokio::test]
async fn the_newsroom_sees_what_a_photograph_says() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let told = layla.add("صورة.jpg", &photograph()).await;
    let page = format!("/admin/media/{}", told["id"]);
    let shown = layla.get(&page).await.text;
    assert!(shown.contains("SECRETOWNER") && shown.contains("مكان الالتقاط"));
    assert!(shown.contains("33") && shown.contains("لا يُنشر"));
    for address in [told["shown"].as_str().unwrap(), &format!("{page}/800")] {
        let bytes = layla.get(address).await.bytes;
        assert!(
            !bytes
                .windows(6)
                .any(|window| window == b"SECRET" || window == b"Exif\0\0")
        );
    }
}

#[tokio::test]
async fn what_is_said_of_a_file_is_text() {
    const EVIL: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let told = layla.add(EVIL, &picture(1, ImageFormat::Jpeg)).await;
    let page = format!("/admin/media/{}", told["id"]);
    let fields = ["name", "alt", "caption", "credit"].map(|field| (field, EVIL));
    let saved = layla.post(&page, &fields).await;
    assert_eq!(saved.leads(), (303, &*format!("{page}?done=changed")));
    for address in [
        &*page,
        "/admin/media",
        "/admin/articles/new",
        "/admin/audit",
    ] {
        let text = layla.get(address).await.text.to_lowercase();
        assert!(
            !text.contains("<script>alert") && !text.contains("<img src=x"),
            "{address}"
        );
    }
    let wrong = layla
        .post(&page, &[("focus_x", "200"), ("focus_y", "1")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let crop = [
        ("crop_left", "450"),
        ("crop_width", "450"),
        ("crop_height", "300"),
        ("focus_x", "25"),
        ("focus_y", "100"),
    ];
    assert_eq!(layla.post(&page, &crop).await.status, 303);
    let shown = layla.get(&page).await.text;
    assert!(shown.contains("value=\"25\"") && shown.contains("width=\"450\" height=\"300\""));
    assert_eq!(layla.get(&format!("{page}/whole")).await.status, 200);
    assert_eq!(layla.get(&format!("{page}/801")).await.status, 404);
}

#[tokio::test]
async fn an_author_changes_and_deletes_their_own_only() {
    let newsroom = Newsroom::new();
    newsroom.account(SAMI, "سامي", Role::Contributor);
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut sami = newsroom.signed_in(SAMI).await;
    let others = layla.add("أ.jpg", &picture(1, ImageFormat::Jpeg)).await;
    let own = sami.add("ب.png", &picture(2, ImageFormat::Png)).await;
    let (others, own) = (
        format!("/admin/media/{}", others["id"]),
        format!("/admin/media/{}", own["id"]),
    );
    let seen = sami.get(&others).await;
    assert!(
        seen.status == 200 && !seen.text.contains("/delete\""),
        "no button that does nothing"
    );
    for form in [others.clone(), format!("{others}/delete")] {
        let refused = sami.post(&form, &[("name", "لسامي")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{form}");
    }
    let deleted = sami.post(&format!("{own}/delete"), &[]).await;
    assert_eq!(deleted.leads(), (303, "/admin/media?done=deleted"));
    assert_eq!(sami.get(&own).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        layla.post(&format!("{others}/delete"), &[]).await.status,
        303
    );
    assert_eq!(newsroom.originals(), 0);
    let audit = layla.get("/admin/audit").await.text;
    for deed in ["أضاف إلى المكتبة", "حذف من المكتبة"] {
        assert!(audit.contains(deed), "{deed}");
    }
}
