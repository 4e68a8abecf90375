//! The first words of an article, for lists and feeds.

use unicode_segmentation::UnicodeSegmentation;

/// A dateline is a place or the paper's name before a dash: «وطن–», «القاهرة (رويترز) -».
const DATELINE_CHARS: usize = 40;
const DATELINE_WORDS: usize = 4;

/// Cuts plain text to at most `max_chars` graphemes, the ellipsis included.
///
/// White space becomes single spaces, a leading dateline is dropped, the cut is on a word border
/// and never inside a grapheme. A text that fits is given whole, without an ellipsis.
///
/// ```
/// use warraq_text::excerpt::excerpt;
///
/// assert_eq!(excerpt("وطن– كشفت مصادر مطلعة عن اجتماعات", 14), "كشفت مصادر…");
/// assert_eq!(excerpt("خبر قصير", 40), "خبر قصير");
/// ```
pub fn excerpt(plain: &str, max_chars: usize) -> String {
    let text = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(without_dateline(&text), max_chars)
}

/// Cuts one line on a word border, ending in «…» if anything was cut.
pub(crate) fn cut(line: &str, max_chars: usize) -> String {
    let mut graphemes = line.grapheme_indices(true);
    let Some((limit, _)) = graphemes.nth(max_chars.saturating_sub(1)) else {
        return line.to_owned();
    };
    if graphemes.next().is_none() {
        return line.to_owned();
    }
    if max_chars == 0 {
        return String::new();
    }
    let head = &line[..limit];
    let on_border = line[limit..].starts_with(' ');
    let whole_words = match head.rfind(' ') {
        Some(space) if !on_border => &head[..space],
        _ => head,
    };
    let open = [
        ' ', '،', ',', '؛', ';', ':', '-', '–', '—', '(', '[', '«', '“', '"', '…', '.',
    ];
    format!("{}…", whole_words.trim_end_matches(open))
}

/// The dateline at the head of a text, if it has one: «وطن», «القاهرة (رويترز)».
///
/// ```
/// assert_eq!(warraq_text::excerpt::dateline("وطن– كشفت مصادر"), Some("وطن"));
/// assert_eq!(warraq_text::excerpt::dateline("حماس-فتح: لقاء"), None);
/// ```
pub fn dateline(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let dash = text
        .char_indices()
        .take(DATELINE_CHARS)
        .find(|&(i, c)| is_dash(c) && ends_dateline(&text[..i], &text[i + c.len_utf8()..], c))?
        .0;
    let place = text[..dash].trim_end();
    let plain = !place.contains(['.', ':', '؟', '!', '«', '"', '“']);
    let short = place.split_whitespace().count() <= DATELINE_WORDS;
    (plain && short && place.chars().any(char::is_alphabetic)).then_some(place)
}

fn without_dateline(text: &str) -> &str {
    let Some(place) = dateline(text) else {
        return text;
    };
    let rest =
        text.trim_start()[place.len()..].trim_start_matches(|c: char| is_dash(c) || c == ' ');
    if rest.is_empty() { text } else { rest }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | 'ـ')
}

/// A hyphen inside a compound is no dateline: a plain dash needs a space on one of its sides, and a
/// tatweel, which some papers type for a dash, needs one on both.
fn ends_dateline(before: &str, after: &str, dash: char) -> bool {
    let spaced_before = before.ends_with(char::is_whitespace);
    let spaced_after = after.starts_with(char::is_whitespace);
    match dash {
        'ـ' => spaced_before && spaced_after,
        '-' => spaced_before || spaced_after,
        _ => !before.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::{dateline, excerpt};
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[track_caller]
    fn check(plain: &str, max_chars: usize, expected: &str) {
        assert_eq!(excerpt(plain, max_chars), expected);
    }

    #[test]
    fn the_cut_is_on_a_word_border() {
        check("كشفت مصادر مطلعة", 16, "كشفت مصادر مطلعة");
        check("كشفت مصادر مطلعة", 15, "كشفت مصادر…");
        check("كشفت مصادر، مطلعة", 12, "كشفت مصادر…");
        check("كشفت", 3, "كش…");
    }

    #[test]
    fn datelines_are_dropped() {
        check("وطن– كشفت مصادر", 80, "كشفت مصادر");
        check("القاهرة (رويترز) - قال وزير", 80, "قال وزير");
        check("وطن - متابعات — نشرت", 80, "متابعات — نشرت");
        check("وطن–", 80, "وطن–");
    }

    #[test]
    fn a_dash_later_in_a_sentence_is_no_dateline() {
        assert_eq!(dateline("قال الرئيس السوري بشار الأسد اليوم - إن"), None);
        assert_eq!(dateline("لقاء: وطن – خبر"), None);
        assert_eq!(dateline("2022 - 2023"), None);
    }

    proptest! {
        #[test]
        fn never_longer_than_asked(plain in "\\PC*", max in 0usize..40) {
            prop_assert!(excerpt(&plain, max).graphemes(true).count() <= max.max(1));
        }

        #[test]
        fn marks_stay_on_their_letters(plain in "[ابتَُّ ]*", max in 2usize..20) {
            let cut = excerpt(&plain, max);
            let whole = plain.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert!(whole.starts_with(cut.trim_end_matches('…')));
        }
    }
}
