//! A headline in lines of about the same length.

use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation as _;

use super::face::{Faces, Weight};
use super::letters::drawable;
use super::shape::Line;

/// Letters that are looked at: far more than a card has room for.
const MOST: usize = 400;
/// A longer word is no word, but an address or a mistake.
const LONGEST_WORD: usize = 40;

const WEIGHT: Weight = Weight::Bold;

/// A headline before it is in lines.
#[derive(Debug)]
pub(super) struct Paragraph {
    /// Words parted by single spaces.
    text: String,
    /// Where each word stands in the text.
    words: Vec<Range<usize>>,
    /// Widths of the words at size 1.
    widths: Vec<f32>,
    space: f32,
    base: Level,
}

impl Paragraph {
    /// `None` when there is nothing that can be drawn. The text runs as its first letter does; one
    /// without letters, as the paper does.
    pub(super) fn of(text: &str, is_right_to_left: bool) -> Option<Self> {
        let text = drawable(text, Faces::of(WEIGHT)?)?;
        let text = shortened(&text);
        let base = direction(&text).unwrap_or(if is_right_to_left {
            Level::rtl()
        } else {
            Level::ltr()
        });
        Self::new(text, base).filter(|paragraph| !paragraph.words.is_empty())
    }

    fn new(text: String, base: Level) -> Option<Self> {
        let width = |text: &str| {
            let directions = BidiInfo::new(text, Some(base));
            Some(Line::part(&directions, 0..text.len(), WEIGHT)?.width(1.0))
        };
        let mut words = Vec::new();
        let mut at = 0;
        for word in text.split(' ') {
            if !word.is_empty() {
                words.push(at..at + word.len());
            }
            at += word.len() + 1;
        }
        let widths = words
            .iter()
            .map(|word| width(text.get(word.clone())?))
            .collect::<Option<_>>()?;
        Some(Self {
            space: width(" ")?,
            words,
            widths,
            text,
            base,
        })
    }

    pub(super) fn is_right_to_left(&self) -> bool {
        self.base.is_rtl()
    }

    /// The lines, and the largest of `sizes` at which they fit into `width` pixels. At the smallest
    /// size the text ends in an ellipsis where it has to.
    pub(super) fn set(&self, sizes: &[(f32, usize)], width: f32) -> (f32, Vec<Line>) {
        let mut smallest = (1.0, 1);
        for &(size, most) in sizes {
            smallest = (size, most);
            let measure = width / size;
            let fits = self.widths.iter().all(|word| *word <= measure);
            let rows = self.rows(measure);
            if fits && rows.len() <= most {
                return (size, self.lines(&self.balanced(rows.len(), measure)));
            }
        }
        let (size, most) = smallest;
        let rows = self.rows(width / size);
        if rows.len() <= most {
            return (size, self.lines(&self.balanced(rows.len(), width / size)));
        }
        (size, self.ending_in_dots(most, width / size))
    }

    /// Words on each line when every line takes as many as fit.
    fn rows(&self, measure: f32) -> Vec<Range<usize>> {
        let mut rows: Vec<Range<usize>> = Vec::new();
        let mut taken = 0.0;
        for (word, width) in self.widths.iter().enumerate() {
            match rows.last_mut() {
                Some(row) if taken + self.space + width <= measure => {
                    row.end = word + 1;
                    taken += self.space + width;
                }
                _ => {
                    rows.push(word..word + 1);
                    taken = *width;
                }
            }
        }
        rows
    }

    /// As many lines, none longer than it must be.
    fn balanced(&self, count: usize, measure: f32) -> Vec<Range<usize>> {
        // A thousandth of the measure is finer than a pixel.
        const HALVINGS: usize = 10;
        let (mut short, mut long) = (0.0, measure);
        for _ in 0..HALVINGS {
            let middle = f32::midpoint(short, long);
            if self.rows(middle).len() > count {
                short = middle;
            } else {
                long = middle;
            }
        }
        self.rows(long)
    }

    fn lines(&self, rows: &[Range<usize>]) -> Vec<Line> {
        let directions = BidiInfo::new(&self.text, Some(self.base));
        let line = |row: &Range<usize>| {
            let first = self.words.get(row.start)?;
            let last = self.words.get(row.end.checked_sub(1)?)?;
            Line::part(&directions, first.start..last.end, WEIGHT)
        };
        rows.iter().filter_map(line).collect()
    }

    /// The first `count` lines, the last of which ends in an ellipsis, after a whole word.
    fn ending_in_dots(&self, count: usize, measure: f32) -> Vec<Line> {
        let end = self.rows(measure).get(count - 1).map_or(0, |row| row.end);
        let mut lines = Vec::new();
        for kept in (1..=end).rev() {
            let Some(last) = self.words.get(kept - 1) else {
                continue;
            };
            let text = self.text.get(..last.end).unwrap_or_default();
            let text = text.trim_end_matches(|sign: char| !sign.is_alphanumeric() && !closes(sign));
            let Some(cut) = Self::new(format!("{text}…"), self.base) else {
                continue;
            };
            let rows = cut.rows(measure);
            lines = cut.lines(&rows);
            if rows.len() <= count {
                break;
            }
        }
        lines
    }
}

/// Signs that belong to the word before them.
fn closes(sign: char) -> bool {
    matches!(sign, '»' | ')' | ']' | '”' | '’' | '%') || ('\u{64b}'..='\u{652}').contains(&sign)
}

/// At most [`MOST`] letters, and no word of more than [`LONGEST_WORD`].
fn shortened(text: &str) -> String {
    let mut kept = String::new();
    for word in text.split(' ') {
        if kept.chars().count() > MOST {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        let mut letters = word.graphemes(true);
        kept.extend(letters.by_ref().take(LONGEST_WORD));
        if letters.next().is_some() {
            kept.push('…');
        }
    }
    kept
}

/// The direction of the first letter that has one.
fn direction(text: &str) -> Option<Level> {
    use unicode_bidi::{BidiClass, bidi_class};
    text.chars().find_map(|letter| match bidi_class(letter) {
        BidiClass::L => Some(Level::ltr()),
        BidiClass::R | BidiClass::AL => Some(Level::rtl()),
        _ => None,
    })
}
