//! The words that lines of the newsroom's lists are found by. They are those of the search index: what
//! is before readers and what is not are found alike.

use std::collections::BTreeSet;

use crate::search::{Sought, with_analyzer};

/// Words of a question that are looked at.
const MOST: usize = 8;

/// What a line is found by: the words of its headline in every form, and the names of its byline.
pub(crate) fn words_of(headline: &str, byline: &[String]) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = byline.iter().map(|name| name_word(name)).collect();
    with_analyzer(|analyzer| {
        analyzer.words(headline, |word| {
            words.insert(word.surface.to_owned());
            if !word.is_stop {
                words.extend(word.lemmas.map(str::to_owned));
            }
        });
    });
    words
}

/// A name of a byline, as lines are found by it. No word begins so.
pub(super) fn name_word(name: &str) -> String {
    format!("@{}", warraq_text::fold::fold(name.trim()))
}

/// The words of a question.
pub(super) fn sought(typed: &str) -> Vec<Sought> {
    let mut words = Vec::new();
    with_analyzer(|analyzer| {
        analyzer.words(typed, |word| {
            let lemmas = if word.is_stop {
                Vec::new()
            } else {
                word.lemmas.map(str::to_owned).collect()
            };
            words.push(Sought {
                surface: word.surface.to_owned(),
                lemmas,
                is_stop: word.is_stop,
            });
        });
    });
    words.truncate(MOST);
    words
}

/// Whether a headline has all the words, in any form.
pub(super) fn has_all(headline: &str, sought: &[Sought]) -> bool {
    if sought.is_empty() {
        return true;
    }
    let words = words_of(headline, &[]);
    sought.iter().all(|word| {
        words.contains(&word.surface) || word.lemmas.iter().any(|lemma| words.contains(lemma))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_found_in_any_form() {
        let headline = "وبالمدارسِ الجديدة يبدأ العام";
        for typed in ["مدرسة", "المدارس", "عام مدرسة", "بدأ"] {
            assert!(has_all(headline, &sought(typed)), "{typed}");
        }
        assert!(!has_all(headline, &sought("مدرسة الفيل")));
        assert!(has_all("The New Schools", &sought("schools")));
    }

    #[test]
    fn a_name_is_no_word() {
        let words = words_of("قال", &["رنا العلي".to_owned()]);
        assert!(words.contains("@رنا العلي") && !words.contains("رنا"));
    }
}
