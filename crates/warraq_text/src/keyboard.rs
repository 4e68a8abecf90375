//! Queries typed with the wrong keyboard layout: `]lar` is «دمشق», «لخخلمث» is `google`.
//!
//! Apply these to what was typed, before it is split into words: several Arabic letters are on the
//! keys of Latin punctuation. Whether the result means anything is for the caller to see.

/// The Arabic of the standard PC layout (Arabic 101) on the keys of a US keyboard, unshifted. `b`
/// types two letters.
const KEYS: [(char, &str); 33] = [
    ('`', "ذ"),
    ('q', "ض"),
    ('w', "ص"),
    ('e', "ث"),
    ('r', "ق"),
    ('t', "ف"),
    ('y', "غ"),
    ('u', "ع"),
    ('i', "ه"),
    ('o', "خ"),
    ('p', "ح"),
    ('[', "ج"),
    (']', "د"),
    ('a', "ش"),
    ('s', "س"),
    ('d', "ي"),
    ('f', "ب"),
    ('g', "ل"),
    ('h', "ا"),
    ('j', "ت"),
    ('k', "ن"),
    ('l', "م"),
    (';', "ك"),
    ('\'', "ط"),
    ('z', "ئ"),
    ('x', "ء"),
    ('c', "ؤ"),
    ('v', "ر"),
    ('b', "لا"),
    ('n', "ى"),
    ('m', "ة"),
    (',', "و"),
    ('.', "ز"),
];

/// The keys that type something else with Shift held.
const SHIFTED: [(char, &str); 7] = [
    ('H', "أ"),
    ('Y', "إ"),
    ('N', "آ"),
    ('G', "لأ"),
    ('T', "لإ"),
    ('B', "لآ"),
    ('J', "ـ"),
];

/// Letters that have a key of their own beside those of [`KEYS`].
const LAST_KEY: (char, &str) = ('/', "ظ");

/// What these keys would have typed on an Arabic keyboard.
///
/// Nothing for a text that has Arabic letters already or has no Latin ones.
///
/// ```
/// use warraq_text::keyboard::arabic;
///
/// assert_eq!(arabic("]lar").as_deref(), Some("دمشق"));
/// assert_eq!(arabic("hgsghl ugd;l").as_deref(), Some("السلام عليكم"));
/// assert_eq!(arabic("دمشق"), None);
/// ```
pub fn arabic(typed: &str) -> Option<String> {
    let has_latin = typed.contains(|c: char| c.is_ascii_alphabetic());
    if !has_latin || typed.contains(is_arabic) {
        return None;
    }
    let mut meant = String::with_capacity(typed.len() * 2);
    for c in typed.chars() {
        match letters_on(c) {
            Some(letters) => meant.push_str(letters),
            None => meant.push(c),
        }
    }
    Some(meant)
}

/// What these keys would have typed on a US keyboard.
///
/// Nothing for a text that has Latin letters already or has no Arabic ones.
///
/// ```
/// assert_eq!(warraq_text::keyboard::latin("لخخلمث").as_deref(), Some("google"));
/// ```
pub fn latin(typed: &str) -> Option<String> {
    let has_latin = typed.contains(|c: char| c.is_ascii_alphabetic());
    if has_latin || !typed.contains(is_arabic) {
        return None;
    }
    let mut meant = String::with_capacity(typed.len());
    let mut rest = typed;
    while let Some(c) = rest.chars().next() {
        // «لا» may be one key or two; nobody types Latin words with two of «g» and «h» in a row
        // as often as with «b».
        let key = KEYS
            .iter()
            .chain([&LAST_KEY])
            .chain(&SHIFTED)
            .filter(|(_, letters)| rest.starts_with(letters))
            .max_by_key(|(_, letters)| letters.len());
        if let Some((key, letters)) = key {
            meant.push(key.to_ascii_lowercase());
            rest = &rest[letters.len()..];
        } else {
            meant.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Some(meant)
}

fn letters_on(key: char) -> Option<&'static str> {
    let find = |key: char, keys: &[(char, &'static str)]| {
        keys.iter()
            .find(|(k, _)| *k == key)
            .map(|(_, letters)| *letters)
    };
    find(key, &SHIFTED)
        .or_else(|| find(key.to_ascii_lowercase(), &KEYS))
        .or_else(|| find(key, &[LAST_KEY]))
}

fn is_arabic(c: char) -> bool {
    ('\u{600}'..='\u{6ff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::{arabic, latin};
    use proptest::prelude::*;

    #[track_caller]
    fn check(typed: &str, meant: &str) {
        assert_eq!(arabic(typed).as_deref(), Some(meant));
    }

    #[test]
    fn arabic_words_typed_on_latin_keys_are_found() {
        check("plhs", "حماس");
        check("hgr]s", "القدس");
        check("Ydvhk", "إيران");
        check("lwv", "مصر");
        check("fgh]", "بلاد");
    }

    #[test]
    fn latin_words_typed_on_arabic_keys_are_found() {
        assert_eq!(latin("فقعةح").as_deref(), Some("trump"));
        assert_eq!(latin("ىشفخ").as_deref(), Some("nato"));
    }

    #[test]
    fn mixed_text_is_left_alone() {
        assert_eq!(arabic("iPhone جديد"), None);
        assert_eq!(latin("iPhone جديد"), None);
        assert_eq!(arabic("2022 ..."), None);
    }

    proptest! {
        #[test]
        fn any_text_may_be_asked(typed in any::<String>()) {
            let _ = (arabic(&typed), latin(&typed));
        }
    }
}
