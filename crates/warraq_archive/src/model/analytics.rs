/// A script of somebody else that counts readers: none, unless the newsroom says so. It is loaded
/// after a reader has agreed, and never before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analytics {
    /// Its address, `https://…` (`analytics.script`); empty for none.
    pub script: String,
    /// Attributes of its element, `data-name value` a line (`analytics.data`).
    pub attributes: Vec<(String, String)>,
    /// Other origins that it speaks to (`analytics.hosts`, separated by spaces).
    pub hosts: Vec<String>,
}

impl Analytics {
    /// The host of the script, as readers know it; `None` for a paper that has none.
    pub fn host(&self) -> Option<&str> {
        let rest = self.script.strip_prefix("https://")?;
        Some(rest.split(['/', ':', '?']).next().unwrap_or(rest))
    }

    /// Every origin that pages may ask after a reader has agreed, the script's first; none where
    /// there is no script.
    pub fn origins(&self) -> Vec<&str> {
        let Some(rest) = self.script.strip_prefix("https://") else {
            return Vec::new();
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let own = &self.script[.."https://".len() + end];
        let others = self.hosts.iter().map(String::as_str);
        std::iter::once(own).chain(others).collect()
    }
}

/// Reads the address of a script; `None` for what is no address, or is not encrypted.
pub(super) fn script(value: &str) -> Option<String> {
    let address = value.trim();
    let is_good = address.is_empty()
        || address.strip_prefix("https://").is_some_and(|rest| {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            is_host(&rest[..end]) && is_plain(rest)
        });
    is_good.then(|| address.to_owned())
}

/// Reads origins; `None` when one is none.
pub(super) fn hosts(value: &str) -> Option<Vec<String>> {
    let origins: Vec<_> = value.split_whitespace().map(str::to_owned).collect();
    let is_good = |origin: &String| origin.strip_prefix("https://").is_some_and(is_host);
    origins.iter().all(is_good).then_some(origins)
}

/// Reads attributes; `None` when one is not of the script's own (`data-…`).
pub(super) fn attributes(value: &str) -> Option<Vec<(String, String)>> {
    let lines = value.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, value) = line.split_once(' ')?;
            let is_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            let is_own = name.strip_prefix("data-")?.bytes().all(is_name);
            is_own.then(|| (name.to_owned(), value.trim().to_owned()))
        })
        .collect()
}

/// A name of a host, with a port or without: nothing that means something else in a policy.
fn is_host(text: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b"-.:".contains(&b);
    text.contains('.') && text.bytes().all(is_part)
}

fn is_plain(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_graphic() && !b"\"'<>;,".contains(&b);
    text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_opens_its_own_origin_and_those_that_are_named() {
        let analytics = Analytics {
            script: script("https://stats.example:8443/js/a.js?x=1").unwrap(),
            attributes: attributes("data-domain fajr.example\n").unwrap(),
            hosts: hosts("https://in.stats.example").unwrap(),
        };
        assert_eq!(analytics.host(), Some("stats.example"));
        assert_eq!(
            analytics.origins(),
            ["https://stats.example:8443", "https://in.stats.example"]
        );
        assert_eq!(Analytics::default().origins(), [""; 0]);
    }

    #[test]
    fn nothing_else_gets_into_the_policy() {
        for bad in [
            "http://a.example/x.js",
            "https://a.example;/x.js",
            "https://*.example/x",
            "https://a.example/x y",
            "//a.example/x.js",
            "https://a'example/",
            "javascript:alert(1)",
        ] {
            assert_eq!(script(bad), None, "{bad}");
        }
        for bad in [
            "a.example",
            "https://a.example/x",
            "https://*.a",
            "'unsafe-inline'",
        ] {
            assert_eq!(hosts(bad), None, "{bad}");
        }
        for bad in ["onload alert(1)", "data-x", "src https://a.example/"] {
            assert_eq!(attributes(bad), None, "{bad}");
        }
    }
}
