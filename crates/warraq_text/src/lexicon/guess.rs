//! Words that are not in the dictionary: names, rare words, slips.
//!
//! What a guess finds is stored beside the word itself, never instead of it, so that a wrong guess
//! costs a little room and loses nothing. A guess strips what is nearly always an affix and keeps
//! enough letters for the rest to be a word.

use super::class::Class;
use super::table;

/// Articles with their particles, longest first.
const ARTICLES: [&str; 9] = [
    "وبال", "وكال", "فبال", "ولل", "فلل", "وال", "فال", "بال", "كال",
];

/// Particles of one letter, with the letters that have to stay.
const PARTICLES: [(&str, usize); 5] = [("و", 3), ("ف", 4), ("ب", 4), ("ل", 4), ("ك", 5)];

/// Endings, longest first, with the letters that have to stay and what replaces the ending.
const ENDINGS: [(&str, usize, &str); 24] = [
    ("ياتها", 2, "ي"),
    ("اتها", 3, ""),
    ("اتهم", 3, ""),
    ("يتها", 2, "ي"),
    ("تهما", 3, ""),
    ("يات", 2, "ي"),
    ("يون", 2, "ي"),
    ("يين", 2, "ي"),
    ("تها", 3, ""),
    ("تهم", 3, ""),
    ("يته", 2, "ي"),
    ("هما", 3, ""),
    ("يه", 2, "ي"),
    ("يا", 3, "ي"),
    ("ات", 3, ""),
    ("ون", 3, ""),
    ("ين", 3, ""),
    ("ها", 3, ""),
    ("هم", 3, ""),
    ("نا", 4, ""),
    ("وا", 3, ""),
    ("ته", 3, ""),
    ("ه", 3, ""),
    ("ا", 4, ""),
];

/// Calls `guess` with what a folded word that is not in the dictionary may be a form of.
pub(super) fn each(folded: &str, mut guess: impl FnMut(&str)) {
    if !folded.starts_with(is_arabic) {
        return guess(folded);
    }
    if let Some(bare) = without_article(folded) {
        return endings(bare, &mut guess);
    }
    if let Some(base) = imperfect(folded) {
        guess(base);
    }
    // A perfect of the seventh, eighth or tenth form has an alef that its imperfect has not.
    if let Some(base) = folded.strip_prefix('ا').filter(|base| letters(base) >= 4) {
        endings(base, &mut guess);
    }
    endings(folded, &mut guess);
    for (particle, least) in PARTICLES {
        if let Some(rest) = folded
            .strip_prefix(particle)
            .filter(|rest| letters(rest) >= least)
        {
            endings(rest, &mut guess);
        }
    }
}

fn without_article(word: &str) -> Option<&str> {
    ARTICLES
        .iter()
        .chain(&["ال", "لل"])
        .find_map(|article| word.strip_prefix(article))
        .filter(|rest| letters(rest) >= 3)
}

/// The stem of an imperfect of the third person, its first letter and endings cut off.
fn imperfect(word: &str) -> Option<&str> {
    let word = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    let word = word.strip_prefix(['س', 'ل']).unwrap_or(word);
    let rest = word
        .strip_prefix('ي')
        .filter(|rest| letters(rest) >= 3)
        .or_else(|| word.strip_prefix('ت').filter(|rest| letters(rest) >= 4))?;
    let stem = ["ونها", "ونه", "ون", "وا", "ها", "هم", "ه"]
        .iter()
        .find_map(|ending| rest.strip_suffix(ending))
        .filter(|stem| letters(stem) >= 3);
    Some(stem.unwrap_or(rest))
}

fn endings(word: &str, guess: &mut impl FnMut(&str)) {
    guess(word);
    singulars(word, guess);
    for (ending, least, replacement) in ENDINGS {
        if let Some(stem) = word
            .strip_suffix(ending)
            .filter(|stem| letters(stem) >= least)
        {
            if replacement.is_empty() {
                guess(stem);
                singulars(stem, guess);
            } else {
                guess(&format!("{stem}{replacement}"));
            }
            return;
        }
    }
}

/// Singulars in the dictionary whose broken plural would have the shape of this word.
fn singulars(word: &str, guess: &mut impl FnMut(&str)) {
    let mut all = [' '; 6];
    let mut length = 0;
    for c in word.chars() {
        let Some(slot) = all.get_mut(length) else {
            return;
        };
        *slot = c;
        length += 1;
    }
    let mut candidates: Vec<String> = Vec::new();
    match all[..length] {
        // أفعال
        ['ا', b, c, 'ا', d] => candidates.push(format!("{b}{c}{d}")),
        // فعائل
        [a, b, 'ا', 'ء', d] => {
            candidates.extend(["ي", "ا", "و"].map(|long| format!("{a}{b}{long}{d}")));
        }
        // فواعل, مفاعل
        [a, b, 'ا', c, d] => {
            if b == 'و' {
                candidates.push(format!("{a}ا{c}{d}"));
            }
            candidates.push(format!("{a}{b}{c}{d}"));
        }
        // مفاعيل, فعاليل
        [a, b, 'ا', c, 'ي', d] => {
            candidates.extend(["و", "ا", "ي"].map(|long| format!("{a}{b}{c}{long}{d}")));
        }
        _ => {}
    }
    for candidate in candidates {
        let stems = table::find(&candidate).into_iter().flatten();
        for stem in stems.filter(|stem| is_singular(stem.class)) {
            guess(table::lemma(stem.lemma).unwrap_or_default());
        }
    }
}

fn is_singular(class: Class) -> bool {
    matches!(
        class,
        Class::Masculine | Class::Noun | Class::Gendered | Class::Feminine
    )
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

fn is_arabic(c: char) -> bool {
    ('\u{620}'..='\u{64a}').contains(&c)
}
