//! What stands round every page: menus, the paper's name, profiles elsewhere, rights, the map.

use std::collections::HashSet;
use std::sync::Arc;

use axum::http::StatusCode;
use warraq_archive::clock::FixedClock;
use warraq_archive::model::Timestamp;

use crate::support::{NOW, TestSite, newsroom_in};

#[tokio::test]
async fn profiles_elsewhere_are_said_once_and_shown_where_there_are_any() {
    let folder = tempfile::tempdir().unwrap();
    let archive = newsroom_in(folder.path(), Arc::new(FixedClock::at(NOW)));
    let without = TestSite::own(archive.clone()).get("/").await;
    assert!(!without.text().contains("rel=\"me"));
    let address = "https://social.example/warraq";
    archive
        .change_settings(&[("site.social", &format!("فيسبوك {address}"))])
        .unwrap();
    let page = TestSite::own(archive).get("/").await;
    let link = format!("<a href=\"{address}\" rel=\"me noopener\"><bdi>فيسبوك</bdi></a>");
    assert_eq!(page.text().matches(&link).count(), 1);
    assert!(page.text().contains(&format!("\"sameAs\":[\"{address}\"]")));
}

#[tokio::test]
async fn a_menu_says_where_one_is_and_sets_names_apart() {
    let site = TestSite::newsroom();
    let front = site.get("/").await;
    let section = site.get("/category/city/").await;
    let (front, section) = (front.text(), section.text());
    let menu = |text: &str| {
        let menu = text.split_once("<nav class=\"nav\"").unwrap().1;
        menu.split_once("</nav>").unwrap().0.to_owned()
    };
    assert_eq!(menu(front).matches("aria-current=\"page\"").count(), 1);
    let here = "<a href=\"/category/city/\" aria-current=\"page\"";
    assert!(menu(section).contains(here) && !menu(front).contains(here));
    for entry in menu(front).split("<li>").skip(1) {
        // Our own words need no isolation.
        assert!(
            entry.contains("<bdi>") || entry.contains("/archive/"),
            "{entry}"
        );
    }
    let footer = front.split_once("<footer").unwrap().1;
    assert!(footer.contains("<bdi>"), "{footer}");
}

#[tokio::test]
async fn the_papers_name_is_read_out_once_a_link() {
    let site = TestSite::newsroom();
    let page = site.get("/about/").await;
    for logo in page.text().split("<a class=\"logo\" href=\"/\"").skip(1) {
        let logo = logo.split_once("</a>").unwrap().0;
        let names = logo.matches("aria-label=\"الورّاق\"").count()
            + logo.matches("<bdi>الورّاق</bdi>").count();
        assert_eq!(names, 1, "{logo}");
    }
}

#[tokio::test]
async fn the_year_of_the_rights_is_this_year() {
    const YEAR: i64 = 366 * 86_400_000;
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(NOW));
    let archive = newsroom_in(folder.path(), clock.clone());
    let site = TestSite::own(archive.clone());
    assert!(site.get("/").await.text().contains("© 2026"));
    clock.set(Timestamp::from_millis(NOW.millis() + YEAR));
    assert!(site.get("/").await.text().contains("© 2027"));
    archive
        .change_settings(&[("site.footer", "النقل بإذن")])
        .unwrap();
    let page = TestSite::own(archive).get("/").await;
    assert!(page.text().contains("<bdi>النقل بإذن</bdi>") && !page.text().contains("© 20"));
}

#[tokio::test]
async fn every_article_is_four_clicks_from_the_map_at_most() {
    const CLICKS: usize = 4;
    let site = TestSite::newsroom();
    let mut wanted = HashSet::new();
    let index = site.get("/sitemap.xml").await;
    for map in crate::feeds::locations(index.text()).filter(|map| map.contains("/sitemaps/20")) {
        let map = site.get(path_of(map)).await;
        wanted.extend(crate::feeds::locations(map.text()).map(|page| path_of(page).to_owned()));
    }
    assert!(wanted.len() > 80);
    let mut reached = HashSet::from(["/sitemap/".to_owned()]);
    let mut open = vec!["/sitemap/".to_owned()];
    for _ in 0..CLICKS {
        let mut next = Vec::new();
        for address in open {
            let page = site.get(&address).await;
            let is_page = page.header("content-type").starts_with("text/html");
            if page.status != StatusCode::OK || !is_page || wanted.contains(&address) {
                continue;
            }
            let main = page.main();
            for link in main.split("href=\"").skip(1) {
                let link = link.split(['"', '#', '?']).next().unwrap().to_owned();
                if link.starts_with('/') && reached.insert(link.clone()) {
                    next.push(link);
                }
            }
        }
        open = next;
    }
    let lost: Vec<_> = wanted.difference(&reached).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

fn path_of(address: &str) -> &str {
    address.strip_prefix("https://alwarraq.example").unwrap()
}
