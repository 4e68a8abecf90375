//! Where an address of the old site leads in the new one.

use super::Context;
use super::entities::decode;
use std::borrow::Cow;
use std::fmt::Write as _;
use warraq_text::path::canonical;

/// A link from the body to the old site itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// As it stands in the cleaned HTML, entities decoded: relative to the root, path bytes kept.
    pub href: String,
    /// What it leads to.
    pub target: LinkTarget,
    /// Text of the link.
    pub text: String,
    /// Stands in a list of further reading rather than in a sentence.
    pub read_also: bool,
}

/// What a link of the old site named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LinkTarget {
    /// A path in its canonical form ([`warraq_text::path::canonical`]), without query and fragment.
    Path(String),
    /// `?p=`, `?page_id=` or `?attachment_id=`.
    Item(i64),
}

/// An address, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address<'a> {
    /// On the old site: relative to its root. Escaped.
    Site(Cow<'a, str>),
    /// Within the page: the id, escaped.
    Fragment(&'a str),
    /// On another site. Escaped; the host is in lower case.
    Elsewhere { url: Cow<'a, str>, host: String },
    /// `mailto:` and `tel:`.
    Person(&'a str),
    /// None that can be followed.
    Nowhere,
}

/// Takes an escaped address apart.
pub(super) fn resolve<'a>(raw: &'a str, cx: &Context<'_>) -> Address<'a> {
    let trimmed = raw.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
    // Browsers drop tabs and line ends inside addresses.
    let url: Cow<'_, str> = if trimmed.contains(['\t', '\n', '\r']) {
        Cow::Owned(trimmed.replace(['\t', '\n', '\r'], ""))
    } else {
        Cow::Borrowed(trimmed)
    };
    match url {
        Cow::Borrowed(url) => resolve_plain(url, cx),
        Cow::Owned(url) => match resolve_plain(&url, cx) {
            Address::Site(path) => Address::Site(Cow::Owned(path.into_owned())),
            Address::Elsewhere { url, host } => Address::Elsewhere {
                url: Cow::Owned(url.into_owned()),
                host,
            },
            Address::Fragment(_) | Address::Person(_) | Address::Nowhere => Address::Nowhere,
        },
    }
}

/// A path, a query or a fragment without the characters that none may hold: browsers encode some of
/// them and guess about the rest. Escaped.
fn encoded(part: Cow<'_, str>) -> Cow<'_, str> {
    const ILLEGAL: [char; 9] = [' ', '[', ']', '{', '}', '|', '\\', '^', '`'];
    const ESCAPED: [(&str, &str); 4] = [
        ("&lt;", "%3C"),
        ("&gt;", "%3E"),
        ("&quot;", "%22"),
        ("&nbsp;", "%C2%A0"),
    ];
    let escaped = part.contains('&') && ESCAPED.iter().any(|(written, _)| part.contains(written));
    if !escaped && !part.contains(ILLEGAL) {
        return part;
    }
    let mut out = String::with_capacity(part.len() + 8);
    for c in part.chars() {
        if ILLEGAL.contains(&c) {
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    for (written, code) in ESCAPED {
        out = out.replace(written, code);
    }
    Cow::Owned(out)
}

fn resolve_plain<'a>(url: &'a str, cx: &Context<'_>) -> Address<'a> {
    if let Some(id) = url.strip_prefix('#') {
        return Address::Fragment(id);
    }
    let slashes = url
        .bytes()
        .take_while(|b| matches!(b, b'/' | b'\\'))
        .count();
    if slashes >= 2 {
        return with_host(url, &url[slashes..], true, cx);
    }
    let scheme = url
        .find(':')
        .filter(|&i| !url[..i].contains(['/', '?', '#']));
    let Some(colon) = scheme else {
        return if url.is_empty() {
            Address::Nowhere
        } else {
            Address::Site(encoded(Cow::Borrowed(url)))
        };
    };
    match url[..colon].to_ascii_lowercase().as_str() {
        "http" | "https" => {
            let rest = url[colon + 1..].trim_start_matches(['/', '\\']);
            with_host(url, rest, false, cx)
        }
        "mailto" | "tel" => Address::Person(url),
        _ => Address::Nowhere,
    }
}

/// An address that names a host: `rest` begins with it.
fn with_host<'a>(url: &'a str, rest: &'a str, no_scheme: bool, cx: &Context<'_>) -> Address<'a> {
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let host = authority.rsplit('@').next().unwrap_or("");
    let host = host
        .strip_suffix(":80")
        .or(host.strip_suffix(":443"))
        .unwrap_or(host);
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if host.is_empty() {
        return Address::Nowhere;
    }
    let path = &rest[end..];
    let is_ours = |host: &str| cx.site_hosts.iter().any(|h| h.eq_ignore_ascii_case(host));
    if is_ours(&host) {
        return Address::Site(encoded(root_relative(path)));
    }
    // The picture service of WordPress.com: `i0.wp.com/paper.example/wp-content/…?resize=…`
    if matches!(
        &*host,
        "i0.wp.com" | "i1.wp.com" | "i2.wp.com" | "i3.wp.com"
    ) {
        let inner = path.trim_start_matches('/');
        let slash = inner.find('/').unwrap_or(inner.len());
        if is_ours(&inner[..slash]) {
            let path = inner[slash..].split(['?', '#']).next().unwrap_or("");
            return Address::Site(encoded(root_relative(path)));
        }
    }
    // The files of a paper at WordPress.com: `paper.files.wordpress.com/2012/05/photo.jpg`.
    if let Some(name) = host.strip_suffix(".files.wordpress.com")
        && is_ours(&format!("{name}.wordpress.com"))
    {
        let path = encoded(root_relative(path));
        return Address::Site(Cow::Owned(format!("/wp-content/uploads{path}")));
    }
    // Without a scheme, and with a host that none may have: as written.
    let plain = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let named = host
        .rsplit('.')
        .next()
        .is_some_and(|end| end.starts_with(char::is_alphabetic));
    let path = encoded(Cow::Borrowed(path));
    let changed = matches!(path, Cow::Owned(_));
    let url = match (no_scheme, plain && named) {
        (true, true) => Cow::Owned(format!("https://{authority}{path}")),
        (true, false) => return Address::Nowhere,
        (false, _) if changed => {
            let start = &url[..url.len() - rest.len()];
            Cow::Owned(format!("{start}{authority}{path}"))
        }
        (false, _) => Cow::Borrowed(url),
    };
    Address::Elsewhere { url, host }
}

/// A path that cannot be taken for a host: one slash at its beginning.
fn root_relative(path: &str) -> Cow<'_, str> {
    let slashes = path
        .bytes()
        .take_while(|b| matches!(b, b'/' | b'\\'))
        .count();
    if slashes == 1 && path.starts_with('/') {
        return Cow::Borrowed(path);
    }
    Cow::Owned(format!("/{}", &path[slashes..]))
}

/// What a root-relative, escaped address names.
pub(super) fn target(href: &str) -> (String, LinkTarget) {
    let href = decode(href).into_owned();
    let without_fragment = href.split('#').next().unwrap_or("");
    let (path, query) = without_fragment
        .split_once('?')
        .unwrap_or((without_fragment, ""));
    let id = query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        if matches!(name, "p" | "page_id" | "attachment_id") {
            value.parse().ok()
        } else {
            None
        }
    });
    let target = match id {
        Some(id) if path.trim_matches('/').is_empty() || path.ends_with("/index.php") => {
            LinkTarget::Item(id)
        }
        _ => LinkTarget::Path(canonical(path)),
    };
    (href, target)
}

