//! What readers are told of mistakes, and of the age of a story.

use axum::http::StatusCode;
use serde_json::Value;
use warraq_archive::model::{ArticleId, ArticleKind, CorrectionKind, PublishedArticle, Timestamp};

use crate::support::{NOW, Paper, Reply};

const WRONG: &str = "تأريخ الطبقة السابعة 1410 لا 1401 <كما> ورد.";
const ESCAPED: &str = "تأريخ الطبقة السابعة 1410 لا 1401 &lt;كما&gt; ورد.";
const ADDED: &str = "أُضيف رابط البيانات.";
const HOUR: i64 = 3_600_000;

impl Paper {
    fn correct(&self, id: ArticleId, kind: CorrectionKind, text: &str) {
        self.archive.correct(id, kind, text).unwrap();
    }
}

fn news(reply: &Reply) -> Value {
    let rest = reply
        .text()
        .split("<script type=\"application/ld+json\">")
        .skip(1);
    let blocks = rest.map(|rest| rest.split_once("</script>").unwrap().0);
    let mut blocks = blocks.map(|block| serde_json::from_str::<Value>(block).unwrap());
    blocks
        .find(|block| block["@type"] == "NewsArticle")
        .unwrap()
}

#[tokio::test]
async fn a_correction_stands_on_the_article_and_in_its_log() {
    let paper = Paper::open();
    let article = paper.articles().swap_remove(0);
    let (id, path) = (article.id, article.path);
    let before = paper.site.get(&path).await;
    assert!(!before.text().contains("id=\"corrections\""));
    assert!(!before.text().contains("آخر تحديث"));
    assert_eq!(news(&before)["dateModified"], Value::Null);

    paper.correct(id, CorrectionKind::Correction, WRONG);
    paper.clock.set(Timestamp::from_millis(NOW.millis() + HOUR));
    paper.correct(id, CorrectionKind::Update, ADDED);
    let page = paper.site.until(&path, ADDED, true).await;
    let main = page.main();
    assert!(main.contains("آخر تحديث") && main.contains(ESCAPED));
    assert!(main.find(ADDED) < main.find(ESCAPED), "the newest first");
    let log = format!("{path}?changes");
    assert!(main.contains(&format!("href=\"{log}\"")));

    let data = news(&page);
    assert_eq!(data["dateModified"], "2026-11-20T13:00:00+03:00");
    assert_eq!(
        page.attribute("<meta property=\"article:modified_time\"", "content"),
        data["dateModified"].as_str()
    );
    let corrections = data["correction"].as_array().unwrap();
    assert_eq!(corrections.len(), 1, "an addition corrects nothing");
    assert_eq!(corrections[0]["@type"], "CorrectionComment");
    assert_eq!(corrections[0]["text"], WRONG);
    assert_eq!(corrections[0]["datePublished"], "2026-11-20T12:00:00+03:00");
    let anchor = corrections[0]["url"]
        .as_str()
        .unwrap()
        .split_once('#')
        .unwrap()
        .1;
    assert!(main.contains(&format!("id=\"{anchor}\"")));

    let page = paper.site.get(&log).await;
    assert_eq!(page.status, StatusCode::OK);
    let main = page.main();
    for said in [
        "سجلّ التعديلات",
        ESCAPED,
        ADDED,
        "النشر الأول",
        "<b>تصحيح</b>",
        "<b>إضافة</b>",
    ] {
        assert!(main.contains(said), "{said}");
    }
    let canonical = page.attribute("<link rel=\"canonical\"", "href").unwrap();
    assert!(canonical.ends_with(&log));
}

#[tokio::test]
async fn feeds_and_sitemaps_follow_a_correction() {
    let paper = Paper::open();
    let article = paper.articles().swap_remove(0);
    let month = article
        .published_at
        .in_zone(&paper.archive.settings().time_zone);
    let map = format!("/sitemaps/{}.xml", month.strftime("%Y-%m"));
    let told = "2026-11-20T12:00:00+03:00";
    for address in [&*map, "/sitemap.xml", "/feed/atom/"] {
        assert!(
            !paper.site.get(address).await.text().contains(told),
            "{address}"
        );
    }
    paper.correct(article.id, CorrectionKind::Clarification, WRONG);
    for address in [&*map, "/sitemap.xml", "/feed/atom/"] {
        paper.site.until(address, told, true).await;
    }
}

