//! What the archive promises of who works in the newsroom, whichever database holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::{Fixture, NOW};
use warraq_archive::accounts::{
    Allowed, Attempt, Entrance, FactorError, LinkPurpose, NewAccount, Password, PeopleError,
    RecoveryCode, Refusal, Role, SignedIn, TotpSecret, right,
};
use warraq_archive::model::{AccountId, EmailAddress, Key, Letter, Timestamp, Token};
use warraq_archive::verify;

promises! {
    an_invitation_sets_a_password_once,
    an_invitation_expires,
    a_wrong_password_and_a_stranger_are_refused_alike,
    a_session_ends_by_idleness_and_by_age,
    a_session_can_be_ended_by_its_owner,
    whoever_is_disabled_is_out_at_once,
    one_administrator_is_always_left,
    a_new_role_holds_at_once,
    grave_things_take_the_password_again,
    the_second_factor_is_asked_for_and_its_code_works_once,
    a_recovery_code_works_once,
    many_wrong_codes_end_the_second_step,
    a_role_may_take_a_second_factor,
    a_password_of_wordpress_is_kept_anew,
    the_way_back_is_posted_to_those_who_work_here,
    a_known_device_is_known_for_its_owner_only,
    the_audit_tells_everything,
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const SECRET: &str = "قهوة على سطح الجيران";

fn later(fixture: &Fixture, millis: i64) {
    fixture
        .clock
        .set(Timestamp::from_millis(NOW.millis() + millis));
}

fn operator<R>() -> Allowed<R> {
    Allowed::by_operator()
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn invite(fixture: &Fixture, email: &str, role: Role, key: u8) -> AccountId {
    let new = NewAccount {
        name: "ليلى الحسّان".to_owned(),
        email: address(email),
        role,
    };
    let key = Key::of([key; 20]);
    fixture
        .archive
        .invite(&operator(), &new, &key, None)
        .unwrap()
}

/// Somebody with a password.
fn account(fixture: &Fixture, email: &str, role: Role, key: u8) -> AccountId {
    let id = invite(fixture, email, role, key);
    let password = Password::typed(SECRET);
    let set = fixture
        .archive
        .set_password_by_link(&Key::of([key; 20]), &password, [key; 16]);
    assert!(set.unwrap());
    id
}

fn try_in(fixture: &Fixture, email: &str, password: &str, token: u8) -> Entrance {
    let attempt = Attempt {
        email,
        password: &Password::typed(password),
        salt: [9; 16],
        token: &Token::of([token; 32]),
        device: &Token::of([token + 100; 32]),
        agent: "Firefox",
    };
    fixture.archive.sign_in(&attempt).unwrap()
}

fn who(fixture: &Fixture, token: u8) -> Option<SignedIn> {
    fixture.archive.signed_in(&Token::of([token; 32])).unwrap()
}

fn inside(fixture: &Fixture, email: &str, token: u8) -> SignedIn {
    assert_eq!(try_in(fixture, email, SECRET, token), Entrance::Inside);
    who(fixture, token).unwrap()
}

fn layla(fixture: &Fixture) -> SignedIn {
    account(fixture, "layla@example.org", Role::Administrator, 1);
    inside(fixture, "layla@example.org", 1)
}

fn an_invitation_sets_a_password_once(fixture: &Fixture) {
    assert!(fixture.archive.has_no_accounts().unwrap());
    invite(fixture, "layla@example.org", Role::Editor, 1);
    assert_eq!(
        try_in(fixture, "layla@example.org", "", 1),
        Entrance::Refused
    );
    let key = Key::of([1; 20]);
    let owner = fixture.archive.link_owner(&key).unwrap().unwrap();
    assert_eq!(owner.purpose, LinkPurpose::Invitation);
    assert_eq!(owner.name, "ليلى الحسّان");
    let password = Password::typed(SECRET);
    let set = |key: &Key| {
        let set = fixture
            .archive
            .set_password_by_link(key, &password, [1; 16]);
        set.unwrap()
    };
    assert!(set(&key));
    assert!(!set(&key), "a second time");
    assert!(fixture.archive.link_owner(&key).unwrap().is_none());
    let layla = inside(fixture, "Layla@Example.org", 1);
    assert_eq!(layla.account().role, Role::Editor);
    let again = NewAccount {
        name: "أخرى".to_owned(),
        email: address("LAYLA@example.org"),
        role: Role::Author,
    };
    let taken = fixture
        .archive
        .invite(&operator(), &again, &Key::of([2; 20]), None);
    assert!(matches!(taken, Err(PeopleError::Taken)));
}

fn an_invitation_expires(fixture: &Fixture) {
    let id = invite(fixture, "layla@example.org", Role::Editor, 1);
    later(fixture, 7 * DAY);
    let key = Key::of([1; 20]);
    assert!(fixture.archive.link_owner(&key).unwrap().is_none());
    let password = Password::typed(SECRET);
    let set = fixture
        .archive
        .set_password_by_link(&key, &password, [1; 16]);
    assert!(!set.unwrap());
    let fresh = Key::of([2; 20]);
    let made = fixture.archive.make_link(&operator(), id, &fresh, |_| None);
    assert_eq!(made.unwrap(), Some(LinkPurpose::Invitation));
    assert!(fixture.archive.link_owner(&fresh).unwrap().is_some());
}

fn a_wrong_password_and_a_stranger_are_refused_alike(fixture: &Fixture) {
    account(fixture, "layla@example.org", Role::Editor, 1);
    let refused = Entrance::Refused;
    assert_eq!(try_in(fixture, "layla@example.org", "قهوة", 1), refused);
    assert_eq!(try_in(fixture, "nobody@example.org", SECRET, 2), refused);
    assert_eq!(try_in(fixture, "لا بريد", SECRET, 3), refused);
    assert!((1..4).all(|token| who(fixture, token).is_none()));
}

fn a_session_ends_by_idleness_and_by_age(fixture: &Fixture) {
    layla(fixture);
    later(fixture, 11 * HOUR);
    let still = who(fixture, 1).unwrap();
    fixture.archive.note_seen(&still).unwrap();
    later(fixture, 22 * HOUR);
    assert!(who(fixture, 1).is_some(), "seen since");
    later(fixture, 24 * HOUR);
    assert!(who(fixture, 1).is_none(), "idle");
    inside(fixture, "layla@example.org", 2);
    for half_days in 3..16 {
        later(fixture, half_days * 12 * HOUR - 1);
        if let Some(still) = who(fixture, 2) {
            fixture.archive.note_seen(&still).unwrap();
        }
    }
    later(fixture, 8 * DAY);
    assert!(who(fixture, 2).is_none(), "old, though never idle");
}

fn a_session_can_be_ended_by_its_owner(fixture: &Fixture) {
    let here = layla(fixture);
    let there = inside(fixture, "layla@example.org", 2);
    account(fixture, "sami@example.org", Role::Author, 3);
    let sami = inside(fixture, "sami@example.org", 3);
    assert_eq!(fixture.archive.sessions(&here).unwrap().len(), 2);
    fixture.archive.end_session(&sami, here.session()).unwrap();
    assert!(who(fixture, 1).is_some(), "not by somebody else");
    fixture.archive.end_session(&here, there.session()).unwrap();
    assert!(who(fixture, 2).is_none() && who(fixture, 1).is_some());
    inside(fixture, "layla@example.org", 4);
    fixture.archive.end_other_sessions(&here).unwrap();
    assert!(who(fixture, 4).is_none() && who(fixture, 1).is_some());
    fixture.archive.sign_out(&here).unwrap();
    assert!(who(fixture, 1).is_none() && who(fixture, 3).is_some());
}

fn whoever_is_disabled_is_out_at_once(fixture: &Fixture) {
    let layla = layla(fixture);
    let sami = account(fixture, "sami@example.org", Role::Author, 2);
    inside(fixture, "sami@example.org", 2);
    let allowed = layla.claim::<right::ManageAccounts>().unwrap();
    fixture.archive.disable(&allowed, sami).unwrap();
    assert!(who(fixture, 2).is_none());
    let refused = try_in(fixture, "sami@example.org", SECRET, 3);
    assert_eq!(refused, Entrance::Refused);
    let link = fixture
        .archive
        .make_link(&allowed, sami, &Key::of([3; 20]), |_| None);
    assert_eq!(link.unwrap(), None);
    fixture.archive.enable(&allowed, sami).unwrap();
    let refused = try_in(fixture, "sami@example.org", SECRET, 3);
    assert_eq!(refused, Entrance::Refused, "the old password is gone");
}

fn one_administrator_is_always_left(fixture: &Fixture) {
    let layla = layla(fixture);
    let allowed = layla.claim::<right::ManageAccounts>().unwrap();
    let id = layla.account().id;
    invite(fixture, "sami@example.org", Role::Administrator, 2);
    let last = fixture.archive.disable(&allowed, id);
    assert!(matches!(last, Err(PeopleError::LastAdministrator)));
    let last = fixture.archive.change_role(&allowed, id, Role::Editor);
    assert!(matches!(last, Err(PeopleError::LastAdministrator)));
    account(fixture, "huda@example.org", Role::Administrator, 3);
    fixture.archive.disable(&allowed, id).unwrap();
    let nobody = fixture.archive.disable(&allowed, AccountId(99));
    assert!(matches!(nobody, Err(PeopleError::Nobody)));
}

fn a_new_role_holds_at_once(fixture: &Fixture) {
    let layla = layla(fixture);
    let sami = account(fixture, "sami@example.org", Role::Author, 2);
    inside(fixture, "sami@example.org", 2);
    let allowed = layla.claim::<right::ManageAccounts>().unwrap();
    fixture
        .archive
        .change_role(&allowed, sami, Role::Contributor)
        .unwrap();
    let sami = who(fixture, 2).unwrap();
    assert!(sami.claim::<right::Write>().is_ok());
    assert!(sami.claim::<right::PublishOwn>().is_err());
}

fn grave_things_take_the_password_again(fixture: &Fixture) {
    layla(fixture);
    later(fixture, 15 * MINUTE);
    let stale = who(fixture, 1).unwrap();
    let refused = stale.claim::<right::ManageAccounts>().unwrap_err();
    assert_eq!(refused, Refusal::NotFresh);
    let token = Token::of([7; 32]);
    let prove = |password: &str| {
        let password = Password::typed(password);
        let proved = fixture.archive.prove_again(&stale, &password, &token);
        proved.unwrap()
    };
    assert!(!prove("شاي"));
    assert!(prove(SECRET));
    assert!(who(fixture, 1).is_none(), "the old token opens nothing");
    let fresh = who(fixture, 7).unwrap();
    assert!(fresh.claim::<right::ManageAccounts>().is_ok());
}

fn codes() -> Vec<RecoveryCode> {
    (0..10).map(|n| RecoveryCode::of([n; 10])).collect()
}

fn secret() -> TotpSecret {
    TotpSecret::of([5; 20])
}

fn with_factor(fixture: &Fixture) -> SignedIn {
    let layla = layla(fixture);
    let allowed = layla.claim().unwrap();
    let add = |typed: &str| {
        fixture
            .archive
            .add_factor(&allowed, &layla, &secret(), typed, &codes())
    };
    assert!(matches!(add("000000"), Err(FactorError::WrongCode)));
    add(&secret().code_at(NOW)).unwrap();
    layla
}

fn second_step(fixture: &Fixture, waiting: u8, typed: &str, token: u8) -> Entrance {
    let tokens = (&Token::of([token; 32]), &Token::of([token + 100; 32]));
    let waiting = Token::of([waiting; 32]);
    fixture
        .archive
        .second_step(&waiting, typed, tokens, "Firefox")
        .unwrap()
}

fn the_second_factor_is_asked_for_and_its_code_works_once(fixture: &Fixture) {
    with_factor(fixture);
    let halfway = try_in(fixture, "layla@example.org", SECRET, 2);
    assert_eq!(halfway, Entrance::SecondStep);
    assert!(who(fixture, 2).is_none(), "halfway is not in");
    let used = secret().code_at(NOW);
    assert_eq!(second_step(fixture, 2, &used, 3), Entrance::Refused);
    later(fixture, MINUTE);
    let code = secret().code_at(Timestamp::from_millis(NOW.millis() + MINUTE));
    assert_eq!(second_step(fixture, 1, &code, 3), Entrance::Over);
    assert_eq!(second_step(fixture, 2, &code, 3), Entrance::Inside);
    assert!(who(fixture, 3).is_some() && who(fixture, 2).is_none());
    try_in(fixture, "layla@example.org", SECRET, 4);
    assert_eq!(second_step(fixture, 4, &code, 5), Entrance::Refused);
}

fn a_recovery_code_works_once(fixture: &Fixture) {
    let layla = with_factor(fixture);
    let code = codes().remove(3).text().to_lowercase();
    try_in(fixture, "layla@example.org", SECRET, 2);
    assert_eq!(second_step(fixture, 2, &code, 3), Entrance::Inside);
    assert_eq!(fixture.archive.recovery_codes_left(&layla).unwrap(), 9);
    try_in(fixture, "layla@example.org", SECRET, 4);
    assert_eq!(second_step(fixture, 4, &code, 5), Entrance::Refused);
}

fn many_wrong_codes_end_the_second_step(fixture: &Fixture) {
    with_factor(fixture);
    later(fixture, MINUTE);
    try_in(fixture, "layla@example.org", SECRET, 2);
    for _ in 0..5 {
        assert_eq!(second_step(fixture, 2, "000000", 3), Entrance::Refused);
    }
    let code = secret().code_at(Timestamp::from_millis(NOW.millis() + MINUTE));
    assert_eq!(second_step(fixture, 2, &code, 3), Entrance::Over);
    try_in(fixture, "layla@example.org", SECRET, 4);
    later(fixture, 12 * MINUTE);
    assert_eq!(second_step(fixture, 4, &code, 5), Entrance::Over);
}

fn a_role_may_take_a_second_factor(fixture: &Fixture) {
    fixture
        .archive
        .change_settings(&[("newsroom.second_factor", "administrator editor")])
        .unwrap();
    let layla = layla(fixture);
    assert!(layla.lacks_factor());
    let refused = layla.claim::<right::Enter>().unwrap_err();
    assert_eq!(refused, Refusal::NoSecondFactor);
    let allowed = layla.claim().unwrap();
    let code = secret().code_at(NOW);
    fixture
        .archive
        .add_factor(&allowed, &layla, &secret(), &code, &codes())
        .unwrap();
    let layla = who(fixture, 1).unwrap();
    assert!(layla.claim::<right::Enter>().is_ok());
    let removed = fixture
        .archive
        .remove_factor(&layla.claim().unwrap(), &layla);
    assert!(matches!(removed, Err(FactorError::Demanded)));
    let unknown = fixture
        .archive
        .change_settings(&[("newsroom.second_factor", "owner")]);
    assert!(unknown.is_err());
}

fn a_password_of_wordpress_is_kept_anew(fixture: &Fixture) {
    let new = NewAccount {
        name: "سامي".to_owned(),
        email: address("sami@example.org"),
        role: Role::Author,
    };
    let admit = |kept: &str| {
        fixture
            .archive
            .admit_from_wordpress(&operator(), &new, kept)
    };
    assert!(matches!(admit("test12345"), Err(PeopleError::NotWordPress)));
    admit("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0").unwrap();
    let wrong = try_in(fixture, "sami@example.org", "test12346", 1);
    assert_eq!(wrong, Entrance::Refused);
    for token in [2, 3] {
        let right = try_in(fixture, "sami@example.org", "test12345", token);
        assert_eq!(right, Entrance::Inside);
    }
}

fn the_way_back_is_posted_to_those_who_work_here(fixture: &Fixture) {
    account(fixture, "layla@example.org", Role::Editor, 1);
    let ask = |email: &str, key: u8| {
        let letter = Letter {
            to: address(email),
            reply_to: None,
            subject: "العودة".to_owned(),
            plain: "رابط".to_owned(),
            html: "<p>رابط</p>".to_owned(),
            list: None,
        };
        let key = Key::of([key; 20]);
        fixture
            .archive
            .ask_for_way_back(&address(email), &key, &letter)
            .unwrap();
    };
    inside(fixture, "layla@example.org", 1);
    ask("nobody@example.org", 2);
    assert_eq!(fixture.archive.outbox_counts().unwrap().0, 0);
    ask("layla@example.org", 3);
    ask("layla@example.org", 4);
    assert_eq!(fixture.archive.outbox_counts().unwrap().0, 2);
    let owner = |key: u8| fixture.archive.link_owner(&Key::of([key; 20])).unwrap();
    assert!(owner(3).is_none(), "the newer link took its place");
    assert_eq!(owner(4).unwrap().purpose, LinkPurpose::Reset);
    let password = Password::typed("حبر أزرق وقطار متأخر");
    let set = fixture
        .archive
        .set_password_by_link(&Key::of([4; 20]), &password, [2; 16]);
    assert!(set.unwrap());
    assert!(who(fixture, 1).is_none(), "sessions end with the password");
}

fn a_known_device_is_known_for_its_owner_only(fixture: &Fixture) {
    layla(fixture);
    let known = |email: &str, device: u8| {
        let device = Token::of([device; 32]);
        fixture.archive.is_known_device(&device, email).unwrap()
    };
    assert!(known("Layla@example.org", 101));
    assert!(!known("layla@example.org", 102));
    assert!(!known("sami@example.org", 101));
    later(fixture, 180 * DAY);
    assert!(!known("layla@example.org", 101));
}

fn the_audit_tells_everything(fixture: &Fixture) {
    let layla = layla(fixture);
    let allowed = layla.claim::<right::ManageAccounts>().unwrap();
    let sami = account(fixture, "sami@example.org", Role::Author, 2);
    fixture
        .archive
        .change_role(&allowed, sami, Role::Editor)
        .unwrap();
    let page = fixture
        .archive
        .audit(&layla.claim().unwrap(), None)
        .unwrap();
    let deeds: Vec<&str> = page.lines.iter().map(|line| line.deed.as_str()).collect();
    assert_eq!(
        deeds,
        [
            "role-changed",
            "invitation-taken",
            "account-invited",
            "signed-in",
            "invitation-taken",
            "account-invited",
        ]
    );
    assert_eq!(page.lines[0].who, "ليلى الحسّان");
    assert_eq!(page.lines[0].detail, "editor");
    assert_eq!(page.lines[2].account, None);
    assert_eq!(page.older, None);
    assert_eq!(seals(fixture), (6, 0));
}

/// How many lines the audit has, and how many of them are not what was written.
fn seals(fixture: &Fixture) -> (usize, usize) {
    let found = verify::verify(&fixture.archive, &|_, _| {}).unwrap();
    let rows = found.checked.iter();
    let rows = rows.filter(|(what, _)| *what == "lines of the audit");
    let faults = found.faults.iter();
    let faults = faults.filter(|fault| fault.contains("of the audit"));
    (rows.map(|(_, rows)| rows).sum(), faults.count())
}
