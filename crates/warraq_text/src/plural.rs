//! Plural categories: which of six Arabic sentences a number asks for.

use icu::locale::{Locale, locale};
use icu::plurals::{PluralCategory, PluralRuleType, PluralRules};

/// A plural category of CLDR. Arabic uses all six.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// لا دقائق
    Zero,
    /// دقيقة
    One,
    /// دقيقتان
    Two,
    /// 3 إلى 10: دقائق
    Few,
    /// 11 إلى 99: دقيقة
    Many,
    /// 100 ومضاعفاتها: دقيقة
    Other,
}

impl Category {
    /// The name that CLDR and message files use: `zero`, `one`, `two`, `few`, `many`, `other`.
    pub fn name(self) -> &'static str {
        match self {
            Category::Zero => "zero",
            Category::One => "one",
            Category::Two => "two",
            Category::Few => "few",
            Category::Many => "many",
            Category::Other => "other",
        }
    }
}

/// The category of a number in Arabic.
///
/// ```
/// use warraq_text::plural::{Category, arabic};
///
/// assert_eq!(arabic(2), Category::Two);
/// assert_eq!(arabic(3), Category::Few);
/// assert_eq!(arabic(11), Category::Many);
/// assert_eq!(arabic(100), Category::Other);
/// ```
pub fn arabic(n: u64) -> Category {
    in_locale(&locale!("ar"), n)
}

/// The category of a number in a language named by its BCP 47 tag.
///
/// An unknown or malformed tag answers by the root rules, which know `Other` alone.
pub fn category(lang: &str, n: u64) -> Category {
    match Locale::try_from_str(lang) {
        Ok(locale) => in_locale(&locale, n),
        Err(_) => Category::Other,
    }
}

fn in_locale(locale: &Locale, n: u64) -> Category {
    // The rules are compiled in: making them is a table look-up, so they are not kept.
    let Ok(rules) = PluralRules::try_new(locale.into(), PluralRuleType::Cardinal.into()) else {
        return Category::Other;
    };
    match rules.category_for(n) {
        PluralCategory::Zero => Category::Zero,
        PluralCategory::One => Category::One,
        PluralCategory::Two => Category::Two,
        PluralCategory::Few => Category::Few,
        PluralCategory::Many => Category::Many,
        PluralCategory::Other => Category::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Category, arabic, category};

    #[test]
    fn arabic_has_six_categories() {
        let few = [3, 10, 103, 110];
        let many = [11, 26, 99, 111];
        assert_eq!(arabic(0), Category::Zero);
        assert_eq!(arabic(1), Category::One);
        assert!(few.iter().all(|&n| arabic(n) == Category::Few));
        assert!(many.iter().all(|&n| arabic(n) == Category::Many));
        assert!(
            [100, 101, 102, 1000]
                .iter()
                .all(|&n| arabic(n) == Category::Other)
        );
    }

    #[test]
    fn other_languages_follow_their_own_rules() {
        assert_eq!(category("en", 1), Category::One);
        assert_eq!(category("en", 2), Category::Other);
        assert_eq!(category("fr", 0), Category::One);
        assert_eq!(category("ar-MA", 2), Category::Two);
        assert_eq!(category("not a tag", 1), Category::Other);
    }
}