#[cfg(test)]
mod tests {
    use super::super::NoAttachments;
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: &str) {
        let hosts = ["paper.example".to_owned(), "www.paper.example".to_owned()];
        let cx = Context {
            site_hosts: &hosts,
            attachments: &NoAttachments,
            article_external_id: 1,
            footnotes: "",
        };
        let shown = match resolve(url, &cx) {
            Address::Site(path) => format!("site {path}"),
            Address::Fragment(id) => format!("here {id}"),
            Address::Elsewhere { url, host } => format!("{host} {url}"),
            Address::Person(url) => format!("person {url}"),
            Address::Nowhere => "nowhere".to_owned(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn addresses_of_the_old_site_lose_their_host_and_keep_their_bytes() {
        check(
            "https://paper.example/%D8%AE%d8%a8/?a=1&amp;b=2#x",
            "site /%D8%AE%d8%a8/?a=1&amp;b=2#x",
        );
        check("http://WWW.paper.example:80/خبر", "site /خبر");
        check("//paper.example", "site /");
        check("https://paper.example?p=7", "site /?p=7");
        check("/2012/05/", "site /2012/05/");
    }

    #[test]
    fn a_path_is_never_taken_for_a_host() {
        check(
            "https://paper.example//evil.example/x",
            "site /evil.example/x",
        );
        check("https://paper.example/\\evil.example", "site /evil.example");
        check("/\t/evil.example/x", "evil.example https://evil.example/x");
        check("\\\\evil.example", "evil.example https://evil.example");
        check(
            "http://paper.example@evil.example/",
            "evil.example http://paper.example@evil.example/",
        );
    }

    #[test]
    fn characters_that_no_address_may_hold_are_encoded() {
        check("/a b[1]&quot;|?x={y}", "site /a%20b%5B1%5D%22%7C?x=%7By%7D");
        check("http://o.example/a b", "o.example http://o.example/a%20b");
        check("/خبر-%d8%a7", "site /خبر-%d8%a7");
    }

    #[test]
    fn what_cannot_be_followed_leads_nowhere() {
        check("javascript:alert(1)", "nowhere");
        check(" java\nscript:alert(1)", "nowhere");
        check("http://", "nowhere");
        check("", "nowhere");
    }

    #[test]
    fn pictures_behind_a_picture_service_come_home() {
        check(
            "https://i2.wp.com/paper.example/wp-content/a.jpg?w=300",
            "site /wp-content/a.jpg",
        );
        check(
            "https://i2.wp.com/other.example/a.jpg",
            "i2.wp.com https://i2.wp.com/other.example/a.jpg",
        );
    }

    #[test]
    fn a_target_is_a_path_or_a_number() {
        assert_eq!(target("/?p=12&amp;x=1").1, LinkTarget::Item(12));
        let (href, path) = target("/%d8%ae%D8%A8%d8%b1/?utm_source=x#top");
        assert_eq!(href, "/%d8%ae%D8%A8%d8%b1/?utm_source=x#top");
        assert_eq!(path, LinkTarget::Path("/خبر".to_owned()));
    }
}
