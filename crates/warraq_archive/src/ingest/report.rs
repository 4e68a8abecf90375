//! The reconciliation report: what the source holds, and what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use warraq_import::record::{Problem, ProblemKind};

use crate::store::imports::Outcome;

/// Problems listed one by one; beyond that they are counted by kind only.
const LISTED: usize = 10_000;

/// What became of everything that a source holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Which source: format and home address.
    pub source: String,
    /// Names of the files.
    pub files: Vec<String>,
    /// UTC milliseconds.
    pub started_at: i64,
    /// UTC milliseconds.
    pub finished_at: i64,
    /// Whether this run took up one that was interrupted.
    pub resumed: bool,
    /// By kind of item.
    pub kinds: Kinds,
    /// Changed articles whose text here is the newsroom's own: it stays, and what the source says now is
    /// kept among the revisions.
    #[serde(default)]
    pub kept_ours: usize,
    /// Every old address of published items: how many there are and how they answer.
    pub addresses: Addresses,
    /// Every picture and document.
    pub media: MediaTally,
    /// Constructs of bodies that pages do not show, the commonest first.
    pub unknown: Vec<UnknownConstruct>,
    /// Problems by kind.
    pub problem_counts: BTreeMap<ProblemKind, usize>,
    /// The problems themselves, the first ten thousand.
    pub problems: Vec<Problem>,
    /// Whether every total adds up and everything left out has its reason.
    pub explained: bool,
}

/// Tallies by kind of item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds {
    /// Dated articles.
    pub posts: Tally,
    /// Pages.
    pub pages: Tally,
    /// Pictures and documents.
    pub attachments: Tally,
    /// Comments, pingbacks included.
    pub comments: Tally,
    /// Writers.
    pub authors: Tally,
    /// Sections, tags and terms of other taxonomies.
    pub terms: Tally,
    /// Lines of menus.
    pub menus: Tally,
    /// Everything else: kept, never shown.
    pub other_types: Tally,
}

/// What became of the items of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Items in the source.
    pub found: usize,
    /// Items that are new in the archive.
    pub stored: usize,
    /// Items that were there and have changed.
    pub updated: usize,
    /// Items that were there and have not changed.
    pub unchanged: usize,
    /// Items left out on purpose.
    pub skipped: usize,
    /// Items that could not be read or kept.
    pub failed: usize,
    /// Why items were left out or failed, with counts; adds up to `skipped + failed`.
    pub reasons: BTreeMap<String, usize>,
}

/// How the old addresses answer now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// Addresses of published items in the source.
    pub total: usize,
    /// Answer with the item itself.
    pub answering: usize,
    /// Lead to the item in one step.
    pub redirected: usize,
    /// Lead nowhere. Must be 0.
    pub lost: usize,
}

/// What became of pictures and documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaTally {
    /// Whose file the archive holds.
    pub present: usize,
    /// Whose file was not among the uploads.
    pub missing: usize,
    /// Whose file is there and cannot be shown, each with its reason.
    pub unusable: usize,
    /// Pictures that bodies name, that are no item of the source, and whose file was found.
    pub discovered: usize,
    /// Pictures that bodies name and nobody has.
    pub dangling: usize,
}

/// A shortcode or block that pages do not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownConstruct {
    /// Its name.
    pub construct: String,
    /// Articles that use it.
    pub articles: usize,
    /// Uses in all.
    pub uses: usize,
    /// An article that uses it.
    pub article: i64,
    /// How it stands there.
    pub example: String,
}

/// Why an item that stands in the source again is left out.
const REPEATED: &str = "the source holds the same item twice";
/// Why the comments under such an item are.
const UNDER_REPEATED: &str = "under an item that the source holds twice";

impl Tally {
    pub(super) fn count(&mut self, outcome: Outcome) {
        self.count_many(outcome, 1);
    }

    pub(super) fn count_many(&mut self, outcome: Outcome, items: usize) {
        match outcome {
            Outcome::Stored => self.stored += items,
            Outcome::Updated => self.updated += items,
            Outcome::Unchanged => self.unchanged += items,
        }
    }

    pub(super) fn skip_repeated(&mut self) {
        self.skip(REPEATED);
    }

    pub(super) fn skip_under_repeated(&mut self, comments: usize) {
        self.skip_many(UNDER_REPEATED, comments);
    }

    pub(super) fn skip(&mut self, reason: &str) {
        self.skip_many(reason, 1);
    }

    pub(super) fn skip_many(&mut self, reason: &str, count: usize) {
        if count > 0 {
            self.skipped += count;
            *self.reasons.entry(reason.to_owned()).or_default() += count;
        }
    }

    pub(super) fn fail(&mut self, reason: &str) {
        self.failed += 1;
        *self.reasons.entry(reason.to_owned()).or_default() += 1;
    }

    /// Whether everything found is accounted for.
    pub fn adds_up(&self) -> bool {
        self.found == self.stored + self.updated + self.unchanged + self.skipped + self.failed
            && self.reasons.values().sum::<usize>() == self.skipped + self.failed
    }
}

impl Kinds {
    /// Every kind with its name in the report.
    pub fn named(&self) -> [(&'static str, &Tally); 8] {
        [
            ("posts", &self.posts),
            ("pages", &self.pages),
            ("attachments", &self.attachments),
            ("comments", &self.comments),
            ("authors", &self.authors),
            ("terms", &self.terms),
            ("menus", &self.menus),
            ("other_types", &self.other_types),
        ]
    }
}

impl Report {
    pub(super) fn problem(&mut self, problem: Problem) {
        *self.problem_counts.entry(problem.kind).or_default() += 1;
        if problem.lost {
            self.lost_tally(&problem).found += 1;
            let reason = problem.detail.clone();
            self.lost_tally(&problem).fail(&reason);
        }
        if self.problems.len() < LISTED {
            self.problems.push(problem);
        }
    }

    /// The kind that a lost item belonged to, as far as its remains tell.
    fn lost_tally(&mut self, problem: &Problem) -> &mut Tally {
        match problem
            .place
            .item
            .split_whitespace()
            .next()
            .unwrap_or_default()
        {
            "post" => &mut self.kinds.posts,
            "page" => &mut self.kinds.pages,
            "attachment" => &mut self.kinds.attachments,
            "nav_menu_item" => &mut self.kinds.menus,
            "author" => &mut self.kinds.authors,
            "category" | "tag" | "term" => &mut self.kinds.terms,
            "comment" => &mut self.kinds.comments,
            _ => &mut self.kinds.other_types,
        }
    }

    /// Whether every total adds up and no address is lost.
    pub(super) fn is_explained(&self) -> bool {
        self.kinds.named().iter().all(|(_, tally)| tally.adds_up()) && self.addresses.lost == 0
    }
}
