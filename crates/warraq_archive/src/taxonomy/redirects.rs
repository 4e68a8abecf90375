//! Addresses of the paper's own making: they lead elsewhere, or say that something is gone.

use super::TaxonomyError;
use crate::accounts::{Allowed, Deed, right};
use crate::archive::Archive;
use crate::model::Timestamp;
use crate::store::{ChangeKind, Conn, StoreError, change, path};

/// Lines on a page.
const PAGE: usize = 100;
/// Lines that are followed from one to the next.
const LONGEST: usize = 20;

/// What an address is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// Lead to another path of the paper, for ever.
    To(String),
    /// Say that what was there is gone.
    Gone,
}

/// An address with what it does.
#[derive(Clone, Debug)]
pub struct RedirectLine {
    /// The path, as people read it.
    pub path: String,
    /// What it does.
    pub does: Redirect,
    /// Since when.
    pub since: Timestamp,
}

/// Addresses in the order of their letters.
#[derive(Clone, Debug)]
pub struct RedirectPage {
    /// The lines.
    pub lines: Vec<RedirectLine>,
    /// What to ask for to see further ones, if there are any.
    pub further: Option<String>,
}

impl Archive {
    /// Addresses of the paper's own making, those behind `after`.
    pub fn redirects(
        &self,
        _by: &Allowed<right::ManageTaxonomy>,
        after: &str,
    ) -> Result<RedirectPage, StoreError> {
        let after = after.to_owned();
        self.look(move |conn| {
            let mut lines = path::own(conn, &after, PAGE + 1)?;
            let goes_on = lines.len() > PAGE;
            lines.truncate(PAGE);
            let further = lines.last().filter(|_| goes_on);
            Ok(RedirectPage {
                further: further.map(|line| line.path.clone()),
                lines,
            })
        })
    }

    /// Gives an address that nothing has something to do.
    ///
    /// # Errors
    /// [`TaxonomyError::Circle`] when it would lead to itself, by whatever way;
    /// [`TaxonomyError::PathTaken`] when something of the archive is or was there.
    pub fn add_redirect(
        &self,
        by: &Allowed<right::ManageTaxonomy>,
        from: &str,
        does: &Redirect,
    ) -> Result<(), TaxonomyError> {
        let from = local(from)?;
        let to = match does {
            Redirect::To(to) => Some(local(to)?),
            Redirect::Gone => None,
        };
        self.act(by.by(), |tx, now| {
            if let Some(to) = &to
                && leads_to(tx, to, &from)?
            {
                return Err(TaxonomyError::Circle);
            }
            let target = to.as_deref().map(path::encode);
            if !path::set_own(tx, &from, target.as_deref(), now)? {
                return Err(TaxonomyError::PathTaken);
            }
            change::record(tx, ChangeKind::Everything, now)?;
            let deed = Deed::new("redirect-added", from.clone());
            Ok(((), deed.with(to.clone().unwrap_or_default())))
        })
    }

    /// Takes such an address away.
    pub fn remove_redirect(
        &self,
        by: &Allowed<right::ManageTaxonomy>,
        from: &str,
    ) -> Result<(), TaxonomyError> {
        let from = local(from)?;
        self.act(by.by(), |tx, now| {
            if !path::remove_own(tx, &from)? {
                return Err(TaxonomyError::Nothing);
            }
            change::record(tx, ChangeKind::Everything, now)?;
            Ok(((), Deed::new("redirect-removed", from.clone())))
        })
    }
}

/// A path of the paper, canonical; of a whole address of any host its path.
fn local(typed: &str) -> Result<String, TaxonomyError> {
    let typed = typed.trim();
    let path = match typed.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => typed,
    };
    let is_own = path.starts_with('/') && !path.starts_with("//") && path.len() < 2_000;
    let canonical = warraq_text::path::canonical(path);
    if !is_own || canonical == "/" || canonical.starts_with("/admin") {
        return Err(TaxonomyError::NoAddress);
    }
    Ok(canonical)
}

/// Whether whoever goes to `at` comes to `end`, by lines of the paper's own making.
fn leads_to(tx: &mut Conn, at: &str, end: &str) -> Result<bool, TaxonomyError> {
    let mut at = at.to_owned();
    for _ in 0..LONGEST {
        if at == end {
            return Ok(true);
        }
        match path::own_target(tx, &at)? {
            Some(next) => at = warraq_text::path::canonical(&next),
            None => return Ok(false),
        }
    }
    // So long a way is one that nobody meant.
    Ok(true)
}
