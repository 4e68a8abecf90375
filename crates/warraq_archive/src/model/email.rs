use std::fmt;

/// Longest address and longest part before the `@` (RFC 5321, section 4.5.3.1).
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
/// Signs that may stand before the `@` without quotes (RFC 5322, `atext`), apart from letters and
/// digits.
const SIGNS: &str = "!#$%&'*+-/=?^_`{|}~.";

/// An e-mail address in the form that mail servers everywhere take: ASCII, without quotes.
///
/// Nothing that could end a header or a command of a mail server's fits in.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads what somebody typed; `None` when it is no such address.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let (local, domain) = typed.rsplit_once('@')?;
        let is_address = typed.len() <= LONGEST && is_local(local) && is_domain(domain);
        is_address.then(|| Self(typed.to_owned()))
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// One spelling for all that reach the same person: no provider tells capitals apart.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// Addresses do not appear in logs by accident.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

fn is_local(local: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || SIGNS.contains(c);
    (1..=LONGEST_LOCAL).contains(&local.len())
        && local.chars().all(fits)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(is_label)
        && !last.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[track_caller]
    fn check(typed: &str, expected: Option<&str>) {
        let address = EmailAddress::parse(typed);
        assert_eq!(address.as_ref().map(EmailAddress::as_str), expected);
    }

    #[test]
    fn ordinary_addresses_are_read() {
        check(" rana@example.org ", Some("rana@example.org"));
        check("a.b+tag@mail.example.co", Some("a.b+tag@mail.example.co"));
        check("x@xn--mgbh0fb.example", Some("x@xn--mgbh0fb.example"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "",
            "rana",
            "rana@",
            "@example.org",
            "رنا@example.org",
            "a b@example.org",
            "a..b@example.org",
            ".a@example.org",
            "a@localhost",
            "a@127.0.0.1",
            "a@-x.example",
            "a@x..example",
            "\"a\"@example.org",
            "a@example.org,b@example.org",
        ] {
            check(typed, None);
        }
        check(&format!("{}@example.org", "a".repeat(65)), None);
    }

    #[test]
    fn no_line_fits_into_an_address() {
        check("a@example.org\r\nBcc: b@example.org", None);
        check("a\n@example.org", None);
        check("a@example.org>\r\nRCPT TO:<b@example.org", None);
    }

    #[test]
    fn addresses_do_not_print_themselves() {
        let address = EmailAddress::parse("rana@example.org").unwrap();
        assert!(!format!("{address:?}").contains("rana"));
    }
}
