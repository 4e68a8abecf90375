//! Pictures in articles: chosen, sent with the form, and hidden until readers may see the article.

use axum::http::StatusCode;
use image::ImageFormat;
use serde_json::Value;

use crate::library::{photograph, picture};
use crate::support::{Browser, LAYLA, Newsroom, text};

/// Every address at which a reader could ask for a file.
fn addresses(told: &Value) -> Vec<String> {
    let address = told["address"].as_str().unwrap();
    let (stem, extension) = address.rsplit_once('.').unwrap();
    let variant = |name: &str| format!("/media/{}/{name}", told["id"]);
    vec![
        address.to_owned(),
        format!("{stem}-300x200.{extension}"),
        variant("320.webp"),
        variant("480.webp"),
        variant("800.jpg"),
    ]
}

async fn check_all(browser: &mut Browser, told: &Value, status: &[u16]) {
    for address in addresses(told) {
        let reply = browser.get(&address).await;
        assert!(
            status.contains(&reply.status.as_u16()),
            "{address} {}",
            reply.status
        );
    }
}

/// The fields of an article with a picture at its head.
fn with_lead<'a>(headline: &'a str, body: &'a str, lead: &'a str) -> Vec<(&'static str, &'a str)> {
    let mut fields = text(headline, body);
    fields.push(("lead", lead));
    fields
}

#[tokio::test]
async fn readers_get_a_picture_when_its_article_is_published() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let mut reader = newsroom.browser();
    let told = layla.add("صورة.jpg", &photograph()).await;
    check_all(&mut reader, &told, &[404]).await;
    let lead = told["id"].to_string();
    let fields = with_lead("خريطة الرياح", "نصّ", &lead);
    let begun = layla.post("/admin/articles", &fields).await;
    let article = begun.leads().1.split('?').next().unwrap().to_owned();
    check_all(&mut reader, &told, &[404]).await;
    // Nor does being signed in open what readers are shown.
    check_all(&mut layla, &told, &[404]).await;
    let preview = layla.get(&format!("{article}/preview")).await.text;
    assert!(preview.contains(&format!("srcset=\"/admin/media/{lead}/480 480w")));
    let editor = layla.get(&article).await.text;
    assert!(editor.contains(&format!("value=\"{lead}\" checked")));
    let publish = format!("{article}/publish");
    let published = layla
        .press(&publish, fields.clone(), &[("when", "now")])
        .await;
    assert_eq!(published.status, 303);
    check_all(&mut reader, &told, &[200]).await;
    for address in addresses(&told) {
        let bytes = reader.get(&address).await.bytes;
        let says = |secret: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
        assert!(!says(b"SECRET") && !says(b"Exif\0\0"), "{address}");
    }
    let page = layla.get(&article).await.text;
    let (_, link) = page.split_once("class=\"btn ghost\" href=\"/2").unwrap();
    let path = format!("/2{}", link.split_once('"').unwrap().0);
    let shown = reader.get(&path).await.text;
    assert!(shown.contains(&format!(
        "srcset=\"/media/{lead}/480.webp 480w, /media/{lead}/800.webp"
    )));
    let in_use = layla
        .post(&format!("/admin/media/{lead}/delete"), &[])
        .await;
    assert_eq!(in_use.status, StatusCode::CONFLICT);
    assert!(in_use.text.contains(&format!("href=\"{article}\"")));
    let withdraw = format!("{article}/withdraw");
    let withdrawn = layla.press(&withdraw, fields, &[("reason", "خطأ")]).await;
    assert_eq!(withdrawn.status, 303);
    check_all(&mut reader, &told, &[404, 410]).await;
    let gone = reader.get(told["address"].as_str().unwrap()).await;
    assert_eq!(gone.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_form_brings_its_own_pictures() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let (lead, inner) = (picture(1, ImageFormat::Jpeg), picture(2, ImageFormat::Png));
    let mut fields = text("خريطة الرياح", "أولًا.\n\nأخيرًا.");
    fields.extend([
        ("lead_alt", "ضفّة <b>"),
        ("lead_caption", "النهر صباحًا"),
        ("lead_credit", "سامي"),
    ]);
    let files: [(&str, &str, &[u8]); 3] = [
        ("lead_file", "نهر.jpg", &lead),
        ("body_files", "جسر.png", &inner),
        ("body_files", "", b""),
    ];
    let begun = layla.send("/admin/articles", &fields, &files, &[]).await;
    assert_eq!(begun.status, 303, "{}", begun.text);
    let article = begun.leads().1.split('?').next().unwrap().to_owned();
    let page = layla.get(&article).await.text;
    assert!(page.contains("أخيرًا.\n\n[صورة 2]</textarea>"));
    assert!(page.contains("value=\"1\" checked"));
    assert!(page.contains("value=\"ضفّة &lt;b&gt;\""));
    let preview = layla.get(&format!("{article}/preview")).await.text;
    assert!(preview.contains("<figure class=\"hero\"><img src=\"/admin/media/1/800\""));
    let (_, body) = preview.split_once("src=\"/admin/uploads/").unwrap();
    let inner = format!("/admin/uploads/{}", body.split_once('"').unwrap().0);
    assert_eq!(layla.get(&inner).await.header("content-type"), "image/png");
    assert_ne!(newsroom.browser().get(&inner).await.status, StatusCode::OK);
    // What is refused keeps what was typed, and what was taken beside it.
    let from = layla.from(&article).await;
    let mut again = text("خريطة أخرى", "نصّ آخر");
    again.extend([("from", &*from), ("lead", "1")]);
    let third = picture(3, ImageFormat::Jpeg);
    let files: [(&str, &str, &[u8]); 2] = [
        ("lead_file", "رسم.svg", b"<svg/>"),
        ("body_files", "ثالثة.jpg", &third),
    ];
    let refused = layla.send(&article, &again, &files, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("href=\"#f-lead_file\""));
    assert!(refused.text.contains("نصّ آخر\n\n[صورة 3]</textarea>"));
    again.retain(|(name, _)| *name != "lead");
    again.push(("lead", "999"));
    let wrong = layla.post(&article, &again).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("href=\"#f-lead\""));
    again.push(("lead_number", "3"));
    assert_eq!(layla.post(&article, &again).await.status, 303);
    assert!(
        layla
            .get(&article)
            .await
            .text
            .contains("value=\"3\" checked")
    );
}

