//! What a reader typed into the search box.
//!
//! Forgiving first: any text is a query, nothing is an error, and what is not understood is
//! searched for. Understood are
//!
//! | typed | meaning |
//! |---|---|
//! | `حماس دمشق` | both words, in any form |
//! | `"حماس ودمشق"`, `«…»`, `“…”` | these words in this order |
//! | `حماس OR فتح`, `حماس أو فتح`, `حماس \| فتح` | one of them |
//! | `-فتح`, `-"…"`, `-قسم:رياضة` | without it |
//! | `قسم:` `section:`, `كاتب:` `author:`, `وسم:` `tag:` | only there; a value of several words is quoted or joined by `_` |
//! | `سنة:2012`, `year:2010-2012` | published in these years |
//! | `بعد:2012-05`, `after:` | published on that day, month or year, or later |
//! | `قبل:2012-05`, `before:` | published before that day, month or year |
//! | `حما*`, or a last word with nothing after it | words that begin so |

use crate::digits;
use crate::fold::fold;
use crate::tokens::tokens;
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// Longer queries are cut: no reader types more, and a robot need not be served more.
pub const MAX_CHARS: usize = 400;

/// At most so many words are searched, those of phrases included.
pub const MAX_TERMS: usize = 24;

/// Longest word in letters; longer ones match nothing.
pub const MAX_WORD_CHARS: usize = 64;

/// A query that was understood, or as much of it as was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What is looked for. All clauses are wanted.
    pub clauses: Vec<Clause>,
    /// What must not occur.
    pub excluded: Vec<Term>,
    /// Where and when.
    pub filters: Filters,
    /// Where not. Holds names and years, never dates.
    pub excluded_filters: Filters,
    /// Whether something was left out because the query was too long.
    pub cut: bool,
}

/// Alternatives of which one is enough; mostly there is only one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Never empty.
    pub any: Vec<Term>,
}

/// A word or a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// One word in any of its forms.
    Word {
        /// As it was typed.
        text: String,
        /// Folded, for the index.
        folded: String,
        /// Whether longer words that begin with it are meant as well.
        open: bool,
    },
    /// Words in this order.
    Phrase {
        /// What stood between the quotes.
        text: String,
        /// Its words, folded. Never empty.
        words: Vec<String>,
    },
}

/// Conditions on the article. Values of one kind are alternatives, kinds add up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Names or slugs of sections, as typed.
    pub sections: Vec<String>,
    /// Names of authors, as typed.
    pub authors: Vec<String>,
    /// Names of tags, as typed.
    pub tags: Vec<String>,
    /// Years of publication.
    pub years: Vec<RangeInclusive<i16>>,
    /// First day of publication.
    pub from: Option<Date>,
    /// The day before which it was published.
    pub until: Option<Date>,
}

impl Filters {
    /// Whether there is no condition.
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }
}

impl Query {
    /// Whether nothing is looked for and nothing filtered.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
            && self.excluded.is_empty()
            && self.filters.is_empty()
            && self.excluded_filters.is_empty()
    }

    /// The folded words that are looked for, those of phrases included, for highlighting.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.clauses
            .iter()
            .flat_map(|clause| &clause.any)
            .flat_map(Term::words)
    }
}

impl Term {
    /// The folded words of this term.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        match self {
            Term::Word { folded, .. } => std::slice::from_ref(folded),
            Term::Phrase { words, .. } => words.as_slice(),
        }
        .iter()
        .map(String::as_str)
    }
}

