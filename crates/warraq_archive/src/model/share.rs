/// A way in which readers pass an article on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareWay {
    /// WhatsApp.
    WhatsApp,
    /// Telegram.
    Telegram,
    /// Facebook.
    Facebook,
    /// X.
    X,
    /// LinkedIn.
    LinkedIn,
    /// A letter.
    Email,
    /// The short link, copied where the browser can and opened where not.
    Link,
    /// The list of applications on the reader's own device.
    Device,
}

impl ShareWay {
    /// All ways, as papers offer them that have not chosen.
    pub const ALL: [Self; 8] = [
        Self::WhatsApp,
        Self::Telegram,
        Self::Facebook,
        Self::X,
        Self::LinkedIn,
        Self::Email,
        Self::Link,
        Self::Device,
    ];

    /// How the setting `site.share` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsapp",
            Self::Telegram => "telegram",
            Self::Facebook => "facebook",
            Self::X => "x",
            Self::LinkedIn => "linkedin",
            Self::Email => "email",
            Self::Link => "link",
            Self::Device => "device",
        }
    }

    /// Reads a list of names with spaces between them; `None` where a name is none or comes twice.
    pub fn list(names: &str) -> Option<Vec<Self>> {
        let mut ways = Vec::new();
        for name in names.split_whitespace() {
            let way = Self::ALL.into_iter().find(|way| way.name() == name)?;
            if ways.contains(&way) {
                return None;
            }
            ways.push(way);
        }
        Some(ways)
    }
}

#[cfg(test)]
mod tests {
    use super::ShareWay::{self, Link, WhatsApp};

    #[test]
    fn a_paper_chooses_the_ways_and_their_order() {
        assert_eq!(ShareWay::list("link whatsapp"), Some(vec![Link, WhatsApp]));
        assert_eq!(ShareWay::list(" "), Some(vec![]));
        assert_eq!(ShareWay::list("whatsapp whatsapp"), None);
        assert_eq!(ShareWay::list("واتساب"), None);
    }
}
