use std::borrow::Cow;

/// What an article is called where its source gave it no name that is its own: `urn:uuid:…` of a hash
/// (version 8, RFC 9562, 5.8), the same for the same words. It holds neither host nor path.
pub(crate) fn invented_guid(words: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("warraq guid of an article");
    for word in words {
        hasher.update(&(word.len() as u64).to_le_bytes());
        hasher.update(word.as_bytes());
    }
    let [mut a, mut b] = [[0_u8; 8]; 2];
    a.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    b.copy_from_slice(&hasher.finalize().as_bytes()[8..16]);
    let high = u64::from_be_bytes(a) & !0xf000 | 0x8000;
    let low = u64::from_be_bytes(b) & !(0b11 << 62) | (0b10 << 62);
    format!(
        "urn:uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// The name of an article for formats that take addresses only, as Atom does. Old sites have also
/// named articles otherwise: a name of that kind is hashed.
pub fn guid_as_address(guid: &str) -> Cow<'_, str> {
    let is_scheme = guid.split_once(':').is_some_and(|(scheme, rest)| {
        let is_part = |c: u8| c.is_ascii_alphanumeric() || b"+-.".contains(&c);
        let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
        begins && scheme.bytes().all(is_part) && !rest.is_empty()
    });
    // RFC 3986 knows no way to write these as they are.
    let fits = |c: char| c.is_ascii_graphic() && !"<>\"\\^`{|}".contains(c);
    if is_scheme && guid.chars().all(fits) {
        Cow::Borrowed(guid)
    } else {
        Cow::Owned(invented_guid(&["address", guid]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_give_the_same_name() {
        let name = invented_guid(&["صحيفة", "12"]);
        assert_eq!(name, invented_guid(&["صحيفة", "12"]));
        assert_ne!(name, invented_guid(&["صحيفة1", "2"]));
        assert_eq!(name.len(), "urn:uuid:".len() + 36);
        assert_eq!(name.as_bytes()["urn:uuid:".len() + 14], b'8', "{name}");
        assert!(
            matches!(name.as_bytes()["urn:uuid:".len() + 19], b'8'..=b'b'),
            "{name}"
        );
    }

    #[test]
    fn what_is_no_address_gets_one() {
        for guid in [
            "https://old.example/?p=12",
            "tag:old.example,2022:12",
            "urn:x:1",
        ] {
            assert_eq!(guid_as_address(guid), guid);
        }
        for guid in [
            "12",
            "خبر",
            "https://old.example/خبر/",
            "two words: x",
            ":x",
            "a:",
        ] {
            assert!(guid_as_address(guid).starts_with("urn:uuid:"), "{guid}");
        }
    }
}