/// Understands a query. Never fails; an empty or meaningless text gives an empty query.
///
/// ```
/// use warraq_text::query::{Term, parse};
///
/// let query = parse("«المصالحة الفلسطينية» حماس أو فتح -إسرائيل قسم:تقارير بعد:٢٠١٢");
/// assert_eq!(query.clauses.len(), 2);
/// assert_eq!(query.clauses[1].any.len(), 2);
/// assert_eq!(query.excluded.len(), 1);
/// assert_eq!(query.filters.sections, ["تقارير"]);
/// assert_eq!(query.filters.from, Some(jiff::civil::date(2012, 1, 1)));
/// ```
pub fn parse(typed: &str) -> Query {
    let end = typed
        .char_indices()
        .nth(MAX_CHARS)
        .map_or(typed.len(), |(i, _)| i);
    let mut parser = Parser {
        rest: &typed[..end],
        query: Query {
            cut: end < typed.len(),
            ..Query::default()
        },
        terms: 0,
        joins: false,
    };
    while parser.step() {}
    if !typed.ends_with(|c: char| c.is_alphanumeric()) {
        parser.close_last();
    }
    parser.query
}

struct Parser<'a> {
    rest: &'a str,
    query: Query,
    terms: usize,
    /// Whether an OR stood before what comes next.
    joins: bool,
}

enum Key {
    Section,
    Author,
    Tag,
    Year,
    After,
    Before,
}

impl<'a> Parser<'a> {
    /// Takes one word, phrase or filter off the text. False at the end.
    fn step(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        let unsigned = self.rest.strip_prefix(['-', '−']).filter(|after| {
            after.starts_with(|c: char| c.is_alphanumeric() || closing_quote(c).is_some())
        });
        self.rest = unsigned.unwrap_or(self.rest);
        let excluded = unsigned.is_some();
        if let Some(phrase) = self.quoted() {
            self.phrase(phrase, excluded);
            return true;
        }
        let chunk = self.chunk();
        if chunk.is_empty() {
            // A quote that closes nothing.
            self.rest = &self.rest[first.len_utf8().min(self.rest.len())..];
        } else if !excluded && is_or(chunk) {
            self.joins = !self.query.clauses.is_empty();
        } else if !self.filter(chunk, excluded) {
            self.words(chunk, excluded);
        }
        true
    }

