//! An item of WordPress as a record.

use super::date::{Clock, Dates};
use super::faults::Faults;
use super::head::{People, taxonomy};
use super::meta;
use super::names::Role;
use super::node::Node;
use crate::record::{
    Article, ArticleKind, Comment, CommentKind, CommentStanding, Common, Media, MenuItem,
    MenuTarget, Other, Person, Place, ProblemKind, Record, Standing, TermRef,
};

/// The fields of an item as they stand in the file.
#[derive(Default)]
struct Fields {
    title: Option<String>,
    link: Option<String>,
    guid: Option<String>,
    rss_date: Option<String>,
    creator: Option<String>,
    body: Option<String>,
    excerpt: Option<String>,
    id: Option<String>,
    date: Option<String>,
    date_utc: Option<String>,
    modified: Option<String>,
    modified_utc: Option<String>,
    comment_status: Option<String>,
    slug: Option<String>,
    status: Option<String>,
    parent: Option<String>,
    menu_order: Option<String>,
    kind: Option<String>,
    password: Option<String>,
    sticky: Option<String>,
    attachment_url: Option<String>,
    terms: Vec<TermRef>,
    /// Terms that are given by name alone.
    loose_terms: Vec<TermRef>,
    comments: Vec<Node>,
}

/// What the items of one file have in common.
pub(super) struct Context<'a> {
    pub(super) clock: &'a mut Clock,
    pub(super) people: &'a People,
    pub(super) faults: &'a mut Faults,
}

/// What an item calls itself: `post 123 «…»`.
pub(super) fn label(node: &Node) -> String {
    const LONGEST: usize = 80;
    let title = node
        .children
        .iter()
        .find(|child| child.role == Role::Rss && child.name == "title");
    let title = title.map_or("", |title| title.text.trim());
    let kind = match node.wp("post_type") {
        "" => "item",
        kind => kind,
    };
    let short: String = title.chars().take(LONGEST).collect();
    let more = if short.len() < title.len() { "…" } else { "" };
    match node.wp("post_id") {
        "" => format!("{kind} «{short}{more}»"),
        id => format!("{kind} {id} «{short}{more}»"),
    }
}

/// Turns an item into its record, preceded by the guest author whom it describes, if it does.
pub(super) fn records(mut node: Node, place: Place, context: &mut Context<'_>) -> Vec<Record> {
    let meta = node.meta("postmeta");
    let mut fields = Fields::default();
    for child in node.children {
        fields.take(child);
    }
    fields.take_loose_terms();
    let common = fields.common(meta, place, context);
    match common.source_type.as_str() {
        "post" => vec![fields.article(common, ArticleKind::Article, context)],
        "page" => vec![fields.article(common, ArticleKind::Page, context)],
        "attachment" => vec![fields.media(common, context)],
        "nav_menu_item" => vec![fields.menu_item(common, context)],
        "guest-author" => {
            let guest = guest(&common).map(Record::Person);
            guest
                .into_iter()
                .chain([fields.other(common, context)])
                .collect()
        }
        _ => vec![fields.other(common, context)],
    }
}

impl Fields {
    /// Takes one child of the item; the first of a name counts.
    fn take(&mut self, child: Node) {
        let field = match (child.role, child.name) {
            (Role::Rss, "title") => &mut self.title,
            (Role::Rss, "link") => &mut self.link,
            (Role::Rss, "guid") => &mut self.guid,
            (Role::Rss, "pubDate") => &mut self.rss_date,
            (Role::Dc, "creator") => &mut self.creator,
            (Role::Content, "encoded") => &mut self.body,
            (Role::Excerpt, "encoded") => &mut self.excerpt,
            (Role::Wp, "post_id") => &mut self.id,
            (Role::Wp, "post_date") => &mut self.date,
            (Role::Wp, "post_date_gmt") => &mut self.date_utc,
            (Role::Wp, "post_modified") => &mut self.modified,
            (Role::Wp, "post_modified_gmt") => &mut self.modified_utc,
            (Role::Wp, "comment_status") => &mut self.comment_status,
            (Role::Wp, "post_name") => &mut self.slug,
            (Role::Wp, "status") => &mut self.status,
            (Role::Wp, "post_parent") => &mut self.parent,
            (Role::Wp, "menu_order") => &mut self.menu_order,
            (Role::Wp, "post_type") => &mut self.kind,
            (Role::Wp, "post_password") => &mut self.password,
            (Role::Wp, "is_sticky") => &mut self.sticky,
            (Role::Wp, "attachment_url") => &mut self.attachment_url,
            (Role::Rss, "category") => return self.take_term(child),
            (Role::Wp, "comment") => return self.comments.push(child),
            _ => return,
        };
        field.get_or_insert(child.text);
    }

    fn take_term(&mut self, node: Node) {
        let name = node.text.trim().to_owned();
        let domain = if node.domain.is_empty() {
            "category"
        } else {
            node.domain.as_str()
        };
        let taxonomy = taxonomy(domain);
        match (node.nicename.is_empty(), name.is_empty()) {
            (true, true) => {}
            (true, false) => self.loose_terms.push(TermRef {
                taxonomy,
                slug: name.clone(),
                name,
            }),
            (false, _) => self.terms.push(TermRef {
                taxonomy,
                slug: node.nicename,
                name,
            }),
        }
    }

