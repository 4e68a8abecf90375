//! From a body as WordPress stored it to HTML that is safe and beautiful to show.
//!
//! [`article`] runs the `CLEANERS` in their order, each in a file of its own whose first lines say
//! what it must run after. What an article says is never changed: letters, quotes and dashes are the
//! author's bytes (WordPress's `wptexturize`, which curls quotes while showing a page, is not
//! applied). What cannot be shown is hidden from the page, listed in [`Cleaned::unknown`], and stays
//! in the source, so that a later version can clean again.

mod autop;
mod blocks;
mod bounds;
mod classes;
mod comment;
mod dress;
mod elements;
mod embeds;
mod entities;
mod links;
mod pages;
mod plain;
mod policy;
mod presentation;
mod safe_html;
mod scan;
mod search;
mod shortcodes;
mod tokens;

pub use comment::{comment, typed_comment};
pub use dress::ImageRef;
pub use embeds::Embed;
pub use links::{Link, LinkTarget};

pub use safe_html::SafeHtml;

use std::collections::HashSet;

/// A step on the way from source to page.
type Cleaner = fn(&mut Body<'_>, &Context<'_>);

/// What is done to a body, in order.
const CLEANERS: [Cleaner; 8] = [
    pages::run,
    embeds::run,
    blocks::run,
    autop::run,
    shortcodes::run,
    bounds::run,
    policy::run,
    dress::run,
];

/// How many of the last cleaners any HTML needs, whoever wrote it.
const FOR_ANY_HTML: usize = 3;

/// What a cleaner may know of the site that the body comes from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Hosts of the old site, with and without `www.`.
    pub site_hosts: &'a [String],
    /// Pictures, sounds and films that a body can name by number.
    pub attachments: &'a dyn Attachments,
    /// Number of the article in the source.
    pub article_external_id: i64,
    /// The article's notes as WordPress keeps them beside the body (meta `footnotes`, JSON); empty
    /// without notes.
    pub footnotes: &'a str,
}

/// What the source holds beside its bodies.
pub trait Attachments {
    /// The attachment with this number.
    fn by_id(&self, external_id: i64) -> Option<Attachment>;
    /// Numbers of the attachments that were uploaded for an article, in menu order.
    fn children_of(&self, article_external_id: i64) -> Vec<i64>;
    /// The body of a block that articles share (type `wp_block`, named by `{"ref":…}`).
    fn shared_block(&self, external_id: i64) -> Option<String>;
}

/// A source that holds nothing beside its bodies.
#[derive(Clone, Copy, Debug)]
pub struct NoAttachments;

impl Attachments for NoAttachments {
    fn by_id(&self, _: i64) -> Option<Attachment> {
        None
    }

    fn children_of(&self, _: i64) -> Vec<i64> {
        Vec::new()
    }

    fn shared_block(&self, _: i64) -> Option<String> {
        None
    }
}

/// A picture, a sound, a film or a document of the old site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Full address of the original.
    pub url: String,
    /// What it shows, in words.
    pub alt: String,
    /// Caption, mark-up as written.
    pub caption: String,
    /// Its type: `image/jpeg`.
    pub mime: String,
    /// Width and height in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// Address of its own page.
    pub link: String,
}

/// What was made of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// For readers.
    pub html: SafeHtml,
    /// The same as plain text: a line a block, entities decoded, without cards of other sites.
    pub text: String,
    /// Links to the old site itself, in order.
    pub links: Vec<Link>,
    /// Every picture, in order.
    pub images: Vec<ImageRef>,
    /// What other sites would show, in order.
    pub embeds: Vec<Embed>,
    /// What could not be rendered and is hidden.
    pub unknown: Vec<Unknown>,
    /// Headings, for a table of contents.
    pub headings: Vec<Heading>,
    /// Notes under the text.
    pub footnotes: Vec<Footnote>,
    /// Shows a film, its own or another site's.
    pub has_video: bool,
}

/// A heading of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6: the page's own is 1.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// A note under the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footnote {
    /// Its anchor.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// Something that the source holds and that no page can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What it is.
    pub kind: UnknownKind,
    /// Its name: of the shortcode, the block, the element.
    pub name: String,
    /// As it stands in the source, cut after [`LONGEST_EXAMPLE`] bytes.
    pub example: String,
    /// Byte offset in the source of the body.
    pub offset: usize,
}

/// Kinds of what cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnknownKind {
    /// `[name …]` of a plug-in.
    Shortcode,
    /// A block of a plug-in or one that only a running site can render.
    Block,
    /// A frame, an object or a player without an address that can be followed.
    Frame,
    /// A picture whose bytes stand in the body itself.
    InlinePicture,
}

