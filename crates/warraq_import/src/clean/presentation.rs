//! What old attributes and styles say about a text becomes a class, a direction or an element. Used
//! by [`super::bounds`] while it writes tags.
//!
//! Of `style` only what carries meaning is kept: alignment, direction, bold and italic that a word
//! processor wrote as numbers, and the wish to hide. Nothing of it reaches the sanitiser as CSS.

use super::entities::escape_attribute;
use super::tokens::Tag;

/// What a tag's attributes say beyond themselves.
#[derive(Default)]
pub(super) struct Presentation {
    /// Classes to add.
    classes: Vec<&'static str>,
    direction: Option<&'static str>,
    hidden: bool,
    /// An element that says the same in its name.
    pub(super) renamed: Option<&'static str>,
    /// The true address of a picture.
    pub(super) source: Option<String>,
    /// Attributes must be written anew.
    changed: bool,
}

/// Reads the tag of an element that the source calls `written`.
pub(super) fn read(tag: &Tag<'_>, written: &str) -> Presentation {
    let mut found = Presentation::default();
    if written == "center" {
        found.classes.push("align-center");
        found.changed = true;
    }
    // Most tags have none of this.
    if !(tag.raw.contains("style")
        || tag.raw.contains("align")
        || tag.raw.contains("STYLE")
        || tag.raw.contains("ALIGN"))
    {
        found.changed |= tag.broken;
        return found;
    }
    for (name, value) in tag.attributes() {
        if name.eq_ignore_ascii_case("style") {
            found.changed = true;
            found.style(&super::entities::decode(value), written);
        } else if name.eq_ignore_ascii_case("align") {
            found.changed = true;
            found.align(value, written);
        }
    }
    found
}

impl Presentation {
    fn style(&mut self, style: &str, element: &str) {
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else {
                continue;
            };
            let property = property.trim().to_ascii_lowercase();
            let value = value
                .trim()
                .trim_end_matches("!important")
                .trim()
                .to_ascii_lowercase();
            match (property.as_str(), value.as_str()) {
                ("text-align", value) => self.align(value, element),
                ("float", value) if floats(element) => self.align(value, element),
                ("direction", "rtl") => self.direction = Some("rtl"),
                ("direction", "ltr") => self.direction = Some("ltr"),
                ("display", "none") => self.hidden = true,
                ("font-weight", weight) => self.weight(weight, element),
                ("font-style", "italic") if element == "span" => self.renamed = Some("em"),
                _ => {}
            }
        }
    }

    /// Google's editor wraps whole articles in `<b style="font-weight:normal">`.
    fn weight(&mut self, weight: &str, element: &str) {
        let heavy = matches!(weight, "bold" | "bolder" | "600" | "700" | "800" | "900");
        let light = matches!(weight, "normal" | "400" | "300");
        match element {
            "span" | "font" if heavy => self.renamed = Some("strong"),
            "b" | "strong" if light => self.renamed = Some("span"),
            _ => {}
        }
    }

    /// `justify` and the side that the script begins at anyway say nothing.
    fn align(&mut self, value: &str, element: &str) {
        let class = match value.trim().to_ascii_lowercase().as_str() {
            "center" | "middle" if element != "img" || value.eq_ignore_ascii_case("center") => {
                "align-center"
            }
            "left" => "align-left",
            "right" => "align-right",
            _ => return,
        };
        if !self.classes.contains(&class) {
            self.classes.push(class);
        }
    }
}

/// Elements that text flows around.
fn floats(element: &str) -> bool {
    matches!(element, "img" | "figure" | "div" | "table")
}

/// Writes the start tag of `name` with the attributes of `tag`.
pub(super) fn write(tag: &Tag<'_>, name: &str, style: &Presentation, out: &mut String) {
    let same_name = tag.name == name && style.renamed.is_none();
    if same_name && !style.changed && style.source.is_none() && tag.raw.len() < LONGEST_VERBATIM {
        out.push_str(tag.raw);
        return;
    }
    out.push('<');
    out.push_str(name);
    let mut classes = style.classes.clone();
    for (attribute, value) in tag.attributes() {
        let is = |known: &str| attribute.eq_ignore_ascii_case(known);
        if is("style") || is("align") || !is_plain(attribute) {
            continue;
        }
        if (is("src") && style.source.is_some()) || (is("dir") && style.direction.is_some()) {
            continue;
        }
        out.push(' ');
        out.push_str(attribute);
        out.push_str("=\"");
        push_value(value, out);
        if is("class") {
            for class in classes.drain(..) {
                out.push(' ');
                out.push_str(class);
            }
        }
        out.push('"');
    }
    if !classes.is_empty() {
        out.push_str(" class=\"");
        out.push_str(&classes.join(" "));
        out.push('"');
    }
    if let Some(direction) = style.direction {
        out.push_str(" dir=\"");
        out.push_str(direction);
        out.push('"');
    }
    if let Some(source) = &style.source {
        out.push_str(" src=\"");
        escape_attribute(source, out);
        out.push('"');
    }
    if style.hidden {
        out.push_str(" hidden=\"\"");
    }
    out.push('>');
}

/// A tag beyond this is written anew, with a bounded number of attributes.
const LONGEST_VERBATIM: usize = 1024;

fn is_plain(name: &str) -> bool {
    name.bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
}

/// An attribute's value, its entities as written, safe between double quotes.
fn push_value(value: &str, out: &mut String) {
    let mut rest = value;
    while let Some(at) = rest.find('"') {
        out.push_str(&rest[..at]);
        out.push_str("&quot;");
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
