//! From an import to a hub: what appears is told while the paper is served, also at its second.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime};

use support::{export, import, warraq};

/// More than any pause on the way: a test that fails waits this long.
const LONG: Duration = Duration::from_mins(1);

/// A server that says yes, and passes on what it was told.
fn sink() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let (hear, heard) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).unwrap();
                if let Some((name, value)) = line.split_once(':')
                    && name.eq_ignore_ascii_case("content-length")
                {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            let yes = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            let _ = stream.get_mut().write_all(yes.as_bytes());
            if hear.send(String::from_utf8(body).unwrap()).is_err() {
                return;
            }
        }
    });
    (address, heard)
}

fn set(archive: &Path, key: &str, value: &str) {
    let done = warraq(archive).args(["set", key, value]).status().unwrap();
    assert!(done.success());
}

/// An export of one article that appears in this many seconds.
fn scheduled(file: PathBuf, seconds: u64) -> PathBuf {
    let file = export(file, 3..=3, "نص");
    let at = SystemTime::now() + Duration::from_secs(seconds);
    let at = jiff::Timestamp::try_from(at).unwrap();
    let at = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("2020-04-04 10:00:00", &at)).unwrap();
    file
}

#[test]
fn what_appears_is_told_while_the_paper_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let file = |name: &str| folder.path().join(name);
    let past = export(file("past.xml"), 1..=1, "نص");
    assert!(import(&archive, &past).status().unwrap().success());
    let (address, heard) = sink();
    set(&archive, "indexnow.key", "0123456789abcdef");
    set(&archive, "indexnow.address", &address);
    let mut server = warraq(&archive)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    // The first look remembers where the archive stands: what was there is no news.
    std::thread::sleep(Duration::from_secs(3));
    let second = export(file("second.xml"), 2..=2, "نص");
    assert!(import(&archive, &second).status().unwrap().success());
    let first_told = heard.recv_timeout(LONG);
    let third = scheduled(file("third.xml"), 5);
    assert!(import(&archive, &third).status().unwrap().success());
    let second_told = heard.recv_timeout(LONG);
    server.kill().unwrap();
    server.wait().unwrap();
    let (first_told, second_told) = (first_told.unwrap(), second_told.unwrap());
    assert!(first_told.contains("/news-2/") && !first_told.contains("/news-1/"));
    assert!(second_told.contains("/news-3/"), "{second_told}");
    assert!(!second_told.contains("/news-2/"), "{second_told}");
}
