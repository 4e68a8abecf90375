//! The lists of the newsroom. However many articles there are, a page costs a bounded walk along one
//! index: where other conditions leave few of the lines, the page says up to where it has looked.

use super::words::{has_all, name_word, sought};
use super::{DeskLine, DeskStanding, Editing, hold};
use crate::accounts::By;
use crate::archive::Archive;
use crate::model::{AccountId, ArticleId, PersonId, SectionId, Timestamp};
use crate::search::{Headlines, SearchError, Sought};
use crate::store::desk::{self, Place};
use crate::store::desk_line::{self, Candidate, Lead, Span};
use crate::store::{self, Conn, StoreError};

/// Lines on a page.
const PAGE: usize = 50;
/// Lines that are looked at for one page.
const LOOKED_AT: usize = 2_000;
/// Scheduled articles that are counted.
const COUNTED: usize = 10_000;

/// Which articles are looked for.
#[derive(Clone, Debug, Default)]
pub struct DeskQuery {
    /// Where they stand.
    pub standing: DeskStanding,
    /// Words of their headline, in any form; may be empty.
    pub words: String,
    /// Only those whose main section this is.
    pub section: Option<SectionId>,
    /// Only those that somebody of this name wrote; may be empty.
    pub author: String,
    /// Only those that somebody began here.
    pub owner: Option<AccountId>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only those that come after this line.
    pub before: Option<(Timestamp, ArticleId)>,
}

impl DeskQuery {
    /// All that stand so.
    pub fn all(standing: DeskStanding) -> Self {
        Self {
            standing,
            words: String::new(),
            section: None,
            author: String::new(),
            owner: None,
            from: None,
            until: None,
            before: None,
        }
    }
}

/// Articles, newest first.
#[derive(Clone, Debug)]
pub struct DeskPage {
    /// The articles.
    pub lines: Vec<DeskLine>,
    /// What to ask for to see older ones, if there may be any.
    pub older: Option<(Timestamp, ArticleId)>,
}

impl Archive {
    /// Articles of one standing: all, or one's own.
    pub fn desk(&self, by: Editing<'_>, query: &DeskQuery) -> Result<DeskPage, SearchError> {
        let now = self.clock().now();
        let walk = Walk {
            span: span(query, now),
            held_since: hold::since(now),
            only: by.only(),
            bound: by.is_bound().then(|| by.by().clone()),
            words: sought(&query.words),
            query: query.clone(),
        };
        if !query.words.trim().is_empty() && walk.words.is_empty() {
            return Ok(DeskPage {
                lines: Vec::new(),
                older: None,
            });
        }
        let archive = self.clone();
        self.look(move |conn| Ok(walk.page(conn, &archive)))?
    }

    /// How many articles stand where: all, or one's own; `None` for somebody who sees a part of them.
    pub fn desk_counts(&self, by: Editing<'_>) -> Result<Option<[usize; 4]>, StoreError> {
        let (now, only) = (self.clock().now(), by.only());
        if by.is_bound() {
            return Ok(None);
        }
        self.look(move |conn| {
            let counts = desk_line::counts(conn, only)?;
            let scheduled = desk_line::scheduled(conn, only, now, COUNTED)?;
            let of = |place| {
                let found = counts.iter().find(|(known, _)| *known == place);
                found.map_or(0, |(_, count)| *count)
            };
            Ok(Some(DeskStanding::ALL.map(|standing| match standing {
                DeskStanding::Draft => of(Place::Draft),
                DeskStanding::Scheduled => scheduled,
                DeskStanding::Published => of(Place::Out).saturating_sub(scheduled),
                DeskStanding::Withdrawn => of(Place::Withdrawn),
            })))
        })
    }
}

/// Between which moments the lines lie.
fn span(query: &DeskQuery, now: Timestamp) -> Span {
    let shifted = |at: Timestamp, by: i64| Timestamp::from_millis(at.millis().saturating_add(by));
    let first = Timestamp::from_millis(i64::MIN);
    let end = (Timestamp::from_millis(i64::MAX), ArticleId(i64::MAX));
    let after_now = (shifted(now, 1), ArticleId(0));
    let (place, after, end) = match query.standing {
        DeskStanding::Draft => (Place::Draft, first, end),
        DeskStanding::Scheduled => (Place::Out, now, end),
        DeskStanding::Published => (Place::Out, first, after_now),
        DeskStanding::Withdrawn => (Place::Withdrawn, first, end),
    };
    let until = query.until.map_or(end, |until| (until, ArticleId(0)));
    Span {
        place,
        after: query
            .from
            .map_or(after, |from| after.max(shifted(from, -1))),
        before: query.before.unwrap_or(end).min(until).min(end),
    }
}

struct Walk {
    span: Span,
    /// Whoever has not been heard of since does not write any more.
    held_since: Timestamp,
    only: Option<AccountId>,
    /// Whoever looks, where they may not look everywhere.
    bound: Option<By>,
    words: Vec<Sought>,
    query: DeskQuery,
}

/// Lines of a walk, the newest first, and whether there are more behind the last.
struct Stretch {
    candidates: Vec<Candidate>,
    goes_on: bool,
}

impl Walk {
    fn page(&self, conn: &mut Conn, archive: &Archive) -> Result<DeskPage, SearchError> {
        let stretch = self.stretch(conn, archive)?;
        let last = stretch.candidates.last().map(place_of);
        let mut wanted: Vec<Candidate> = stretch.candidates;
        wanted.retain(|candidate| self.wants(candidate));
        let older = match wanted.get(PAGE - 1) {
            Some(end) if wanted.len() > PAGE => Some(place_of(end)),
            _ => last.filter(|_| stretch.goes_on),
        };
        let mut lines = Vec::with_capacity(PAGE);
        for candidate in wanted.iter().take(PAGE) {
            let Some(mut line) = desk_line::line(conn, candidate.id)? else {
                continue;
            };
            let held = store::hold::holder(conn, line.id, self.held_since)?;
            line.held_by = held.map(|held| held.who);
            lines.push(line);
        }
        Ok(DeskPage { lines, older })
    }