#[tokio::test]
async fn a_picture_in_a_text_comes_with_what_the_library_says() {
    let newsroom = Newsroom::new();
    let mut layla = newsroom.signed_in(LAYLA).await;
    let told = layla.add("نهر.jpg", &picture(1, ImageFormat::Jpeg)).await;
    let page = format!("/admin/media/{}", told["id"]);
    let said = [
        ("name", "نهر"),
        ("alt", "ضفّة"),
        ("caption", "النهر"),
        ("credit", "سامي"),
    ];
    layla.post(&page, &said).await;
    let body = "أولًا.\n\n[صورة ١]\n\nأخيرًا.";
    let article = layla.begin("خريطة الرياح", body).await;
    let fields = text("خريطة الرياح", body);
    let published = layla
        .press(&format!("{article}/publish"), fields, &[("when", "now")])
        .await;
    assert_eq!(published.status, 303);
    let editor = layla.get(&article).await.text;
    let (_, link) = editor.split_once("class=\"btn ghost\" href=\"/2").unwrap();
    let path = format!("/2{}", link.split_once('"').unwrap().0);
    let shown = layla.get(&path).await.text;
    let address = told["address"].as_str().unwrap();
    assert!(shown.contains(&format!("<img src=\"{address}\" alt=\"ضفّة\" width=\"900\"")));
    assert!(shown.contains(">النهر <cite>سامي</cite></figcaption>"));
    check_all(&mut newsroom.browser(), &told, &[200]).await;
}
