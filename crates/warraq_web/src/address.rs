//! Addresses of the paper taken apart: which thing is asked for, and which of its views.

use jiff::civil::Date;
use warraq_archive::model::{CivilMonth, Period};
use warraq_text::path;

/// The most pages that an address may ask for; beyond it the list has ended anyway.
const MOST_PAGES: usize = 1_000_000;

/// A path taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The whole path in the form in which paths are compared, without a slash at the end.
    pub(crate) whole: String,
    /// The path of the thing itself: `whole` without its view.
    pub(crate) base: String,
    /// Which of its views.
    pub(crate) view: View,
}

/// A view of a thing, as WordPress spells it at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// The thing itself.
    Itself,
    /// `/page/N/`
    Page(usize),
    /// `/feed/`, `/feed/atom/`, …
    Feed(Format),
    /// A form of an article that WordPress or a plug-in served and we do not: `/amp/`, `/embed/`,
    /// `/trackback/`, `/comment-page-N/`, and other spellings of feeds.
    Old,
}

/// A format of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Rss,
    Atom,
    Json,
}

impl Format {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// What stands after the path of the thing whose feed it is.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Rss => "feed/",
            Self::Atom => "feed/atom/",
            Self::Json => "feed/json/",
        }
    }

    /// What stands behind `?feed=`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rss => "rss2",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }

    /// Reads `?feed=`.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "atom" => Self::Atom,
            "json" => Self::Json,
            _ => Self::Rss,
        }
    }
}

impl Address {
    /// Takes a path apart. No path is wrong: what is not a view is part of the thing's own path.
    pub(crate) fn of(raw: &str) -> Self {
        let whole = path::canonical(raw);
        let (base, view) = take_view(&whole);
        let base = if base.is_empty() { "/" } else { base };
        Self {
            base: base.to_owned(),
            view,
            whole,
        }
    }

    /// What stands below `folder` (canonical, not empty): `/2022/` of `/blog/2022/`.
    pub(crate) fn below<'a>(raw: &'a str, folder: &str) -> Option<&'a str> {
        let depth = folder.matches('/').count();
        let (at, _) = raw.match_indices('/').nth(depth)?;
        let (above, below) = raw.split_at(at);
        (path::canonical(above) == folder).then_some(below)
    }

    /// The stretch of time that `/2022/`, `/2022/09/` or `/2022/09/25/` names.
    pub(crate) fn period(&self) -> Option<Period> {
        let mut parts = self.base.strip_prefix('/')?.split('/');
        let year = number(parts.next()?, 4)?;
        let period = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Period::Year(year),
            (Some(month), None, _) => {
                let month = short_number(month)?;
                (1..=12)
                    .contains(&month)
                    .then_some(Period::Month(CivilMonth { year, month }))?
            }
            (Some(month), Some(day), None) => {
                let (month, day) = (short_number(month)?, short_number(day)?);
                Period::Day(Date::new(year, month, day).ok()?)
            }
            _ => return None,
        };
        Some(period)
    }

    /// The stretch of time that stands before the last part: `/2022/09/25/` of `/2022/09/25/slug/`.
    pub(crate) fn period_above(&self) -> Option<Period> {
        let (above, _) = self.base.rsplit_once('/')?;
        Self::of(above).period()
    }

    /// The number in `/a/N/`.
    pub(crate) fn short_id(&self) -> Option<i64> {
        let id = self.base.strip_prefix("/a/")?;
        (!id.is_empty() && id.len() <= 18 && id.bytes().all(|b| b.is_ascii_digit()))
            .then(|| id.parse().ok())?
    }

    /// The last part of the path, decoded, as a slug.
    pub(crate) fn slug(&self) -> &str {
        self.base.rsplit('/').next().unwrap_or_default()
    }

    /// The path without a last part that is only a number, and the number: WordPress split long
    /// articles so.
    pub(crate) fn without_part_number(&self) -> Option<(&str, usize)> {
        let (thing, part) = self.base.rsplit_once('/')?;
        let is_number = part.len() <= 3 && is_page_number(part) && !thing.is_empty();
        is_number.then(|| Some((thing, part.parse().ok()?)))?
    }
}

