//! Folding: one spelling for all the spellings of a word.
//!
//! Dropped: harakat, tatweel, Koranic signs, joiners and direction marks. Made equal: the forms of
//! alef; hamza with and without a seat; ى and ي; ة and ه; Persian, Urdu and Maghrebi letters and
//! the Arabic letter they stand for; presentation forms; Arabic-Indic, Persian and Latin digits;
//! upper and lower case; accented and plain Latin. Compatibility forms (NFKC) are undone first,
//! because a ligature such as «ﷺ» hides spaces between its words; such a character is set apart from
//! its neighbours by spaces.
//!
//! Folding is for matching only: the result is never shown.

use crate::letters::{Kind, Seen, decompose, kind, look};

/// Folds letters that readers type interchangeably, so that search finds both.
///
/// Folding twice equals folding once.
///
/// ```
/// use warraq_text::fold::fold;
///
/// assert_eq!(fold("مُحَمَّـــد"), "محمد");
/// assert_eq!(fold("إيران ٢٠٢٢"), "ايران 2022");
/// assert_eq!(fold("ﻛﺎﻧﻮﺍ"), "كانوا");
/// assert_eq!(fold("Élysée"), "elysee");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Appends the folded text to `folded`, for callers that reuse one buffer.
pub fn fold_into(text: &str, folded: &mut String) {
    for c in text.chars() {
        match look(c) {
            Seen::Rare if kind(c) == Kind::Phrase => {
                folded.push(' ');
                decompose(c, |seen| push(seen, folded));
                folded.push(' ');
            }
            Seen::Rare => decompose(c, |seen| push(seen, folded)),
            seen => push(seen, folded),
        }
    }
}

/// Takes away what is not letters: harakat, tatweel, joiners, direction marks, presentation forms.
///
/// Unlike [`fold`] it keeps hamza, ى and ة and so tells apart what careful writers tell apart. For
/// exact search and for suggestions.
///
/// ```
/// assert_eq!(warraq_text::fold::plain("إيـرانُ"), "إيران");
/// ```
pub fn plain(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    plain_into(text, &mut letters);
    letters
}

/// Appends the plain text to `letters`.
pub fn plain_into(text: &str, letters: &mut String) {
    for c in text.chars() {
        match c {
            'أ' | 'إ' | 'آ' | 'ؤ' | 'ئ' | 'ى' | 'ة' => letters.push(c),
            '\u{653}'..='\u{655}' => seat_on_alef(c, letters),
            _ => match look(c) {
                Seen::Rare if kind(c) == Kind::Phrase => {
                    letters.push(' ');
                    decompose_plainly(c, letters);
                    letters.push(' ');
                }
                Seen::Rare => decompose_plainly(c, letters),
                seen => push(seen, letters),
            },
        }
    }
}

/// A presentation form says which letter it is a form of.
fn decompose_plainly(c: char, letters: &mut String) {
    for part in unicode_normalization::UnicodeNormalization::nfkc(std::iter::once(c)) {
        if matches!(part, '\u{621}'..='\u{655}') {
            plain_into(part.encode_utf8(&mut [0; 4]), letters);
        } else {
            fold_into(part.encode_utf8(&mut [0; 4]), letters);
        }
    }
}

/// A combining hamza or madda makes one letter with the letter before it.
fn seat_on_alef(mark: char, letters: &mut String) {
    let whole = match (letters.chars().next_back(), mark) {
        (Some('ا'), '\u{653}') => 'آ',
        (Some('ا'), '\u{654}') => 'أ',
        (Some('ا'), '\u{655}') => 'إ',
        (Some('و'), '\u{654}') => 'ؤ',
        (Some('ي'), '\u{654}') => 'ئ',
        _ => return,
    };
    letters.pop();
    letters.push(whole);
}

#[inline]
fn push(seen: Seen, folded: &mut String) {
    match seen {
        Seen::Letter(c) | Seen::Break(c) => folded.push(c),
        Seen::HamzaAbove => seat_hamza(folded),
        Seen::Silent | Seen::Rare => {}
    }
}

/// A combining hamza makes ؤ or ئ of the letter before it, and those fold to a bare hamza.
fn seat_hamza(folded: &mut String) {
    if folded.ends_with(['و', 'ي']) {
        folded.pop();
        folded.push('ء');
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, plain};
    use proptest::prelude::*;

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        assert_eq!(fold(typed), expected);
    }

    #[test]
    fn the_table_of_spellings_holds() {
        for line in include_str!("../../../fixtures/text/fold.tsv").lines() {
            if let Some((typed, expected)) = line.split_once('\t')
                && !line.starts_with('#')
            {
                check(typed, expected);
            }
        }
    }

    #[test]
    fn a_combining_hamza_equals_the_letter_with_its_hamza() {
        check("مسو\u{654}ول", &fold("مسؤول"));
        check("هيي\u{654}ة", &fold("هيئة"));
        check("ا\u{654}حمد", &fold("أحمد"));
        check("ا\u{653}داب", &fold("آداب"));
    }

    #[test]
    fn other_scripts_keep_their_words() {
        check("한국어", &fold("한국어"));
        assert_ne!(fold("हिन्दी"), fold("हनद"));
        check("Straße", "straße");
    }

    #[test]
    fn every_character_folds_to_what_folds_to_itself() {
        for c in '\0'..=char::MAX {
            let once = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn plain_text_keeps_the_letters_that_folding_makes_equal() {
        assert_eq!(plain("ﺇﻳﺮﺍﻥ"), "إيران");
        assert_eq!(plain("ا\u{655}يران"), "إيران");
        assert_eq!(plain("المَدرَسَةُ الكُبرَى"), "المدرسة الكبرى");
    }

    proptest! {
        #[test]
        fn folding_plain_text_equals_folding_the_text(
            text in "([\u{600}-\u{6ff}]|[\u{fb50}-\u{fdff}]|[\u{fe70}-\u{feff}]|.)*"
        ) {
            prop_assert_eq!(fold(&plain(&text)), fold(&text));
        }

        #[test]
        fn folding_twice_equals_folding_once(text in ".*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn arabic_folds_to_what_folds_to_itself(text in "[\u{600}-\u{6ff}\u{fb50}-\u{fdff} a-z]*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
