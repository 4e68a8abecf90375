//! The round sign beside a name: its first letter on one of four colours.

use serde::Serialize;
use warraq_archive::model::PersonLabel;

const COLOURS: [&str; 4] = ["r", "b", "g", "y"];

/// The first letter of a name; the article of «الحسّان» is passed over.
pub(crate) fn initial(name: &str) -> String {
    let bare = name
        .strip_prefix("ال")
        .filter(|rest| rest.chars().count() > 1)
        .unwrap_or(name);
    bare.chars()
        .find(|c| c.is_alphanumeric())
        .map(String::from)
        .unwrap_or_default()
}

/// A colour that stays with the name.
pub(crate) fn colour(name: &str) -> &'static str {
    let sum: usize = name.bytes().map(usize::from).sum();
    COLOURS[sum % COLOURS.len()]
}

/// Somebody who wrote an article, with their sign.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WriterView {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) initial: String,
    pub(crate) colour: &'static str,
}

impl From<&PersonLabel> for WriterView {
    fn from(label: &PersonLabel) -> Self {
        Self {
            name: label.name.clone(),
            href: label.path.clone(),
            initial: initial(&label.name),
            colour: colour(&label.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::initial;

    #[test]
    fn signs_show_the_first_letter_that_tells_names_apart() {
        assert_eq!(initial("الحسّان"), "ح");
        assert_eq!(initial("«رنا»"), "ر");
        assert_eq!(initial("Omar_84"), "O");
        assert_eq!(initial("…"), "");
    }
}
