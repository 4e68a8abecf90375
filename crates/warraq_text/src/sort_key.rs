//! Sort keys for lists of Arabic names, so that no database collation matters.

use crate::fold::fold;
use icu::collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu::locale::locale;
use std::sync::LazyLock;

/// Bytes whose order is the Arabic alphabetical order of the texts (CLDR collation for `ar`).
///
/// Compare keys made by one release of Warraq only: a new CLDR may order anew, so a stored key is
/// recomputed on upgrade.
///
/// ```
/// use warraq_text::sort_key::arabic;
///
/// assert!(arabic("أحمد") < arabic("باسم"));
/// assert!(arabic("إبراهيم") < arabic("أحمد"));
/// ```
pub fn arabic(text: &str) -> Vec<u8> {
    static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
        LazyLock::new(|| Collator::try_new(locale!("ar").into(), CollatorOptions::default()).ok());
    let mut key = Vec::with_capacity(text.len() * 2);
    match COLLATOR.as_ref() {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(text, &mut key);
        }
        None => key.extend_from_slice(fold(text).as_bytes()),
    }
    key
}

#[cfg(test)]
mod tests {
    use super::arabic;

    #[test]
    fn names_sort_as_a_reader_expects() {
        let mut names = [
            "هدى",
            "باسم",
            "أحمد",
            "إبراهيم",
            "آمنة",
            "شيراز",
            "Ali",
            "علي",
        ];
        names.sort_by_key(|name| arabic(name));
        assert_eq!(
            names,
            [
                "آمنة",
                "إبراهيم",
                "أحمد",
                "باسم",
                "شيراز",
                "علي",
                "هدى",
                "Ali"
            ]
        );
    }
}
