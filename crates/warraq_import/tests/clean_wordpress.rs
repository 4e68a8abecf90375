//! Bodies of real exports give as many paragraphs, figures, lists, tables, quotations and headings
//! as WordPress itself shows for them.
//!
//! What WordPress shows is read from `the_content.jsonl`, one post a line: `file`, `post_id`,
//! `title`, `content_raw` and `html` (its `the_content`). Its place is named by `WARRAQ_ORACLE`.

mod clean_support;

use clean_support::shared;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use warraq_import::clean::{self, Attachment, Attachments, Cleaned, Context, UnknownKind};
use warraq_import::record::{Media, Record};
use warraq_import::wxr;

/// The media of an export, and its hosts.
#[derive(Default)]
struct Export {
    hosts: Vec<String>,
    media: HashMap<i64, Media>,
    children: HashMap<i64, Vec<i64>>,
}

impl Export {
    fn read(file: &str) -> Self {
        let mut export = Self::default();
        let Some(path) = shared(&format!("data/wxr/{file}"))
            .or_else(|| Some(PathBuf::from("/tmp/derived/derived").join(file)))
            .filter(|path| path.exists())
        else {
            return export;
        };
        let Ok(input) = std::fs::File::open(path) else {
            return export;
        };
        for record in wxr::read(file, input).flatten() {
            match record {
                Record::Site(site) => {
                    let host = site.base_url.split("//").nth(1).unwrap_or("");
                    let host = host.split('/').next().unwrap_or("").to_owned();
                    export.hosts = vec![format!("www.{host}"), host];
                }
                Record::Media(media) => {
                    let id = media.common.external_id;
                    export
                        .children
                        .entry(media.common.parent)
                        .or_default()
                        .push(id);
                    export.media.insert(id, *media);
                }
                _ => {}
            }
        }
        export
    }
}

impl Attachments for Export {
    fn by_id(&self, id: i64) -> Option<Attachment> {
        let media = self.media.get(&id)?;
        let picture = ["jpg", "jpeg", "png", "gif", "webp"]
            .iter()
            .any(|e| media.url.ends_with(e));
        let sound = ["mp3", "ogg", "wav"].iter().any(|e| media.url.ends_with(e));
        Some(Attachment {
            url: media.url.clone(),
            alt: media.alt.clone(),
            caption: media.caption.clone(),
            mime: if picture {
                "image/x"
            } else if sound {
                "audio/x"
            } else {
                "video/x"
            }
            .to_owned(),
            dimensions: media.dimensions,
            link: media.common.link.clone(),
        })
    }
    fn children_of(&self, id: i64) -> Vec<i64> {
        self.children.get(&id).cloned().unwrap_or_default()
    }
    fn shared_block(&self, _: i64) -> Option<String> {
        None
    }
}

/// Elements whose numbers must agree, and what they are counted as.
const COUNTED: [(&str, &str); 14] = [
    ("p", "p"),
    ("figure", "figure"),
    ("ul", "list"),
    ("ol", "list"),
    ("dl", "list"),
    ("table", "table"),
    ("blockquote", "quote"),
    ("pre", "pre"),
    ("h1", "heading"),
    ("h2", "heading"),
    ("h3", "heading"),
    ("h4", "heading"),
    ("h5", "heading"),
    ("h6", "heading"),
];

/// Elements that readers see although they hold no text.
const SEEN: [&str; 9] = [
    "<img",
    "<video",
    "<audio",
    "<iframe",
    "<embed",
    "<object",
    "<hr",
    "<input",
    "<textarea",
];

