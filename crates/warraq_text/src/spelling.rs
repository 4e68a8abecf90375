//! How likely it is that one word was typed for another, for «هل تقصد».

/// What one plain slip costs: a letter left out, put in or exchanged for another.
pub const SLIP: u32 = 10;

/// Words of so many letters or more may have two slips.
const LONG: usize = 7;

/// Longest word that is compared, in letters.
const MAX_LETTERS: usize = 24;

/// Letters that sound alike in some dialect and are mistaken for each other.
const SOUND_ALIKE: [(char, char); 10] = [
    ('ض', 'ظ'),
    ('ذ', 'ز'),
    ('ظ', 'ز'),
    ('ت', 'ط'),
    ('س', 'ص'),
    ('د', 'ض'),
    ('ث', 'س'),
    ('ق', 'ك'),
    ('غ', 'ج'),
    ('ء', 'ا'),
];

/// The rows of the Arabic keyboard: a finger slips to a neighbour.
const ROWS: [&str; 3] = ["ضصثقفغعهخحجد", "شسيبلاتنمكط", "ءءرلاىةوزظ"];

/// The cost of having typed `typed` for `word`, both folded; nothing if it is too far.
///
/// 0 is equal, [`SLIP`] is one ordinary slip. Letters that sound alike cost a third of it, two
/// letters exchanged and a neighbouring key half. A short word may have one slip, a word of seven
/// letters two.
///
/// ```
/// use warraq_text::spelling::cost;
///
/// assert_eq!(cost("حماس", "حماس"), Some(0));
/// assert!(cost("فلصطين", "فلسطين") < cost("فلبطين", "فلسطين"));
/// assert_eq!(cost("كتاب", "مدرسه"), None);
/// ```
pub fn cost(typed: &str, word: &str) -> Option<u32> {
    let typed: Vec<char> = typed.chars().take(MAX_LETTERS + 1).collect();
    let word: Vec<char> = word.chars().take(MAX_LETTERS + 1).collect();
    let longest = typed.len().max(word.len());
    let limit = if longest >= LONG { 2 * SLIP } else { SLIP };
    if longest > MAX_LETTERS || typed.len().abs_diff(word.len()) > 2 {
        return None;
    }
    let (mut before, mut last): (Vec<u32>, Vec<u32>);
    let mut row: Vec<u32> = Vec::with_capacity(word.len() + 1);
    row.push(0);
    for j in 0..word.len() {
        row.push(row[j] + one_letter(&word, j));
    }
    (before, last) = (Vec::new(), row);
    for i in 0..typed.len() {
        let mut row = Vec::with_capacity(word.len() + 1);
        row.push(last[0] + one_letter(&typed, i));
        for j in 0..word.len() {
            let mut best = (last[j] + exchange(typed[i], word[j]))
                .min(last[j + 1] + one_letter(&typed, i))
                .min(row[j] + one_letter(&word, j));
            if i > 0 && j > 0 && typed[i] == word[j - 1] && typed[i - 1] == word[j] {
                best = best.min(before[j - 1] + SLIP / 2);
            }
            row.push(best);
        }
        if row.iter().all(|&cost| cost > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&cost| cost <= limit)
}

/// What it costs to leave out or put in the letter at `at`.
fn one_letter(word: &[char], at: usize) -> u32 {
    let doubled = at > 0 && word[at] == word[at - 1];
    match word[at] {
        'ء' => 3,
        _ if doubled => SLIP / 2,
        'ا' | 'و' | 'ي' if at > 0 => 7,
        _ => SLIP,
    }
}

fn exchange(a: char, b: char) -> u32 {
    if a == b {
        0
    } else if SOUND_ALIKE.contains(&(a, b)) || SOUND_ALIKE.contains(&(b, a)) {
        3
    } else if are_neighbours(a, b) {
        SLIP / 2
    } else {
        SLIP
    }
}

fn are_neighbours(a: char, b: char) -> bool {
    ROWS.iter().any(|row| {
        let place = |c| row.chars().position(|key| key == c);
        place(a)
            .zip(place(b))
            .is_some_and(|(a, b)| a.abs_diff(b) == 1)
    })
}

#[cfg(test)]
mod tests {
    use super::{SLIP, cost};
    use proptest::prelude::*;

    #[test]
    fn one_slip_in_a_short_word_and_two_in_a_long_one() {
        assert_eq!(cost("حمس", "حماس"), Some(7));
        assert_eq!(cost("حسام", "حماس"), None);
        assert_eq!(cost("حامس", "حماس"), Some(SLIP / 2));
        assert_eq!(cost("الححكم", "الحكم"), Some(SLIP / 2));
        assert!(cost("المصالجه", "المصالحه").is_some());
        assert!(cost("المسالجه", "المصالحه").is_some());
    }

    proptest! {
        #[test]
        fn both_ways_cost_the_same(a in "[ابتثجحخدذرزسشصضطظءةيو]{0,9}", b in "[ابتثجحخدذرزسشصضطظءةيو]{0,9}") {
            prop_assert_eq!(cost(&a, &b), cost(&b, &a));
        }

        #[test]
        fn any_words_may_be_compared(a in any::<String>(), b in any::<String>()) {
            let _ = cost(&a, &b);
            prop_assert!(a.chars().count() > 24 || cost(&a, &a) == Some(0));
        }
    }
}