    /// Exports of version 1.0 list each term twice, once by its name alone.
    fn take_loose_terms(&mut self) {
        for loose in std::mem::take(&mut self.loose_terms) {
            let same = |term: &TermRef| term.name == loose.name && term.taxonomy == loose.taxonomy;
            if !self.terms.iter().any(same) {
                self.terms.push(loose);
            }
        }
    }

    fn common(
        &mut self,
        meta: Vec<(String, String)>,
        place: Place,
        context: &mut Context<'_>,
    ) -> Common {
        let status = trimmed(&mut self.status);
        let local_date = trimmed(&mut self.date);
        let dates = Dates {
            local: &local_date,
            utc: self.date_utc.as_deref().unwrap_or_default(),
            rss: self.rss_date.as_deref().unwrap_or_default(),
            planned: status == "future",
            needed: !matches!(status.as_str(), "draft" | "auto-draft" | "pending")
                && matches!(
                    self.kind.as_deref().map(str::trim),
                    Some("post" | "page" | "attachment")
                ),
        };
        let (modified, modified_utc) =
            (trimmed(&mut self.modified), trimmed(&mut self.modified_utc));
        let faults = &mut *context.faults;
        Common {
            published_at: context.clock.published(&dates, faults),
            modified_at: context.clock.other(&modified, &modified_utc, faults),
            external_id: number(&trimmed(&mut self.id), "wp:post_id", faults),
            source_type: trimmed(&mut self.kind),
            source_status: status,
            title: self.title.take().unwrap_or_default(),
            slug: trimmed(&mut self.slug),
            link: trimmed(&mut self.link),
            guid: trimmed(&mut self.guid),
            parent: number(&trimmed(&mut self.parent), "wp:post_parent", faults),
            local_date,
            meta,
            place,
        }
    }

    fn article(mut self, common: Common, kind: ArticleKind, context: &mut Context<'_>) -> Record {
        let faults = &mut *context.faults;
        let all = |key| meta::all(&common.meta, key);
        let mut old_slugs: Vec<String> = all("_wp_old_slug").map(str::to_owned).collect();
        old_slugs.retain(|slug| !slug.is_empty());
        old_slugs.dedup();
        let lead = all("_thumbnail_id").next().unwrap_or_default();
        Record::Article(Box::new(Article {
            kind,
            standing: self.standing(&common.source_status),
            authors: self.authors(context.people),
            primary_section: meta::primary_section(&common.meta),
            lead_media: number(lead, "_thumbnail_id", faults),
            sticky: trimmed(&mut self.sticky) == "1",
            comments_open: trimmed(&mut self.comment_status) == "open",
            menu_order: number(&trimmed(&mut self.menu_order), "wp:menu_order", faults),
            old_slugs,
            seo: meta::seo(&common.meta),
            comments: self.comments(context),
            body_source: self.body.take().unwrap_or_default(),
            excerpt: self.excerpt.take().unwrap_or_default(),
            terms: self.terms,
            common,
        }))
    }

