//! What the newsroom sees of articles.

use warraq_import::clean::SafeHtml;

use super::{
    DeskArticle, DeskError, DeskLine, DeskStanding, Editing, Manuscript, Revision, RevisionPage,
    clean,
};
use crate::archive::Archive;
use crate::model::{ArticleId, RevisionId, SectionId, Timestamp};
use crate::store::desk::{self, Place, Span};
use crate::store::{StoreError, revision};

/// Lines on a page.
const PAGE: usize = 50;

/// Which articles are looked for.
#[derive(Clone, Debug)]
pub struct DeskQuery {
    /// Where they stand.
    pub standing: DeskStanding,
    /// Part of their headline, in any spelling; may be empty.
    pub words: String,
    /// Only those that come after this line.
    pub before: Option<(Timestamp, ArticleId)>,
}

/// Articles, newest first.
#[derive(Clone, Debug)]
pub struct DeskPage {
    /// The articles.
    pub lines: Vec<DeskLine>,
    /// What to ask for to see older ones, if there are any.
    pub older: Option<(Timestamp, ArticleId)>,
}

/// An article as readers would see what was saved last.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The text as it was typed.
    pub text: Manuscript,
    /// The name of its section.
    pub section: Option<String>,
    /// The body as readers would see it.
    pub body: SafeHtml,
    /// Words in the body.
    pub words: usize,
}

impl Archive {
    /// Articles of one standing: all, or one's own.
    pub fn desk(&self, by: Editing<'_>, query: &DeskQuery) -> Result<DeskPage, StoreError> {
        let (now, only) = (self.clock().now(), by.only());
        let (first, last) = (
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX),
        );
        let after_now = (
            Timestamp::from_millis(now.millis().saturating_add(1)),
            ArticleId(0),
        );
        let end = (last, ArticleId(i64::MAX));
        let (place, after, end) = match query.standing {
            DeskStanding::Draft => (Place::Draft, first, end),
            DeskStanding::Scheduled => (Place::Out, now, end),
            DeskStanding::Published => (Place::Out, first, after_now),
            DeskStanding::Withdrawn => (Place::Withdrawn, first, end),
        };
        let before = query.before.map_or(end, |before| before.min(end));
        let words = query.words.clone();
        self.look(move |conn| {
            let span = Span {
                place,
                after,
                before,
                held_since: super::hold::since(now),
            };
            let mut lines = desk::lines(conn, span, only, &words, PAGE + 1)?;
            let has_older = lines.len() > PAGE;
            lines.truncate(PAGE);
            let last = lines.last().filter(|_| has_older);
            Ok(DeskPage {
                older: last.map(|line| (line.at, line.id)),
                lines,
            })
        })
    }

    /// An article as the newsroom sees it.
    pub fn desk_article(&self, by: Editing<'_>, id: ArticleId) -> Result<DeskArticle, DeskError> {
        let now = self.clock().now();
        let found = self.look(move |conn| {
            let kept = desk::kept(conn, id)?;
            let newest = revision::newest(conn, id)?;
            Ok((kept, newest, revision::public(conn, id)?))
        })?;
        let (Some(kept), Some(newest), public) = found else {
            return Err(DeskError::NoArticle);
        };
        by.check(kept.owner)?;
        Ok(DeskArticle {
            id,
            standing: kept.standing(now),
            at: kept.at,
            owner: kept.owner,
            is_ahead: public != Some(newest.revision.id),
            path: kept.path,
            reason: kept.reason.unwrap_or_default(),
            newest: newest.revision,
        })
    }

    /// An article as readers would see what was saved last.
    pub fn preview(&self, by: Editing<'_>, id: ArticleId) -> Result<Preview, DeskError> {
        let text = self.desk_article(by, id)?.newest.text;
        let settings = self.settings();
        let preview = self.look(move |conn| {
            let body = clean::body(conn, id, &text.body, &settings)?;
            let sections = desk::sections(conn)?;
            let section = sections
                .into_iter()
                .find(|(section, _)| Some(*section) == text.section);
            Ok(Preview {
                section: section.map(|(_, name)| name),
                words: warraq_text::reading_time::words(&body.text),
                body: body.html,
                text,
            })
        })?;
        Ok(preview)
    }

    /// Revisions of an article before `before`, newest first.
    pub fn revisions(
        &self,
        by: Editing<'_>,
        id: ArticleId,
        before: Option<RevisionId>,
    ) -> Result<RevisionPage, DeskError> {
        self.desk_article(by, id)?;
        let before = before.unwrap_or(RevisionId(i64::MAX));
        let mut lines = self.look(move |conn| revision::lines(conn, id, before, PAGE + 1))?;
        let has_older = lines.len() > PAGE;
        lines.truncate(PAGE);
        Ok(RevisionPage {
            older: lines.last().filter(|_| has_older).map(|line| line.id),
            lines,
        })
    }

    /// A revision of an article.
    pub fn revision(
        &self,
        by: Editing<'_>,
        id: ArticleId,
        revision: RevisionId,
    ) -> Result<Revision, DeskError> {
        self.desk_article(by, id)?;
        let found = self.look(move |conn| revision::one(conn, id, revision))?;
        found.map(|kept| kept.revision).ok_or(DeskError::NoArticle)
    }

    /// Every section by its name, in the order of the alphabet.
    pub fn sections_to_choose(&self) -> Result<Vec<(SectionId, String)>, StoreError> {
        self.look(desk::sections)
    }
}
