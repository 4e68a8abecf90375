//! Elements while they are open, and how they stand among others.

/// An element that is open.
pub(super) struct Frame<'a> {
    /// Name in the sanitised HTML; empty where the element is one that we opened ourselves.
    pub(super) source: &'a str,
    /// Name in the output; empty where no tag is written.
    pub(super) tag: &'static str,
    /// Where its start tag begins in the output.
    pub(super) start: usize,
    /// Where its content begins in the output.
    pub(super) inner: usize,
    /// Where its content begins in the plain text.
    pub(super) text: usize,
    /// What it holds so far.
    pub(super) holds: Holds,
    /// Text or elements of a line stand directly in it.
    pub(super) line_content: bool,
    pub(super) has_class: bool,
    /// What was closed to make room for this block, to be opened again behind it.
    pub(super) resume: Vec<Saved<'a>>,
    pub(super) kind: FrameKind,
}

impl<'a> Frame<'a> {
    /// A frame with nothing in it yet.
    /// One that goes on where another was closed.
    pub(super) fn again(saved: &Saved<'a>, source: &'a str, start: usize, inner: usize) -> Self {
        let link = FrameKind::Link {
            found: saved.found,
            picture: None,
            named: false,
        };
        Self {
            kind: if saved.tag == "a" {
                link
            } else {
                FrameKind::Plain
            },
            ..Self::new(source, saved.tag, start, inner)
        }
    }

    pub(super) fn new(source: &'a str, tag: &'static str, start: usize, inner: usize) -> Self {
        Self {
            source,
            tag,
            start,
            inner,
            text: 0,
            holds: Holds::Nothing,
            line_content: false,
            has_class: false,
            resume: Vec::new(),
            kind: FrameKind::Plain,
        }
    }
}

/// Whether an element holds anything that readers see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    Nothing,
    /// Hard spaces alone: WordPress makes empty lines of them.
    Spaces,
    Something,
}

pub(super) enum FrameKind {
    Plain,
    /// A block where only words may stand: what is written where it begins and ends.
    GaveWay {
        between: char,
    },
    /// The level as written, and the heading's own id.
    Heading {
        written: u8,
        id: Option<String>,
    },
    /// Place in the list of links, where the link leads to the old site.
    Link {
        found: Option<usize>,
        picture: Option<String>,
        named: bool,
    },
    /// All items so far are links and nothing else.
    List {
        only_links: bool,
        items: usize,
        first_link: usize,
    },
    Table {
        label: Option<String>,
        wrapper: usize,
    },
}

/// An element inside a line that is closed for the time of a block.
#[derive(Clone)]
pub(super) struct Saved<'a> {
    pub(super) source: &'a str,
    pub(super) tag: &'static str,
    pub(super) markup: String,
    /// Place in the list of links.
    pub(super) found: Option<usize>,
}

/// How an element stands among others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Block,
    /// A block that only words may stand in.
    Words,
    Line,
    /// A part of a list or a table, placed by the parser.
    Part,
}

/// Element as written, its name in the output, its role.
#[rustfmt::skip]
pub(super) fn role(name: &str) -> Option<(&'static str, Role)> {
    macro_rules! table {
        ($($role:ident: $($name:literal)+;)+) => {
            match name { $($($name => Some(($name, Role::$role)),)+)+ _ => None }
        };
    }
    table! {
        Block: "div" "blockquote" "ul" "ol" "dl" "figure" "figcaption" "table" "details" "footer" "li" "dt" "dd";
        Words: "p" "h1" "h2" "h3" "h4" "h5" "h6" "pre" "summary";
        Line: "a" "abbr" "b" "bdi" "bdo" "cite" "code" "del" "dfn" "em" "i" "ins" "kbd" "mark" "q" "s" "samp" "small" "span" "strong" "sub" "sup" "time" "u" "var";
        Part: "caption" "colgroup" "tbody" "td" "tfoot" "th" "thead" "tr";
    }
}

pub(super) fn in_a_line(parent: &str) -> bool {
    matches!(role(parent), Some((_, Role::Line | Role::Words)))
}

pub(super) fn in_a_line_tag(tag: &str) -> bool {
    matches!(role(tag), Some((_, Role::Line)))
}
