//! Paths of a site in the one form in which they are compared.

use percent_encoding::percent_decode_str;
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization;

/// The canonical form of a URL path, for comparing.
///
/// Percent codes are decoded in either case, the text is NFC, there is one leading slash, no
/// trailing slash except for the root, and no doubled slash. Bytes that are not UTF-8, control
/// characters and the four characters that would change the meaning of the path (`%`, `/`, `?`,
/// `#`) stay percent-encoded, in upper case. The path comes without query and fragment.
///
/// ```
/// use warraq_text::path::canonical;
///
/// assert_eq!(canonical("/%D8%AE%D8%A8%D8%B1/"), "/خبر");
/// assert_eq!(canonical("/%d8%ae%d8%a8%d8%b1"), "/خبر");
/// assert_eq!(canonical("2022//09/caf%C3%A9"), "/2022/09/café");
/// assert_eq!(canonical("/%ff"), "/%FF");
/// ```
pub fn canonical(path: &str) -> String {
    let mut whole = String::with_capacity(path.len() + 1);
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        whole.push('/');
        push_segment(segment, &mut whole);
    }
    if whole.is_empty() {
        whole.push('/');
    }
    whole
}

fn push_segment(segment: &str, whole: &mut String) {
    let bytes: Vec<u8> = percent_decode_str(segment).collect();
    for chunk in bytes.utf8_chunks() {
        // NFC stops at every percent code, so that a second pass meets the same borders.
        for run in chunk.valid().split_inclusive(must_stay_encoded) {
            let special = run.chars().next_back().filter(|&c| must_stay_encoded(c));
            let text = special.map_or(run, |c| &run[..run.len() - c.len_utf8()]);
            whole.extend(text.nfc());
            if let Some(c) = special {
                push_encoded(c.encode_utf8(&mut [0; 4]).as_bytes(), whole);
            }
        }
        push_encoded(chunk.invalid(), whole);
    }
}

fn must_stay_encoded(c: char) -> bool {
    c.is_control() || matches!(c, '%' | '/' | '?' | '#')
}

fn push_encoded(bytes: &[u8], whole: &mut String) {
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(whole, "%{byte:02X}");
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;
    use proptest::prelude::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        assert_eq!(canonical(path), expected);
    }

    #[test]
    fn slashes_are_single_and_only_the_root_ends_in_one() {
        check("", "/");
        check("//", "/");
        check("a//b///", "/a/b");
    }

    #[test]
    fn both_cases_of_percent_codes_are_one_path() {
        check("/%D8%B9%d8%a7%D8%AC%D9%84", "/عاجل");
    }

    #[test]
    fn codes_that_would_change_the_path_stay() {
        check("/a%2fb", "/a%2Fb");
        check("/100%25", "/100%25");
        check("/100%", "/100%25");
        check("/a%3Fb%23c%00", "/a%3Fb%23c%00");
        check("/%252F", "/%252F");
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_path() {
        check("/ا\u{654}حمد", "/أحمد");
        check("/حلّ", "/حلّ");
    }

    #[test]
    fn bytes_that_are_not_utf8_stay() {
        check("/%d8%ae%ff%fe", "/خ%FF%FE");
        check("/%d8", "/%D8");
    }

    proptest! {
        #[test]
        fn twice_equals_once(path in any::<String>()) {
            let once = canonical(&path);
            prop_assert_eq!(canonical(&once), once);
        }

        #[test]
        fn twice_equals_once_for_codes(path in "(%[0-9a-fA-F]{2}|[a-zA-Z%/?#\u{301}\u{338}\u{654}\u{627}])*") {
            let once = canonical(&path);
            prop_assert_eq!(canonical(&once), once);
        }
    }
}
