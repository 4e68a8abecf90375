//! Words and where they stand in the text as it was written.
//!
//! A word is a run of letters and digits. Harakat, tatweel, joiners and direction marks inside a
//! word do not split it; everything else does, `_` and `'` included, so that the words of a
//! hashtag and of a path are found. Offsets are bytes of the original text, always on character
//! borders, so that highlighting can mark the original.

use crate::fold::fold_into;
use crate::letters::{Kind, kind};

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Byte offset of the first letter.
    pub start: usize,
    /// Byte offset after the last letter and its marks.
    pub end: usize,
    /// The word as it was written.
    pub text: &'a str,
}

/// Walks the words of a text from first to last.
///
/// ```
/// let text = "قال مُحَمَّـد: «نعم»";
/// let words: Vec<_> = warraq_text::tokens::tokens(text).map(|t| t.text).collect();
/// assert_eq!(words, ["قال", "مُحَمَّـد", "نعم"]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    Tokens { text, at: 0 }
}

/// Calls `word` with start, end and folded form of every word, without allocating for each.
///
/// A character that holds several words, such as «ﷺ», gives each of them with the place of that
/// one character.
///
/// ```
/// let mut seen = Vec::new();
/// warraq_text::tokens::folded_tokens("في المدرسةِ", |start, end, word| {
///     seen.push((start, end, word.to_owned()));
/// });
/// assert_eq!(seen, [(0, 4, "في".to_owned()), (5, 21, "المدرسه".to_owned())]);
/// ```
pub fn folded_tokens(text: &str, mut word: impl FnMut(usize, usize, &str)) {
    let mut folded = String::with_capacity(64);
    for token in tokens(text) {
        folded.clear();
        fold_into(token.text, &mut folded);
        if folded.chars().all(|c| kind(c) == Kind::Word) {
            if !folded.is_empty() {
                word(token.start, token.end, &folded);
            }
        } else {
            for part in tokens(&folded) {
                word(token.start, token.end, part.text);
            }
        }
    }
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = self.text.get(self.at..)?;
        let mut word: Option<(usize, usize)> = None;
        for (i, c) in rest.char_indices() {
            let next = i + c.len_utf8();
            match (kind(c), word) {
                (Kind::Word, None) => word = Some((i, next)),
                (Kind::Word, Some((start, _))) => word = Some((start, next)),
                (Kind::Silent, Some((start, _))) if !is_control(c) => word = Some((start, next)),
                (Kind::Phrase, None) => {
                    word = Some((i, next));
                    break;
                }
                (Kind::Break | Kind::Phrase, Some(_)) => break,
                (Kind::Silent, _) | (Kind::Break, None) => {}
            }
        }
        let (start, end) = word?;
        let (start, end) = (self.at + start, self.at + end);
        self.at = end;
        let text = self.text.get(start..end)?;
        Some(Token { start, end, text })
    }
}

/// Joiners and direction marks at the end of a word are not part of it.
fn is_control(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{folded_tokens, tokens};
    use crate::fold::fold;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words: Vec<_> = tokens(text).map(|t| t.text).collect();
        assert_eq!(words, expected);
    }

    fn folded(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        folded_tokens(text, |_, _, word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn marks_and_joiners_do_not_split_words() {
        check("كَتَبَ الـــدرسَ", &["كَتَبَ", "الـــدرسَ"]);
        check("می\u{200c}خواهم", &["می\u{200c}خواهم"]);
        check(
            "\u{202b}حماس\u{200f} و\u{200d}فتح",
            &["حماس", "و\u{200d}فتح"],
        );
        check("ـــ ًَ", &[]);
        check("1444 هـ", &["1444", "هـ"]);
    }

    #[test]
    fn punctuation_splits_words() {
        check(
            "«حماس» ودمشق..اجتماعات،وكواليس",
            &["حماس", "ودمشق", "اجتماعات", "وكواليس"],
        );
        check("#غزة_تحت_القصف", &["غزة", "تحت", "القصف"]);
        check("25/9/2022", &["25", "9", "2022"]);
        check("١٬٢٣٤٫٥", &["١", "٢٣٤", "٥"]);
        check("AC/DC و Wi-Fi", &["AC", "DC", "و", "Wi", "Fi"]);
    }

    #[test]
    fn a_ligature_of_several_words_gives_them_all_at_its_place() {
        assert_eq!(folded("محمدﷺ"), ["محمد", "صلي", "الله", "عليه", "وسلم"]);
        check("محمدﷺ نبي", &["محمد", "ﷺ", "نبي"]);
        assert_eq!(folded("½"), ["1", "2"]);
    }

    proptest! {
        #[test]
        fn offsets_are_on_character_borders_and_never_overlap(text in ".*") {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(last <= token.start && token.start < token.end);
                prop_assert_eq!(text.get(token.start..token.end), Some(token.text));
                last = token.end;
            }
        }

        #[test]
        fn folding_before_or_after_splitting_gives_the_same_words(
            text in "([\u{600}-\u{6ff}]|[\u{fb50}-\u{fdff}]|[\u{fe70}-\u{feff}]|[ a-zA-Zé0-9._-]|.)*"
        ) {
            let before: Vec<_> = tokens(&fold(&text)).map(|t| t.text.to_owned()).collect();
            prop_assert_eq!(folded(&text), before);
        }
    }
}
