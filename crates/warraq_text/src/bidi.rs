//! Strings that people typed, made safe to stand in one line among other text, and the way in which
//! they run.

const ISOLATES: [char; 3] = ['\u{2066}', '\u{2067}', '\u{2068}'];
const POP_ISOLATE: char = '\u{2069}';

/// Makes one line of a person's string without changing its letters.
///
/// Control characters and the embedding and override controls U+202A–202E are dropped, line breaks
/// and tabs become spaces, isolates U+2066–2069 are balanced so that they cannot reach past the
/// string. LRM, RLM, ALM, ZWNJ and ZWJ stay: people need them.
///
/// ```
/// use warraq_text::bidi::plain;
///
/// assert_eq!(plain("عنوان\nفي سطرين\u{202e}"), "عنوان في سطرين");
/// assert_eq!(plain("\u{2067}حماس"), "\u{2067}حماس\u{2069}");
/// ```
pub fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut open = 0usize;
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            '\u{202a}'..='\u{202e}' => {}
            POP_ISOLATE if open == 0 => {}
            POP_ISOLATE => {
                open -= 1;
                line.push(c);
            }
            c if c.is_control() => {}
            c => {
                open += usize::from(ISOLATES.contains(&c));
                line.push(c);
            }
        }
    }
    line.extend(std::iter::repeat_n(POP_ISOLATE, open));
    line
}

/// Whether a text is written from the right though its first letter is not.
///
/// `dir="auto"` goes by the first letter, and turns an Arabic sentence round that begins with the
/// name of a firm. This goes by the words: more of them begin with a letter that runs from the right.
///
/// ```
/// use warraq_text::bidi::begins_foreign;
///
/// assert!(begins_foreign("BBC: الأزمة إلى أين؟".chars()));
/// assert!(!begins_foreign("الأزمة بحسب BBC".chars()));
/// assert!(!begins_foreign("BBC News in Arabic (بي بي سي)".chars()));
/// ```
pub fn begins_foreign(text: impl IntoIterator<Item = char>) -> bool {
    let (mut from_right, mut from_left) = (0usize, 0usize);
    let mut in_word = false;
    for c in text {
        if c.is_whitespace() {
            in_word = false;
        } else if !in_word && c.is_alphabetic() {
            in_word = true;
            if !runs_from_right(c) {
                from_left += 1;
            } else if from_left == 0 {
                return false;
            } else {
                from_right += 1;
            }
        }
    }
    from_right > from_left
}

/// Letters of the blocks that Unicode sets aside for scripts written from the right.
fn runs_from_right(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::{begins_foreign, plain};
    use proptest::prelude::*;

    #[test]
    fn spoofing_controls_vanish_and_joiners_stay() {
        assert_eq!(plain("\u{202e}gnp.\u{202c}صورة"), "gnp.صورة");
        assert_eq!(
            plain("می\u{200c}خواهم\u{200f}!"),
            "می\u{200c}خواهم\u{200f}!"
        );
        assert_eq!(plain("a\0b\u{7f}c"), "abc");
    }

    #[test]
    fn isolates_are_balanced() {
        assert_eq!(plain("\u{2069}a"), "a");
        assert_eq!(
            plain("\u{2066}\u{2068}a\u{2069}"),
            "\u{2066}\u{2068}a\u{2069}\u{2069}"
        );
    }

    #[test]
    fn letters_keep_their_bytes() {
        assert_eq!(plain("ا\u{654}حمد ﻻ"), "ا\u{654}حمد ﻻ");
    }

    #[test]
    fn a_sentence_runs_as_most_of_its_words_do() {
        let check = |text: &str, expected| assert_eq!(begins_foreign(text.chars()), expected);
        check("«iPhone 16» يصل إلى الأسواق", true);
        check("https://a.example/a/12 رابط المادة كاملة", true);
        check("فاز 2-1", false);
        check("WHO قالت", false);
        check("2026: عام الرياح", false);
        check("Wind, Sand & Memory", false);
        check("", false);
    }

    proptest! {
        #[test]
        fn twice_equals_once(text in any::<String>()) {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once);
        }
    }
}