#[tokio::test]
async fn what_is_taken_back_is_gone_at_once() {
    let paper = Paper::open();
    let article = paper.articles().swap_remove(0);
    let made = paper
        .archive
        .correct(article.id, CorrectionKind::Correction, WRONG)
        .unwrap();
    paper.site.until(&article.path, ESCAPED, true).await;
    paper.archive.take_correction_back(made).unwrap();
    let page = paper.site.until(&article.path, ESCAPED, false).await;
    assert!(!page.text().contains("آخر تحديث"));
    let log = paper.site.get(&format!("{}?changes", article.path)).await;
    assert!(!log.text().contains(ESCAPED) && log.text().contains("النشر الأول"));
}

#[tokio::test]
async fn the_log_of_what_readers_do_not_see_is_not_there() {
    let paper = Paper::open();
    let expected = crate::support::expected();
    let addresses = expected["addresses"].as_array().unwrap();
    let hidden = addresses.iter().filter(|address| {
        let why = address["why"].as_str().unwrap_or_default();
        why.contains("scheduled") || why.contains("draft") || why.contains("private")
    });
    let mut asked = 0;
    for address in hidden {
        let path = address["request"].as_str().unwrap();
        if path.contains('?') {
            continue;
        }
        asked += 1;
        let page = paper.site.get(&format!("{path}?changes")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(asked > 0);
}

#[tokio::test]
async fn another_spelling_of_a_log_leads_to_it() {
    let paper = Paper::open();
    let path = paper.articles().swap_remove(0).path;
    let reply = paper
        .site
        .get(&format!("{}?changes", path.trim_end_matches('/')))
        .await;
    assert_eq!(reply.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(reply.header("location"), format!("{path}?changes"));
}

#[tokio::test]
async fn an_old_story_says_so_wherever_it_is_shown() {
    let paper = Paper::open();
    let articles = paper.articles();
    let months = |article: &PublishedArticle| {
        (NOW.millis() - article.published_at.millis()) / (30 * 24 * HOUR)
    };
    let old = articles
        .iter()
        .find(|article| months(article) > 14)
        .unwrap();
    let young = articles
        .iter()
        .find(|article| months(article) < 11)
        .unwrap();
    let banner = "من الأرشيف: نُشرت هذه المادة قبل";
    let shared = |reply: &Reply| {
        let text = reply.attribute("<meta property=\"og:description\"", "content");
        text.unwrap_or_default().to_owned()
    };

    let page = paper.site.get(&old.path).await;
    assert!(page.text().contains(banner));
    assert!(shared(&page).starts_with("من "), "{}", shared(&page));
    let described = page
        .attribute("<meta name=\"description\"", "content")
        .unwrap();
    assert!(shared(&page).ends_with(described));
    let page = paper.site.get(&young.path).await;
    assert!(!page.text().contains(banner) && !shared(&page).starts_with("من "));

    // A paper may think otherwise, and a page has no age.
    paper
        .archive
        .change_settings(&[("articles.old_after", "0")])
        .unwrap();
    paper.site.until(&old.path, banner, false).await;
    paper
        .archive
        .change_settings(&[("articles.old_after", "1")])
        .unwrap();
    paper.site.until(&old.path, banner, true).await;
    let map = paper.site.get("/sitemaps/pages.xml").await;
    let mut pages = 0;
    for path in crate::feeds::locations(map.text()) {
        let path = path.strip_prefix("https://alwarraq.example").unwrap();
        assert!(
            !paper.site.get(path).await.text().contains(banner),
            "{path}"
        );
        pages += 1;
    }
    assert!(pages > 1);
    assert!(
        articles
            .iter()
            .all(|article| article.kind == ArticleKind::Article)
    );
}
