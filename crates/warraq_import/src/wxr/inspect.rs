//! What is in an export, before anything is made of it.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::permalinks::{Guess, Permalinks};
use super::{Options, read_with};
use crate::record::{
    Article, ArticleKind, Comment, Common, Problem, ProblemKind, Record, Site, Standing, Taxonomy,
    TermRef,
};
use crate::source;

/// More problems than this are counted and not listed.
const MOST_PROBLEMS: usize = 1_000;

/// Counts of what an export holds. Keys are the source's own words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// The site, as the first file describes it.
    pub site: Option<Site>,
    /// Items of every type.
    pub items: u64,
    /// Items by type and status (`post` → `publish` → 120).
    pub types: BTreeMap<String, BTreeMap<String, u64>>,
    /// Items behind a password.
    pub locked: u64,
    /// Articles kept on top.
    pub sticky: u64,
    /// People whom the export declares, guests included.
    pub people: u64,
    /// Articles and pages by login or guest slug, several for one of several authors.
    pub authors: BTreeMap<String, u64>,
    /// Terms that the export declares, by taxonomy.
    pub terms: BTreeMap<String, u64>,
    /// Uses of terms by items, by taxonomy.
    pub term_uses: BTreeMap<String, u64>,
    /// Comments of every kind and standing.
    pub comments: u64,
    /// Comments that answer another.
    pub answers: u64,
    /// Comments by kind.
    pub comment_kinds: BTreeMap<String, u64>,
    /// Comments by standing.
    pub comment_standings: BTreeMap<String, u64>,
    /// Further fields of items.
    pub meta: u64,
    /// First and last publication among published articles, UTC milliseconds.
    pub dates: Option<(i64, i64)>,
    /// Distance of the site's clock from UTC in seconds, where the dates show it.
    pub utc_offset: Option<i32>,
    /// How the site makes its addresses.
    pub permalinks: Permalinks,
    /// What is referred to and not there.
    pub missing: Missing,
    /// Problems by kind.
    pub problem_counts: BTreeMap<ProblemKind, u64>,
    /// Items that could not be read.
    pub lost: u64,
    /// The first thousand problems.
    pub problems: Vec<Problem>,
}

/// What is referred to and not in the export: normal, since media and drafts are often left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Items whose parent is not there.
    pub parents: u64,
    /// Articles whose lead picture is not there.
    pub lead_pictures: u64,
    /// Logins that write and are not declared.
    pub people: u64,
}

/// Gathers an [`Inspection`] from records as they come.
#[derive(Default)]
pub struct Inspector {
    inspection: Inspection,
    guess: Guess,
    ids: HashSet<i64>,
    parents: Vec<i64>,
    lead_pictures: Vec<i64>,
    declared: HashSet<String>,
}

/// Reads files, folders and zips, and says what is in them.
pub fn inspect<P: AsRef<Path>>(paths: &[P], options: &Options) -> Inspection {
    let mut inspector = Inspector::default();
    for part in source::open(paths) {
        match part.and_then(|part| part.read().map(|input| (part.name, input))) {
            Ok((name, input)) => {
                let mut reader = read_with(&name, input, options.clone());
                reader.by_ref().for_each(|record| inspector.add(&record));
                inspector.inspection.utc_offset =
                    reader.learnt_offset().or(inspector.inspection.utc_offset);
            }
            Err(problem) => inspector.add(&Err(problem)),
        }
    }
    inspector.finish()
}

