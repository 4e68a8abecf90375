//! Light stemming: what stays of a folded word without its clitics and endings.
//!
//! Words of one dictionary entry should give one stem, and words of different entries different
//! stems; where a rule cannot tell, the word is left alone. The stem is for matching only.

/// Articles with the particles that join them, longest first. They are cut wherever two letters or
/// more stay, because no Arabic word begins with them otherwise but a handful of names.
const ARTICLES: [&str; 12] = [
    "وبال", "وكال", "فبال", "وال", "فال", "بال", "كال", "ولل", "فلل", "ال", "لل", "سال",
];

/// Single proclitics are often the first letter of the word itself, so they are cut from long words
/// only: the number is how many letters have to stay.
const PARTICLES: [(&str, usize); 6] =
    [("وب", 4), ("ول", 4), ("و", 4), ("ب", 5), ("ل", 5), ("ف", 5)];

/// Attached pronouns and endings, longest first, with the letters that have to stay.
const ENDINGS: [(&str, usize); 30] = [
    ("تهما", 3),
    ("اتها", 3),
    ("اتهم", 3),
    ("هما", 3),
    ("تها", 3),
    ("تهم", 3),
    ("تنا", 3),
    ("ياته", 3),
    ("يات", 3),
    ("يون", 3),
    ("يين", 3),
    ("ها", 3),
    ("هم", 3),
    ("هن", 3),
    ("كم", 3),
    ("نا", 3),
    ("ات", 3),
    ("ان", 3),
    ("ون", 3),
    ("ين", 3),
    ("وا", 3),
    ("ته", 3),
    ("تا", 3),
    ("تي", 3),
    ("يه", 3),
    ("ه", 3),
    ("ي", 3),
    ("ا", 3),
    ("ت", 4),
    ("ن", 5),
];

/// Cuts articles, particles, pronouns and endings off a folded word.
///
/// ```
/// use warraq_text::stem::light;
///
/// assert_eq!(light("والمصالحه"), "مصالح");
/// assert_eq!(light("لموسكو"), light("موسكو"));
/// assert_eq!(light("google"), "google");
/// ```
pub fn light(folded: &str) -> &str {
    if !folded.starts_with(is_arabic) || folded.chars().count() > 20 {
        return folded;
    }
    without_ending(without_proclitics(folded))
}

fn without_proclitics(word: &str) -> &str {
    for article in ARTICLES {
        if let Some(rest) = word.strip_prefix(article)
            && has_letters(rest, if article.len() <= 4 { 3 } else { 2 })
        {
            return rest;
        }
    }
    for (particle, least) in PARTICLES {
        if let Some(rest) = word.strip_prefix(particle)
            && has_letters(rest, least)
        {
            return rest;
        }
    }
    word
}

fn without_ending(word: &str) -> &str {
    for (ending, least) in ENDINGS {
        if let Some(rest) = word.strip_suffix(ending)
            && has_letters(rest, least)
        {
            return rest;
        }
    }
    word
}

fn has_letters(word: &str, least: usize) -> bool {
    word.chars().count() >= least
}

fn is_arabic(c: char) -> bool {
    ('\u{620}'..='\u{64a}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::light;
    use crate::fold::fold;
    use proptest::prelude::*;

    #[track_caller]
    fn one_word(forms: &[&str]) {
        let stems: Vec<_> = forms
            .iter()
            .map(|form| light(&fold(form)).to_owned())
            .collect();
        assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
    }

    #[test]
    fn articles_and_particles_are_cut() {
        one_word(&["المصالحة", "مصالحة", "والمصالحة", "بالمصالحة", "للمصالحة"]);
        one_word(&["لموسكو", "موسكو", "وموسكو", "بموسكو"]);
    }

    #[test]
    fn pronouns_and_plurals_are_cut() {
        one_word(&["سيارة", "سيارات", "سيارتها", "السيارات"]);
        one_word(&["مهندس", "مهندسون", "المهندسين", "مهندسة"]);
    }

    #[test]
    fn short_words_are_left_alone() {
        for word in ["ولد", "باب", "لبن", "فيل", "كتب"] {
            assert_eq!(light(word), word);
        }
    }

    proptest! {
        #[test]
        fn a_stem_is_part_of_its_word(word in "\\PC*") {
            prop_assert!(word.contains(light(&word)));
        }
    }
}
