//! The elements that a body may hold, and what is done with the rest. Used by [`super::bounds`].

/// What is done with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Never has content.
    Void,
    /// Formatting that parsers open again in the next paragraph.
    Formatting,
    /// Other elements inside a line.
    Phrasing,
    Block,
    /// Parts of a table.
    Table,
    /// A frame, an object: becomes a card.
    Frame,
    /// Goes with all that it holds.
    Dropped,
    /// Its content is characters, shown as they are.
    Characters,
    /// The tag goes, the content stays.
    Unwrapped,
}

/// The name that an element gets, and what is done with it.
#[rustfmt::skip]
pub(super) fn classify(name: &str) -> (&'static str, Kind) {
    use Kind::{Block, Characters, Dropped, Formatting, Frame, Phrasing, Table, Unwrapped, Void};
    macro_rules! table {
        ($($kind:ident: $($name:literal)+;)+) => {
            match name { $($($name => ($name, $kind),)+)+ _ => renamed(name) }
        };
    }
    fn renamed(name: &str) -> (&'static str, Kind) {
        match name {
            "strike" => ("s", Formatting),
            "tt" => ("code", Formatting),
            "acronym" => ("abbr", Phrasing),
            "font" => ("span", Phrasing),
            "center" | "section" | "article" | "main" | "header" | "nav" | "aside" | "address" | "hgroup" => ("div", Block),
            "menu" | "dir" => ("ul", Block),
            "listing" => ("pre", Block),
            "image" => ("img", Void),
            _ => ("", Unwrapped),
        }
    }
    table! {
        Void: "br" "hr" "img" "wbr" "source" "track" "col";
        Formatting: "a" "b" "code" "em" "i" "s" "small" "strong" "u";
        Phrasing: "span" "abbr" "cite" "q" "sub" "sup" "bdi" "bdo" "kbd" "samp" "var" "mark" "time" "del" "ins" "dfn" "video" "audio" "embed-card";
        Block: "p" "div" "blockquote" "pre" "ul" "ol" "li" "dl" "dt" "dd" "figure" "figcaption" "h1" "h2" "h3" "h4" "h5" "h6" "details" "summary" "footer" "table";
        Table: "thead" "tbody" "tfoot" "tr" "td" "th" "caption" "colgroup";
        Frame: "iframe" "object" "embed" "applet";
        Dropped: "script" "style" "svg" "math" "template" "title" "head" "noscript" "noembed" "noframes" "select" "xml" "canvas";
        Characters: "textarea" "xmp";
    }
}

impl Kind {
    pub(super) fn is_in_a_line(self) -> bool {
        matches!(
            self,
            Self::Formatting | Self::Phrasing | Self::Void | Self::Unwrapped
        )
    }
}

pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
