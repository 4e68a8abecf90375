//! Kept pages are true at every moment: they follow the clock and the archive.

use std::sync::Arc;

use axum::http::StatusCode;
use warraq_archive::clock::FixedClock;
use warraq_archive::model::Timestamp;

use crate::support::{NOW, TestSite, expected, newsroom_in};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn a_kept_page_is_never_out_of_date() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(NOW));
    let archive = newsroom_in(folder.path(), clock.clone());
    let site = TestSite::own(archive.clone());
    let scheduled = scheduled_path();

    let today = site.get("/").await;
    assert!(today.text().contains("20 نوفمبر 2026"));
    assert_eq!(site.get(&scheduled).await.status, StatusCode::NOT_FOUND);

    // Nobody says that the day has ended: the page knows.
    clock.set(Timestamp::from_millis(NOW.millis() + DAY));
    let tomorrow = site.get("/").await;
    assert!(tomorrow.text().contains("21 نوفمبر 2026"));
    assert!(!tomorrow.text().contains(&scheduled));

    // Nor that the hour of a scheduled article has come.
    let year_2032 = Timestamp::from_millis(1_956_528_000_000);
    clock.set(year_2032);
    assert_eq!(site.get(&scheduled).await.status, StatusCode::OK);
    assert!(site.get("/").await.text().contains(&scheduled));
    assert!(site.get("/feed/").await.text().contains(&scheduled));

    // What is changed is followed.
    archive
        .change_settings(&[("site.title", "الورّاق الجديد")])
        .unwrap();
    while !site.get("/").await.text().contains("الورّاق الجديد") {
        tokio::task::yield_now().await;
    }
    let feed = site.get("/feed/").await;
    assert!(feed.text().contains("<title>الورّاق الجديد</title>"));
}

/// The path of the article that is scheduled for 2031.
fn scheduled_path() -> String {
    let expected = expected();
    let addresses = expected["addresses"].as_array().unwrap();
    let scheduled = addresses
        .iter()
        .find(|address| address["why"] == "scheduled")
        .unwrap();
    scheduled["request"].as_str().unwrap().to_owned()
}
