//! Query parameters that the site knows. All others are as if they were not there, so that no
//! query string can make a second copy of a page.

use percent_encoding::percent_decode_str;

/// Longest value that is read, in bytes: far above any search that somebody types.
const LONGEST: usize = 1024;
/// Pairs that are looked at.
const MOST: usize = 32;

/// The known parameters of one request; the first of each name counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Params {
    values: Vec<(Name, String)>,
}

macro_rules! names {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A parameter's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Name { $($variant),* }

        impl Name {
            fn of(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// How the name is spelled in an address.
            pub(crate) fn text(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

names! {
    // WordPress's own, as old links carry them.
    Amp = "amp",
    Attachment = "attachment_id",
    Author = "author",
    AuthorSlug = "author_name",
    Category = "cat",
    CategorySlug = "category_name",
    Day = "day",
    Feed = "feed",
    Month = "m",
    MonthNumber = "monthnum",
    OldPage = "page_id",
    PageSlug = "pagename",
    Paged = "paged",
    Post = "p",
    ReplyTo = "replytocom",
    SearchOld = "s",
    Slug = "name",
    Tag = "tag",
    // Ours, after a comment and on the search page.
    Article = "article",
    Changes = "changes",
    Order = "order",
    Page = "page",
    Person = "person",
    Query = "q",
    Section = "section",
    // What a site that shows links asks of an article (oembed.com).
    FormatOf = "format",
    MaxHeight = "maxheight",
    MaxWidth = "maxwidth",
    Url = "url",
    TagNumber = "tag_id",
    Year = "year",
}

impl Params {
    /// Reads the part of an address after `?`.
    pub(crate) fn of(query: &str) -> Self {
        let mut params = Self::default();
        for pair in query.split('&').take(MOST) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if let Some(name) = Name::of(name)
                && value.len() <= LONGEST * 3
                && params.get(name).is_none()
            {
                params.values.push((name, decode(value)));
            }
        }
        params
    }

    /// The value of a parameter.
    pub(crate) fn get(&self, name: Name) -> Option<&str> {
        self.values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// A parameter that is a positive number.
    pub(crate) fn number(&self, name: Name) -> Option<i64> {
        self.get(name)?
            .parse()
            .ok()
            .filter(|&number: &i64| number > 0)
    }

    /// Whether nothing known was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// Decodes `+` and percent-codes; bytes that are no UTF-8 become the replacement character.
fn decode(value: &str) -> String {
    let spaced = value.replace('+', " ");
    let mut text = percent_decode_str(&spaced).decode_utf8_lossy().into_owned();
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_names_are_read() {
        assert!(Params::of("utm_source=x&fbclid=1&__proto__=2").is_empty());
        assert!(Params::of("").is_empty());
        let params = Params::of("x=1&p=12&p=13");
        assert_eq!(params.number(Name::Post), Some(12));
    }

    #[test]
    fn arabic_searches_are_decoded() {
        let params = Params::of("s=%D8%AC%D8%B3%D8%B1+%D8%A7%D9%84%D8%B3%D9%84%D9%88%D9%89");
        assert_eq!(params.get(Name::SearchOld), Some("جسر السلوى"));
        assert_eq!(Params::of("q=%FF").get(Name::Query), Some("\u{fffd}"));
    }

    #[test]
    fn values_are_bounded() {
        let long = format!("q={}", "ب".repeat(3000));
        assert!(
            Params::of(&long)
                .get(Name::Query)
                .is_none_or(|text| text.len() <= LONGEST)
        );
        let coded = format!("q={}", "%D8%A8".repeat(512));
        assert_eq!(
            Params::of(&coded).get(Name::Query).map(str::len),
            Some(LONGEST)
        );
    }

    #[test]
    fn numbers_are_positive() {
        assert_eq!(Params::of("p=-1").number(Name::Post), None);
        assert_eq!(Params::of("p=1x").number(Name::Post), None);
    }
}