/// Examples are cut after so many bytes.
pub const LONGEST_EXAMPLE: usize = 400;

/// A body on its way.
struct Body<'a> {
    source: &'a str,
    html: String,
    text: String,
    has_blocks: bool,
    found: Found,
    /// Where the next unknown thing is looked for in the source.
    looked_until: usize,
    /// Searches that went through the whole source in vain.
    vain: usize,
}

/// What cleaners noticed.
#[derive(Default)]
struct Found {
    links: Vec<Link>,
    images: Vec<ImageRef>,
    embeds: Vec<Embed>,
    unknown: Vec<Unknown>,
    /// Names of unknown shortcodes.
    hidden_names: HashSet<String>,
    headings: Vec<Heading>,
    has_video: bool,
}

impl<'a> Body<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            html: source.to_owned(),
            text: String::new(),
            has_blocks: false,
            found: Found::default(),
            looked_until: 0,
            vain: 0,
        }
    }

    fn run(mut self, cleaners: &[Cleaner], cx: &Context<'_>) -> Cleaned {
        for cleaner in cleaners {
            cleaner(&mut self, cx);
        }
        let found = self.found;
        Cleaned {
            footnotes: dress::footnotes(&self.html),
            html: SafeHtml::sanitised(self.html),
            text: self.text,
            links: found.links,
            images: found.images,
            embeds: found.embeds,
            unknown: found.unknown,
            headings: found.headings,
            has_video: found.has_video,
        }
    }

    /// Notes something that is hidden from the page.
    fn unknown(&mut self, kind: UnknownKind, name: &str, verbatim: &str) {
        /// Cleaners before may have changed the text, so that it is not found in the source as it
        /// was; a hostile body must not make every search long.
        const MOST_VAIN: usize = 16;
        let mut end = verbatim.len().min(LONGEST_EXAMPLE);
        while !verbatim.is_char_boundary(end) {
            end -= 1;
        }
        let example = &verbatim[..end];
        let mut offset = self.looked_until;
        if self.vain < MOST_VAIN {
            if let Some(at) = self.source[self.looked_until..].find(example) {
                offset = self.looked_until + at;
                self.looked_until = offset + example.len();
            } else {
                self.vain += 1;
                offset = self.source.find(example).unwrap_or(offset);
            }
        }
        if kind == UnknownKind::Shortcode {
            self.found.hidden_names.insert(name.to_owned());
        }
        let (name, example) = (name.to_owned(), example.to_owned());
        self.found.unknown.push(Unknown {
            kind,
            name,
            example,
            offset,
        });
    }
}

/// Cleans the body of an article as WordPress stored it.
pub fn article(source: &str, cx: &Context<'_>) -> Cleaned {
    Body::new(source).run(&CLEANERS, cx)
}

/// Cleans HTML that needs none of WordPress's own steps: a saved page, another system's export.
/// Cleaning the result again changes nothing.
pub fn html(source: &str, cx: &Context<'_>) -> Cleaned {
    Body::new(source).run(&CLEANERS[CLEANERS.len() - FOR_ANY_HTML..], cx)
}

/// Cleans one line: a title, a caption. Emphasis, quotations and breaks stay; links go.
pub fn inline(source: &str) -> SafeHtml {
    let bounded = bounds::alone(source);
    let mut line = String::with_capacity(bounded.len());
    for token in tokens::Tokens::new(&bounded) {
        match token {
            tokens::Token::Text(text) | tokens::Token::Hidden(text) => line.push_str(text),
            tokens::Token::Open(tag) | tokens::Token::Close(tag) => {
                // Words of two paragraphs do not run into one another.
                line.push_str(if plain::is_block(tag.name) {
                    " "
                } else {
                    tag.raw
                });
            }
        }
    }
    let clean = policy::line(&line);
    let words: Vec<&str> = clean.split_ascii_whitespace().collect();
    SafeHtml::sanitised(words.join(" "))
}

/// The plain text of any mark-up: entities decoded, a line a block, without scripts and styles.
pub fn text(source: &str) -> String {
    plain::text(source)
}

/// A title as readers see it: tags dropped, entities decoded, characters that turn the direction of
/// the text around dropped; nothing else is changed.
pub fn title(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    for token in tokens::Tokens::new(source) {
        if let tokens::Token::Text(text) = token {
            out.push_str(&entities::decode(text));
        }
    }
    out.retain(|c| !policy::is_override(c));
    out
}
