//! What was changed between two texts, word for word.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation as _;

/// Words of a changed passage that are still compared one by one. What is longer was written anew: to
/// say which of its words came back by chance helps nobody, and takes long.
const MOST_WORDS: usize = 4_000;

/// A piece of one of two texts, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// It stands in both.
    Same(String),
    /// It stood in the older one.
    Gone(String),
    /// It stands in the newer one.
    New(String),
}

/// Compares two texts. Read without what is new the pieces are `old`, without what is gone they are
/// `new`. A vowel sign more or less makes another word.
///
/// ```
/// use warraq_text::difference::{Piece::{Gone, New, Same}, words};
///
/// assert_eq!(
///     words("قضى الفريق موسمين هنا", "قضى الفريق أربعة مواسم هنا"),
///     [
///         Same("قضى الفريق ".into()),
///         Gone("موسمين".into()),
///         New("أربعة مواسم".into()),
///         Same(" هنا".into()),
///     ]
/// );
/// ```
pub fn words(old: &str, new: &str) -> Vec<Piece> {
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) = (
        old.split_inclusive('\n').collect(),
        new.split_inclusive('\n').collect(),
    );
    let mut pieces = Pieces::default();
    for change in capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines) {
        let gone = old_lines[change.old_range()].concat();
        let new = new_lines[change.new_range()].concat();
        match change {
            DiffOp::Equal { .. } => pieces.same(&gone),
            _ => within(&gone, &new, &mut pieces),
        }
    }
    pieces.finish()
}

/// Compares two passages that are known to differ.
fn within(old: &str, new: &str, pieces: &mut Pieces) {
    let (old_words, new_words): (Vec<&str>, Vec<&str>) = (
        old.split_word_bounds().collect(),
        new.split_word_bounds().collect(),
    );
    if old_words.len() + new_words.len() > MOST_WORDS {
        pieces.changed(old, new);
        return;
    }
    for change in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
        let gone = old_words[change.old_range()].concat();
        match change {
            DiffOp::Equal { .. } => pieces.same(&gone),
            _ => pieces.changed(&gone, &new_words[change.new_range()].concat()),
        }
    }
}

/// Pieces as they are found; neighbours of one kind become one.
#[derive(Default)]
struct Pieces {
    found: Vec<Piece>,
    same: String,
    gone: String,
    new: String,
}

impl Pieces {
    fn same(&mut self, text: &str) {
        let is_changing = !(self.gone.is_empty() && self.new.is_empty());
        if is_changing && text.chars().all(char::is_whitespace) && !text.contains('\n') {
            // A space between two changed words does not make two changes of one.
            self.gone.push_str(text);
            self.new.push_str(text);
            return;
        }
        self.close_change();
        self.same.push_str(text);
    }

    fn changed(&mut self, gone: &str, new: &str) {
        if !self.same.is_empty() {
            self.found.push(Piece::Same(std::mem::take(&mut self.same)));
        }
        self.gone.push_str(gone);
        self.new.push_str(new);
    }

    /// Ends a change. The space at its end that both sides share belongs to what follows.
    fn close_change(&mut self) {
        let (mut gone, mut new) = (
            std::mem::take(&mut self.gone),
            std::mem::take(&mut self.new),
        );
        let mut shared = String::new();
        while let (Some(a), Some(b)) = (gone.chars().last(), new.chars().last()) {
            if a != b || !a.is_whitespace() {
                break;
            }
            gone.pop();
            new.pop();
            shared.insert(0, a);
        }
        let pieces = [Piece::Gone(gone), Piece::New(new)];
        let is_something = |piece: &Piece| match piece {
            Piece::Same(text) | Piece::Gone(text) | Piece::New(text) => !text.is_empty(),
        };
        self.found.extend(pieces.into_iter().filter(is_something));
        self.same.insert_str(0, &shared);
    }

    fn finish(mut self) -> Vec<Piece> {
        self.close_change();
        if !self.same.is_empty() {
            self.found.push(Piece::Same(self.same));
        }
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::Piece::{Gone, New, Same};
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[Piece]) {
        assert_eq!(words(old, new), expected);
    }

    #[test]
    fn words_that_changed_are_named_and_those_around_them_are_not() {
        check(
            "شكل الحبّة يحفظ الريح",
            "شكل الحبّة حفظ الريح",
            &[
                Same("شكل الحبّة ".into()),
                Gone("يحفظ".into()),
                New("حفظ".into()),
                Same(" الريح".into()),
            ],
        );
    }

    #[test]
    fn a_vowel_sign_makes_another_word() {
        check("كتب", "كُتب", &[Gone("كتب".into()), New("كُتب".into())]);
    }

    #[test]
    fn a_paragraph_that_came_or_went_is_one_piece() {
        check(
            "أولى\nثانية\n",
            "أولى\nبينهما\nثانية\n",
            &[
                Same("أولى\n".into()),
                New("بينهما\n".into()),
                Same("ثانية\n".into()),
            ],
        );
        check("نصّ", "", &[Gone("نصّ".into())]);
        check("", "", &[]);
    }

    #[test]
    fn another_script_is_compared_too() {
        check(
            "Aeolian Letters",
            "Aeolian Papers",
            &[
                Same("Aeolian ".into()),
                Gone("Letters".into()),
                New("Papers".into()),
            ],
        );
    }

    #[test]
    fn a_text_that_was_written_anew_is_one_change() {
        let (old, new) = ("قديم ".repeat(9_000), "جديد ".repeat(9_000));
        assert!(words(&old, &new).len() <= 3);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_in_the_pieces(old in "[اب \n]{0,40}", new in "[اب \n]{0,40}") {
            let read = |skips_new: bool| -> String {
                words(&old, &new).into_iter().filter_map(|piece| match piece {
                    Same(text) => Some(text),
                    Gone(text) => skips_new.then_some(text),
                    New(text) => (!skips_new).then_some(text),
                }).collect()
            };
            prop_assert_eq!(read(true), old.clone());
            prop_assert_eq!(read(false), new.clone());
        }
    }
}
