//! Arabic words typed in Latin letters: `hamas`, `falastin`, `7amas`, `Damascus`.
//!
//! Latin spelling of Arabic follows no rule, so words are compared by the sounds that every spelling
//! keeps: the consonants. [`latin_key`] and [`arabic_key`] are equal for words that may be the same;
//! [`fit`] then says how well the vowels agree. [`arabic`] looks a word up among the names of the
//! dictionary and the names that other languages made their own (Damascus, Égypte).

use crate::fold::fold;
use crate::lexicon;
use std::collections::HashMap;
use std::sync::LazyLock;

/// At most so many words are offered for one.
const OFFERED: usize = 5;

/// The Arabic words that a Latin word may be, the best first; at most five.
///
/// ```
/// use warraq_text::translit::arabic;
///
/// assert_eq!(arabic("hamas").first().map(String::as_str), Some("حماس"));
/// assert_eq!(arabic("Damascus").first().map(String::as_str), Some("دمشق"));
/// assert_eq!(arabic("7amas").first().map(String::as_str), Some("حماس"));
/// ```
pub fn arabic(latin: &str) -> Vec<String> {
    let word = fold(latin);
    let mut found: Vec<String> = Vec::new();
    if !word.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return found;
    }
    let exonyms = EXONYMS.get(word.as_str()).into_iter().flatten().copied();
    let mut alike: Vec<(u32, &str)> = NAMES
        .get(&latin_key(&word))
        .into_iter()
        .flatten()
        .filter_map(|name| Some((fit(&word, &fold(name))?, *name)))
        .collect();
    alike.sort_unstable();
    for name in exonyms.chain(alike.into_iter().map(|(_, name)| name)) {
        if found.len() < OFFERED && !found.iter().any(|earlier| earlier == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// The consonants of a Latin spelling, as sounds; equal to the [`arabic_key`] of its Arabic.
///
/// The digits of chat spelling stand for the letters that they look like: 3 ع, 5 خ, 7 ح, 9 ق.
pub fn latin_key(latin: &str) -> String {
    sounds_of_latin(&fold(latin))
        .into_iter()
        .filter_map(Sound::consonant)
        .collect()
}

/// The consonants of an Arabic word, as sounds.
pub fn arabic_key(arabic: &str) -> String {
    sounds_of_arabic(&fold(arabic))
        .into_iter()
        .filter_map(Sound::consonant)
        .collect()
}

/// How many vowels of two words with one key disagree; nothing if the words have different keys.
pub fn fit(latin: &str, arabic: &str) -> Option<u32> {
    let (latin, arabic) = (
        sounds_of_latin(&fold(latin)),
        sounds_of_arabic(&fold(arabic)),
    );
    let consonants = |sounds: &[Sound]| -> Vec<char> {
        sounds
            .iter()
            .copied()
            .filter_map(Sound::consonant)
            .collect()
    };
    if consonants(&latin) != consonants(&arabic) {
        return None;
    }
    // Between each two consonants an Arabic long vowel should have a Latin vowel of its kind.
    let gaps = |sounds: &[Sound]| -> Vec<Vec<char>> {
        let mut gaps = vec![Vec::new()];
        for sound in sounds {
            match (sound, gaps.last_mut()) {
                (Sound::Vowel(v), Some(gap)) => gap.push(*v),
                _ => gaps.push(Vec::new()),
            }
        }
        gaps
    };
    let (latin, arabic) = (gaps(&latin), gaps(&arabic));
    let misfit = latin.iter().zip(&arabic).map(|(latin, arabic)| {
        let missing = arabic.iter().filter(|v| !latin.contains(v)).count();
        // Short vowels are not written in Arabic, so a Latin vowel alone is no fault; long ones are
        // mostly «a», which every name has.
        let extra = usize::from(arabic.is_empty() && latin.len() > 1);
        2 * missing + extra
    });
    Some(u32::try_from(misfit.sum::<usize>()).unwrap_or(u32::MAX))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sound {
    Consonant(char),
    /// a, i or u.
    Vowel(char),
}

impl Sound {
    fn consonant(self) -> Option<char> {
        match self {
            Sound::Consonant(c) => Some(c),
            Sound::Vowel(_) => None,
        }
    }
}

/// Pairs of Latin letters that are one sound, before single letters.
const PAIRS: [(&str, char); 12] = [
    ("sh", 'š'),
    ("ch", 'š'),
    ("kh", 'x'),
    ("gh", 'g'),
    ("dh", 'z'),
    ("th", 'θ'),
    ("ph", 'f'),
    ("dj", 'g'),
    ("ck", 'k'),
    ("qu", 'k'),
    ("ts", 's'),
    ("zh", 'g'),
];

fn sounds_of_latin(word: &str) -> Vec<Sound> {
    let mut sounds = Vec::new();
    let mut rest = word;
    for article in ["al-", "el-", "al ", "el "] {
        rest = rest.strip_prefix(article).unwrap_or(rest);
    }
    let mut first = true;
    while let Some(c) = rest.chars().next() {
        if let Some((pair, sound)) = PAIRS.iter().find(|(pair, _)| rest.starts_with(pair)) {
            push(Sound::Consonant(*sound), &mut sounds);
            rest = &rest[pair.len()..];
            first = false;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let sound = match c {
            'b' | 'p' => Sound::Consonant('b'),
            't' | '6' => Sound::Consonant('t'),
            'j' | 'g' => Sound::Consonant('g'),
            // A final h is that of «Fatimah».
            'h' if rest.is_empty() => continue,
            'h' | '7' => Sound::Consonant('h'),
            '5' => Sound::Consonant('x'),
            'd' => Sound::Consonant('d'),
            'z' => Sound::Consonant('z'),
            'r' | 'l' | 'm' | 'n' => Sound::Consonant(c),
            's' => Sound::Consonant('s'),
            'c' if rest.starts_with(['e', 'i', 'y']) => Sound::Consonant('s'),
            'k' | 'q' | 'c' | '9' | '8' => Sound::Consonant('k'),
            'x' => {
                push(Sound::Consonant('k'), &mut sounds);
                Sound::Consonant('s')
            }
            'f' | 'v' => Sound::Consonant('f'),
            'y' if first => Sound::Consonant('y'),
            'w' if first => Sound::Consonant('w'),
            // At the head of a word a vowel rests on an alef or ع.
            'a' | 'e' | 'i' | 'o' | 'u' | '2' | '3' if first => {
                push(Sound::Consonant('ʾ'), &mut sounds);
                Sound::Vowel(vowel(c))
            }
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w' => Sound::Vowel(vowel(c)),
            _ => continue,
        };
        first = false;
        push(sound, &mut sounds);
    }
    sounds
}

fn vowel(c: char) -> char {
    match c {
        'i' | 'e' | 'y' => 'i',
        'o' | 'u' | 'w' => 'u',
        _ => 'a',
    }
}

fn sounds_of_arabic(word: &str) -> Vec<Sound> {
    let word = word
        .strip_prefix("ال")
        .filter(|rest| rest.chars().count() > 2)
        .unwrap_or(word);
    let word = word.strip_suffix('ه').unwrap_or(word);
    let mut sounds = Vec::new();
    for (i, c) in word.chars().enumerate() {
        let sound = match c {
            'ب' => Sound::Consonant('b'),
            'ت' | 'ط' => Sound::Consonant('t'),
            'ث' => Sound::Consonant('θ'),
            'ج' | 'غ' => Sound::Consonant('g'),
            'ح' | 'ه' => Sound::Consonant('h'),
            'خ' => Sound::Consonant('x'),
            'د' | 'ض' => Sound::Consonant('d'),
            'ذ' | 'ز' | 'ظ' => Sound::Consonant('z'),
            'ر' => Sound::Consonant('r'),
            'س' | 'ص' => Sound::Consonant('s'),
            'ش' => Sound::Consonant('š'),
            'ف' => Sound::Consonant('f'),
            'ق' | 'ك' => Sound::Consonant('k'),
            'ل' => Sound::Consonant('l'),
            'م' => Sound::Consonant('m'),
            'ن' => Sound::Consonant('n'),
            'ا' | 'ع' | 'ء' if i == 0 => Sound::Consonant('ʾ'),
            'و' if i == 0 => Sound::Consonant('w'),
            'ي' if i == 0 => Sound::Consonant('y'),
            'ا' => Sound::Vowel('a'),
            'و' => Sound::Vowel('u'),
            'ي' => Sound::Vowel('i'),
            _ => continue,
        };
        push(sound, &mut sounds);
    }
    sounds
}

/// Doubled letters are written twice in Latin and once in Arabic.
fn push(sound: Sound, sounds: &mut Vec<Sound>) {
    if sounds.last() != Some(&sound) {
        sounds.push(sound);
    }
}

/// Names of the dictionary by their sounds.
static NAMES: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<&'static str>> = HashMap::new();
    for line in lexicon::NAMES.lines().filter(|line| !line.starts_with('#')) {
        let spellings = line.split(':').next().unwrap_or_default();
        let Some(first) = spellings.split_whitespace().next() else {
            continue;
        };
        for spelling in spellings.split_whitespace() {
            let alike = names.entry(arabic_key(spelling)).or_default();
            if !alike.contains(&first) {
                alike.push(first);
            }
        }
    }
    names
});

/// Arabic names by what other languages call them.
static EXONYMS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut exonyms: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    for line in include_str!("../data/exonyms.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        if let Some((name, foreign)) = line.split_once('\t') {
            for word in foreign.split_whitespace() {
                exonyms.entry(word).or_default().push(name);
            }
        }
    }
    exonyms
});

