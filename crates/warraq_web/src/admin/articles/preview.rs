//! An article as readers would see it.

use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::{LeadPicture, Preview};
use warraq_archive::library::LibraryItem;

use super::pens::Pens;
use super::{address_of, id, refused};
use crate::admin::visit::Visit;
use crate::assets::Assets;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Html;

#[derive(Serialize)]
struct PreviewPage {
    core: &'static str,
    article: &'static str,
    /// Where the article is written; empty for somebody outside.
    back: String,
    headline: String,
    kicker: String,
    standfirst: String,
    section: Option<String>,
    byline: Vec<String>,
    tags: Vec<String>,
    body: Html,
    lead: Option<LeadView>,
}

/// The picture at the head, at the newsroom's addresses: readers may not have it yet.
#[derive(Serialize)]
struct LeadView {
    src: String,
    srcset: String,
    width: u32,
    height: u32,
    alt: String,
    caption: Html,
    credit: String,
}

/// The picture as the article shows it; `None` when the archive does not hold it.
fn lead(said: &LeadPicture, item: LibraryItem) -> Option<LeadView> {
    let (width, height) = item.sides()?;
    let address = |offer: u32| format!("/admin/media/{}/{offer}", item.id);
    let offers = [480, 800, 1200, 1600].into_iter();
    let offers: Vec<u32> = offers.filter(|offer| *offer <= width).collect();
    let srcset: Vec<String> = offers
        .iter()
        .map(|offer| format!("{} {offer}w", address(*offer)))
        .collect();
    let or = |said: &str, library: String| {
        if said.trim().is_empty() {
            library
        } else {
            warraq_text::bidi::plain(said)
        }
    };
    Some(LeadView {
        src: address(*offers.last().unwrap_or(&320)),
        srcset: srcset.join(", "),
        width,
        height,
        alt: or(&said.alt, item.alt),
        caption: match said.caption.trim() {
            "" => item.caption.into(),
            typed => warraq_import::clean::inline(typed).into(),
        },
        credit: or(&said.credit, item.credit),
    })
}

/// `GET /admin/articles/ID/preview`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let preview = match visit.archive.preview(pens.editing(), id(visit)) {
        Ok(preview) => preview,
        Err(error) => return refused(visit, who, error),
    };
    let page = page(preview, address_of(id(visit)));
    visit.page(
        who,
        "admin/preview.html",
        visit.say("admin.editor.preview"),
        page,
    )
}

/// The same for somebody outside, who has nowhere to go back to.
pub(super) fn shown(visit: &Visit<'_>, preview: Preview) -> Result<Answer, Error> {
    let page = page(preview, String::new());
    let title = visit.say("admin.editor.preview");
    visit.threshold("admin/preview.html", title, page)
}

fn page(preview: Preview, back: String) -> PreviewPage {
    let assets = Assets::get();
    let plain = |text: &str| warraq_text::bidi::plain(text);
    PreviewPage {
        core: assets.address("core.css"),
        article: assets.address("article.css"),
        back,
        headline: plain(&preview.text.headline),
        kicker: plain(&preview.text.kicker),
        standfirst: plain(&preview.text.standfirst),
        section: preview.section,
        byline: preview.text.byline,
        tags: preview.text.tags,
        body: preview.body.into(),
        lead: match (&preview.text.lead, preview.lead) {
            (Some(said), Some(item)) => lead(said, item),
            _ => None,
        },
    }
}
