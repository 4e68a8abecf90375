//! Passwords: how they are kept, and which are too weak.
//!
//! The rules are our own: the well-known meter (zxcvbn) knows English words and American keyboards,
//! finds every Arabic password strong, and says why in English.

use std::fmt;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization as _;

use super::wordpress;

/// Memory in KiB, rounds and lanes of argon2id (OWASP Password Storage Cheat Sheet, 2025).
const MEMORY_KIB: u32 = 19_456;
const ROUNDS: u32 = 2;
const LANES: u32 = 1;
/// Fewest letters (NIST SP 800-63B asks for 8 with a second factor, 15 without; we refuse what is
/// guessable besides) and the longest password that is read, in bytes.
const FEWEST: usize = 10;
const LONGEST: usize = 512;
/// Letters that must be left of a password when what anybody would guess is taken out.
const FEWEST_OWN: usize = 6;

/// Random bytes that make equal passwords unequal.
pub type Salt = [u8; 16];

/// What somebody typed as a password.
#[derive(Clone)]
pub struct Password(String);

/// Passwords do not appear in logs by accident.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a password is too weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Too few letters.
    Short,
    /// Longer than anybody types.
    Long,
    /// What everybody thinks of, or a row of the keyboard.
    Common,
    /// The same few letters again and again.
    Repeated,
    /// A number: a date, a telephone.
    Number,
    /// The name or address of whoever chose it.
    Personal,
}

impl Weakness {
    /// How the words of the newsroom call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
            Self::Common => "common",
            Self::Repeated => "repeated",
            Self::Number => "number",
            Self::Personal => "personal",
        }
    }
}

/// What comparing a password with what is kept says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Wrong,
    Right,
    /// Right, and kept in a way of long ago: keep it anew.
    RightAndOld,
}

impl Password {
    /// Takes what somebody typed.
    pub fn typed(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Why it is too weak for somebody, if it is. `of` is what others know of them: name, address.
    pub fn weakness(&self, of: &[&str]) -> Option<Weakness> {
        let letters = self.0.chars().count();
        if letters < FEWEST {
            return Some(Weakness::Short);
        }
        if self.0.len() > LONGEST {
            return Some(Weakness::Long);
        }
        let plain = warraq_text::fold::fold(&self.0).to_lowercase();
        if plain
            .chars()
            .all(|c| c.is_numeric() || !c.is_alphanumeric())
            && letters < 2 * FEWEST
        {
            return Some(Weakness::Number);
        }
        let mut different: Vec<char> = plain.chars().collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < FEWEST_OWN || is_repetition(&plain) {
            return Some(Weakness::Repeated);
        }
        let personal = of.iter().flat_map(|text| words_of(text));
        let personal: Vec<String> = personal.filter(|word| word.chars().count() > 2).collect();
        if letters_left(&plain, personal.iter().map(String::as_str)) < FEWEST_OWN {
            return Some(Weakness::Personal);
        }
        (letters_left(&plain, COMMON.iter().copied()) < FEWEST_OWN).then_some(Weakness::Common)
    }

    /// What is kept of it (a PHC string).
    pub(super) fn hashed(&self, salt: Salt) -> Result<String, argon2::password_hash::Error> {
        let hash = argon2id().hash_password_with_salt(self.normal().as_bytes(), &salt)?;
        Ok(hash.to_string())
    }

    /// Compares it with what is kept. It takes as long for somebody whom nobody knows (`None`).
    pub(super) fn verify(&self, kept: Option<&str>) -> Verdict {
        if self.0.len() > LONGEST {
            return Verdict::Wrong;
        }
        let Some(kept) = kept.filter(|kept| !kept.is_empty()) else {
            // The same work, for nothing: an answer's time must not tell who works here.
            let _ = self.hashed([0; 16]);
            return Verdict::Wrong;
        };
        if wordpress::is_hash(kept) {
            // Else its time would tell who has not signed in since the import.
            let _ = self.hashed([0; 16]);
            return if wordpress::verify(&self.0, kept) {
                Verdict::RightAndOld
            } else {
                Verdict::Wrong
            };
        }
        match argon2id().verify_password(self.normal().as_bytes(), kept) {
            Ok(()) if kept.starts_with(&parameters()) => Verdict::Right,
            Ok(()) => Verdict::RightAndOld,
            Err(_) => Verdict::Wrong,
        }
    }

    /// One spelling for what looks the same: keyboards compose letters differently (NIST SP
    /// 800-63B, 5.1.1.2).
    fn normal(&self) -> String {
        self.0.nfkc().collect()
    }
}

fn argon2id() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, ROUNDS, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn parameters() -> String {
    format!("$argon2id$v=19$m={MEMORY_KIB},t={ROUNDS},p={LANES}$")
}

/// What everybody thinks of, folded: the heads of the published lists of leaked passwords, what
/// Arabic newsrooms would add, and the rows of both keyboards.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "welcome",
    "admin",
    "administrator",
    "letmein",
    "iloveyou",
    "monkey",
    "dragon",
    "football",
    "newspaper",
    "newsroom",
    "warraq",
    "journalist",
    "press",
    "secret",
    "login",
    "habibi",
    "allah",
    "mohamed",
    "mohammed",
    "muhammad",
    "ahmed",
    "ahmad",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "zxcvbn",
    "qazwsx",
    "1q2w3e4r",
    "abcdefgh",
    "abcdef",
    "abc",
    "1234567890",
    "123456789",
    "12345678",
    "1234567",
    "123456",
    "12345",
    "1234",
    "123",
    "2024",
    "2025",
    "2026",
    "2027",
    "ضصثقفغعهخحجد",
    "ضصثقفغ",
    "شسيبلاتنمكط",
    "شسيبلا",
    "كلمه السر",
    "كلمه سر",
    "كلمه المرور",
    "كلمه",
    "السر",
    "المرور",
    "صحيفه",
    "جريده",
    "وراق",
    "الوراق",
    "اهلا",
    "مرحبا",
    "محمد",
    "احمد",
    "الله",
    "بسم",
    "حبيبي",
    "سوريا",
    "فلسطين",
    "لبنان",
    "مصر",
    "ابجد هوز",
    "ابجدهوز",
    "ابجد",
];

