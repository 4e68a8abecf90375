//! Digits as a site shows them.

/// The row of digits that a site writes its numbers in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Digits {
    /// 0 1 2 3, as the Maghreb and most news sites write.
    #[default]
    Latin,
    /// ٠ ١ ٢ ٣, as the Mashriq writes.
    ArabicIndic,
}

impl Digits {
    fn zero(self) -> u32 {
        match self {
            Digits::Latin => '0' as u32,
            Digits::ArabicIndic => '٠' as u32,
        }
    }

    fn thousands(self) -> char {
        match self {
            Digits::Latin => ',',
            Digits::ArabicIndic => '٬',
        }
    }
}

/// Shows every digit of a text in one row. Letters and punctuation stay as they are.
///
/// ```
/// use warraq_text::digits::{Digits, render};
///
/// assert_eq!(render("25 سبتمبر ۲۰۲۲", Digits::ArabicIndic), "٢٥ سبتمبر ٢٠٢٢");
/// assert_eq!(render("٢٥ September", Digits::Latin), "25 September");
/// ```
pub fn render(text: &str, digits: Digits) -> String {
    text.chars()
        .map(|c| {
            value(c)
                .and_then(|v| char::from_u32(digits.zero() + v))
                .unwrap_or(c)
        })
        .collect()
}

/// Writes a number with its thousands grouped: «71,498» or «٧١٬٤٩٨».
///
/// ```
/// use warraq_text::digits::{Digits, number};
///
/// assert_eq!(number(71_498, Digits::ArabicIndic), "٧١٬٤٩٨");
/// assert_eq!(number(-1000, Digits::Latin), "-1,000");
/// ```
pub fn number(n: i64, digits: Digits) -> String {
    let plain = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(plain.len() * 3);
    if n < 0 {
        text.push('-');
    }
    for (i, digit) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i).is_multiple_of(3) {
            text.push(digits.thousands());
        }
        text.push(digit);
    }
    render(&text, digits)
}

/// The value of a Latin, Arabic-Indic or Persian digit.
pub(crate) fn value(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

#[cfg(test)]
mod tests {
    use super::{Digits, number, render};
    use proptest::prelude::*;

    #[test]
    fn thousands_are_grouped_in_threes() {
        assert_eq!(number(0, Digits::Latin), "0");
        assert_eq!(number(999, Digits::ArabicIndic), "٩٩٩");
        assert_eq!(number(1_000_000, Digits::ArabicIndic), "١٬٠٠٠٬٠٠٠");
        assert_eq!(
            number(i64::MIN, Digits::Latin),
            "-9,223,372,036,854,775,808"
        );
    }

    proptest! {
        #[test]
        fn rendering_there_and_back_keeps_latin_text(text in "[0-9a-z ،.]*") {
            prop_assert_eq!(render(&render(&text, Digits::ArabicIndic), Digits::Latin), text);
        }
    }
}
