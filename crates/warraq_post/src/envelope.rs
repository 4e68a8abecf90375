//! A letter as a mail server wants it: headers, and the words twice, as text and as HTML.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use warraq_archive::model::{EmailAddress, Letter, Timestamp};

/// Why a letter cannot be written. The archive takes no such letter; a damaged one may hold it.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// An address that the mail library does not take.
    #[error("address: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The letter lacks something that mail must have.
    #[error("letter: {0}")]
    Letter(#[from] lettre::error::Error),
}

/// Writes the letter with number `id` of the outbox. The same letter is written in the same way
/// each time, under one Message-ID: a mailbox that gets it twice can tell.
pub fn sealed(
    letter: &Letter,
    id: i64,
    written_at: Timestamp,
    from: &EmailAddress,
    paper: &str,
) -> Result<Message, Unwritable> {
    let sender = Mailbox::new(Some(one_line(paper)), address(from)?);
    let message_id = format!("<{}.{id}@{}>", written_at.millis(), from.domain());
    let mut builder = Message::builder()
        .from(sender)
        .to(Mailbox::new(None, address(&letter.to)?))
        .subject(one_line(&letter.subject))
        .date(wall_clock(written_at))
        .message_id(Some(message_id.clone()))
        // RFC 3834: no machine answers a machine.
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("X-Auto-Response-Suppress", "All"));
    if let Some(reply_to) = &letter.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
    }
    if let Some(list) = &letter.list {
        let unsubscribe = format!("<{}>", plain(&list.unsubscribe));
        builder = builder
            .raw_header(raw("List-Id", &format!("<{}>", plain(&list.id))))
            .raw_header(raw("List-Unsubscribe", &unsubscribe))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
            .raw_header(raw("Precedence", "bulk"));
    }
    let boundary = format!("warraq-{}-{id}", written_at.millis());
    let both = MultiPart::alternative()
        .boundary(boundary)
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.plain))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    Ok(builder.multipart(both)?)
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(text.to_owned())
}

fn address(address: &EmailAddress) -> Result<Address, Unwritable> {
    Ok(address.as_str().parse()?)
}

/// A header whose value has been made plain.
fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// Text without anything that ends a line: no header can begin in it.
fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let words: Vec<&str> = text.split(breaks).flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// An address or a name of hosts: visible ASCII without the brackets that enclose it.
fn plain(text: &str) -> String {
    let fits = |c: &char| c.is_ascii_graphic() && !matches!(c, '<' | '>');
    text.chars().filter(fits).collect()
}

fn wall_clock(at: Timestamp) -> SystemTime {
    let since = Duration::from_millis(u64::try_from(at.millis()).unwrap_or(0));
    SystemTime::UNIX_EPOCH + since
}

#[cfg(test)]
mod tests {
    use warraq_archive::model::MailingList;

    use super::*;

    const AT: Timestamp = Timestamp::from_millis(1_795_521_600_000);

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    fn letter() -> Letter {
        Letter {
            to: address("rana@example.org"),
            reply_to: None,
            subject: "أكّد اشتراكك في نشرة «الورّاق»".to_owned(),
            plain: "صباح الخير\n".to_owned(),
            html: "<p>صباح الخير</p>\n".to_owned(),
            list: Some(MailingList {
                id: "newsletter.example.org".to_owned(),
                unsubscribe: "https://example.org/newsletter/leave/00ff/".to_owned(),
            }),
        }
    }

    fn written(letter: &Letter, paper: &str) -> String {
        let from = address("paper@example.org");
        let message = sealed(letter, 7, AT, &from, paper).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    fn head(text: &str) -> &str {
        text.split_once("\r\n\r\n").unwrap().0
    }

    #[test]
    fn a_letter_is_written_as_it_was_last_looked_at() {
        insta::assert_snapshot!(written(&letter(), "الورّاق").replace("\r\n", "\n"));
    }

    #[test]
    fn everything_that_leaves_is_ascii_in_short_lines() {
        let long = Letter {
            plain: "كلمة ".repeat(2_000),
            subject: "عنوان طويل جدًّا ".repeat(40),
            ..letter()
        };
        let text = written(&long, "الورّاق");
        assert!(text.is_ascii());
        assert!(
            text.lines().all(|line| line.len() <= 78 + 20),
            "RFC 5322, section 2.1.1"
        );
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        let evil = "مرحبا\r\nBcc: victim@example.org\r\n\r\nbody\u{2028}X: 1\u{0}";
        let smuggled = Letter {
            subject: evil.to_owned(),
            list: Some(MailingList {
                id: "a>\r\nBcc: victim@example.org".to_owned(),
                unsubscribe: "https://example.org/>\r\nBcc: victim@example.org\r\n".to_owned(),
            }),
            ..letter()
        };
        let text = written(&smuggled, evil);
        let names: Vec<&str> = head(&text)
            .lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .filter_map(|line| line.split_once(':').map(|(name, _)| name))
            .collect();
        assert!(
            !names.iter().any(|name| name.eq_ignore_ascii_case("bcc")),
            "{names:?}"
        );
        assert!(!names.contains(&"X"), "{names:?}");
        assert_eq!(
            names.len(),
            head(&written(&letter(), "x"))
                .lines()
                .filter(|line| !line.starts_with([' ', '\t']))
                .count()
        );
    }
}
