//! What in a comment may tell spam from talk: words, links, scripts, repetition.

use std::collections::{BTreeSet, HashMap};

use warraq_text::tokens::folded_tokens;

/// Clues that are taken from one comment; a text of 5,000 letters has more words than this.
const MOST: usize = 250;
/// Letters of a word; what is longer is no word.
const LONGEST: usize = 32;

/// A comment as the classifier sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    /// Other comments with the same words.
    pub(crate) seen_before: usize,
}

/// The clues in a comment, each once: who says a word ten times does not weigh ten times as much.
///
/// Each begins with what it is a clue of: `word:قروض`, `host:loans.example`, `script:arabic`.
pub(crate) fn clues(sample: &Sample<'_>) -> Vec<String> {
    let mut clues = Vec::new();
    let hosts = hosts(sample.text);
    clues.push(format!("links:{}", few(hosts.len())));
    clues.push(format!("script:{}", script(sample.text)));
    if sample.seen_before > 0 {
        clues.push(format!("same-text:{}", few(sample.seen_before)));
    }
    let words = words(sample.text);
    let different: BTreeSet<&String> = words.iter().collect();
    if words.len() >= 10 && different.len() * 2 < words.len() {
        clues.push("repeats:words".to_owned());
    }
    if has_long_run(sample.text) {
        clues.push("repeats:letters".to_owned());
    }
    let different_hosts: BTreeSet<&String> = hosts.iter().collect();
    clues.extend(different_hosts.iter().map(|host| format!("host:{host}")));
    let names: BTreeSet<String> = self::words(sample.name).into_iter().collect();
    clues.extend(names.iter().map(|word| format!("name:{word}")));
    clues.extend(different.iter().map(|word| format!("word:{word}")));
    clues.truncate(MOST);
    clues
}

/// The words of a text in one spelling, in order: what two sendings of one text have in common.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    folded_tokens(text, |_, _, word| {
        if word.chars().nth(LONGEST).is_none() {
            words.push(word.to_owned());
        }
    });
    words
}

fn few(number: usize) -> &'static str {
    match number {
        0 => "none",
        1 => "one",
        2 | 3 => "few",
        _ => "many",
    }
}

/// Hosts of the addresses in a text, without `www.`, in small letters.
fn hosts(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut hosts = Vec::new();
    let mut rest = lower.as_str();
    while let Some(at) = next_address(rest) {
        rest = &rest[at..];
        let start = rest
            .strip_prefix("https://")
            .or_else(|| rest.strip_prefix("http://"))
            .unwrap_or(rest);
        let end = start.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')));
        let host = &start[..end.unwrap_or(start.len())];
        let host = host.strip_prefix("www.").unwrap_or(host).trim_matches('.');
        if !host.is_empty() {
            hosts.push(host.chars().take(LONGEST * 2).collect());
        }
        // Past the scheme, so that the `www.` after it is not counted again.
        rest = &start[end.unwrap_or(start.len())..];
    }
    hosts
}

fn next_address(text: &str) -> Option<usize> {
    ["http://", "https://", "www."]
        .iter()
        .filter_map(|start| text.find(start))
        .min()
}

/// In which script a text is written: one, or a mixture.
fn script(text: &str) -> &'static str {
    let mut letters: HashMap<&'static str, usize> = HashMap::new();
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        let script = match c {
            '\u{600}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{8a0}'..='\u{8ff}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{feff}' => "arabic",
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' => "latin",
            '\u{400}'..='\u{52f}' => "cyrillic",
            _ => "other",
        };
        *letters.entry(script).or_default() += 1;
    }
    let all: usize = letters.values().sum();
    let main = letters.iter().max_by_key(|(name, count)| (**count, **name));
    match main {
        None => "none",
        // An Arabic text names a few things in Latin letters; a third is a text in two scripts.
        Some((name, count)) if count * 3 >= all * 2 => name,
        Some(_) => "mixed",
    }
}

/// Whether one letter stands six times in a row, as nobody writes but in a laugh or a cry.
fn has_long_run(text: &str) -> bool {
    const LONG: usize = 6;
    let mut run = 0;
    let mut last = None;
    text.chars().any(|c| {
        run = if Some(c) == last { run + 1 } else { 1 };
        last = Some(c);
        run >= LONG && !c.is_whitespace()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, seen_before: usize, expected: &[&str]) {
        let sample = Sample {
            name: "",
            text,
            seen_before,
        };
        assert_eq!(clues(&sample), expected);
    }

    #[test]
    fn words_are_clues_in_one_spelling() {
        check(
            "القُروضُ، قروضٌ",
            0,
            &["links:none", "script:arabic", "word:القروض", "word:قروض"],
        );
    }

    #[test]
    fn links_are_counted_and_their_hosts_named() {
        let spam = "https://WWW.Loans.example/a http://loans.example/b www.follow.example.";
        assert_eq!(
            hosts(spam),
            ["loans.example", "loans.example", "follow.example"]
        );
        assert!(hosts("لا روابط هنا").is_empty());
    }

    #[test]
    fn a_mixture_of_scripts_is_one() {
        assert_eq!(script("قرأت عن AC Milan في مقال طويل عن الكرة"), "arabic");
        assert_eq!(script("قروض loans سريعة quick"), "mixed");
        assert_eq!(script("заработок"), "cyrillic");
        assert_eq!(script("🌹 123"), "none");
    }

    #[test]
    fn repetition_is_a_clue() {
        let again = "اربح ".repeat(12);
        check(
            &again,
            2,
            &[
                "links:none",
                "script:arabic",
                "same-text:few",
                "repeats:words",
                "word:اربح",
            ],
        );
        assert!(has_long_run("راااااائع"));
        assert!(!has_long_run("الله      يرحمه"));
    }

    #[test]
    fn clues_are_bounded() {
        let long = (0..5_000).map(|n| format!("ك{n}"));
        let long = long.collect::<Vec<_>>().join(" ");
        let sample = Sample {
            name: &long,
            text: &long,
            seen_before: 0,
        };
        assert_eq!(clues(&sample).len(), MOST);
        assert!(words(&"ه".repeat(500)).is_empty());
    }
}
