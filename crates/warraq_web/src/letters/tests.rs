//! Letters as they were last looked at.

use warraq_archive::model::{ContactMessage, ContactSubject};

use super::*;

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.apply("site.title", "الورّاق").unwrap();
    settings.apply("site.url", "https://paper.example").unwrap();
    settings
}

fn rana() -> EmailAddress {
    EmailAddress::parse("rana@example.org").unwrap()
}

fn key() -> Key {
    Key::of([0xab; 20])
}

/// What holds for every letter.
#[track_caller]
fn check(letter: &Letter) {
    let html = &letter.html;
    assert!(
        html.starts_with("<!doctype html>\n<html lang=\"ar\" dir=\"rtl\">"),
        "{html}"
    );
    for forbidden in ["<img", "<script", "<link", "<style", "src=", "url("] {
        assert!(!html.contains(forbidden), "{forbidden} in {html}");
    }
    assert!(
        !letter.plain.contains("&amp;") && !letter.plain.contains("<p"),
        "{}",
        letter.plain
    );
    assert!(!letter.subject.contains('{') && !letter.plain.contains('{') && !html.contains('{'));
}

#[test]
fn a_letter_that_asks_to_confirm() {
    let letters = asked(&settings(), &rana(), &key()).unwrap();
    check(&letters.confirm);
    check(&letters.known);
    insta::assert_snapshot!(letters.confirm.plain);
    insta::assert_snapshot!(letters.confirm.html);
    assert!(letters.known.plain.contains("/newsletter/choices/abab"));
    assert!(!letters.known.plain.contains("/confirm/"));
}

#[test]
fn a_readers_message_is_text_to_the_desk() {
    let message = ContactMessage {
        name: "رنا <script>".to_owned(),
        email: rana(),
        subject: ContactSubject::Correction,
        body: "في الفقرة الخامسة خطأ & <b>أكثر</b>.\n\nشكرًا.".to_owned(),
    };
    let desk = EmailAddress::parse("desk@example.org").unwrap();
    let letter = to_desk(&settings(), &desk, &message).unwrap();
    assert_eq!(letter.reply_to, Some(rana()));
    assert_eq!(letter.subject, "تصحيح خطأ: رسالة من رنا <script>");
    assert!(letter.plain.contains("خطأ & <b>أكثر</b>."));
    assert!(letter.html.contains("خطأ &amp; &lt;b&gt;أكثر&lt;/b&gt;."));
    assert!(!letter.html.contains("<script"));
}

#[test]
fn a_trial_letter_is_a_letter() {
    check(&trial(&settings(), &rana()).unwrap());
}
