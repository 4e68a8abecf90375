//! Ways to pass an article on: plain links, no third party until a click. Two of them need script,
//! and are shown where it works.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use warraq_archive::model::ShareWay;

use crate::edition::Edition;

/// A way to pass an article on.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShareLink {
    /// Name of the way and of its icon.
    pub(crate) icon: &'static str,
    pub(crate) name: String,
    /// Empty for what only the reader's device can do.
    pub(crate) href: String,
}

impl ShareLink {
    /// The paper's ways for an article with this headline and short address, in its order.
    pub(crate) fn all(headline: &str, short: &str, edition: &Edition) -> Vec<Self> {
        let ways = edition.settings().share.iter();
        ways.map(|way| Self {
            icon: way.name(),
            name: edition
                .words()
                .say(&format!("share.{}", way.name()))
                .to_owned(),
            href: href(*way, headline, short),
        })
        .collect()
    }
}

/// Where a way leads, with the headline and the address percent-encoded once.
fn href(way: ShareWay, headline: &str, short: &str) -> String {
    let text = utf8_percent_encode(headline, NON_ALPHANUMERIC);
    let url = utf8_percent_encode(short, NON_ALPHANUMERIC);
    match way {
        ShareWay::WhatsApp => format!("https://wa.me/?text={text}%20{url}"),
        ShareWay::Telegram => format!("https://t.me/share/url?url={url}&text={text}"),
        ShareWay::Facebook => format!("https://www.facebook.com/sharer/sharer.php?u={url}"),
        ShareWay::X => format!("https://x.com/intent/post?text={text}&url={url}"),
        ShareWay::LinkedIn => {
            format!("https://www.linkedin.com/sharing/share-offsite/?url={url}")
        }
        // Lines of a letter end with both characters (RFC 6068).
        ShareWay::Email => format!("mailto:?subject={text}&body={text}%0D%0A{url}"),
        ShareWay::Link => short.to_owned(),
        ShareWay::Device => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use warraq_archive::model::Settings;

    use super::*;

    const HEADLINE: &str = "جسر & نهر: 100% «سلوى»";
    const SHORT: &str = "https://a.example/a/12";

    #[test]
    fn text_is_encoded_once_and_the_address_is_short() {
        for way in ShareWay::ALL {
            let href = href(way, HEADLINE, SHORT);
            assert!(href.is_ascii(), "{href}");
            let said = percent_decode_str(&href).decode_utf8().unwrap();
            assert!(href.is_empty() || said.contains(SHORT), "{said}");
            let tells = !matches!(
                way,
                ShareWay::Facebook | ShareWay::LinkedIn | ShareWay::Link | ShareWay::Device
            );
            assert_eq!(said.contains(HEADLINE), tells, "{said}");
        }
    }

    #[test]
    fn the_paper_says_which_and_in_which_order() {
        let settings = Settings {
            share: vec![ShareWay::Email, ShareWay::WhatsApp],
            ..Settings::default()
        };
        let links = ShareLink::all(HEADLINE, SHORT, &Edition::for_tests(settings));
        let names: Vec<_> = links.iter().map(|link| link.name.as_str()).collect();
        assert_eq!(names, ["بريد", "واتساب"]);
    }
}