fn words_of(text: &str) -> Vec<String> {
    let plain = warraq_text::fold::fold(text).to_lowercase();
    let words = plain.split(|c: char| !c.is_alphanumeric());
    words.map(str::to_owned).collect()
}

/// Letters and digits that are left when `guesses` are taken out. Longest first, where it matters.
fn letters_left<'a>(text: &str, guesses: impl Iterator<Item = &'a str>) -> usize {
    let left = guesses.fold(text.to_owned(), |left, guess| left.replace(guess, " "));
    left.chars().filter(|c| !c.is_whitespace()).count()
}

/// Whether a text is one piece of at most half its length, said again.
fn is_repetition(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=letters.len() / 2).any(|length| {
        let piece = &letters[..length];
        letters.chunks(length).all(|chunk| piece.starts_with(chunk))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: &[&str] = &["ليلى الحسّان", "layla.hassan@alwarraq.example"];

    #[track_caller]
    fn check(text: &str, expected: Option<Weakness>) {
        assert_eq!(Password::typed(text).weakness(OF), expected, "{text}");
    }

    #[test]
    fn what_anybody_would_guess_is_weak() {
        check("سرّي", Some(Weakness::Short));
        check("كلمة السر 123", Some(Weakness::Common));
        check("كَلِمَةُ المرور!", Some(Weakness::Common));
        check("Password2026!", Some(Weakness::Common));
        check("ضصثقفغعهخح", Some(Weakness::Common));
        check("qwertyuiop1", Some(Weakness::Common));
        check("0599 123 456", Some(Weakness::Number));
        check("٠٥٩٩١٢٣٤٥٦", Some(Weakness::Number));
        check("لالالالالالا", Some(Weakness::Repeated));
        check("abcxyzabcxyz", Some(Weakness::Repeated));
        check("ليلى الحسان 77", Some(Weakness::Personal));
        check("LaylaHassan1!", Some(Weakness::Personal));
        check(&"ب ج د هـ وز".repeat(60), Some(Weakness::Long));
    }

    #[test]
    fn a_few_words_of_ones_own_are_strong() {
        check("قهوة على سطح الجيران", None);
        check("حبر أزرق وقطار متأخر", None);
        check("correct horse battery", None);
        check("Tr0ub4dor&3x", None);
    }

    #[test]
    fn a_password_is_known_again_however_its_letters_are_composed() {
        let kept = Password::typed("مقهى آلة الزمن")
            .hashed(*b"0123456789abcdef")
            .unwrap();
        assert!(kept.starts_with(&parameters()));
        let apart: String = "مقهى آلة الزمن".nfd().collect();
        assert_eq!(Password::typed(&apart).verify(Some(&kept)), Verdict::Right);
        let wrong = Password::typed("مقهى آلة الزمان");
        assert_eq!(wrong.verify(Some(&kept)), Verdict::Wrong);
    }

    #[test]
    fn nobody_has_no_password() {
        assert_eq!(Password::typed("").verify(None), Verdict::Wrong);
        assert_eq!(Password::typed("").verify(Some("")), Verdict::Wrong);
        assert_eq!(Password::typed("x").verify(Some("$x$y")), Verdict::Wrong);
    }

    #[test]
    fn a_hash_of_fewer_rounds_is_kept_anew() {
        let params = Params::new(8_192, 1, 1, None).unwrap();
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let kept = weak
            .hash_password_with_salt("سرّ قديم".nfkc().collect::<String>().as_bytes(), &[7; 16])
            .unwrap()
            .to_string();
        let verdict = Password::typed("سرّ قديم").verify(Some(&kept));
        assert_eq!(verdict, Verdict::RightAndOld);
    }
}
