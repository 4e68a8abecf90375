//! Templates: no hole in the escaping, nothing inline, no words but those of `locales/`.

use super::Finding;
use super::tree::Tree;

/// Names that are the same in every language.
const PROPER_NAMES: &[&str] = &["RSS", "Atom"];

/// Letters, which are no pages.
const LETTERS: &str = "crates/warraq_web/templates/letters/";

/// Attributes that are read out or shown.
const SPOKEN: &[&str] = &[
    "alt",
    "aria-label",
    "aria-description",
    "placeholder",
    "title",
];

pub(super) fn rule(tree: &Tree) -> Vec<Finding> {
    let templates = tree.matching("crates/warraq_web/templates/", ".html");
    templates
        .flat_map(|(path, text)| in_template(path, text))
        .collect()
}

fn in_template(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |at: usize, message: String| {
        findings.push(Finding::new(
            path,
            text[..at].matches('\n').count() + 1,
            message,
        ));
    };
    for (at, expression) in expressions(text) {
        if expression
            .split('|')
            .skip(1)
            .any(|filter| filter.trim_start().starts_with("safe"))
        {
            find(
                at,
                "`|safe` is a hole in the escaping: pass a `SafeHtml`".to_owned(),
            );
        }
    }
    let markup = without_expressions(text);
    for (at, tag) in tags(&markup) {
        let objections = if path.starts_with(LETTERS) {
            letter_objections(tag)
        } else {
            tag_objections(tag)
        };
        for message in objections {
            find(at, message);
        }
    }
    for (at, words) in texts(&markup) {
        if is_sentence(words) {
            find(
                at,
                format!("{words:?} belongs in locales/: write `{{{{ w.… }}}}`"),
            );
        }
    }
    findings
}

/// A letter carries its style in its elements, and fetches nothing.
fn letter_objections(tag: &str) -> Vec<String> {
    let mut objections = Vec::new();
    let name = tag.split([' ', '/']).next().unwrap_or(tag);
    if ["img", "script", "link", "style", "iframe", "form"].contains(&name) {
        objections.push(format!("`<{name}>` in a letter: a letter fetches nothing"));
    }
    for (name, value) in attributes(tag) {
        if ["src", "background", "srcset"].contains(&name) || value.contains("url(") {
            objections.push(format!("`{name}=` in a letter: a letter fetches nothing"));
        } else if SPOKEN.contains(&name) && is_sentence(value) {
            objections.push(format!(
                "{name}={value:?} belongs in locales/: write `{{{{ w.… }}}}`"
            ));
        }
    }
    objections
}

fn tag_objections(tag: &str) -> Vec<String> {
    let mut objections = Vec::new();
    let script = tag.strip_prefix("script");
    if let Some(attributes) = script
        && !attributes.starts_with(char::is_alphanumeric)
        && !attributes.contains("src=")
        && !attributes.contains("application/ld+json")
    {
        objections.push("a script without `src`: the CSP refuses it; write an asset".to_owned());
    }
    if tag == "style" || tag.starts_with("style ") {
        objections.push("an inline style sheet: the CSP refuses it; write an asset".to_owned());
    }
    for (name, value) in attributes(tag) {
        if name == "style" {
            objections.push("`style=`: the CSP refuses it; give it a class".to_owned());
        } else if name.starts_with("on") {
            objections.push(format!("`{name}=`: the CSP refuses it; listen in an asset"));
        } else if SPOKEN.contains(&name) && is_sentence(value) {
            objections.push(format!(
                "{name}={value:?} belongs in locales/: write `{{{{ w.… }}}}`"
            ));
        }
    }
    objections
}

/// Whether words are for a reader: any Arabic, or a Latin word that is no proper name.
///
/// `front-page` is none, but the name of a class that a page gives to its frame.
fn is_sentence(text: &str) -> bool {
    if text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
        return false;
    }
    let plain = text
        .split('&')
        .map(|part| part.split_once(';').map_or(part, |(_, rest)| rest));
    plain
        .flat_map(|part| part.split(|c: char| !c.is_alphabetic()))
        .any(|word| {
            let arabic = word.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c));
            arabic || word.chars().count() > 1 && !PROPER_NAMES.contains(&word)
        })
}

/// What stands between `{{` and `}}` or `{%` and `%}`, with its place.
fn expressions(text: &str) -> impl Iterator<Item = (usize, &str)> {
    [("{{", "}}"), ("{%", "%}")]
        .into_iter()
        .flat_map(move |(open, close)| {
            text.match_indices(open).map(move |(at, _)| {
                let inside = &text[at + 2..];
                (
                    at,
                    inside
                        .split_once(close)
                        .map_or(inside, |(inside, _)| inside),
                )
            })
        })
}

