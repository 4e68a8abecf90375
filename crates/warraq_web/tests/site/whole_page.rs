//! One article with everything that an article page has, from the export to the page. The rows of
//! `docs/elements.md` name what is asserted here.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;
use warraq_archive::clock::FixedClock;

use crate::support::{NOW, Reply, TestSite, paper_in};

const HOME: &str = "https://fajr.example";
/// The beginnings of the two links that stand in the text, by the slugs to which they lead.
const SLUGS: [&str; 2] = ["before", "after"];
/// Published at a quarter past two in the morning, which is the day before in UTC.
const PUBLISHED: &str = "2022-09-25T02:15:00+03:00";

/// What an editor typed.
struct Typed {
    headline: String,
    writer: String,
    section: String,
    tags: Vec<String>,
    caption: String,
    text: Vec<Part>,
}

/// A part of the text.
enum Part {
    Paragraph(String),
    Heading(String),
    /// A list of one link to an older article.
    ReadAlso(String),
}

impl Part {
    fn words(&self) -> &str {
        let (Self::Paragraph(words) | Self::Heading(words) | Self::ReadAlso(words)) = self;
        words
    }
}

impl Typed {
    /// As the classic editor stores a text: no `<p>`, empty lines between paragraphs.
    fn body(&self) -> String {
        let mut links = SLUGS.iter();
        let parts = self.text.iter().map(|part| match part {
            Part::Paragraph(words) => words.clone(),
            Part::Heading(words) => format!("<h2>{words}</h2>"),
            Part::ReadAlso(words) => {
                let slug = links.next().unwrap();
                format!("<ul>\n<li><a href=\"{HOME}/2022/09/20/{slug}/\">{words}</a></li>\n</ul>")
            }
        });
        parts.collect::<Vec<_>>().join("\n\n")
    }

    /// An export of the article, its picture, and the two older articles.
    fn export(&self, folder: &Path) -> PathBuf {
        let mut items = String::new();
        for (id, slug) in (1..).zip(SLUGS) {
            let post = "<wp:post_type>post</wp:post_type>";
            items += &item(
                id,
                slug,
                "مادة أقدم",
                "نص قصير.",
                ["2022-09-20 10:00:00", "2022-09-20 07:00:00"],
                post,
            );
        }
        let picture = format!(
            "<excerpt:encoded><![CDATA[{}]]></excerpt:encoded><wp:post_type>attachment</wp:post_type>\
             <wp:attachment_url>{HOME}/wp-content/uploads/2010/10/uqab-dam.jpg</wp:attachment_url>\
             <wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key>\
             <wp:meta_value>ماء بين جبلين</wp:meta_value></wp:postmeta>",
            self.caption
        );
        items += &item(
            3,
            "dam",
            "سد",
            "",
            ["2022-09-24 10:00:00", "2022-09-24 07:00:00"],
            &picture,
        );
        let mut more = format!(
            "<wp:post_type>post</wp:post_type><wp:comment_status>open</wp:comment_status>\
             <category domain=\"category\" nicename=\"hudhud\"><![CDATA[{}]]></category>\
             <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>3</wp:meta_value>\
             </wp:postmeta>",
            self.section
        );
        for (number, tag) in self.tags.iter().enumerate() {
            let _ = write!(
                more,
                "<category domain=\"post_tag\" nicename=\"tag-{number}\"><![CDATA[{tag}]]></category>"
            );
        }
        items += &item(
            4,
            "whole",
            &self.headline,
            &self.body(),
            ["2022-09-25 02:15:00", "2022-09-24 23:15:00"],
            &more,
        );
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\" \
             xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\"><channel><title>الفجر</title>\
             <link>{HOME}</link><language>ar</language><wp:wxr_version>1.2</wp:wxr_version>\
             <wp:base_site_url>{HOME}</wp:base_site_url><wp:base_blog_url>{HOME}</wp:base_blog_url>\
             <wp:author><wp:author_login>writer</wp:author_login>\
             <wp:author_display_name><![CDATA[{}]]></wp:author_display_name></wp:author>\
             <wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>hudhud</wp:category_nicename>\
             <wp:cat_name><![CDATA[{}]]></wp:cat_name></wp:category>{items}</channel></rss>",
            self.writer, self.section
        );
        let path = folder.join("export.xml");
        std::fs::write(&path, text).unwrap();
        path
    }
}

/// An item by its times on the paper's clocks and in UTC.
fn item(id: usize, slug: &str, title: &str, body: &str, at: [&str; 2], more: &str) -> String {
    let [date, utc] = at;
    let day = date[..10].replace('-', "/");
    format!(
        "<item><title><![CDATA[{title}]]></title><link>{HOME}/{day}/{slug}/</link>\
         <dc:creator><![CDATA[writer]]></dc:creator><guid>{HOME}/?p={id}</guid>\
         <content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{id}</wp:post_id>\
         <wp:post_date>{date}</wp:post_date><wp:post_date_gmt>{utc}</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>\
         <wp:status>publish</wp:status>{more}</item>"
    )
}

