//! What stands before the items: the site, its people and its terms.

use std::collections::HashMap;

use super::faults::Faults;
use super::item::number;
use super::names::Role;
use super::node::Node;
use crate::record::{Person, Place, Site, Taxonomy, Term};

/// What the channel says of the site, gathered field by field.
#[derive(Default)]
pub(super) struct Channel {
    title: Option<String>,
    link: Option<String>,
    description: Option<String>,
    language: Option<String>,
    generator: Option<String>,
    version: Option<String>,
    base_site: Option<String>,
    base_blog: Option<String>,
    /// Whether a field came since the site was last told.
    pub(super) is_news: bool,
}

impl Channel {
    /// Takes a field of the channel; the first of a name counts.
    pub(super) fn take(&mut self, field: &Node) {
        let place = match (field.role, field.name) {
            (Role::Rss, "title") => &mut self.title,
            (Role::Rss, "link") => &mut self.link,
            (Role::Rss, "description") => &mut self.description,
            (Role::Rss, "language") => &mut self.language,
            (Role::Rss, "generator") => &mut self.generator,
            (Role::Wp, "wxr_version") => &mut self.version,
            (Role::Wp, "base_site_url") => &mut self.base_site,
            (Role::Wp, "base_blog_url") => &mut self.base_blog,
            _ => return,
        };
        if place.is_none() {
            *place = Some(field.text.trim().to_owned());
            self.is_news = true;
        }
    }

    /// What was gathered, unless it is known already.
    pub(super) fn news(&mut self, place: &Place) -> Option<Site> {
        std::mem::take(&mut self.is_news).then(|| self.site(place.clone()))
    }

    /// What was gathered.
    fn site(&self, place: Place) -> Site {
        // In a network of sites the base site is the network, and the blog is ours.
        let bases = [&self.base_blog, &self.link, &self.base_site];
        let base = bases.into_iter().flatten().find(|base| !base.is_empty());
        let language = self
            .language
            .clone()
            .filter(|language| !language.is_empty());
        Site {
            base_url: base
                .map(|base| base.trim_end_matches('/').to_owned())
                .unwrap_or_default(),
            title: self.title.clone().unwrap_or_default(),
            description: self.description.clone().unwrap_or_default(),
            language: language.unwrap_or_else(|| "ar".to_owned()),
            format_version: self.version.clone().unwrap_or_default(),
            generator: self.generator.clone().unwrap_or_default(),
            place,
        }
    }
}

/// The people that the file declares, found by any spelling that an item may use.
#[derive(Default)]
pub(super) struct People(HashMap<String, String>);

impl People {
    fn declare(&mut self, login: &str) {
        for spelling in [login.to_owned(), nicename(login)] {
            self.0.entry(spelling).or_insert_with(|| login.to_owned());
        }
    }

    /// The login that a term of Co-Authors-Plus stands for: an account's, or a guest's slug.
    pub(super) fn login_of_term(&self, slug: &str, name: &str) -> String {
        let bare = slug.strip_prefix("cap-").unwrap_or(slug);
        let spellings = [slug, bare, name];
        let account = spellings
            .into_iter()
            .find_map(|spelling| self.0.get(spelling));
        account.map_or_else(|| bare.to_owned(), Clone::clone)
    }

    fn knows(&self, login: &str) -> bool {
        self.0.contains_key(login)
    }
}

/// Reads `wp:author`.
pub(super) fn author(
    node: &Node,
    people: &mut People,
    place: Place,
    faults: &mut Faults,
) -> Person {
    let login = node.wp("author_login");
    people.declare(login);
    let display_name = match node.wp("author_display_name") {
        "" => [node.wp("author_first_name"), node.wp("author_last_name")].join(" "),
        name => name.to_owned(),
    };
    let display_name = display_name.trim();
    Person {
        external_id: number(node.wp("author_id"), "wp:author_id", faults),
        login: login.to_owned(),
        slug: nicename(login),
        display_name: if display_name.is_empty() {
            login
        } else {
            display_name
        }
        .to_owned(),
        email: node.wp("author_email").to_owned(),
        guest: false,
        place,
    }
}

/// Reads `wp:category`, `wp:tag` or `wp:term`.
pub(super) fn term(mut node: Node, place: Place, faults: &mut Faults) -> Term {
    let meta = node.meta("termmeta");
    let (taxonomy, names) = match node.name {
        "category" => (
            Taxonomy::Section,
            [
                "category_nicename",
                "category_parent",
                "cat_name",
                "category_description",
            ],
        ),
        "tag" => (
            Taxonomy::Tag,
            ["tag_slug", "tag_parent", "tag_name", "tag_description"],
        ),
        _ => (
            taxonomy(node.wp("term_taxonomy")),
            ["term_slug", "term_parent", "term_name", "term_description"],
        ),
    };
    let [slug, parent, name, description] = names.map(|name| node.wp(name));
    Term {
        external_id: number(node.wp("term_id"), "wp:term_id", faults),
        taxonomy,
        slug: slug.to_owned(),
        parent: parent.to_owned(),
        name: if name.is_empty() { slug } else { name }.to_owned(),
        description: description.to_owned(),
        meta,
        place,
    }
}

/// The guest whom a term of Co-Authors-Plus stands for, unless it stands for an account.
pub(super) fn guest_of_term(term: &Term, people: &People) -> Option<Person> {
    if term.taxonomy != Taxonomy::Other("author".to_owned()) {
        return None;
    }
    let login = people.login_of_term(&term.slug, &term.name);
    (!people.knows(&login) && !login.is_empty()).then(|| Person {
        external_id: 0,
        slug: login.clone(),
        login,
        display_name: term.name.clone(),
        email: String::new(),
        guest: true,
        place: term.place.clone(),
    })
}

/// Names a taxonomy of WordPress.
pub(super) fn taxonomy(name: &str) -> Taxonomy {
    match name {
        "category" => Taxonomy::Section,
        // Exports before 1.1 say `tag`.
        "post_tag" | "tag" => Taxonomy::Tag,
        other => Taxonomy::Other(other.to_owned()),
    }
}

/// What WordPress makes of a login for the address of an author's page.
fn nicename(login: &str) -> String {
    let mut slug = String::with_capacity(login.len());
    for character in login.to_lowercase().chars() {
        match character {
            ' ' | '.' | '-' if !slug.ends_with('-') => slug.push('-'),
            '_' => slug.push('_'),
            other if other.is_alphanumeric() => slug.push(other),
            _ => {}
        }
    }
    slug.trim_matches('-').to_owned()
}
