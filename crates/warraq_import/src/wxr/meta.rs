//! What plug-ins and WordPress itself keep in an item's further fields.

use super::faults::Faults;
use crate::php;
use crate::record::{ProblemKind, Seo};

/// Keys of the same thing in the plug-ins for search engines, commonest first: Yoast, Rank Math,
/// All in One SEO (now and before version 4), `SEOPress`.
const TITLE: &[&str] = &[
    "_yoast_wpseo_title",
    "rank_math_title",
    "_aioseo_title",
    "_aioseop_title",
    "_seopress_titles_title",
];
const DESCRIPTION: &[&str] = &[
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
    "_seopress_titles_desc",
];
const CANONICAL: &[&str] = &[
    "_yoast_wpseo_canonical",
    "rank_math_canonical_url",
    "_aioseo_canonical_url",
    "_aioseop_custom_link",
    "_seopress_robots_canonical",
];
const PRIMARY_SECTION: &[&str] = &[
    "_yoast_wpseo_primary_category",
    "rank_math_primary_category",
    "_seopress_robots_primary_cat",
];

type Meta = [(String, String)];

/// Every value of a key, in order.
pub(super) fn all<'a>(meta: &'a Meta, key: &str) -> impl Iterator<Item = &'a str> {
    meta.iter()
        .filter(move |(name, _)| name == key)
        .map(|(_, value)| value.as_str())
}

/// What an editor wrote for search engines; templates with variables are nobody's words.
pub(super) fn seo(meta: &Meta) -> Seo {
    let first = |keys: &[&str]| {
        let values = keys.iter().flat_map(|key| all(meta, key)).map(str::trim);
        let mut words = values.filter(|value| !value.is_empty() && !has_variables(value));
        words.next().unwrap_or_default().to_owned()
    };
    Seo {
        title: first(TITLE),
        description: first(DESCRIPTION),
        canonical: first(CANONICAL),
    }
}

/// Number of the section that an editor chose as the main one.
pub(super) fn primary_section(meta: &Meta) -> i64 {
    let values = PRIMARY_SECTION.iter().flat_map(|key| all(meta, key));
    // `SEOPress` writes `none`.
    values
        .filter_map(|value| value.trim().parse().ok())
        .find(|id| *id > 0)
        .unwrap_or(0)
}

/// What WordPress knows of a picture.
#[derive(Default)]
pub(super) struct Picture {
    pub(super) dimensions: Option<(u32, u32)>,
    pub(super) sizes: Vec<String>,
}

/// Reads `_wp_attachment_metadata`.
pub(super) fn picture(meta: &Meta, faults: &mut Faults) -> Picture {
    let Some(source) = all(meta, "_wp_attachment_metadata").next() else {
        return Picture::default();
    };
    if source.trim().is_empty() {
        return Picture::default();
    }
    match php::parse(source.trim()) {
        Ok(value) => {
            let side = |name| {
                let side = value.get(name).and_then(php::Value::as_int)?;
                u32::try_from(side).ok().filter(|side| *side > 0)
            };
            let sizes = value
                .get("sizes")
                .map(php::Value::entries)
                .unwrap_or_default();
            let file = |size: &php::Value| size.get("file")?.as_str().map(str::to_owned);
            Picture {
                dimensions: side("width").zip(side("height")),
                sizes: sizes.iter().filter_map(|(_, size)| file(size)).collect(),
            }
        }
        Err(error) => {
            faults.add(
                ProblemKind::Serialisation,
                format!(
                    "`_wp_attachment_metadata` could not be read: {error}. \
                     It is kept as it stands; the picture itself will tell its size."
                ),
            );
            Picture::default()
        }
    }
}

/// Whether a text holds `%%title%%` (Yoast, `SEOPress`), `%title%` (Rank Math) or `#post_title`
/// (All in One SEO).
fn has_variables(text: &str) -> bool {
    let is_variable = |word: &str| {
        word.len() >= 3
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let is_hash = |word: &str| {
        let length = word
            .bytes()
            .take_while(|b| b.is_ascii_lowercase() || *b == b'_')
            .count();
        word[..length].contains('_')
    };
    text.contains("%%")
        || text.split('%').skip(1).any(is_variable)
        || text.split('#').skip(1).any(is_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn words_for_search_engines_are_taken_and_templates_are_not() {
        let written = seo(&meta(&[
            ("_yoast_wpseo_title", "%%title%% %%sep%% %%sitename%%"),
            ("rank_math_title", "%title% | %sitename%"),
            ("_aioseo_title", "#post_title #separator_sa"),
            ("_aioseop_title", "تراجع الأسعار 50%"),
            ("_yoast_wpseo_metadesc", " أسعار الخبز "),
        ]));
        assert_eq!(written.title, "تراجع الأسعار 50%");
        assert_eq!(written.description, "أسعار الخبز");
    }

    #[test]
    fn the_main_section_is_the_first_number() {
        let chosen = [
            ("_seopress_robots_primary_cat", "none"),
            ("rank_math_primary_category", "7"),
        ];
        assert_eq!(primary_section(&meta(&chosen)), 7);
        assert_eq!(primary_section(&[]), 0);
    }

    #[test]
    fn sizes_of_a_picture_are_read() {
        let source = "a:3:{s:5:\"width\";i:800;s:6:\"height\";s:3:\"600\";s:5:\"sizes\";a:1:{\
                      s:6:\"medium\";a:1:{s:4:\"file\";s:13:\"x-300x225.jpg\";}}}";
        let mut faults = Faults::default();
        let picture = picture(&meta(&[("_wp_attachment_metadata", source)]), &mut faults);
        assert_eq!(picture.dimensions, Some((800, 600)));
        assert_eq!(picture.sizes, ["x-300x225.jpg"]);
    }
}