/// The mark-up alone: expressions, statements and comments become spaces, byte for byte.
fn without_expressions(text: &str) -> String {
    let mut markup = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '<']) {
        let (before, from) = rest.split_at(at);
        markup += before;
        let close = match from.get(..2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            Some("{#") => "#}",
            _ if from.starts_with("<!--") => "-->",
            _ => {
                markup += &from[..1];
                rest = &from[1..];
                continue;
            }
        };
        let length = from.find(close).map_or(from.len(), |end| end + close.len());
        markup.extend(
            from[..length]
                .bytes()
                .map(|b| if b == b'\n' { '\n' } else { ' ' }),
        );
        rest = &from[length..];
    }
    markup + rest
}

/// Opening tags without their brackets, with their places.
fn tags(markup: &str) -> impl Iterator<Item = (usize, &str)> {
    markup.match_indices('<').filter_map(|(at, _)| {
        let inside = &markup[at + 1..];
        let tag = &inside[..inside.find('>')?];
        tag.starts_with(|c: char| c.is_ascii_alphabetic())
            .then_some((at, tag))
    })
}

/// Quoted attributes of a tag.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once("=\"") {
        let name = before
            .rsplit(|c: char| c.is_whitespace() || c == '"')
            .next()
            .unwrap_or(before);
        let (value, next) = after.split_once('"').unwrap_or((after, ""));
        found.push((name, value));
        rest = next;
    }
    found
}

/// Texts between tags, trimmed, with their places; what scripts hold is none.
fn texts(markup: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    markup.split('<').filter_map(move |piece| {
        let start = at;
        at += piece.len() + 1;
        let (tag, text) = if start == 0 {
            ("", piece)
        } else {
            piece.split_once('>')?
        };
        let place = start + piece.len() - text.len() + (text.len() - text.trim_start().len());
        (!tag.starts_with("script") && !text.trim().is_empty()).then(|| (place, text.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{check_finds, check_passes};
    use super::*;

    const PATH: &str = "crates/warraq_web/templates/article.html";

    #[test]
    fn a_hole_in_the_escaping_is_found() {
        check_finds(rule, PATH, "<p>\n{{ body|safe }}</p>", 2, "SafeHtml");
        check_finds(rule, PATH, "<p>{{ body | trim | safe }}</p>", 1, "SafeHtml");
    }

    #[test]
    fn a_letter_has_inline_style_and_fetches_nothing() {
        let path = "crates/warraq_web/templates/letters/digest.html";
        check_passes(rule, path, "<p style=\"color:#000\">{{ w.a.b }}</p>");
        check_finds(rule, path, "<img src=\"{{ x }}\">", 1, "fetches nothing");
        let background = "<td style=\"background:url(x.png)\"></td>";
        check_finds(rule, path, background, 1, "fetches nothing");
        check_finds(rule, path, "<p>صباح الخير</p>", 1, "locales/");
    }

    #[test]
    fn inline_code_is_found() {
        check_finds(rule, PATH, "<p style=\"color: red\"></p>", 1, "`style=`");
        check_finds(rule, PATH, "<style>p {}</style>", 1, "style sheet");
        check_finds(rule, PATH, "<script>\nlet a\n</script>", 1, "`src`");
        check_finds(
            rule,
            PATH,
            "<a href=\"/\"\n onclick=\"go()\"></a>",
            1,
            "`onclick=`",
        );
    }

    #[test]
    fn words_outside_the_locales_are_found() {
        check_finds(rule, PATH, "<p>\n  عاجل</p>", 2, "locales/");
        check_finds(rule, PATH, "<p>Close menu</p>", 1, "locales/");
        check_finds(
            rule,
            PATH,
            "<a aria-label=\"القائمة\"></a>",
            1,
            "aria-label",
        );
        check_finds(rule, PATH, "{% if x %}مقال{% endif %}", 1, "locales/");
    }

    #[test]
    fn a_page_of_expressions_passes() {
        let page = "{# عنوان #}<h1 title=\"{{ t(\"title\") }}\">{{ t('title') }} · &nbsp;×</h1>\n\
                    <script src=\"/app.js\" defer></script><bdi>RSS</bdi><!-- تعليق -->\n\
                    <script type=\"application/ld+json\">{{ ld }}</script>{% if safe %}{% endif %}";
        check_passes(rule, PATH, page);
        check_passes(rule, PATH, "{% block class %}front-page{% endblock %}");
    }
}
