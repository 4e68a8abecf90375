//! What is counted of reading, and what is made of it.

use axum::http::{Method, StatusCode};
use warraq_archive::model::{Reads, Timestamp};

use crate::support::{Paper, Reply};

const BROWSER: &str = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
const ROBOT: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

impl Paper {
    /// Opens a page as a reader who comes from this address.
    async fn read(&self, path: &str, client: &str, more: &[(&str, &str)]) -> Reply {
        let mut headers = vec![("user-agent", BROWSER), ("x-forwarded-for", client)];
        headers.extend(more);
        self.site.ask(Method::GET, path, &headers).await
    }

    /// What was counted, after all that was read is written.
    async fn counted(&self, expected: usize) -> Vec<(i64, usize)> {
        for _ in 0..400 {
            self.pass(6_000);
            let lines = self.archive.most_read(2, 50).unwrap();
            let total: usize = lines.iter().map(|line| line.reads).sum();
            if total >= expected {
                return lines.iter().map(|line| (line.id.0, line.reads)).collect();
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("{expected} reads were not counted");
    }

    fn pass(&self, millis: i64) {
        let now = self.archive.clock().now();
        self.clock
            .set(Timestamp::from_millis(now.millis() + millis));
    }
}

#[tokio::test]
async fn readers_are_counted_also_from_the_page_cache() {
    let paper = Paper::open();
    let articles = paper.articles();
    let (first, second) = (&articles[0], &articles[1]);
    let search = ("referer", "https://www.google.com/");
    let page = paper.read(&first.path, "192.0.2.1", &[search]).await;
    assert!(!page.headers.contains_key("set-cookie"));
    let tag = page.header("etag").to_owned();
    // From the cache, held by the browser, again, and by somebody else with the same address.
    let held = paper
        .read(&first.path, "192.0.2.2", &[("if-none-match", &tag)])
        .await;
    assert_eq!(held.status, StatusCode::NOT_MODIFIED);
    paper.read(&first.path, "192.0.2.2", &[]).await;
    let other = [
        ("user-agent", "Mozilla/5.0 other"),
        ("x-forwarded-for", "192.0.2.1"),
    ];
    paper.site.ask(Method::GET, &first.path, &other).await;
    paper
        .read(
            &second.path,
            "192.0.2.1",
            &[("referer", "https://alwarraq.example/")],
        )
        .await;

    let counted = paper.counted(4).await;
    assert_eq!(counted, [(first.id.0, 3), (second.id.0, 1)]);
    let today = &paper.archive.reads_by_day(1).unwrap()[0];
    assert_eq!((today.reads, today.sources), (4, [2, 1, 1, 0, 0]));
}

#[tokio::test]
async fn robots_and_what_nobody_reads_are_not_counted() {
    let paper = Paper::open();
    let articles = paper.articles();
    let path = articles[0].path.clone();
    paper
        .read(&path, "192.0.2.1", &[("sec-purpose", "prefetch")])
        .await;
    for agent in [ROBOT, "curl/8.9.1"] {
        let headers = [("user-agent", agent)];
        paper.site.ask(Method::GET, &path, &headers).await;
    }
    paper.site.get(&path).await;
    let headers = [("user-agent", BROWSER)];
    paper.site.ask(Method::HEAD, &path, &headers).await;
    // What is no article, and what is no page of one.
    let feed = format!("{path}feed/");
    let log = format!("{path}?changes");
    for other in ["/", "/feed/", "/no-such-page/", feed.as_str(), log.as_str()] {
        paper.read(other, "192.0.2.9", &[]).await;
    }
    paper.read(&articles[1].path, "192.0.2.1", &[]).await;
    assert_eq!(paper.counted(1).await, [(articles[1].id.0, 1)]);
}

#[tokio::test]
async fn a_paper_may_count_nothing() {
    let paper = Paper::open();
    let articles = paper.articles();
    paper
        .archive
        .change_settings(&[("reads.count", "no")])
        .unwrap();
    paper.read(&articles[0].path, "192.0.2.1", &[]).await;
    paper
        .archive
        .change_settings(&[("reads.count", "yes")])
        .unwrap();
    paper.read(&articles[1].path, "192.0.2.1", &[]).await;
    assert_eq!(paper.counted(1).await, [(articles[1].id.0, 1)]);
}

#[tokio::test]
async fn the_most_read_stand_on_the_front_page_and_in_their_section() {
    let paper = Paper::open();
    let articles = paper.articles();
    let section = articles[0].section.clone().unwrap();
    let of_section: Vec<_> = articles
        .iter()
        .filter(|article| {
            article
                .section
                .as_ref()
                .is_some_and(|own| own.id == section.id)
        })
        .take(3)
        .collect();
    assert_eq!(of_section.len(), 3);
    let heading = "<bdi>الأكثر قراءة</bdi>";
    let few = paper.site.get("/").await;
    assert!(!few.text().contains(heading), "nothing is read yet");

    let reads = |count: &[u32]| Reads {
        articles: of_section
            .iter()
            .zip(count)
            .map(|(article, n)| (article.id, *n))
            .collect(),
        sources: Vec::new(),
    };
    paper.archive.add_reads(&reads(&[7, 4])).unwrap();
    paper.pass(61_000);
    paper.archive.add_reads(&reads(&[0, 4, 6])).unwrap();
    paper.pass(61_000);
    let front = paper.site.until("/", heading, true).await;
    let ranked = |page: &Reply| {
        let list = page.text().split_once("<ol class=\"ranked\">").unwrap().1;
        let list = list.split_once("</ol>").unwrap().0.to_owned();
        list.split("href=\"")
            .skip(1)
            .map(|rest| rest.split_once('"').unwrap().0.to_owned())
            .collect::<Vec<_>>()
    };
    let paths = |order: [usize; 3]| order.map(|at| of_section[at].path.clone());
    assert_eq!(ranked(&front), paths([1, 0, 2]));
    let page = paper.site.get(&section.path).await;
    assert!(
        page.text()
            .contains(&format!("الأكثر قراءة في {}", section.name))
    );
    assert_eq!(ranked(&page), paths([1, 0, 2]));

    // Another order is shown within a minute; reads that do not change it leave pages alone.
    paper.archive.add_reads(&reads(&[9])).unwrap();
    paper.pass(61_000);
    let first = format!(
        "<ol class=\"ranked\"><li><h3 dir=\"auto\"><a href=\"{}\"",
        of_section[0].path
    );
    paper.site.until("/", &first, true).await;
}

#[tokio::test]
async fn the_privacy_page_says_what_is_counted() {
    let paper = Paper::open();
    let said = "نعدّ كم مرة قُرئت كل مادة";
    let page = paper.site.get("/privacy/").await;
    assert!(page.text().contains(said));
    paper
        .archive
        .change_settings(&[("reads.count", "no")])
        .unwrap();
    paper.site.until("/privacy/", said, false).await;
}
