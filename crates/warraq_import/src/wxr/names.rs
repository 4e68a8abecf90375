//! Whose name an element bears.
//!
//! Exports declare their namespaces as `http:` or `https:`, in versions that exist and versions
//! that do not, under other prefixes, or not at all. What an element means is therefore decided by
//! what its namespace is *for*.

/// What the namespace of an element is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// RSS itself: no namespace.
    Rss,
    /// WordPress's own fields, usually `wp:`.
    Wp,
    /// Bodies, usually `content:`.
    Content,
    /// Excerpts, usually `excerpt:`.
    Excerpt,
    /// Dublin Core, usually `dc:`.
    Dc,
    /// Anybody else's.
    Foreign,
}

/// The namespaces that one element declares.
#[derive(Default)]
pub(super) struct Namespaces(Vec<(String, Role)>);

impl Namespaces {
    /// Takes what an element declares.
    ///
    /// At the root a known prefix is believed whatever its address (search-and-replace over an
    /// export changes addresses); below it, a new declaration counts for what it says.
    pub(super) fn declare(&mut self, attributes: &str, root: bool) {
        if !attributes.contains("xmlns") {
            return;
        }
        for (name, value) in attributes_of(attributes) {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(prefix) => prefix.strip_prefix(':').unwrap_or_default(),
                None => continue,
            };
            let role = match role_of_address(value) {
                Role::Foreign if root => role_of_prefix(prefix),
                role => role,
            };
            self.0.push((prefix.to_owned(), role));
        }
    }

    /// What a prefix is for, if this element declares it.
    pub(super) fn role(&self, prefix: &str) -> Option<Role> {
        self.0
            .iter()
            .rev()
            .find(|(known, _)| known == prefix)
            .map(|(_, role)| *role)
    }
}

/// Splits an element's name into prefix and local part.
pub(super) fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

fn role_of_address(address: &str) -> Role {
    let address = address.to_ascii_lowercase();
    if address.is_empty() {
        Role::Rss
    } else if address.contains("wordpress.org/export") {
        if address.contains("/excerpt") {
            Role::Excerpt
        } else {
            Role::Wp
        }
    } else if address.contains("purl.org/rss/1.0/modules/content") {
        Role::Content
    } else if address.contains("purl.org/dc/") {
        Role::Dc
    } else {
        Role::Foreign
    }
}

/// What a prefix usually is for, declared or not.
pub(super) fn role_of_prefix(prefix: &str) -> Role {
    match prefix {
        "" => Role::Rss,
        "wp" => Role::Wp,
        "content" => Role::Content,
        "excerpt" => Role::Excerpt,
        "dc" => Role::Dc,
        _ => Role::Foreign,
    }
}

/// The attributes of a tag: names with undecoded values, quoted or not.
pub(super) fn attributes_of(source: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = source;
    std::iter::from_fn(move || {
        let (before, after) = rest.split_once('=')?;
        let name = before
            .trim_end()
            .rsplit(|c: char| c.is_whitespace())
            .next()?;
        let value = after.trim_start();
        let quote = value.chars().next()?;
        if matches!(quote, '"' | '\'') {
            let (value, after) = value[1..].split_once(quote)?;
            rest = after;
            return Some((name, value));
        }
        let end = value.find(char::is_whitespace).unwrap_or(value.len());
        let (value, after) = value.split_at(end);
        rest = after;
        Some((name, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(root: &str, inner: &str, name: &str, expected: Role) {
        let (mut outer, mut own) = (Namespaces::default(), Namespaces::default());
        outer.declare(root, true);
        own.declare(inner, false);
        let (prefix, _) = split(name);
        let role = own.role(prefix).or_else(|| outer.role(prefix));
        assert_eq!(role.unwrap_or_else(|| role_of_prefix(prefix)), expected);
    }

    #[test]
    fn the_namespace_counts_and_not_its_spelling() {
        check(
            r#"xmlns:wp="https://wordpress.org/export/1.2/""#,
            "",
            "wp:status",
            Role::Wp,
        );
        check(
            "xmlns:w='http://wordpress.org/export/9/'",
            "",
            "w:status",
            Role::Wp,
        );
        check(
            r#"xmlns:x = "http://wordpress.org/export/1.1/excerpt/""#,
            "",
            "x:encoded",
            Role::Excerpt,
        );
    }

    #[test]
    fn a_prefix_nobody_declared_means_what_it_usually_means() {
        check("", "", "wp:status", Role::Wp);
        check("", "", "atom:link", Role::Foreign);
    }

    #[test]
    fn a_known_prefix_is_believed_at_the_root_only() {
        let moved = r#"xmlns:wp="http://new.example/export/1.2/""#;
        check(moved, "", "wp:status", Role::Wp);
        check("", moved, "wp:status", Role::Foreign);
    }

    #[test]
    fn attributes_without_values_are_skipped_and_quotes_may_be_missing() {
        let pairs: Vec<_> = attributes_of(r#" x domain="tag" y=z nicename = 'a>b' q"#).collect();
        assert_eq!(pairs, [("domain", "tag"), ("y", "z"), ("nicename", "a>b")]);
    }
}