    fn media(mut self, common: Common, context: &mut Context<'_>) -> Record {
        let picture = meta::picture(&common.meta, context.faults);
        let first = |key| {
            meta::all(&common.meta, key)
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let url = trimmed(&mut self.attachment_url);
        Record::Media(Box::new(Media {
            // Where the field is missing, the identifier usually is the address of the file.
            url: if url.is_empty() && common.guid.starts_with("http") && !common.guid.contains('?')
            {
                common.guid.clone()
            } else {
                url
            },
            file: first("_wp_attached_file"),
            alt: first("_wp_attachment_image_alt"),
            caption: self.excerpt.take().unwrap_or_default(),
            description: self.body.take().unwrap_or_default(),
            author: trimmed(&mut self.creator),
            dimensions: picture.dimensions,
            sizes: picture.sizes,
            comments: self.comments(context),
            common,
        }))
    }

    fn menu_item(mut self, common: Common, context: &mut Context<'_>) -> Record {
        let faults = &mut *context.faults;
        let first = |key| {
            meta::all(&common.meta, key)
                .next()
                .unwrap_or_default()
                .trim()
        };
        let object = number(
            first("_menu_item_object_id"),
            "_menu_item_object_id",
            faults,
        );
        let target = match first("_menu_item_type") {
            "post_type" => MenuTarget::Item(object),
            "taxonomy" => MenuTarget::Term(taxonomy(first("_menu_item_object")), object),
            _ => MenuTarget::Url(first("_menu_item_url").to_owned()),
        };
        let parent = first("_menu_item_menu_item_parent");
        let menu = self
            .terms
            .iter()
            .find(|term| term.taxonomy == taxonomy("nav_menu"));
        Record::MenuItem(Box::new(MenuItem {
            menu: menu.map(|menu| menu.slug.clone()).unwrap_or_default(),
            order: number(&trimmed(&mut self.menu_order), "wp:menu_order", faults),
            parent_item: number(parent, "_menu_item_menu_item_parent", faults),
            target,
            label: common.title.clone(),
            common,
        }))
    }

    fn other(mut self, common: Common, context: &mut Context<'_>) -> Record {
        Record::Other(Box::new(Other {
            common,
            comments: self.comments(context),
            body_source: self.body.take().unwrap_or_default(),
            excerpt: self.excerpt.take().unwrap_or_default(),
            author: trimmed(&mut self.creator),
            terms: self.terms,
        }))
    }

    fn standing(&self, status: &str) -> Standing {
        let locked = self
            .password
            .as_ref()
            .is_some_and(|password| !password.is_empty());
        match status {
            "publish" | "future" if locked => Standing::Password,
            "publish" => Standing::Published,
            "future" => Standing::Scheduled,
            "draft" | "auto-draft" => Standing::Draft,
            "pending" => Standing::Pending,
            "private" => Standing::Private,
            "trash" => Standing::Trashed,
            _ => Standing::Unknown,
        }
    }

    /// Co-Authors-Plus keeps the authors, in order, as terms; without it there is the creator.
    fn authors(&mut self, people: &People) -> Vec<String> {
        let mut authors: Vec<String> = Vec::new();
        let author = taxonomy("author");
        for term in self.terms.iter().filter(|term| term.taxonomy == author) {
            let login = people.login_of_term(&term.slug, &term.name);
            if !login.is_empty() && !authors.contains(&login) {
                authors.push(login);
            }
        }
        let creator = trimmed(&mut self.creator);
        if authors.is_empty() && !creator.is_empty() {
            authors.push(creator);
        }
        authors
    }

    fn comments(&mut self, context: &mut Context<'_>) -> Vec<Comment> {
        let comments = std::mem::take(&mut self.comments);
        comments
            .into_iter()
            .map(|node| comment(node, context))
            .collect()
    }
}

fn comment(mut node: Node, context: &mut Context<'_>) -> Comment {
    let Context { clock, faults, .. } = context;
    let mut meta = node.meta("commentmeta");
    let kind = match node.wp("comment_type") {
        "" | "comment" => CommentKind::Comment,
        "pingback" => CommentKind::Pingback,
        "trackback" => CommentKind::Trackback,
        other => {
            meta.push(("comment_type".to_owned(), other.to_owned()));
            CommentKind::Other
        }
    };
    let standing = match node.wp("comment_approved") {
        "1" | "approve" | "approved" => CommentStanding::Approved,
        "spam" => CommentStanding::Spam,
        "trash" | "post-trashed" => CommentStanding::Trashed,
        _ => CommentStanding::Held,
    };
    let body = node
        .children
        .iter_mut()
        .find(|child| child.is_wp("comment_content"));
    let body = body
        .map(|body| std::mem::take(&mut body.text))
        .unwrap_or_default();
    Comment {
        external_id: number(node.wp("comment_id"), "wp:comment_id", faults),
        parent: number(node.wp("comment_parent"), "wp:comment_parent", faults),
        kind,
        standing,
        author: node.wp("comment_author").to_owned(),
        email: node.wp("comment_author_email").to_owned(),
        url: node.wp("comment_author_url").to_owned(),
        ip: node.wp("comment_author_IP").to_owned(),
        body,
        at: clock.comment(node.wp("comment_date"), node.wp("comment_date_gmt"), faults),
        user_id: number(node.wp("comment_user_id"), "wp:comment_user_id", faults),
        meta,
    }
}

/// The guest author whom a `guest-author` item of Co-Authors-Plus describes.
fn guest(common: &Common) -> Option<Person> {
    let first = |key| {
        meta::all(&common.meta, key)
            .next()
            .unwrap_or_default()
            .trim()
    };
    let slug = match common.slug.as_str() {
        "" => first("cap-user_login"),
        slug => slug.strip_prefix("cap-").unwrap_or(slug),
    };
    let name = match first("cap-display_name") {
        "" => common.title.trim(),
        name => name,
    };
    (!slug.is_empty() && common.source_status != "trash").then(|| Person {
        external_id: 0,
        login: slug.to_owned(),
        slug: slug.to_owned(),
        display_name: if name.is_empty() { slug } else { name }.to_owned(),
        email: first("cap-user_email").to_owned(),
        guest: true,
        place: common.place.clone(),
    })
}

/// Reads a number; nothing is 0, and anything else is a fault.
pub(super) fn number(text: &str, field: &str, faults: &mut Faults) -> i64 {
    let text = text.trim();
    if text.is_empty() {
        return 0;
    }
    text.parse().unwrap_or_else(|_| {
        let shown: String = text.chars().take(40).collect();
        faults.add(
            ProblemKind::Field,
            format!("`{field}` holds «{shown}» where a number belongs; it was read as 0."),
        );
        0
    })
}

fn trimmed(field: &mut Option<String>) -> String {
    let text = field.take().unwrap_or_default();
    if text.trim().len() == text.len() {
        text
    } else {
        text.trim().to_owned()
    }
}
