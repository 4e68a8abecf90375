//! Codes of a second device (RFC 6238), and codes on paper for when it is lost.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::model::Timestamp;

/// Seconds that a code is for, and its digits: what every app assumes.
const STEP_S: i64 = 30;
const MODULUS: u32 = 1_000_000;
/// Letters of RFC 4648's base 32.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What the newsroom and a second device both know: 160 bits (RFC 4226 asks for as many).
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; 20]);

/// Secrets do not appear in logs by accident.
impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

impl TotpSecret {
    /// A secret of bytes that nobody can guess.
    pub fn of(random: [u8; 20]) -> Self {
        Self(random)
    }

    pub(crate) fn kept(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// How it is typed into a device.
    pub fn text(&self) -> String {
        base32(&self.0)
    }

    /// Reads what [`text`](Self::text) wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 20];
        let digits: Vec<u8> = text
            .bytes()
            .map(|letter| BASE32.iter().position(|known| *known == letter))
            .map(|value| value.and_then(|value| u8::try_from(value).ok()))
            .collect::<Option<_>>()?;
        if digits.len() != 32 {
            return None;
        }
        for (byte, group) in bytes.chunks_exact_mut(5).zip(digits.chunks_exact(8)) {
            let value = group
                .iter()
                .fold(0_u64, |v, digit| v << 5 | u64::from(*digit));
            byte.copy_from_slice(value.to_be_bytes().get(3..)?);
        }
        Some(Self(bytes))
    }

    /// What a device reads from a picture. `paper` and `email` say whose it is.
    pub fn uri(&self, paper: &str, email: &str) -> String {
        let code = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let (paper, email) = (code(paper), code(email));
        format!(
            "otpauth://totp/{paper}:{email}?secret={}&issuer={paper}",
            self.text()
        )
    }

    /// The step whose code was typed: now, or half a minute before or after, and later than `last`,
    /// so that a code that somebody saw is worth nothing once it was used.
    pub(super) fn step(&self, typed: &str, last: i64, now: Timestamp) -> Option<i64> {
        let typed = code_of(typed)?;
        let step = now.millis().div_euclid(1000 * STEP_S);
        (step - 1..=step + 1).find(|step| *step > last && self.code(*step) == typed)
    }

    /// The code of a moment, as a device shows it: what tests and tools type.
    pub fn code_at(&self, now: Timestamp) -> String {
        format!("{:06}", self.code(now.millis().div_euclid(1000 * STEP_S)))
    }

    fn code(&self, step: i64) -> u32 {
        // An HMAC takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(&self.0) else {
            return MODULUS;
        };
        mac.update(&step.to_be_bytes());
        let hash: [u8; 20] = mac.finalize().into_bytes().into();
        let at = usize::from(hash[19] & 0xf);
        let word = hash.get(at..at + 4).and_then(|word| word.try_into().ok());
        (u32::from_be_bytes(word.unwrap_or_default()) & 0x7fff_ffff) % MODULUS
    }
}

/// Six digits of any script, with spaces anywhere.
fn code_of(typed: &str) -> Option<u32> {
    let latin = |c: char| match c {
        '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10).unwrap_or(c),
        '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10).unwrap_or(c),
        c => c,
    };
    let typed = typed.chars().filter(|c| !c.is_whitespace());
    let digits: String = typed.map(latin).collect();
    (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

/// A code on paper: 80 random bits, good for once.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

/// Codes do not appear in logs by accident.
impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

impl RecoveryCode {
    /// A code of bytes that nobody can guess.
    pub fn of(random: [u8; 10]) -> Self {
        Self(base32(&random))
    }

    /// Reads what somebody typed from paper; `None` when it is no such code.
    pub fn typed(text: &str) -> Option<Self> {
        let letters = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let code: String = letters.map(|c| c.to_ascii_uppercase()).collect();
        let fits = code.len() == 16 && code.bytes().all(|b| BASE32.contains(&b));
        fits.then_some(Self(code))
    }

    /// As it is printed: four letters at a time.
    pub fn text(&self) -> String {
        let groups = self.0.as_bytes().chunks(4);
        let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
        groups.collect::<Vec<_>>().join("-")
    }

    /// What the archive keeps of it.
    pub(crate) fn hash(&self) -> [u8; 32] {
        *blake3::hash(self.0.as_bytes()).as_bytes()
    }
}

/// Base 32 of whole groups of five bytes.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 5 * 8);
    for group in bytes.chunks_exact(5) {
        let value = group
            .iter()
            .fold(0_u64, |v, byte| v << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            let digit = usize::try_from(value >> (5 * place) & 31).unwrap_or(0);
            text.push(char::from(BASE32[digit]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn secret() -> TotpSecret {
        TotpSecret::of(*b"12345678901234567890")
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the last six digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code_at(at(seconds)), code);
        }
    }

    #[test]
    fn a_code_is_good_for_once_and_for_a_minute_and_a_half() {
        let code = secret().code_at(at(59));
        let step = secret().step(&code, 0, at(59)).unwrap();
        assert_eq!(step, 1);
        assert_eq!(secret().step(&code, 0, at(89)), Some(1));
        assert_eq!(secret().step(&code, 0, at(90)), None, "too late");
        assert_eq!(secret().step(&code, step, at(59)), None, "used");
    }

    #[test]
    fn digits_of_any_script_are_digits() {
        assert_eq!(code_of("٢٨٧ ٠٨٢"), Some(287_082));
        assert_eq!(code_of("287082"), Some(287_082));
        assert_eq!(code_of("28708"), None);
        assert_eq!(code_of("+28708"), None);
    }

    #[test]
    fn a_secret_survives_its_spelling() {
        let text = secret().text();
        assert_eq!(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(TotpSecret::parse(&text), Some(secret()));
        assert_eq!(TotpSecret::parse("GEZD"), None);
        let uri = secret().uri("الورّاق", "a@b.example");
        assert!(uri.starts_with("otpauth://totp/%D8%A7") && uri.contains("&issuer=%D8%A7"));
    }

    #[test]
    fn a_recovery_code_is_read_from_paper() {
        let code = RecoveryCode::of(*b"0123456789");
        assert_eq!(code.text().len(), 19);
        let typed = code.text().to_lowercase().replace('-', " ");
        assert_eq!(RecoveryCode::typed(&typed), Some(code));
        assert_eq!(RecoveryCode::typed("123456"), None);
    }
}
