//! What must hold for any text.

use std::borrow::Cow;

use jiff::civil::Date;
use warraq_text::dates::display::{self, DateStyle, Lang, MonthNames};
use warraq_text::digits::Digits;
use warraq_text::{analyze, fold as folding, highlight as marking, query as searching};
use warraq_text::{slug as slugs, tokens as words};

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Folding twice is folding once.
pub fn fold(bytes: &[u8]) {
    let folded = folding::fold(&text(bytes));
    assert_eq!(folding::fold(&folded), folded);
    folding::plain(&text(bytes));
}

/// Words stand in order, do not overlap, and are what the text has at their place.
pub fn tokens(bytes: &[u8]) {
    let text = text(bytes);
    let mut end = 0;
    for token in words::tokens(&text) {
        assert!(token.start >= end && token.end > token.start);
        assert_eq!(text.get(token.start..token.end), Some(token.text));
        end = token.end;
    }
    words::folded_tokens(&text, |start, end, word| {
        assert!(text.get(start..end).is_some() && !word.is_empty());
    });
}

/// Every word has a place in the text and a surface, and is the same when it is met again.
pub fn analyze(bytes: &[u8]) {
    let text = text(bytes);
    let mut analyzer = analyze::Analyzer::new();
    let mut read = || {
        let mut seen = Vec::new();
        analyzer.words(&text, |word| {
            assert!(text.get(word.start..word.end).is_some() && !word.surface.is_empty());
            let lemmas: Vec<_> = word.lemmas.map(str::to_owned).collect();
            seen.push((word.start, word.surface.to_owned(), lemmas));
        });
        seen
    };
    // The second time it remembers them.
    let first = read();
    assert_eq!(read(), first);
}

/// A search is understood within its limits, and what was understood holds words.
pub fn query(bytes: &[u8]) {
    let query = searching::parse(&text(bytes));
    assert!(query.words().count() <= searching::MAX_TERMS);
    for clause in &query.clauses {
        assert!(!clause.any.is_empty());
        for term in &clause.any {
            assert!(term.words().all(|word| !word.is_empty()));
        }
    }
}

/// What is marked stands in the text, and a snippet is not longer than it.
pub fn highlight(bytes: &[u8]) {
    let Some((&size, rest)) = bytes.split_first() else {
        return;
    };
    let text = text(rest);
    let matched = |word: &str| word.len() % 3 == usize::from(size % 3);
    for fragment in marking::highlight(&text, matched, usize::from(size) * 2) {
        assert!(!fragment.marked || text.contains(&fragment.text));
    }
    let whole: String = marking::highlight(&text, matched, usize::MAX)
        .into_iter()
        .map(|fragment| fragment.text)
        .collect();
    assert!(whole.chars().count() <= text.chars().count() + 2);
}

/// A slug can stand in an address, and the slug of a slug is itself.
pub fn slug(bytes: &[u8]) {
    let text = text(bytes);
    let wordpress = slugs::wordpress(&text);
    assert!(
        wordpress.is_ascii() && wordpress.len() <= 200,
        "{wordpress}"
    );
    let readable = slugs::readable(&text);
    assert!(!readable.contains(['/', '?', '#', '%', ' ']), "{readable}");
    assert_eq!(slugs::readable(&readable), readable);
    slugs::anchor(&text);
}

/// Every day of every year has a date in every style, and an Arabic one has no Latin letter.
pub fn dates(bytes: &[u8]) {
    let [a, b, month, day, style, ..] = *bytes else {
        return;
    };
    // The years that jiff knows.
    let year = i16::from_le_bytes([a, b]) % 9_999;
    let (month, day) = (
        i8::from_le_bytes([month % 12 + 1]),
        i8::from_le_bytes([day % 31 + 1]),
    );
    let Ok(date) = Date::new(year, month, day) else {
        return;
    };
    let style = DateStyle {
        lang: if style & 1 == 0 {
            Lang::Arabic
        } else {
            Lang::English
        },
        digits: if style & 2 == 0 {
            Digits::Latin
        } else {
            Digits::ArabicIndic
        },
        months: match style >> 2 & 7 {
            0 => MonthNames::International,
            1 => MonthNames::Levantine,
            2 => MonthNames::Maghrebi,
            3 => MonthNames::Moroccan,
            _ => MonthNames::Both,
        },
        hijri: style & 32 != 0,
    };
    let written = [
        display::long(date, style),
        display::short(date, style),
        display::month_year(date, style),
        display::hijri(date, style),
    ];
    assert!(written.iter().all(|text| !text.is_empty()));
    if style.lang == Lang::Arabic {
        let latin = |text: &String| text.contains(|letter: char| letter.is_ascii_alphabetic());
        assert!(!written.iter().any(latin), "{written:?}");
    }
}