/// Splits a canonical path into the thing and its view.
fn take_view(path: &str) -> (&str, View) {
    let Some((rest, last)) = path.rsplit_once('/') else {
        return (path, View::Itself);
    };
    match last {
        "feed" => return (rest, View::Feed(Format::Rss)),
        "amp" | "embed" | "trackback" => return (rest, View::Old),
        // WordPress once had its feeds at the root as well.
        "rss" | "rss2" | "rdf" | "atom" if rest.is_empty() => return (rest, View::Old),
        _ => {}
    }
    if last
        .strip_prefix("comment-page-")
        .is_some_and(is_page_number)
    {
        return (rest, View::Old);
    }
    match rest.rsplit_once('/') {
        Some((thing, "feed")) => match last {
            "atom" => (thing, View::Feed(Format::Atom)),
            "json" => (thing, View::Feed(Format::Json)),
            "rss" | "rss2" | "rdf" => (thing, View::Old),
            _ => (path, View::Itself),
        },
        Some((thing, "page")) if is_page_number(last) => (
            thing,
            View::Page(last.parse().unwrap_or(MOST_PAGES).min(MOST_PAGES)),
        ),
        _ => (path, View::Itself),
    }
}

fn is_page_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0') && !text.is_empty()
}

/// A month or a day. Its first zero may be missing, as in addresses that people type.
fn short_number(text: &str) -> Option<i8> {
    let number = number(text, text.len().clamp(1, 2))?;
    i8::try_from(number).ok()
}

/// A number of exactly `digits` ASCII digits.
fn number(text: &str, digits: usize) -> Option<i16> {
    let exact = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    exact.then(|| text.parse().ok())?
}

/// Whether `raw` is how `canonical` may be spelled: percent-codes in either case or raw UTF-8, but
/// the same slashes. WordPress answers these directly and redirects all others.
pub(crate) fn is_spelling_of(raw: &str, canonical: &str) -> bool {
    raw == canonical || decoded(raw) == decoded(canonical)
}

