//! What readers write under articles, from the form to the page.

use std::collections::HashSet;

use axum::http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use warraq_archive::accounts::Allowed;
use warraq_archive::model::{
    ArticleId, CommentId, CommentStanding, Decision, DeskComment, Listing, Timestamp,
};

use crate::support::{NOW, Paper, Reply, TestSite};

impl Paper {
    /// An article that takes comments, its path, and when it was published.
    fn article_of(&self) -> (ArticleId, String, Timestamp) {
        let articles = self
            .archive
            .read_here(|reading| reading.articles(Listing::All, 50))
            .unwrap();
        let open = articles.iter().find(|article| article.comments_open);
        let open = open.unwrap();
        (open.id, open.path.clone(), open.published_at)
    }

    fn article(&self) -> (ArticleId, String) {
        let (id, path, _) = self.article_of();
        (id, path)
    }

    fn set(&self, key: &str, value: &str) {
        self.archive.change_settings(&[(key, value)]).unwrap();
    }

    fn desk(&self, standing: CommentStanding) -> Vec<DeskComment> {
        self.archive.comments_of(standing, 10_000).unwrap()
    }

    fn decide(&self, id: CommentId, decision: Decision) {
        let any = Allowed::by_operator();
        let decided = self.archive.decide_comments(&any, &[id], decision);
        decided.unwrap();
    }

    async fn send(&self, form: &Form) -> Reply {
        form.send(&self.site).await
    }
}

/// A filled form.
struct Form {
    fields: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, &'static str)>,
    /// What the proxy says of who sent it.
    from: Option<String>,
}

impl Form {
    fn under(article: ArticleId, text: &str) -> Self {
        Self {
            fields: vec![
                ("article", article.to_string()),
                ("name", "رنا العطّار".to_owned()),
                ("email", "rana@mail.example".to_owned()),
                ("website", String::new()),
                ("text", text.to_owned()),
            ],
            headers: vec![("sec-fetch-site", "same-origin")],
            from: None,
        }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.fields.retain(|(known, _)| *known != name);
        self.fields.push((name, value.to_owned()));
        self
    }

    fn from(self, sender: &str) -> Self {
        Self {
            from: Some(sender.to_owned()),
            ..self
        }
    }

    async fn send(&self, site: &TestSite) -> Reply {
        let coded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<_> = self
            .fields
            .iter()
            .map(|(name, value)| format!("{name}={}", coded(value)))
            .collect();
        let mut headers = self.headers.clone();
        headers.extend(self.from.as_deref().map(|from| ("x-forwarded-for", from)));
        site.send("/comment", &pairs.join("&"), &headers).await
    }
}

#[tokio::test]
async fn every_reader_gets_the_same_form() {
    let paper = Paper::open();
    let (id, path) = paper.article();
    let page = paper.site.get(&path).await;
    let text = page.text();
    let form = text.split_once("<form class=\"form\"").unwrap().1;
    let form = form.split_once("</form>").unwrap().0;
    for part in [
        "action=\"/comment#respond\" method=\"post\"",
        &format!("name=\"article\" value=\"{id}\""),
        "name=\"text\" rows=\"6\" maxlength=\"5000\" required dir=\"auto\"></textarea>",
        "name=\"name\" value=\"\" maxlength=\"80\" autocomplete=\"name\" required dir=\"auto\"",
        "type=\"email\" name=\"email\"",
        "name=\"website\" tabindex=\"-1\"",
    ] {
        assert!(form.contains(part), "{part} is not in {form}");
    }
    assert!(!form.contains("<script"));
    assert!(
        page.header("cache-control")
            .starts_with("public, max-age=60")
    );
    let other = [
        ("cookie", "a=b"),
        ("user-agent", "x"),
        ("accept-language", "en"),
    ];
    let again = paper.site.ask(Method::GET, &path, &other).await;
    assert_eq!(again.header("etag"), page.header("etag"));
}

