//! What every format is turned into: neutral records, in the newsroom's words.
//!
//! A parser yields `Result<Record, Problem>` for each thing that it meets and goes on. Nothing here
//! knows of a database or of the format that it came from; [`crate::wxr`] and its sisters fill it.

use serde::{Deserialize, Serialize};

/// Where something stands in the source, so that a person can go and look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Name of the source file, as given.
    pub file: String,
    /// Byte offset of the enclosing element in the uncompressed file.
    pub offset: u64,
    /// What the item calls itself: `post 123 «…»`, empty outside items.
    pub item: String,
}

/// One thing that was wrong in a source. The rest of the source is still read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of fault it is.
    pub kind: ProblemKind,
    /// Where it stands.
    pub place: Place,
    /// One English sentence: what was found and what was done about it.
    pub detail: String,
    /// Whether the item at this place could not be read, and so is not among the records.
    pub lost: bool,
}

/// The kinds of fault that a source can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The file is not of the format that it is said to be (no `<rss>`, an HTML error page, empty).
    NotTheFormat,
    /// The file ends inside an element.
    Truncated,
    /// Bytes that are not of the declared encoding were replaced or re-decoded.
    Encoding,
    /// Characters that XML forbids were dropped.
    ControlCharacter,
    /// Mark-up that is not well-formed was repaired.
    Malformed,
    /// A document type declaration was ignored; entities that it defines are never expanded.
    DocumentType,
    /// An entity that nobody defined was kept as text.
    UnknownEntity,
    /// Something exceeded a limit (depth, size) and was cut or refused.
    TooLarge,
    /// The same item appears twice.
    Duplicate,
    /// A date that no calendar has, or none at all.
    Date,
    /// Something refers to an item, term, author or file that the source does not hold.
    MissingReference,
    /// A field holds what its type does not allow (a word where a number belongs).
    Field,
    /// PHP-serialised data that could not be read.
    Serialisation,
    /// The file could not be read from disk or uncompressed.
    Unreadable,
}

/// Whatever a source holds, one at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Record {
    /// What the source says of the site as a whole. Comes before any other record, and once more at
    /// the end where the source says more of it behind its items; the later one is complete.
    Site(Site),
    /// Somebody who writes. A guest may come twice, and the later one is fuller.
    Person(Person),
    /// A section, a tag or a term of another taxonomy.
    Term(Term),
    /// A picture, sound, film or document.
    Media(Box<Media>),
    /// A line of a menu.
    MenuItem(Box<MenuItem>),
    /// An article or a page.
    Article(Box<Article>),
    /// Something that Warraq keeps but never shows: revisions, form submissions, plug-ins' own types.
    Other(Box<Other>),
}

/// The site as its export describes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// The paper's name.
    pub title: String,
    /// Its motto.
    pub description: String,
    /// Home address, without a closing slash: `https://paper.example`.
    pub base_url: String,
    /// BCP 47 language tag, `ar` when the source names none.
    pub language: String,
    /// Version of the format, as written.
    pub format_version: String,
    /// The program that wrote the source, as written.
    pub generator: String,
    /// Where in the source.
    pub place: Place,
}

/// Somebody who writes: staff with an account, or a guest author.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Number of the account (`wp:author_id`), 0 where the source gives none.
    pub external_id: i64,
    /// The name by which articles refer to this person (`wp:author_login`; a guest author's slug).
    pub login: String,
    /// Address part of the author page; where the source has none, what WordPress makes of the login.
    pub slug: String,
    /// The name readers see.
    pub display_name: String,
    /// Private; never shown to readers.
    pub email: String,
    /// Whether this is a guest author (Co-Authors-Plus) rather than an account.
    pub guest: bool,
    /// Where in the source.
    pub place: Place,
}

/// The taxonomy that a term belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Taxonomy {
    /// WordPress's `category`.
    Section,
    /// WordPress's `post_tag`.
    Tag,
    /// Any other, under its own name (`post_format`, `nav_menu`, `department`…).
    Other(String),
}

