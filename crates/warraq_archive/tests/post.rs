//! What the archive promises of letters, messages and subscribers, whichever database holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::{Fixture, NOW};
use warraq_archive::AskedLetters;
use warraq_archive::model::{
    Choice, ContactMessage, ContactSubject, EmailAddress, Key, KeyPurpose, Letter, LetterStanding,
    Listing, MailingList, Rhythm, SectionId, TagId, Timestamp,
};

promises! {
    a_letter_waits_until_it_is_sent,
    a_postponed_letter_waits_for_its_time,
    a_refused_letter_is_kept_for_a_week,
    a_message_is_kept_with_its_letter,
    an_address_is_confirmed_by_its_own_letter,
    a_link_expires,
    a_confirmed_address_keeps_its_choice,
    nobodys_mailbox_is_filled_by_others,
    whoever_leaves_is_forgotten,
    a_subscriber_is_told_once,
    unconfirmed_addresses_are_forgotten,
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn letter(to: &str, subject: &str) -> Letter {
    Letter {
        to: address(to),
        reply_to: None,
        subject: subject.to_owned(),
        plain: "نص الرسالة".to_owned(),
        html: "<p>نص الرسالة</p>".to_owned(),
        list: None,
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn key(n: u8) -> Key {
    Key::of([n; 20])
}

fn later(fixture: &Fixture, millis: i64) {
    fixture
        .clock
        .set(Timestamp::from_millis(NOW.millis() + millis));
}

fn asked() -> AskedLetters {
    AskedLetters {
        confirm: letter("rana@example.org", "أكّد اشتراكك"),
        known: letter("rana@example.org", "أنت مشترك"),
    }
}

fn daily(lists: &[Listing]) -> Choice {
    Choice {
        rhythm: Rhythm::Daily,
        lists: lists.to_vec(),
    }
}

/// Asks in the name of Rana.
fn ask(fixture: &Fixture, choice: &Choice, key: &Key) {
    let rana = address("rana@example.org");
    fixture
        .archive
        .ask_for_newsletter(&rana, choice, key, &asked())
        .unwrap();
}

/// Subjects in the outbox.
fn subjects(fixture: &Fixture) -> Vec<String> {
    let lines = fixture.archive.outbox(100).unwrap();
    lines.into_iter().map(|line| line.subject).collect()
}

fn a_letter_waits_until_it_is_sent(fixture: &Fixture) {
    let full = Letter {
        reply_to: Some(address("desk@example.org")),
        list: Some(MailingList {
            id: "newsletter.example.org".to_owned(),
            unsubscribe: "https://example.org/newsletter/leave/x/".to_owned(),
        }),
        ..letter("rana@example.org", "صباح الخير")
    };
    fixture.archive.post(&full).unwrap();
    fixture
        .archive
        .post(&letter("sami@example.org", "ثانية"))
        .unwrap();
    let due = fixture.archive.letters_due(10).unwrap();
    assert_eq!(due.len(), 2);
    assert_eq!(
        (&due[0].letter, due[0].attempts, due[0].written_at),
        (&full, 0, NOW)
    );
    assert_eq!(fixture.archive.letters_due(1).unwrap().len(), 1);
    fixture.archive.letter_sent(due[0].id).unwrap();
    assert_eq!(subjects(fixture), ["ثانية"]);
}

fn a_postponed_letter_waits_for_its_time(fixture: &Fixture) {
    fixture
        .archive
        .post(&letter("rana@example.org", "صباح الخير"))
        .unwrap();
    let due = fixture.archive.letters_due(10).unwrap();
    let until = Timestamp::from_millis(NOW.millis() + 5 * MINUTE);
    fixture
        .archive
        .postpone_letter(due[0].id, until, "451 later")
        .unwrap();
    assert!(fixture.archive.letters_due(10).unwrap().is_empty());
    later(fixture, 5 * MINUTE);
    let due = fixture.archive.letters_due(10).unwrap();
    assert_eq!(due[0].attempts, 1);
    let line = &fixture.archive.outbox(10).unwrap()[0];
    assert_eq!(
        (line.trouble.as_str(), line.standing),
        ("451 later", LetterStanding::Waiting)
    );
}

fn a_refused_letter_is_kept_for_a_week(fixture: &Fixture) {
    fixture
        .archive
        .post(&letter("rana@example.org", "صباح الخير"))
        .unwrap();
    let id = fixture.archive.letters_due(1).unwrap()[0].id;
    fixture
        .archive
        .refuse_letter(id, "550 no such user")
        .unwrap();
    assert!(fixture.archive.letters_due(10).unwrap().is_empty());
    assert_eq!(fixture.archive.outbox_counts().unwrap(), (0, 1));
    later(fixture, 6 * DAY);
    assert_eq!(fixture.archive.forget_refused_letters().unwrap(), 0);
    later(fixture, 8 * DAY);
    assert_eq!(fixture.archive.forget_refused_letters().unwrap(), 1);
    assert!(subjects(fixture).is_empty());
}

fn a_message_is_kept_with_its_letter(fixture: &Fixture) {
    let message = ContactMessage {
        name: "رنا العطّار".to_owned(),
        email: address("rana@example.org"),
        subject: ContactSubject::Correction,
        body: "في الفقرة الخامسة خطأ.\nشكرًا.".to_owned(),
    };
    let desk = letter("desk@example.org", "رسالة من قارئ");
    fixture.archive.keep_message(&message, Some(&desk)).unwrap();
    fixture.archive.keep_message(&message, None).unwrap();
    let kept = fixture.archive.messages(10).unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!(
        (kept[0].message.body.as_str(), kept[0].at),
        (message.body.as_str(), NOW)
    );
    assert_eq!(kept[0].message.subject, ContactSubject::Correction);
    assert_eq!(subjects(fixture), ["رسالة من قارئ"]);
    assert!(fixture.archive.forget_message(kept[0].id).unwrap());
    assert!(!fixture.archive.forget_message(kept[0].id).unwrap());
    assert_eq!(fixture.archive.messages(10).unwrap().len(), 1);
}

fn an_address_is_confirmed_by_its_own_letter(fixture: &Fixture) {
    let archive = &fixture.archive;
    let choice = daily(&[Listing::Section(SectionId(3)), Listing::Tag(TagId(5))]);
    ask(fixture, &choice, &key(1));
    assert_eq!(subjects(fixture), ["أكّد اشتراكك"]);
    assert_eq!(archive.newsletter_counts().unwrap(), (0, 1));
    let tomorrow = Timestamp::from_millis(NOW.millis() + DAY);
    assert!(
        archive
            .untold_subscribers(Rhythm::Daily, tomorrow, 0, 10)
            .unwrap()
            .is_empty()
    );
    // Not with another key, and not with this key for something else.
    assert!(!archive.confirm_newsletter(&key(2)).unwrap());
    assert!(
        archive
            .subscriber(&key(1), KeyPurpose::Manage)
            .unwrap()
            .is_none()
    );
    later(fixture, MINUTE);
    assert!(archive.confirm_newsletter(&key(1)).unwrap());
    later(fixture, 2 * MINUTE);
    assert!(
        archive.confirm_newsletter(&key(1)).unwrap(),
        "a second click does no harm"
    );
    let found = archive
        .untold_subscribers(Rhythm::Daily, tomorrow, 0, 10)
        .unwrap();
    assert_eq!(found[0].choice, choice);
    assert_eq!(found[0].told_until.millis(), NOW.millis() + MINUTE);
    assert!(
        archive
            .untold_subscribers(Rhythm::Weekly, tomorrow, 0, 10)
            .unwrap()
            .is_empty()
    );
    assert!(
        archive
            .untold_subscribers(Rhythm::Daily, tomorrow, found[0].id, 10)
            .unwrap()
            .is_empty()
    );
}

fn a_link_expires(fixture: &Fixture) {
    ask(fixture, &daily(&[]), &key(1));
    later(fixture, 7 * DAY - 1);
    assert!(
        fixture
            .archive
            .subscriber(&key(1), KeyPurpose::Confirm)
            .unwrap()
            .is_some()
    );
    later(fixture, 7 * DAY);
    assert!(!fixture.archive.confirm_newsletter(&key(1)).unwrap());
}

fn a_confirmed_address_keeps_its_choice(fixture: &Fixture) {
    let archive = &fixture.archive;
    ask(fixture, &daily(&[]), &key(1));
    archive.confirm_newsletter(&key(1)).unwrap();
    later(fixture, DAY);
    let weekly = Choice {
        rhythm: Rhythm::Weekly,
        lists: Vec::new(),
    };
    ask(fixture, &weekly, &key(2));
    assert_eq!(subjects(fixture), ["أكّد اشتراكك", "أنت مشترك"]);
    let subscriber = archive
        .subscriber(&key(2), KeyPurpose::Manage)
        .unwrap()
        .unwrap();
    assert_eq!(subscriber.choice, daily(&[]), "whoever asks may be anybody");
    assert!(archive.change_newsletter(&key(2), &weekly).unwrap());
    let subscriber = archive
        .subscriber(&key(2), KeyPurpose::Manage)
        .unwrap()
        .unwrap();
    assert_eq!(subscriber.choice, weekly);
    assert!(
        !archive.change_newsletter(&key(1), &weekly).unwrap(),
        "that key confirms only"
    );
}

fn nobodys_mailbox_is_filled_by_others(fixture: &Fixture) {
    for n in 0..5 {
        ask(fixture, &daily(&[]), &key(n));
    }
    assert_eq!(subjects(fixture).len(), 1);
    let shouting = address("RANA@Example.org");
    fixture
        .archive
        .ask_for_newsletter(&shouting, &daily(&[]), &key(9), &asked())
        .unwrap();
    assert_eq!(subjects(fixture).len(), 1, "capitals make no other mailbox");
    later(fixture, 61 * MINUTE);
    ask(fixture, &daily(&[]), &key(10));
    assert_eq!(subjects(fixture).len(), 2);
    assert_eq!(fixture.archive.newsletter_counts().unwrap(), (0, 1));
}

fn whoever_leaves_is_forgotten(fixture: &Fixture) {
    let archive = &fixture.archive;
    ask(fixture, &daily(&[Listing::Tag(TagId(5))]), &key(1));
    archive.confirm_newsletter(&key(1)).unwrap();
    later(fixture, DAY);
    ask(fixture, &daily(&[]), &key(2));
    archive.leave_newsletter(&key(1)).unwrap();
    assert_eq!(
        archive.newsletter_counts().unwrap(),
        (1, 0),
        "that key confirms only"
    );
    archive.leave_newsletter(&key(2)).unwrap();
    archive.leave_newsletter(&key(2)).unwrap();
    assert_eq!(archive.newsletter_counts().unwrap(), (0, 0));
    assert!(
        !archive.confirm_newsletter(&key(1)).unwrap(),
        "old links open nothing"
    );
}

fn a_subscriber_is_told_once(fixture: &Fixture) {
    let archive = &fixture.archive;
    ask(fixture, &daily(&[]), &key(1));
    archive.confirm_newsletter(&key(1)).unwrap();
    let until = Timestamp::from_millis(NOW.millis() + DAY);
    let subscriber = archive
        .untold_subscribers(Rhythm::Daily, until, 0, 10)
        .unwrap()
        .remove(0);
    let digest = letter("rana@example.org", "جديد اليوم");
    let told = |n| {
        archive
            .tell_subscriber(&subscriber, until, Some((&digest, &key(n))))
            .unwrap()
    };
    assert!(told(7));
    assert!(!told(8), "what another process has told is not told again");
    assert_eq!(subjects(fixture), ["أكّد اشتراكك", "جديد اليوم"]);
    assert!(
        archive
            .untold_subscribers(Rhythm::Daily, until, 0, 10)
            .unwrap()
            .is_empty()
    );
    assert!(
        archive
            .subscriber(&key(7), KeyPurpose::Manage)
            .unwrap()
            .is_some()
    );
    assert!(
        archive
            .subscriber(&key(8), KeyPurpose::Manage)
            .unwrap()
            .is_none()
    );
    // Nothing new: the mark moves and no letter is written.
    let next = Timestamp::from_millis(NOW.millis() + 2 * DAY);
    let subscriber = archive
        .untold_subscribers(Rhythm::Daily, next, 0, 10)
        .unwrap()
        .remove(0);
    archive.leave_newsletter(&key(7)).unwrap();
    assert!(
        !archive
            .tell_subscriber(&subscriber, next, Some((&digest, &key(9))))
            .unwrap()
    );
    assert_eq!(
        subjects(fixture).len(),
        2,
        "whoever has left gets no letter"
    );
}

fn unconfirmed_addresses_are_forgotten(fixture: &Fixture) {
    let archive = &fixture.archive;
    ask(fixture, &daily(&[Listing::Tag(TagId(5))]), &key(1));
    later(fixture, 6 * DAY);
    archive.forget_unconfirmed().unwrap();
    assert_eq!(archive.newsletter_counts().unwrap(), (0, 1));
    later(fixture, 7 * DAY);
    archive.forget_unconfirmed().unwrap();
    assert_eq!(archive.newsletter_counts().unwrap(), (0, 0));
}
