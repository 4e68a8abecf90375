//! Text made of letters that the typeface has.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::face::Faces;

/// The text in letters that `faces` have, words parted by single spaces. `None` where a letter or a
/// digit has no form there; signs that have none are left out.
pub(super) fn drawable(text: &str, faces: &Faces) -> Option<String> {
    let composed: Vec<char> = text.nfc().collect();
    let mut kept = String::with_capacity(text.len());
    for (at, &letter) in composed.iter().enumerate() {
        if letter.is_whitespace() && letter != '\u{a0}' {
            kept.push(' ');
        } else if faces.with(letter).is_some() || directs(letter) {
            kept.push(letter);
        } else if let Some(form) = neighbour(letter, composed.get(at + 1).copied()) {
            kept.push(form);
        } else {
            kept.push_str(&in_parts(letter, faces)?);
        }
    }
    let words: Vec<&str> = kept.split(' ').filter(|word| !word.is_empty()).collect();
    Some(words.join(" "))
}

/// What a letter is made of, without the signs on it where no slice has the whole. Empty for what is
/// neither letter nor digit.
fn in_parts(letter: char, faces: &Faces) -> Option<String> {
    let is_drawn = |part: char| faces.with(part).is_some();
    let is_letter = |part: char| part.is_alphanumeric() && !is_combining_mark(part);
    let whole: String = std::iter::once(letter).nfkc().collect();
    let apart: String = std::iter::once(letter).nfkd().collect();
    let drawn = [whole, apart].into_iter().find_map(|form| {
        let holds = form.chars().any(is_drawn);
        let lacks = form.chars().any(|part| is_letter(part) && !is_drawn(part));
        (holds && !lacks).then(|| form.chars().filter(|part| is_drawn(*part)).collect())
    });
    match drawn {
        None if is_letter(letter) => None,
        drawn => Some(drawn.unwrap_or_default()),
    }
}

/// Characters without ink that say which way the others run and which of them join.
fn directs(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The Arabic letter that looks as a Persian or Urdu one does, which typists with such a keyboard
/// leave in Arabic headlines.
fn neighbour(letter: char, next: Option<char>) -> Option<char> {
    let goes_on = next.is_some_and(|next| next.is_alphabetic() && next > '\u{600}');
    Some(match letter {
        'ی' | 'ې' if goes_on => 'ي',
        'ی' | 'ې' => 'ى',
        'ک' => 'ك',
        'ہ' | 'ھ' | 'ە' => 'ه',
        'ۃ' => 'ة',
        'ٱ' => 'ا',
        '٪' => '%',
        '۰'..='۹' => char::from_u32(u32::from(letter) - 0x6f0 + 0x660)?,
        '\u{2010}' | '\u{2011}' => '-',
        '\u{2015}' => '—',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::face::Weight;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let faces = Faces::of(Weight::Bold).unwrap();
        assert_eq!(drawable(text, faces).as_deref(), expected);
    }

    #[test]
    fn arabic_and_latin_stay_as_they_are() {
        let text = "اتفاق «OPEC+» على 2 مليون برميل: هل يكفي؟";
        check(text, Some(text));
        check("مُحَمَّـــد (١٢٣)", Some("مُحَمَّـــد (١٢٣)"));
        check("Résumé, déjà vu?", Some("Résumé, déjà vu?"));
    }

    #[test]
    fn letters_of_other_keyboards_become_those_that_look_so() {
        check("علی یکتب ۱۲", Some("على يكتب ١٢"));
        check("ﷲ ﻻ", Some("الله لا"));
        check("Šimić", Some("Simic"));
    }

    #[test]
    fn signs_without_a_form_are_left_out() {
        check("خبر 🎉 عاجل ♥", Some("خبر عاجل"));
        check("  سطر\n\tوآخر ", Some("سطر وآخر"));
    }

    #[test]
    fn a_text_with_letters_that_are_missing_is_not_drawn() {
        check("新聞", None);
        check("خبر Москва", None);
    }
}