/// Counts elements as a browser builds them, leaving out those in which there is nothing to see.
fn counts(html: &str) -> BTreeMap<&'static str, usize> {
    let mut builder = ammonia::Builder::default();
    builder.add_tags([
        "figure",
        "figcaption",
        "section",
        "iframe",
        "video",
        "audio",
        "form",
        "input",
        "button",
        "select",
        "embed",
        "object",
        "textarea",
    ]);
    builder.add_generic_attributes(["id"]);
    let html = builder.clean(html).to_string();
    let mut counts: BTreeMap<&'static str, usize> =
        COUNTED.iter().map(|(_, kind)| (*kind, 0)).collect();
    for (tag, kind) in COUNTED {
        for start in [format!("<{tag}>"), format!("<{tag} ")] {
            for (at, _) in html.match_indices(&start) {
                let rest = &html[at + start.len() - 1..];
                let rest = rest.split_once('>').map_or("", |(_, inside)| inside);
                let inside = rest.split(&format!("</{tag}>")).next().unwrap_or("");
                let text = !clean::text(inside).is_empty() || inside.contains("&nbsp;");
                let anchor = inside.contains("id=\"more-");
                let seen = text || anchor || SEEN.iter().any(|name| inside.contains(name));
                *counts.entry(kind).or_default() += usize::from(seen);
            }
        }
    }
    counts
}

/// Blocks that only a running site can render.
const OF_THE_SITE: [&str; 24] = [
    "wp:post-",
    "wp:query",
    "wp:comment",
    "wp:navigation",
    "wp:site-",
    "wp:archives",
    "wp:avatar",
    "wp:calendar",
    "wp:categories",
    "wp:latest-",
    "wp:loginout",
    "wp:page-list",
    "wp:read-more",
    "wp:rss",
    "wp:search",
    "wp:tag-cloud",
    "wp:template-part",
    "wp:term-",
    "wp:block ",
    "wp:pattern",
    "wp:table-of-contents",
    "wp:home-link",
    "wp:widget",
    "wp:legacy-widget",
];

fn differences(cleaned: &Cleaned, html: &str) -> Vec<String> {
    let (ours, theirs) = (counts(cleaned.html.as_str()), counts(html));
    let differ = |(kind, n): (&&str, &usize)| {
        let m = theirs.get(*kind).copied().unwrap_or(0);
        (*n != m).then(|| format!("{n} {kind}, WordPress {m}"))
    };
    ours.iter().filter_map(differ).collect()
}

#[test]
fn bodies_have_the_paragraphs_figures_lists_and_tables_that_wordpress_shows() {
    let named = std::env::var_os("WARRAQ_ORACLE").map(PathBuf::from);
    let path = named.unwrap_or_else(|| PathBuf::from("/work/oracle/the_content.jsonl"));
    let Ok(lines) = std::fs::read_to_string(&path) else {
        println!("skipped: what WordPress shows is not on this machine");
        return;
    };
    let mut exports: HashMap<String, Export> = HashMap::new();
    let (mut compared, mut left_out, mut wrong) = (0, 0, Vec::new());
    for line in lines.lines() {
        let post: Value = serde_json::from_str(line).expect("a JSON object a line");
        let text = |key: &str| post[key].as_str().unwrap_or_default();
        let source = text("content_raw");
        if source.is_empty() {
            continue;
        }
        if OF_THE_SITE.iter().any(|name| source.contains(name)) || post["password"] == true {
            left_out += 1;
            continue;
        }
        let file = text("file");
        let export = exports
            .entry(file.to_owned())
            .or_insert_with(|| Export::read(file));
        let id = post["post_id"].as_i64().unwrap_or(0);
        let cx = Context {
            site_hosts: &export.hosts,
            attachments: &*export,
            article_external_id: id,
            footnotes: "",
        };
        let cleaned = clean::article(source, &cx);
        // A player whose address cannot be followed leaves an empty figure with WordPress.
        if cleaned.unknown.iter().any(|u| u.kind == UnknownKind::Frame) {
            left_out += 1;
            continue;
        }
        compared += 1;
        let found = differences(&cleaned, text("html"));
        if !found.is_empty() {
            wrong.push(format!(
                "{file} {id} «{}»: {}",
                text("title"),
                found.join("; ")
            ));
            if std::env::var_os("SHOW").is_some_and(|s| s.to_str() == Some(&id.to_string())) {
                println!(
                    "---- source\n{source}\n---- ours\n{}\n---- theirs\n{}",
                    cleaned.html,
                    text("html")
                );
            }
        }
    }
    println!(
        "{compared} bodies compared, {left_out} left out, {} differ",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
