//! Snippets of the original text around the words that matched.

use crate::fold::fold_into;
use crate::tokens::tokens;

/// A piece of a snippet. The pieces in order are the snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Original text, with its diacritics and tatweel, or «…» where text was left out.
    pub text: String,
    /// Whether this piece is a word that matched.
    pub marked: bool,
}

/// Longest text that is looked through, in bytes: a page of results shows twenty snippets.
const MAX_BYTES: usize = 256 * 1024;

/// Cuts a snippet of about `max_chars` characters around the best match and marks the words.
///
/// `matched` is asked about the folded form of each word. The best place is where most different
/// words matched; among equals, where most words matched, then the first. Cuts are on word borders
/// and show «…». Without a match the snippet is the beginning of the text.
///
/// ```
/// use warraq_text::highlight::highlight;
///
/// let snippet = highlight("زار وفد حـماسَ موسكو", |word| word == "حماس", 100);
/// let marked: Vec<_> = snippet.iter().filter(|f| f.marked).map(|f| f.text.as_str()).collect();
/// assert_eq!(marked, ["حـماسَ"]);
/// ```
pub fn highlight(
    original: &str,
    matched: impl Fn(&str) -> bool,
    max_chars: usize,
) -> Vec<Fragment> {
    let text = &original[..original.floor_char_boundary(MAX_BYTES)];
    let words = read(text, matched);
    let (first, last) = best_window(&words, max_chars);
    fragments(text, &words, first, last)
}

/// A word with what the choice of a window needs.
struct Word {
    start: usize,
    end: usize,
    /// Characters from the beginning of the text to the beginning and end of the word.
    chars: (usize, usize),
    /// Which of the different matching words this is.
    matched: Option<usize>,
}

fn read(text: &str, matched: impl Fn(&str) -> bool) -> Vec<Word> {
    let mut distinct: Vec<String> = Vec::new();
    let mut folded = String::new();
    let (mut bytes, mut chars) = (0, 0);
    tokens(text)
        .map(|token| {
            folded.clear();
            fold_into(token.text, &mut folded);
            let id = matched(&folded).then(|| {
                distinct
                    .iter()
                    .position(|word| *word == folded)
                    .unwrap_or_else(|| {
                        distinct.push(folded.clone());
                        distinct.len() - 1
                    })
            });
            let begin = chars + text[bytes..token.start].chars().count();
            let end = begin + token.text.chars().count();
            (bytes, chars) = (token.end, end);
            Word {
                start: token.start,
                end: token.end,
                chars: (begin, end),
                matched: id,
            }
        })
        .collect()
}

/// The words of the best window: first and one after the last.
fn best_window(words: &[Word], max_chars: usize) -> (usize, usize) {
    let mut best = (0, 0, 0..0);
    let mut seen: Vec<usize> = Vec::new();
    let (mut distinct, mut total, mut end) = (0, 0, 0);
    for (first, word) in words.iter().enumerate() {
        while let Some(next) = words.get(end)
            && (end == first || next.chars.1 - word.chars.0 <= max_chars)
        {
            if let Some(id) = next.matched {
                seen.resize(seen.len().max(id + 1), 0);
                distinct += usize::from(seen[id] == 0);
                seen[id] += 1;
                total += 1;
            }
            end += 1;
        }
        if (distinct, total) > (best.0, best.1) || best.2.is_empty() {
            best = (distinct, total, first..end);
        }
        if let Some(id) = word.matched {
            seen[id] -= 1;
            distinct -= usize::from(seen[id] == 0);
            total -= 1;
        }
    }
    centre(words, best.2.start, best.2.end, max_chars)
}

/// Moves a window so that its matches stand in the middle, with what precedes them to be read.
fn centre(words: &[Word], first: usize, end: usize, max_chars: usize) -> (usize, usize) {
    let hits = || (first..end).filter(|&i| words[i].matched.is_some());
    let (Some(head), Some(tail)) = (hits().next(), hits().next_back()) else {
        return (first, end);
    };
    let (mut from, mut to) = (head, tail + 1);
    let length = |from: usize, to: usize| words[to - 1].chars.1 - words[from].chars.0;
    loop {
        let before = from > 0 && length(from - 1, to) <= max_chars;
        if before {
            from -= 1;
        }
        let after = to < words.len() && length(from, to + 1) <= max_chars;
        if after {
            to += 1;
        }
        if !before && !after {
            return (from, to);
        }
    }
}

fn fragments(text: &str, words: &[Word], first: usize, end: usize) -> Vec<Fragment> {
    let mut pieces: Vec<Fragment> = Vec::new();
    let mut plain = String::new();
    let mut at = match words.get(first) {
        Some(word) if first > 0 => {
            plain.push('…');
            word.start
        }
        _ => 0,
    };
    let stop = match words.get(end) {
        Some(_) if end > 0 => words[end - 1].end,
        _ => text.len(),
    };
    for word in words
        .get(first..end)
        .unwrap_or_default()
        .iter()
        .filter(|w| w.matched.is_some())
    {
        plain.push_str(&text[at..word.start]);
        if !plain.is_empty() {
            pieces.push(Fragment {
                text: std::mem::take(&mut plain),
                marked: false,
            });
        }
        pieces.push(Fragment {
            text: text[word.start..word.end].to_owned(),
            marked: true,
        });
        at = word.end;
    }
    plain.push_str(&text[at..stop]);
    if stop < text.len() {
        plain.push('…');
    }
    if !plain.is_empty() {
        pieces.push(Fragment {
            text: plain,
            marked: false,
        });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::highlight;
    use crate::fold::fold;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, words: &[&str], max: usize, expected: &str) {
        let shown: String = highlight(text, |word| words.contains(&word), max)
            .into_iter()
            .map(|f| {
                if f.marked {
                    format!("[{}]", f.text)
                } else {
                    f.text
                }
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_original_letters_are_marked() {
        check("قال مُحَمَّـد: نعم", &["محمد"], 100, "قال [مُحَمَّـد]: نعم");
        check("(إيران)", &["ايران"], 100, "([إيران])");
    }

    #[test]
    fn the_window_holds_most_of_the_different_words() {
        let text = "حماس حماس حماس ثم كلام طويل لا يهم أحدا ثم حماس ودمشق معا ثم كلام آخر";
        check(text, &["حماس", "ودمشق"], 20, "…ثم [حماس] [ودمشق] معا ثم…");
    }

    #[test]
    fn without_a_match_the_beginning_is_shown() {
        check("واحد اثنان ثلاثة", &["لا"], 11, "واحد اثنان…");
        check("", &["لا"], 11, "");
        check("«»", &["لا"], 11, "«»");
    }

    #[test]
    fn a_single_long_word_is_not_cut() {
        check("أ كلمةطويلةجدا ب", &["كلمهطويلهجدا"], 3, "…[كلمةطويلةجدا]…");
    }

    proptest! {
        #[test]
        fn pieces_are_pieces_of_the_original(text in "\\PC*", pick in "[ابتa-c]", max in 0usize..60) {
            for piece in highlight(&text, |word| word.contains(&fold(&pick)), max) {
                prop_assert!(text.contains(piece.text.trim_matches('…')) || piece.text.contains('…'));
            }
        }
    }
}