/// An invented article of 412 words.
fn invented() -> Typed {
    const WORDS: usize = 412;
    let paragraphs = [
        "فجر– جلس صيّادو الميناء أمس إلى مائدةٍ واحدة مع بلدية رُبى، وكانت طبّاختان قد دعتا الجميع دون أن تخبرا أحدًا بمن سيأتي.",
        "وقالت “نشرة الأرصفة”، المعنية بشؤون البحر، إن الطرفين التقيا في 10 سبتمبر الجاري عند Pier 7، للمرة الثانية خلال 4 أشهر.",
        "وأضاف الصيّاد «منصور»: “قال لي أبي «البحر لا يُصالَح»، فصالحتُ البلدية”، ثم ضحك طويلًا.",
    ];
    let mut text: Vec<Part> = paragraphs
        .map(|words| Part::Paragraph(words.to_owned()))
        .into();
    text.push(Part::ReadAlso(
        "من يملك الرصيف السابع؟.. قصة خلاف".to_owned(),
    ));
    text.push(Part::Heading("عودة القوارب".to_owned()));
    text.push(Part::Paragraph(
        "كانت القوارب قد قُطعت حبالها في عام 2012، ونُقلت إلى المرسى القديم خدمةً للزوّار.".to_owned(),
    ));
    text.push(Part::ReadAlso(
        "بعد ليلة الشباك.. البلدية تعدّ كراسيها".to_owned(),
    ));
    let mut missing = WORDS - words_of(&text);
    let filler = "ويقول من حضر إن القوارب لن ترجع كلها قبل الشتاء فالريح شديدة والمرسى ضيّق والشباك القديمة تملؤه";
    while missing > 0 {
        let some: Vec<_> = filler.split(' ').take(missing).collect();
        missing -= some.len();
        text.push(Part::Paragraph(some.join(" ")));
    }
    Typed {
        headline: "طبّاختان ردّتا الودَّ إلى الميناء بعد عشرٍ عجاف.. قِدر عدسٍ ومائدةٌ وشهود".to_owned(),
        writer: "سلمى الحاج".to_owned(),
        section: "الشاطئ".to_owned(),
        tags: ["الميناء", "بلدية رُبى", "الصيد", "حساء العدس"]
            .map(str::to_owned)
            .into(),
        caption: "رئيسة البلدية وكبير الصيّادين عند الرصيف السابع".to_owned(),
        text,
    }
}

fn words_of(text: &[Part]) -> usize {
    let counts = text
        .iter()
        .map(|part| warraq_text::reading_time::words(part.words()));
    counts.sum()
}

#[tokio::test]
async fn an_article_with_everything_is_shown_whole() {
    check(&invented()).await;
}

/// A page of the paper for which all this is made, as a person copied it, where it is at hand.
#[tokio::test]
async fn a_page_of_a_real_paper_is_shown_whole() {
    const PAGE: &str = "seed/000_3f7b99a4779a30ac.txt";
    let shared = std::env::var_os("WARRAQ_SHARED").map_or("/work/shared".into(), PathBuf::from);
    let Ok(page) = std::fs::read_to_string(shared.join(PAGE)) else {
        println!("skipped: no shared data ({PAGE}); set WARRAQ_SHARED to its folder");
        return;
    };
    check(&copied(&page)).await;
}

/// Reads a page that was copied as text, by its own landmarks.
fn copied(page: &str) -> Typed {
    let lines: Vec<&str> = page
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let at = |words: &str| {
        lines
            .iter()
            .position(|line| line.starts_with(words))
            .unwrap()
    };
    let trail: Vec<&str> = lines[at("أنت الآن تتصفح")].split(" » ").collect();
    let [_, section, headline] = trail[..] else {
        panic!("a trail of three");
    };
    let facts = lines
        .iter()
        .find(|line| line.contains("آخر تحديث"))
        .unwrap();
    let text = lines[at("وطن–")..at("ذات صلة")].iter().map(|line| {
        let words = (*line).to_owned();
        if let Some(link) = line.strip_prefix("• ") {
            Part::ReadAlso(link.to_owned())
        } else if line.ends_with(['.', '”', '!', '؟']) {
            Part::Paragraph(words)
        } else {
            Part::Heading(words)
        }
    });
    Typed {
        headline: headline.to_owned(),
        writer: facts
            .split(|c: char| c.is_ascii_digit())
            .next()
            .unwrap()
            .to_owned(),
        section: section.to_owned(),
        // Nothing stands between them in a copy.
        tags: vec![lines[at("شاركها.") - 1].to_owned()],
        caption: lines[at("شاركها") - 1].to_owned(),
        text: text.collect(),
    }
}

