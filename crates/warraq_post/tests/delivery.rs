//! What becomes of letters, against a mail server that behaves as it is told.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use warraq_archive::Archive;
use warraq_archive::clock::FixedClock;
use warraq_archive::config::Mail;
use warraq_archive::model::{EmailAddress, Letter, LetterStanding, Timestamp};
use warraq_post::{Carrier, Delivery, Round, go_round, send_now};

const NOW: Timestamp = Timestamp::from_millis(1_795_521_600_000);
/// How long the tests wait for a silent server.
const PATIENCE: Duration = Duration::from_millis(400);

/// What the server says at each step of one connection. `None` cuts the connection there.
#[derive(Clone, Copy)]
struct Manners {
    greeting: Option<&'static str>,
    auth: Option<&'static str>,
    mail: Option<&'static str>,
    rcpt: Option<&'static str>,
    data: Option<&'static str>,
    taken: Option<&'static str>,
    /// Whether it only listens, and never says anything.
    is_silent: bool,
}

const KIND: Manners = Manners {
    greeting: Some("220 sink"),
    auth: Some("235 welcome"),
    mail: Some("250 ok"),
    rcpt: Some("250 ok"),
    data: Some("354 go on"),
    taken: Some("250 taken"),
    is_silent: false,
};

/// A mail server that keeps what it is given. Each connection takes the next manners; the last stay.
struct Sink {
    port: u16,
    received: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    fn new(manners: &[Manners]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let (kept, manners) = (Arc::clone(&received), manners.to_vec());
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let manner = manners[number.min(manners.len() - 1)];
                let kept = Arc::clone(&kept);
                // A client that goes away in the middle is part of the tests.
                std::thread::spawn(move || talk(stream.unwrap(), manner, &kept));
            }
        });
        Self { port, received }
    }

    fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

fn talk(stream: TcpStream, manners: Manners, kept: &Mutex<Vec<String>>) -> Option<()> {
    let mut out = stream.try_clone().unwrap();
    let mut say = |words: Option<&str>| out.write_all(format!("{}\r\n", words?).as_bytes()).ok();
    if manners.is_silent {
        std::thread::sleep(PATIENCE * 4);
        return None;
    }
    say(manners.greeting)?;
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut envelope = String::new();
    while let Some(line) = lines.next() {
        let verb = line.split([' ', ':']).next().unwrap_or_default();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => say(Some("250-sink\r\n250-8BITMIME\r\n250 AUTH PLAIN"))?,
            "AUTH" => say(manners.auth)?,
            "MAIL" => {
                envelope = format!("{line}\n");
                say(manners.mail)?;
            }
            "RCPT" => {
                envelope = envelope + &line + "\n";
                say(manners.rcpt)?;
            }
            "DATA" => {
                say(manners.data)?;
                if manners.data.is_none_or(|words| !words.starts_with('3')) {
                    continue;
                }
                let text: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                if manners.taken.is_some_and(|words| words.starts_with('2')) {
                    kept.lock()
                        .unwrap()
                        .push(format!("{envelope}\n{}", text.join("\n")));
                }
                say(manners.taken)?;
            }
            "QUIT" => say(Some("221 bye"))?,
            _ => say(Some("250 ok"))?,
        }
    }
    Some(())
}

struct Office {
    archive: Archive,
    clock: Arc<FixedClock>,
    mail: Mail,
    _folder: tempfile::TempDir,
}

impl Office {
    /// An archive whose mail goes to this port.
    fn at(port: u16) -> Self {
        Self::with(port, "")
    }

    fn with(port: u16, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        configure(folder.path(), port, more);
        let clock = Arc::new(FixedClock::at(NOW));
        let archive = Archive::create(folder.path(), clock.clone()).unwrap();
        Self {
            mail: archive.mail().unwrap().clone(),
            archive,
            clock,
            _folder: folder,
        }
    }

    fn post(&self, to: &str) {
        self.archive.post(&letter(to)).unwrap();
    }

    fn go_round(&self) -> Round {
        let connect = || Carrier::connect_within(&self.mail, PATIENCE);
        go_round(&self.archive, connect, &self.mail).unwrap()
    }

    fn later(&self, minutes: i64) {
        self.clock
            .set(Timestamp::from_millis(NOW.millis() + minutes * 60_000));
    }

    fn waiting_and_refused(&self) -> (usize, usize) {
        self.archive.outbox_counts().unwrap()
    }
}

