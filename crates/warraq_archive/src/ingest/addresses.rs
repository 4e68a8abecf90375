//! From a link of the old site to the path that keeps answering.

use warraq_import::record::{ArticleKind, Common};

/// Queries that name an item by its number; the path before them is that of the whole site.
const NUMBERS: [&str; 3] = ["p=", "page_id=", "attachment_id="];

/// The path of a link as readers' links spell it (percent-encoded), or `None` when the link is
/// empty or is a number in a query (`/?p=12`, `/blog/?attachment_id=12`).
pub(crate) fn path_of(link: &str) -> Option<String> {
    let rest = match link.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => link.trim(),
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.split('#').next().unwrap_or_default();
    let is_number = NUMBERS.iter().any(|name| query.starts_with(name));
    if is_number || path.trim_matches('/').is_empty() {
        return None;
    }
    Some(spelled(path))
}

/// Links keep the bytes that they had, as long as those are bytes of a URL.
fn spelled(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    let rooted = path.starts_with('/') && !path.contains("//");
    if rooted && path.bytes().all(plain) {
        path.to_owned()
    } else {
        crate::store::path::encode(&warraq_text::path::canonical(path))
    }
}

/// The address of a published item whose source gives none that could be kept.
pub(super) fn invented(common: &Common, kind: ArticleKind, date: jiff::civil::Date) -> String {
    let slug = match common.slug.trim_matches('/') {
        "" => common.external_id.to_string(),
        slug => slug.to_owned(),
    };
    let path = match kind {
        ArticleKind::Page => format!("/{slug}/"),
        ArticleKind::Article => {
            format!(
                "/{:04}/{:02}/{:02}/{slug}/",
                date.year(),
                date.month(),
                date.day()
            )
        }
    };
    spelled(&path)
}

/// The same path with another last part: where an article was before its slug was edited.
pub(crate) fn with_slug(path: &str, slug: &str) -> String {
    let trimmed = path.trim_end_matches('/');
    let above = trimmed.rfind('/').map_or("", |slash| &trimmed[..slash]);
    format!("{above}/{slug}/")
}

/// The same path told apart by a number, for when another item has it.
pub(crate) fn numbered(path: &str, number: i64) -> String {
    format!("{}-{number}/", path.trim_end_matches('/'))
}

/// A picture's path without the `-300x200` that WordPress put into the names of derived sizes.
pub(crate) fn without_size(path: &str) -> Option<String> {
    let (stem, extension) = path.rsplit_once('.')?;
    let (name, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let digits = |side: &str| !side.is_empty() && side.bytes().all(|byte| byte.is_ascii_digit());
    (digits(width) && digits(height)).then(|| format!("{name}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_its_bytes() {
        let link = "https://paper.example/2022/09/25/%d8%ad%D9%84/";
        assert_eq!(path_of(link).as_deref(), Some("/2022/09/25/%d8%ad%D9%84/"));
    }

    #[test]
    fn a_raw_arabic_link_is_encoded() {
        let path = path_of("https://paper.example/خبر/").unwrap();
        assert_eq!(path, "/%d8%ae%d8%a8%d8%b1/");
    }

    #[test]
    fn doubled_slashes_are_one() {
        let path = path_of("https://paper.example//greek//letters/").unwrap();
        assert_eq!(path, "/greek/letters/");
    }

    #[test]
    fn a_number_in_a_query_is_no_path() {
        assert_eq!(path_of("https://paper.example/?p=12"), None);
        assert_eq!(
            path_of("https://paper.example/blog/?attachment_id=12"),
            None
        );
        assert_eq!(
            path_of("https://paper.example/a/#top").as_deref(),
            Some("/a/")
        );
        assert_eq!(path_of(""), None);
        assert_eq!(path_of("https://paper.example"), None);
    }

    #[test]
    fn a_derived_size_is_known_by_its_name() {
        assert_eq!(
            without_size("/u/a-300x200.jpg").as_deref(),
            Some("/u/a.jpg")
        );
        assert_eq!(without_size("/u/a-300.jpg"), None);
        assert_eq!(without_size("/u/a-x200.jpg"), None);
    }

    #[test]
    fn an_old_slug_stands_where_the_new_one_stands() {
        assert_eq!(with_slug("/2022/09/new/", "old"), "/2022/09/old/");
        assert_eq!(with_slug("/new/", "old"), "/old/");
    }
}
