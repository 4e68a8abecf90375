//! Links by which readers pass an article on: plain links, no script, no third party until a click.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::edition::Edition;

/// A way to pass an article on.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShareLink {
    /// Name of the icon.
    pub(crate) icon: &'static str,
    pub(crate) name: String,
    pub(crate) href: String,
}

impl ShareLink {
    /// The links for an article with this headline and short address.
    pub(crate) fn all(headline: &str, short: &str, edition: &Edition) -> Vec<Self> {
        let text = utf8_percent_encode(headline, NON_ALPHANUMERIC);
        let url = utf8_percent_encode(short, NON_ALPHANUMERIC);
        let link = |icon: &'static str, href: String| Self {
            icon,
            name: edition.words().say(&format!("article.{icon}")).to_owned(),
            href,
        };
        vec![
            link("whatsapp", format!("https://wa.me/?text={text}%20{url}")),
            link(
                "x",
                format!("https://x.com/intent/post?text={text}&url={url}"),
            ),
            link(
                "facebook",
                format!("https://www.facebook.com/sharer/sharer.php?u={url}"),
            ),
            link(
                "telegram",
                format!("https://t.me/share/url?url={url}&text={text}"),
            ),
            link(
                "linkedin",
                format!("https://www.linkedin.com/sharing/share-offsite/?url={url}"),
            ),
            link(
                "email",
                format!("mailto:?subject={text}&body={text}%0A{url}"),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use warraq_archive::model::Settings;

    use super::*;

    #[test]
    fn text_is_encoded_once_and_the_address_is_short() {
        let edition = Edition::for_tests(Settings::default());
        let links = ShareLink::all("جسر & نهر", "https://a.example/a/12", &edition);
        let whatsapp = &links[0].href;
        assert!(
            whatsapp.ends_with("https%3A%2F%2Fa%2Eexample%2Fa%2F12"),
            "{whatsapp}"
        );
        assert!(
            whatsapp.contains("%D8%AC%D8%B3%D8%B1%20%26%20"),
            "{whatsapp}"
        );
        assert!(!whatsapp.contains("%25"));
        assert_eq!(links[0].name, "واتساب");
    }
}