    /// Takes what stands between quotes. A quote that is not closed reaches to the end.
    fn quoted(&mut self) -> Option<&'a str> {
        let open = self.rest.chars().next()?;
        let close = closing_quote(open)?;
        let inside = &self.rest[open.len_utf8()..];
        let end = inside.find(close).unwrap_or(inside.len());
        self.rest = inside[end..].strip_prefix(close).unwrap_or(&inside[end..]);
        Some(&inside[..end])
    }

    /// Takes what stands before the next white space or quote.
    fn chunk(&mut self) -> &'a str {
        let is_end = |c: char| c.is_whitespace() || closing_quote(c).is_some();
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (chunk, rest) = self.rest.split_at(end);
        self.rest = rest;
        chunk
    }

    fn phrase(&mut self, text: &str, excluded: bool) {
        let mut words: Vec<String> = tokens(text).filter_map(|t| fold_word(t.text)).collect();
        let room = MAX_TERMS.saturating_sub(self.terms);
        self.query.cut |= words.len() > room;
        words.truncate(room);
        self.terms += words.len();
        if !words.is_empty() {
            self.add(
                Term::Phrase {
                    text: text.trim().to_owned(),
                    words,
                },
                excluded,
            );
        }
    }

    fn words(&mut self, chunk: &str, excluded: bool) {
        let starred = chunk.ends_with('*');
        let mut found = tokens(chunk).peekable();
        while let Some(token) = found.next() {
            let Some(folded) = fold_word(token.text) else {
                continue;
            };
            if self.terms == MAX_TERMS {
                self.query.cut = true;
                return;
            }
            self.terms += 1;
            let last = found.peek().is_none();
            let open = last && (starred || (!excluded && self.rest.trim_start().is_empty()));
            self.add(
                Term::Word {
                    text: token.text.to_owned(),
                    folded,
                    open,
                },
                excluded,
            );
        }
    }

    fn add(&mut self, term: Term, excluded: bool) {
        let joins = std::mem::take(&mut self.joins);
        match self.query.clauses.last_mut() {
            _ if excluded => self.query.excluded.push(term),
            Some(clause) if joins => clause.any.push(term),
            _ => self.query.clauses.push(Clause { any: vec![term] }),
        }
    }

    /// Takes a filter, if the chunk begins with the name of one and its value makes sense.
    fn filter(&mut self, chunk: &'a str, excluded: bool) -> bool {
        let Some((name, value)) = chunk.split_once(':') else {
            return false;
        };
        let Some(key) = key(name) else {
            return false;
        };
        let before = self.rest;
        let value = if value.is_empty() {
            self.rest = self.rest.trim_start();
            let quoted = self.quoted();
            quoted.unwrap_or_else(|| self.chunk())
        } else {
            value
        };
        let understood = self.apply(&key, value, excluded);
        if !understood {
            self.rest = before;
        }
        understood
    }

    fn apply(&mut self, key: &Key, value: &str, excluded: bool) -> bool {
        let query = &mut self.query;
        let filters = if excluded {
            &mut query.excluded_filters
        } else {
            &mut query.filters
        };
        let names = match key {
            Key::Section => &mut filters.sections,
            Key::Author => &mut filters.authors,
            Key::Tag => &mut filters.tags,
            Key::Year => {
                let Some(years) = years(value) else {
                    return false;
                };
                if filters.years.len() < MAX_TERMS {
                    filters.years.push(years);
                }
                return true;
            }
            // «Not after» is «before», and the other way round.
            Key::After | Key::Before => {
                let Some(day) = first_day(value) else {
                    return false;
                };
                let from = matches!(key, Key::After) != excluded;
                let end = if from {
                    &mut query.filters.from
                } else {
                    &mut query.filters.until
                };
                *end = Some(end.map_or(day, |old| if from { old.max(day) } else { old.min(day) }));
                return true;
            }
        };
        let name = value.replace('_', " ").trim().to_owned();
        if name.is_empty() {
            return false;
        }
        if names.len() < MAX_TERMS {
            names.push(name);
        }
        true
    }

    /// A last word that something follows is finished.
    fn close_last(&mut self) {
        let starred = self.rest.ends_with('*');
        if let Some(Term::Word { open, .. }) = self
            .query
            .clauses
            .last_mut()
            .and_then(|clause| clause.any.last_mut())
        {
            *open &= starred;
        }
    }
}

fn key(name: &str) -> Option<Key> {
    Some(match fold(name).as_str() {
        "section" | "قسم" | "القسم" | "باب" => Key::Section,
        "author" | "by" | "كاتب" | "الكاتب" | "بقلم" => Key::Author,
        "tag" | "وسم" | "الوسم" | "موضوع" => Key::Tag,
        "year" | "سنه" | "عام" => Key::Year,
        "after" | "since" | "بعد" | "منذ" => Key::After,
        "before" | "until" | "قبل" | "حتي" => Key::Before,
        _ => return None,
    })
}

fn closing_quote(open: char) -> Option<char> {
    Some(match open {
        '"' => '"',
        '«' | '»' => {
            if open == '«' {
                '»'
            } else {
                '«'
            }
        }
        '“' | '„' => '”',
        '”' => '“',
        '‹' => '›',
        '＂' => '＂',
        _ => return None,
    })
}

fn is_or(chunk: &str) -> bool {
    matches!(chunk, "OR" | "|" | "||") || fold(chunk) == "او"
}

/// The word for the index, or nothing for one that is too long to be a word.
fn fold_word(text: &str) -> Option<String> {
    let folded = fold(text);
    (folded.chars().count() <= MAX_WORD_CHARS).then(|| folded.trim().to_owned())
}

/// «2012», «2010-2012», «2010..2012».
fn years(value: &str) -> Option<RangeInclusive<i16>> {
    let numbers = numbers(value)?;
    match numbers[..] {
        [year] => Some(year..=year),
        [a, b] => Some(a.min(b)..=a.max(b)),
        _ => None,
    }
}

