//! What the addresses of a site are made of, guessed from those that its export holds.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::record::{Article, MenuItem, MenuTarget, Taxonomy, Term, TermRef};

/// No site has more structures than this; what more there are, are errors in the guess.
const MOST_STRUCTURES: usize = 200;

/// Sections, tags and writers beyond this number are not looked for in addresses.
const MOST_SLUGS: usize = 50_000;

/// The bodies of so many articles show well enough where links lead.
const ENOUGH_BODIES: usize = 5_000;

/// How a site makes its addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permalinks {
    /// Of articles, in WordPress's spelling: `/%year%/%monthnum%/%postname%/`; `/?p=%post_id%` for
    /// plain ones. Empty when there is nothing to tell it from.
    pub articles: String,
    /// How many published articles have an address of this structure…
    pub agreeing: u64,
    /// …and how many have one of another.
    pub differing: u64,
    /// What stands before a section's slug (`category`), where an address of one was seen.
    pub category_base: Option<String>,
    /// What stands before a tag's slug (`tag`), where an address of one was seen.
    pub tag_base: Option<String>,
    /// What stands before a writer's slug (`author`), where an address of one was seen.
    pub author_base: Option<String>,
}

/// Gathers addresses, and guesses.
#[derive(Default)]
pub(super) struct Guess {
    structures: BTreeMap<String, u64>,
    sections: Base,
    tags: Base,
    authors: Base,
    bodies: usize,
}

/// Slugs of one kind, and what was seen before them.
#[derive(Default)]
struct Base {
    slugs: HashSet<String>,
    seen: BTreeMap<String, u64>,
}

impl Guess {
    /// Takes a term, whose address may be met.
    pub(super) fn add_term(&mut self, term: &Term) {
        match term.taxonomy {
            Taxonomy::Section => self.sections.add(&term.slug),
            Taxonomy::Tag => self.tags.add(&term.slug),
            Taxonomy::Other(_) => {}
        }
    }

    /// Takes somebody who writes, whose address may be met.
    pub(super) fn add_author(&mut self, slug: &str) {
        self.authors.add(slug);
    }

    /// Takes a published article: its address, and those in its body.
    pub(super) fn add(&mut self, article: &Article, base_url: &str) {
        if let Some(structure) = structure(article, base_url)
            && (self.structures.len() < MOST_STRUCTURES || self.structures.contains_key(&structure))
        {
            *self.structures.entry(structure).or_default() += 1;
        }
        if self.bodies < ENOUGH_BODIES && !base_url.is_empty() {
            self.bodies += 1;
            let host = bare(base_url).trim_end_matches('/');
            for (at, _) in article.body_source.match_indices(host) {
                let address = &article.body_source[at..];
                let end = address.find(|c: char| c.is_whitespace() || "\"'<>)?#".contains(c));
                self.see(&address[..end.unwrap_or(address.len())], base_url);
            }
        }
    }

    /// Takes the address of a line of a menu, which may be a section's.
    pub(super) fn add_menu_item(&mut self, item: &MenuItem, base_url: &str) {
        if let MenuTarget::Url(url) = &item.target {
            self.see(url, base_url);
        }
    }

    /// The commonest of each.
    pub(super) fn finish(self) -> Permalinks {
        let all: u64 = self.structures.values().sum();
        let (articles, agreeing) = commonest(self.structures).unwrap_or_default();
        let base = |base: Base| commonest(base.seen).map(|(base, _)| base);
        Permalinks {
            differing: all - agreeing,
            articles,
            agreeing,
            category_base: base(self.sections),
            tag_base: base(self.tags),
            author_base: base(self.authors),
        }
    }

    fn see(&mut self, address: &str, base_url: &str) {
        let Some(path) = path_below(address, base_url) else {
            return;
        };
        let segments: Vec<String> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(decoded)
            .collect();
        let bases = [&mut self.sections, &mut self.tags, &mut self.authors];
        let mut known = bases.into_iter().filter(|base| base.ends(&segments));
        // A word that names both a section and a tag shows nothing.
        if let (Some(base), None) = (known.next(), known.next()) {
            base.see(&segments);
        }
    }
}

impl Base {
    fn add(&mut self, slug: &str) {
        if self.slugs.len() < MOST_SLUGS {
            self.slugs.insert(decoded(slug));
        }
    }

    /// Whether an address ends in one of the slugs.
    fn ends(&self, segments: &[String]) -> bool {
        segments
            .last()
            .is_some_and(|last| self.slugs.contains(last))
    }

