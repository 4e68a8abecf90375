//! Passwords as WordPress kept them, verified once: the next sign-in keeps them our way.
//!
//! Exports carry none; an administrator takes them from the table `wp_users`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use sha2::Sha384;

/// The highest cost of bcrypt that is computed: seconds, not hours.
const HIGHEST_COST: u32 = 14;
/// Rounds of phpass, as a power of two: WordPress wrote 13.
const MOST_ROUNDS: usize = 16;
/// The letters of phpass for six bits each.
const ITOA64: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Whether a kept password is one of WordPress.
pub(super) fn is_hash(kept: &str) -> bool {
    ["$P$", "$H$", "$wp$2y$", "$2y$", "$2a$", "$2b$"]
        .iter()
        .any(|start| kept.starts_with(start))
}

/// Compares a password with what WordPress kept.
pub(super) fn verify(password: &str, kept: &str) -> bool {
    // WordPress took away what stands around a password, always.
    let password = password.trim_matches([' ', '\t', '\n', '\r', '\0', '\u{b}']);
    match kept.strip_prefix("$wp") {
        Some(kept) => is_bcrypt(&shortened(password), kept),
        None if kept.starts_with("$2") => is_bcrypt(password, kept),
        None => is_phpass(password, kept),
    }
}

/// What WordPress 6.8 gives to bcrypt, which reads 72 bytes only.
fn shortened(password: &str) -> String {
    // An HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha384>::new_from_slice(b"wp-sha384") else {
        return String::new();
    };
    mac.update(password.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn is_bcrypt(password: &str, kept: &str) -> bool {
    let cost = kept.split('$').nth(2).and_then(|cost| cost.parse().ok());
    cost.is_some_and(|cost: u32| cost <= HIGHEST_COST)
        && bcrypt::verify(password, kept).unwrap_or(false)
}

/// The portable hashes of phpass: MD5, again and again.
fn is_phpass(password: &str, kept: &str) -> bool {
    let (Some(rounds), Some(salt), Some(hash)) = (kept.get(3..4), kept.get(4..12), kept.get(12..))
    else {
        return false;
    };
    let Some(rounds) = ITOA64.iter().position(|c| [*c] == rounds.as_bytes()) else {
        return false;
    };
    if rounds > MOST_ROUNDS {
        return false;
    }
    let md5 = |bytes: &[u8]| -> [u8; 16] { Md5::digest(bytes).into() };
    let mut digest = md5(&[salt.as_bytes(), password.as_bytes()].concat());
    for _ in 0..1_u32 << rounds {
        digest = md5(&[&digest, password.as_bytes()].concat());
    }
    // Compared by their hashes: how long it takes says nothing of where they differ.
    blake3::hash(encoded(&digest).as_bytes()) == blake3::hash(hash.as_bytes())
}

/// Base 64 as phpass writes it: least significant bits first.
fn encoded(digest: &[u8; 16]) -> String {
    let mut text = String::with_capacity(22);
    for chunk in digest.chunks(3) {
        let value = chunk
            .iter()
            .rev()
            .fold(0_usize, |v, b| v << 8 | usize::from(*b));
        for place in 0..=chunk.len() {
            text.push(char::from(ITOA64[value >> (6 * place) & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portable_hashes_of_phpass_are_known() {
        // The test vector of phpass itself.
        let kept = "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0";
        assert!(is_hash(kept) && verify("test12345", kept));
        assert!(verify(" test12345 ", kept), "WordPress trimmed");
        assert!(!verify("test12346", kept) && !verify("", kept));
    }

    #[test]
    fn hashes_of_wordpress_6_8_are_known() {
        let password = "حبر على ورق";
        let plain = bcrypt::hash_with_salt(password, 4, [7; 16]).unwrap();
        let plain = plain.format_for_version(bcrypt::Version::TwoY);
        assert!(is_hash(&plain) && verify(password, &plain));
        let wp = bcrypt::hash_with_salt(shortened(password), 4, [9; 16]).unwrap();
        let wp = format!("$wp{}", wp.format_for_version(bcrypt::Version::TwoY));
        assert!(is_hash(&wp) && verify(password, &wp));
        assert!(!verify("حبر على ورق!", &wp));
    }

    #[test]
    fn nothing_takes_for_ever_or_panics() {
        for kept in [
            "$P$",
            "$P$z12345678",
            "$P$ب12345678aaaa",
            "$2y$31$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "$2y$",
            "$wp$2y$10$",
        ] {
            assert!(!verify("x", kept), "{kept}");
        }
    }
}
