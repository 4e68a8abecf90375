//! Strings that people typed, made safe to stand in one line among other text.

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

#[cfg(test)]
mod tests {
    use super::plain;
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

    proptest! {
        #[test]
        fn twice_equals_once(text in any::<String>()) {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once);
        }
    }
}