/// A term as the source declares it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Number in the source, 0 when it has none.
    pub external_id: i64,
    /// Where it belongs.
    pub taxonomy: Taxonomy,
    /// Address part, verbatim (WordPress stores it percent-encoded).
    pub slug: String,
    /// Slug of the parent term in the same taxonomy, empty at the top.
    pub parent: String,
    /// The name readers see; may repeat under different slugs.
    pub name: String,
    /// Text about the term.
    pub description: String,
    /// Further fields, verbatim.
    pub meta: Vec<(String, String)>,
    /// Where in the source.
    pub place: Place,
}

/// An item's use of a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermRef {
    /// Where the term belongs.
    pub taxonomy: Taxonomy,
    /// Address part, verbatim.
    pub slug: String,
    /// The name, for terms that the source uses without declaring them.
    pub name: String,
}

/// Whether and how an item may reach readers. Anything but `Published` and a future `Scheduled` is
/// hidden until an editor acts.
#[derive(Default, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Before readers.
    Published,
    /// To appear at its time.
    Scheduled,
    /// Being written.
    #[default]
    Draft,
    /// Waiting for review.
    Pending,
    /// For those who may read private items.
    Private,
    /// Published behind a password: kept, hidden from readers.
    Password,
    /// Thrown away, not yet deleted.
    Trashed,
    /// A state that we do not know, kept by name in the item's meta; hidden.
    Unknown,
}

/// Fields that every item of a source has.
#[derive(Default, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Common {
    /// Number in the source (`wp:post_id`), 0 when missing. May repeat in damaged sources.
    pub external_id: i64,
    /// The source's type word (`post`, `page`, `attachment`, `feedback`…).
    pub source_type: String,
    /// The source's status word, verbatim.
    pub source_status: String,
    /// Title, verbatim; it may hold entities and inline mark-up, as WordPress allows.
    pub title: String,
    /// Address part, verbatim: never regenerated, may be percent-encoded, truncated or empty.
    pub slug: String,
    /// The address readers used, verbatim.
    pub link: String,
    /// The source's own lasting identifier.
    pub guid: String,
    /// Number of the parent item, 0 at the top.
    pub parent: i64,
    /// Publication, UTC milliseconds; `None` when the source gives no usable date.
    pub published_at: Option<i64>,
    /// Last modification, UTC milliseconds.
    pub modified_at: Option<i64>,
    /// The publication date as the source wrote it in local time.
    pub local_date: String,
    /// Further fields, verbatim and in order (PHP-serialised values stay as they are).
    pub meta: Vec<(String, String)>,
    /// Where in the source.
    pub place: Place,
}

impl Common {
    /// How far the wall clocks of the source were ahead of UTC when it was published, in minutes;
    /// `None` where the source does not tell both.
    pub fn clock_offset(&self) -> Option<i64> {
        let local: jiff::civil::DateTime = self.local_date.parse().ok()?;
        let as_if_utc = jiff::tz::Offset::UTC.to_timestamp(local).ok()?;
        let ahead = as_if_utc.as_millisecond() - self.published_at?;
        Some(ahead / 60_000)
    }
}

/// Article or page.
#[derive(Default, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArticleKind {
    /// Dated, in sections and feeds.
    #[default]
    Article,
    /// Undated, outside sections and feeds.
    Page,
}

/// An article or a page, before cleaning.
#[derive(Default, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Fields that every item has.
    pub common: Common,
    /// Article or page.
    pub kind: ArticleKind,
    /// Whether it may reach readers.
    pub standing: Standing,
    /// The body, byte for byte as the source stored it.
    pub body_source: String,
    /// The hand-written excerpt, verbatim; often empty.
    pub excerpt: String,
    /// Who wrote it, in order: logins or guest slugs.
    pub authors: Vec<String>,
    /// Terms of every taxonomy, in order.
    pub terms: Vec<TermRef>,
    /// Number in the source of the chosen main section (Yoast), 0 when nobody chose.
    pub primary_section: i64,
    /// Number in the source of the lead picture, 0 when there is none.
    pub lead_media: i64,
    /// Kept at the top of the front page.
    pub sticky: bool,
    /// Whether readers may still comment.
    pub comments_open: bool,
    /// Order among pages.
    pub menu_order: i64,
    /// Earlier slugs (`_wp_old_slug`), verbatim.
    pub old_slugs: Vec<String>,
    /// For search engines, when an editor wrote it.
    pub seo: Seo,
    /// Conversation, in the source's order.
    pub comments: Vec<Comment>,
}

