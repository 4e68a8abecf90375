//! The newsletter: asking for it, getting it, leaving it; and a paper that sends mail.

use std::sync::Arc;

use axum::http::StatusCode;
use warraq_archive::Archive;
use warraq_archive::clock::FixedClock;
use warraq_archive::model::{Letter, Listing, Section, Timestamp};

use crate::support::{NOW, TestSite, newsroom_in};

pub(crate) const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
pub(crate) const ASK: &str = "email=rana%40example.org&rhythm=daily&website=";

/// A paper that sends mail, with a clock of its own.
pub(crate) struct Paper {
    pub(crate) site: TestSite,
    pub(crate) archive: Archive,
    clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
}

impl Paper {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mail =
            "[mail]\nhost = \"127.0.0.1\"\nsecurity = \"none\"\nfrom = \"paper@example.org\"\n";
        std::fs::write(folder.path().join("warraq.toml"), mail).unwrap();
        let clock = Arc::new(FixedClock::at(NOW));
        let archive = newsroom_in(folder.path(), clock.clone());
        archive
            .change_settings(&[
                ("site.url", "https://paper.example"),
                ("contact.desk", "desk@example.org"),
            ])
            .unwrap();
        Self {
            site: TestSite::own(archive.clone()),
            archive,
            clock,
            _folder: folder,
        }
    }

    pub(crate) fn at(&self, millis: i64) {
        self.clock
            .set(Timestamp::from_millis(NOW.millis() + millis));
    }

    /// Takes all letters out of the outbox.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        let due = self.archive.letters_due(1_000).unwrap();
        for letter in &due {
            self.archive.letter_sent(letter.id).unwrap();
        }
        due.into_iter().map(|waiting| waiting.letter).collect()
    }

    /// Subscribes Rana to what the form says.
    async fn subscribe(&self, form: &str) {
        let asked = self.site.post("/newsletter/", form).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
        let letter = self.letters().remove(0);
        let confirmed = self.site.post(&link(&letter.plain, "confirm"), "").await;
        assert_eq!(confirmed.status, StatusCode::OK);
    }

    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is not general enough"
    )]
    fn sections(&self) -> Vec<Section> {
        self.archive
            .read_here(|reading| reading.sections())
            .unwrap()
    }

    fn write_newsletters(&self) -> usize {
        warraq_web::write_newsletters(&self.archive).unwrap()
    }
}

/// A letter without its keys, which are others each time.
fn masked(letter: &str) -> String {
    let mut shown = letter.to_owned();
    for kind in ["leave", "choices"] {
        let key = link(letter, kind);
        shown = shown.replace(&key, &format!("/newsletter/{kind}/KEY/"));
    }
    shown
}

/// The path of a link in a letter.
fn link(letter: &str, kind: &str) -> String {
    let start = format!("https://paper.example/newsletter/{kind}/");
    let rest = letter
        .split_once(&start)
        .expect("the letter has the link")
        .1;
    format!("/newsletter/{kind}/{}/", rest.split_once('/').unwrap().0)
}

#[tokio::test]
async fn nobody_learns_which_addresses_are_known() {
    let paper = Paper::new();
    let unknown = paper.site.post("/newsletter/", ASK).await;
    let pending = paper.site.post("/newsletter/", ASK).await;
    let letter = paper.letters().remove(0);
    paper.site.post(&link(&letter.plain, "confirm"), "").await;
    paper.at(DAY);
    let known = paper.site.post("/newsletter/", ASK).await;
    for reply in [&unknown, &pending, &known] {
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert_eq!(reply.headers, unknown.headers);
        assert_eq!(reply.body, unknown.body);
    }
    let letters = paper.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].subject.contains("أنت مشترك"));
}

