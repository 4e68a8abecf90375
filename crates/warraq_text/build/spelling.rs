//! Arabic spelling as search sees it: folded, so that most seats of hamza disappear.

/// Folds the clean Arabic of the word lists. The library's own folding knows far more letters.
pub(crate) fn fold(word: &str) -> String {
    word.chars()
        .filter_map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
            'ى' => Some('ي'),
            'ة' => Some('ه'),
            'ؤ' | 'ئ' => Some('ء'),
            '\u{640}' | '\u{64b}'..='\u{65f}' => None,
            c => Some(c),
        })
        .collect()
}

/// A root of three or four letters, hamza written ء.
pub(crate) struct Root {
    letters: Vec<char>,
}

impl Root {
    pub(crate) fn new(text: &str) -> Root {
        Root {
            letters: text.chars().collect(),
        }
    }

    pub(crate) fn is_quadriliteral(&self) -> bool {
        self.letters.len() > 3
    }

    /// The nth letter, from 0; a space where there is none.
    pub(crate) fn at(&self, n: usize) -> char {
        self.letters.get(n).copied().unwrap_or(' ')
    }

    /// The last letter is و or ي.
    pub(crate) fn is_defective(&self) -> bool {
        is_weak(self.at(2))
    }

    /// The middle letter is و or ي, and the last is not.
    pub(crate) fn is_hollow(&self) -> bool {
        is_weak(self.at(1)) && !self.is_defective()
    }

    /// The last two letters are the same.
    pub(crate) fn is_geminate(&self) -> bool {
        self.at(1) == self.at(2) && !is_weak(self.at(1))
    }
}

pub(crate) fn is_weak(c: char) -> bool {
    matches!(c, 'و' | 'ي')
}

/// All the spellings of a pattern whose letters may be hamza. A hamza inside a word is written أ or
/// with another seat, by the vowels around it, which are not written here; the other seats are one
/// to search and are all spelled ئ.
pub(crate) fn spellings(pattern: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for (i, c) in pattern.chars().enumerate() {
        if c != 'ء' {
            for s in &mut all {
                s.push(c);
            }
            continue;
        }
        let other_seats: Vec<String> = all.iter().map(|s| format!("{s}ئ")).collect();
        for s in &mut all {
            s.push('أ');
        }
        if i > 0 {
            all.extend(other_seats);
        }
    }
    // A hamza and an alef, or two hamzas, are one letter: آمن, آثار.
    for s in &mut all {
        *s = s.replace("أا", "آ").replace("أأ", "آ").replace("أئ", "آ");
    }
    all.sort();
    all.dedup();
    all
}
