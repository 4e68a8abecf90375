//! What stands behind the name of a shortcode.

/// The attributes of a shortcode, as WordPress reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Attributes {
    named: Vec<(String, String)>,
    positional: Vec<String>,
}

impl Attributes {
    /// Reads `a="1" b='2' c=3 "four" five`.
    pub(in super::super) fn parse(text: &str) -> Self {
        let text = text.replace(['\u{A0}', '\u{200B}'], " ");
        let mut found = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (name, value, length) = one_attribute(rest);
            let value = plain_value(value);
            match name {
                Some(name) => found.named.push((name.to_ascii_lowercase(), value)),
                None => found.positional.push(value),
            }
            rest = rest[length..].trim_start();
        }
        found
    }

    /// The last value given for `name`.
    pub(in super::super) fn get(&self, name: &str) -> Option<&str> {
        self.named
            .iter()
            .rev()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// A value without a name.
    pub(in super::super) fn position(&self, index: usize) -> Option<&str> {
        self.positional.get(index).map(String::as_str)
    }

    /// Every value, named or not.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.named
            .iter()
            .map(|(_, v)| v)
            .chain(&self.positional)
            .map(String::as_str)
    }
}

/// Name, value and length of the attribute at the beginning of `rest`, which is not white space.
fn one_attribute(rest: &str) -> (Option<&str>, &str, usize) {
    let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let end = rest.bytes().position(|b| !word(b)).unwrap_or(rest.len());
    if end > 0 {
        let value = rest[end..]
            .trim_start()
            .strip_prefix('=')
            .map(str::trim_start);
        if let Some((value, length)) = value.and_then(|value| {
            let (text, length) = quoted(value).or_else(|| unquoted(value))?;
            Some((text, rest.len() - value.len() + length))
        }) {
            return (Some(&rest[..end]), value, length);
        }
    }
    if let Some((value, length)) = quoted(rest) {
        return (None, value, length);
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    (None, &rest[..end], end)
}

/// A quoted value that white space or the end follows.
fn quoted(text: &str) -> Option<(&str, usize)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = &text[1..];
    let end = inner.find(quote)?;
    let after = inner[end + 1..].chars().next();
    after
        .is_none_or(char::is_whitespace)
        .then_some((&inner[..end], end + 2))
}

/// A value without quotes that white space or the end follows.
fn unquoted(text: &str) -> Option<(&str, usize)> {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))
        .unwrap_or(text.len());
    let after = text[end..].chars().next();
    (end > 0 && after.is_none_or(char::is_whitespace)).then_some((&text[..end], end))
}

/// A value without C escapes; empty where it holds half a tag.
fn plain_value(value: &str) -> String {
    let plain = if value.contains('\\') {
        without_escapes(value)
    } else {
        value.to_owned()
    };
    let mut rest = plain.as_str();
    while let Some(at) = rest.find('<') {
        let Some(end) = rest[at..].find('>') else {
            return String::new();
        };
        rest = &rest[at + end + 1..];
    }
    plain
}

fn without_escapes(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_as_wordpress_does() {
        let a = Attributes::parse(r#" ids="1,2" link='none' Columns=3 "مدينة" file.mp3 x="y"z"#);
        assert_eq!(a.get("ids"), Some("1,2"));
        assert_eq!(a.get("link"), Some("none"));
        assert_eq!(a.get("columns"), Some("3"));
        assert_eq!(a.position(0), Some("مدينة"));
        assert_eq!(a.position(1), Some("file.mp3"));
        assert_eq!(a.position(2), Some("x=\"y\"z"));
    }

    #[test]
    fn half_a_tag_in_a_value_empties_it() {
        assert_eq!(Attributes::parse("a=\"x<b\"").get("a"), Some(""));
        assert_eq!(
            Attributes::parse("a=\"x<b>y</b>\"").get("a"),
            Some("x<b>y</b>")
        );
    }
}
