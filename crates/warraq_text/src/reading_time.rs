//! How long an article takes to read.

use crate::tokens::tokens;

/// Words a minute of a practised silent reader. 412 words are three minutes, as the paper says.
const WORDS_A_MINUTE: usize = 200;

/// Whole minutes for a number of words, rounded up; 0 only for no words.
///
/// ```
/// assert_eq!(warraq_text::reading_time::minutes(412), 3);
/// ```
pub fn minutes(words: usize) -> u32 {
    u32::try_from(words.div_ceil(WORDS_A_MINUTE)).unwrap_or(u32::MAX)
}

/// Counts the words of a text in any script.
///
/// ```
/// assert_eq!(warraq_text::reading_time::words("وطن– كشفت مصادر، أمس، عن CNN"), 6);
/// ```
pub fn words(text: &str) -> usize {
    tokens(text).count()
}

#[cfg(test)]
mod tests {
    use super::{minutes, words};

    #[test]
    fn minutes_round_up_and_only_no_words_are_no_minutes() {
        assert_eq!([0, 1, 200, 201, 400].map(minutes), [0, 1, 1, 2, 2]);
    }

    #[test]
    fn vocalised_words_count_once() {
        assert_eq!(words("إِنَّ الـلّٰـهَ — مَعَ الصَّابِرِينَ."), 4);
        assert_eq!(words(" — … «»"), 0);
    }
}