fn configure(folder: &Path, port: u16, more: &str) {
    let text = format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n\
         from = \"paper@example.org\"\n{more}"
    );
    std::fs::write(folder.join("warraq.toml"), text).unwrap();
}

fn letter(to: &str) -> Letter {
    Letter {
        to: EmailAddress::parse(to).unwrap(),
        reply_to: None,
        subject: "صباح الخير".to_owned(),
        plain: "نص\n.سطر يبدأ بنقطة\n".to_owned(),
        html: "<p>نص</p>".to_owned(),
        list: None,
    }
}

fn message_id(received: &str) -> &str {
    let line = received
        .lines()
        .find(|line| line.starts_with("Message-ID:"));
    line.unwrap()
}

#[test]
fn letters_are_sent_over_one_connection_and_leave_the_outbox() {
    let sink = Sink::new(&[
        KIND,
        Manners {
            greeting: None,
            ..KIND
        },
    ]);
    let office = Office::at(sink.port);
    office.post("rana@example.org");
    office.post("sami@example.org");
    let round = office.go_round();
    assert_eq!((round.sent, round.unreachable), (2, None));
    let received = sink.received();
    assert_eq!(received.len(), 2);
    assert!(received[0].contains("MAIL FROM:<paper@example.org>"));
    assert!(received[0].contains("RCPT TO:<rana@example.org>"));
    assert_eq!(office.waiting_and_refused(), (0, 0));
    assert_eq!(office.go_round(), Round::default(), "each letter once");
}

#[test]
fn a_dead_server_loses_nothing() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let office = Office::at(port);
    office.post("rana@example.org");
    for day in 0..30 {
        office.later(day * 24 * 60);
        assert!(office.go_round().unreachable.is_some());
    }
    let line = &office.archive.outbox(1).unwrap()[0];
    assert_eq!(
        (line.attempts, line.standing),
        (0, LetterStanding::Waiting),
        "not the letter's fault"
    );
}

#[test]
fn a_letter_put_off_is_tried_again_later() {
    let sink = Sink::new(&[
        Manners {
            rcpt: Some("451 greylisted"),
            ..KIND
        },
        KIND,
    ]);
    let office = Office::at(sink.port);
    office.post("rana@example.org");
    assert_eq!(office.go_round().put_off, 1);
    assert_eq!(office.go_round(), Round::default(), "its time has not come");
    office.later(1);
    assert_eq!(office.go_round().sent, 1);
    assert_eq!(sink.received().len(), 1);
}

#[test]
fn a_letter_put_off_for_days_is_given_up_and_kept() {
    let sink = Sink::new(&[Manners {
        taken: Some("452 full"),
        ..KIND
    }]);
    let office = Office::at(sink.port);
    office.post("rana@example.org");
    let mut rounds = 0;
    while office.waiting_and_refused().0 > 0 {
        office.later(rounds * 480);
        office.go_round();
        rounds += 1;
        assert!(rounds < 100);
    }
    let line = &office.archive.outbox(1).unwrap()[0];
    assert_eq!(
        (line.attempts, line.standing),
        (18, LetterStanding::Refused)
    );
    assert!(line.trouble.contains("full"), "{}", line.trouble);
}

#[test]
fn a_refused_letter_does_not_hold_up_the_others() {
    let steps: [fn(&mut Manners); 3] = [
        |manners| manners.rcpt = Some("550 no such user"),
        |manners| manners.data = Some("554 no"),
        |manners| manners.taken = Some("554 spam"),
    ];
    for step in steps {
        let mut manners = KIND;
        step(&mut manners);
        let sink = Sink::new(&[manners]);
        let office = Office::at(sink.port);
        office.post("rana@example.org");
        office.post("sami@example.org");
        let round = office.go_round();
        assert_eq!((round.refused, round.unreachable), (2, None));
        assert_eq!(office.waiting_and_refused(), (0, 2));
        office.later(24 * 60);
        assert_eq!(office.go_round(), Round::default(), "never tried again");
    }
}

