//! Attributes that any element may have.

use super::super::scan::Start;
use super::super::{classes, embeds};
use super::Dresser;
use super::frame::Frame;

impl<'a> Dresser<'a, '_, '_> {
    pub(super) fn attribute(&mut self, name: &str, escaped: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.out.push_str(escaped);
        self.out.push('"');
    }

    pub(super) fn copy(&mut self, tag: &Start<'a>, name: &str) {
        if let Some(value) = tag.get(name).filter(|value| !value.is_empty()) {
            self.attribute(name, value);
        }
    }

    pub(super) fn embed_key(&mut self, tag: &Start<'a>) {
        if let Some(key) = tag.get("data-embed").filter(|key| embeds::is_key(key)) {
            self.attribute("data-embed", key);
        }
    }

    /// Id, class, language and direction. Answers whether there is a class.
    pub(super) fn common(&mut self, tag: &Start<'a>, own: &str) -> bool {
        if let Some(id) = tag.get("id").and_then(|id| self.id(id)) {
            self.attribute("id", &id);
        }
        let class = self.class(tag);
        if let Some(lang) = tag.get("lang").filter(|lang| says_something(lang, own)) {
            self.attribute("lang", lang);
        }
        let given = self.direction(tag);
        if !given && directed(own) {
            self.out.push_str(" dir=\"auto\"");
        }
        class
    }

    pub(super) fn class(&mut self, tag: &Start<'a>) -> bool {
        let Some(classes) = tag.get("class") else {
            return false;
        };
        let mut seen: Vec<&str> = Vec::new();
        for class in classes.split_ascii_whitespace().filter_map(classes::ours) {
            if !seen.contains(&class) {
                seen.push(class);
            }
        }
        if seen.is_empty() {
            return false;
        }
        self.attribute("class", &seen.join(" "));
        true
    }

    pub(super) fn direction(&mut self, tag: &Start<'a>) -> bool {
        let Some(dir) = tag.get("dir") else {
            return false;
        };
        let known = ["auto", "ltr", "rtl"]
            .into_iter()
            .find(|known| dir.eq_ignore_ascii_case(known));
        if let Some(dir) = known {
            self.attribute("dir", dir);
        }
        known.is_some()
    }

    /// The id that an element may have, once in a document. Escaped.
    pub(super) fn id(&mut self, id: &str) -> Option<String> {
        let id = safe_id(id);
        (is_id(&id) && self.ids.insert(id.clone())).then_some(id)
    }

    pub(super) fn block_attributes(&mut self, tag: &Start<'a>, own: &str) {
        let numbered = self.parent_tag() == "ol";
        self.common(tag, own);
        match own {
            "ol" => {
                if tag.get("reversed").is_some() {
                    self.out.push_str(" reversed=\"\"");
                }
                if let Some(start) = tag.get("start").filter(|v| is_number(v)) {
                    self.attribute("start", start);
                }
                let kinds = ["1", "a", "A", "i", "I"];
                if let Some(kind) = tag.get("type").filter(|v| kinds.contains(v)) {
                    self.attribute("type", kind);
                }
            }
            "li" => {
                if let Some(value) = tag.get("value").filter(|v| numbered && is_number(v)) {
                    self.attribute("value", value);
                }
            }
            "details" if tag.get("open").is_some() => self.out.push_str(" open=\"\""),
            "figure" => self.embed_key(tag),
            // Long lines scroll, and a keyboard must be able to do so.
            "pre" => self.out.push_str(" tabindex=\"0\""),
            _ => {}
        }
    }

    pub(super) fn add_class(&mut self, frame: &Frame<'a>, class: &str) {
        if !frame.has_class {
            let attribute = format!(" class=\"{class}\"");
            self.out
                .insert_str(frame.start + 1 + frame.tag.len(), &attribute);
        }
    }
}

/// Elements that say in which direction their text runs.
pub(super) fn directed(tag: &str) -> bool {
    matches!(
        tag,
        "p" | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "blockquote"
            | "td"
            | "th"
            | "figcaption"
            | "dt"
            | "dd"
            | "caption"
            | "summary"
            | "pre"
            | "footer"
    )
}

pub(super) fn is_number(value: &str) -> bool {
    (1..=5).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit())
}

/// Languages that word processors write on every second word.
pub(super) fn says_something(lang: &str, own: &str) -> bool {
    let plain = (2..=12).contains(&lang.len())
        && lang.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let lower = lang.to_ascii_lowercase();
    let noise = own == "span" && matches!(&*lower, "en-us" | "en-gb" | "fr-fr");
    plain && !noise && !(lower == "ar" || lower.starts_with("ar-"))
}

/// Ids that the pages of the paper use themselves.
const RESERVED: [&str; 20] = [
    "main",
    "comments",
    "comment",
    "reply",
    "respond",
    "newsletter",
    "prefs",
    "search",
    "menu",
    "top",
    "content",
    "header",
    "footer",
    "tags",
    "related",
    "share",
    "cite",
    "history",
    "tl",
    "rel",
];

/// An id that cannot be taken for one of the page's own. Escaped as it came.
pub(super) fn safe_id(id: &str) -> String {
    let taken = RESERVED.contains(&id) || id.starts_with("comment-") || id.starts_with("wq-");
    if taken {
        format!("c-{id}")
    } else {
        id.to_owned()
    }
}

pub(super) fn is_id(id: &str) -> bool {
    (1..=200).contains(&id.len()) && !id.contains(|c: char| c.is_whitespace() || c.is_control())
}

pub(super) fn without_id(markup: &str) -> String {
    let Some(at) = markup.find(" id=\"") else {
        return markup.to_owned();
    };
    let end = markup[at + 5..]
        .find('"')
        .map_or(markup.len(), |i| at + 5 + i + 1);
    format!("{}{}", &markup[..at], &markup[end..])
}
