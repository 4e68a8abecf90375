//! Cookies, which only those who work here get.

use warraq_archive::model::Token;

use super::House;

/// For how long a browser carries them, in seconds: as long as the archive believes them.
const SESSION_S: u32 = 7 * 24 * 3600;
const DEVICE_S: u32 = 180 * 24 * 3600;

/// What a cookie is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CookieName {
    /// Who is signed in.
    Session,
    /// By what the browser is known.
    Device,
}

impl CookieName {
    /// Behind TLS the name itself forbids other hosts, other paths and plain connections to set it
    /// (RFC 6265bis, 4.1.3.2). A demonstration without TLS has to do without.
    pub(crate) fn text(self, house: House) -> &'static str {
        match (self, house.is_https()) {
            (Self::Session, true) => "__Host-warraq",
            (Self::Session, false) => "warraq",
            (Self::Device, true) => "__Host-warraq-device",
            (Self::Device, false) => "warraq-device",
        }
    }

    fn lasts(self) -> u32 {
        match self {
            Self::Session => SESSION_S,
            Self::Device => DEVICE_S,
        }
    }

    /// A session follows links from elsewhere, such as letters; nothing else has to.
    fn same_site(self) -> &'static str {
        match self {
            Self::Session => "Lax",
            Self::Device => "Strict",
        }
    }
}

/// What a browser is given to carry.
#[derive(Clone, Debug)]
pub(crate) struct Cookie(String);

impl Cookie {
    pub(crate) fn new(name: CookieName, token: &Token, house: House) -> Self {
        Self::of(name, &token.text(), name.lasts(), house)
    }

    /// Takes a cookie away.
    pub(crate) fn gone(name: CookieName, house: House) -> Self {
        Self::of(name, "", 0, house)
    }

    fn of(name: CookieName, value: &str, seconds: u32, house: House) -> Self {
        let secure = if house.is_https() { "; Secure" } else { "" };
        Self(format!(
            "{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={}{secure}",
            name.text(house),
            name.same_site(),
        ))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_for_this_host_and_no_script() {
        let token = Token::of([0xab; 32]);
        let cookie = Cookie::new(CookieName::Session, &token, House::encrypted());
        let (pair, attributes) = cookie.text().split_once("; ").unwrap();
        assert_eq!(pair, format!("__Host-warraq={}", "ab".repeat(32)));
        assert_eq!(
            attributes,
            "Path=/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure"
        );
        let gone = Cookie::gone(CookieName::Device, House::plain());
        assert_eq!(
            gone.text(),
            "warraq-device=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"
        );
    }
}
