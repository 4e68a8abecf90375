//! Counts what is in exports, as JSON, with the memory and time that it took.
//!
//! ```sh
//! cargo run --release --example wxr_count -- export.xml [part-2.xml.gz …]
//! ```
//!
//! The keys are those of other counters of the format, so that results can be compared.

#![expect(clippy::print_stdout, reason = "printing is what the example is for")]

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use serde_json::{Value, json};
use warraq_import::record::{Comment, CommentStanding, Common, Problem, Record, Taxonomy, TermRef};
use warraq_import::source;
use warraq_import::wxr::{self, Inspector};

#[derive(Default)]
struct Counter {
    inspector: Inspector,
    numbers: BTreeMap<&'static str, u64>,
    approved: BTreeMap<&'static str, u64>,
    terms: BTreeMap<String, HashSet<String>>,
    ids: HashSet<i64>,
    comment_ids: HashSet<i64>,
    slugs: HashSet<(String, String)>,
    addresses: HashSet<String>,
    longest_body: usize,
}

fn main() {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut counter = Counter::default();
    for part in source::open(&paths) {
        match part.and_then(|part| part.read().map(|input| (part.name, input))) {
            Ok((name, input)) => wxr::read(&name, input).for_each(|record| counter.add(&record)),
            Err(problem) => counter.add(&Err(problem)),
        }
    }
    println!("{:#}", counter.finish());
}

impl Counter {
    fn add(&mut self, record: &Result<Record, Problem>) {
        self.inspector.add(record);
        match record {
            Ok(Record::Article(article)) => {
                self.add_common(&article.common, &article.comments, &article.body_source);
                self.add_terms(&article.terms);
                *self.numbers.entry("thumbnails").or_default() +=
                    u64::from(article.lead_media != 0);
            }
            Ok(Record::Media(media)) => {
                self.add_common(&media.common, &media.comments, &media.description);
                if !media.url.is_empty() {
                    *self.numbers.entry("attachment_urls").or_default() += 1;
                    self.addresses.insert(media.url.clone());
                }
            }
            Ok(Record::MenuItem(item)) => {
                self.add_common(&item.common, &[], "");
                if !item.menu.is_empty() {
                    let taxonomy = Taxonomy::Other("nav_menu".to_owned());
                    let (slug, name) = (item.menu.clone(), String::new());
                    self.add_terms(&[TermRef {
                        taxonomy,
                        slug,
                        name,
                    }]);
                }
            }
            Ok(Record::Other(other)) => {
                self.add_common(&other.common, &other.comments, &other.body_source);
                self.add_terms(&other.terms);
            }
            Ok(Record::Site(_) | Record::Person(_) | Record::Term(_)) | Err(_) => {}
        }
    }

    fn add_common(&mut self, common: &Common, comments: &[Comment], body: &str) {
        self.longest_body = self.longest_body.max(body.chars().count());
        let mut count = |what, is_so| *self.numbers.entry(what).or_default() += u64::from(is_so);
        let slug = (common.source_type.clone(), common.slug.clone());
        count("duplicate_post_ids", !self.ids.insert(common.external_id));
        count(
            "duplicate_slugs_in_type",
            !slug.1.is_empty() && !self.slugs.insert(slug),
        );
        count("slug_empty", common.slug.is_empty());
        count("title_empty", common.title.trim().is_empty());
        count("has_parent", common.parent != 0);
        count("items_with_comments", !comments.is_empty());
        for comment in comments {
            count("comments_by_members", comment.user_id != 0);
            count(
                "duplicate_comment_ids",
                !self.comment_ids.insert(comment.external_id),
            );
            let word = match comment.standing {
                CommentStanding::Approved => "1",
                CommentStanding::Held => "0",
                CommentStanding::Spam => "spam",
                CommentStanding::Trashed => "trash",
            };
            *self.approved.entry(word).or_default() += 1;
        }
    }

    fn add_terms(&mut self, terms: &[TermRef]) {
        for term in terms {
            let taxonomy = match &term.taxonomy {
                Taxonomy::Section => "category",
                Taxonomy::Tag => "post_tag",
                Taxonomy::Other(name) => name,
            };
            let used = self.terms.entry(taxonomy.to_owned()).or_default();
            if !used.contains(&term.slug) {
                used.insert(term.slug.clone());
            }
        }
    }

    fn finish(self) -> Value {
        let found = self.inspector.finish();
        let site = found.site.unwrap_or_default();
        let of_type = |kind: &str| {
            found
                .types
                .get(kind)
                .map_or(0, |by| by.values().sum::<u64>())
        };
        let mut statuses: BTreeMap<&str, u64> = BTreeMap::new();
        let mut both: BTreeMap<String, u64> = BTreeMap::new();
        for (kind, by_status) in &found.types {
            for (status, count) in by_status {
                *statuses.entry(status).or_default() += count;
                *both.entry(format!("{kind}/{status}")).or_default() += count;
            }
        }
        let types: BTreeMap<&String, u64> = found
            .types
            .keys()
            .map(|kind| (kind, of_type(kind)))
            .collect();
        let used: BTreeMap<&String, usize> = self
            .terms
            .iter()
            .map(|(taxonomy, slugs)| (taxonomy, slugs.len()))
            .collect();
        let mut counts = json!({
            "wxr_version": site.format_version,
            "generator": site.generator,
            "language": site.language,
            "site_title": site.title,
            "base_blog_url": site.base_url,
            "items": found.items,
            "posts": of_type("post"),
            "pages": of_type("page"),
            "attachments": of_type("attachment"),
            "menu_items": of_type("nav_menu_item"),
            "post_types": types,
            "statuses": statuses,
            "type_status": both,
            "authors": found.people,
            "declared_terms": found.terms,
            "comments": found.comments,
            "comments_nested": found.answers,
            "comment_types": found.comment_kinds,
            "comment_approved": self.approved,
            "item_term_assignments": found.term_uses,
            "item_terms_used": used,
            "postmeta": found.meta,
            "password_protected": found.locked,
            "sticky": found.sticky,
            "parents_missing": found.missing.parents,
            "thumbnails_missing": found.missing.lead_pictures,
            "distinct_attachment_urls": self.addresses.len(),
            "longest_body_chars": self.longest_body,
            "permalinks": found.permalinks,
            "problems": found.problems.len(),
            "problem_counts": found.problem_counts,
            "peak_memory_kb": peak_memory_kb(),
        });
        for (what, count) in self.numbers {
            counts[what] = json!(count);
        }
        counts
    }
}

/// The most memory that this process has held, where the system tells.
fn peak_memory_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