#[test]
fn a_connection_cut_anywhere_loses_nothing() {
    let steps: [fn(&mut Manners); 6] = [
        |manners| manners.greeting = None,
        |manners| manners.mail = None,
        |manners| manners.rcpt = None,
        |manners| manners.data = None,
        |manners| manners.taken = None,
        |manners| manners.is_silent = true,
    ];
    for (number, step) in steps.into_iter().enumerate() {
        let mut manners = KIND;
        step(&mut manners);
        let sink = Sink::new(&[manners, KIND]);
        let office = Office::at(sink.port);
        office.post("rana@example.org");
        assert!(office.go_round().unreachable.is_some(), "step {number}");
        assert_eq!(office.waiting_and_refused(), (1, 0), "step {number}");
        office.later(2);
        assert_eq!(office.go_round().sent, 1, "step {number}");
        assert_eq!(sink.received().len(), 1, "step {number}");
    }
}

#[test]
fn a_letter_at_which_the_server_breaks_does_not_block_the_rest() {
    let sink = Sink::new(&[
        Manners {
            taken: None,
            ..KIND
        },
        KIND,
    ]);
    let office = Office::at(sink.port);
    office.post("rana@example.org");
    office.post("sami@example.org");
    assert!(office.go_round().unreachable.is_some());
    assert_eq!(office.go_round().sent, 1);
    assert!(sink.received()[0].contains("sami@"));
}

#[test]
fn an_objection_to_the_sender_is_not_the_letters_fault() {
    let sink = Sink::new(&[Manners {
        mail: Some("550 not you"),
        ..KIND
    }]);
    let office = Office::at(sink.port);
    office.post("rana@example.org");
    assert!(office.go_round().unreachable.is_some());
    assert_eq!(office.waiting_and_refused(), (1, 0));
}

#[test]
fn a_wrong_password_is_not_the_letters_fault() {
    let sink = Sink::new(&[
        Manners {
            auth: Some("535 wrong"),
            ..KIND
        },
        KIND,
    ]);
    let office = Office::with(sink.port, "user = \"paper\"\npassword = \"x\"\n");
    office.post("rana@example.org");
    assert!(office.go_round().unreachable.is_some());
    assert_eq!(office.go_round().sent, 1);
}

#[test]
fn a_server_without_encryption_gets_nothing_when_it_is_asked_for() {
    let sink = Sink::new(&[KIND]);
    let mut office = Office::at(sink.port);
    office.mail.security = warraq_archive::config::Security::StartTls;
    office.post("rana@example.org");
    assert!(office.go_round().unreachable.is_some());
    assert!(sink.received().is_empty());
}

#[test]
fn a_letter_that_may_have_arrived_keeps_its_message_id() {
    // The server takes the letter, and the program dies before it can note that.
    let sink = Sink::new(&[KIND]);
    let office = Office::at(sink.port);
    office.post("rana@example.org");
    let waiting = office.archive.letters_due(1).unwrap().remove(0);
    office.go_round();
    office.archive.post(&waiting.letter).unwrap();
    let again = office.archive.letters_due(1).unwrap().remove(0);
    let from = office.mail.from.clone();
    let write = |id| {
        let message = warraq_post::sealed(&waiting.letter, id, waiting.written_at, &from, "x");
        String::from_utf8(message.unwrap().formatted()).unwrap()
    };
    assert_eq!(
        message_id(&write(waiting.id)),
        message_id(&sink.received()[0])
    );
    assert_ne!(
        message_id(&write(again.id)),
        message_id(&sink.received()[0]),
        "another letter"
    );
}

#[test]
fn a_line_that_begins_with_a_dot_arrives() {
    let sink = Sink::new(&[KIND]);
    let office = Office::at(sink.port);
    let dots = Letter {
        plain: ".\n..\n.x\n".to_owned(),
        ..letter("rana@example.org")
    };
    office.archive.post(&dots).unwrap();
    assert_eq!(office.go_round().sent, 1);
    // As it travels: each first dot is doubled (RFC 5321, section 4.5.2).
    assert!(sink.received()[0].contains("\n..\n...\n..x\n"));
}

#[test]
fn the_server_can_be_tried_without_the_outbox() {
    let sink = Sink::new(&[
        KIND,
        Manners {
            rcpt: Some("550 no such user"),
            ..KIND
        },
    ]);
    let office = Office::at(sink.port);
    let hello = letter("rana@example.org");
    assert_eq!(
        send_now(&office.archive, &office.mail, &hello),
        Ok(Delivery::Taken)
    );
    let refused = send_now(&office.archive, &office.mail, &hello).unwrap();
    assert!(matches!(refused, Delivery::Refused(words) if words.contains("no such user")));
}
