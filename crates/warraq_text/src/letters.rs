//! What matching sees of a single character. Everything about letters is decided here, once, so
//! that folding and splitting can never disagree.

use unicode_normalization::UnicodeNormalization;

/// What matching sees of one character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Part of a word, seen as this letter or digit.
    Letter(char),
    /// Written inside words but not seen: harakat, tatweel, joiners, direction marks.
    Silent,
    /// U+0654, which turns the و or ي before it into a hamza with a seat.
    HamzaAbove,
    /// Not part of a word.
    Break(char),
    /// Rare: has to be taken apart with [`decompose`] first.
    Rare,
}

/// Whether a character continues the word it stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Silent,
    Break,
    /// Several words or a word with punctuation in one character, such as «ﷺ» or «½».
    Phrase,
}

/// Looks a character up. Arabic and ASCII cost one table read.
#[inline]
pub(crate) fn look(c: char) -> Seen {
    match c {
        '\0'..='\x7f' => {
            if c.is_ascii_alphanumeric() {
                Seen::Letter(c.to_ascii_lowercase())
            } else {
                Seen::Break(c)
            }
        }
        '\u{600}'..='\u{6ff}' => match ARABIC[c as usize - 0x600] {
            SILENT => Seen::Silent,
            HAMZA_ABOVE => Seen::HamzaAbove,
            code if code & BREAK != 0 => Seen::Break(c),
            code => char::from_u32(u32::from(code)).map_or(Seen::Break(c), Seen::Letter),
        },
        '\u{ad}'
        | '\u{34f}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{300}'..='\u{344}'
        | '\u{346}'..='\u{34e}'
        | '\u{350}'..='\u{36f}' => Seen::Silent,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2032}' => Seen::Break(c),
        _ => Seen::Rare,
    }
}

/// Says whether a character continues a word.
#[inline]
pub(crate) fn kind(c: char) -> Kind {
    match look(c) {
        Seen::Letter(_) => Kind::Word,
        Seen::Silent | Seen::HamzaAbove => Kind::Silent,
        Seen::Break(_) => Kind::Break,
        Seen::Rare => rare_kind(c),
    }
}

/// Takes a rare character apart (NFKD, lower case) and hands over what matching sees of it.
///
/// Presentation forms, ligatures, full-width and accented letters come through here. Compatibility
/// forms are undone before words are split, because some of them hide a space.
pub(crate) fn decompose(c: char, mut piece: impl FnMut(Seen)) {
    if is_lone_mark(c) {
        return piece(Seen::Silent);
    }
    let mut one = [0; 4];
    for lower in c.to_lowercase() {
        for part in lower.encode_utf8(&mut one).nfkd() {
            for low in part.to_lowercase() {
                match look(low) {
                    Seen::Rare if low.is_alphanumeric() || is_mark(low) => {
                        piece(Seen::Letter(low));
                    }
                    Seen::Rare => piece(Seen::Break(low)),
                    seen => piece(seen),
                }
            }
        }
    }
}

fn rare_kind(c: char) -> Kind {
    let (mut words, mut breaks, mut silent) = (0, 0, 0);
    decompose(c, |seen| match seen {
        Seen::Letter(_) => words += 1,
        Seen::Silent | Seen::HamzaAbove => silent += 1,
        Seen::Break(_) | Seen::Rare => breaks += 1,
    });
    match (words, breaks, silent) {
        (0, 0, 1..) => Kind::Silent,
        (0, _, _) => Kind::Break,
        (_, 0, _) => Kind::Word,
        _ => Kind::Phrase,
    }
}

/// The presentation forms of harakat, which Unicode spells as a space or tatweel with a mark.
fn is_lone_mark(c: char) -> bool {
    matches!(c, '\u{fc5e}'..='\u{fc63}' | '\u{fcf2}'..='\u{fcf4}' | '\u{fe70}'..='\u{fe7f}')
}

/// Combining marks of other scripts that belong to their letter (Hangul, Devanagari, kana).
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

const SILENT: u16 = 0;
const HAMZA_ABOVE: u16 = 1;
const BREAK: u16 = 0x8000;

/// The Arabic block, U+0600 to U+06FF.
static ARABIC: [u16; 256] = arabic_block();

const fn arabic_block() -> [u16; 256] {
    let mut table = [0; 256];
    let mut code: u16 = 0x600;
    while code < 0x700 {
        table[code as usize - 0x600] = arabic_letter(code);
        code += 1;
    }
    table
}

/// Maps a letter to the one that search stores for it.
const fn arabic_letter(code: u16) -> u16 {
    let letter = match code {
        // Number signs, punctuation, currency, per cent, decimal and thousands separators.
        0x600..=0x60f
        | 0x61b
        | 0x61d..=0x61f
        | 0x66a..=0x66d
        | 0x6d4
        | 0x6dd
        | 0x6de
        | 0x6e9
        | 0x6fd => return code | BREAK,
        // Honorifics, harakat, Koranic signs, tatweel, the Arabic letter mark.
        0x610..=0x61a
        | 0x61c
        | 0x640
        | 0x64b..=0x653
        | 0x655..=0x65f
        | 0x670
        | 0x6d6..=0x6dc
        | 0x6df..=0x6e4
        | 0x6e7
        | 0x6e8
        | 0x6ea..=0x6ed => return SILENT,
        0x654 => return HAMZA_ABOVE,
        0x660..=0x669 => return code - 0x660 + 0x30,
        0x6f0..=0x6f9 => return code - 0x6f0 + 0x30,
        0x622 | 0x623 | 0x625 | 0x671 | 0x672 | 0x673 | 0x675 => 'ا',
        0x624 | 0x626 | 0x674 | 0x676 | 0x677 | 0x678 | 0x6d3 => 'ء',
        0x629 | 0x6be | 0x6c0..=0x6c3 | 0x6d5 | 0x6ff => 'ه',
        0x649 | 0x620 | 0x63d..=0x63f | 0x6cc..=0x6ce | 0x6d0..=0x6d2 | 0x6e6 => 'ي',
        0x66e | 0x67b | 0x67e | 0x680 => 'ب',
        0x679 | 0x67a | 0x67c | 0x67d | 0x67f => 'ت',
        0x683 | 0x684 | 0x686 | 0x687 | 0x6bf => 'ج',
        0x681 | 0x682 | 0x685 => 'ح',
        0x688..=0x690 | 0x6ee => 'د',
        0x691..=0x697 | 0x699 | 0x6ef => 'ر',
        0x698 => 'ز',
        0x69a..=0x69c => 'س',
        0x6fa => 'ش',
        0x69d | 0x69e => 'ص',
        0x6fb => 'ض',
        0x69f => 'ط',
        0x6a0 => 'ع',
        0x6fc => 'غ',
        0x6a1..=0x6a6 => 'ف',
        0x66f | 0x6a7 | 0x6a8 => 'ق',
        0x63b | 0x63c | 0x6a9..=0x6b4 => 'ك',
        0x6b5..=0x6b8 => 'ل',
        0x6fe => 'م',
        0x6b9..=0x6bd => 'ن',
        0x6c4..=0x6cb | 0x6cf | 0x6e5 => 'و',
        _ => return code,
    };
    letter as u16
}