/// The first day of «2012», «2012-05», «2012-05-03», «3/5/2012» or «5/2012».
fn first_day(value: &str) -> Option<Date> {
    let numbers = numbers(value)?;
    let (year, month, day) = match numbers[..] {
        [year] => (year, 1, 1),
        [month, year] if year > 31 => (year, month, 1),
        [year, month] => (year, month, 1),
        [day, month, year] if year > 31 => (year, month, day),
        [year, month, day] => (year, month, day),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The numbers of a date, if there is nothing else in it.
fn numbers(value: &str) -> Option<Vec<i16>> {
    let latin = digits::render(value, digits::Digits::Latin);
    let parts = latin
        .split(['-', '/', '.', '–'])
        .filter(|part| !part.is_empty());
    let numbers: Option<Vec<i16>> = parts.map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| (1..=3).contains(&numbers.len()))
}

#[cfg(test)]
mod tests {
    use super::{MAX_TERMS, Query, Term, parse};
    use jiff::civil::date;
    use proptest::prelude::*;

    /// Writes a query the way this test file reads it.
    fn shown(query: &Query) -> String {
        let term = |term: &Term| match term {
            Term::Word { folded, open, .. } => format!("{folded}{}", if *open { "*" } else { "" }),
            Term::Phrase { words, .. } => format!("\"{}\"", words.join(" ")),
        };
        let clauses = query
            .clauses
            .iter()
            .map(|clause| clause.any.iter().map(term).collect::<Vec<_>>().join("|"));
        let excluded = query.excluded.iter().map(|t| format!("-{}", term(t)));
        let filters = |sign: &'static str, f: &super::Filters| {
            let mut all: Vec<String> = Vec::new();
            all.extend(f.sections.iter().map(|v| format!("{sign}section:{v}")));
            all.extend(f.authors.iter().map(|v| format!("{sign}author:{v}")));
            all.extend(f.tags.iter().map(|v| format!("{sign}tag:{v}")));
            all.extend(
                f.years
                    .iter()
                    .map(|v| format!("{sign}year:{}-{}", v.start(), v.end())),
            );
            all.extend(f.from.iter().map(|v| format!("from:{v}")));
            all.extend(f.until.iter().map(|v| format!("until:{v}")));
            all
        };
        clauses
            .chain(excluded)
            .chain(filters("", &query.filters))
            .chain(filters("-", &query.excluded_filters))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn the_table_of_queries_holds() {
        for line in include_str!("../../../fixtures/text/query.tsv").lines() {
            if let Some((typed, expected)) = line.split_once('\t')
                && !line.starts_with('#')
            {
                let typed = typed.replace('␣', " ");
                assert_eq!(shown(&parse(&typed)), expected, "{typed}");
            }
        }
    }

    #[test]
    fn dates_narrow_each_other() {
        let query = parse("بعد:2010 after:2012-03 قبل:2020");
        assert_eq!(query.filters.from, Some(date(2012, 3, 1)));
        assert_eq!(query.filters.until, Some(date(2020, 1, 1)));
    }

    #[test]
    fn hostile_queries_are_bounded() {
        let words = parse(&"كلمة ".repeat(1000));
        assert!(words.cut && words.words().count() <= MAX_TERMS);
        let filters = parse(&"tag:a ".repeat(1000));
        assert!(filters.filters.tags.len() <= MAX_TERMS);
        assert!(parse(&"ا".repeat(300)).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(typed in any::<String>()) {
            let _ = parse(&typed);
        }

        #[test]
        fn any_mix_of_syntax_is_a_query(typed in "([-\"«»“”*:| ]|OR|أو|قسم:|year:|قبل:|[0-9]{1,5}|حماس)*") {
            let query = parse(&typed);
            prop_assert!(query.words().count() <= MAX_TERMS);
            prop_assert!(query.clauses.iter().all(|clause| !clause.any.is_empty()));
        }
    }
}