/// Puts the article into an export, imports that, and looks at every element of the page.
async fn check(typed: &Typed) {
    let folder = tempfile::tempdir().unwrap();
    let export = typed.export(folder.path());
    let archive = paper_in(
        &folder.path().join("paper"),
        Arc::new(FixedClock::at(NOW)),
        export,
    );
    let site = TestSite::own(archive);
    let path = "/2022/09/25/whole/";
    let page = site.get(path).await;
    assert_eq!(page.status, StatusCode::OK);
    check_head(typed, &page);
    check_text(typed, &page);
    check_foot(typed, &page);
    check_dates(&site, &page, path).await;
    for slug in SLUGS {
        let older = format!("/2022/09/20/{slug}/");
        assert!(
            page.main().contains(&format!("<a href=\"{older}\">")),
            "comes home"
        );
        assert_eq!(site.get(&older).await.status, StatusCode::OK);
    }
}

fn check_head(typed: &Typed, page: &Reply) {
    let text = page.text();
    let Typed {
        headline,
        writer,
        section,
        caption,
        ..
    } = typed;
    for part in [
        format!("<h1 dir=\"auto\">{headline}</h1>"),
        format!("rel=\"author\"><bdi>{writer}</bdi></a>"),
        format!("<p class=\"kicker\"><a href=\"/category/hudhud/\"><bdi>{section}</bdi></a></p>"),
        format!("<time datetime=\"{PUBLISHED}\">25 سبتمبر، 2022</time>"),
        "<dd>3 دقائق</dd>".to_owned(),
        "alt=\"ماء بين جبلين\"".to_owned(),
        format!("<figcaption dir=\"auto\">{caption}</figcaption>"),
        "قبل 4 سنوات".to_owned(),
        format!("<meta property=\"og:title\" content=\"{headline}\">"),
    ] {
        assert!(text.contains(&part), "{part}");
    }
    // A new import is no change to the article.
    assert!(!text.contains("آخر تحديث") && !text.contains("modified_time"));
}

fn check_text(typed: &Typed, page: &Reply) {
    let body = page.text().split_once("<div class=\"body\"").unwrap().1;
    let mut rest = body.split_once("<div class=\"after\"").unwrap().0;
    for part in &typed.text {
        let words = part.words();
        let (before, after) = rest
            .split_once(words)
            .unwrap_or_else(|| panic!("lacks {words}"));
        let (begin, end) = match part {
            Part::Paragraph(_) => ("<p dir=\"auto\">", "</p>"),
            Part::Heading(_) => ("dir=\"auto\">", "</h2>"),
            Part::ReadAlso(_) => ("/\">", "</a></li>"),
        };
        assert!(
            before.ends_with(begin) && after.starts_with(end),
            "{words} stands otherwise"
        );
        if let Part::Heading(words) = part {
            let id = format!("<h2 id=\"{}\" ", words.replace(' ', "-"));
            assert!(before.contains(&id), "{id}");
        }
        rest = after;
    }
    assert_eq!(body.matches("<ul class=\"read-also\">").count(), 2);
    // The dateline is part of the text, and not of what is told elsewhere about it.
    let (dateline, _) = typed.text[0].words().split_once('–').unwrap();
    let told = page
        .attribute("<meta property=\"og:description\"", "content")
        .unwrap();
    assert!(!told.starts_with(dateline), "{told}");
    assert!(told.chars().count() >= 110, "{told}");
}

fn check_foot(typed: &Typed, page: &Reply) {
    let text = page.text();
    for (number, tag) in typed.tags.iter().enumerate() {
        let link = format!("<a href=\"/tag/tag-{number}/\" rel=\"tag\"><bdi>{tag}</bdi>");
        assert!(text.contains(&link), "{link}");
    }
    let blocks = text.split("<script type=\"application/ld+json\">").skip(1);
    let mut blocks = blocks.map(|rest| {
        serde_json::from_str::<Value>(rest.split_once("</script>").unwrap().0).unwrap()
    });
    let data = blocks
        .find(|block| block["@type"] == "NewsArticle")
        .unwrap();
    assert_eq!(data["headline"], typed.headline);
    assert_eq!(data["datePublished"], PUBLISHED);
    assert_eq!(data["wordCount"], words_of(&typed.text));
    assert_eq!(data["author"][0]["name"], typed.writer);
    assert!(text.contains("<form class=\"form\" id=\"respond\""));
    assert!(!text.contains("[caption") && !text.contains("undefined"));
}

/// The same moment in every place that tells it.
async fn check_dates(site: &TestSite, page: &Reply, path: &str) {
    let told = page.attribute("<meta property=\"article:published_time\"", "content");
    assert_eq!(told, Some(PUBLISHED));
    let feed = site.get("/feed/").await;
    let pub_date = "<pubDate>Sun, 25 Sep 2022 02:15:00 +0300</pubDate>";
    assert!(feed.text().contains(pub_date));
    let map = site.get("/sitemaps/2022-09.xml").await;
    let entry = map.text().split_once(path).unwrap().1;
    assert!(entry.split_once("</url>").unwrap().0.contains(PUBLISHED));
    let day = site.get("/2022/09/25/").await;
    assert!(
        day.main().contains(path),
        "on the day of the paper's clocks"
    );
    // In UTC it was the day before, on which nothing appeared here.
    let day_before = site.get("/2022/09/24/").await;
    assert_eq!(day_before.status, StatusCode::NOT_FOUND);
}