    /// Takes an address that ends in one of the slugs; what precedes the first of them is the base.
    fn see(&mut self, segments: &[String]) {
        let first = segments
            .iter()
            .position(|segment| self.slugs.contains(segment));
        let base = segments[..first.unwrap_or_default()].join("/");
        if !base.is_empty() && self.seen.len() < MOST_STRUCTURES {
            *self.seen.entry(base).or_default() += 1;
        }
    }
}

fn commonest(votes: BTreeMap<String, u64>) -> Option<(String, u64)> {
    votes.into_iter().max_by_key(|(_, count)| *count)
}

/// What an article's address is made of.
fn structure(article: &Article, base_url: &str) -> Option<String> {
    let common = &article.common;
    let path = path_below(&common.link, base_url)?;
    if let Some(query) = path.trim_start_matches('/').strip_prefix('?') {
        return query.starts_with("p=").then(|| "/?p=%post_id%".to_owned());
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments: Vec<String> = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        let tag = tag_of(segment, article, &segments);
        // A section may stand below others: `/%category%/` covers them all.
        if tag != "%category%" || segments.last().is_none_or(|last| last != &tag) {
            segments.push(tag);
        }
    }
    if segments.is_empty() {
        return None;
    }
    let end = if path.ends_with('/') { "/" } else { "" };
    Some(format!("/{}{end}", segments.join("/")))
}

/// WordPress's tag for one segment of an address, or the segment itself.
fn tag_of(segment: &str, article: &Article, before: &[String]) -> String {
    let common = &article.common;
    let (stem, extension) = match segment.rsplit_once('.') {
        Some((stem, extension @ ("html" | "htm" | "php"))) => (stem, format!(".{extension}")),
        _ => (segment, String::new()),
    };
    let id = common.external_id.to_string();
    let date = &common.local_date;
    let day = |from, to| date.get(from..to).unwrap_or_default();
    let had = |tag: &str| before.iter().any(|earlier| earlier == tag);
    let (number, word) = stem.split_once('-').unwrap_or((stem, ""));
    let tag = if same(stem, &common.slug) {
        "%postname%"
    } else if number == id && same(word, &common.slug) {
        "%post_id%-%postname%"
    } else if stem == day(0, 4) && !had("%year%") {
        "%year%"
    } else if stem == day(5, 7) && had("%year%") && !had("%monthnum%") {
        "%monthnum%"
    } else if stem == day(8, 10) && had("%monthnum%") && !had("%day%") {
        "%day%"
    } else if stem == id {
        "%post_id%"
    } else if article.terms.iter().any(|term| is_section(term, stem)) {
        "%category%"
    } else if article.authors.iter().any(|author| same(author, stem)) {
        "%author%"
    } else if had("%category%") || before.is_empty() {
        // A section above the article's own is not among its terms.
        return guess_parent(segment, article, before);
    } else {
        return segment.to_owned();
    };
    format!("{tag}{extension}")
}

/// A segment that stands before one of the article's sections is a section above it.
fn guess_parent(segment: &str, article: &Article, before: &[String]) -> String {
    let link = &article.common.link;
    let after = link
        .split_once(&format!("/{segment}/"))
        .map(|(_, after)| after);
    let next = after
        .and_then(|after| after.split('/').next())
        .unwrap_or_default();
    let section_follows = article.terms.iter().any(|term| is_section(term, next));
    if section_follows && (before.is_empty() || before.last().is_some_and(|b| b == "%category%")) {
        "%category%".to_owned()
    } else {
        segment.to_owned()
    }
}

fn is_section(term: &TermRef, segment: &str) -> bool {
    term.taxonomy == Taxonomy::Section && same(&term.slug, segment)
}

/// Whether two spellings of a part of an address are the same once decoded.
fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && (one == other || decoded(one) == decoded(other))
}

fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part)
        .decode_utf8_lossy()
        .into_owned()
}

/// The part of an address below the site's own, whatever its scheme and `www.`.
fn path_below<'a>(link: &'a str, base_url: &str) -> Option<&'a str> {
    let rest = bare(link).strip_prefix(bare(base_url).trim_end_matches('/'))?;
    (rest.starts_with(['/', '?']) && !base_url.is_empty()).then_some(rest)
}

/// An address without its scheme and `www.`.
fn bare(address: &str) -> &str {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    address.strip_prefix("www.").unwrap_or(address)
}