/// What an editor wrote for search engines and cards (Yoast and its peers).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seo {
    /// Title for search engines; empty when none was written or it holds template variables.
    pub title: String,
    /// Description for search engines.
    pub description: String,
    /// Canonical address elsewhere.
    pub canonical: String,
}

/// What a comment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommentKind {
    /// Written by a reader.
    Comment,
    /// Another site says that it links here.
    Pingback,
    /// The older form of the same.
    Trackback,
    /// Any other type (orders, reviews): kept, hidden.
    Other,
}

/// Where a comment stands with the moderators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommentStanding {
    /// Shown.
    Approved,
    /// Waiting.
    Held,
    /// Judged to be spam.
    Spam,
    /// Thrown away.
    Trashed,
}

/// One comment under an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// Number in the source; the anchor `#comment-ID` keeps working.
    pub external_id: i64,
    /// Number of the comment that it answers, 0 at the top.
    pub parent: i64,
    /// What it is.
    pub kind: CommentKind,
    /// Where it stands.
    pub standing: CommentStanding,
    /// Name as given.
    pub author: String,
    /// Private.
    pub email: String,
    /// Address as given; shown only when it is http(s).
    pub url: String,
    /// Private.
    pub ip: String,
    /// Body, verbatim.
    pub body: String,
    /// UTC milliseconds, `None` when unusable.
    pub at: Option<i64>,
    /// Login of the member who wrote it by number in the source, 0 for visitors.
    pub user_id: i64,
    /// Further fields, verbatim.
    pub meta: Vec<(String, String)>,
}

/// A picture, sound, film or document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// Fields that every item has (`common.parent` is the article that it was uploaded for).
    pub common: Common,
    /// Where the file was served: the full address.
    pub url: String,
    /// Path below `wp-content/uploads/` (`_wp_attached_file`), empty when unknown.
    pub file: String,
    /// Alternative text.
    pub alt: String,
    /// Caption, mark-up as written.
    pub caption: String,
    /// Longer description, mark-up as written.
    pub description: String,
    /// Login of the uploader.
    pub author: String,
    /// Width and height in pixels, where the source knows them.
    pub dimensions: Option<(u32, u32)>,
    /// Names of the derived sizes that existed (`photo-300x200.jpg`), from the attachment's metadata.
    pub sizes: Vec<String>,
    /// Comments under the attachment's own page.
    pub comments: Vec<Comment>,
}

/// Where a line of a menu leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MenuTarget {
    /// A fixed address.
    Url(String),
    /// An item by number in the source.
    Item(i64),
    /// A term by number in the source.
    Term(Taxonomy, i64),
}

/// A line of a menu.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MenuItem {
    /// Fields that every item has.
    pub common: Common,
    /// Slug of the menu.
    pub menu: String,
    /// Position in the menu.
    pub order: i64,
    /// Number of the menu line above this one, 0 at the top.
    pub parent_item: i64,
    /// Where it leads.
    pub target: MenuTarget,
    /// The label; empty when it takes the target's own name.
    pub label: String,
}

/// An item of a type that readers never see. Kept whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Other {
    /// Fields that every item has.
    pub common: Common,
    /// Body, verbatim.
    pub body_source: String,
    /// Excerpt, verbatim.
    pub excerpt: String,
    /// Login of the writer.
    pub author: String,
    /// Terms, in order.
    pub terms: Vec<TermRef>,
    /// Comments, in order.
    pub comments: Vec<Comment>,
}
