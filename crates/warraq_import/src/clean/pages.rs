//! The marks that cut a body into teaser, rest and pages. Runs first.
//!
//! `<!--more-->` leaves the anchor that old addresses end in (`…/story/#more-123`), in the empty
//! paragraph that WordPress makes around it. `<!--nextpage-->` leaves a rule: a long article is read
//! on one page here.

use super::search::{find, has};
use super::{Body, Context};

const MORE: &str = "<!--more";
const NEXT_PAGE: &str = "<!--nextpage-->";

/// The rule between two pages of an article.
const PAGE_BREAK: &str = "<hr class=\"page-break\">";

/// Replaces the marks.
pub(super) fn run(body: &mut Body<'_>, cx: &Context<'_>) {
    if has(&body.html, NEXT_PAGE) {
        body.html = join_pages(&body.html);
    }
    if let Some(at) = find(&body.html, MORE)
        && let Some(end) = body.html[at..].find("-->")
    {
        let anchor = format!("<span id=\"more-{}\"></span>", cx.article_external_id);
        body.html.replace_range(at..at + end + 3, &anchor);
        for delimiter in ["<!-- wp:more -->", "<!-- /wp:more -->"] {
            body.html = body.html.replace(delimiter, "");
        }
    }
}

fn join_pages(html: &str) -> String {
    let html = html
        .replace("<!-- wp:nextpage -->", "")
        .replace("<!-- /wp:nextpage -->", "");
    let pages: Vec<&str> = html
        .split(NEXT_PAGE)
        .map(str::trim)
        .filter(|page| !page.is_empty())
        .collect();
    pages.join(&format!("\n\n{PAGE_BREAK}\n\n"))
}