    /// What no index has answered.
    fn wants(&self, candidate: &Candidate) -> bool {
        let is = |wanted: Option<AccountId>| wanted.is_none_or(|id| candidate.owner == Some(id));
        let section = self.query.section;
        let reaches = |by: &By| by.reaches(candidate.owner, candidate.section);
        is(self.only)
            && self.bound.as_ref().is_none_or(reaches)
            && is(self.query.owner)
            && section.is_none_or(|id| candidate.section == Some(id))
            && has_all(&candidate.headline, &self.words)
    }

    /// The lines along the index that leaves the fewest.
    fn stretch(&self, conn: &mut Conn, archive: &Archive) -> Result<Stretch, SearchError> {
        let author = self.query.author.trim();
        let is_published = self.query.standing == DeskStanding::Published;
        if author.is_empty() && self.words.is_empty() {
            return Ok(self.led(conn, &[self.plain_lead()])?);
        }
        if !is_published {
            let word = name_word(author);
            if !author.is_empty() {
                return Ok(self.led(conn, &[Lead::Word(&word)])?);
            }
            return Ok(self.led(conn, &longest(&self.words))?);
        }
        let person = match author {
            "" => None,
            name => match person_called(conn, name)? {
                Some(person) => Some(person),
                None => return Ok(Stretch::empty()),
            },
        };
        match person {
            Some(person) if self.words.is_empty() => Ok(self.led(conn, &[Lead::Person(person)])?),
            _ => self.headlines(conn, archive, person),
        }
    }

    /// Whether nothing is left to be asked of the lines along these leads.
    fn is_answered_by(&self, leads: &[Lead<'_>]) -> bool {
        let conditions = [
            self.only.is_some(),
            // No index leads along several sections.
            self.bound.is_some(),
            self.bound.is_some(),
            self.query
                .owner
                .is_some_and(|owner| self.only != Some(owner)),
            self.query.section.is_some(),
            !self.words.is_empty(),
        ];
        let left = conditions.into_iter().filter(|is_set| *is_set).count();
        match leads {
            [Lead::Owner(_) | Lead::Section(_)] => left == 1,
            _ => left == 0,
        }
    }

    fn plain_lead(&self) -> Lead<'_> {
        match (self.only.or(self.query.owner), self.query.section) {
            (Some(owner), _) => Lead::Owner(owner),
            (None, Some(section)) => Lead::Section(section),
            (None, None) => Lead::All,
        }
    }

    /// Walks along each of the leads, as far as all of them went.
    fn led(&self, conn: &mut Conn, leads: &[Lead<'_>]) -> Result<Stretch, StoreError> {
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut ends = Vec::new();
        let limit = if self.is_answered_by(leads) {
            PAGE + 1
        } else {
            LOOKED_AT
        };
        for lead in leads {
            let found = desk_line::candidates(conn, *lead, self.span, limit)?;
            if found.len() == limit {
                ends.extend(found.last().map(place_of));
            }
            candidates.extend(found);
        }
        let end = ends.into_iter().max();
        Ok(Stretch::of(candidates, end))
    }

    fn headlines(
        &self,
        conn: &mut Conn,
        archive: &Archive,
        person: Option<PersonId>,
    ) -> Result<Stretch, SearchError> {
        let ids = archive.index().headlines(&Headlines {
            words: &self.words,
            section: self.query.section,
            person,
            after: self.span.after,
            until: self.span.before.0,
            limit: LOOKED_AT,
        })?;
        let is_full = ids.len() == LOOKED_AT;
        let mut candidates = Vec::with_capacity(ids.len());
        for id in ids {
            let found = desk_line::candidate(conn, id, Place::Out)?;
            candidates.extend(found.filter(|found| place_of(found) < self.span.before));
        }
        let end = candidates.iter().map(place_of).min().filter(|_| is_full);
        Ok(Stretch::of(candidates, end))
    }
}

impl Stretch {
    fn empty() -> Self {
        Self::of(Vec::new(), None)
    }

    /// Candidates in order, each once, those before `end` left for another walk.
    fn of(mut candidates: Vec<Candidate>, end: Option<(Timestamp, ArticleId)>) -> Self {
        candidates.sort_by_key(|candidate| std::cmp::Reverse(place_of(candidate)));
        candidates.dedup_by_key(|candidate| candidate.id);
        if let Some(end) = end {
            candidates.retain(|candidate| place_of(candidate) >= end);
        }
        Self {
            candidates,
            goes_on: end.is_some(),
        }
    }
}

fn place_of(candidate: &Candidate) -> (Timestamp, ArticleId) {
    (candidate.at, candidate.id)
}

/// Every form of the word that has the most letters: it stands in the fewest headlines.
fn longest(words: &[Sought]) -> Vec<Lead<'_>> {
    let longest = words.iter().max_by_key(|word| word.surface.chars().count());
    let forms = longest.into_iter().flat_map(|word| {
        let surface = std::iter::once(word.surface.as_str());
        surface.chain(word.lemmas.iter().map(String::as_str))
    });
    forms.map(Lead::Word).collect()
}

fn person_called(conn: &mut Conn, name: &str) -> Result<Option<PersonId>, StoreError> {
    let known = desk::people_called(conn, &warraq_text::fold::fold(name))?;
    Ok(known.first().map(|(id, _)| PersonId(*id)))
}
