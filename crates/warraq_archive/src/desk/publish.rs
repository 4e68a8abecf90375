//! What readers see: publishing, scheduling, taking back, withdrawing.

use warraq_import::clean::{Cleaned, LinkTarget};

use super::clean::{self, Eyes};
use super::write::{check_section, held, list};
use super::{DeskError, DeskStanding, Publishing, names, pictures};
use crate::accounts::Deed;
use crate::archive::Archive;
use crate::ingest::{self, EXCERPT};
use crate::model::{
    ArticleId, ArticleKind, Listing, PersonId, RevisionId, SectionId, Settings, TagId, Target,
    Timestamp,
};
use crate::store::desk::{self, Kept, Place};
use crate::store::path::{self, Claim};
use crate::store::publishing::{self, PublicArticle};
use crate::store::revision::{self, KeptRevision};
use crate::store::{
    ChangeKind, Conn, DbError, change, comment, desk_review, front, media, writing,
};

/// When readers are to see an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At once. What they see already keeps the time at which it appeared.
    Now,
    /// From this moment on.
    At(Timestamp),
}

/// What is to be published, and how.
#[derive(Clone, Copy, Debug)]
pub struct Publication {
    /// What was saved last, as whoever publishes it knows.
    pub revision: RevisionId,
    /// When.
    pub when: When,
    /// Whether readers are told that it was changed, if they see it already.
    pub marks_change: bool,
}

impl Archive {
    /// Puts what was saved last before readers: for the first time, in place of what they see, or again
    /// after it was withdrawn.
    ///
    /// Search, feeds and page caches follow from the `change` rows.
    pub fn publish_article(
        &self,
        by: Publishing<'_>,
        id: ArticleId,
        publication: Publication,
    ) -> Result<(), DeskError> {
        let settings = self.settings();
        self.act(by.by(), |tx, now| {
            let (kept, newest) = held(tx, id)?;
            by.check(kept.owner, kept.on_desk)?;
            if newest.revision.id != publication.revision {
                return Err(DeskError::Newer(newest.revision.id));
            }
            let text = &newest.revision.text;
            if text.headline.trim().is_empty() {
                return Err(DeskError::NoHeadline);
            }
            check_section(tx, text.section)?;
            let is_out = kept.standing(now) == DeskStanding::Published;
            let seen_from = match publication.when {
                When::Now => now,
                When::At(at) => at,
            };
            let not_before = desk_review::held(tx, id)?.not_before;
            if let Some(at) = not_before.filter(|at| *at > seen_from) {
                return Err(DeskError::Embargo(at));
            }
            let (at, deed) = match publication.when {
                When::Now if is_out => (kept.at, "article-republished"),
                When::Now => (now, "article-published"),
                When::At(_) if is_out => return Err(DeskError::AlreadyOut),
                When::At(at) if at <= now => return Err(DeskError::Past),
                When::At(at) => (at, "article-scheduled"),
            };
            let updated_at = if is_out && publication.marks_change {
                Some(now)
            } else {
                kept.updated_at.filter(|_| is_out)
            };
            let deed = Deed::new(deed, text.headline.clone());
            put_out(tx, id, &kept, &newest, (at, updated_at), &settings, now)?;
            Ok(((), deed))
        })
    }

    /// Makes a draft of an article again. An address at which readers saw it tells them that it is gone;
    /// one that nobody has seen is nobody's.
    pub fn take_back_article(&self, by: Publishing<'_>, id: ArticleId) -> Result<(), DeskError> {
        let settings = self.settings();
        self.act(by.by(), |tx, now| {
            let (kept, newest) = held(tx, id)?;
            by.check(kept.owner, kept.on_desk)?;
            if kept.standing(now) == DeskStanding::Draft {
                return Err(DeskError::NotOut);
            }
            take_in(tx, id, &kept, "", &settings, now)?;
            desk::set_in(tx, id, now)?;
            let text = newest.revision.text;
            list(tx, id, Place::Draft, now, &text, now)?;
            Ok(((), Deed::new("article-taken-back", text.headline)))
        })
    }

