//! What was changed between two texts of an article.

use warraq_text::difference::{self, Piece};

use super::clean::{self, Eyes};
use super::{DeskError, Editing, LeadPicture, Manuscript, Revision};
use crate::archive::Archive;
use crate::model::{ArticleId, RevisionId, SectionId};
use crate::store::desk;

/// A field in which two texts differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field, as the newsroom's forms call it.
    pub field: &'static str,
    /// Both texts in pieces.
    pub pieces: Vec<Piece>,
}

/// Two revisions, and where they differ.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The older one.
    pub old: Revision,
    /// The newer one.
    pub new: Revision,
    /// Fields that differ, in the order of the form. A body with no piece that came or went has other
    /// mark-up and the same words.
    pub differences: Vec<Difference>,
}

impl Archive {
    /// Compares two revisions of an article, whichever is named first.
    pub fn compare_revisions(
        &self,
        by: Editing<'_>,
        id: ArticleId,
        one: RevisionId,
        other: RevisionId,
    ) -> Result<Comparison, DeskError> {
        let old = self.revision(by, id, one.min(other))?;
        let new = self.revision(by, id, one.max(other))?;
        let differences = self.compare_texts(id, &old.text, &new.text)?;
        Ok(Comparison {
            old,
            new,
            differences,
        })
    }

    /// Compares two texts of an article; the number is 0 for one that nobody has saved yet.
    pub fn compare_texts(
        &self,
        id: ArticleId,
        old: &Manuscript,
        new: &Manuscript,
    ) -> Result<Vec<Difference>, DeskError> {
        let settings = self.settings();
        let (old, new) = (old.clone(), new.clone());
        let found = self.look(move |conn| {
            let sections = desk::sections(conn)?;
            let mut cleaned = |text: &str| clean::body(conn, id, text, &settings, Eyes::Newsroom);
            let bodies = (cleaned(&old.body)?.text, cleaned(&new.body)?.text);
            Ok(differences(&old, &new, bodies, &sections))
        })?;
        Ok(found)
    }
}

fn differences(
    old: &Manuscript,
    new: &Manuscript,
    bodies: (String, String),
    sections: &[(SectionId, String)],
) -> Vec<Difference> {
    let section = |text: &Manuscript| {
        let found = sections.iter().find(|(id, _)| Some(*id) == text.section);
        found.map_or_else(String::new, |(_, name)| name.clone())
    };
    let names = |names: &[String]| names.join("، ");
    let number = |text: &Manuscript| {
        let lead = text.lead.as_ref();
        lead.map_or_else(String::new, |lead| lead.id.to_string())
    };
    let said = |text: &Manuscript, what: fn(&LeadPicture) -> &String| {
        text.lead.as_ref().map(what).cloned().unwrap_or_default()
    };
    let fields = [
        ("kicker", old.kicker.clone(), new.kicker.clone()),
        ("headline", old.headline.clone(), new.headline.clone()),
        ("standfirst", old.standfirst.clone(), new.standfirst.clone()),
        ("body", bodies.0, bodies.1),
        ("section", section(old), section(new)),
        ("byline", names(&old.byline), names(&new.byline)),
        ("tags", names(&old.tags), names(&new.tags)),
        ("lead", number(old), number(new)),
        (
            "lead_alt",
            said(old, |lead| &lead.alt),
            said(new, |lead| &lead.alt),
        ),
        (
            "lead_caption",
            said(old, |lead| &lead.caption),
            said(new, |lead| &lead.caption),
        ),
        (
            "lead_credit",
            said(old, |lead| &lead.credit),
            said(new, |lead| &lead.credit),
        ),
        ("slug", old.slug.clone(), new.slug.clone()),
        ("seo_title", old.seo_title.clone(), new.seo_title.clone()),
        (
            "seo_description",
            old.seo_description.clone(),
            new.seo_description.clone(),
        ),
    ];
    let differs =
        |field: &str, a: &str, b: &str| a != b || (field == "body" && old.body != new.body);
    let changed = fields
        .into_iter()
        .filter(|(field, a, b)| differs(field, a, b));
    changed
        .map(|(field, a, b)| Difference {
            field,
            pieces: difference::words(&a, &b),
        })
        .collect()
}
