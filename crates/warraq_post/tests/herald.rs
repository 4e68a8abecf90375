//! How hubs and search engines are told, against a web server that answers as it is told.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use warraq_archive::Archive;
use warraq_archive::clock::FixedClock;
use warraq_archive::model::{News, Ping, Timestamp};
use warraq_post::{Caller, Told, tell};

const NOW: Timestamp = Timestamp::from_millis(1_795_521_600_000);
const KEY: &str = "0123456789abcdef";
const PATIENCE: Duration = Duration::from_millis(400);

/// A call as the server heard it.
#[derive(Clone, Debug)]
struct Heard {
    head: String,
    body: String,
}

/// A web server that keeps what it is told. Each call gets the next answer; the last stays. An empty
/// answer is silence.
struct Sink {
    address: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Sink {
    fn new(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/hub", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (kept, answers) = (Arc::clone(&heard), answers.to_vec());
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let mut stream = BufReader::new(stream.unwrap());
                let mut lines = String::new();
                while !lines.ends_with("\r\n\r\n") {
                    stream.read_line(&mut lines).unwrap();
                }
                let length = lines.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.eq_ignore_ascii_case("content-length")
                        .then(|| value.trim().parse().unwrap())
                });
                let mut body = vec![0; length.unwrap()];
                stream.read_exact(&mut body).unwrap();
                let body = String::from_utf8(body).unwrap();
                kept.lock().unwrap().push(Heard { head: lines, body });
                let answer = answers[number.min(answers.len() - 1)];
                if answer.is_empty() {
                    std::thread::sleep(PATIENCE * 3);
                }
                // A caller who has lost patience is part of the tests.
                let _ = write!(
                    stream.get_mut(),
                    "HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
            }
        });
        Self { address, heard }
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

struct Paper {
    archive: Archive,
    clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
}

impl Paper {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(NOW));
        let archive = Archive::create(folder.path(), clock.clone()).unwrap();
        let paper = Self {
            archive,
            clock,
            _folder: folder,
        };
        paper.set("site.url", "https://fajr.example");
        assert!(!paper.archive.note_news(|_| Vec::new()).unwrap());
        paper
    }

    fn set(&self, key: &str, value: &str) {
        self.archive.change_settings(&[(key, value)]).unwrap();
    }

    /// A paper that tells this hub.
    fn with_hub(sink: &Sink) -> Self {
        let paper = Self::new();
        paper.set("site.hub", &sink.address);
        paper
    }

    fn note(&self, recipient: &str, paths: &[&str]) {
        self.set("site.description", "أخبار");
        let ping = |path: &&str| Ping {
            recipient: recipient.to_owned(),
            path: (*path).to_owned(),
        };
        let pings = |_: &News| paths.iter().map(ping).collect();
        assert!(self.archive.note_news(pings).unwrap());
    }

    fn tell(&self) -> Told {
        tell(&self.archive, &Caller::with_patience(PATIENCE)).unwrap()
    }

    fn later(&self, seconds: i64) {
        let at = self.archive.clock().now().millis() + seconds * 1_000;
        self.clock.set(Timestamp::from_millis(at));
    }

    /// What waits, how often it failed, and why.
    fn standing(&self) -> (usize, u32, String) {
        let line = self.archive.ping_lines().unwrap().remove(0);
        (line.waiting, line.attempts, line.trouble)
    }
}

fn told(taken: usize, put_off: usize, refused: usize) -> Told {
    Told {
        taken,
        put_off,
        refused,
    }
}

#[test]
fn a_hub_hears_of_all_feeds_in_one_call() {
    let sink = Sink::new(&["204 No Content"]);
    let paper = Paper::with_hub(&sink);
    assert_eq!(paper.tell(), Told::default());
    paper.note(&sink.address, &["/feed/", "/category/%d8%ae/feed/"]);
    paper.note(&sink.address, &["/feed/"]);
    assert_eq!(paper.tell(), told(2, 0, 0));
    assert_eq!(paper.tell(), Told::default());
    let heard = sink.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].head.starts_with("POST /hub HTTP/1.1\r\n"));
    let lines = heard[0].head.to_ascii_lowercase();
    assert!(lines.contains("content-type: application/x-www-form-urlencoded\r\n"));
    assert!(lines.contains("user-agent: warraq/"));
    assert_eq!(
        heard[0].body,
        "hub.mode=publish&hub.url=https%3A%2F%2Ffajr%2Eexample%2Fcategory%2F%25d8%25ae%2Ffeed%2F\
         &hub.url=https%3A%2F%2Ffajr%2Eexample%2Ffeed%2F"
    );
    assert_eq!(paper.standing(), (0, 0, String::new()));
}

