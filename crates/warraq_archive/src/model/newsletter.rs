use std::fmt;

use super::{EmailAddress, Listing, Timestamp};

/// How often a subscriber hears from the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Once a day.
    Daily,
    /// Once a week.
    Weekly,
}

impl Rhythm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Daily, Self::Weekly];

    /// How forms and sentences call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// The rhythm of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.name() == name)
    }
}

/// What somebody wants to hear of, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// How often.
    pub rhythm: Rhythm,
    /// Sections and tags; none for the whole paper.
    pub lists: Vec<Listing>,
}

/// Somebody who asked for the newsletter.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// Number in the archive.
    pub id: i64,
    /// Where letters go.
    pub email: EmailAddress,
    /// What about.
    pub choice: Choice,
    /// Everything published before this moment has been told.
    pub told_until: Timestamp,
}

/// What a link in a letter allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPurpose {
    /// To say that the address is one's own.
    Confirm,
    /// To change what one gets, and to leave.
    Manage,
}

/// The secret in a link of a letter: 160 random bits. The archive keeps its hash alone, so that a
/// stolen copy of the database opens no link.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 20]);

impl Key {
    /// A key of bytes that nobody can guess.
    pub fn of(random: [u8; 20]) -> Self {
        Self(random)
    }

    /// Reads a key from an address.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 40 {
            return None;
        }
        let mut bytes = [0; 20];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes)).filter(|key| key.text() == text)
    }

    /// How an address spells it.
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

/// Keys do not appear in logs by accident.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_key_survives_an_address() {
        let key = Key::of(*b"\x00\x01\x0f\x10\x7f\x80\xf0\xffabcdefghijkl");
        assert_eq!(Key::parse(&key.text()), Some(key.clone()));
        assert_eq!(format!("{key:?}"), "Key(…)");
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