    /// Withdraws an article that readers see. Its address tells them so, and why.
    pub fn withdraw_article(
        &self,
        by: Publishing<'_>,
        id: ArticleId,
        reason: &str,
    ) -> Result<(), DeskError> {
        let settings = self.settings();
        self.act(by.by(), |tx, now| {
            let (kept, newest) = held(tx, id)?;
            by.check(kept.owner, kept.on_desk)?;
            if kept.standing(now) != DeskStanding::Published {
                return Err(DeskError::NotOut);
            }
            take_in(tx, id, &kept, reason, &settings, now)?;
            desk::set_in(tx, id, now)?;
            let text = newest.revision.text;
            list(tx, id, Place::Withdrawn, now, &text, now)?;
            let deed = Deed::new("article-withdrawn", text.headline).with(reason);
            Ok(((), deed))
        })
    }
}

/// Takes an article away from readers, and out of every list.
pub(super) fn take_in(
    tx: &mut Conn,
    id: ArticleId,
    kept: &Kept,
    reason: &str,
    settings: &Settings,
    now: Timestamp,
) -> Result<(), DbError> {
    let lists = lists_of(tx, id)?;
    front::remove(tx, id)?;
    if kept.was_seen(now) {
        publishing::withdraw(tx, id, reason, &lists, now, &settings.time_zone)?;
        desk::set_reason(tx, id, reason)?;
    } else {
        publishing::unlist(tx, id, &lists, &settings.time_zone)?;
        desk::forget_unseen(tx, id, now)?;
    }
    tell(tx, id, &lists, now)
}

/// Shows readers the newest revision of an article that is out, at the moment at which it is.
pub(super) fn republish(
    tx: &mut Conn,
    id: ArticleId,
    kept: &Kept,
    settings: &Settings,
    now: Timestamp,
) -> Result<(), DeskError> {
    let newest = revision::newest(tx, id)?.ok_or(DeskError::NoArticle)?;
    let when = (kept.at, kept.updated_at);
    Ok(put_out(tx, id, kept, &newest, when, settings, now)?)
}

/// Writes everything that readers see of an article's newest revision.
pub(super) fn put_out(
    tx: &mut Conn,
    id: ArticleId,
    kept: &Kept,
    newest: &KeptRevision,
    (at, updated_at): (Timestamp, Option<Timestamp>),
    settings: &Settings,
    now: Timestamp,
) -> Result<(), DbError> {
    let text = &newest.revision.text;
    let before = lists_of(tx, id)?;
    publishing::unlist(tx, id, &before, &settings.time_zone)?;
    desk::forget_unseen(tx, id, now)?;
    let body = clean::body(tx, id, &text.body, settings, Eyes::Readers)?;
    let slug = slug(id, kept, &text.slug, &text.headline);
    let path = address(tx, id, kept, &slug, at, settings, now)?;
    let lead = text.lead.as_ref();
    let lead_id = lead.map(|lead| lead.id);
    desk::set_out(tx, id, (text.section, lead_id), &slug, &path, now)?;
    relate(tx, id, kept, newest, &body, (at, now))?;
    let decoded = warraq_text::path::canonical(&slug);
    let public = PublicArticle {
        id,
        visible_from: at,
        kind: kept.kind,
        path: &path,
        slug: decoded.trim_start_matches('/'),
        headline: &warraq_text::bidi::plain(&text.headline),
        kicker: &warraq_text::bidi::plain(&text.kicker),
        standfirst: &warraq_text::bidi::plain(&text.standfirst),
        excerpt: &warraq_text::excerpt::excerpt(&body.text, EXCERPT),
        body: &body.html,
        language: &kept.language,
        section: text.section,
        lead: lead_id,
        lead_alt: &warraq_text::bidi::plain(lead.map_or("", |lead| &lead.alt)),
        lead_caption: &warraq_import::clean::inline(lead.map_or("", |lead| &lead.caption)),
        lead_credit: &warraq_text::bidi::plain(lead.map_or("", |lead| &lead.credit)),
        updated_at,
        modified_at: now,
        words: warraq_text::reading_time::words(&body.text),
        comments_open: kept.comments_open,
        comments: comment::shown(tx, id)?,
        has_video: body.has_video,
        sticky: kept.sticky,
        seo_title: &text.seo_title,
        seo_description: &text.seo_description,
    };
    publishing::publish(tx, &public, &[], &settings.time_zone)?;
    let lists = lists_of(tx, id)?;
    for list in &lists {
        crate::store::listing::add(tx, *list, at, id, &settings.time_zone)?;
    }
    list(tx, id, Place::Out, at, text, now)?;
    desk_review::forget(tx, id)?;
    let mut told = before;
    told.extend(lists);
    tell(tx, id, &told, now)
}