fn decoded(path: &str) -> Vec<u8> {
    use unicode_normalization::UnicodeNormalization;
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(path).collect();
    match String::from_utf8(bytes) {
        Ok(text) => text.nfc().collect::<String>().into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// The path of a stretch of time.
pub(crate) fn period_path(period: Period) -> String {
    match period {
        Period::Year(year) => format!("/{year:04}/"),
        Period::Month(month) => format!("/{:04}/{:02}/", month.year, month.month),
        Period::Day(day) => format!("/{:04}/{:02}/{:02}/", day.year(), day.month(), day.day()),
    }
}

/// The path of page `page` of the list at `base`.
pub(crate) fn page_path(base: &str, page: usize) -> String {
    if page <= 1 {
        base.to_owned()
    } else {
        format!("{base}page/{page}/")
    }
}

/// Splits `photo-300x200.jpg` into `photo.jpg` and its size.
pub(crate) fn without_size(path: &str) -> Option<(String, u32, u32)> {
    let (stem, extension) = path.rsplit_once('.')?;
    let (name, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let pixels = |text: &str| -> Option<u32> {
        let plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain
            .then(|| text.parse().ok())
            .flatten()
            .filter(|&pixels| pixels > 0)
    };
    Some((
        format!("{name}.{extension}"),
        pixels(width)?,
        pixels(height)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, base: &str, view: View) {
        let address = Address::of(raw);
        assert_eq!((address.base.as_str(), address.view), (base, view), "{raw}");
    }

    #[test]
    fn views_are_taken_off_the_end() {
        check("/", "/", View::Itself);
        check("/page/3/", "/", View::Page(3));
        check("/category/city/page/12", "/category/city", View::Page(12));
        check("/feed/", "/", View::Feed(Format::Rss));
        check("/feed/atom/", "/", View::Feed(Format::Atom));
        check(
            "/tag/iran/feed/json/",
            "/tag/iran",
            View::Feed(Format::Json),
        );
        check("/tag/iran/feed/rss2/", "/tag/iran", View::Old);
        check("/2014/02/17/theft/amp/", "/2014/02/17/theft", View::Old);
        check(
            "/2014/02/17/theft/comment-page-2/",
            "/2014/02/17/theft",
            View::Old,
        );
        check("/comments/feed/", "/comments", View::Feed(Format::Rss));
    }

    #[test]
    fn what_is_no_view_belongs_to_the_thing() {
        check("/%D8%AE%D8%A8%D8%B1/", "/خبر", View::Itself);
        check("/page/0/", "/page/0", View::Itself);
        check("/page/x/", "/page/x", View::Itself);
        check("/a/page/", "/a/page", View::Itself);
        check("/feed/lot/", "/feed/lot", View::Itself);
        check(
            "/page/99999999999999999999999/",
            "/",
            View::Page(MOST_PAGES),
        );
    }

    #[test]
    fn dates_are_stretches_of_time() {
        let period = |raw: &str| Address::of(raw).period();
        assert_eq!(period("/2022/"), Some(Period::Year(2022)));
        assert_eq!(
            period("/2022/09/"),
            Some(Period::Month(CivilMonth {
                year: 2022,
                month: 9
            }))
        );
        assert_eq!(period("/2022/9/"), period("/2022/09/"));
        assert!(matches!(
            period("/2022/09/25/page/2/"),
            Some(Period::Day(_))
        ));
        for raw in [
            "/",
            "/2022/13/",
            "/2022/02/30/",
            "/22/",
            "/2022/009/",
            "/2022/09/25/x/",
            "/٢٠٢٢/",
        ] {
            assert_eq!(period(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_folder_is_taken_off_whole() {
        let below = |raw| Address::below(raw, "/صحيفة/blog");
        assert_eq!(below("/%d8%B5حيفة/blog/2022/?"), Some("/2022/?"));
        assert_eq!(below("/صحيفة/blog/"), Some("/"));
        assert_eq!(below("/صحيفة/blog"), None);
        assert_eq!(below("/صحيفة/blogs/2022/"), None);
        assert_eq!(below("/صحيفة/"), None);
    }

    #[test]
    fn the_date_of_an_article_stands_above_it() {
        let above = |raw: &str| Address::of(raw).period_above();
        assert_eq!(above("/2022/خبر/"), Some(Period::Year(2022)));
        assert!(matches!(above("/2022/09/25/خبر/"), Some(Period::Day(_))));
        assert_eq!(above("/خبر/"), None);
        assert_eq!(above("/"), None);
    }

    #[test]
    fn spellings_differ_in_percent_codes_but_not_in_slashes() {
        let canonical = "/2022/%d8%ae%d8%a8%d8%b1/";
        for raw in ["/2022/%D8%AE%d8%a8%D8%B1/", "/2022/خبر/", canonical] {
            assert!(is_spelling_of(raw, canonical), "{raw}");
        }
        for raw in ["/2022/%d8%ae%d8%a8%d8%b1", "//2022/خبر/", "/2022/خبر/x/"] {
            assert!(!is_spelling_of(raw, canonical), "{raw}");
        }
    }

    #[test]
    fn sizes_of_pictures_are_read_from_their_names() {
        let read = |path: &str| without_size(path);
        assert_eq!(
            read("/u/bridge-open-300x200.jpg"),
            Some(("/u/bridge-open.jpg".into(), 300, 200))
        );
        for path in [
            "/u/bridge.jpg",
            "/u/bridge-300.jpg",
            "/u/a-0x5.jpg",
            "/u/a-99999x5.jpg",
            "/u/x",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }

    #[test]
    fn short_addresses_hold_a_number() {
        assert_eq!(Address::of("/a/184213").short_id(), Some(184_213));
        for raw in ["/a/", "/a/x", "/a/99999999999999999999", "/b/1", "/a/1/2"] {
            assert_eq!(Address::of(raw).short_id(), None, "{raw}");
        }
    }

    #[test]
    fn parts_of_long_articles_lead_to_the_article() {
        assert_eq!(
            Address::of("/2014/theft/2/").without_part_number(),
            Some(("/2014/theft", 2))
        );
        assert_eq!(Address::of("/2014/theft/").without_part_number(), None);
        assert_eq!(Address::of("/7/").without_part_number(), None);
    }
}
