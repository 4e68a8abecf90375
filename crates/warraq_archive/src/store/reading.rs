//! The one gate to readers.
//!
//! A [`Reading`] sees published things only: it asks the public tables, and hides rows whose time has
//! not come. Visibility is decided here, by query, at the moment of reading; no job has to have run.

mod beginnings;
mod calendar;
mod comments;
mod corrections;
mod most_read;
mod names;
mod pictures;
mod rows;
mod sitemaps;

use std::collections::HashMap;

use warraq_import::clean::SafeHtml;

use super::StoreError;
use super::db::{Conn, DbError, params};
use super::listing::{self, Span};
use super::{change, front, path};
use crate::model::{
    ArticleId, ArticleKind, Card, CardPage, CivilMonth, Listing, PAGE_SIZE, Period, Published,
    PublishedArticle, Resolved, SectionLabel, Settings, TagLabel, Timestamp,
};
use crate::store::change::Change;
pub use beginnings::Named;
use rows::{read_card, read_person_label, read_section_label, read_tag_label, tag_select};
pub use sitemaps::SitemapEntry;

/// What a name may be the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// A section.
    Section,
    /// A tag.
    Tag,
    /// Somebody who writes.
    Person,
}

/// The archive as readers may see it at one moment.
#[derive(Debug)]
pub struct Reading<'a> {
    conn: &'a mut Conn,
    now: Timestamp,
    settings: &'a Settings,
}

/// The columns of a card, in the order in which [`Reading::card`] reads them.
macro_rules! card_select {
    ($rest:literal) => {
        concat!(
            "select a.article_id, a.kind, a.path, a.headline, a.kicker, a.standfirst, a.excerpt, \
             a.visible_from, a.words, a.comments, a.has_video, s.id, s.name, s.path, m.id, m.path, \
             coalesce(m.crop_width, m.width), coalesce(m.crop_height, m.height), \
             coalesce(nullif(a.lead_alt, ''), m.alt), coalesce(nullif(a.lead_caption, ''), m.caption), \
             coalesce(nullif(a.lead_credit, ''), m.credit), m.sha256 is not null, \
             m.focus_x, m.focus_y, a.guid \
             from public_article a left join section s on s.id = a.section_id \
             left join media m on m.id = a.lead_media_id ",
            $rest
        )
    };
}

impl<'a> Reading<'a> {
    pub(crate) fn new(conn: &'a mut Conn, now: Timestamp, settings: &'a Settings) -> Self {
        Self {
            conn,
            now,
            settings,
        }
    }

    /// The moment at which this reading sees the archive.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The newsroom's settings.
    pub fn settings(&self) -> &Settings {
        self.settings
    }

    /// Finds what a path means, for every path that the site ever served. `path` is canonical
    /// (`warraq_text::path::canonical`); old query addresses are spelled `/?p=12`.
    pub fn resolve(&mut self, path: &str) -> Result<Resolved, StoreError> {
        path::resolve(self.conn, path, self.now)
    }