#[test]
fn what_is_news_right_after_is_told_together() {
    let sink = Sink::new(&["204 No Content"]);
    let paper = Paper::with_hub(&sink);
    paper.note(&sink.address, &["/feed/"]);
    assert_eq!(paper.tell(), told(1, 0, 0));
    paper.note(&sink.address, &["/feed/"]);
    paper.note(&sink.address, &["/feed/atom/"]);
    assert_eq!(paper.tell(), Told::default());
    paper.later(10);
    assert_eq!(paper.tell(), told(2, 0, 0));
    assert_eq!(sink.heard().len(), 2);
}

#[test]
fn a_search_engine_hears_of_pages_with_the_key() {
    let sink = Sink::new(&["202 Accepted"]);
    let paper = Paper::new();
    paper.set("indexnow.key", KEY);
    paper.set("indexnow.address", &sink.address);
    paper.note(&sink.address, &["/2022/09/25/%d8%ae/"]);
    assert_eq!(paper.tell(), told(1, 0, 0));
    assert_eq!(
        sink.heard()[0].body,
        "{\"host\":\"fajr.example\",\"key\":\"0123456789abcdef\",\
         \"keyLocation\":\"https://fajr.example/0123456789abcdef.txt\",\
         \"urlList\":[\"https://fajr.example/2022/09/25/%d8%ae/\"]}"
    );
}

#[test]
fn a_hub_that_fails_is_told_again_later_and_in_the_end_no_more() {
    let sink = Sink::new(&["503 Busy"]);
    let paper = Paper::with_hub(&sink);
    paper.note(&sink.address, &["/feed/"]);
    assert_eq!(paper.tell(), told(0, 1, 0));
    assert_eq!(
        paper.standing(),
        (1, 1, "503 Service Unavailable".to_owned())
    );
    paper.later(59);
    assert_eq!(paper.tell(), Told::default());
    paper.later(1);
    assert_eq!(paper.tell(), told(0, 1, 0));
    for _ in 0..7 {
        paper.later(8 * 3_600);
        assert_eq!(paper.tell(), told(0, 1, 0));
    }
    paper.later(8 * 3_600);
    assert_eq!(paper.tell(), told(0, 0, 1));
    paper.later(8 * 3_600);
    assert_eq!(paper.tell(), Told::default());
    assert_eq!(sink.heard().len(), 10);
}

#[test]
fn a_hub_says_itself_how_long_it_wants_to_be_left_alone() {
    let sink = Sink::new(&["429 Slow Down\r\nretry-after: 600", "204 No Content"]);
    let paper = Paper::with_hub(&sink);
    paper.note(&sink.address, &["/feed/"]);
    assert_eq!(paper.tell(), told(0, 1, 0));
    paper.later(599);
    assert_eq!(paper.tell(), Told::default());
    paper.later(1);
    assert_eq!(paper.tell(), told(1, 0, 0));
}

#[test]
fn silence_and_nobody_there_are_no_answer() {
    let sink = Sink::new(&[""]);
    let paper = Paper::with_hub(&sink);
    paper.note(&sink.address, &["/feed/"]);
    assert_eq!(paper.tell(), told(0, 1, 0));

    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    paper.set("site.hub", &nobody);
    paper.note(&nobody, &["/feed/"]);
    paper.later(3_600);
    // The hub that is named no longer is forgotten, not told.
    assert_eq!(paper.tell(), told(0, 1, 0));
    assert_eq!(sink.heard().len(), 1);
    assert_eq!(paper.archive.ping_lines().unwrap().len(), 1);
}

#[test]
fn a_wrong_key_is_not_tried_again_and_nobody_is_followed_elsewhere() {
    let elsewhere = Sink::new(&["204 No Content"]);
    let moved: &'static str = format!("301 Moved\r\nlocation: {}", elsewhere.address).leak();
    let sink = Sink::new(&["403 Forbidden", moved]);
    let paper = Paper::with_hub(&sink);
    for said in ["403 Forbidden", "301 Moved Permanently"] {
        paper.note(&sink.address, &["/feed/"]);
        assert_eq!(paper.tell(), told(0, 0, 1));
        assert_eq!(paper.standing(), (0, 0, said.to_owned()));
    }
    assert!(elsewhere.heard().is_empty());
}

#[test]
fn one_who_fails_does_not_hold_up_another() {
    let (bad, good) = (Sink::new(&["500 No"]), Sink::new(&["204 No Content"]));
    let paper = Paper::new();
    paper.set("site.hub", &format!("{} {}", bad.address, good.address));
    paper.note(&bad.address, &["/feed/"]);
    paper.note(&good.address, &["/feed/"]);
    assert_eq!(paper.tell(), told(1, 1, 0));
}