#[cfg(test)]
mod tests {
    use super::{arabic, arabic_key, fit, latin_key};
    use proptest::prelude::*;

    #[track_caller]
    fn check(latin: &str, expected: &str) {
        let found = arabic(latin);
        assert!(
            found.iter().any(|name| name == expected),
            "{latin}: {found:?}"
        );
    }

    #[test]
    fn names_typed_in_latin_are_found() {
        check("hamas", "حماس");
        check("falastin", "فلسطين");
        check("filasteen", "فلسطين");
        check("khaled", "خالد");
        check("qatar", "قطر");
        check("al-jazeera", "الجزيرة");
        check("Sharjah", "الشارقة");
        check("3omar", "عمر");
        check("Fatimah", "فاطمة");
        check("Hussein", "حسين");
    }

    #[test]
    fn names_that_other_languages_made_their_own_are_found() {
        check("Égypte", "مصر");
        check("Jerusalem", "القدس");
        check("Moscow", "موسكو");
    }

    #[test]
    fn keys_of_the_same_name_are_equal() {
        for (latin, arabic) in [
            ("Netanyahu", "نتنياهو"),
            ("Baghdad", "بغداد"),
            ("Shiraz", "شيراز"),
        ] {
            assert_eq!(latin_key(latin), arabic_key(arabic));
        }
        assert!(fit("Yemen", "يمن").is_some());
        assert!(fit("Oman", "يمن").is_none());
    }

    proptest! {
        #[test]
        fn any_word_may_be_asked(word in any::<String>()) {
            let _ = (arabic(&word), arabic_key(&word), fit(&word, &word));
        }
    }
}
