//! An element of an export, with what we want of it.

use super::faults::Faults;
use super::names::{Role, attributes_of};
use super::unescape::unescape;

/// An element, complete or being read.
#[derive(Debug)]
pub(super) struct Node {
    /// Offset in the text of its start tag.
    pub(super) offset: u64,
    pub(super) role: Role,
    /// Local name, empty if it is none that we know.
    pub(super) name: &'static str,
    /// Attributes of an RSS category: the taxonomy…
    pub(super) domain: String,
    /// …and the slug.
    pub(super) nicename: String,
    /// Its own text; of a field, with mark-up that stands in it unquoted.
    pub(super) text: String,
    pub(super) children: Vec<Node>,
}

impl Node {
    /// An element at its start tag.
    pub(super) fn new(role: Role, name: &str, attributes: &str, offset: u64) -> Self {
        let (mut domain, mut nicename) = (String::new(), String::new());
        if role == Role::Rss && name == "category" {
            for (name, value) in attributes_of(attributes) {
                let attribute = match name {
                    "domain" => &mut domain,
                    "nicename" => &mut nicename,
                    _ => continue,
                };
                unescape(value, attribute, &mut Faults::default());
            }
        }
        let (name, text, children) = (known(name), String::new(), Vec::new());
        Self {
            offset,
            role,
            name,
            domain,
            nicename,
            text,
            children,
        }
    }

    /// Whether its text is HTML, in which names of RSS mean something else.
    pub(super) fn holds_html(&self) -> bool {
        matches!(self.role, Role::Content | Role::Excerpt) || self.name == "comment_content"
    }

    /// The text of the first child of a name in WordPress's namespace, without blanks round it.
    pub(super) fn wp(&self, name: &str) -> &str {
        let child = self.children.iter().find(|child| child.is_wp(name));
        child.map_or("", |child| child.text.trim())
    }

    pub(super) fn is_wp(&self, name: &str) -> bool {
        self.role == Role::Wp && self.name == name
    }

    /// Key-value pairs of `wp:postmeta`, `wp:commentmeta` or `wp:termmeta`, in order.
    pub(super) fn meta(&mut self, element: &str) -> Vec<(String, String)> {
        let pairs = self
            .children
            .iter_mut()
            .filter(|child| child.is_wp(element));
        let pair = |pair: &mut Node| {
            let mut take = |name| {
                let field = pair.children.iter_mut().find(|child| child.is_wp(name));
                field
                    .map(|field| std::mem::take(&mut field.text))
                    .unwrap_or_default()
            };
            (take("meta_key").trim().to_owned(), take("meta_value"))
        };
        pairs.map(pair).collect()
    }
}

macro_rules! names {
    ($($name:literal)*) => {
        /// The name of an element that means something to us, or nothing.
        ///
        /// A constant takes no memory of its own in a hundred thousand nodes.
        fn known(name: &str) -> &'static str {
            match name {
                $($name => $name,)*
                _ => "",
            }
        }
    };
}

names! {
    "attachment_url" "author" "author_display_name" "author_email" "author_first_name"
    "author_id" "author_last_name" "author_login" "base_blog_url" "base_site_url" "cat_name" "category"
    "category_description" "category_nicename" "category_parent" "comment" "comment_approved"
    "comment_author" "comment_author_IP" "comment_author_email" "comment_author_url"
    "comment_content" "comment_date" "comment_date_gmt" "comment_id" "comment_parent"
    "comment_status" "comment_type" "comment_user_id" "commentmeta" "creator" "description"
    "encoded" "generator" "guid" "is_sticky" "item" "language" "link" "menu_order" "meta_key"
    "meta_value" "post_date" "post_date_gmt" "post_id" "post_modified" "post_modified_gmt"
    "post_name" "post_parent" "post_password" "post_type" "postmeta" "pubDate" "status" "tag"
    "tag_description" "tag_name" "tag_parent" "tag_slug" "term" "term_description" "term_id"
    "term_name" "term_parent" "term_slug" "term_taxonomy" "termmeta" "title" "wxr_version"
}
