//! Beginning an article, saving it, taking back an older text.

use super::{Conflict, DeskError, Editing, Manuscript, pictures};
use crate::accounts::{Allowed, By, Deed, right};
use crate::archive::Archive;
use crate::model::{ArticleId, ArticleKind, RevisionId, SectionId, Timestamp};
use crate::store::desk::{self, Kept, Place};
use crate::store::desk_line::{self, Line};
use crate::store::revision::{self, KeptRevision};
use crate::store::writing::{self, Around, ArticleRow, RevisionRow, Standing};
use crate::store::{Conn, DbError};

/// What was written here, as the store calls it.
const FORMAT: &str = "written";

impl Archive {
    /// Begins an article: a draft, which belongs to whoever began it.
    pub fn begin_article(
        &self,
        by: &Allowed<right::Write>,
        text: &Manuscript,
    ) -> Result<ArticleId, DeskError> {
        let settings = self.settings();
        let language = settings.language.clone();
        self.act(by.by(), |tx, now| {
            check_section(tx, text.section)?;
            pictures::check_lead(tx, text.lead.as_ref())?;
            let row = ArticleRow {
                kind: ArticleKind::Article,
                standing: Standing::Draft,
                section: text.section,
                lead: None,
                slug: "",
                path: "",
                guid: "",
                language: &language,
                sticky: false,
                comments_open: true,
                menu_order: 0,
                created_at: now,
                modified_at: now,
            };
            let id = writing::article(tx, None, &row)?;
            desk::set_owner(tx, id, by.by().account)?;
            add(tx, id, by.by(), text, None, now)?;
            pictures::note(tx, id, text, &settings)?;
            list(tx, id, Place::Draft, now, text, now)?;
            Ok((id, Deed::new("article-begun", text.headline.clone())))
        })
    }

    /// Saves a text that was made from the revision `from`. Readers see nothing of it yet. What has
    /// been saved already is not saved again.
    ///
    /// # Errors
    /// [`DeskError::Conflict`] with both texts when somebody else has saved since.
    pub fn save_article(
        &self,
        by: Editing<'_>,
        id: ArticleId,
        from: RevisionId,
        text: &Manuscript,
    ) -> Result<RevisionId, DeskError> {
        self.save(by, id, from, text, "article-saved")
    }

    /// Saves the text of an older revision as the newest one.
    ///
    /// # Errors
    /// As those of [`save_article`](Self::save_article).
    pub fn restore_revision(
        &self,
        by: Editing<'_>,
        id: ArticleId,
        from: RevisionId,
        older: RevisionId,
    ) -> Result<RevisionId, DeskError> {
        let found = self.look(move |conn| revision::one(conn, id, older))?;
        let text = found.ok_or(DeskError::NoArticle)?.revision.text;
        self.save(by, id, from, &text, "article-restored")
    }

    fn save(
        &self,
        by: Editing<'_>,
        id: ArticleId,
        from: RevisionId,
        text: &Manuscript,
        deed: &'static str,
    ) -> Result<RevisionId, DeskError> {
        let settings = self.settings();
        let saved = self.act(by.by(), |tx, now| {
            let (kept, newest) = held(tx, id)?;
            by.check(kept.owner, kept.on_desk)?;
            let theirs = &newest.revision;
            if theirs.text == *text {
                // Nothing is to be told of: the transaction is given up.
                return Err(NotSaved::Same(theirs.id));
            }
            if theirs.id != from {
                let conflict = Conflict {
                    yours: text.clone(),
                    theirs: newest.revision,
                };
                return Err(DeskError::Conflict(Box::new(conflict)).into());
            }
            check_section(tx, text.section)?;
            pictures::check_lead(tx, text.lead.as_ref())?;
            by.check(kept.owner, text.section)?;
            let saved = add(tx, id, by.by(), text, Some(&newest), now)?;
            pictures::note(tx, id, text, &settings)?;
            let at = if kept.place == Place::Draft {
                now
            } else {
                kept.at
            };
            list(tx, id, kept.place, at, text, now)?;
            Ok((saved, Deed::new(deed, text.headline.clone())))
        });
        match saved {
            Ok(saved) | Err(NotSaved::Same(saved)) => Ok(saved),
            Err(NotSaved::Refused(error)) => Err(error),
        }
    }
}

/// Why a save wrote nothing.
enum NotSaved {
    /// It is there already.
    Same(RevisionId),
    Refused(DeskError),
}

impl From<DeskError> for NotSaved {
    fn from(error: DeskError) -> Self {
        Self::Refused(error)
    }
}

impl From<DbError> for NotSaved {
    fn from(error: DbError) -> Self {
        Self::Refused(error.into())
    }
}

/// An article that nobody else changes until this transaction ends, with what was saved last.
pub(super) fn held(tx: &mut Conn, id: ArticleId) -> Result<(Kept, KeptRevision), DeskError> {
    desk::hold_still(tx, id)?;
    let kept = desk::kept(tx, id)?.ok_or(DeskError::NoArticle)?;
    let newest = revision::newest(tx, id)?.ok_or(DeskError::NoArticle)?;
    Ok((kept, newest))
}

/// Puts an article on a list of the newsroom, as its newest text has it.
pub(super) fn list(
    tx: &mut Conn,
    id: ArticleId,
    place: Place,
    at: Timestamp,
    text: &Manuscript,
    now: Timestamp,
) -> Result<(), DbError> {
    let line = Line {
        place,
        at,
        headline: &text.headline,
        section: text.section,
        byline: &text.byline,
    };
    desk_line::write(tx, id, &line, now)
}

pub(super) fn check_section(tx: &mut Conn, section: Option<SectionId>) -> Result<(), DeskError> {
    let Some(section) = section else {
        return Ok(());
    };
    let (path, _) = writing::section_place(tx, section)?;
    if path.is_empty() {
        return Err(DeskError::NoSection);
    }
    Ok(())
}

/// Adds a revision. What nobody can type here is taken from the one before.
pub(super) fn add(
    tx: &mut Conn,
    id: ArticleId,
    by: &By,
    text: &Manuscript,
    before: Option<&KeptRevision>,
    now: Timestamp,
) -> Result<RevisionId, DbError> {
    let row = RevisionRow {
        at: now,
        origin: "newsroom",
        headline: &text.headline,
        kicker: &text.kicker,
        standfirst: &text.standfirst,
        excerpt: before.map_or("", |before| &before.excerpt),
        body_source: &text.body,
        body_format: before.map_or(FORMAT, |before| &before.format),
        seo_title: &text.seo_title,
        seo_description: &text.seo_description,
        seo_canonical: before.map_or("", |before| &before.canonical),
        around: Some(Around {
            who: &by.name,
            slug: &text.slug,
            section: text.section,
            byline: &text.byline.join("\n"),
            tags: &text.tags.join("\n"),
            lead: text.lead.as_ref(),
        }),
    };
    writing::revision(tx, id, &row)
}
