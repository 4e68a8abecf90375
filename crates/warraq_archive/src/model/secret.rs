use std::fmt;

/// A secret of `N` random bytes that somebody carries: in a link, in a cookie. The archive keeps its
/// hash alone, so that a stolen copy of the database opens nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<const N: usize>([u8; N]);

/// The secret in a link of a letter: 160 random bits.
pub type Key = Secret<20>;

/// The secret in a cookie of the newsroom: 256 random bits.
pub type Token = Secret<32>;

impl<const N: usize> Secret<N> {
    /// A secret of bytes that nobody can guess.
    pub fn of(random: [u8; N]) -> Self {
        Self(random)
    }

    /// Reads a secret from an address or a cookie.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 2 * N {
            return None;
        }
        let mut bytes = [0; N];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes)).filter(|secret| secret.text() == text)
    }

    /// How an address or a cookie spells it.
    pub fn text(&self) -> String {
        let halves = self.0.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        halves
            .filter_map(|half| char::from_digit(u32::from(half), 16))
            .collect()
    }

    /// What the archive keeps of it.
    pub(crate) fn hash(&self) -> [u8; 32] {
        *blake3::hash(&self.0).as_bytes()
    }
}

/// Secrets do not appear in logs by accident.
impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_key_survives_an_address() {
        let key = Key::of(*b"\x00\x01\x0f\x10\x7f\x80\xf0\xffabcdefghijkl");
        assert_eq!(Key::parse(&key.text()), Some(key.clone()));
        assert_eq!(format!("{key:?}"), "Secret(…)");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in [
            "",
            "00",
            &"g".repeat(40),
            &"A0".repeat(20),
            &"+1".repeat(20),
            &"ب".repeat(20),
        ] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}