#[tokio::test]
async fn a_comment_is_seen_once_it_is_approved() {
    let paper = Paper::open();
    let (id, path) = paper.article();
    let evil = "<script>alert(1)</script> سطر\u{202e}مقلوب\n\nhttps://a.example/?x=1&y=2 \"'";
    let before = paper.site.get("/comments/feed/").await;
    assert!(!before.text().contains("سطرمقلوب"));
    let sent = paper.send(&Form::under(id, evil)).await;
    assert_eq!(
        (sent.status, sent.header("cache-control")),
        (StatusCode::SEE_OTHER, "no-store")
    );
    let thanks = sent.header("location").to_owned();
    assert_eq!(thanks, format!("/comment/thanks?article={id}"));
    let thanks = paper.site.get(&thanks).await;
    assert_eq!(
        (thanks.status, thanks.header("cache-control")),
        (StatusCode::OK, "no-store")
    );
    for part in ["noindex", "وصل تعليقك", "يقرؤه المحرّرون", &path] {
        assert!(thanks.text().contains(part), "{part}");
    }
    assert!(!paper.site.get(&path).await.text().contains("سطرمقلوب"));

    let held = paper.desk(CommentStanding::Held);
    let comment = held.iter().find(|comment| comment.article == id).unwrap();
    paper.decide(comment.id, Decision::Approve);
    let page = paper.site.until(&path, "سطرمقلوب", true).await;
    for part in [
        &format!("id=\"comment-{}\"", comment.id),
        "&lt;script&gt;alert(1)&lt;/script&gt; سطرمقلوب</p>",
        "<p dir=\"auto\"><a href=\"https://a.example/?x=1&amp;y=2\" rel=\"nofollow ugc noopener\">",
        "<bdi>رنا العطّار</bdi>",
    ] {
        assert!(page.text().contains(part), "{part}");
    }
    for address in [&path, &format!("{path}feed/"), "/comments/feed/"] {
        let shown = paper.site.until(address, "سطرمقلوب", true).await;
        assert!(!shown.text().contains("<script>alert"), "{address}");
        assert!(!shown.text().contains("rana@"), "{address}");
        assert!(!shown.text().contains('\u{202e}'), "{address}");
    }
    paper.site.until("/", "سطرمقلوب", true).await;

    paper.decide(comment.id, Decision::Trash);
    for address in [&path, "/comments/feed/", "/"] {
        paper.site.until(address, "سطرمقلوب", false).await;
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_that_was_typed_is_lost() {
    let paper = Paper::open();
    let (id, path) = paper.article();
    let wrong = Form::under(id, "نصّ \"طويل\" </textarea><b>\n")
        .with("name", " ")
        .with("email", "رنا");
    let page = paper.send(&wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.header("cache-control"), "no-store");
    let unslashed = page.text().replace("&#x2f;", "/");
    for part in [
        "noindex",
        "اكتب اسمًا.",
        "صحّح البريد الإلكتروني",
        "نصّ &quot;طويل&quot; &lt;/textarea&gt;&lt;b&gt;</textarea>",
        "value=\"رنا\"",
    ] {
        assert!(unslashed.contains(part), "{part}");
    }
    let long = Form::under(id, &"ب".repeat(5_001)).with("name", &"س".repeat(81));
    let page = paper.send(&long).await;
    assert!(page.text().contains("التعليق أطول من 5,000 حرف"));
    assert!(page.text().contains("الاسم أطول من 80 حرفًا."));
    let kept = paper.site.get(&path).await;
    assert!(!kept.text().contains("اكتب اسمًا."));
    let held = paper.desk(CommentStanding::Held);
    assert!(held.iter().all(|comment| comment.at != Some(NOW)));
    let nowhere = paper.send(&Form::under(ArticleId(987_654), "أين؟")).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let paper = Paper::open();
    let (id, _) = paper.article();
    let before = paper.desk(CommentStanding::Held).len();
    let lies: [&[(&str, &str)]; 3] = [
        &[("sec-fetch-site", "cross-site")],
        &[
            ("origin", "https://evil.example"),
            ("host", "alwarraq.example"),
        ],
        &[("origin", "null")],
    ];
    for headers in lies {
        let mut form = Form::under(id, "من مكان آخر");
        form.headers = headers.to_vec();
        let refused = paper.send(&form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(refused.text().contains("لم تُقبل هذه الاستمارة"));
    }
    assert_eq!(paper.desk(CommentStanding::Held).len(), before);
    let mut form = Form::under(id, "من متصفح قديم");
    form.headers = vec![("origin", "https://alwarraq.example")];
    assert_eq!(paper.send(&form).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_reply_is_written_on_a_page_of_its_own() {
    let paper = Paper::open();
    let (id, path) = paper.article();
    paper.send(&Form::under(id, "الرأي الأول")).await;
    let first = paper.desk(CommentStanding::Held)[0].id;
    paper.decide(first, Decision::Approve);
    let link = format!("{path}?replytocom={first}");
    let page = paper.site.until(&path, "الرأي الأول", true).await;
    assert!(
        page.text()
            .contains(&format!("{link}#respond\" rel=\"nofollow\""))
    );

    let form = paper.site.get(&link).await;
    assert_eq!(
        (form.status, form.header("cache-control")),
        (StatusCode::OK, "no-store")
    );
    for part in [
        "name=\"robots\" content=\"noindex\"",
        &format!("name=\"parent\" value=\"{first}\""),
        "ردّك على <bdi>رنا العطّار</bdi>",
        "إلغاء الرد",
    ] {
        assert!(form.text().contains(part), "{part}");
    }
    assert!(
        !paper
            .site
            .get(&path)
            .await
            .text()
            .contains("name=\"parent\"")
    );

    let reply = Form::under(id, "الجواب الأوحد").with("parent", &first.to_string());
    let wrong = Form::under(id, "").with("parent", &first.to_string());
    let again = paper.send(&wrong).await;
    assert!(
        again
            .text()
            .contains(&format!("name=\"parent\" value=\"{first}\""))
    );
    assert_eq!(paper.send(&reply).await.status, StatusCode::SEE_OTHER);
    let second = paper.desk(CommentStanding::Held)[0].id;
    paper.decide(second, Decision::Approve);
    let page = paper.site.until(&path, "الجواب الأوحد", true).await;
    let below = page.text().split_once(&format!("id=\"comment-{first}\""));
    let (comment, thread) = below
        .unwrap()
        .1
        .split_once("<div class=\"thread\">")
        .unwrap();
    assert!(!comment.contains("id=\"comment-"));
    assert!(thread.contains(&format!("id=\"comment-{second}\"")));
}

#[tokio::test]
async fn a_program_that_fills_the_trap_hears_nothing_of_it() {
    let paper = Paper::open();
    let (id, path) = paper.article();
    paper.set("comments.hold", "no");
    let trapped = Form::under(id, "أنا برنامج").with("website", "https://spam.example");
    let human = Form::under(id, "أنا إنسان");
    let [trapped, human] = [paper.send(&trapped).await, paper.send(&human).await];
    assert_eq!(trapped.status, human.status);
    assert_eq!(trapped.header("location"), human.header("location"));
    let page = paper.site.until(&path, "أنا إنسان", true).await;
    assert!(!page.text().contains("أنا برنامج"));
    assert_eq!(paper.desk(CommentStanding::Spam)[0].text, "أنا برنامج");
}

#[tokio::test]
async fn one_address_waits_after_a_few_comments() {
    let paper = Paper::open();
    let (id, _) = paper.article();
    let form =
        |number: usize, sender: &str| Form::under(id, &format!("تعليق رقم {number}")).from(sender);
    for number in 0..5 {
        let sent = paper.send(&form(number, "203.0.113.9")).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
    }
    let liar = form(6, "198.51.100.1, 203.0.113.9");
    let refused = paper.send(&liar).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "60");
    assert_eq!(refused.header("cache-control"), "no-store");
    assert!(refused.text().contains("انتظر دقيقة"));
    let neighbour = paper.send(&form(7, "203.0.113.10")).await;
    assert_eq!(neighbour.status, StatusCode::SEE_OTHER);
    paper
        .clock
        .set(Timestamp::from_millis(NOW.millis() + 60_000));
    let later = paper.send(&form(8, "203.0.113.9")).await;
    assert_eq!(later.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_article_closes_at_its_hour() {
    let paper = Paper::open();
    let (id, path, published) = paper.article_of();
    let end = published.millis() + 14 * 86_400_000;
    paper.clock.set(Timestamp::from_millis(end - 1_000));
    paper.set("comments.close_after", "14");
    assert!(
        paper
            .site
            .until(&path, "<form class=\"form\"", true)
            .await
            .status
            .is_success()
    );
    paper.clock.set(Timestamp::from_millis(end));
    let sentence = "أُغلق باب التعليق على هذه المادة بعد 14 يومًا من نشرها.";
    let page = paper.site.get(&path).await;
    assert!(page.text().contains(sentence));
    assert!(!page.text().contains("<form class=\"form\""));
    let late = paper.send(&Form::under(id, "متأخر")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text().contains(sentence));
    assert!(
        paper
            .desk(CommentStanding::Held)
            .iter()
            .all(|c| c.text != "متأخر")
    );

    paper.set("comments.close_after", "0");
    paper.set("comments.open", "no");
    let page = paper
        .site
        .until(&path, "لا تستقبل الصحيفة تعليقات الآن.", true)
        .await;
    assert!(!page.text().contains("replytocom"));
}

#[tokio::test]
async fn a_form_has_an_end() {
    let paper = Paper::open();
    let (id, _) = paper.article();
    let huge = Form::under(id, &"ب".repeat(12_000));
    let refused = paper.send(&huge).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.text().contains("الاستمارة أكبر من المسموح"));
    let none = paper.site.post("/comment", "article=x&text=a").await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    let get = paper.site.get("/comment").await;
    assert_eq!(get.status, StatusCode::NOT_FOUND);
    let elsewhere = paper.site.ask(Method::POST, "/", &[]).await;
    assert_eq!(elsewhere.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn in_a_flood_nothing_that_was_acknowledged_is_lost() {
    let paper = Paper::open();
    let (id, path) = paper.article();
    let before = paper.desk(CommentStanding::Held).len();
    let mut acknowledged = HashSet::new();
    let mut refused = 0;
    for minute in 0..3 {
        paper
            .clock
            .set(Timestamp::from_millis(NOW.millis() + minute * 61_000));
        let mut senders = tokio::task::JoinSet::new();
        for number in 0..200 {
            let text = format!("طوفان {minute} {number}");
            let form = Form::under(id, &text).from(&format!("198.51.100.{number}"));
            let site = paper.site.clone();
            senders.spawn(async move { (text, form.send(&site).await) });
        }
        // Readers do not wait for it.
        assert_eq!(paper.site.get(&path).await.status, StatusCode::OK);
        assert_eq!(paper.site.get("/").await.status, StatusCode::OK);
        while let Some(sent) = senders.join_next().await {
            let (text, reply) = sent.unwrap();
            match reply.status {
                StatusCode::SEE_OTHER => assert!(acknowledged.insert(text)),
                StatusCode::SERVICE_UNAVAILABLE => {
                    assert!(!reply.header("retry-after").is_empty());
                    refused += 1;
                }
                other => panic!("{other}"),
            }
        }
    }
    let stored: HashSet<_> = paper
        .desk(CommentStanding::Held)
        .into_iter()
        .map(|comment| comment.text)
        .collect();
    assert!(acknowledged.is_subset(&stored));
    assert_eq!(stored.len(), before + acknowledged.len());
    assert!(acknowledged.len() >= 3 * 64, "{}", acknowledged.len());
    assert!(refused >= 3 * 80, "{refused}");
}