/// Ties an article to people, tags, sections, pictures and other articles.
fn relate(
    tx: &mut Conn,
    id: ArticleId,
    kept: &Kept,
    newest: &KeptRevision,
    body: &Cleaned,
    (at, now): (Timestamp, Timestamp),
) -> Result<(), DbError> {
    let text = &newest.revision.text;
    let people: Vec<PersonId> = names::people(tx, &text.byline, now)?;
    writing::byline(tx, id, &people)?;
    let tags: Vec<TagId> = names::tags(tx, &text.tags, now)?;
    writing::tags(tx, id, &tags)?;
    let mut sections: Vec<SectionId> = desk::sections_of(tx, id)?;
    sections.retain(|section| Some(*section) != kept.section);
    sections.extend(text.section);
    writing::sections(tx, id, &sections)?;
    let links: Vec<(String, bool)> = body
        .links
        .iter()
        .map(|link| match &link.target {
            LinkTarget::Path(path) => (path.clone(), link.read_also),
            LinkTarget::Item(number) => (format!("/?p={number}"), link.read_also),
        })
        .collect();
    writing::links(tx, id, &links)?;
    let shown = pictures::shown(tx, text, body)?;
    writing::pictures(tx, id, &shown)?;
    media::show(tx, id, &shown, at, now)
}

/// The last part of an address. One that nobody has changed keeps its bytes.
fn slug(id: ArticleId, kept: &Kept, typed: &str, headline: &str) -> String {
    let canonical = |slug: &str| warraq_text::path::canonical(slug.trim_matches('/'));
    let is_kept = typed.is_empty() || canonical(typed) == canonical(&kept.slug);
    if is_kept && !kept.slug.is_empty() {
        return kept.slug.clone();
    }
    let words = if typed.is_empty() { headline } else { typed };
    match warraq_text::slug::readable(words) {
        slug if slug.is_empty() => id.to_string(),
        slug => slug,
    }
}

/// Gives an article the address of its slug. Where readers found it before leads there from now on.
fn address(
    tx: &mut Conn,
    id: ArticleId,
    kept: &Kept,
    slug: &str,
    at: Timestamp,
    settings: &Settings,
    now: Timestamp,
) -> Result<String, DbError> {
    if slug == kept.slug && !kept.path.is_empty() {
        return Ok(kept.path.clone());
    }
    let wanted = if kept.was_seen(now) && !kept.path.is_empty() {
        warraq_text::path::canonical(&ingest::with_slug(&kept.path, slug))
    } else if kept.kind == ArticleKind::Page {
        format!("/{slug}")
    } else {
        let date = at.in_zone(&settings.time_zone).date();
        let (year, month, day) = (date.year(), date.month(), date.day());
        format!("/{year:04}/{month:02}/{day:02}/{slug}")
    };
    let wanted = warraq_text::path::canonical(&wanted);
    let target = Target::Article(id);
    let path = match path::claim(tx, &wanted, target, now)? {
        Claim::Ours => wanted,
        Claim::TakenBy(_) => {
            let numbered = ingest::numbered(&wanted, id.0);
            let path = warraq_text::path::canonical(&numbered);
            path::claim(tx, &path, target, now)?;
            path
        }
    };
    path::settle(tx, &path, target)?;
    Ok(path::encode(&path))
}

/// The lists that an article stands in, those of the sections above its own included.
fn lists_of(tx: &mut Conn, id: ArticleId) -> Result<Vec<Listing>, DbError> {
    let mut lists = publishing::own_lists(tx, id)?;
    let mut next = 0;
    while let Some(list) = lists.get(next).copied() {
        if let Listing::Section(section) = list
            && let (_, Some(parent)) = writing::section_place(tx, section)?
            && !lists.contains(&Listing::Section(parent))
        {
            lists.push(Listing::Section(parent));
        }
        next += 1;
    }
    Ok(lists)
}

/// Tells whoever follows.
fn tell(tx: &mut Conn, id: ArticleId, lists: &[Listing], now: Timestamp) -> Result<(), DbError> {
    change::record(tx, ChangeKind::Article(id), now)?;
    for (n, list) in lists.iter().enumerate() {
        if !lists[..n].contains(list) {
            change::record(tx, ChangeKind::Listing(*list), now)?;
        }
    }
    Ok(())
}
