//! Bodies a CPU-second: cleans the bodies of WordPress exports, three comments to ten bodies.
//!
//! ```text
//! cargo run --release -p warraq_import --example clean_bench -- EXPORT.xml [MOST_BODIES]
//! ```
#![expect(clippy::print_stdout, reason = "a program for people at a terminal")]
#![expect(clippy::cast_precision_loss, reason = "rates are rough")]

use warraq_import::clean::{self, Context, NoAttachments};

/// What stands between `open` and `close`, each time.
fn between<'a>(xml: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    xml.split(open)
        .skip(1)
        .filter_map(move |rest| rest.split_once(close).map(|(inner, _)| inner))
}

/// CPU time that this process has used, in seconds, as Linux counts it.
fn cpu_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or("").split_whitespace();
    // Behind the name: state is field 3, user and system time are fields 14 and 15.
    fields
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS_A_SECOND
}

/// How often everything is cleaned.
const ROUNDS: usize = 5;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_default();
    let most = arguments
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(20_000);
    let Ok(xml) = std::fs::read_to_string(&file) else {
        println!("Name an export: clean_bench EXPORT.xml [MOST_BODIES]");
        return;
    };
    let bodies: Vec<&str> = between(&xml, "<content:encoded><![CDATA[", "]]></content:encoded>")
        .filter(|body| !body.trim().is_empty())
        .take(most)
        .collect();
    let comments: Vec<&str> = between(&xml, "<wp:comment_content><![CDATA[", "]]>")
        .take(bodies.len() * 3 / 10)
        .collect();
    let hosts = [
        "archive.example.com".to_owned(),
        "www.archive.example.com".to_owned(),
    ];
    let cx = Context {
        site_hosts: &hosts,
        attachments: &NoAttachments,
        article_external_id: 1,
        footnotes: "",
    };
    let bytes: usize = bodies.iter().map(|body| body.len()).sum();
    let (mut html, mut unknown) = (0, 0);
    let start = cpu_seconds();
    for body in bodies.iter().cycle().take(bodies.len() * ROUNDS) {
        let cleaned = clean::article(body, &cx);
        html += cleaned.html.as_str().len();
        unknown += cleaned.unknown.len();
    }
    let articles = (cpu_seconds() - start) / ROUNDS as f64;
    let start = cpu_seconds();
    for comment in comments.iter().cycle().take(comments.len() * ROUNDS) {
        html += clean::comment(comment).as_str().len();
    }
    let rest = (cpu_seconds() - start) / ROUNDS as f64;
    html /= ROUNDS;
    unknown /= ROUNDS;
    let count = bodies.len() as f64;
    println!(
        "{count} bodies, {:.1} MB, {html} bytes out, {unknown} unknown",
        bytes as f64 / 1e6
    );
    println!(
        "articles: {:.0} bodies a CPU-second, {:.1} MB",
        count / articles,
        bytes as f64 / 1e6 / articles
    );
    println!(
        "{} comments: {:.0} a CPU-second",
        comments.len(),
        comments.len() as f64 / rest
    );
    println!(
        "together: {:.0} bodies with their comments a CPU-second",
        count / (articles + rest)
    );
}