    /// Finds a published article whose slug begins with `prefix` (decoded), as WordPress guesses for
    /// addresses that were cut: one of the `period` that stands in the address, or else any.
    pub fn guess(
        &mut self,
        prefix: &str,
        period: Option<Period>,
    ) -> Result<Option<String>, StoreError> {
        const SQL: &str = "select path from (select path, slug, visible_from from public_article \
            where slug >= $1 and slug < $2 and visible_from <= $3 order by slug limit 500) as near \
            order by visible_from < $4 or visible_from >= $5, slug limit 1";
        if prefix.is_empty() {
            return Ok(None);
        }
        let end = format!("{prefix}\u{10FFFF}");
        let all = (
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX),
        );
        let (from, until) = period.map_or(all, |period| self.bounds(period));
        let values = params![
            prefix,
            &end,
            self.now.millis(),
            from.millis(),
            until.millis()
        ];
        Ok(self.conn.first(SQL, values, |row| row.text(0))?)
    }

    /// An article with everything that its page says of it.
    pub fn article(
        &mut self,
        id: ArticleId,
    ) -> Result<Option<Published<PublishedArticle>>, StoreError> {
        const SQL: &str = card_select!("where a.article_id = $1 and a.visible_from <= $2");
        const REST: &str = "select body, standfirst, language, updated_at, comments_open, \
            seo_title, seo_description, excerpt from public_article where article_id = $1";
        let Some(mut card) = self
            .conn
            .first(SQL, params![id.0, self.now.millis()], read_card)?
        else {
            return Ok(None);
        };
        self.add_bylines(std::slice::from_mut(&mut card))?;
        let section_trail = match &card.section {
            Some(section) => self.trail(section.id)?,
            None => Vec::new(),
        };
        let other_sections = self.other_sections(id, card.section.as_ref())?;
        let tags = self.tags_of(id)?;
        let corrections = self.corrections(id)?;
        let article = self.conn.first(REST, params![id.0], |row| {
            Ok(PublishedArticle {
                id,
                kind: card.kind,
                guid: std::mem::take(&mut card.guid),
                path: std::mem::take(&mut card.path),
                headline: std::mem::take(&mut card.headline),
                kicker: std::mem::take(&mut card.kicker),
                standfirst: row.text(1)?,
                excerpt: row.text(7)?,
                body: SafeHtml::from_store(row.text(0)?),
                language: row.text(2)?,
                section: card.section.take(),
                section_trail: section_trail.clone(),
                other_sections: other_sections.clone(),
                byline: std::mem::take(&mut card.byline),
                tags: tags.clone(),
                lead: card.lead.take(),
                published_at: card.published_at,
                updated_at: row.optional_int(3)?.map(Timestamp::from_millis),
                corrections: corrections.clone(),
                words: card.words,
                comments_open: row.flag(4)?,
                comment_count: card.comment_count,
                has_video: card.has_video,
                seo_title: row.text(5)?,
                seo_description: row.text(6)?,
            })
        })?;
        Ok(article.map(Published::vouched))
    }

    /// Cards of the articles among `ids` that are published, in the order asked for.
    pub fn cards(&mut self, ids: &[ArticleId]) -> Result<Vec<Published<Card>>, StoreError> {
        Ok(self
            .plain_cards(ids)?
            .into_iter()
            .map(Published::vouched)
            .collect())
    }

    fn plain_cards(&mut self, ids: &[ArticleId]) -> Result<Vec<Card>, StoreError> {
        const SQL: &str = card_select!("where a.article_id = $1 and a.visible_from <= $2");
        let mut cards = Vec::with_capacity(ids.len());
        for id in ids {
            cards.extend(
                self.conn
                    .first(SQL, params![id.0, self.now.millis()], read_card)?,
            );
        }
        self.add_bylines(&mut cards)?;
        Ok(cards)
    }

    fn add_bylines(&mut self, cards: &mut [Card]) -> Result<(), StoreError> {
        const SQL: &str = "select p.id, p.name, p.path from byline b \
            join person p on p.id = b.person_id where b.article_id = $1 order by b.position";
        for card in cards {
            card.byline = self
                .conn
                .query(SQL, params![card.id.0], read_person_label)?;
        }
        Ok(())
    }

    /// One page of a list; beyond the last page, no cards.
    pub fn page_of(&mut self, listing: Listing, page: usize) -> Result<CardPage, StoreError> {
        self.page_in(listing, Span::ALL, page)
    }

    /// One page of a year, month or day of the archive.
    pub fn page_of_period(&mut self, period: Period, page: usize) -> Result<CardPage, StoreError> {
        self.page_in(Listing::All, self.span(period), page)
    }

    fn page_in(
        &mut self,
        listing: Listing,
        span: Span,
        page: usize,
    ) -> Result<CardPage, StoreError> {
        let zone = &self.settings.time_zone;
        let skip = page.saturating_sub(1).saturating_mul(PAGE_SIZE);
        let found = listing::page(self.conn, listing, span, skip, PAGE_SIZE, self.now, zone)?;
        Ok(CardPage {
            cards: self.plain_cards(&found.ids)?,
            page: page.max(1),
            pages: found.total.div_ceil(PAGE_SIZE).max(1),
            total: found.total,
        })
    }

    fn span(&self, period: Period) -> Span {
        let zone = &self.settings.time_zone;
        match period {
            Period::Day(day) => Span::of_days(day, day.tomorrow().unwrap_or(day), zone),
            Period::Month(month) => Span::of_month(month, zone),
            Period::Year(year) => {
                let first = Span::of_month(CivilMonth { year, month: 1 }, zone);
                let last = Span::of_month(CivilMonth { year, month: 12 }, zone);
                Span {
                    from: first.from,
                    until: last.until,
                }
            }
        }
    }

    /// The first moment of a period, and the first after it, on the paper's wall clocks.
    pub fn bounds(&self, period: Period) -> (Timestamp, Timestamp) {
        let span = self.span(period);
        (span.from, span.until)
    }

    /// The body of a published article as plain text.
    pub fn text(&mut self, id: ArticleId) -> Result<Option<String>, StoreError> {
        if self.published_at(id)?.is_none() {
            return Ok(None);
        }
        super::indexing::text(self.conn, id)
    }

    /// The newest articles of a list.
    pub fn newest(
        &mut self,
        listing: Listing,
        limit: usize,
    ) -> Result<Vec<Published<Card>>, StoreError> {
        let ids = self.newest_ids(listing, limit)?;
        self.cards(&ids)
    }

    /// Articles of a list that were published from `from` up to, not including, `until`, newest
    /// first.
    pub fn published_between(
        &mut self,
        listing: Listing,
        from: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Published<Card>>, StoreError> {
        let until = until.min(self.past().until);
        let ids = listing::rows(self.conn, listing, Span { from, until }, 0, limit)?;
        self.cards(&ids)
    }

    fn newest_ids(&mut self, listing: Listing, limit: usize) -> Result<Vec<ArticleId>, StoreError> {
        Ok(listing::rows(self.conn, listing, self.past(), 0, limit)?)
    }

    fn past(&self) -> Span {
        Span {
            until: Timestamp::from_millis(self.now.millis().saturating_add(1)),
            ..Span::ALL
        }
    }

    /// The newest articles of a list, whole, for feeds.
    pub fn articles(
        &mut self,
        listing: Listing,
        limit: usize,
    ) -> Result<Vec<Published<PublishedArticle>>, StoreError> {
        let mut articles = Vec::with_capacity(limit);
        for id in self.newest_ids(listing, limit)? {
            articles.extend(self.article(id)?);
        }
        Ok(articles)
    }

    /// What the newsroom has put on the front page, in order.
    pub fn front(&mut self) -> Result<Vec<Published<Card>>, StoreError> {
        let picks = front::picks(self.conn, self.now)?;
        let ids: Vec<_> = picks.into_iter().map(|pick| pick.id).collect();
        self.cards(&ids)
    }

    /// Articles that an editor keeps at the top, newest first.
    pub fn sticky(&mut self, limit: usize) -> Result<Vec<Published<Card>>, StoreError> {
        const SQL: &str = card_select!(
            "where a.sticky = 1 and a.visible_from <= $1 order by a.visible_from desc limit $2"
        );
        let mut cards =
            self.conn
                .query(SQL, params![self.now.millis(), limit as i64], read_card)?;
        self.add_bylines(&mut cards)?;
        Ok(cards.into_iter().map(Published::vouched).collect())
    }

    /// The next older and the next newer article.
    pub fn neighbours(
        &mut self,
        id: ArticleId,
    ) -> Result<(Option<Card>, Option<Card>), StoreError> {
        let Some(at) = self.published_at(id)? else {
            return Ok((None, None));
        };
        let before = Span {
            until: at,
            ..Span::ALL
        };
        let older = listing::rows(self.conn, Listing::All, before, 0, 1)?;
        let newer = listing::newer(self.conn, Listing::All, at, self.now, 1)?;
        Ok((
            self.plain_cards(&older)?.pop(),
            self.plain_cards(&newer)?.pop(),
        ))
    }

    fn published_at(&mut self, id: ArticleId) -> Result<Option<Timestamp>, DbError> {
        const SQL: &str = "select visible_from from public_article \
            where article_id = $1 and visible_from <= $2";
        self.conn
            .first(SQL, params![id.0, self.now.millis()], |row| {
                Ok(Timestamp::from_millis(row.int(0)?))
            })
    }

    /// Articles that share this one's rarer tags and lie near it in time, best first. Empty when
    /// nothing is close enough: a weak suggestion is worse than none.
    pub fn related(
        &mut self,
        id: ArticleId,
        limit: usize,
    ) -> Result<Vec<Published<Card>>, StoreError> {
        const NEAR: usize = 24;
        const ENOUGH: f64 = 0.18;
        let Some(at) = self.published_at(id)? else {
            return Ok(Vec::new());
        };
        let mut scores: HashMap<ArticleId, f64> = HashMap::new();
        for tag in self.tags_of(id)?.into_iter().take(8) {
            // A tag tells the more, the fewer articles carry it.
            let weight = 1.0 / (2.0 + tag.articles as f64).ln();
            let list = Listing::Tag(tag.id);
            let before = Span {
                until: at,
                ..Span::ALL
            };
            let mut near = listing::rows(self.conn, list, before, 0, NEAR)?;
            near.extend(listing::newer(self.conn, list, at, self.now, NEAR)?);
            for other in near {
                *scores.entry(other).or_default() += weight;
            }
        }
        scores.remove(&id);
        let mut ranked: Vec<_> = scores
            .into_iter()
            .filter(|(_, score)| *score >= ENOUGH)
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
        let ids: Vec<_> = ranked.into_iter().take(limit).map(|(id, _)| id).collect();
        self.cards(&ids)
    }

    fn other_sections(
        &mut self,
        id: ArticleId,
        main: Option<&SectionLabel>,
    ) -> Result<Vec<SectionLabel>, StoreError> {
        const SQL: &str = "select s.id, s.name, s.path from article_section x \
            join section s on s.id = x.section_id where x.article_id = $1 order by s.id";
        let mut sections = self.conn.query(SQL, params![id.0], read_section_label)?;
        sections.retain(|section| main.is_none_or(|main| main.id != section.id));
        Ok(sections)
    }

    fn tags_of(&mut self, id: ArticleId) -> Result<Vec<TagLabel>, StoreError> {
        const SQL: &str = tag_select!(
            " from article_tag x join tag t on t.id = x.tag_id \
            where x.article_id = $1 order by x.position"
        );
        let values = params![id.0, self.now.millis()];
        Ok(self.conn.query(SQL, values, read_tag_label)?)
    }

    /// When the next scheduled article will appear, or something leave the front page.
    pub fn next_change_at(&mut self) -> Result<Option<Timestamp>, StoreError> {
        const SQL: &str = "select min(visible_from) from public_article \
            where kind = $1 and visible_from > $2";
        let mut next = None;
        for kind in [ArticleKind::Article, ArticleKind::Page] {
            let found = self
                .conn
                .first(SQL, params![kind.key(), self.now.millis()], |row| {
                    row.optional_int(0)
                })?;
            next = [next, found.flatten()].into_iter().flatten().min();
        }
        let end = front::next_end(self.conn, self.now)?;
        Ok(next
            .map(Timestamp::from_millis)
            .into_iter()
            .chain(end)
            .min())
    }

    /// The number of the newest change.
    pub fn change_seq(&mut self) -> Result<i64, StoreError> {
        Ok(change::newest(self.conn)?)
    }

    /// Changes after `seq`, oldest first.
    pub fn changes_since(&mut self, seq: i64, limit: usize) -> Result<Vec<Change>, StoreError> {
        Ok(change::since(self.conn, seq, limit)?)
    }
}
