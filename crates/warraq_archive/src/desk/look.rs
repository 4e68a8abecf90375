//! What the newsroom sees of articles.

use warraq_import::clean::SafeHtml;

use super::clean::{self, Eyes};
use super::{DeskArticle, DeskError, Editing, Manuscript, Revision, RevisionPage};
use crate::archive::Archive;
use crate::library::LibraryItem;
use crate::model::{ArticleId, RevisionId, SectionId, Settings};
use crate::store::{Conn, DbError, StoreError, desk, library, revision};

/// Lines on a page.
const PAGE: usize = 50;

/// An article as readers would see what was saved last.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The text as it was typed.
    pub text: Manuscript,
    /// The name of its section.
    pub section: Option<String>,
    /// The picture at its head, as the library has it.
    pub lead: Option<LibraryItem>,
    /// The body as readers would see it. Files of the library are at the newsroom's addresses.
    pub body: SafeHtml,
    /// Words in the body.
    pub words: usize,
}

impl Archive {
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
        by.check(kept.owner, kept.on_desk)?;
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
        Ok(self.look(move |conn| laid_out(conn, id, text, &settings))?)
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

/// A text as readers would see it.
pub(super) fn laid_out(
    conn: &mut Conn,
    id: ArticleId,
    text: Manuscript,
    settings: &Settings,
) -> Result<Preview, DbError> {
    let body = clean::body(conn, id, &text.body, settings, Eyes::Newsroom)?;
    let lead = match &text.lead {
        Some(lead) => library::item(conn, lead.id)?,
        None => None,
    };
    let sections = desk::sections(conn)?;
    let section = sections
        .into_iter()
        .find(|(section, _)| Some(*section) == text.section);
    Ok(Preview {
        section: section.map(|(_, name)| name),
        lead,
        words: warraq_text::reading_time::words(&body.text),
        body: body.html,
        text,
    })
}
