//! Tags and people: called otherwise, and one made of two.

use super::TaxonomyError;
use crate::accounts::{Allowed, Deed, right};
use crate::archive::Archive;
use crate::ingest;
use crate::model::{PersonId, TagId, Target, Timestamp};
use crate::store::path::{self, Claim};
use crate::store::{ChangeKind, Conn, NameKind, StoreError, change, names};

/// Lines on a page.
const PAGE: usize = 50;

/// What has a name and a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// Tags.
    Tags,
    /// Those who write.
    People,
}

impl Named {
    fn kind(self) -> NameKind {
        match self {
            Self::Tags => NameKind::Tag,
            Self::People => NameKind::Person,
        }
    }

    fn change(self, id: i64) -> ChangeKind {
        match self {
            Self::Tags => ChangeKind::Tag(TagId(id)),
            Self::People => ChangeKind::Person(PersonId(id)),
        }
    }
}

/// A tag, or somebody who writes.
#[derive(Clone, Debug, Default)]
pub struct NameLine {
    /// Number in the archive.
    pub id: i64,
    /// As readers see it.
    pub name: String,
    /// Where readers find it, percent-encoded.
    pub path: String,
    /// The last part of it.
    pub slug: String,
    /// Description of a tag, biography of somebody; plain text.
    pub about: String,
    /// Whether somebody does not work for the paper.
    pub is_guest: bool,
    /// What else leads here.
    pub aliases: Vec<String>,
    /// Articles, those that are to appear included.
    pub articles: usize,
}

/// Names, the newest first or those that fit best.
#[derive(Clone, Debug)]
pub struct NamePage {
    /// The names.
    pub lines: Vec<NameLine>,
    /// What to ask for to see older ones, if there are any.
    pub older: Option<i64>,
}

impl Archive {
    /// Tags or people: those with words that begin as `words` do, or else the newest before a number.
    pub fn names(
        &self,
        _by: &Allowed<right::ManageTaxonomy>,
        named: Named,
        words: &str,
        before: Option<i64>,
    ) -> Result<NamePage, StoreError> {
        let words = words.trim().to_owned();
        self.look(move |conn| {
            if !words.is_empty() {
                let lines = names::beginning(conn, named.kind(), &words, PAGE)?;
                return Ok(NamePage { lines, older: None });
            }
            let before = before.unwrap_or(i64::MAX);
            let mut lines = names::newest(conn, named.kind(), before, PAGE + 1)?;
            let has_older = lines.len() > PAGE;
            lines.truncate(PAGE);
            let older = lines.last().filter(|_| has_older).map(|line| line.id);
            Ok(NamePage { lines, older })
        })
    }

    /// A tag, or somebody who writes.
    pub fn name(
        &self,
        _by: &Allowed<right::ManageTaxonomy>,
        named: Named,
        id: i64,
    ) -> Result<Option<NameLine>, StoreError> {
        self.look(move |conn| names::find(conn, named.kind(), id))
    }

    /// Changes what a tag or somebody is called, where they are found and what is said of them. The
    /// name and the address before go on leading there.
    ///
    /// # Errors
    /// [`TaxonomyError::Taken`] when another one is called so, [`TaxonomyError::PathTaken`] when the
    /// address is another's.
    pub fn rename(
        &self,
        by: &Allowed<right::ManageTaxonomy>,
        named: Named,
        edit: &NameLine,
    ) -> Result<(), TaxonomyError> {
        let kind = named.kind();
        self.act(by.by(), |tx, now| {
            let before = names::find(tx, kind, edit.id)?.ok_or(TaxonomyError::Nothing)?;
            let name = warraq_text::bidi::plain(edit.name.trim());
            if name.is_empty() {
                return Err(TaxonomyError::NoName);
            }
            let folded = warraq_text::fold::fold(&name);
            let holder = names::called(tx, kind, &folded)?;
            if let Some(by) = holder.filter(|by| *by != edit.id) {
                return Err(TaxonomyError::Taken { by });
            }
            let mut line = NameLine {
                id: edit.id,
                name,
                about: warraq_text::bidi::plain(edit.about.trim()),
                is_guest: edit.is_guest,
                ..before.clone()
            };
            readdress(tx, kind, &mut line, &edit.slug, now)?;
            names::rename(tx, kind, &before, &line)?;
            change::record(tx, named.change(edit.id), now)?;
            let deed = match named {
                Named::Tags => "tag-renamed",
                Named::People => "person-changed",
            };
            Ok(((), Deed::new(deed, line.name).with(before.name)))
        })
    }

    /// Makes one of two: all that was of `from` is of `into`, and whoever looks for `from`, at its
    /// address or by its name, finds `into`. So does what is imported later.
    pub fn merge(
        &self,
        by: &Allowed<right::ManageTaxonomy>,
        named: Named,
        from: i64,
        into: i64,
    ) -> Result<(), TaxonomyError> {
        let (kind, settings) = (named.kind(), self.settings());
        self.act(by.by(), |tx, now| {
            if from == into {
                return Err(TaxonomyError::Circle);
            }
            let gone = names::find(tx, kind, from)?.ok_or(TaxonomyError::Nothing)?;
            let kept = names::find(tx, kind, into)?.ok_or(TaxonomyError::Nothing)?;
            let told = names::merge(tx, kind, &gone, into, &settings.time_zone)?;
            for article in told {
                change::record(tx, ChangeKind::Article(article), now)?;
            }
            for id in [from, into] {
                change::record(tx, named.change(id), now)?;
                change::record(tx, ChangeKind::Listing(names::list_of(kind, id)), now)?;
            }
            change::record(tx, ChangeKind::Menus, now)?;
            let deed = match named {
                Named::Tags => "tag-merged",
                Named::People => "person-merged",
            };
            Ok(((), Deed::new(deed, gone.name).with(kept.name)))
        })
    }
}

/// Gives a name the address of a new slug, if that is one.
fn readdress(
    tx: &mut Conn,
    kind: NameKind,
    line: &mut NameLine,
    typed: &str,
    now: Timestamp,
) -> Result<(), TaxonomyError> {
    let canonical = |text: &str| warraq_text::path::canonical(text.trim().trim_matches('/'));
    if typed.trim().is_empty() || canonical(typed) == canonical(&line.slug) {
        return Ok(());
    }
    let slug = warraq_text::slug::readable(typed);
    if slug.is_empty() {
        return Err(TaxonomyError::NoAddress);
    }
    line.path = moved(tx, &line.path, &slug, names::target_of(kind, line.id), now)?;
    line.slug = slug;
    Ok(())
}

/// Moves something to the address of a slug beside the one it had, which leads there from now on.
pub(super) fn moved(
    tx: &mut Conn,
    path: &str,
    slug: &str,
    target: Target,
    now: Timestamp,
) -> Result<String, TaxonomyError> {
    let wanted = warraq_text::path::canonical(&ingest::with_slug(path, slug));
    match path::claim(tx, &wanted, target, now)? {
        Claim::Ours => {}
        Claim::TakenBy(_) => return Err(TaxonomyError::PathTaken),
    }
    path::settle(tx, &wanted, target)?;
    Ok(path::encode(&wanted))
}