#[tokio::test]
async fn only_a_button_confirms() {
    let paper = Paper::new();
    paper.site.post("/newsletter/", ASK).await;
    let path = link(&paper.letters()[0].plain, "confirm");
    // A scanner opens every link of a letter.
    for _ in 0..2 {
        let page = paper.site.get(&path).await;
        assert_eq!(
            (page.status, page.header("cache-control")),
            (StatusCode::OK, "no-store")
        );
        assert!(
            page.text()
                .contains(&format!("action=\"{path}\" method=\"post\""))
        );
        assert!(page.text().contains("noindex"));
    }
    assert_eq!(paper.archive.newsletter_counts().unwrap(), (0, 1));
    let done = paper.site.post(&path, "").await;
    assert!(done.text().contains("اكتمل اشتراكك"));
    assert_eq!(paper.archive.newsletter_counts().unwrap(), (1, 0));
    let wrong = paper.site.post(
        "/newsletter/confirm/0000000000000000000000000000000000000000/",
        "",
    );
    assert_eq!(wrong.await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_of_last_week_confirms_nothing() {
    let paper = Paper::new();
    paper.site.post("/newsletter/", ASK).await;
    let path = link(&paper.letters()[0].plain, "confirm");
    paper.at(7 * DAY);
    assert_eq!(
        paper.site.post(&path, "").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(paper.archive.newsletter_counts().unwrap(), (0, 1));
}

#[tokio::test]
async fn a_newsletter_tells_what_is_new_and_once() {
    let paper = Paper::new();
    // Back to a time before the newest articles, so that there is something to come.
    let newest = paper
        .archive
        .read_here(|reading| reading.newest(Listing::All, 3))
        .unwrap();
    let before = newest[2].published_at.millis() - MINUTE;
    paper.clock.set(Timestamp::from_millis(before));
    paper.subscribe(ASK).await;
    paper.clock.set(NOW);
    assert_eq!(paper.write_newsletters(), 1);
    assert_eq!(paper.write_newsletters(), 0, "nothing is told twice");
    let letter = paper.letters().remove(0);
    for card in &newest {
        assert_eq!(
            letter.plain.matches(card.headline.as_str()).count(),
            1,
            "{}",
            letter.plain
        );
        assert!(
            letter
                .html
                .contains(&format!("https://paper.example{}", card.path))
        );
    }
    assert!(!letter.html.contains("<img"));
    insta::assert_snapshot!("digest", masked(&letter.plain));
    insta::assert_snapshot!("digest_html", masked(&letter.html));
    let list = letter.list.unwrap();
    assert_eq!(list.id, "newsletter.paper.example");
    assert!(
        list.unsubscribe
            .starts_with("https://paper.example/newsletter/leave/")
    );
    // A week of days without news.
    for day in 1..=7 {
        paper.at(day * DAY);
        assert_eq!(paper.write_newsletters(), 0);
    }
    assert!(paper.letters().is_empty());
}

#[tokio::test]
async fn a_newsletter_waits_for_its_hour() {
    let paper = Paper::new();
    let newest = paper
        .archive
        .read_here(|reading| reading.newest(Listing::All, 1))
        .unwrap();
    paper.clock.set(Timestamp::from_millis(
        newest[0].published_at.millis() - MINUTE,
    ));
    paper.subscribe(ASK).await;
    // The paper's clocks are three hours ahead; the hour is seven.
    let published = newest[0].published_at.millis();
    let seven = (published - 4 * 60 * MINUTE).div_euclid(DAY) * DAY + DAY + 4 * 60 * MINUTE;
    assert!((0..=DAY).contains(&(seven - published)));
    for (moment, written) in [(-1, 0), (59_000, 0), (60_000, 1), (MINUTE + DAY, 0)] {
        paper.clock.set(Timestamp::from_millis(seven + moment));
        assert_eq!(paper.write_newsletters(), written, "{moment}");
    }
}

#[tokio::test]
async fn a_newsletter_holds_what_is_followed_and_nothing_hidden() {
    let paper = Paper::new();
    let sections = paper.sections();
    let section = &sections[0];
    let list = Listing::Section(section.label.id);
    paper.clock.set(Timestamp::from_millis(0));
    paper
        .subscribe(&format!("{ASK}&section={}", section.label.id))
        .await;
    paper.clock.set(NOW);
    assert_eq!(paper.write_newsletters(), 1);
    let letter = paper.letters().remove(0);
    let inside = paper
        .archive
        .read_here(|reading| reading.newest(list, 500))
        .unwrap();
    let all = paper
        .archive
        .read_here(|reading| reading.newest(Listing::All, 500))
        .unwrap();
    let paths: Vec<_> = inside.iter().map(|card| card.path.as_str()).collect();
    for card in &all {
        let told = letter
            .plain
            .contains(&format!("https://paper.example{}\n", card.path));
        assert!(
            !told || paths.contains(&card.path.as_str()),
            "{}",
            card.path
        );
    }
    assert!(
        letter
            .plain
            .contains(&format!("== {} ==", section.label.name))
    );
    // Every address that the letter has is one that readers may open.
    let links = letter
        .plain
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("https://paper.example"));
    for path in links.filter(|path| !path.starts_with("/newsletter/")) {
        assert_eq!(paper.site.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn one_click_ends_the_newsletter() {
    let paper = Paper::new();
    paper.clock.set(Timestamp::from_millis(0));
    paper.subscribe(ASK).await;
    paper.clock.set(NOW);
    paper.write_newsletters();
    let leave = link(&paper.letters()[0].plain, "leave");
    assert!(
        paper
            .site
            .get(&leave)
            .await
            .text()
            .contains("أتريد إيقاف النشرة؟")
    );
    assert_eq!(paper.archive.newsletter_counts().unwrap(), (1, 0));
    // As a mail provider sends it: from elsewhere, with the words of RFC 8058.
    let provider = [("sec-fetch-site", "cross-site")];
    let left = paper
        .site
        .send(&leave, "List-Unsubscribe=One-Click", &provider)
        .await;
    assert_eq!(left.status, StatusCode::OK);
    assert_eq!(paper.archive.newsletter_counts().unwrap(), (0, 0));
    let again = paper
        .site
        .send(&leave, "List-Unsubscribe=One-Click", &provider)
        .await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &left.body));
}

#[tokio::test]
async fn one_click_may_be_a_form_of_either_kind() {
    let paper = Paper::new();
    paper.clock.set(Timestamp::from_millis(0));
    paper.subscribe(ASK).await;
    paper.clock.set(NOW);
    paper.write_newsletters();
    let leave = link(&paper.letters()[0].plain, "leave");
    let body = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
        One-Click\r\n--x--\r\n";
    let left = paper
        .site
        .send_as("multipart/form-data; boundary=x", &leave, body, &[])
        .await;
    assert_eq!(left.status, StatusCode::OK);
    assert_eq!(paper.archive.newsletter_counts().unwrap(), (0, 0));
}

#[tokio::test]
async fn a_choice_is_changed_by_its_link() {
    let paper = Paper::new();
    paper.clock.set(Timestamp::from_millis(0));
    paper.subscribe(ASK).await;
    paper.clock.set(NOW);
    paper.write_newsletters();
    let choices = link(&paper.letters()[0].plain, "choices");
    let page = paper.site.get(&choices).await;
    assert_eq!(
        (page.status, page.header("cache-control")),
        (StatusCode::OK, "no-store")
    );
    assert!(page.text().contains("value=\"daily\" checked"));
    assert!(
        !page.text().contains("rana@"),
        "a link that was passed on shows no address"
    );
    let section = paper.sections()[0].label.id;
    let changed = paper
        .site
        .post(&choices, &format!("rhythm=weekly&section={section}"))
        .await;
    assert!(changed.text().contains("حُفظ اختيارك"));
    let page = paper.site.get(&choices).await;
    assert!(page.text().contains("value=\"weekly\" checked"));
    assert!(
        page.text()
            .contains(&format!("name=\"section\" value=\"{section}\" checked"))
    );
    let wrong = paper.site.post(&choices, "rhythm=hourly").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = choices.replace(|c: char| c.is_ascii_digit(), "0");
    assert_eq!(paper.site.get(&unknown).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_section_offers_itself_by_mail() {
    let paper = Paper::new();
    let section = paper.sections().remove(0);
    let page = paper.site.get(&section.label.path).await;
    let id = section.label.id;
    assert!(
        page.text()
            .contains(&format!("name=\"section\" value=\"{id}\""))
    );
    assert!(page.text().contains(&format!("/newsletter/?section={id}")));
    let form = paper.site.get(&format!("/newsletter/?section={id}")).await;
    assert!(form.text().contains(&format!("value=\"{id}\" checked")));
    let plain = paper.site.get("/newsletter/").await;
    assert!(
        !plain
            .text()
            .contains("type=\"checkbox\" name=\"section\" value=\"1\" checked")
    );
    assert!(!plain.text().contains(&format!("value=\"{id}\" checked")));
}

#[tokio::test]
async fn the_page_about_privacy_says_what_is_kept() {
    let paper = Paper::new();
    let page = paper.site.get("/privacy/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("<time datetime=\"2026-11-28\">"));
    assert!(page.text().contains("<h2>النشرة البريدية</h2>"));
    let without = TestSite::newsroom().get("/privacy/").await;
    assert!(!without.text().contains("<h2>النشرة البريدية</h2>"));
}