impl Inspector {
    /// Takes one record or problem.
    pub fn add(&mut self, record: &Result<Record, Problem>) {
        let counts = &mut self.inspection;
        match record {
            Err(problem) => {
                *counts.problem_counts.entry(problem.kind).or_default() += 1;
                counts.lost += u64::from(problem.lost);
                if counts.problems.len() < MOST_PROBLEMS {
                    counts.problems.push(problem.clone());
                }
            }
            Ok(Record::Site(site)) => {
                self.add_site(site);
            }
            Ok(Record::Person(person)) => {
                self.guess.add_author(&person.slug);
                counts.people += u64::from(self.declared.insert(person.login.clone()));
            }
            Ok(Record::Term(term)) => {
                self.guess.add_term(term);
                *counts
                    .terms
                    .entry(taxonomy_word(&term.taxonomy))
                    .or_default() += 1;
            }
            Ok(Record::Media(media)) => {
                self.add_common(&media.common);
                self.add_comments(&media.comments);
            }
            Ok(Record::MenuItem(item)) => {
                self.add_common(&item.common);
                if !item.menu.is_empty() {
                    *self
                        .inspection
                        .term_uses
                        .entry("nav_menu".to_owned())
                        .or_default() += 1;
                }
                self.guess
                    .add_menu_item(item, base_url(self.inspection.site.as_ref()));
            }
            Ok(Record::Article(article)) => self.add_article(article),
            Ok(Record::Other(other)) => {
                self.add_common(&other.common);
                self.add_comments(&other.comments);
                self.add_terms(&other.terms);
            }
        }
    }

    /// What was found.
    pub fn finish(mut self) -> Inspection {
        let absent =
            |wanted: &[i64]| wanted.iter().filter(|id| !self.ids.contains(id)).count() as u64;
        self.inspection.missing = Missing {
            parents: absent(&self.parents),
            lead_pictures: absent(&self.lead_pictures),
            people: {
                let writers = self.inspection.authors.keys();
                writers
                    .filter(|login| !self.declared.contains(*login))
                    .count() as u64
            },
        };
        self.inspection.permalinks = self.guess.finish();
        self.inspection
    }

    /// The first file's site counts, told again when more of it was found.
    fn add_site(&mut self, site: &Site) {
        let known = self.inspection.site.as_ref();
        if known.is_none_or(|known| known.place == site.place) {
            self.inspection.site = Some(site.clone());
        }
    }

    fn add_article(&mut self, article: &Article) {
        self.add_common(&article.common);
        self.add_comments(&article.comments);
        self.add_terms(&article.terms);
        let counts = &mut self.inspection;
        counts.locked += u64::from(article.standing == Standing::Password);
        counts.sticky += u64::from(article.sticky);
        for author in &article.authors {
            *counts.authors.entry(author.clone()).or_default() += 1;
        }
        if article.lead_media != 0 {
            self.lead_pictures.push(article.lead_media);
        }
        if article.kind == ArticleKind::Article && article.standing == Standing::Published {
            self.guess.add(article, base_url(counts.site.as_ref()));
            if let Some(at) = article.common.published_at {
                let (first, last) = counts.dates.unwrap_or((at, at));
                counts.dates = Some((first.min(at), last.max(at)));
            }
        }
    }

    fn add_common(&mut self, common: &Common) {
        let counts = &mut self.inspection;
        counts.items += 1;
        counts.meta += common.meta.len() as u64;
        let statuses = counts.types.entry(common.source_type.clone()).or_default();
        *statuses.entry(common.source_status.clone()).or_default() += 1;
        self.ids.insert(common.external_id);
        if common.parent != 0 {
            self.parents.push(common.parent);
        }
    }

    fn add_terms(&mut self, terms: &[TermRef]) {
        for term in terms {
            let uses = &mut self.inspection.term_uses;
            *uses.entry(taxonomy_word(&term.taxonomy)).or_default() += 1;
        }
    }

    fn add_comments(&mut self, comments: &[Comment]) {
        let counts = &mut self.inspection;
        for comment in comments {
            counts.comments += 1;
            counts.answers += u64::from(comment.parent != 0);
            *counts.comment_kinds.entry(word(&comment.kind)).or_default() += 1;
            *counts
                .comment_standings
                .entry(word(&comment.standing))
                .or_default() += 1;
        }
    }
}

fn base_url(site: Option<&Site>) -> &str {
    site.map_or("", |site| site.base_url.as_str())
}

/// WordPress's word for a taxonomy.
fn taxonomy_word(taxonomy: &Taxonomy) -> String {
    match taxonomy {
        Taxonomy::Section => "category".to_owned(),
        Taxonomy::Tag => "post_tag".to_owned(),
        Taxonomy::Other(name) => name.clone(),
    }
}

fn word(variant: &impl std::fmt::Debug) -> String {
    format!("{variant:?}").to_lowercase()
}
